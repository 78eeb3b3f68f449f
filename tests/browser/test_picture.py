"""The HTML picture in a real browser without a network."""

from dataclasses import replace

import pytest
from drawn import still

from reelgraph.views import render_html

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>"
INK = """() => {
    const canvas = document.querySelector("canvas");
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
    return painted;
}"""


def pressed(page, name):
    return page.locator(f'#legend [data-name="{name}"]').get_attribute("aria-pressed")


def test_it_is_drawn_without_a_complaint_and_without_a_request(picture, tmp_path):
    page = picture()
    assert page.evaluate(INK) > 2000
    assert page.complaints == []
    assert {url for url in page.requests if not url.startswith("data:")} == {
        (tmp_path / "picture.html").as_uri()
    }


def test_a_hostile_label_is_shown_as_text(picture):
    page = picture()
    page.keyboard.press("/")
    page.keyboard.type("onerror")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == HOSTILE
    box = page.locator("#picture").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".vis-tooltip").wait_for()
    assert page.locator("img").count() == 0
    assert page.complaints == []


def test_the_tooltip_and_the_panel_say_who_states_what(picture):
    page = picture()
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel h2").inner_text() == "Hardcore"
    panel = page.locator("#panel").inner_text()
    assert "director: Ilya Naishuller" in panel
    assert "asserted [1]" in panel
    assert "the source itself is not sure [1]" in panel
    page.locator("#panel a", has_text="[1]").first.click()
    assert page.url.endswith("#source-1")
    page.keyboard.press("Escape")
    assert "Select an entity" in page.locator("#panel").inner_text()


def test_every_entry_of_the_legend_can_be_pressed(picture):
    page = picture()
    for button in [*page.locator("#legend button").all(), page.locator("#fit")] * 2:
        button.click()
    still(page)
    assert page.locator("#shown").inner_text() == "All 5 shown"
    assert page.complaints == []


def test_the_legend_hides_and_shows(picture):
    page = picture()
    before = page.evaluate(INK)
    button = page.locator('#legend [data-name="cast"]')
    button.focus()
    page.keyboard.press("Enter")
    still(page)
    assert pressed(page, "cast") == "false"
    assert page.locator("#shown").inner_text() == "2 of 5 shown"
    assert page.evaluate(INK) < before
    button.click()
    assert pressed(page, "cast") == "true"
    assert page.locator("#shown").inner_text() == "All 5 shown"
    assert page.complaints == []


@pytest.mark.parametrize("kind", ["network", "path"])
def test_it_fits_a_telephone(picture, figure, kind):
    page = picture(
        replace(figure, kind=kind, title="Long " * 40), viewport={"width": 360, "height": 640}
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(INK) > 2000


def test_it_is_dark_where_the_reader_is(picture):
    page = picture(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(22, 24, 29)"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    assert page.complaints == []


def test_it_works_inside_a_frame(figure, tmp_path, offline):
    (tmp_path / "picture.html").write_text(render_html(figure), encoding="utf-8")
    around = tmp_path / "article.html"
    around.write_text(
        "<!doctype html><canvas></canvas>"
        '<iframe sandbox="allow-scripts" src="picture.html" width="600" height="500"></iframe>'
    )
    page = offline(around.as_uri())
    page.frames[1].wait_for_selector("canvas")
    still(page.frames[1])
    assert page.frames[1].evaluate(INK) > 2000
    assert page.complaints == []


def test_a_saved_copy_keeps_what_was_hidden_and_noted(picture, tmp_path, offline):
    page = picture()
    page.locator('#legend [data-name="writer"]').click()
    page.locator("#search").fill("Haley")
    page.locator("#search").press("Enter")
    page.locator("#note").click()
    page.locator("#panel textarea").fill("His wife </script>")
    with page.expect_download() as download:
        page.locator("#save").click()
    copy = tmp_path / "copy.html"
    download.value.save_as(copy)
    again = offline(copy.as_uri())
    assert again.complaints == []
    assert pressed(again, "writer") == "false"
    again.locator("#search").fill("Haley")
    again.locator("#search").press("Enter")
    assert again.locator("#panel textarea").input_value() == "His wife </script>"


def test_without_scripts_the_still_picture_is_shown(figure, tmp_path, chromium):
    path = tmp_path / "picture.html"
    path.write_text(render_html(figure), encoding="utf-8")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("noscript svg, #stage svg").first.is_visible()
    assert not page.locator("#tools").is_visible()
    context.close()
