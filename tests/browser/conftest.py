"""A Chromium that is cut off from every network, and a picture to open in it."""

import re
import shutil
import sys
from pathlib import Path

import networkx as nx
import pytest

from reelgraph.facts import Source
from reelgraph.views import Figure, render_html

sys.path.insert(0, str(Path(__file__).parent.parent))  # for the modules beside conftest.py there

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def launch():
    """Starts the browser of this machine, with more of its options; skips where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("no Chromium is installed")
    quiet = ["disable-background-networking", "disable-component-update", "disable-quic"]
    options = ["no-sandbox", "no-first-run", "disable-sync", *quiet]
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


@pytest.fixture
def visit(chromium, served_app):
    """Opens a view of a server; the test fails if a page complained, or asked anybody else.

    ``visit(base, "path?from=...", wait=".path-words", token="...", expected="404")``: more are
    the options of a browser's context. It uses `served_app`, so that servers outlive their pages.
    """
    contexts, wrong = [], []

    def open_view(base, view="", *, wait="main h1", token="", expected="", script="", **options):
        size = {"width": 1280, "height": 800}
        options = {"viewport": size, "reduced_motion": "reduce", **options}
        context = chromium.new_context(accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
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
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def offline(chromium):
    """Open a page with the given options; returns it with what it asked for and complained of."""
    contexts = []

    def open_page(address, **options):
        context = chromium.new_context(**{"accept_downloads": True, **options})
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.requests, page.complaints = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (page.complaints.append("dialog"), dialog.dismiss()))
        page.goto(address)
        page.wait_for_selector("canvas")
        page.wait_for_timeout(200)
        return page

    yield open_page
    for context in contexts:
        context.close()


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
