"""The frame of the explorer in a real browser: search, start, cards, statistics, themes, keys."""

import json
import re
from functools import partial

import pytest
from accessible import examined, violations

from reelgraph import loading

pytestmark = pytest.mark.browser

W = "https://example.org/world/"
HOSTILE = "</script><img src=x onerror=alert(1)>"
HOSTILE_TTL = f"""
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{W}evil> a film:Film ; rdfs:label {json.dumps(HOSTILE)} ; film:hasDirector <{W}ada> .
<{W}twin1> a film:Film ; rdfs:label "Twin" ; film:year 1931 ; film:hasDirector <{W}ada>, <{W}bo> .
<{W}twin2> a film:Film ; rdfs:label "Twin" ; film:year 1977 .
<{W}source2> a film:Source ; dcterms:title {json.dumps(HOSTILE)} .
"""


@pytest.fixture(scope="module")
def shown(kept_app, new_world, tmp_path_factory):
    """The address of a server of the tiny world with what is hostile."""
    file = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    file.write_text(HOSTILE_TTL, encoding="utf-8")
    about = {"title": HOSTILE, "url": "javascript:alert(1)", "licence": "javascript:alert(2)"}
    world = new_world()
    loading.load(world, [str(file)], name="hostile", about=about)
    return kept_app(world).address


@pytest.fixture
def shell(visit, shown):
    """Opens a view of that server."""
    return partial(visit, shown)


def header_search(page):
    return page.locator("header").get_by_role("combobox")


def options(page):
    page.wait_for_selector("[role=option]")
    return page.locator("[role=option]").all_inner_texts()


def test_a_name_is_found_by_its_beginning_and_opened_with_keys(shell):
    page = shell()
    page.keyboard.press("/")
    page.keyboard.type("ada")
    assert "Ada Quill" in options(page)[0]
    field = header_search(page)
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    chosen = page.locator(f"[id='{active}']")
    assert chosen.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/explore\?node=https%3A%2F%2Fexample.org%2Fworld%2Fada$"))
    assert field.input_value() == ""


def test_enter_before_the_answer_takes_the_name_when_it_comes(shell):
    page = shell()
    header_search(page).fill("Bo Marsh")
    header_search(page).press("Enter")
    page.wait_for_url(re.compile(r"/explore\?node=[^&]*bo$"))


def test_two_of_one_name_are_told_apart_by_their_year(shell):
    page = shell()
    header_search(page).fill("twin")
    found = options(page)
    assert [text for text in found if "1931" in text] != [text for text in found if "1977" in text]


def test_a_misspelt_name_is_offered_and_not_taken(shell):
    page = shell()
    header_search(page).fill("Ada Quil1")
    header_search(page).press("Enter")
    page.wait_for_selector("text=Nothing is called just that. The nearest:")
    assert "Ada Quill" in options(page)[0]
    assert page.url.endswith("/")
    page.wait_for_selector("text=Choose one of these (↓)")
    header_search(page).press("Escape")
    assert page.locator("[role=option]").count() == 0


def test_the_only_name_that_is_offered_is_taken_by_enter(shell):
    page = shell()
    header_search(page).fill("Ada Quil1")
    page.wait_for_selector("text=Nothing is called just that. The nearest:")
    assert len(options(page)) == 1
    header_search(page).press("Enter")
    page.wait_for_url(re.compile(r"/explore\?node=[^&]*ada$"))


@pytest.mark.parametrize("times", [2, 3])
def test_a_busy_server_is_asked_again_twice(shell, times):
    page = shell("about", expected="503")
    asked = []

    def busy(route):
        asked.append(route.request.url)
        if len(asked) > times:
            route.continue_()
        else:
            told = {"error": {"kind": "Busy", "message": "too much at once"}}
            route.fulfill(status=503, headers={"Retry-After": "0"}, json=told)

    page.clock.install()
    page.route("**/api/statistics", busy)
    page.get_by_role("navigation").get_by_role("link", name="Statistics").click()
    for _ in range(200):  # it waits for a second each time
        if len(asked) == 3:
            break
        page.clock.run_for(200)
    if times == 2:
        page.wait_for_selector(".plot")
    else:
        page.wait_for_selector(".trouble:has-text('too much at once')")
    assert len(asked) == 3


def test_a_name_that_nobody_has_is_said(shell):
    page = shell()
    header_search(page).fill("xqzzxq")
    page.wait_for_selector("text=Nothing of that name is in this graph.")


def test_a_hostile_title_is_only_text(shell):
    page = shell()
    header_search(page).fill("script")
    assert HOSTILE in options(page)[0]
    page.get_by_role("option").first.click()
    page.wait_for_url(re.compile("explore"))
    page = shell(f"explore?node={W}evil&select={W}evil")
    page.wait_for_selector(".card h2")
    assert page.locator(".card h2").inner_text().strip() == HOSTILE
    page = shell("about")
    page.wait_for_selector(f"text={HOSTILE}")
    assert page.locator("a[href^='javascript']").count() == 0


def test_names_that_were_typed_and_not_chosen_lead_to_the_path(shell):
    page = shell()
    page.get_by_label("From", exact=True).fill("ada quill")
    page.get_by_label("To", exact=True).fill("Cy Tarn")
    page.get_by_role("button", name="Show how").click()
    page.wait_for_url(re.compile(r"/path\?from=[^&]*ada&to=[^&]*cy"))
    page.go_back()
    page.wait_for_selector("text=How are two people connected?")


def test_a_misspelt_name_in_the_form_is_asked_back(shell):
    page = shell(expected="404")
    page.get_by_label("From", exact=True).fill("Ada Quilll")
    page.get_by_label("To", exact=True).fill("Cy Tarn")
    page.get_by_role("button", name="Show how").click()
    page.get_by_role("alert").get_by_role("button", name="Ada Quill").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('main input')].some(f => f.value === 'Ada Quill')"
    )
    page.get_by_role("button", name="Show how").click()
    page.wait_for_url(re.compile(r"/path\?from=[^&]*ada&to=[^&]*cy"))


def test_every_name_that_is_wrong_is_said(shell):
    page = shell(expected="404")
    page.get_by_label("From", exact=True).fill("Ada Quilll")
    page.get_by_label("To", exact=True).fill("Cy Tarnn")
    page.get_by_role("button", name="Show how").click()
    page.wait_for_function("() => document.querySelectorAll('[role=alert]').length === 2")
    first, second = page.get_by_role("alert").all_inner_texts()
    assert "Ada Quilll" in first
    assert "Cy Tarnn" in second
    page.get_by_role("alert").first.get_by_role("button", name="Ada Quill").click()
    page.wait_for_function("() => document.querySelectorAll('[role=alert]').length === 1")


def test_left_empty_the_form_asks_for_its_examples(shell):
    page = shell()
    page.wait_for_selector(".box .button")
    page.get_by_role("button", name="Show how").click()
    page.wait_for_url(re.compile(r"/path\?from=.+&to=.+"))


def test_a_card_shows_facts_with_their_sources_and_opens_what_is_clicked(shell):
    page = shell(f"explore?node={W}lamp&select={W}lamp")
    card = page.locator(".card")
    card.wait_for()
    assert card.locator("h2").inner_text().strip() == "The Lamp (1950)"
    line = card.locator(".facts li", has_text="Bo Marsh").first
    assert "as Keeper" in line.inner_text()
    line.locator(".mark-of-source").first.click()
    page.wait_for_function("() => document.activeElement.textContent.includes('A tiny world')")
    card.locator("button.entity", has_text="Ada Quill").first.click()
    page.wait_for_selector(".card h2:has-text('Ada Quill')")


def test_the_views_are_reached_by_links_and_back_leads_back(shell):
    page = shell()
    page.get_by_role("navigation").get_by_role("link", name="Statistics").click()
    page.wait_for_selector("h1:has-text('Statistics')")
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    assert page.title() == "Statistics · reelgraph"
    page.get_by_role("link", name="About").click()
    page.wait_for_selector("h1:has-text('About')")
    current = page.locator("nav [aria-current=page]").all_inner_texts()
    assert current == ["About"]
    page.go_back()
    page.wait_for_selector("h1:has-text('Statistics')")


def test_counts_lead_to_what_they_count(shell):
    page = shell("statistics")
    page.wait_for_selector("h2:has-text('Who took part in most films')")
    row = page.locator("tr", has_text="Ada Quill")
    assert re.search(r"\d", row.locator("td.number").first.inner_text())
    row.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/explore\?node=[^&]*ada"))


def test_the_theme_goes_with_the_system_until_it_is_chosen_and_is_kept(shell):
    page = shell(color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(22, 24, 29)"
    page.get_by_role("button", name="Theme: auto").click()
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.reload()
    page.wait_for_selector("main h1")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Theme: light").click()
    page.get_by_role("button", name="Theme: dark").click()
    assert page.evaluate("'theme' in document.documentElement.dataset") is False


def test_the_first_tab_leads_to_a_link_past_the_head(shell):
    page = shell("about")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the contents"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("/about")


def test_the_endpoint_that_is_told_is_this_server(shell):
    page = shell("about")
    base = page.url.removesuffix("about")
    assert page.get_by_label("The endpoint", exact=True).inner_text() == base + "sparql"
    licences = page.get_by_role("link", name="their licences").get_attribute("href")
    assert licences == base + "static/licences.txt"


@pytest.mark.parametrize("view", ["", "statistics", "about"])
def test_a_view_is_accessible_and_fits(shell, view):
    page = shell(view)
    page.wait_for_selector({"": "#contents", "statistics": ".plot", "about": "table"}[view])
    examined(page, [{"width": width, "height": 760} for width in (1280, 360)])


def test_the_open_list_of_names_is_accessible(shell):
    page = shell()
    header_search(page).fill("a")
    options(page)
    header_search(page).press("ArrowDown")
    assert violations(page) == []
