"""Dragging, hiding, writing and saving in the HTML picture, in a real browser without a network."""

import json
import re
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from drawn import still

from reelgraph.views import render_html, style

pytestmark = pytest.mark.browser

HOSTILE = "</script><!--<img src=x onerror=alert(1)> javascript:alert(2) &amp;"
FILM_COLOUR = [0x00, 0x72, 0xB2]
NOTE_COLOUR = [int(style.LIGHT.note[n : n + 2], 16) for n in (1, 3, 5)]
MIDDLE_OF = """colour => {
    const canvas = document.querySelector("canvas"), box = canvas.getBoundingClientRect();
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const { data, width } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0, x = 0, y = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 255 && colour.every((c, n) => data[i + n] === c)) {
            count += 1; x += (i / 4) % width; y += Math.floor(i / 4 / width);
        }
    }
    const ratio = canvas.width / box.width;
    return { count, x: box.x + x / count / ratio, y: box.y + y / count / ratio };
}"""
CANVAS = "document.querySelector('canvas').toDataURL()"


@pytest.fixture
def saved(tmp_path, offline):
    """Save a copy of a page under its path, and open it."""

    def save(page, **options):
        copy = tmp_path / f"copy-{len(list(tmp_path.glob('copy-*')))}.html"
        with page.expect_download() as download:
            page.locator("#save").click()
        download.value.save_as(copy)
        return copy, offline(copy.as_uri(), reduced_motion="reduce", **options)

    return save


def middle(page, colour=FILM_COLOUR):
    still(page)
    return page.evaluate(MIDDLE_OF, colour)


def select(page, name):
    page.locator("#search").fill(name)
    page.locator("#search").press("Enter")
    assert page.locator("#panel h2").inner_text().startswith(name)


def write(page, text):
    page.keyboard.press("n")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def edits(page):
    return page.locator("#edits").inner_text() if page.locator("#edited").is_visible() else ""


def state_of(path):
    (text,) = re.findall(r'id="state">([^<]*)</script>', path.read_text("utf-8"))
    return json.loads(text)


def drag(page, start, across, down):
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(start["x"] + across / 2, start["y"] + down / 2, steps=4)
    page.mouse.move(start["x"] + across, start["y"] + down, steps=4)
    page.mouse.up()
    page.mouse.move(2, 2)


def everything(page):
    """One edit of each kind."""
    drag(page, middle(page), 90, 40)
    film = middle(page)
    page.mouse.click(film["x"], film["y"])
    write(page, "Where it began")
    select(page, "Ilya")
    page.locator("#panel .aside").first.click()
    page.keyboard.insert_text("He wrote it, too")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    write(page, "Read from the middle")
    select(page, "Haley")
    page.keyboard.press("h")
    page.locator('#legend [data-name="writer"]').click()
    page.locator("#rename").click()
    page.locator("#new-title").fill("Who made Hardcore")
    page.locator("#new-line").fill("A picture")
    page.locator("#named").click()


def test_a_node_that_is_dragged_stays_where_it_was_put(picture, saved, figure):
    page = picture(reduced_motion="reduce")
    before = middle(page)
    drag(page, before, 80, -50)
    after = middle(page)
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((80, -50), abs=3)
    assert edits(page) == f"Edited by hand on {date.today()}: 1 entity moved."
    path, _ = saved(page)
    assert list(state_of(path)["positions"]) == ["http://e/f"]


def test_what_is_not_dragged_is_not_moved(picture):
    page = picture(reduced_motion="reduce")
    film = middle(page)
    page.mouse.click(film["x"], film["y"])
    assert page.locator("#panel h2").inner_text() == "Hardcore"
    page.wait_for_timeout(60)  # vis-network takes two presses within 50 ms for one
    box = page.locator("#picture").bounding_box()
    drag(page, {"x": box["x"] + 8, "y": box["y"] + 8}, 60, 60)
    assert middle(page)["x"] == pytest.approx(film["x"] + 60, abs=3)
    assert edits(page) == ""
    assert not page.locator("#unsaved").is_visible()


def test_a_node_is_moved_and_put_back_by_the_keys(picture):
    page = picture(reduced_motion="reduce")
    before = middle(page)
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    assert middle(page)["x"] == pytest.approx(before["x"] + 36, abs=6)
    page.locator("#panel button", has_text="Put back").click()
    assert middle(page)["x"] == pytest.approx(before["x"], abs=2)
    assert edits(page) == ""


@pytest.mark.parametrize("way", ["h", "Delete", "#hide"])
def test_a_hidden_node_leaves_the_picture_and_the_table_and_comes_back(picture, way):
    page = picture()
    rows = page.locator("#table tbody tr:visible")
    page.locator("#table summary").click()
    assert rows.count() == 5
    assert page.locator("#rows").inner_text() == "5 rows"
    select(page, "Haley")
    page.locator(way).click() if way.startswith("#") else page.keyboard.press(way)
    assert page.locator("#shown").inner_text() == "4 of 5 shown"
    assert page.locator("#rows").inner_text() == "4 of 5 rows, as the picture shows"
    assert rows.count() == 4
    assert "Haley" not in "".join(rows.all_inner_texts())
    assert page.evaluate("document.activeElement.id") == "picture"
    page.locator("#all-rows").check()
    assert rows.count() == 5
    assert page.locator("#table tr.away").all_inner_texts()[0].startswith("Hardcore\tcast\tHaley")
    page.locator("#hidden li button").click()
    assert page.locator("#shown").inner_text() == "All 5 shown"
    assert page.locator("#table tr.away").count() == 0
    assert not page.locator("#hidden").is_visible()
    assert page.complaints == []


def test_all_that_is_hidden_comes_back_at_once(picture):
    page = picture()
    for name in ("Haley", "Ilya"):
        select(page, name)
        page.keyboard.press("h")
    assert page.locator("#hidden li").count() == 2
    page.get_by_role("button", name="Show all that was hidden by hand").click()
    assert page.locator("#shown").inner_text() == "All 5 shown"


def test_the_legend_and_what_is_hidden_by_hand_do_not_undo_each_other(picture):
    page = picture()
    select(page, "Haley")
    page.keyboard.press("h")
    persons = page.locator('#legend [data-name="Person"]')
    persons.click()
    assert page.locator("#shown").inner_text() == "1 of 5 shown"
    page.locator("#hidden li button").click()
    assert "switched off in the legend" in page.locator("#said").inner_text()
    assert page.locator("#shown").inner_text() == "1 of 5 shown"
    page.locator("#undo").click()
    persons.click()
    assert page.locator("#shown").inner_text() == "4 of 5 shown"
    assert page.locator("#rows").inner_text() == "4 of 5 rows, as the picture shows"


def test_a_note_on_an_entity_a_line_and_the_picture_is_drawn_and_listed(picture):
    page = picture()
    assert middle(page, NOTE_COLOUR)["count"] == 0
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    page.keyboard.type("Shot in Moscow")
    page.keyboard.press("Escape")
    one = middle(page, NOTE_COLOUR)["count"]
    assert one > 50
    page.keyboard.press("ArrowRight")
    page.locator("#panel .aside").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Says who?")
    page.keyboard.press("Escape")
    assert middle(page, NOTE_COLOUR)["count"] > one
    page.keyboard.press("Escape")
    write(page, "A free text")
    listed = page.locator("#notes li").all_inner_texts()
    assert [text.split(" Edit")[0] for text in listed][::2] == [
        "Hardcore: Shot in Moscow",
        "In the picture: A free text",
    ]
    assert listed[1].startswith("Hardcore – ")
    assert ": Says who?" in listed[1]
    assert "3 notes added" in edits(page)
    assert page.complaints == []


def test_a_note_is_changed_and_removed(picture):
    page = picture()
    page.locator("#note").click()
    page.keyboard.type("A free text")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Edit the note on In the picture").click()
    page.keyboard.press("End")
    page.keyboard.type(", longer")
    assert "A free text, longer" in page.locator("#notes li").inner_text()
    page.get_by_role("button", name="Remove the note on In the picture").click()
    assert not page.locator("#notes").is_visible()
    assert middle(page, NOTE_COLOUR)["count"] == 0
    assert page.evaluate("document.activeElement.id") == "picture"
    assert page.complaints == []


def test_a_free_text_stands_where_it_was_double_clicked_and_is_dragged(picture):
    page = picture(reduced_motion="reduce")
    box = page.locator("#picture").bounding_box()
    x, y = box["x"] + box["width"] - 120, box["y"] + 40
    page.mouse.dblclick(x, y)
    page.keyboard.type("Just here")
    page.mouse.move(2, 2)
    at = middle(page, NOTE_COLOUR)
    assert (at["x"], at["y"]) == pytest.approx((x, y), abs=12)
    drag(page, at, -100, 60)
    moved = middle(page, NOTE_COLOUR)
    assert (moved["x"], moved["y"]) == pytest.approx((at["x"] - 100, at["y"] + 60), abs=4)
    page.keyboard.press("Delete")
    assert middle(page, NOTE_COLOUR)["count"] == 0
    assert page.complaints == []


def test_the_heading_and_the_line_below_it_are_changed(picture, saved):
    page = picture()
    page.locator("#rename").click()
    assert page.evaluate("document.activeElement.id") == "new-title"
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(HOSTILE)
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    assert page.locator("h1").inner_text() == HOSTILE
    assert not page.locator("#line").is_visible()
    assert "heading changed from “</script><img" in edits(page)
    path, again = saved(page)
    assert again.title() == again.locator("h1").inner_text() == HOSTILE
    assert escape(HOSTILE, quote=False) in path.read_text("utf-8")
    assert again.complaints == []


def test_a_saved_copy_shows_exactly_what_was_seen(picture, saved):
    page = picture(reduced_motion="reduce")
    everything(page)
    page.locator("#fit").click()
    page.mouse.move(2, 2)
    still(page)
    seen = page.evaluate(CANVAS)
    _, again = saved(page)
    assert again.evaluate(CANVAS) == seen
    for part in ("header", "#notes", "#hidden", "#legend", "#rows", "footer", "#sources"):
        assert again.locator(part).inner_text() == page.locator(part).inner_text(), part
    said = "1 entity hidden, 1 entity moved, 3 notes added, 1 entry of the legend switched off"
    assert said in edits(again)
    assert again.complaints == page.complaints == []


def test_a_saved_copy_keeps_the_sources_the_command_and_the_whole_table(picture, saved, figure):
    page = picture()
    everything(page)
    path, _ = saved(page)
    made, copied = render_html(figure), path.read_text("utf-8")
    for part in (
        r"<ol>.*?</ol>",
        r"<tbody>.*?</tbody>",
        r'id="figure">.*?</script>',
        "<code>.*?</code>",
    ):
        assert (
            re.search(part, made, re.DOTALL).group() == re.search(part, copied, re.DOTALL).group()
        )
    assert f"Edited by hand on {date.today()}: " in copied


def test_saving_a_copy_of_a_copy_changes_nothing(picture, saved):
    page = picture()
    everything(page)
    first, again = saved(page)
    second, third_page = saved(again)
    assert second.read_bytes() == first.read_bytes()
    third, _ = saved(third_page, color_scheme="dark", viewport={"width": 400, "height": 700})
    assert third.read_bytes() == first.read_bytes()


def test_a_copy_can_be_changed_and_saved_on(picture, saved):
    page = picture()
    everything(page)
    _, again = saved(page)
    again.get_by_role("button", name="Show all that was hidden by hand").click()
    path, last = saved(again)
    assert state_of(path)["hidden"] == []
    assert len(state_of(path)["notes"]) == 3
    last.locator("#reset").click()
    path, untouched = saved(last)
    assert edits(untouched) == ""
    assert '<span id="edits"></span>' in path.read_text("utf-8")
    assert last.complaints == []


def test_a_hostile_note_stays_text_in_the_page_and_in_its_copy(picture, saved):
    page = picture()
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    write(page, HOSTILE)
    page.keyboard.press("Escape")
    write(page, "<!--<script>" + HOSTILE)
    path, again = saved(page)
    for opened in (page, again):
        notes = opened.locator("#notes li").all_inner_texts()
        assert notes[0].startswith("Hardcore: " + HOSTILE)
        assert opened.locator("img").count() == 0
        assert opened.locator("#notes a").count() == 0
        assert opened.complaints == []
    assert "<img" not in path.read_text("utf-8")
    assert len(re.findall("</script>", path.read_text("utf-8"))) == 4


def test_controls_and_marks_that_turn_a_line_are_not_kept_in_a_note(picture):
    page = picture()
    page.locator("#picture").focus()
    page.keyboard.press("n")
    page.locator("#note-text").fill("one\u202etwo\u0007\nthree")
    assert "one two three" in page.locator("#notes li").inner_text()


def test_what_an_extension_wrote_into_the_page_is_not_saved(figure, tmp_path, offline, saved):
    text = render_html(figure)
    alien = '<style class="alien">x{}</style></head><body data-alien="1"><alien-box></alien-box>'
    path = tmp_path / "picture.html"
    path.write_text(text.replace("</head>\n<body>", alien), encoding="utf-8")
    copy, _ = saved(offline(path.as_uri()))
    assert "alien" in path.read_text("utf-8")
    assert "alien" not in copy.read_text("utf-8")


def test_changes_are_undone_one_by_one_and_all_at_once(picture):
    page = picture()
    assert page.locator("#undo").is_disabled()
    assert page.locator("#reset").is_disabled()
    select(page, "Haley")
    page.keyboard.press("h")
    page.keyboard.press("n")
    page.keyboard.type("Several")
    page.keyboard.press("Escape")
    page.locator("#undo").click()
    assert not page.locator("#notes").is_visible()
    assert page.locator("#hidden li").count() == 1
    page.locator("#picture").focus()
    page.keyboard.press("Control+z")
    assert edits(page) == ""
    assert not page.locator("#unsaved").is_visible()
    everything(page)
    before = edits(page)
    page.locator("#reset").click()
    assert edits(page) == ""
    assert page.locator("#shown").inner_text() == "All 5 shown"
    page.locator("#undo").click()
    assert edits(page) == before
    assert page.complaints == []


def test_unsaved_changes_are_marked_and_asked_about(picture, saved):
    page = picture()
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    select(page, "Haley")
    page.keyboard.press("h")
    assert page.locator("#unsaved").is_visible()
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    saved(page)
    assert not page.locator("#unsaved").is_visible()
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("how", ["src", "srcdoc"])
def test_a_copy_is_saved_out_of_a_sandboxed_frame(figure, tmp_path, offline, how):
    (tmp_path / "picture.html").write_text(render_html(figure), encoding="utf-8")
    around = tmp_path / "notebook.html"
    content = escape(render_html(figure)) if how == "srcdoc" else "picture.html"
    around.write_text(
        "<!doctype html><meta charset=utf-8><canvas></canvas><iframe "
        f'sandbox="allow-scripts allow-downloads allow-popups" {how}="{content}" '
        'width="700" height="620"></iframe>',
        encoding="utf-8",
    )
    page = offline(around.as_uri())
    frame = page.frames[1]
    frame.wait_for_selector("canvas")
    frame.locator("#note").click()
    page.keyboard.type("From a notebook")
    with page.expect_download() as download:
        frame.locator("#save").click()
    copy = tmp_path / "copy.html"
    download.value.save_as(copy)
    again = offline(copy.as_uri())
    assert "From a notebook" in again.locator("#notes li").inner_text()
    assert again.complaints == page.complaints == []


def test_a_telephone_edits_by_touch(picture, saved):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = picture(**phone)
    for button in page.locator("#editing button, #tools button, #rename").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["height"] >= 40
    film = middle(page)
    page.touchscreen.tap(film["x"], film["y"])
    assert page.locator("#panel h2").inner_text() == "Hardcore"
    page.locator("#note").tap()
    page.keyboard.insert_text(
        "Written by a thumb, and long enough to need more than one line of it"
    )
    page.locator("#rename").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#named").tap()
    page.touchscreen.tap(film["x"], film["y"])
    page.locator("#hide").tap()
    assert page.locator("#shown").inner_text() == "4 of 5 shown"
    _, again = saved(page, **phone)
    assert again.evaluate("document.documentElement.scrollWidth") <= 360
    assert "Written by a thumb" in again.locator("#notes li").inner_text()
    assert again.complaints == page.complaints == []


def test_a_picture_that_is_turned_on_a_telephone_keeps_its_places(picture, saved, figure):
    """A path runs from left to right, and on a telephone from top to bottom."""
    network = nx.MultiDiGraph()
    network.add_node("http://e/f", type="Film", label="Hardcore")
    for number in range(3):
        network.add_node(f"http://e/p{number}", type="Person", label=f"Person {number}")
    network.add_edge("http://e/f", "http://e/p0", role="cast")
    network.add_edge("http://e/p0", "http://e/p1", role="spouse")
    network.add_edge("http://e/p1", "http://e/p2", role="spouse")
    ends = ("http://e/f", "http://e/p2")
    path = replace(figure, network=network, kind="path", focus=ends, total=4)
    phone = {"viewport": {"width": 360, "height": 740}}
    page = picture(path, reduced_motion="reduce", **phone)
    made = json.loads(page.locator("#figure").text_content())["nodes"]
    before = next(node for node in made if node["iri"] == "http://e/f")
    drag(page, middle(page), 0, -30)
    first, again = saved(page, **phone)
    x, y = state_of(first)["positions"]["http://e/f"]
    assert x < before["x"] - 10
    assert y == pytest.approx(before["y"], abs=2)
    page.locator("#fit").click()
    assert middle(again) == middle(page)


def test_an_image_holds_the_heading_the_notes_and_what_was_edited(picture, tmp_path):
    page = picture(color_scheme="dark")
    everything(page)
    files = {}
    for what in ("png", "svg"):
        with page.expect_download() as download:
            page.locator("#" + what).click()
        assert download.value.suggested_filename == "who-made-hardcore." + what
        files[what] = tmp_path / f"image.{what}"
        download.value.save_as(files[what])
    root = ET.parse(files["svg"]).getroot()
    texts = [text for element in root.iter() if (text := (element.text or "").strip())]
    assert texts[0] == texts[1] == "Who made Hardcore"
    assert "Hardcore: Where it began" in texts
    assert any(text.startswith("Edited by hand on") for text in texts)
    assert any(text.startswith("Sources: [1]") for text in texts)
    assert "Haley Bennett" not in texts
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags == {"svg", "title", "rect", "path", "text"}
    assert root.find("{http://www.w3.org/2000/svg}rect").get("fill") == style.LIGHT.page
    data = Path(files["png"]).read_bytes()
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert data.startswith(b"\x89PNG")
    assert (width, height) == (2 * int(root.get("width")), 2 * int(root.get("height")))
    assert page.complaints == []


def test_hostile_texts_are_text_in_the_image(picture, tmp_path):
    page = picture()
    page.locator("#picture").focus()
    write(page, HOSTILE)
    with page.expect_download() as download:
        page.locator("#svg").click()
    path = tmp_path / "image.svg"
    download.value.save_as(path)
    assert "<img" not in path.read_text("utf-8")
    assert "In the picture: " + HOSTILE in "".join(ET.parse(path).getroot().itertext())
