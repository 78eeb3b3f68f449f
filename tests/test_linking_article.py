"""The article's facts and films that the world knows, against the stand-in for Wikidata."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from linkable import Nameless, film, items, looked_up, of

from reelgraph import loading, resources
from reelgraph.linking.linker import Linked, link
from reelgraph.links.link import ACCEPTED, NONE
from reelgraph.store import EmbeddedStore
from reelgraph.targets.local import Local
from reelgraph.vocabulary import WD, WDT

FILMS = Path(__file__).resolve().parents[2] / "shared/data/wikidata/wikidata-films.nt.gz"
ARTICLE = "https://w3id.org/reelgraph/id/hardcore-article/"
ITEMS = {
    "film/hardcore": "Q20982361",
    "film/wanted": "Q4444",
    "film/night-watch": "Q1045388",
    "film/district-9": "Q201819",
    "film/elysium": "Q80959",
    "film/the-equalizer": "Q13562643",
    "film/vampire-academy": "Q13217284",
    "person/ilya-naishuller": "Q23867507",
    "person/timur-bekmambetov": "Q344854",
    "person/sharlto-copley": "Q512353",
    "person/haley-bennett": "Q232797",
    "person/danila-kozlovsky": "Q3015088",
}
pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not FILMS.exists(), reason="the real film data is not beside the checkout"),
]


@pytest.fixture(scope="module")
def whole() -> Local:
    """In the user's cache, as other tests of this file have it: reading it takes half a minute."""
    return Local(FILMS)


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The article's facts alone: nothing here names an item."""
    path = tmp_path_factory.mktemp("article") / "article.ttl"
    path.write_bytes(resources.raw("sample/article.ttl"))
    store = EmbeddedStore()
    loading.load(store, [str(path)])
    assert WD not in path.read_text("utf-8")
    return store


def test_the_large_stand_in_is_found_by_an_identifier(whole: Local) -> None:
    asked = ox.NamedNode(WDT + "P345"), ox.Literal("tt3072482")
    assert [row[2] for row in whole.ask("wikidata_by_id", [asked])] == [
        ox.NamedNode(WD + "Q20982361")
    ]


@pytest.fixture(scope="module")
def found(article: EmbeddedStore, whole: Local) -> Linked:
    return link(article, whole, keeping=False)


def accepted(linked: Linked) -> dict[str, str]:
    return {e.removeprefix(ARTICLE): i for e, i in items(linked).items()}


def test_the_article_is_linked_and_nothing_else_of_it(found: Linked) -> None:
    assert accepted(found) == ITEMS


def test_who_has_no_item_is_left_unresolved(found: Linked) -> None:
    for name in ("person/andrey-dementiev", "film/bad-motherf-ker"):
        links = of(found, ARTICLE + name)
        assert links[0].status == NONE
        assert "none found in wikidata-films.nt.gz on 20" in links[0].note
    spoken_of = {k.entity for k in found.links}
    assert not any("wife" in e or "kidnapper" in e for e in spoken_of)


@pytest.mark.parametrize(
    ("entity", "others"),
    [
        ("film/hardcore", ("Sharlto Copley", "Haley Bennett", "Danila Kozlovsky")),
        ("film/wanted", ("Timur Bekmambetov",)),
        ("film/night-watch", ("Timur Bekmambetov",)),
        ("film/district-9", ("Sharlto Copley",)),
        ("film/elysium", ("Sharlto Copley",)),
        ("film/the-equalizer", ("Haley Bennett",)),
        ("film/vampire-academy", ("Danila Kozlovsky",)),
        ("person/ilya-naishuller", ("Hardcore (Q20982361)",)),
        ("person/sharlto-copley", ("District 9 (Q201819)", "Elysium (Q80959)", "Hardcore")),
        ("person/timur-bekmambetov", ("Wanted (Q4444)", "Night Watch (Q1045388)")),
        ("person/haley-bennett", ("Hardcore (Q20982361)", "The Equalizer (Q13562643)")),
        ("person/danila-kozlovsky", ("Hardcore (Q20982361)", "Vampire Academy (Q13217284)")),
    ],
)
def test_people_and_films_are_each_others_evidence(
    found: Linked, entity: str, others: tuple[str, ...]
) -> None:
    (best, *_) = of(found, ARTICLE + entity)
    told = " ".join(e.words for e in best.evidence if e.weight > 0)
    assert [name for name in others if name not in told] == []


def test_with_the_names_of_all_people_taken_away_nothing_wrong_is_accepted(
    article: EmbeddedStore, whole: Local
) -> None:
    blind = Nameless(whole)
    assert len(blind.people) > 10_000
    some = accepted(link(article, blind, keeping=False))
    assert some.items() <= ITEMS.items()
    assert {"film/elysium", "person/timur-bekmambetov"} <= some.keys()


def test_homonyms_of_the_real_world_are_told_apart_by_the_year(
    tmp_path: Path, whole: Local
) -> None:
    """Of three films called Hardcore, that of 2015 is Hardcore Henry there, and nothing else."""
    text = film("one", "Ocean's Eleven", 1960) + film("two", "Ocean's Eleven", 2001)
    text += "".join(film(f"h{year}", "Hardcore", year) for year in (1979, 2004, 2015))
    found = looked_up(tmp_path, text, whole)
    assert {e: items(found)[e] for e in ("one", "two")} == {"one": "Q464933", "two": "Q205447"}
    years = {k.entity[-4:]: k.item_label for k in found.links if k.status == ACCEPTED}
    assert (years["1979"], years["2004"]) == ("Hardcore (1979)", "Hardcore (2004)")
    assert items(found).get("h2015", "Q20982361") == "Q20982361"


def test_homonyms_of_the_real_world_are_told_apart_by_their_people(
    tmp_path: Path, whole: Local
) -> None:
    text = film("two", "Ocean’s 11", 0, "Steven Soderbergh", ["George Clooney", "Brad Pitt"])
    text += film("henry", "Hardcore", 2015, "", ["Sharlto Copley", "Haley Bennett"])
    found = items(looked_up(tmp_path, text, whole))
    assert (found["two"], found["henry"]) == ("Q205447", "Q20982361")
