"""The page of an entity in a real browser that is cut off from every other server."""

import json

import pytest
from accessible import ACROSS, examined
from hostile import NAMES, H, hostile_world
from page_server import pages_of

from reelgraph.sample import open_sample
from reelgraph.views.text import on_one_line

pytestmark = pytest.mark.browser
FILM = "id/hardcore-article/film/hardcore"
WIDE, NARROW = {"width": 1100, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def sample():
    with pages_of(open_sample()) as server:
        yield server


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    with pages_of(hostile_world(tmp_path_factory.mktemp("hostile"))) as server:
        yield server


@pytest.fixture
def opened(tabs):
    """Open a page; returns it with what it asked for, and with what the browser complained of."""

    def open_page(server, path, **options):
        page = tabs.open(**options)
        page.requests, page.complaints = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (page.complaints.append("dialog"), dialog.dismiss()))
        page.route("**/favicon.ico", lambda route: route.fulfill(body=""))
        page.goto(server.address + path)
        return page

    return open_page


def assert_is_quiet(page, server):
    assert page.complaints == []
    assert all(url.startswith(server.address) for url in page.requests)


def test_the_page_is_read_without_a_script(opened, sample):
    page = opened(sample, FILM, java_script_enabled=False)
    assert page.locator("h1").inner_text().split() == ["Hardcore", "(2015)"]
    assert page.get_by_text("Haley Bennett").first.is_visible()
    assert_is_quiet(page, sample)


def test_the_data_for_search_engines_is_there_and_the_policy_does_not_mind(opened, sample):
    page = opened(sample, FILM)
    data = json.loads(page.locator('script[type="application/ld+json"]').text_content())
    assert data["@type"] == "Movie"
    assert page.locator("script").count() == 1
    assert_is_quiet(page, sample)


def test_links_lead_from_entity_to_entity_and_back_by_the_search_box(opened, sample):
    page = opened(sample, FILM)
    page.get_by_role("link", name="Haley Bennett").first.click()
    assert page.locator("h1").inner_text().strip() == "Haley Bennett"
    page.get_by_role("searchbox").fill("hardcore")
    page.keyboard.press("Enter")
    page.wait_for_url(sample.address + FILM)
    assert page.locator("h1").inner_text().split() == ["Hardcore", "(2015)"]
    assert_is_quiet(page, sample)


def test_a_source_is_reached_from_the_fact_that_it_says(opened, sample):
    page = opened(sample, FILM)
    mark = page.locator("a.source").first
    number = mark.inner_text()
    mark.click()
    assert page.evaluate("document.querySelector(':target').id") == f"source-{number}"


def test_quotations_open_with_the_keyboard(opened, sample):
    page = opened(sample, FILM)
    closed = page.locator("dd details").first
    assert not closed.locator("p").is_visible()
    closed.locator("summary").focus()
    page.keyboard.press("Enter")
    assert closed.locator("p").is_visible()


@pytest.mark.parametrize("key", NAMES)
def test_names_with_markup_are_shown_as_text(opened, hostile, key):
    page = opened(hostile, f"entity?iri={H}{key}")
    page.wait_for_timeout(50)
    assert on_one_line(NAMES[key]) in " ".join(page.locator("h1").text_content().split())
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator('[href^="javascript:"], [href^="data:"]').count() == 0
    assert_is_quiet(page, hostile)


def test_a_name_from_right_to_left_stands_so(opened, hostile):
    page = opened(hostile, f"entity?iri={H}arabic")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"


@pytest.mark.parametrize("path", [FILM, "entity?name=nobody+of+that+name", "entity?name=Criminal"])
def test_the_page_is_accessible_and_fits(opened, sample, path):
    page = opened(sample, path, bypass_csp=True)
    examined(page, (WIDE, NARROW))


def test_a_long_name_does_not_widen_the_page(opened, hostile):
    page = opened(hostile, f"entity?iri={H}long", viewport=NARROW)
    assert page.evaluate(ACROSS) <= NARROW["width"]


def test_the_printed_page_is_dark_on_white_without_the_ways_onward(opened, sample):
    page = opened(sample, FILM, color_scheme="light")
    page.emulate_media(media="print")
    assert not page.get_by_role("search").is_visible()
    assert page.locator("h1").is_visible()
