"""The review in the explorer: the lists, the cases, the answers, and taking them back."""

import json
import shutil
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest
import reviewable
from reviewable import EX, WD

import reelgraph as rg
from reelgraph.links.keeping import links_of
from reelgraph.links.link import ACCEPTED, NONE, PENDING, REJECTED

TWO = "https://example.org/two/"


class Page:
    """What the explorer's page asks of a server, as somebody who has the token."""

    def __init__(self, served: Any) -> None:
        self.address, self.token = served.address, served.token

    def get(self, path: str, **parameters: Any) -> Any:
        return self._ask(f"{path}?{urlencode(parameters, doseq=True)}")

    def post(self, path: str, body: object, token: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if token != "":
            headers["Authorization"] = f"Bearer {token or self.token}"
        return self._ask(path, json.dumps(body).encode(), headers)

    def answer(self, *names: str, by: str = "ann", token: str | None = None, **more: Any) -> Any:
        iris = [name if "://" in name else EX + name for name in names]
        state = more.pop("state", None) or self.get("api/review/case", iri=iris)["state"]
        body = {"entities": iris, "state": state, "by": by, **more}
        return self.post("api/review/answer", body, token)

    def _ask(self, path: str, data: bytes | None = None, headers: Any = None) -> Any:
        request = urllib.request.Request(self.address + path, data, headers or {})
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.loads(response.read())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store that is only copied."""
    return reviewable.in_folder(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "store")


@pytest.fixture
def page(served_app, folder) -> Page:
    return Page(served_app(folder, write=True))


def refusal(work: Any) -> tuple[int, dict[str, Any]]:
    with pytest.raises(urllib.error.HTTPError) as raised:
        work()
    with raised.value as error:
        return error.code, json.loads(error.read())["error"]


def names(found: Any) -> list[str]:
    return [line["entity"]["label"] for line in found["waiting"]]


def decided(page: Page, name: str) -> dict[str, str]:
    """What a person has said of an entity's items, as the graph itself has it."""
    query = f"""SELECT ?item ?status {{ GRAPH ?g {{
      ?link a film:Link ; film:isLinkOf <{EX}{name}> ; film:hasLinkStatus ?status ;
        dcterms:creator ?who
      OPTIONAL {{ ?link film:hasItem ?item }} }} }}"""
    asked = urlencode({"query": query, "format": "json"})
    with urllib.request.urlopen(f"{page.address}sparql?{asked}", timeout=60) as response:
        rows = json.loads(response.read())["results"]["bindings"]
    items = [row["item"]["value"].removeprefix(WD) if "item" in row else "" for row in rows]
    found = [row["status"]["value"].rpartition("/")[2] for row in rows]
    return dict(zip(items, found, strict=True))


def test_the_lists_are_those_of_the_command_line(page):
    found = page.get("api/review")
    assert found["total"] == 2
    assert names(found) == ["Ann Tor", "The Weir"]  # 0.45 is nearer to even than 0.71
    assert names(page.get("api/review", order="likeliest")) == ["The Weir", "Ann Tor"]
    assert names(page.get("api/review", type="person")) == ["Ann Tor"]
    assert names(page.get("api/review", source="second")) == []
    assert names(page.get("api/review", kind="unfound")) == ["Bob Ley"]
    assert names(page.get("api/review", offset=1, limit=1)) == ["The Weir"]
    assert found["sources"] == ["first", "second"]
    pairs = page.get("api/review", kind="pairs")["waiting"]
    assert {tuple(e["iri"] for e in line["pair"]) for line in pairs} >= {
        (EX + "mill", TWO + "mill")
    }


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "x"}, 400),
        ({"order": "x"}, 400),
        ({"type": "spaceship"}, 404),
        ({"source": "x"}, 404),
        ({"offset": "-1"}, 400),
        ({"limit": "many"}, 400),
    ],
)
def test_a_wrong_filter_is_told(page, asked, status):
    assert refusal(lambda: page.get("api/review", **asked))[0] == status


def test_a_case_shows_the_candidates_with_the_evidence_in_words(page):
    case = page.get("api/review/case", iri=EX + "weir")
    assert case["facts"] == [["directed by", "Ann Tor"], ["said by", "first"]]
    first, second, third = case["candidates"]
    assert (first["id"], first["score"], first["label"]) == ("Q201", "0.71", "The Weir")
    assert first["url"] == "https://www.wikidata.org/wiki/Q201"
    # e^2.3 is 10, between 5 and 20 times the odds; e^1.4 is 4, between 2 and 5
    assert [(r["how"], r["weight"]) for r in first["reasons"]] == [
        ("strongly for", 2.3),
        ("somewhat against", -1.4),
    ]
    assert ("known there", "a play on film") in [(r["how"], r["words"]) for r in second["reasons"]]
    assert third["state"] == "less likely"
    told = page.get("api/review/explanation", iri=EX + "weir")["text"]
    assert "Q201" in told
    assert refusal(lambda: page.get("api/review/case", iri=EX + "ford"))[0] == 404
    assert refusal(lambda: page.get("api/review/case", iri="no iri"))[0] == 400
    assert refusal(lambda: page.get("api/review/case"))[0] == 400


def test_an_answer_is_kept_at_once_and_taken_back_whole(page):
    made = page.answer("weir", choice="accept", item="Q201", note="saw it")
    assert made["said"] == "The Weir (1962) is Q201"
    assert decided(page, "weir")["Q201"] == ACCEPTED
    assert names(page.get("api/review")) == ["Ann Tor"]
    undone = page.post("api/review/undo", {"id": made["id"]})
    assert undone["entities"] == [EX + "weir"]
    assert decided(page, "weir") == {}
    assert names(page.get("api/review")) == ["Ann Tor", "The Weir"]
    assert refusal(lambda: page.post("api/review/undo", {"id": made["id"]}))[0] == 404
    assert refusal(lambda: page.post("api/review/undo", {"id": "made up"}))[0] == 404


def test_each_choice_of_the_command_line_is_there(page):
    page.answer("weir", choice="none of these")
    assert decided(page, "weir") == dict.fromkeys(("Q201", "Q202", "Q203"), REJECTED)
    page.answer("ann", choice="no item")
    assert decided(page, "ann") == {"Q301": REJECTED, "": NONE}
    page.answer("bob", choice="accept", item="q42")
    assert decided(page, "bob")["Q42"] == ACCEPTED


def test_who_is_not_sure_leaves_it_open_and_last(page):
    assert page.answer("ann", choice="skip", note="ask Bo")["said"] == "Ann Tor stays open"
    assert names(page.get("api/review")) == ["The Weir", "Ann Tor"]
    looks = page.get("api/review/case", iri=EX + "ann")["looks"]
    assert len(looks) == 1
    assert looks[0].startswith("ann on ")
    assert looks[0].endswith(", who was not sure: ask Bo")


def test_two_are_made_one_or_kept_apart(page):
    two = [TWO + "mill", EX + "mill"]
    made = page.answer(*two, choice="same")
    assert "are one" in made["said"]
    assert refusal(lambda: page.get("api/review/case", iri=two))[0] == 404
    page.post("api/review/undo", {"id": made["id"]})
    assert page.get("api/review/case", iri=two)["pair"][0]["entity"]["iri"] in two
    bobs = [EX + "bob", TWO + "bob"]
    page.answer(*bobs, choice="different")
    left = page.get("api/review", kind="pairs")["waiting"]
    assert set(bobs) not in [{e["iri"] for e in line["pair"]} for line in left]


def test_nobody_is_overruled_unasked(page):
    page.answer("weir", by="bo", choice="reject", item="Q201", note="a play")
    asked = {"choice": "accept", "item": "Q201"}
    code, told = refusal(lambda: page.answer("weir", **asked))
    assert (code, told["kind"]) == (409, "Standing")
    assert len(told["decided"]) == 1
    assert "rejected by bo" in told["decided"][0]
    assert told["decided"][0].endswith(": a play")
    assert decided(page, "weir")["Q201"] == REJECTED
    for not_said in (False, "yes", 1):
        assert refusal(lambda o=not_said: page.answer("weir", overrule=o, **asked))[0] == 409
    page.answer("weir", overrule=True, **asked)
    assert decided(page, "weir")["Q201"] == ACCEPTED


def test_what_changed_meanwhile_is_looked_at_again(page):
    state = page.get("api/review/case", iri=EX + "weir")["state"]
    page.answer("weir", by="bo", choice="reject", item="Q202")
    asked = {"choice": "accept", "item": "Q201", "state": state}
    code, told = refusal(lambda: page.answer("weir", **asked))
    assert (code, told["kind"]) == (409, "Changed")
    assert decided(page, "weir") == {"Q202": REJECTED}
    page.answer("weir", by="bo", choice="no item")
    code, told = refusal(lambda: page.answer("weir", **asked))
    assert (code, told["kind"]) == (409, "Changed")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"choice": "maybe"}, "maybe"),
        ({"choice": "same"}, "same"),
        ({"choice": "accept", "item": "no number"}, "no number"),
        ({"choice": "accept", "item": ""}, "Q42"),
        ({"choice": ""}, "choice"),
        ({"choice": "skip", "by": "  "}, "by"),
        ({"choice": "skip", "note": 7}, "note"),
    ],
)
def test_what_is_no_answer_is_refused_and_changes_nothing(page, more, words):
    code, told = refusal(lambda: page.answer("weir", **more))
    assert (code, words in told["message"]) == (400, True)
    assert decided(page, "weir") == {}


def test_only_who_has_the_token_decides(page):
    for wrong in ("", "another"):
        asked = {"choice": "accept", "item": "Q201", "token": wrong}
        assert refusal(lambda a=asked: page.answer("weir", **a))[0] == 403
        assert refusal(lambda w=wrong: page.post("api/review/undo", {"id": "x"}, w))[0] == 403
    assert decided(page, "weir") == {}


def test_a_server_that_only_reads_shows_all_and_decides_nothing(served_app, folder):
    page = Page(served_app(folder))
    found = page.get("api/review")
    assert found["total"] == 2
    assert found["writable"] is False
    assert page.get("api/review", kind="pairs")["total"] > 0
    code, told = refusal(lambda: page.answer("weir", choice="accept", item="Q201", token="guessed"))
    assert (code, "--write" in told["message"]) == (403, True)
    with rg.open(folder) as graph:
        found = links_of(graph.store, [EX + "weir"])
    assert {k.status for k in found} == {PENDING, "outranked"}
