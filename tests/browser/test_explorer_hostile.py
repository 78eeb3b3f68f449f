"""A world of hostile names in every view: all of it is text, and nobody else is asked."""

import json
from urllib.parse import urlencode

import pytest
from hostile import NAMES, H, hostile_world

from reelgraph.links.keeping import keep
from reelgraph.links.link import PENDING, Evidence, Link

pytestmark = pytest.mark.browser

WD = "http://www.wikidata.org/entity/"
SCRIPT = NAMES["script"]
DRAWN = ".picture[data-ready=true]"


@pytest.fixture(scope="module")
def hostile(kept_app, tmp_path_factory):
    """The address of a server of that world, with links of it that wait for a person.

    One test decides about one of them; nothing is asked about it again.
    """
    store = hostile_world(tmp_path_factory.mktemp("hostile"))
    links = []
    for number, (key, name) in enumerate(NAMES.items()):
        if key not in ("long", "control"):
            reasons = (Evidence("title", 1.0, name),)
            item = f"{WD}Q90{number}"
            links.append(Link(H + key, item, PENDING, 0.5, reasons, item_label=name))
    keep(store, links)
    return kept_app(store, write=True).address


def only_text(page):
    """Nothing that stands in the data has become a part of the page."""
    assert (
        page.evaluate(
            "document.querySelectorAll('main img, main script, main b, header script').length"
        )
        == 0
    )
    assert (
        page.evaluate(
            """[...document.querySelectorAll("a[href], area, form, iframe")].filter((one) =>
            !/^https?:/.test(one.href ?? one.action ?? one.src)).length"""
        )
        == 0
    )
    assert (
        page.evaluate(
            """[...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
            .filter(({ name }) => name.startsWith("on")).length"""
        )
        == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_explorer_and_its_card(visit, hostile):
    page = visit(hostile, f"explore?{urlencode({'node': H + 'maker'})}", wait=DRAWN)
    page.wait_for_selector(f".card h2:has-text({json.dumps(SCRIPT)})")
    page.locator(".twin > summary").click()
    page.wait_for_selector(".table-twin tbody tr")
    table = page.locator(".table-twin").text_content()
    for key in ("script", "quotes", "formula", "entity", "template", "comment"):
        assert NAMES[key] in table
    only_text(page)
    page.locator(".table-twin tbody button[title='Who says so?']").first.click()
    page.wait_for_selector(".line-panel .sources")
    only_text(page)
    # What is said beside the pointer and below a filter comes from the data, too.
    page.get_by_role("combobox", name="Add an entity").fill("o")
    page.wait_for_selector("[role=option]")
    only_text(page)


def test_a_path(visit, hostile):
    ends = {"from": H + "script", "to": H + "comment"}
    page = visit(hostile, f"path?{urlencode(ends)}", wait=".path-words")
    page.wait_for_selector(DRAWN)
    words = page.locator(".told").text_content()
    assert NAMES["comment"] in words
    assert f"credited as {NAMES['quotes']}" in words
    only_text(page)


def test_an_unknown_name_is_said_as_text(visit, hostile):
    page = visit(
        hostile,
        f"path?{urlencode({'from': SCRIPT * 2, 'to': SCRIPT})}",
        wait=".trouble",
        expected="40[49]",
    )
    assert SCRIPT in page.locator(".trouble").text_content()
    only_text(page)


def test_the_rows_of_a_question(visit, hostile):
    view = f"query/filmography?{urlencode({'person': H + 'maker'})}"
    page = visit(hostile, view, wait=".result tbody tr")
    assert SCRIPT in page.locator(".result").text_content()
    only_text(page)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?film ?name ?maker { ?film rdfs:label ?name ; film:hasDirector ?maker }",
        "CONSTRUCT { ?film film:hasDirector ?maker . ?film rdfs:label ?name } "
        "WHERE { ?film rdfs:label ?name ; film:hasDirector ?maker }",
    ],
)
def test_an_answer_in_the_editor_and_its_drawing(visit, hostile, sparql):
    page = visit(hostile, f"editor?{urlencode({'query': sparql})}", wait=".CodeMirror")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector(".result tbody tr")
    assert NAMES["entity"] in page.locator(".result").text_content()
    only_text(page)
    page.get_by_role("button", name="Draw").click()
    page.wait_for_selector(f".drawn {DRAWN}")
    page.get_by_text("The picture as a table").click()
    assert SCRIPT in page.locator(".drawn table").text_content()
    only_text(page)


def test_a_case_of_the_review(visit, hostile):
    page = visit(
        hostile, f"review?{urlencode({'at': H + 'comment'})}", wait=".case article", token="a token"
    )
    case = page.locator(".case").text_content()
    assert NAMES["comment"] in case
    only_text(page)
    page.get_by_label("Your name").fill(SCRIPT)
    page.locator("article").first.get_by_role("button", name="It is not").click()
    page.wait_for_selector(".said:not(:empty)")
    assert "not done" not in page.locator(".said").text_content().lower()
    only_text(page)


@pytest.mark.parametrize("view", ["", "statistics", "about"])
def test_what_is_counted_and_the_sources(visit, hostile, view):
    page = visit(hostile, view)
    page.wait_for_selector({"": "#ways", "statistics": ".plot", "about": "table"}[view])
    only_text(page)
