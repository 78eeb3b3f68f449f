"""Names and their words as they are compared: without case, accents and punctuation.

In the index each name is a line of *terms*: its words, how it begins, and what its entity is. A
term is a letter that says which of these it is, and a text with ``_`` for spaces; a text with
other signs is written in hexadecimal digits. So no text can be taken for a part of a query.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

_LETTERS = str.maketrans("łøđı", "lodi") | {ord("æ"): "ae", ord("œ"): "oe"}
"""Letters that Unicode does not take apart into a plain one and an accent."""
_BETWEEN = re.compile(r"[\W_]+")
_PLAIN = re.compile(r"[a-z0-9 ]*")
_ODD = re.compile(r"[\x00-\x1f!-/:-@A-Z\[-`{-\x7f]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Scripts that are written without spaces between words: Thai, Khmer, Chinese, Japanese, ..."""
BEGINNINGS = (1, 2, 3, 4, 6)
"""Lengths of the beginnings by which names are found; a longer one is looked up as it stands."""


def normal(name: str) -> str:
    """A name without case, accents and punctuation, for comparing.

    >>> normal("Bad Motherf–ker"), normal("AMÉLIE!")
    ('bad motherf ker', 'amelie')
    """
    if name.isascii():
        plain = name.lower()
        if _PLAIN.fullmatch(plain):
            return " ".join(plain.split())
        sound = name.replace("\0", " ")
    else:
        sound = name.encode("utf-8", "replace").decode().replace("\0", " ")  # no lone surrogates
        plain = unicodedata.normalize("NFKD", sound)
        plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
        plain = plain.translate(_LETTERS)
    plain = _BETWEEN.sub(" ", plain.replace("'", "").replace("’", "")).strip()
    return plain or " ".join(sound.split())


def terms_of(names: Iterable[str]) -> list[str]:
    """The terms for the words and the beginnings of some normal names.

    >>> terms_of(["the lamp"])
    ['wthe wlamp', 'bt', 'bth', 'bthe', 'bthe_', 'bthe_la']
    """
    found: list[str] = []
    for name in names:
        if not name:
            continue
        if _ODD.search(name):
            found += map(word_term, name.split())
            found += [beginning_term(name[:n]) for n in BEGINNINGS if n <= len(name)]
        else:
            found.append("w" + name.replace(" ", " w"))
            whole = name[: BEGINNINGS[-1]].replace(" ", "_")
            found += ["b" + whole[:n] for n in BEGINNINGS if n <= len(whole)]
    return found


def word_term(word: str) -> str:
    """The term for a word."""
    return "x77" + word.encode().hex() if _ODD.search(word) else "w" + word


def beginning_term(text: str) -> str:
    """The term for the names that begin so."""
    return "x62" + text.encode().hex() if _ODD.search(text) else "b" + text.replace(" ", "_")


def kind_term(number: int) -> str:
    """The term for the entities of a class."""
    return f"k{number}"


def year_term(year: int) -> str:
    """The term for the entities of a year."""
    return f"y{year}".replace("-", "m")


def edged(word: str) -> str:
    """A word with room around it, so that its first and last letters stand in parts of their own.

    What is written without spaces has pairs of letters, and single ones, as parts too.
    """
    if _UNSPACED.search(word):
        pairs = "".join(f"\1{a}{b}" for a, b in pairwise(word))
        return f"  {word}  {pairs}\1" + "".join(f"\1\1{c}" for c in word)
    return f"  {word}  "


def parts_within(text: str) -> set[str]:
    """The parts of three letters that an `edged` word has if it holds a text; none if all may."""
    if len(text) >= 3:
        return {text[i : i + 3] for i in range(len(text) - 2)}
    if not _UNSPACED.search(text):
        return set()
    return {f"\1{text}"} if len(text) == 2 else {f"\1\1{text}"}
