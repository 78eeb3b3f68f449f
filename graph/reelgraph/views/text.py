"""Texts of other people made harmless: for a page, for XML, and for the room they have."""

import json
import re
import unicodedata
from typing import Any

# Control characters are not XML; the embeddings and overrides of the bidirectional algorithm
# could turn what stands after them around; lone surrogates cannot be written as UTF-8.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NARROW = frozenset("iljtfrI.,:;'|!()[] ’‘·–-")
_BROAD = frozenset("mwMW@%—")


def clean(text: object) -> str:
    r"""A text without the characters that break XML or the direction of a line.

    >>> clean("Hard\x00core\u202e")
    'Hardcore'
    """
    return _HARMFUL.sub("", str(text))


def on_one_line(text: object) -> str:
    r"""A clean text whose line breaks and runs of blanks are single blanks.

    >>> on_one_line(" Bad\n Motherf–ker ")
    'Bad Motherf–ker'
    """
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """A text of at most `limit` characters, cut with an ellipsis.

    >>> shorten("The Assassination of Jesse James", 18)
    'The Assassination…'
    """
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def wrap(text: str, limit: int, lines: int = 2) -> list[str]:
    """A text in at most `lines` lines of about `limit` characters.

    >>> wrap("The Assassination of Jesse James by the Coward Robert Ford", 20)
    ['The Assassination of', 'Jesse James by the…']
    """
    words, result = text.split(), [""]
    for place, word in enumerate(words):
        longer = f"{result[-1]} {word}".strip()
        if len(longer) <= limit or not result[-1]:
            result[-1] = longer
        elif len(result) < lines:
            result.append(word)
        else:
            # The rest goes to the last line, which is then cut.
            result[-1] = " ".join([result[-1], *words[place:]])
            break
    return [shorten(line, limit) for line in result]


def width(text: str, size: float) -> float:
    """The estimated width of a text in pixels, a little generous, for a sans-serif font.

    >>> 40 < width("Haley Bennett", 12) < 100
    True
    """
    return size * sum(map(_advance, text))


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.34
    if character in _BROAD:
        return 0.9
    return 0.68 if character.isupper() else 0.57


def script_json(value: Any) -> str:
    r"""JSON that may stand inside a ``<script>`` element, whatever its texts say.

    >>> script_json({"label": "</script>"})
    '{"label":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
