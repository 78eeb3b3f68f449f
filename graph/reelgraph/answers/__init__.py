"""Bundled named queries answered from the network index: the rows that their SPARQL gives, sooner.

Only questions of which the index holds every fact are here; the SPARQL stays what defines them.
Where an answer cannot be exactly that of the SPARQL, there is none, and the store is asked.
"""

import re
from collections.abc import Callable, Mapping, Sequence

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.binding import Term
from reelgraph.network.index import index_of
from reelgraph.query import NamedQuery
from reelgraph.results import Results
from reelgraph.store import EmbeddedStore, Store
from reelgraph.vocabulary import XSD

LARGE = 300_000
"""From how many credits on the index is built for a question about the whole graph: that takes no
longer than the question itself."""
MOST = 1_000_000
"""Rows that are held in memory."""
_WHOLE = ("actors_who_direct", "central_by_one_film", "director_pairs", "works_per_year")
_OF_SOME = (
    "co_stars",
    "collaborators_by_period",
    "ended_collaborations",
    "producers_of_director",
    "recurring_actors",
    "worked_with_all",
    "writers_of_director",
)
ANSWERED = frozenset((*_WHOLE, *_OF_SOME))
"""The queries that have an answer here."""
Values = Mapping[str, Sequence[Term]]


def answer(store: Store, query: NamedQuery, values: Values, most: int = MOST) -> Results | None:
    """The rows of a bundled named query from the network index.

    They have the columns, types and order of those that its SPARQL gives.

    Args:
        store: Which.
        query: One of `query.catalogue`.
        values: Its parameters, as `query.values` gives them.
        most: How many rows at most: they are all held in memory.

    Returns:
        None where the store must be asked: the query has no such answer here, it is one of the
        user's own of that name, there is no index of the store as it is now, the view holds what
        the index does not, or there are more rows, of which the store gives one after the other.

    """
    if not _is_bundled(query):
        return None
    if not all(_is_of(p.of, term) for p in query.parameters for term in values[p.name]):
        return None
    index = index_of(store)
    if index is None or not index.regular[0]:
        return None
    from reelgraph.answers import of_people, of_the_whole
    from reelgraph.answers.reading import Reading, Unanswered
    from reelgraph.answers.table import Table

    made = getattr(of_the_whole if query.name in _WHOLE else of_people, query.name)
    try:
        rows = made(Reading(index, values, most))
    except Unanswered:
        return None
    return Table([name for name, _ in query.columns], rows)


def prepare(store: Store, query: NamedQuery, tell: Callable[[str], object] = bool) -> None:
    """Build the network index of a folder for a query that then takes a small part of its time.

    Such are those about the whole of a large graph. It is built once for each state of the store.

    Args:
        store: Which; nothing is built of a server or of what is in memory.
        query: One of `query.catalogue`.
        tell: What is told that it is being built.

    """
    if query.name in _WHOLE and _is_bundled(query) and index_of(store) is None and _is_large(store):
        tell("building the network index: once, until the facts change")
        index_of(store, make=True)


def _is_bundled(query: NamedQuery) -> bool:
    """Whether it is answered here, and none of the user's own that has the same name."""
    return query.name in ANSWERED and query.text == resources.text(f"queries/{query.name}.rq")


def _is_of(kind: str, term: Term) -> bool:
    """Whether a term is what the kind of a parameter says; any term can be given from Python."""
    if kind not in ("year", "integer", "text"):
        return isinstance(term, ox.NamedNode)
    if not isinstance(term, ox.Literal):
        return False
    if kind == "text":
        return term.datatype.value == XSD + "string"
    number = re.fullmatch(r"-?\d{1,9}", term.value)
    return number is not None and term.datatype.value == XSD + "integer"


def _is_large(store: Store) -> bool:
    if not isinstance(store, EmbeddedStore) or store.folder is None:
        return False
    found = store.select(f"SELECT ?a WHERE {{ ?a film:hasContributor ?b }} LIMIT {LARGE}")
    return sum(1 for _ in found) == LARGE
