"""Links as a file; its ending is the format."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from reelgraph.entity import Entity
from reelgraph.errors import InputError
from reelgraph.links.link import ACCEPTED, STATUSES, Link
from reelgraph.links.quickstatements import Known, commands
from reelgraph.links.sssom import EXPORTED, sssom
from reelgraph.links.tables import table
from reelgraph.links.triples import FORMATS, rdf
from reelgraph.store.files import written

SSSOM, QUICKSTATEMENTS = "sssom.tsv", "quickstatements"
TABLES = ("csv", "tsv", "xlsx", "json")
ENDINGS = (SSSOM, *TABLES, *FORMATS, QUICKSTATEMENTS)
"""The endings of files that links are written to."""


def ending_of(path: str | Path) -> str:
    """The format that the ending of an output file names.

    Raises:
        InputError: it names none; the message lists those that can be written.

    >>> ending_of("links.sssom.tsv"), ending_of("links.tsv")
    ('sssom.tsv', 'tsv')

    """
    name = Path(path).name.lower()
    for ending in ENDINGS:
        if name.endswith(f".{ending}"):
            return ending
    raise InputError(
        f"{path}: the ending names the format, and links are written as "
        f"{', '.join('.' + e for e in ENDINGS)}"
    )


def write(
    links: Sequence[Link],
    target: Path | IO[bytes],
    entities: Mapping[str, Entity],
    *,
    ending: str = "",
    same_as: bool = False,
    known: Mapping[str, Known] | None = None,
    create: bool = False,
    source: str = "",
) -> list[str]:
    """Write links to a file, which comes into being whole, or to a stream.

    Args:
        links: Any.
        target: The file, or a stream of bytes.
        entities: The names of their entities, by IRI.
        ending: One of `ENDINGS`; of a stream, and where the name of the file does not say it.
        same_as: In RDF, say ``owl:sameAs`` as well.
        known: For QuickStatements, what `quickstatements.what_is_known` read.
        create: In QuickStatements, write new items too.
        source: For SSSOM, the IRI of what the entities come from.

    Returns:
        What was left out, in words, one line each; nothing where the file holds all.

    Raises:
        InputError: no format of that ending, or one that needs more than was given.
        StoreError: the file cannot be written.

    """
    if not ending:
        if not isinstance(target, Path):
            raise InputError(
                f"a stream has no ending: name the format, one of {', '.join(ENDINGS)}"
            )
        ending = ending_of(target)
    left_out: list[str] = []
    if ending == SSSOM:
        body = sssom(links, entities, source)
        left_out = _unsaid(links, EXPORTED, "SSSOM holds decisions and what was found")
    elif ending in FORMATS:
        body = rdf(links, ending, same_as=same_as)
        left_out = _unsaid(links, (ACCEPTED,), f".{ending} holds accepted links only")
    elif ending == QUICKSTATEMENTS:
        made = commands(links, known or {}, create=create)
        body, left_out = made.text.encode(), list(made.left_out)
        if not body:
            left_out.append("nothing is known here that Wikidata lacks: the file is empty")
    elif ending in TABLES:
        body = table(links, entities).render(ending)
        body = b"\xef\xbb\xbf" + body if ending == "csv" else body
    else:
        raise InputError(f"unknown format {ending!r}; the formats are {', '.join(ENDINGS)}")
    if isinstance(target, Path):
        with written(target) as temporary:
            temporary.write_bytes(body)
    else:
        target.write(body)
    return left_out


def _unsaid(links: Sequence[Link], statuses: Sequence[str], why: str) -> list[str]:
    counts = Counter(k.status for k in links if k.status not in statuses)
    listed = ", ".join(f"{counts[s]:,} {s}" for s in STATUSES if counts[s])
    return [f"left out: {listed} ({why})"] if listed else []
