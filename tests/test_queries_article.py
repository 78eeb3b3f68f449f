"""Questions on claims, asked of the facts of the article that the sample holds.

The rows are written from the table of the article's facts, and checked against
``sample/article.ttl``. In them an IRI of the article is ``a:``.
"""

from pathlib import Path

import pytest
from asking import Row, as_texts, in_rdflib, rows, text_of

from reelgraph import loading, resources
from reelgraph.binding import bind, iri, parameters
from reelgraph.store import EmbeddedStore

A = "https://w3id.org/reelgraph/id/hardcore-article/"
NAME = "hardcore-article"
HARDCORE = ("a:film/hardcore", "Hardcore")
SHORT = ("a:film/bad-motherf-ker", "Bad Motherf–ker")
NAISHULLER = ("a:person/ilya-naishuller", "Ilya Naishuller")
BEKMAMBETOV = ("a:person/timur-bekmambetov", "Timur Bekmambetov")
BENNETT = ("a:person/haley-bennett", "Haley Bennett")
KOZLOVSKY = ("a:person/danila-kozlovsky", "Danila Kozlovsky")
COPLEY = ("a:person/sharlto-copley", "Sharlto Copley")
EDITION = "toronto-international-film-festival"
IMPLIED = 'called "of" the film; a part in it is implied'

pytestmark = [
    # rdflib 7.6 still calls what it has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def article() -> EmbeddedStore:
    """The article alone, which names neither the year of its film nor that of its festival."""
    return with_files("article")


def with_files(*names: str) -> EmbeddedStore:
    store = EmbeddedStore()
    for name in names:
        path = Path(str(resources.folder("sample"))) / f"{name}.ttl"
        loading.load(store, [str(path)], name=NAME if name == "article" else name)
    return store


CASES: list[tuple[str, tuple[str, ...], list[Row]]] = [
    # Weakly implied: a part of Bennett's, one of Kozlovsky's, and whose the short film is.
    (
        "hinted_connections",
        BENNETT[:1],
        [
            (
                "a:film/the-equalizer",
                "The Equalizer",
                "cast",
                *BENNETT,
                "weak",
                f"she is {IMPLIED}",
                NAME,
            )
        ],
    ),
    (
        "hinted_connections",
        KOZLOVSKY[:1],
        [
            (
                "a:film/vampire-academy",
                "Vampire Academy",
                "cast",
                *KOZLOVSKY,
                "weak",
                f"he is {IMPLIED}",
                NAME,
            )
        ],
    ),
    (
        "hinted_connections",
        NAISHULLER[:1],
        [(*SHORT, "director", *NAISHULLER, "weak", "it is called his", NAME)],
    ),
    # What is said outright is no hint, and of Bekmambetov nothing else is said.
    ("hinted_connections", BEKMAMBETOV[:1], []),
    # So the short film is not among the films of Naishuller, and has no director.
    ("filmography", NAISHULLER[:1], [(*HARDCORE, None, "director", "", NAME)]),
    # The order is that of the films' names.
    (
        "filmography",
        BEKMAMBETOV[:1],
        [
            (*HARDCORE, None, "producer", "", NAME),
            ("a:film/night-watch", "Night Watch", None, "director", "", NAME),
            ("a:film/wanted", "Wanted", None, "director", "", NAME),
        ],
    ),
    # A character without a name is named by what the article says of her.
    (
        "filmography",
        BENNETT[:1],
        [(*HARDCORE, None, "cast", "Henry's wife (unnamed)", NAME)],
    ),
    (
        "single_source_connections",
        NAISHULLER[:1],
        [
            (*HARDCORE, "director", *NAISHULLER, NAME),
            (*NAISHULLER, "is associated with", "a:band/biting-elbows", "Biting Elbows", NAME),
            (*NAISHULLER, "is associated with", *BEKMAMBETOV, NAME),
        ],
    ),
    ("supported_claims", NAISHULLER[:1], []),
    ("producers_of_director", NAISHULLER[:1], [(*BEKMAMBETOV, 1, None, None, NAME)]),
    (
        "first_jobs",
        BENNETT[:1],
        [
            (*HARDCORE, None, 1, *NAISHULLER, "director", NAME),
            (*HARDCORE, None, 1, *BEKMAMBETOV, "producer", NAME),
        ],
    ),
    (
        "first_together",
        (BENNETT[0], COPLEY[0]),
        [
            (*HARDCORE, None, 1, *NAISHULLER, "director", NAME),
            (*HARDCORE, None, 1, *BEKMAMBETOV, "producer", NAME),
        ],
    ),
    # The short film came out in March 2013; that the other was inspired by it is implied.
    (
        "features_from_shorts",
        (),
        [(*HARDCORE, None, "is inspired by", *SHORT, 2013, "weak", NAME)],
    ),
    (
        "festival_screenings",
        (f"a:festival/{EDITION}",),
        [
            (
                *HARDCORE,
                None,
                f"a:edition/{EDITION}",
                "Toronto International Film Festival (edition of the premiere)",
                "--09-12",
                "true",
                NAME,
            )
        ],
    ),
    (
        "dates_below_day",
        (),
        [
            (*SHORT, "release", "2013-03", "month", NAME),
            (*HARDCORE, "preview", "--11", "month without a year", NAME),
            (*HARDCORE, "screening", "--09-12", "day without a year", NAME),
        ],
    ),
    # That there is no date for a release denies nothing that anybody states.
    ("denied_claims", (), []),
    ("sources_disagree", (), []),
    ("printed_names", (), []),
]


def asked(name: str, *given: str) -> str:
    text = text_of(name)
    if not given:
        return text
    return bind(text, {parameters(text)[0]: [[iri(g.replace("a:", A)) for g in given]]})


def shortened(found: list[Row]) -> list[Row]:
    return [tuple(None if v is None else str(v).replace(A, "a:") for v in row) for row in found]


@pytest.mark.parametrize(("name", "given", "expected"), CASES)
def test_the_article_answers_with_exactly_these_rows(
    article: EmbeddedStore, name: str, given: tuple[str, ...], expected: list[Row]
) -> None:
    sparql = asked(name, *given)
    assert shortened(rows(article, sparql)) == as_texts(expected)
    assert shortened(in_rdflib(article, sparql)) == as_texts(expected)


def test_all_credits_of_the_article_are_of_an_unknown_publisher(article: EmbeddedStore) -> None:
    # Hardcore has eight credits: the director, the producer, three of the cast and three more in
    # supporting parts. Then two directions, two parts, two implied parts and an implied direction.
    found = rows(article, text_of("credits_of_unknown_source"))
    assert [row[1:] for row in found] == [(NAME, "publisher, author, address", str(8 + 7))]


def test_later_sources_confirm_what_the_article_says() -> None:
    store = with_files("article", "moriareviews", "dennis-schwartz", "wikipedia-movies")
    sparql = asked("supported_claims", COPLEY[0])
    three = "hardcore-article, moriareviews, wikipedia-movies"
    assert shortened(rows(store, sparql)) == [(*HARDCORE, "cast", *COPLEY, "3", three)]
    # What the article implies of Bennett is said outright by nobody here.
    hints = shortened(rows(store, asked("hinted_connections", BENNETT[0])))
    assert [row[0] for row in hints] == ["a:film/the-equalizer"]
