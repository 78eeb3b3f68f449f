"""Templates: tables of each shape and format, filled with a few facts that load again."""

import csv
import io
import json

from reelgraph.errors import ParameterError
from reelgraph.sources.tables.formats import FORMATS
from reelgraph.sources.tables.options import SHAPES

_ROWS: dict[str, list[list[str]]] = {
    "films": [
        ["id", "title", "year", "director", "producer", "cast", "genre", "wikidata", "imdb"],
        ["hardcore", "Hardcore", "2015", "Ilya Naishuller", "Timur Bekmambetov",
         "Sharlto Copley|Haley Bennett|Danila Kozlovsky", "science fiction|action", "Q20982361",
         "tt3072482"],
        ["wanted", "Wanted", "2008", "Timur Bekmambetov", "", "", "", "Q4444", "tt0493464"],
        ["night-watch", "Night Watch", "2004", "Timur Bekmambetov", "", "", "", "Q1045388",
         "tt0403358"],
    ],
    "credits": [
        ["film", "year", "person", "role", "character", "source"],
        ["Hardcore", "2015", "Ilya Naishuller", "director", "", "an article"],
        ["Hardcore", "2015", "Timur Bekmambetov", "producer", "", "an article"],
        ["Hardcore", "2015", "Haley Bennett", "cast", "Henry's wife", "an article"],
    ],
    "people": [
        ["person_id", "name", "wikidata", "note"],
        ["naishuller", "Ilya Naishuller", "Q23867507", "director of Hardcore"],
        ["bennett", "Haley Bennett", "Q232797", "of the cast of Hardcore"],
        ["copley", "Sharlto Copley", "Q512353", "of the cast of Hardcore"],
    ],
}  # fmt: skip


def template(kind_or_path: str) -> bytes:
    r"""A table to begin with: a header and three rows, which load as they are.

    Args:
        kind_or_path: The shape, and the format as an ending: ``credits.csv``, ``films.xlsx``,
            ``people.tsv``; ``films`` alone is CSV. Folders in front do not matter.

    >>> template("credits.tsv").decode("utf-8-sig").splitlines()[0].split("\t")[:3]
    ['film', 'year', 'person']

    Raises:
        ParameterError: there is no such shape or format; the message lists them.

    """
    name = kind_or_path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    shape, _, ending = name.partition(".")
    ending = ending or "csv"
    shape = next((s for s in SHAPES if shape in (s, s.removesuffix("s")) or s in shape), shape)
    shape = "people" if shape in ("person", "persons") else shape
    if shape not in _ROWS or ending not in FORMATS:
        raise ParameterError(
            f"no template {kind_or_path!r}: give one of {', '.join(SHAPES)} with one of the "
            f"endings {', '.join('.' + f for f in FORMATS)}, as in credits.csv"
        )
    rows = _ROWS[shape]
    if ending == "xlsx":
        return _workbook(rows, shape)
    if ending in ("json", "jsonl"):
        found = [{k: v for k, v in zip(rows[0], row, strict=True) if v} for row in rows[1:]]
        if ending == "json":
            return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
        return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in found).encode()
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t" if ending == "tsv" else ",").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _workbook(rows: list[list[str]], name: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append([int(v) if v.isdigit() else v or None for v in row])
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
