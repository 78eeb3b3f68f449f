"""The explorer in the hands of a person: the mouse on the picture, files, links, history."""

import base64
import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest

from reelgraph import loading
from reelgraph.store import EmbeddedStore

pytestmark = pytest.mark.browser

EX = "https://example.org/boat/"
BOAT, IDA = EX + "boat", EX + "ida"
BOATS = f"""
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <{EX}> .
ex:boat a film:Film ; rdfs:label "The Boat" ; film:year 1931 ; film:hasDirector ex:ida .
ex:ida a film:Person ; rdfs:label "Ida Sund" ; film:birthName "Ida Berg" .
ex:raft a film:Film ; rdfs:label "The Raft" ; film:year 1935 ; film:hasDirector ex:ida ;
    film:hasCastMember ex:bo .
ex:bo a film:Person ; rdfs:label "Bo Holm" .
"""
"""The Boat has one neighbour, who has another film: one square, one circle and a line at first."""
DRAWN = ".picture[data-ready=true]"
FILM, PERSON = [0x00, 0x72, 0xB2], [0xD5, 0x5E, 0x00]
MIDDLE = """async ([shot, wanted]) => {
    const image = new Image();
    image.src = "data:image/png;base64," + shot;
    await image.decode();
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    const { data, width } = pen.getImageData(0, 0, image.width, image.height);
    let count = 0, x = 0, y = 0;
    for (let n = 0; n < data.length; n += 4) {
        if (wanted.every((one, i) => Math.abs(data[n + i] - one) < 12)) {
            count += 1; x += (n / 4) % width; y += Math.floor(n / 4 / width);
        }
    }
    return count > 30 ? [x / count, y / count] : null;
}"""


@pytest.fixture(scope="module")
def boats(kept_app, tmp_path_factory):
    path = tmp_path_factory.mktemp("boats") / "boats.ttl"
    path.write_text(BOATS, "utf-8")
    store = EmbeddedStore()
    loading.load(store, [str(path)], name="boats", about={"title": "The harbour's list"})
    return kept_app(store).address


@pytest.fixture
def boat(visit, boats):
    """The explorer around The Boat."""

    def opened(*parameters, **options):
        page = visit(
            boats, f"explore?{urlencode([('node', BOAT), *parameters])}", wait=DRAWN, **options
        )
        middle(page, FILM)
        return page

    return opened


def middle(page, colour):
    """Where the one mark of a colour stands on the screen, once it is drawn."""
    box = page.locator(".picture").bounding_box()
    for _ in range(100):
        shot = base64.b64encode(page.locator(".picture").screenshot()).decode()
        found = page.evaluate(MIDDLE, [shot, colour])
        if found:
            return box["x"] + found[0], box["y"] + found[1]
        page.wait_for_timeout(50)
    raise AssertionError(f"nothing of the colour {colour} is drawn")


def asked_for(page):
    return parse_qs(urlsplit(page.evaluate("location.href")).query)


def until(page, name, values):
    """Wait for what stands in the address."""
    page.wait_for_function(
        "([name, values]) => new URL(location.href).searchParams.getAll(name).join() === values",
        arg=[name, ",".join(values)],
    )


def save(page, form):
    page.locator(".export").evaluate("(one) => (one.open = true)")
    page.locator(f".export input[value={form}]").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save file").click()
    return Path(download.value.path())


def test_a_click_selects_and_a_click_on_the_ground_lets_go(boat):
    page = boat()
    page.mouse.click(*middle(page, PERSON))
    until(page, "select", [IDA])
    page.wait_for_selector(".card h2:has-text('Ida Sund')")
    page.wait_for_timeout(310)  # sigma takes two clicks within 300 ms for a double one
    box = page.locator(".picture").bounding_box()
    page.mouse.click(box["x"] + 12, box["y"] + box["height"] - 12)
    until(page, "select", [])
    # The one that all stand around is what is read about when nothing is chosen.
    page.wait_for_selector(".card h2:has-text('The Boat')")


def test_a_double_click_brings_in_the_neighbours(boat):
    page = boat()
    page.wait_for_selector("text=All 2 shown")
    page.mouse.dblclick(*middle(page, PERSON))
    until(page, "node", [BOAT, IDA])
    page.wait_for_selector("text=All 3 shown")
    page.go_back()
    until(page, "node", [BOAT])
    page.wait_for_selector("text=All 2 shown")
    page.go_forward()
    page.wait_for_selector("text=All 3 shown")


def test_a_click_on_a_line_shows_who_says_so(boat):
    page = boat()
    (ax, ay), (bx, by) = middle(page, FILM), middle(page, PERSON)
    page.mouse.click((2 * ax + 3 * bx) / 5, (2 * ay + 3 * by) / 5)
    panel = page.locator(".line-panel")
    panel.locator(".sources").wait_for()
    assert "Ida Sund: director in The Boat (1931) [1]" in panel.inner_text()
    assert "The harbour's list" in panel.locator(".sources").inner_text()


def test_what_is_dragged_stays_and_goes_into_the_file(boat):
    page = boat()
    film, person = middle(page, FILM), middle(page, PERSON)
    page.mouse.move(*person)
    page.mouse.down()
    page.mouse.move(person[0] + 30, person[1] + 40, steps=4)
    page.mouse.move(person[0] + 60, person[1] + 90, steps=4)
    page.mouse.up()
    assert middle(page, PERSON) == pytest.approx((person[0] + 60, person[1] + 90), abs=4)
    assert middle(page, FILM) == pytest.approx(film, abs=3)
    with page.expect_request("**/api/export") as sent:
        save(page, "json")
    places = json.loads(sent.value.post_data)["positions"]
    across = places[IDA][0] - places[BOAT][0]
    down = places[IDA][1] - places[BOAT][1]
    now = (person[0] + 60 - film[0], person[1] + 90 - film[1])
    assert across * now[1] == pytest.approx(down * now[0], rel=0.1)  # the same direction


def test_the_saved_page_opens_without_a_network(boat, offline):
    page = boat()
    page.locator(".export").evaluate("(one) => (one.open = true)")
    page.get_by_label("Title").fill("Who made The Boat")
    path = save(page, "html")
    copy = path.with_suffix(".html")
    copy.write_bytes(path.read_bytes())
    saved = offline(copy.as_uri())
    assert saved.locator("h1").inner_text() == "Who made The Boat"
    assert saved.complaints == []
    assert {url for url in saved.requests if not url.startswith("data:")} == {copy.as_uri()}


def test_saved_files_are_what_they_are_called(boat):
    page = boat()
    assert save(page, "png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    texts = " ".join(ET.parse(save(page, "svg")).getroot().itertext())
    assert "Ida Sund" in texts
    space = "{http://graphml.graphdrawing.org/xmlns}"
    network = ET.parse(save(page, "graphml")).getroot().find(f"{space}graph")
    assert len(network.findall(f"{space}node")) == 2
    assert len(network.findall(f"{space}edge")) == 1
    rows = list(csv.reader(io.StringIO(save(page, "csv").read_text("utf-8-sig"))))
    assert len(rows) == 2
    assert {"The Boat", "Ida Sund", "director"} <= set(rows[1])


def test_the_link_that_is_copied_opens_the_same(boat, visit, boats):
    page = boat(("select", IDA), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector("text=Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    again = visit(boats, link.removeprefix(boats), wait=DRAWN)
    again.wait_for_selector(".card h2:has-text('Ida Sund')")


def test_motion_is_spared_who_asks_for_that(boat):
    page = boat(reduced_motion="reduce")
    film = middle(page, FILM)
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Fit").click()
    # No animation is under way: what is drawn in the next frame is where it ends.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    assert middle(page, FILM) == pytest.approx(film, abs=2)


def test_a_browser_without_webgl_says_so_and_has_the_table(launch, boats):
    page = launch("disable-gpu", "disable-3d-apis").new_page()
    page.goto(f"{boats}explore?{urlencode({'node': BOAT})}")
    told = page.wait_for_selector(".picture-none").text_content()
    assert "WebGL is missing or switched off" in told
    rows = page.locator(".table-twin tbody tr")
    rows.first.wait_for()
    assert rows.count() == 1
    assert "Ida Sund" in rows.inner_text()
    page.close()


def test_the_question_is_answered_with_the_mouse_in_one_click(visit, boats):
    page = visit(boats, wait=".box .button")
    page.get_by_role("link", name=re.compile(" and ")).click()
    page.wait_for_selector(".path-words")
    words = page.locator(".told").inner_text()
    assert "The Raft (1935)" in words
    assert "The harbour's list" in words


def test_the_question_is_answered_with_the_keyboard_alone(visit, boats):
    page = visit(boats, wait=".box .button")
    steps = 0
    while page.evaluate("document.activeElement.labels?.[0]?.textContent") != "From":
        page.keyboard.press("Tab")
        steps += 1
        assert steps < 30
    page.keyboard.type("ida")
    page.wait_for_selector("[role=option]:has-text('Ida Sund')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("bo holm")
    page.wait_for_selector("[role=option]:has-text('Bo Holm')")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.value === 'Bo Holm'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".path-words")
    words = page.locator(".told").inner_text()
    assert "Ida Sund – director – The Raft (1935) – cast member – Bo Holm" in words
    assert "The harbour's list" in words


@pytest.fixture
def ida(visit, boats):
    """The explorer around Ida Sund, who made both films: 1931 and 1935."""

    def opened(*parameters, **options):
        page = visit(
            boats, f"explore?{urlencode([('node', IDA), *parameters])}", wait=DRAWN, **options
        )
        page.wait_for_selector("text=All 3 shown")
        return page

    return opened


def years(page):
    return [page.get_by_label(name).input_value() for name in ("First year", "Last year")]


@pytest.mark.parametrize("view", ["explore", "path"])
def test_years_are_what_was_typed(visit, boats, view):
    page = visit(boats, f"{view}?{urlencode({'node': IDA, 'from': BOAT, 'to': IDA})}")
    page.wait_for_selector(".filters")
    page.locator(".filters").evaluate("(one) => (one.open = true)")
    page.get_by_label("First year").fill("1930")
    page.keyboard.press("Tab")
    until(page, "years", ["1930-"])
    assert years(page) == ["1930", ""]
    page.wait_for_selector("[aria-label='Last year'][placeholder='1935']")
    page.get_by_label("Last year").focus()
    page.keyboard.type("1933")
    page.keyboard.press("Enter")
    until(page, "years", ["1930-1933"])
    assert years(page) == ["1930", "1933"]
    page.get_by_label("Last year").fill("1900")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The last year, 1900, is before the first, 1930.")
    assert years(page) == ["1930", "1900"]
    assert asked_for(page)["years"] == ["1930-1933"]
    page.get_by_label("Last year").fill("1933")
    page.get_by_label("First year").fill("")
    page.keyboard.press("Enter")
    until(page, "years", ["-1933"])
    assert years(page) == ["", "1933"]
    page.go_back()
    until(page, "years", ["1930-1933"])
    page.wait_for_function(
        "() => document.querySelector('[aria-label=\"First year\"]').value === '1930'"
    )


def test_the_picture_fits_when_the_years_run_from_left_to_right(ida):
    page = ida()
    middle(page, PERSON)
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Years from left to right").click()
    until(page, "x", ["year"])
    inside = page.locator(".picture").bounding_box()
    x, y = middle(page, PERSON)
    assert inside["x"] + 10 < x < inside["x"] + inside["width"] - 10
    assert inside["y"] + 10 < y < inside["y"] + inside["height"] - 10
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    turned = middle(page, PERSON)
    page.get_by_role("button", name="Fit").click()
    assert middle(page, PERSON) == pytest.approx(turned, abs=2)  # it fitted already


UNDATED = (
    BOATS
    + """
ex:reel a film:ShortFilm ; rdfs:label "The Reel" ; film:hasDirector ex:ida .
ex:one a film:Film ; rdfs:label "The First" ; film:year 1902 ; film:hasDirector ex:ida .
"""
)


def test_what_has_no_year_stands_behind_all_years_and_the_page_says_so(visit, kept_app, tmp_path):
    path = tmp_path / "undated.ttl"
    path.write_text(UNDATED, "utf-8")
    store = EmbeddedStore()
    loading.load(store, [str(path)], name="undated")
    page = visit(kept_app(store).address, f"explore?{urlencode({'node': IDA})}", wait=DRAWN)
    assert page.get_by_text("Year unknown").count() == 0
    page.get_by_role("button", name="Years from left to right").click()
    page.wait_for_selector("text=Year unknown: in the lane at the right.")
    with page.expect_request("**/api/export") as sent:
        drawn = ET.parse(save(page, "svg")).getroot()
    x = {iri: at[0] for iri, at in json.loads(sent.value.post_data)["positions"].items()}
    assert x[EX + "one"] < x[BOAT] < x[EX + "raft"] < x[EX + "reel"]
    years = (x[EX + "raft"] - x[BOAT]) * 29 / 4
    assert x[BOAT] - x[EX + "one"] == pytest.approx(years, rel=0.01)  # they are sent rounded
    assert "year unknown" in " ".join(drawn.itertext())


def test_one_role_alone_is_shown_and_all_again(visit, boats):
    nodes = urlencode([("node", EX + "raft"), ("select", EX + "raft")])
    page = visit(boats, f"explore?{nodes}", wait=DRAWN)
    page.wait_for_selector("text=All 3 shown")
    page.get_by_role("button", name="Show only director").click()
    page.wait_for_selector("text=2 shown, 1 hidden by the legend")
    assert asked_for(page)["off"] == ["cast member"]
    page.get_by_role("button", name="Show all again").click()
    page.wait_for_selector("text=All 3 shown")
    page.locator(".legend-entry", has_text="cast member").dblclick()
    page.wait_for_selector("text=2 shown, 1 hidden by the legend")
    assert asked_for(page)["off"] == ["director"]
    page.get_by_role("button", name="all", exact=True).click()
    page.wait_for_selector("text=All 3 shown")
    # What was asked for is a film: its type stays with what is shown alone.
    assert page.get_by_role("button", name="Show only Person").count() == 0
    page.get_by_role("button", name="Show only Film").click()
    page.wait_for_selector("text=1 shown, 2 hidden by the legend")


def test_a_review_without_links_says_the_whole_command(visit, boats):
    page = visit(boats, "review", wait=".nothing")
    place = page.evaluate("fetch('api/graph').then((one) => one.json()).then((one) => one.place)")
    # Until the page knows where the store is, it says STORE.
    page.wait_for_selector(f"text=reelgraph link -s {place}")
    assert "Ctrl-C" in page.locator(".nothing").inner_text()
