"""One cell of a table: its text as people meant it, and when it says nothing."""

import html
import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

_MISSING = frozenset(
    {
        "\\n", "n/a", "#n/a", "na", "n.a.", "n. a.", "<na>", "nan", "null", "none", "(none)",
        "nil", "-", "--", "–", "—", "?", "???", ".", "[]", "{}", "''", '""', "unknown",
        "not known", "not available", "tba", "tbd", "undefined", "various", "unbekannt",
        "inconnu", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!",
    }
)  # fmt: skip
_MISSING_TITLE = frozenset(
    {"\\N", "N/A", "n/a", "#N/A", "nan", "NaN", "NULL", "null", "None", "-", "—"}
)
"""Fewer, for there are films called Unknown."""
_LIST_MARK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*\[(?:\d{1,3}|[a-z]|note \d+|nb \d+)\]$")
# What the bytes 80 to BF become in Windows-1252, -1250 and -1251, and in Latin-1.
_FOLLOWS = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018\u2019"
    "\u201a\u201c\u201d\u201e\u2020\u2021\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_SUSPECT = re.compile(
    f"[\u00c2-\u00f4][{_FOLLOWS}]|\u00c3[ \\w]|[\u0102\u0139\u010e\u00c4\u0413\u0420\u0421\u0432]"
    f"[{_FOLLOWS}\u0402-\u040f\u0452-\u045f\u0490\u0491\u2116\u02c7\u02d8\u0141\u0142]"
)
_DAMAGED = re.compile(
    f"\ufffd|[\u00c2\u00c3\u00c5\u00c4][{_FOLLOWS}]|\u00c3(?=[a-z])"
    "|[\u00e0-\u00ef][\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf]"
)
_SEQUENCE = re.compile(
    f"[\u00c2-\u00c5][{_FOLLOWS}]|[\u00e0-\u00ef][{_FOLLOWS}]{{2}}|[\u00f0-\u00f4][{_FOLLOWS}]{{3}}"
)
"""A character of UTF-8 whose bytes were taken for Windows-1252."""
_LEADS = frozenset("\u00c2\u00c3\u00c4\u00c5")


_TOTAL = re.compile(
    r"^(?:grand |sub)?(?:total|summe|gesamt(?:summe)?|insgesamt|sum|somme|totale|suma|average|mean|"
    r"durchschnitt|moyenne|media)s?(?:\s*:.*|\s*\(.*\)|\s+\d.*)?$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^(?:[*†‡§©]\s*\S|(?:quellen?|sources?|fuente|fonte|notes?|anmerkung(?:en)?|legend|legende|"
    r"stand|updated|last updated|retrieved|copyright|see also|siehe auch)\s*:\s*\S)",
    re.IGNORECASE,
)
_REFERS = frozenset(
    {"see above", "see below", "as above", "same as above", "same", "ditto", "do", "dto", "idem",
     "id", "ibid", "ebd", "ebenda", "s. o", "s.o", "s. u", "s.u", "siehe oben", "siehe unten",
     "dito", "dgl", "voir ci-dessus", "vedi sopra", "véase arriba", '"', "''", "″", "〃", "”"}
)  # fmt: skip


def is_total(text: str) -> bool:
    """Whether a cell names a row of sums below a table.

    >>> is_total("Total"), is_total("Gesamt: 12 Filme"), is_total("Total Recall")
    (True, True, False)
    """
    return len(text) < 60 and _TOTAL.match(text) is not None


def is_remark(text: str) -> bool:
    """Whether a cell that stands alone in its row is a note below a table.

    >>> is_remark("* restored"), is_remark("Source: the archive"), is_remark("Source Code")
    (True, True, False)
    """
    return _REMARK.match(text) is not None


def refers(text: str) -> bool:
    """Whether a cell only refers to another one.

    >>> refers("see above"), refers("s. o."), refers("Ana Lopez")
    (True, True, False)
    """
    return len(text) < 20 and text.casefold().strip(" .()") in _REFERS


def text_of(value: Any) -> str:
    """The text of a cell, as its author would type it.

    >>> text_of(300.0), text_of(True), text_of(None), text_of("Tom&nbsp;&amp; Jerry ")
    ('300', 'True', '', 'Tom & Jerry')
    """
    if isinstance(value, str):
        return _clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _clean(str(value))


def _clean(text: str) -> str:
    if text.isascii() and "&" not in text and "\0" not in text:
        return text.strip()
    if "&" in text and ";" in text:
        text = html.unescape(text)
    text = text.replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    text = text.replace("\0", "\ufffd")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()  # a half of a surrogate pair
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def one_line(text: str) -> str:
    r"""A name or a title without line breaks, repeated spaces and the number of a footnote.

    >>> one_line('The  Third\nMan[1]')
    'The Third Man'
    """
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = " ".join(text.split())
    if text.endswith("]"):
        text = _FOOTNOTE.sub("", text)
    if "<" in text:
        text = " ".join(_LIST_MARK.sub(" ", text).split())
    return text


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing to say.

    >>> is_missing("N/A"), is_missing("None"), is_missing("Noon")
    (True, True, False)
    """
    return not text or (len(text) < 16 and text.lower() in _MISSING)


def is_missing_title(text: str) -> bool:
    """Whether the cell of a title has none.

    >>> is_missing_title("Unknown"), is_missing_title("nan")
    (False, True)
    """
    return not text or text in _MISSING_TITLE


@lru_cache(maxsize=50_000)
def mended(text: str, *, sure: bool = False) -> str:
    """A text that was decoded wrongly before it came here, with that undone where it is certain.

    Args:
        text: As it came.
        sure: The table has other texts with that flaw, so that shorter signs of it are enough.

    >>> mended("AmÃ©lie"), mended("Amélie"), mended("Malin Ã…kerman", sure=True)
    ('Amélie', 'Amélie', 'Malin Åkerman')

    """
    if not _SUSPECT.search(text):
        return text
    import ftfy

    text = ftfy.fix_encoding(text, replace_lossy_sequences=False, fix_c1_controls=False)
    return _SEQUENCE.sub(_decoded, text) if sure else text


def _decoded(found: re.Match[str]) -> str:
    try:
        return found[0].encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return found[0]


def is_damaged(text: str, before: str = "") -> bool:
    """Whether a text still looks wrongly decoded.

    Args:
        text: With all undone that could be.
        before: As it came; where something was undone in it, a single Ã is a sign of loss.

    >>> is_damaged("Ã…se"), is_damaged("Åse"), is_damaged("Åódź", "ÅÃ³dÅº")
    (True, False, True)

    """
    if _DAMAGED.search(text):
        return True
    return before not in ("", text) and not _LEADS.isdisjoint(_SEQUENCE.sub("", before))
