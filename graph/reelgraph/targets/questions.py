"""The questions that a target is asked: ``queries/wikidata_*.rq``, with other values in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reelgraph import resources
from reelgraph.binding import Term, bind, parameters
from reelgraph.errors import QueryError


@dataclass(frozen=True, slots=True)
class Question:
    """One query, and the variables of the ``VALUES`` block that takes the values."""

    name: str
    text: str
    variables: tuple[str, ...]

    def of(self, rows: Sequence[Sequence[Term]]) -> str:
        """The query about these rows."""
        return bind(self.text, {self.variables: rows})


@cache
def question(name: str) -> Question:
    """The question of this name, as in ``question("wikidata_facts")``.

    Raises:
        QueryError: there is none, or it has no ``VALUES`` block.

    >>> question("wikidata_by_id").variables
    ('property', 'value')

    """
    file = f"{name}.rq"
    if not name.startswith("wikidata_") or file not in resources.names("queries", ".rq"):
        raise QueryError(f"there is no query queries/{file} to ask Wikidata with")
    text = resources.text(f"queries/{file}")
    blocks = parameters(text)
    if not blocks:
        raise QueryError(f"queries/{file} has no VALUES block that could take values")
    return Question(name, text, blocks[0])


def batches(rows: Sequence[Sequence[Term]], size: int) -> Iterator[Sequence[tuple[Term, ...]]]:
    """The rows in batches, each row once: asked for twice, it would be answered twice.

    >>> import pyoxigraph as ox
    >>> one, two = ox.Literal("one"), ox.Literal("two")
    >>> [len(batch) for batch in batches([(one,), (two,), (one,)], 1)]
    [1, 1]
    """
    once = list(dict.fromkeys(tuple(row) for row in rows))
    for begin in range(0, len(once), size):
        yield once[begin : begin + size]
