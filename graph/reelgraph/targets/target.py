"""Where items are looked up: a server, or a file or folder that stands in for one."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

import pyoxigraph as ox

from reelgraph.binding import Term
from reelgraph.sources.inputs import Progress
from reelgraph.targets.local import Local
from reelgraph.targets.remote import Remote

WIKIDATA = "https://query.wikidata.org/sparql"
"""Where Wikidata itself is asked, unless another place is named."""

Value = ox.NamedNode | ox.Literal
Row = tuple[Term | None, ...]


class Target(Protocol):
    """A knowledge base in Wikidata's shape."""

    @property
    def place(self) -> str:
        """Where it is, for a person; without secrets."""

    @property
    def version(self) -> str:
        """What was asked: the sha256 of a file, or the address of a server."""

    def ask(self, query: str, rows: Sequence[Sequence[Value]]) -> Iterator[Row]:
        """The rows of a query of ``queries/wikidata_*.rq``, with other values than its example's.

        Args:
            query: The name of the query, without its ending.
            rows: What takes the place of the rows of its first ``VALUES`` block, in any number:
                they are sent in batches, each of them once.

        Returns:
            The rows of all batches, one after the other; columns as the query selects them.

        Raises:
            EndpointError: no whole answer was to be had, after all that can be tried.

        """


def open_target(
    endpoint: str | None = None,
    *,
    contact: str | None = None,
    resume: bool = False,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Target:
    """The knowledge base at an address or in a file.

    Args:
        endpoint: The address of a SPARQL server, or the path of an RDF file or of a folder of such
            files; Wikidata's own server if None.
        contact: An e-mail or web address that a server's keepers may write to.
        resume: Whether answers of a run that was interrupted are taken whatever their age.
        fresh: Whether a server is asked again what it answered before; with `resume` what the
            interrupted run asked is taken all the same.
        progress: Told how far the reading of a file has come, and of long waits for a server.

    Raises:
        InputError: a file is missing, malformed, or holds nothing of Wikidata's shape.
        EndpointError: it is no address, or it needs a contact and there is none.

    """
    where = WIKIDATA if endpoint is None else endpoint
    if not re.match(r"(?i)\s*https?:/", where):
        return Local(where, progress)
    return Remote(where, contact=contact, resume=resume, fresh=fresh, progress=progress)
