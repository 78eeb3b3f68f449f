"""Questions, SPARQL and the review in a real browser."""

import csv
import io
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
import reviewable
from drawn import drawn_again

from reelgraph import loading
from reelgraph.store import EmbeddedStore

pytestmark = pytest.mark.browser

EX = "https://example.org/ferry/"
HOSTILE = "</script><img src=x onerror=alert(1)>"
FERRY = f"""
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <{EX}> .
ex:ferry a film:Film ; rdfs:label "The Ferry" ; film:releaseDate "1951"^^xsd:gYear ;
    film:hasDirector ex:una ; film:hasCastMember ex:tor, ex:ida .
ex:quay a film:Film ; rdfs:label "The Quay" ; film:releaseDate "1949"^^xsd:gYear ;
    film:hasDirector ex:una ; film:hasCastMember ex:tor, ex:ida, <javascript:alert(2)> .
ex:una a film:Person ; rdfs:label "Una Reef" .
ex:tor a film:Person ; rdfs:label "Tor Mast" ; skos:altLabel "{HOSTILE}" .
ex:ida a film:Person ; rdfs:label "{HOSTILE}" .
<javascript:alert(2)> a film:Person ; rdfs:label "Bo Keel" .
"""


@pytest.fixture(scope="module")
def ferry(kept_app, tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("ferry") / "ferry.ttl"
    path.write_text(FERRY, "utf-8")
    store = EmbeddedStore()
    loading.load(store, [str(path)], name="ferry")
    address: str = kept_app(store).address
    return address


def cells(page) -> list[list[str]]:
    return page.evaluate(
        "[...document.querySelectorAll('.result tbody tr')]"
        ".map(row => [...row.cells].map(cell => cell.textContent))"
    )


def written(page) -> str:
    return page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")


def write(page, text: str) -> None:
    page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", text)


def ask(page, sparql: str) -> None:
    page.wait_for_selector(".CodeMirror")
    write(page, sparql)
    page.click(".CodeMirror-lines")
    page.keyboard.press("Control+Enter")


def no_markup(page) -> bool:
    """Whether nothing of the data has become an element, or an address to run."""
    return not page.evaluate(
        "document.querySelectorAll('img[src=x], [href^=javascript], [onerror]').length"
    )


def test_a_question_is_a_form_that_can_be_asked_as_it_stands(visit, ferry):
    page = visit(ferry, "query")
    page.get_by_label("Find a question").fill("co-stars")
    page.get_by_role("link", name="Co-stars of a person").click()
    page.wait_for_selector(".result tbody tr")
    assert re.search(r"/query/co_stars\?person=", page.url)
    page.get_by_role("combobox", name="Another person").fill("tor m")
    page.get_by_role("option").first.click()
    page.get_by_label("from", exact=True).fill("1950")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_selector("p[role=status]:has-text('1 row in')")
    assert cells(page) == [[HOSTILE, HOSTILE, "1", "1951", "1951", "ferry"]]
    assert "person=" + "https%3A%2F%2Fexample.org%2Fferry%2Ftor" in page.url
    assert "from=1950" in page.url
    assert no_markup(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "co_stars.csv"
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [row["co_star"] for row in rows] == [EX + "ida"]
    page.get_by_role("link", name="Show the SPARQL").click()
    page.wait_for_selector(".CodeMirror")
    assert f"(<{EX}tor> 1950)" in written(page)
    page.wait_for_selector(".result tbody tr")


def test_a_heading_sorts_by_number(visit, ferry):
    page = visit(ferry, f"query/filmography?person={EX}tor")
    page.wait_for_selector(".result tbody tr")
    heading = page.get_by_role("columnheader", name="year")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    place = page.evaluate(
        "[...document.querySelectorAll('.result th')].findIndex(h => /^year/.test(h.textContent))"
    )
    assert [row[place] for row in cells(page)] == ["1949", "1951"]
    heading.get_by_role("button").click()
    assert [row[place] for row in cells(page)] == ["1951", "1949"]


def test_the_editor_completes_from_this_store(visit, ferry):
    page = visit(ferry, "editor", expected="400")
    page.wait_for_selector(".CodeMirror")
    with page.expect_response("**/api/terms"):
        page.reload()
    page.wait_for_selector(".CodeMirror")
    write(page, "")
    page.click(".CodeMirror-lines")
    page.keyboard.type("SELECT ?film { ?film film:hasCastM")
    hint = page.wait_for_selector(".CodeMirror-hint")
    assert hint.text_content().startswith("film:hasCastMember")
    assert "used 5 times" in hint.text_content()
    page.keyboard.press("Enter")
    page.keyboard.type(' "tor ma', delay=30)
    page.wait_for_selector(".CodeMirror-hint:has-text('Tor Mast')")
    page.keyboard.press("Enter")
    assert written(page).startswith("SELECT ?film { ?film film:hasCastMember <" + EX + "tor>")
    assert written(page).endswith("# Tor Mast")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n}")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".result a:has-text('The Ferry')")
    assert sorted(cells(page)) == [["The Ferry (1951)"], ["The Quay (1949)"]]
    assert "editor?query=SELECT" in page.url


def test_a_mistake_is_marked_in_its_line(visit, ferry):
    page = visit(ferry, "editor", expected="400")
    ask(page, "SELECT ?film\nWHERE { ?film film:year }")
    told = page.wait_for_selector(".mistake").text_content()
    assert told.startswith("SPARQL error at line 2, column 25:")
    assert "a triple has a subject, a property and a value" in told
    marked = page.evaluate(
        "document.querySelector('.mistaken-line').parentElement.querySelector('pre').textContent"
    )
    assert marked == "WHERE { ?film film:year }"
    ask(page, "ASK {}")
    page.wait_for_selector("text=The answer is yes.")
    assert not page.query_selector(".mistaken-line")


def test_what_is_hostile_is_text_in_every_result(visit, ferry):
    page = visit(ferry, "editor")
    ask(
        page,
        f"""SELECT ?p ?label ?html {{ ?p a film:Person ; rdfs:label ?label
        BIND(STRDT("{HOSTILE}", rdf:HTML) AS ?html) }} ORDER BY ?label""",
    )
    page.wait_for_selector(".result a:has-text('Bo Keel')")
    assert [HOSTILE, HOSTILE, HOSTILE] in cells(page)
    assert no_markup(page)
    links = page.eval_on_selector_all(".result a", "all => all.map(a => a.href)")
    assert len(links) == 4
    assert all(link.startswith(ferry) for link in links)
    ask(page, "CONSTRUCT { ?p rdfs:label ?l } WHERE { ?p a film:Person ; rdfs:label ?l }")
    page.wait_for_selector("th:has-text('predicate')")
    assert HOSTILE in [row[2] for row in cells(page)]
    assert no_markup(page)
    write(page, "")
    page.click(".CodeMirror-lines")
    page.keyboard.type('SELECT * { ?f ?p "img src', delay=20)
    page.wait_for_selector(".CodeMirror-hint")
    assert no_markup(page)
    page.keyboard.press("Enter")
    assert "\n" not in written(page)


def test_an_answer_is_drawn_with_a_table_beside_it(visit, ferry):
    page = visit(ferry, "editor")
    ask(
        page,
        "SELECT ?film ?director ?actor { ?film film:hasDirector ?director ; "
        "film:hasCastMember ?actor }",
    )
    page.wait_for_selector(".result tbody tr")
    page.get_by_role("button", name="Draw").click()
    told = page.wait_for_selector(".drawn [role=status]").text_content()
    assert "?film is joined with ?director, ?actor" in told
    assert "6 things, joined by 7 edges" in told
    page.click("summary:has-text('The picture as a table')")
    rows = page.eval_on_selector_all(
        ".drawn tbody tr", "all => all.map(row => [...row.cells].map(c => c.textContent))"
    )
    assert ["The Ferry", "director", "Una Reef"] in rows
    assert ["The Quay", "cast member", HOSTILE] in rows
    assert no_markup(page)


@pytest.fixture
def mill(served_app, tmp_path):
    return served_app(reviewable.in_folder(tmp_path), write=True)


def key(page, name: str) -> None:
    page.locator("h1").first.click()
    page.keyboard.press(name)


def named(page, name: str) -> None:
    page.get_by_label("Your name").fill(name)


@contextmanager
def nothing_sent(page):
    """No decision is sent meanwhile: it would be at once, by the key itself."""
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    yield
    drawn_again(page)
    assert sent == []


def test_a_case_is_decided_with_a_key_and_taken_back(visit, mill):
    page = visit(mill.address, f"review?at={reviewable.EX}weir#token=a%20token")
    page.evaluate("sessionStorage.setItem('reelgraph-token', 'a token')")
    page.wait_for_selector(".case h2:has-text('The Weir')")
    assert page.locator("article").count() == 3
    assert "strongly for (+2.3) the same title" in page.locator("article").first.text_content()
    key(page, "1")
    page.wait_for_selector("text=Say who decides")
    named(page, "ann")
    key(page, "1")
    page.wait_for_selector(".said:has-text('The Weir (1962) is Q201')")
    page.wait_for_selector(".case h2:has-text('Ann Tor')")
    assert page.locator(".queue li").count() == 1
    key(page, "u")
    page.wait_for_selector(".said:has-text('Taken back: The Weir (1962) is Q201')")
    page.wait_for_selector(".case h2:has-text('The Weir')")
    assert page.locator(".queue li").count() == 2


def test_a_key_that_is_typed_into_a_field_decides_nothing(visit, mill):
    page = visit(mill.address, f"review?at={reviewable.EX}weir")
    page.evaluate("sessionStorage.setItem('reelgraph-token', 'a token')")
    page.wait_for_selector(".case h2:has-text('The Weir')")
    with nothing_sent(page):
        page.get_by_label("Your name").focus()
        page.keyboard.type("ann 1nxs")
        page.get_by_label("Note").focus()
        page.keyboard.type("x")
    assert page.get_by_label("Your name").input_value() == "ann 1nxs"
    assert page.locator(".queue li").count() == 2
    assert page.locator(".said").text_content() == ""


def test_nobody_is_overruled_without_having_been_asked(visit, mill):
    page = visit(mill.address, f"review?at={reviewable.EX}weir", expected="409")
    page.evaluate("sessionStorage.setItem('reelgraph-token', 'a token')")
    named(page, "bo")
    page.locator("article").first.get_by_role("button", name="It is not").click()
    page.wait_for_selector(".said:has-text('is not Q201')")
    page.goto(f"{mill.address}review?at={reviewable.EX}weir")
    page.wait_for_selector(".said-before:has-text('rejected by bo')")
    named(page, "ann")
    page.get_by_label("Another item").fill("q201")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="That was decided before")
    assert "rejected by bo" in dialog.text_content()
    dialog.get_by_role("button", name="Leave it as it is").click()
    assert page.locator(".said").text_content() == ""
    page.get_by_label("Another item").focus()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Overrule that").click()
    page.wait_for_selector(".said:has-text('is Q201')")


def test_a_server_that_only_reads_says_how_to_decide(visit, served_app, tmp_path):
    served = served_app(reviewable.in_folder(tmp_path))
    page = visit(served.address, f"review?at={reviewable.EX}weir")
    page.wait_for_selector(".case h2:has-text('The Weir')")
    command = f"reelgraph serve --write -s {tmp_path / 'store'}"
    # Until the page knows where the store is, it says STORE.
    page.wait_for_selector(f".read-only:has-text('{command}')")
    enabled = page.locator(".case button:not(:disabled)")
    assert [b.strip() for b in enabled.all_text_contents()] == ["Keys ?"]
    with nothing_sent(page):
        key(page, "1")
    assert page.locator(".queue li").count() == 2


def test_pairs_are_shown_side_by_side(visit, mill):
    page = visit(mill.address, "review?kind=pairs")
    page.evaluate("sessionStorage.setItem('reelgraph-token', 'a token')")
    page.wait_for_selector(".case h2:has-text('The Mill')")
    assert page.locator(".sides h2").all_text_contents() == [
        "The Mill (1931) Film",
        "Mill, The (1931) Film",
    ]
    named(page, "ann")
    key(page, "n")
    page.wait_for_selector(".said:has-text('The Mill (1931) and Mill, The (1931) are two')")
