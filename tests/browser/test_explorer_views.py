"""Every view of the explorer with something in it is accessible and fits, light and dark.

With REELGRAPH_SCREENSHOTS=FOLDER in the environment, pictures of the views are left in that folder:
``path-light-1280.png`` and so on. That is ``notebooks/explorer.png``, which the README shows.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
import reviewable

pytestmark = pytest.mark.browser

ID = "https://w3id.org/reelgraph/id/"
HALEY = ID + "hardcore-article/person/haley-bennett"
TIM = ID + "moriareviews/person/tim-roth"
HARDCORE = ID + "hardcore-article/film/hardcore"
DRAWN = ".picture[data-ready=true]"
SCREENSHOTS = os.environ.get("REELGRAPH_SCREENSHOTS", "")
TOKEN = "a token"


def to(view, *parameters):
    return f"{view}?{urlencode(parameters)}"


@pytest.fixture(scope="module")
def sample():
    """The bundled sample, served once for all of these tests."""
    from reelgraph.web.context import Context, Settings
    from reelgraph.web.engines import open_engine
    from reelgraph.web.serving import in_background

    settings = Settings()
    context = Context(open_engine(None, settings), settings)
    try:
        with in_background(context) as address:
            yield address
    finally:
        context.engine.close()


def card_and_table(page):
    page.wait_for_selector(".card .facts")
    page.locator(".filters").evaluate("(one) => (one.open = true)")
    page.locator(".twin > summary").click()
    page.wait_for_selector(".table-twin tbody tr")
    page.evaluate("scrollTo(0, 0)")


def export_menu(page):
    page.locator(".export > summary").click()
    page.wait_for_selector(".menu-body")


def line_of_path(page):
    page.locator(".table-twin").get_by_role("button", name="Tim Roth").click()
    page.wait_for_selector(".pointed .sources")


def names_found(page):
    page.locator("header").get_by_role("combobox").fill("h")
    page.wait_for_selector("[role=option]")


def answer_and_drawing(page):
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector(".result tbody tr")
    page.get_by_role("button", name="Draw").click()
    page.wait_for_selector(f".drawn {DRAWN}")


def help_opened(page):
    page.locator("h1").click()
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")


def nothing(page):
    """The view as it is."""


VIEWS = {
    "start": ("", "#ways", nothing),
    "search": ("", "#ways", names_found),
    "explore-begin": ("explore", ".examples .button", nothing),
    "explore": (to("explore", ("node", HARDCORE), ("select", HARDCORE)), DRAWN, card_and_table),
    "explore-line": (
        to("explore", ("node", HARDCORE), ("line", f"{HARDCORE} {HALEY}")),
        ".line-panel .sources",
        nothing,
    ),
    "explore-off": (
        to("explore", ("node", HARDCORE), ("off", "Character"), ("x", "year")),
        DRAWN,
        nothing,
    ),
    "export": (to("explore", ("node", HARDCORE)), DRAWN, export_menu),
    "path-begin": ("path", ".examples .button", nothing),
    "path": (to("path", ("from", HALEY), ("to", TIM)), DRAWN, nothing),
    "path-line": (to("path", ("from", HALEY), ("to", TIM)), DRAWN, line_of_path),
    "questions": ("query", "main li a", nothing),
    "question": (to("query/co_stars", ("person", HALEY)), ".result tbody tr", nothing),
    "editor": ("editor", ".CodeMirror", answer_and_drawing),
    "statistics": ("statistics", ".plot", nothing),
    "about": ("about", "table", nothing),
}
REVIEW = {
    "review": (f"review?at={reviewable.EX}weir", ".case .candidates", nothing),
    "review-keys": (f"review?at={reviewable.EX}weir", ".case .candidates", help_opened),
    "review-pairs": ("review?kind=pairs", ".case .sides", nothing),
}


def examined(page, name, scheme):
    """Accessible and fitting, wide and narrow; leaves pictures where they are wanted."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width, height in ((1280, 800), (360, 760)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"() => innerWidth === {width}")
        # The picture is drawn anew in the next frame after its box has changed.
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"
        )
        if SCREENSHOTS:
            folder = Path(SCREENSHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}-{scheme}-{width}.png")
        found = axe.run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_accessible_and_fits(visit, sample, name, scheme):
    view, wait, act = VIEWS[name]
    page = visit(sample, view, wait=wait, color_scheme=scheme)
    act(page)
    examined(page, name, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", REVIEW)
def test_the_review_is_accessible_and_fits(visit, served_app, tmp_path, name, scheme):
    view, wait, act = REVIEW[name]
    address = served_app(reviewable.in_folder(tmp_path), write=True).address
    page = visit(address, view, wait=wait, color_scheme=scheme, token=TOKEN)
    act(page)
    examined(page, name, scheme)


def test_a_quotation_says_whose_words_it_is_in(visit, sample):
    page = visit(sample, to("path", ("from", HALEY), ("to", TIM)), wait=".statements blockquote")
    quotes = page.locator(".statements blockquote").all_inner_texts()
    assert [text for text in quotes if not re.match(r"(\[\d+\])+ \S", text)] == []
    view = to("explore", ("node", HARDCORE), ("select", HARDCORE))
    page = visit(sample, view, wait=".card .quote-button")
    # Four sources name her, and their words are joined.
    line = page.locator(".card li", has=page.get_by_text("Haley Bennett", exact=True)).first
    line.get_by_role("button", name="in the words of one of these").click()
    told = line.locator("blockquote").inner_text()
    assert re.match(r"In the words of one of (\[\d+\] ?){4}: \S", told)
    line = page.locator(".card li", has_text="Timur Bekmambetov").first
    line.get_by_role("button", name="in its words").click()
    assert re.match(r"\[\d+\] \S", line.locator("blockquote").inner_text())


def test_the_table_is_not_wider_than_a_narrow_screen(visit, sample):
    view = to("explore", ("node", HARDCORE))
    page = visit(sample, view, wait=DRAWN, viewport={"width": 360, "height": 760})
    page.locator(".twin > summary").click()
    page.wait_for_selector(".table-twin tbody tr")
    wide = page.locator(".table-twin .scroll").evaluate(
        "(one) => [one.scrollWidth, one.clientWidth]"
    )
    assert wide[0] <= wide[1]
