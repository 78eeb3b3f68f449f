"""A Chromium that is cut off from every network, and a picture to open in it."""

import shutil

import networkx as nx
import pytest

from reelgraph.facts import Source
from reelgraph.views import Figure, render_html

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="session")
def chromium():
    """The browser of this machine; the tests are skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("no Chromium is installed")
    quiet = ["disable-background-networking", "disable-component-update", "disable-quic"]
    options = ["no-sandbox", "no-first-run", "disable-sync", *quiet]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[f"--{option}" for option in options]
        )
        yield browser
        browser.close()


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
