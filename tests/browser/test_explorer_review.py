"""The review of links by keys and in a long list."""

import pytest
import reviewable

from reelgraph.graph import FilmGraph
from reelgraph.links.keeping import keep
from reelgraph.links.link import PENDING
from reelgraph.store import EmbeddedStore

pytestmark = pytest.mark.browser

EX = reviewable.EX
TOKEN = "a token"
MANY = 230
"""More than the server tells at once, which is 200."""


@pytest.fixture
def weir(served_app, visit, tmp_path):
    """The review of The Weir, which has three candidates."""

    def opened(**options):
        address = served_app(reviewable.in_folder(tmp_path), write=True).address
        wait = ".case h2:has-text('The Weir')"
        page = visit(address, f"review?at={EX}weir", wait=wait, token=TOKEN, **options)
        page.get_by_label("Your name").fill("ann")
        page.locator("h1").click()
        return page

    return opened


def test_one_candidate_is_rejected_by_its_number(weir):
    page = weir()
    page.keyboard.press("r")
    page.wait_for_selector(".rejecting:has-text('Which number is it not?')")
    page.keyboard.press("2")
    page.wait_for_selector(".said:has-text('is not Q202')")


def test_rejecting_is_taken_back_by_escape_and_by_a_number_that_is_not_there(weir):
    page = weir()
    for key in ("Escape", "9"):
        page.keyboard.press("r")
        page.wait_for_selector(".rejecting:has-text('Which number')")
        page.keyboard.press(key)
        page.wait_for_selector(".rejecting:empty", state="attached")
    page.keyboard.press("1")  # is the candidate itself again
    page.wait_for_selector(".said:has-text('is Q201')")


def test_the_keys_are_listed_and_decide_nothing_meanwhile(weir):
    page = weir()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    dialog.wait_for()
    assert "reject one: then its number" in dialog.inner_text()
    page.keyboard.press("1")
    page.keyboard.press("?")
    dialog.wait_for(state="hidden")
    assert page.locator(".said").text_content() == ""
    assert page.locator(".queue li").count() == 2


def test_a_long_list_is_shown_to_its_end(served_app, visit, tmp_path):
    path = tmp_path / "many.ttl"
    films = "\n".join(f'ex:f{n} a film:Film ; rdfs:label "Film {n:03}" .' for n in range(MANY))
    path.write_text(reviewable.PREFIXES + films, "utf-8")
    graph = FilmGraph(EmbeddedStore())
    graph.load(path, source="many")
    links = [reviewable.link(f"f{n}", f"Q{5000 + n}", PENDING, 0.5) for n in range(MANY)]
    keep(graph.writable, links)
    address = served_app(graph.writable).address
    page = visit(address, "review?order=name", wait=".queue li")
    assert f"{MANY} wait" in page.locator(".queue").inner_text()
    more = page.locator(".queue").get_by_role("button", name="Show more")
    for shown in (120, 180, MANY):  # the last of them have to be fetched first
        more.click()
        page.wait_for_function(
            "(shown) => document.querySelectorAll('.queue li').length === shown", arg=shown
        )
    assert more.count() == 0
    names = page.locator(".queue li button > span").all_text_contents()
    assert names == [f"Film {n:03}" for n in range(MANY)]
