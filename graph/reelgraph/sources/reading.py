"""From the inputs of one source to its claims, each read by the module for its kind."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reelgraph.errors import NotRecognised, ParameterError
from reelgraph.sources import imdb, networks, rdf, tables
from reelgraph.sources.claims import check
from reelgraph.sources.finding import Group
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.rdf import Claims
from reelgraph.years import span as years_span

RDF, NETWORK, TABLE, IMDB = "RDF", "a network", "a table", "IMDb's files"
"""The kinds of input, as messages call them."""


@dataclass(frozen=True, slots=True)
class How:
    """What a person says of the way in which files are to be read."""

    options: tables.Options = field(default_factory=tables.Options)
    choice: imdb.Choice = field(default_factory=imdb.Choice)
    rules: Mapping[str, str] = field(default_factory=dict)
    """Texts of ``import_*.rq`` and ``reject_*.rq`` files of one's own, by name."""

    def check(self, groups: Iterable[Group], format_name: str | None = None) -> None:
        """Refuse what was said of a kind of input that is not there.

        So is a format (`format_name`) other than theirs for IMDb's files, which their headers tell.

        Raises:
            ParameterError: something was; the message says of which kind, and the remedy.

        """
        kinds = {kind for group in groups for kind in _kinds(group)}
        choice, plain = self.choice, imdb.Choice()
        if IMDB in kinds and format_name not in (None, "tsv", "tab"):
            raise ParameterError(
                f"these are IMDb's files, known by their headers and read as TSV: leave --format "
                f"{format_name} out, or name the files that it is for alone"
            )
        for option, given, kind in (
            ("--map", self.options.mapping, TABLE),
            ("--shape", self.options.shape, TABLE),
            ("--types", choice.types, IMDB),
            ("--min-votes", choice.min_votes != plain.min_votes, IMDB),
            ("--years", choice.years, IMDB),
            ("--rules", self.rules, RDF),
        ):
            if given and kind not in kinds:
                there = " and ".join(sorted(kinds)) or "a whole graph that was exported"
                raise ParameterError(
                    f"{option} says how to read {kind}, and here is only {there}: "
                    f"leave {option} out, or name the file that you mean"
                )

    def version(self, inputs: Sequence[Input]) -> str:
        """What tells this reading of these files apart from any other: a sha256.

        It is the file's own where nothing was said of one file.
        """
        said = [] if self == How() else [repr(self)]
        if len(inputs) == 1 and not said:
            return inputs[0].sha256
        return hashlib.sha256("\n".join([*(i.sha256 for i in inputs), *said]).encode()).hexdigest()


def read(
    group: Group,
    source: str,
    sha256: str,
    scratch: Path,
    base: str,
    how: How,
    progress: Progress | None = None,
) -> Claims:
    """The claims of one source.

    A file in a folder that cannot be parsed is rejected, and one whose vocabulary nobody
    understands is left out and named; a file that was asked for by its own name is an error.

    Raises:
        InputError: a file cannot be read; the message has the place and the remedy.
        NotRecognised: nothing in the inputs is understood.

    """
    graphs = [i for i in group.inputs if i.is_rdf]
    linked = [i for i in group.inputs if i.format in networks.FORMATS]
    rows = [i for i in group.inputs if not i.is_rdf and i not in linked]
    skipped = list(group.skipped)
    claims = Claims(scratch / "claims.nt", sha256, tuple(i.shown for i in group.inputs))
    claims.path.touch()
    if graphs:
        unread: list[str] = []
        claims = rdf.read(
            graphs,
            source,
            sha256,
            scratch,
            base,
            progress,
            rules=how.rules,
            unread=unread if group.folder else None,
        )
        if claims.triples == 0 and not rows and not linked and group.folder:
            raise NotRecognised("\n".join([*map(str, claims.rejected), *unread]))
        skipped += unread
    if linked:
        with claims.path.open("ab") as out:
            networks.read(linked, source, base, out)
    if rows:
        is_imdb = imdb.is_imdb(rows)
        with claims.path.open("ab") as out:
            notes = (
                imdb.read(rows, source, scratch, base, how.choice, progress, out)
                if is_imdb
                else tables.read(
                    *(rows, source, scratch, base, how.options, progress, out),
                    lenient=group.folder,
                )
            )
        if not notes.understood and not graphs and not linked and group.folder:
            raise NotRecognised("\n".join(map(str, notes.rejected)))
        claims.rejected += notes.rejected
        claims.left_out += notes.left_out
        claims.warnings += notes.warnings
        claims.understood += notes.understood
    if linked or (rows and not imdb.is_imdb(rows)):  # all IRIs of IMDb's are minted
        check(claims.path, ", ".join(i.shown for i in (*linked, *rows)))
    if skipped:
        claims.warnings.append(
            f"{len(skipped):,} files of the folder were not read: {_few(skipped)}"
        )
    return claims


def _kinds(group: Group) -> Iterator[str]:
    """What kinds of input are in a group."""
    rows = [i for i in group.inputs if not i.is_rdf and i.format not in networks.FORMATS]
    if rows:
        yield IMDB if imdb.is_imdb(rows) else TABLE
    for one in group.inputs:
        if one not in rows:
            yield RDF if one.is_rdf else NETWORK


def _few(things: Sequence[str], most: int = 5) -> str:
    return "; ".join(things[:most]) + (
        f" and {len(things) - most:,} more" if len(things) > most else ""
    )


def rules_in(folders: Sequence[str | Path]) -> Iterator[tuple[str, str]]:
    """The importers of one's own: each ``import_*.rq`` and ``reject_*.rq``, with its text."""
    for folder in folders:
        path = Path(folder)
        if not path.is_dir():
            raise NotRecognised(f"{folder}: there is no such folder of import_*.rq files")
        found = sorted([*path.glob("import_*.rq"), *path.glob("reject_*.rq")])
        if not found:
            raise NotRecognised(f"{folder} holds no import_*.rq file")
        for file in found:
            yield file.name, file.read_text("utf-8-sig")


def how(
    mapping: Mapping[str, str] | None = None,
    shape: str | None = None,
    types: Iterable[str] | str | None = None,
    min_votes: int = 0,
    years: tuple[int, int] | str | None = None,
    rules: Sequence[str | Path] = (),
) -> How:
    """What a person says of the way in which files are to be read.

    Args:
        mapping: The columns of tables by what they mean, as in ``{"title": "Titel"}``; the
            meaning ``-`` leaves a column out.
        shape: Of the tables: "films", "credits" or "people".
        types: IMDb's types of titles that are wanted, as in ``"movie,short"``.
        min_votes: IMDb's titles with fewer votes are left out.
        years: IMDb's titles of other years are left out.
        rules: Folders of ``import_*.rq`` of one's own.

    Raises:
        ParameterError: a wrong range of years, or a shape or a type that there is not.

    """
    span = years_span(years)
    wanted = types.replace(",", " ").split() if isinstance(types, str) else list(types or ())
    return How(
        tables.Options(dict(mapping or {}), shape),
        imdb.Choice(frozenset(wanted) or None, min_votes, span),
        dict(rules_in(rules)),
    )
