"""A Chromium that is cut off from every network, and a picture to open in it."""

import json
import re
import shutil

import networkx as nx
import pytest
from drawn import still

from reelgraph.facts import Source
from reelgraph.views import Figure, render_html

WIDE = {"width": 1280, "height": 800}
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def launch():
    """Starts the browser of this machine, with more of its options; skips where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    # The first is the engine alone: the same pages in two thirds of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("no Chromium is installed")
    quiet = ["disable-background-networking", "disable-component-update", "disable-quic"]
    cut_off = "host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    # A process for each page would start more slowly than most tests run.
    options = ["no-sandbox", "no-first-run", "disable-sync", cut_off, "process-per-site", *quiet]
    with sync_api.sync_playwright() as playwright:
        started = []

        def start(*more):
            args = [f"--{option}" for option in (*options, *more)]
            started.append(playwright.chromium.launch(executable_path=program, args=args))
            return started[-1]

        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="module")
def chromium(launch):
    """The browser that the tests share."""
    return launch()


class Tabs:
    """Tabs of one browser; they share the scripts that it keeps, and nothing that they store.

    A browser that knows nothing yet reads half a megabyte of script before each test.
    """

    def __init__(self, browser):
        self._browser = browser
        self._contexts = {}
        self._pages = []

    def open(self, viewport=WIDE, color_scheme="light", reduced_motion="reduce", **options):
        """A new tab; more are the options of a browser's context."""
        key = json.dumps(options, sort_keys=True)
        if key not in self._contexts:
            context = self._browser.new_context(viewport=viewport, **options)
            # A tab that stays: with the last of a site its process would end, too.
            kept = context.new_page()
            kept.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
            kept.goto("file:///" if options.get("offline") else "http://127.0.0.1/")
            self._contexts[key] = context
        page = self._contexts[key].new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        self._pages.append(page)
        return page

    def close(self):
        """Close all tabs, and forget what their pages stored."""
        for page in self._pages:
            if not page.is_closed():
                if page.url.startswith("http"):
                    page.evaluate("localStorage.clear()")
                page.close()
        self._pages.clear()


@pytest.fixture(scope="module")
def browser_tabs(chromium):
    return Tabs(chromium)


@pytest.fixture
def tabs(browser_tabs, served_app):
    """The tabs of a test. It asks for `served_app` so that servers outlive their pages."""
    yield browser_tabs
    browser_tabs.close()


@pytest.fixture
def visit(tabs):
    """Opens a view of a server; the test fails if a page complained, or asked anybody else.

    ``visit(base, "path?from=...", wait=".path-words", token="...", expected="404")``: more are
    the options of a tab.
    """
    wrong = []

    def open_view(base, view="", *, wait="main h1", token="", expected="", script="", **options):
        page = tabs.open(**options)
        if token:
            page.add_init_script(f"sessionStorage.setItem('reelgraph-token', '{token}')")
        if script:
            page.add_init_script(script)
        meant = re.compile("|".join(filter(None, ("GL Driver Message", expected))))

        def told(message):
            if message.type in ("error", "warning") and not meant.search(message.text):
                wrong.append(message.text)

        def asked(request):
            if not request.url.startswith((base, "data:", "blob:")):
                wrong.append(f"asked {request.url}")

        page.on("console", told)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append("a dialog"), dialog.dismiss()))
        page.on("request", asked)
        page.goto(base + view)
        page.wait_for_selector(wait, state="attached")
        return page

    yield open_view
    tabs.close()
    assert wrong == []


@pytest.fixture
def offline(tabs):
    """Open a page with the given options; returns it with what it asked for and complained of."""

    def open_page(address, **options):
        page = tabs.open(**{"reduced_motion": "no-preference", **options}, offline=True)
        page.requests, page.complaints = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (page.complaints.append("dialog"), dialog.dismiss()))
        page.goto(address)
        page.wait_for_selector("canvas")
        still(page)
        return page

    return open_page


@pytest.fixture
def figure():
    network = nx.MultiDiGraph()
    network.add_node("http://e/f", type="Film", label="Hardcore", year=2015)
    for number, name in enumerate(["Ilya Naishuller", "Haley Bennett", HOSTILE, "שרלטו קופלי"]):
        network.add_node(f"http://e/p{number}", type="Person", label=name)
        role = "director" if number == 0 else "cast"
        values = {"role": role, "source": "article", "status": "hedged" if number else "asserted"}
        network.add_edge("http://e/f", f"http://e/p{number}", **values, character=HOSTILE)
    network.add_edge("http://e/f", "http://e/p0", role="writer", source="article")
    sources = (Source("article", "http://e/1", title=HOSTILE, url="https://example.org/"),)
    return Figure(
        network, HOSTILE, sources, 5, ("http://e/f",), "network", HOSTILE, "2026", note=HOSTILE
    )


@pytest.fixture
def picture(figure, tmp_path, offline):
    def open_picture(figure=figure, **options):
        path = tmp_path / "picture.html"
        path.write_text(render_html(figure), encoding="utf-8")
        return offline(path.as_uri(), **options)

    return open_picture
