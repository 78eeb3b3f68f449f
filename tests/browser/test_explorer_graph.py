"""The explorer's graph and path views in a real browser, with a graph that is made up."""

import base64
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from reelgraph import loading

pytestmark = pytest.mark.browser

W = "https://example.org/world/"
LAMP, ADA, PIA, BO, CY = (W + name for name in ("lamp", "ada", "pia", "bo", "cy"))
HOSTILE = "</script><img src=x onerror=alert(1)>"
FILM, PERSON = "0,114,178", "213,94,0"
DRAWN = ".picture[data-ready=true]"
DRAWN_AGAIN = (
    "() => new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(() => d())))"
)


@pytest.fixture(scope="module")
def shown(kept_app, new_world, tmp_path_factory):
    """The address of a server of the tiny world with a hostile name."""
    file = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    file.write_text(
        "@prefix film: <https://w3id.org/reelgraph/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f"<{W}evil> a film:Film ; rdfs:label {json.dumps(HOSTILE)} ; "
        f"film:hasDirector <{ADA}> .\n",
        encoding="utf-8",
    )
    world = new_world()
    loading.load(world, [str(file)], name="hostile")
    return kept_app(world).address


@pytest.fixture
def explorer(visit, shown):
    """Opens a view of that server, drawn."""

    def open_view(view, parameters=(), *, wait=DRAWN, **options):
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        page = visit(shown, f"{view}?{urlencode(list(parameters))}", wait=wait, **options)
        page.evaluate(DRAWN_AGAIN)
        return page

    return open_view


def asked_for(page):
    return parse_qs(urlsplit(page.evaluate("location.href")).query)


def pixels(page, colour):
    """How many pixels of the picture have a colour, given as "red,green,blue"."""
    shot = base64.b64encode(page.locator(".picture").screenshot()).decode()
    return page.evaluate(
        """async ([shot, wanted]) => {
            const image = new Image();
            image.src = "data:image/png;base64," + shot;
            await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height);
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            const { data } = pen.getImageData(0, 0, image.width, image.height);
            let count = 0;
            for (let n = 0; n < data.length; n += 4) {
                if ([0, 1, 2].every((i) => Math.abs(data[n + i] - wanted[i]) < 12)) count += 1;
            }
            return count;
        }""",
        [shot, [int(part) for part in colour.split(",")]],
    )


def eventually(page, check):
    """Wait until something holds that only Python can see."""
    for _ in range(200):
        if check():
            return
        page.wait_for_timeout(50)
    assert check()


def legend(page, text):
    page.locator(".filters").first.evaluate("(one) => (one.open = true)")
    return page.locator(".legend-entry", has_text=text).first


def open_table(page):
    page.locator(".twin > summary").click()
    page.wait_for_selector(".table-twin tbody tr")


def test_a_film_stands_among_its_people_in_the_colours_of_the_style(explorer):
    page = explorer("explore", [("node", LAMP)])
    assert pixels(page, FILM) > 100
    assert pixels(page, PERSON) > 100
    # Ada, Pia, Lux, Cy, Bo, the sequel, the festival's edition ... whatever the server counts.
    assert page.locator(".status-line").inner_text().startswith("All ")


def test_the_legend_hides_a_type_and_the_address_remembers_it(explorer):
    page = explorer("explore", [("node", LAMP)])
    before = pixels(page, PERSON)
    legend(page, "Person").click()
    eventually(page, lambda: pixels(page, PERSON) < before / 10)
    assert asked_for(page)["off"] == ["Person"]
    assert " hidden by the legend" in page.locator(".status-line").inner_text()
    page.go_back()
    eventually(page, lambda: "off" not in asked_for(page))
    eventually(page, lambda: pixels(page, PERSON) > before / 2)


def test_the_keyboard_walks_expands_and_resets(explorer):
    page = explorer("explore", [("node", LAMP)])
    page.locator(".picture").focus()
    page.keyboard.press("ArrowRight")
    assert asked_for(page)["select"] == [LAMP]
    found = {LAMP}
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        found |= set(asked_for(page)["select"])
    assert len(found) > 1
    said = page.locator(".picture-frame [aria-live]").inner_text()
    assert "shown" in said
    if asked_for(page)["select"] == [LAMP]:
        page.keyboard.press("ArrowRight")
    chosen = asked_for(page)["select"][0]
    page.keyboard.press("Enter")
    eventually(page, lambda: asked_for(page)["node"] == [LAMP, chosen])
    page.keyboard.press("Escape")
    assert "select" not in asked_for(page)


def test_what_stands_keeps_its_place_when_more_is_expanded(explorer):
    page = explorer("explore", [("node", LAMP)])
    open_table(page)
    few = page.locator(".table-twin tbody tr").count()
    with page.expect_request("**/api/export") as before:
        save(page, "json")
    page.evaluate(
        "([iri]) => { const u = new URL(location.href); u.searchParams.append('node', iri);"
        " history.pushState(null, '', u); dispatchEvent(new PopStateEvent('popstate')); }",
        [ADA],
    )
    eventually(page, lambda: page.locator(".table-twin tbody tr").count() > few)
    with page.expect_request("**/api/export") as after:
        save(page, "json")
    first, second = (json.loads(one.value.post_data)["positions"] for one in (before, after))
    assert len(second) > len(first) > 3
    assert {iri: second[iri] for iri in first} == first


def save(page, form):
    page.locator(".export").evaluate("(one) => (one.open = true)")
    page.locator(f".export input[value={form}]").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save file").click()
    return download.value


def test_a_line_of_the_table_says_who_says_so(explorer):
    page = explorer("explore", [("node", LAMP)])
    open_table(page)
    of_the_lamp = page.locator("tr", has=page.get_by_role("cell", name="The Lamp", exact=True))
    row = of_the_lamp.filter(has_text="Bo Marsh")
    row.get_by_role("button", name="who says so?").click()
    panel = page.locator(".line-panel")
    panel.locator(".sources").wait_for()
    assert "as Keeper" in panel.inner_text()
    assert "credited as B. Marsh" in panel.inner_text()
    assert "A tiny world" in panel.inner_text()
    assert "CC0-1.0" in panel.inner_text()
    assert set(asked_for(page)["line"][0].split()) == {LAMP, BO}
    # The row that is chosen is a row still.
    assert row.evaluate("(one) => [one.className, getComputedStyle(one).display]") == [
        "chosen",
        "table-row",
    ]


def test_the_names_in_the_table_select_what_they_name(explorer):
    page = explorer("explore", [("node", LAMP)])
    open_table(page)
    page.locator(".table-twin").get_by_role("button", name="Bo Marsh").first.click()
    page.wait_for_selector(".card h2:has-text('Bo Marsh')")
    assert asked_for(page)["select"] == [BO]


def test_a_hostile_name_is_only_a_name(explorer):
    page = explorer("explore", [("node", ADA), ("select", W + "evil")])
    open_table(page)
    assert HOSTILE in page.locator(".table-twin").inner_text()
    assert page.locator("img[src=x]").count() == 0


def test_without_webgl_the_table_says_the_same(explorer):
    script = "delete window.WebGL2RenderingContext; delete window.WebGLRenderingContext;"
    page = explorer("explore", [("node", LAMP)], script=script, wait=".picture-none")
    assert "WebGL" in page.locator(".picture-none").inner_text()
    page.wait_for_selector(".table-twin tbody tr:has-text('Ada Quill')")


def test_a_file_is_saved_under_the_name_of_its_title(explorer):
    page = explorer("explore", [("node", LAMP)])
    page.locator(".export").evaluate("(one) => (one.open = true)")
    page.get_by_label("Title").fill("My lamp")
    found = save(page, "svg")
    assert found.suggested_filename == "My-lamp.svg"
    assert "Ada Quill" in found.path().read_text("utf-8")


def test_a_path_is_told_in_words_with_who_says_so(explorer):
    page = explorer("path", [("from", "Ada Quill"), ("to", "Bo Marsh")])
    words = page.locator(".path-words").first.inner_text()
    assert "Ada Quill" in words
    assert "director" in words
    assert "[1]" in words
    assert "A tiny world" in page.locator("main .sources").first.inner_text()
    page.get_by_role("button", name="Swap the two").click()
    eventually(page, lambda: asked_for(page)["from"] == ["Bo Marsh"])
    page.locator(".path-words").first.wait_for()


def test_no_path_says_what_could_be_loosened(explorer):
    wanted = [("from", ADA), ("to", BO), ("role", "composer")]
    page = explorer("path", wanted, wait=".trouble", expected="404")
    page.get_by_role("button", name="in any role").click()
    page.locator(".path-words").first.wait_for()
    assert "role" not in asked_for(page)


def test_a_name_of_several_lists_them_to_choose_from(explorer):
    page = explorer(
        "path", [("from", "Night Ferry"), ("to", ADA)], wait=".trouble", expected="40[49]"
    )
    choices = page.locator(".trouble button")
    assert choices.count() == 2
    choices.first.click()
    page.locator(".path-words").first.wait_for()
    assert asked_for(page)["to"] == [ADA]


@pytest.mark.parametrize("view", ["explore", "path"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_needs_no_sideways_scrolling(explorer, view, scheme):
    wanted = [("node", LAMP), ("select", ADA)] if view == "explore" else [("from", ADA), ("to", BO)]
    size = {"width": 360, "height": 780}
    page = explorer(view, wanted, viewport=size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    eventually(page, lambda: pixels(page, "22,24,29") > 5000)
