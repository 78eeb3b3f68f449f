"""From IMDb's files to claims: one pass over each, in the order in which they need each other."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from reelgraph.errors import InputError
from reelgraph.sources.claims import ClaimWriter
from reelgraph.sources.imdb import people, principals, titles
from reelgraph.sources.imdb.choice import Choice
from reelgraph.sources.imdb.files import tables_of
from reelgraph.sources.imdb.state import State
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.report import Notes


def read(
    inputs: Sequence[Input],
    source: str,
    scratch: Path,  # noqa: ARG001  other kinds of input need it, and all are called alike
    base: str,
    choice: Choice,
    progress: Progress | None,
    out: BinaryIO,
) -> Notes:
    """Write the claims of some of IMDb's files.

    Nothing is held but a few marks for each number of a title and of a person (below 200 MB for
    all of IMDb), so files of any size can be read.

    Args:
        inputs: Some of the seven files, one of each.
        source: The name of the source.
        scratch: A folder for temporary files.
        base: Where minted IRIs begin.
        choice: Which titles are wanted; the credits and the people follow.
        progress: Told how far it has come.
        out: Where the claims go, as N-Triples.

    Raises:
        InputError: a file cannot be read, lacks a column, or is needed and not there.
        ParameterError: the choice names a type that IMDb does not have.

    """
    notes = Notes()
    tables = tables_of(inputs, notes)
    state = State(ClaimWriter(out, source, base), notes, choice, progress, tables)
    needing = [table for kind, table in tables.items() if kind.startswith("title.")]
    if needing and "title.basics" not in tables:
        raise InputError(
            f"{needing[0].input.shown}: title.basics is not among the files, so nobody knows which "
            "titles are films and what they are called: put it beside the others"
        )
    if choice.min_votes and "title.ratings" not in tables:
        raise InputError(
            f"a least number of votes ({choice.min_votes:,}) was asked for, and title.ratings is "
            "not among the files: put it beside the others, or ask for no votes"
        )
    for kind, take in (
        ("title.basics", titles.read_basics),
        ("title.ratings", titles.read_ratings),
        ("title.principals", principals.read_principals),
        ("title.crew", principals.read_crew),
        ("title.akas", titles.read_akas),
        ("title.episode", titles.read_episodes),
        ("name.basics", people.read_names),
    ):
        if kind in tables:
            take(state, tables[kind])
    people.write_unnamed(state)
    return notes
