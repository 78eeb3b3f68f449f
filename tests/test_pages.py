"""The shell of the explorer, its files and what they may do; counts and sources as JSON."""

import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from reelgraph.views.style import DARK, LIGHT
from reelgraph.web.app import router
from reelgraph.web.pages import VIEWS, theme

STATIC = files("reelgraph") / "web" / "static"


def read(address):
    with urlopen(address) as response:
        return response.status, response.headers, response.read().decode()


class Page(HTMLParser):
    """What a page brings in, and where from."""

    def __init__(self, text):
        super().__init__()
        self.base, self.wanted, self.inline = None, [], []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "base":
            self.base = found["href"]
        elif tag in ("script", "link", "img"):
            self.wanted.append(found.get("src") or found.get("href"))
        self._in_script = tag == "script"

    def handle_data(self, data):
        if self._in_script and data.strip():
            self.inline.append(data)

    def handle_endtag(self, tag):
        self._in_script = False


@pytest.fixture(scope="module")
def server(kept_app, new_world):
    return kept_app(new_world())


@pytest.mark.parametrize("view", [view.replace("{name}", "co_stars") for view in VIEWS])
def test_each_view_is_the_shell_and_all_that_it_brings_in_is_there(server, view):
    status, headers, text = read(server.address + view + "?node=https%3A%2F%2Fe.org%2F1")
    page = Page(text)
    assert status == 200
    assert page.base == "/"
    assert page.inline == []
    assert len(page.wanted) >= 5
    for one in page.wanted:
        assert "://" not in one
        assert read(urljoin(server.address, one))[0] == 200
    assert (
        "'unsafe-inline'"
        not in re.findall("script-src[^;]*", headers["content-security-policy"])[0]
    )


def test_files_with_a_hash_in_their_name_are_kept_and_others_asked_for_again(server):
    names = [entry.name for entry in STATIC.iterdir()]
    hashed = next(name for name in names if re.fullmatch(r"main-\w+\.js", name))
    assert "immutable" in read(f"{server.address}static/{hashed}")[1]["cache-control"]
    assert read(f"{server.address}static/licences.txt")[1]["cache-control"] == "no-cache"
    assert read(f"{server.address}theme.css")[1]["content-type"].startswith("text/css")


@pytest.mark.parametrize("name", ["stamp", "no.js", "..%2f__init__.py", "%2e%2e/pages.py"])
def test_other_files_are_not_served(server, name):
    with pytest.raises(HTTPError) as caught:
        read(f"{server.address}static/{name}")
    assert caught.value.code == 404
    caught.value.close()


def test_the_bundle_carries_the_licences_of_its_packages():
    text = (STATIC / "licences.txt").read_text("utf-8")
    heads = dict(re.findall(r"^={72}\n(\S+) (\S+) \(", text, re.MULTILINE))
    assert {"preact", "sigma", "graphology", "@zazuko/yasqe"} <= set(heads)
    assert not {"esbuild", "typescript"} & set(heads)
    assert text.count("Permission is hereby granted") >= 10


def test_the_bundle_holds_no_map_and_no_style_from_elsewhere():
    assert not [entry.name for entry in STATIC.iterdir() if entry.name.endswith(".map")]
    scripts = [entry for entry in STATIC.iterdir() if entry.name.endswith((".js", ".css"))]
    texts = [entry.read_text("utf-8") for entry in scripts]
    assert not [text for text in texts if re.search(r"url\(\s*['\"]?https?:|@import", text)]


def test_the_theme_is_that_of_the_pictures():
    light, dark = theme().split("@media (prefers-color-scheme: dark)")
    assert f"--page: {LIGHT.page};" in light
    assert f"--link: {LIGHT.link};" in light
    assert f"--page: {DARK.page};" in dark
    assert f":root[data-theme=dark] {{ color-scheme: dark; --page: {DARK.page};" in dark


def test_a_mounted_explorer_finds_its_files_below_its_own_address(server):
    context = server.context
    inner = router(context)
    mounted = Starlette(routes=[Mount("/films", app=inner)])
    assert Page(asked(mounted, "/films/explore")).base == "/films/"


def asked(application, path):
    """The body of a response, without a server."""
    import asyncio

    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"host", b"localhost")], "root_path": "",
        "scheme": "http", "server": ("localhost", 80), "http_version": "1.1",
    }  # fmt: skip
    asyncio.run(application(scope, receive, send))
    return b"".join(message.get("body", b"") for message in sent).decode()


# Counts and sources.


def test_counts_come_as_tables_whose_entities_can_be_opened(server):
    found = json.loads(read(server.address + "api/statistics")[2])
    tables = {table["key"]: table for table in found["tables"]}
    people = {bar["label"]: bar for bar in tables["people"]["bars"]}
    assert people["Ada Quill"]["iri"] == "https://example.org/world/ada"
    types = {bar["label"]: bar for bar in tables["types"]["bars"]}
    assert types["Company"]["count"] == 2
    assert types["Company"]["iri"] == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"])
    assert all(0 <= bar["share"] <= 1 for table in found["tables"] for bar in table["bars"])


def test_counts_can_be_taken_away_as_files(server):
    _, headers, text = read(server.address + "api/statistics?format=csv")
    assert headers["content-disposition"].endswith('filename="reelgraph-statistics.csv"')
    assert text.startswith("\ufefftopic,what,count")
    assert "<svg" in read(server.address + "api/statistics?format=svg")[2]


def test_an_unknown_format_of_counts_is_refused_with_those_that_there_are(server):
    with pytest.raises(HTTPError) as caught:
        read(server.address + "api/statistics?format=pdf")
    with caught.value as answer:
        said = json.loads(answer.read())["error"]
    assert answer.code == 400
    assert "'pdf'" in said["message"]
    assert "xlsx" in said["message"]


def test_sources_come_with_what_was_loaded_of_them(served_app, two_sources):
    found = json.loads(read(served_app(two_sources).address + "api/sources")[2])["sources"]
    by_name = {source["name"]: source for source in found}
    assert set(by_name) == {"world", "second"}
    assert by_name["world"]["title"] == "A tiny world"
    assert by_name["world"]["licence"] == "CC0-1.0"
    assert by_name["world"]["url"] == ""
    assert by_name["world"]["films"] >= 10


@pytest.mark.parametrize(
    ("accept", "path", "kind"),
    [
        ("text/html,*/*;q=0.8", "nowhere/at/all", "text/html"),
        ("*/*", "nowhere/at/all", "text/plain"),
        ("text/html", "api/nothing", "text/plain"),
    ],
)
def test_where_there_is_nothing_a_person_gets_a_page_and_a_program_a_word(
    server, accept, path, kind
):
    address = server.address + path
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(address, headers={"Accept": accept}))
    with caught.value as answer:
        assert answer.code == 404
        assert answer.headers["content-type"].startswith(kind)
        assert ("static/main-" in answer.read().decode()) == (kind == "text/html")
