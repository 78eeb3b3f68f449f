"""The explorer's files: what is in them, what they are called, and what is refused."""

import csv
import io
import json
import re
import urllib.error
import urllib.request

import networkx as nx
import openpyxl
import pytest

W = "https://example.org/world/"
LAMP, FERRY, ADA, PIA, BO = (W + name for name in ("lamp", "ferry", "ada", "pia", "bo"))
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def export(kept_app, new_world):
    server = kept_app(new_world())

    def ask(form="csv", nodes=(LAMP, FERRY, ADA, PIA), **more):
        body = json.dumps({"nodes": list(nodes), "format": form, **more}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(server.address + "api/export", body, headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read(), response.headers

    return ask


def refusal(export, **wanted):
    with pytest.raises(urllib.error.HTTPError) as caught:
        export(**wanted)
    with caught.value as error:
        return error.code, json.loads(error.read())["error"]["message"]


def rows(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def facts(body):
    return {(row["who"], row["role"], row["what"]) for row in rows(body)}


def places(page):
    """Where the nodes of a page stand, by their names."""
    data = json.loads(
        re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page)[1]
    )
    return {node["label"]: (node["x"], node["y"]) for node in data["nodes"]}


def test_the_rows_are_all_that_links_the_given_entities_and_nothing_else(export):
    body, _ = export()
    assert facts(body) == {
        ("Ada Quill", "director", "The Lamp"),
        ("Ada Quill", "director", "Night Ferry"),
        ("Pia Stone", "producer", "The Lamp"),
        ("Pia Stone", "producer", "Night Ferry"),
    }
    assert {row["source"] for row in rows(body)} == {"world"}


def test_the_filters_of_the_screen_are_those_of_the_file(export):
    assert facts(export(roles=["producer"], years="1950-1950")[0]) == {
        ("Pia Stone", "producer", "The Lamp")
    }
    harbour = [W + "harbour", W + "cy", W + "gus"]
    assert facts(export(nodes=harbour)[0]) == set()
    assert len(facts(export(nodes=harbour, include="weak,hedged")[0])) == 2


def test_types_leave_entities_out_unless_they_were_asked_for(export):
    assert facts(export(types="Film")[0]) == set()
    assert facts(export(types="Film", focus=[ADA])[0]) == {
        ("Ada Quill", "director", "The Lamp"),
        ("Ada Quill", "director", "Night Ferry"),
    }


def test_a_page_keeps_the_places_of_the_screen_and_names_its_sources(export):
    at = {LAMP: [10, 20], FERRY: [300.5, -40], ADA: [-200, 5], PIA: [0, 400]}
    page = export("html", positions=at, note="Seen by hand", credit="A reader")[0].decode()
    assert places(page) == {
        "The Lamp": (10, 20),
        "Night Ferry": (300.5, -40),
        "Ada Quill": (-200, 5),
        "Pia Stone": (0, 400),
    }
    assert "A tiny world" in page
    assert "Seen by hand" in page
    assert "A reader" in page


def test_a_node_without_a_place_stands_beside_its_neighbours(export):
    at = {LAMP: [0, 0], FERRY: [400, 0], ADA: [200, -100]}
    x, y = places(export("html", positions=at)[0].decode())["Pia Stone"]
    assert 100 < x < 300
    assert abs(y) < 100


def test_the_command_that_gives_the_same_picture_is_named_where_there_is_one(export):
    address = "http://localhost:7878/explore?node=x"
    page = export("html", focus=[LAMP], depth=1, roles=["director"], address=address)[0].decode()
    assert "reelgraph network &#x27;The Lamp (1950)&#x27; --depth 1 --role director" in page
    assert address not in page
    assert address in export("html", focus=[LAMP], address=address)[0].decode()
    way = [ADA, LAMP, BO]
    page = export("html", nodes=way, path=[way])[0].decode()
    assert "reelgraph path &#x27;Ada Quill&#x27; &#x27;Bo Marsh&#x27;" in page


def test_a_path_has_its_hops_in_their_order_and_no_other_links(export):
    way = [ADA, LAMP, BO]
    found = rows(export(nodes=[*way, PIA], path=[way])[0])
    assert [(row["step"], row["who"], row["character"]) for row in found] == [
        ("1", "Ada Quill", ""),
        ("2", "Bo Marsh", "Keeper"),
    ]


def test_every_format_is_what_it_says(export):
    assert export("svg")[0].startswith((b"<svg", b"<?xml"))
    assert export("png")[0].startswith(b"\x89PNG")
    assert nx.parse_graphml(export("graphml")[0].decode()).number_of_nodes() == 4
    assert nx.read_gexf(io.BytesIO(export("gexf")[0])).number_of_nodes() == 4
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx")[0]), read_only=True)
    assert book.sheetnames == ["edges", "nodes", "about"]
    book.close()
    assert export("csv")[0].startswith(b"\xef\xbb\xbf")
    assert json.loads(export("json")[0])


def test_words_of_the_reader_are_text_in_the_page(export):
    page = export("html", title=HOSTILE, note=HOSTILE, credit=HOSTILE)[0].decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who knows Ada?", 'filename="Who-knows-Ada.csv"'),
        ('../../etc/passwd\r\nX-Evil: "1"', 'filename="etc-passwd-X-Evil-1.csv"'),
        ("NUL", 'filename="reelgraph-NUL.csv"'),
        ("Лампа", "filename=\"reelgraph.csv\"; filename*=UTF-8''%D0%9B"),
        ("", 'filename="4-entities.csv"'),
    ],
)
def test_the_name_of_the_file_comes_from_the_title_and_is_harmless(export, title, name):
    headers = export("csv", title=title)[1]
    assert headers["content-disposition"].startswith(f"attachment; {name}")
    assert headers["x-evil"] is None
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"form": "exe"}, "format 'exe'"),
        ({"nodes": []}, "nothing to export"),
        ({"nodes": ["not an iri> }"]}, "which is no IRI"),
        ({"nodes": [f"{W}{n}" for n in range(2001)]}, "2,001 nodes"),
        ({"positions": {LAMP: [1e9, 0]}}, "'positions'"),
        ({"positions": {LAMP: [float("nan"), 0]}}, "'positions'"),
        ({"positions": {LAMP: ["1", 0]}}, "'positions'"),
        ({"title": "x" * 5000}, "'title'"),
        ({"title": ["x"]}, "'title'"),
        ({"address": "javascript:alert(1)"}, "'address'"),
        ({"roles": {"a": 1}}, "'roles'"),
        ({"roles": "barber"}, "unknown role 'barber'"),
        ({"path": [[1]]}, "which is no IRI"),
        ({"depth": -1}, "'depth'"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(export, wanted, words):
    status, message = refusal(export, **wanted)
    assert status in (400, 404)
    assert words in message


def test_entities_that_the_graph_does_not_know_are_left_out(export):
    body, _ = export("graphml", nodes=[LAMP, W + "nobody"])
    assert nx.parse_graphml(body.decode()).number_of_nodes() == 1
