"""IMDb's seven files: known by their header lines, read row by row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from reelgraph.errors import InputError
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.report import LeftOut, Notes, Reject

NONE = r"\N"
"""IMDb's word for "no value"."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "title.basics": (
        *("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult"),
        *("startYear", "endYear", "runtimeMinutes", "genres"),
    ),
    "title.principals": ("tconst", "ordering", "nconst", "category", "job", "characters"),
    "title.crew": ("tconst", "directors", "writers"),
    "title.akas": (
        *("titleId", "ordering", "title", "region"),
        *("language", "types", "attributes", "isOriginalTitle"),
    ),
    "title.ratings": ("tconst", "averageRating", "numVotes"),
    "title.episode": ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
    "name.basics": (
        *("nconst", "primaryName", "birthYear", "deathYear"),
        *("primaryProfession", "knownForTitles"),
    ),
}
FILES = tuple(COLUMNS)
_TELLING = {
    "title.basics": {"tconst", "primaryTitle"},
    "title.principals": {"tconst", "nconst", "category"},
    "title.crew": {"tconst", "directors", "writers"},
    "title.akas": {"titleId", "title", "region"},
    "title.ratings": {"tconst", "averageRating"},
    "title.episode": {"tconst", "parentTconst"},
    "name.basics": {"nconst", "primaryName"},
}
"""The columns by which a file is known for what it is, whatever it is called."""
_MOST_REJECTS = 1000
"""Of each file, so that a file which is wrong all through does not fill the memory."""
_MOST_WORDS, _LONGEST_WORD = 5, 40
"""What a report shows of words that we do not know."""


def is_imdb(inputs: Sequence[Input]) -> bool:
    """Whether all of some inputs are files of IMDb (there may be fewer than seven)."""
    return bool(inputs) and all(file_of(one) for one in inputs)


def called_so(names: str) -> tuple[str, ...]:
    """Which of `FILES` files are by their names, as a source keeps them; none if one is another.

    >>> called_so("name.basics.tsv.gz, title.basics.tsv"), called_so("title.basics.tsv, films.csv")
    (('title.basics', 'name.basics'), ())
    """
    there = [name.lower() for name in names.split(", ")]
    kinds = tuple(k for k in FILES if any(name.startswith(f"{k}.") for name in there))
    return kinds if len(kinds) == len(there) else ()


def file_of(source: Input) -> str | None:
    """Which of `FILES` an input is, or None.

    Its header tells. Its name counts only where the header has an identifier of IMDb in its first
    column, or cannot be read: `read` then says what is wrong.
    """
    header = _header(source)
    for kind, telling in _TELLING.items():
        if telling <= set(header):
            return kind
    if header and header[0] not in ("tconst", "nconst", "titleId"):
        return None
    return next((k for k in FILES if Path(source.shown).name.lower().startswith(f"{k}.")), None)


def _header(source: Input) -> tuple[str, ...]:
    try:
        with source.open() as stream:
            line = stream.readline(1 << 16).decode("utf-8", "replace").rstrip("\r\n")
    except (InputError, OSError):
        return ()
    return tuple(cell.strip().strip('"') for cell in line.split("\t")) if line else ()


@dataclass(slots=True)
class Table:
    """One of the files, and what is said of it in the end."""

    kind: str
    input: Input
    header: tuple[str, ...]
    notes: Notes
    rejected: int = 0
    rows_read: int = 0
    _quoted: int = 0
    _extra: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return Path(self.input.shown).name

    def rows(self, progress: Progress | None) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row with the number of its line, its cells in the order of `COLUMNS`.

        A row that has too few or too many cells is rejected: nobody knows which is which.

        Raises:
            InputError: the file cannot be read.

        """
        width = len(self.header)
        places = [self.header.index(column) for column in COLUMNS[self.kind]]
        in_order = places == list(range(width))
        pick = itemgetter(*places)
        more = [(i, c) for i, c in enumerate(self.header) if i not in places]
        self._extra = dict.fromkeys((c for _, c in more), 0)
        try:
            with self.input.open(progress, f"reading {self.name}") as stream:
                stream.readline()
                for line, raw in enumerate(stream, 2):
                    try:
                        text = raw.decode().rstrip("\r\n")
                    except UnicodeDecodeError as error:
                        self.reject(line, repr(raw[:60])[2:-1], f"it is not UTF-8 ({error.reason})")
                        continue
                    cells = text.split("\t")
                    if len(cells) != width:
                        if text:
                            self.reject(
                                line,
                                repr(text[:60]),
                                f"it has {len(cells)} cells, and the header {width}",
                            )
                        continue
                    self.rows_read += 1
                    if '\t"' in text or text[0] == '"':
                        cells = [self._unquoted(cell) for cell in cells]
                    for i, column in more:
                        self._extra[column] += cells[i] != NONE
                    yield line, tuple(cells) if in_order else pick(cells)
        except OSError as error:
            raise InputError(f"{self.input.shown} cannot be read: {error}") from error

    def _unquoted(self, cell: str) -> str:
        """A cell without the quotation marks of CSV.

        IMDb quotes nothing: its quotation marks are letters. A program that saved the file again
        as CSV puts marks around a cell only where it doubles one inside, and so we know them.
        """
        inside = cell[1:-1]
        if (
            len(cell) < 4
            or cell[0] != '"'
            or cell[-1] != '"'
            or '""' not in inside
            or '"' in inside.replace('""', "")
        ):
            return cell
        self._quoted += 1
        return inside.replace('""', '"')

    def reject(self, line: int, record: str, reason: str) -> None:
        """Say that a row, or a cell of it, could not be used."""
        self.rejected += 1
        if self.rejected <= _MOST_REJECTS:
            self.notes.rejected.append(Reject(self.input.shown, record, reason, line=line))

    def leave_out(self, count: int, what: str, why: str) -> None:
        """Say how many of something were not taken over."""
        if count:
            self.notes.left_out.append(LeftOut(what, count, why))

    def close(self, said: str) -> None:
        """Put together what the reading of the file showed."""
        self.notes.records += self.rows_read
        self.notes.understood.append(f"{self.name}: {self.rows_read:,} rows: {said}")
        for column, count in self._extra.items():
            self.notes.left_out.append(
                LeftOut(f"values of the column {column} of {self.name}", count, "not IMDb's own")
            )
        if self._quoted:
            self.notes.warnings.append(
                f"{self.name}: {self._quoted:,} cells are quoted as in CSV, which IMDb's own files "
                "never are: read without those quotation marks"
            )
        if self.rejected > _MOST_REJECTS:
            self.notes.warnings.append(
                f"{self.name}: {self.rejected:,} rows or cells were rejected; "
                f"the first {_MOST_REJECTS:,} are listed"
            )


def counted(words: Counter[str]) -> str:
    """Words that stood in a file with how often they did, the most frequent first.

    >>> counted(Counter({"stunt_coordinator": 1200, "": 1}))
    "stunt_coordinator 1,200, '' 1"
    """
    shown = []
    for word, count in words.most_common(_MOST_WORDS):
        plain = len(word) <= _LONGEST_WORD and word.isprintable() and word.strip()
        shown.append(f"{word if plain else repr(word[:_LONGEST_WORD])} {count:,}")
    more = len(words) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more > 0 else "")


def tables_of(inputs: Sequence[Input], notes: Notes) -> dict[str, Table]:
    """The inputs by which of `FILES` they are.

    Raises:
        InputError: an input is none of them, lacks a column, or is there twice.

    """
    found: dict[str, Table] = {}
    for one in inputs:
        kind = file_of(one)
        if kind is None:
            raise InputError(
                f"{one.shown}: its header is that of none of IMDb's files "
                f"({', '.join(FILES)}): load it on its own"
            )
        if kind in found:
            raise InputError(
                f"{found[kind].input.shown} and {one.shown} are both {kind}: keep one of them"
            )
        with one.open() as stream:  # a file that cannot be read says so here
            stream.readline(1 << 16)
        header = _header(one)
        missing = [column for column in COLUMNS[kind] if column not in header]
        if missing:
            raise InputError(
                f"{one.shown}:1: IMDb's {kind} has the columns {', '.join(COLUMNS[kind])}; "
                f"here {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing: "
                "fetch the file again, or write the header as IMDb does"
            )
        found[kind] = Table(kind, one, header, notes)
    return found
