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
from accessible import examined

pytestmark = pytest.mark.browser

ID = "https://w3id.org/reelgraph/id/"
HALEY = ID + "hardcore-article/person/haley-bennett"
TIM = ID + "moriareviews/person/tim-roth"
HARDCORE = ID + "hardcore-article/film/hardcore"
DRAWN = ".picture[data-ready=true]"
SCREENSHOTS = os.environ.get("REELGRAPH_SCREENSHOTS", "")
SIZES = ({"width": 1280, "height": 800}, {"width": 360, "height": 760})
TOKEN = "a token"


def to(view, *parameters):
    return f"{view}?{urlencode(parameters)}"


@pytest.fixture(scope="module")
def sample(kept_app):
    """The bundled sample."""
    return kept_app().address


@pytest.fixture(scope="module")
def mill(kept_app, tmp_path_factory):
    """Links that wait for a person, who may write."""
    return kept_app(reviewable.in_folder(tmp_path_factory.mktemp("mill")), write=True).address


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


def photographed(page, name):
    """Takes a picture of each state of a view, where pictures are wanted."""

    def seen(scheme, size):
        if SCREENSHOTS:
            folder = Path(SCREENSHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}-{scheme}-{size['width']}.png")

    return seen


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_accessible_and_fits(visit, sample, name):
    view, wait, act = VIEWS[name]
    page = visit(sample, view, wait=wait)
    act(page)
    examined(page, SIZES, photographed(page, name))


@pytest.mark.parametrize("name", REVIEW)
def test_the_review_is_accessible_and_fits(visit, mill, name):
    view, wait, act = REVIEW[name]
    page = visit(mill, view, wait=wait, token=TOKEN)
    act(page)
    examined(page, SIZES, photographed(page, name))


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
