"""The forms that a title has, and how two titles are alike."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from reelgraph.identity.spelling import other_part, title_key
from reelgraph.names import normal

WHOLE, ALSO, OWNED, PART = "whole", "also", "owned", "part"
"""A title; another that is printed with it; it without its owner, as in "Dr. Seuss' The Lorax"; a
part of it that is used alone."""
_YEAR = re.compile(r"\s*\((?:1[89]|20)\d\d(?:[-–/]\d{2,4})?\)\s*$")
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]")
_KNOWN_AS = re.compile(r"(?i)^(?:a\.?k\.?a\.?|also known as|original title|or)[:\s]+")
_TURNED = re.compile(r"(?i)^(.+),\s+((?:the|an?|les?|la|l['’]|une?|des|der|die|das|ein|eine|el|los|"
                     r"las|il|lo|gli|i|os?|as?|het|een|en|det|den|de))$")  # fmt: skip
_OR = re.compile(r"(?i)[,;:]?\s+or[,:]?\s+(?=[A-Z(])")
_OWNER = re.compile(r"^(?:\S+\s+){0,3}?\S+(?:['’]s|s['’])\s+(?=\S+\s?\S)")
_FORMAT = re.compile(r"(?i)[\s:,-]+(?:in\s+)?(?:3-?d|imax)$")
_CENSORED = re.compile(r"(?<=\w)[*–—\-#@_]{1,6}(?=\w)")
_SEPARATOR = re.compile(r"\s*(?::|\s[-–—]|;)\s+|\s*--\s*")
_NUMBERED = re.compile(r"\b(?:part|pt|vol|volume|chapter|episode|no|number) (?=\d)")
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "hundred": "100", "thousand": "1000",
    "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "blvd": "boulevard",
    "dr": "doctor", "mr": "mister", "mt": "mount", "vs": "versus", "degrees": "°",
}  # fmt: skip
_SEQUEL = frozenset(
    ("again", "begins", "continues", "forever", "meets", "next", "reloaded", "resurrection",
     "return", "returns", "revenge", "revisited", "rides", "rises", "strikes", "too", "versus")
)  # fmt: skip
"""Words by which the title of a sequel goes on."""
_LEAST = 4
"""Letters that a part of a title must have to be used alone."""
ALIKE = 86.0
"""RapidFuzz's ratio, out of 100, from which two titles are alike."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a title."""

    text: str
    key: str
    """It as it is compared."""
    kind: str


@lru_cache(maxsize=400_000)
def forms(title: str) -> tuple[Form, ...]:
    """The forms of a title, itself first; each key once.

    >>> [(f.text, f.kind) for f in forms("Misérables, Les (1995)")]
    [('Les Misérables', 'whole')]
    >>> [f.text for f in forms("Downfall (Untergang, Der) (2004)")]
    ['Downfall', 'Der Untergang', 'Downfall (Untergang, Der)']
    >>> [(f.text, f.kind) for f in forms("Crimson Rivers 2: Angels")][1:]
    [('Crimson Rivers 2', 'part'), ('Angels', 'part')]
    """
    plain = _YEAR.sub("", title.strip()) or title.strip()
    found: dict[str, Form] = {}

    def add(text: str, kind: str) -> None:
        text = _turned(_turned(text.strip()).strip(" ,;:-–—\"'"))  # L' may stand at the end
        key = compared(text)
        long = len(key) >= _LEAST or re.search(r"\d", key)
        if key and (kind != PART or long) and key not in found:
            found[key] = Form(text, key, kind)

    outside = _IN_BRACKETS.sub("", plain).strip()
    add(outside or plain, WHOLE)
    for inside in _IN_BRACKETS.findall(plain) if outside else ():
        add(_KNOWN_AS.sub("", inside), ALSO)
    add(plain, WHOLE)
    for whole in [f.text for f in found.values()]:
        add(_FORMAT.sub("", whole), ALSO)
        add(_OWNER.sub("", whole), OWNED)
        halves = _OR.split(whole, maxsplit=1)
        parts = _SEPARATOR.split(whole)
        for half in halves if len(halves) > 1 else ():
            add(half, PART)
        if len(parts) > 1:
            add(parts[0], PART)
            add(whole[whole.index(parts[0]) + len(parts[0]) :].lstrip(" :;-–—"), PART)
    return tuple(found.values())


@lru_cache(maxsize=400_000)
def compared(title: str) -> str:
    """A title as it is compared: without articles and the like, numbers as digits.

    >>> compared("Nine to Five") == compared("9 to 5")
    True
    >>> compared("Fright Night Part 2") == compared("Fright Night II")
    True
    """
    words = title_key(title.replace("°", " degrees ")).split()
    if len(words) > 1 and words[-1] == "v":  # "Rocky V", but not "V for Vendetta"
        words[-1] = "5"
    return _NUMBERED.sub("", " ".join(_NUMBERS.get(w, w) for w in words))


def _turned(text: str) -> str:
    """A title with its article at the front.

    >>> _turned("Armée des ombres, L'")
    "L'Armée des ombres"
    """
    match = _TURNED.match(text)
    if not match:
        return text
    joint = "" if match[2].endswith(("'", "’")) else " "
    return f"{match[2]}{joint}{match[1]}"


@dataclass(frozen=True, slots=True)
class TitleLikeness:
    """How two titles are alike: a level that has a weight, and words."""

    level: str
    words: str


LEVELS = (
    "same", "article", "spelling", "also", "owned", "numbered", "begins", "longer", "part",
    "alike", "distant", "different", "other_part",
)  # fmt: skip
"""From the same title to one of another part of a series."""
_CUT = (OWNED, PART)
_WORDS = {
    "same": "the same title",
    "article": "the same title but for its article",
    "spelling": "the same title in another spelling",
    "also": "one of its titles is the same",
    "owned": "the same title, once with the name of its owner",
    "numbered": "the same title, once with the number of the part",
    "begins": "the title there begins with the one here",
    "longer": "the title here begins with the one there",
    "part": "one title is a part of the other",
    "alike": "titles alike",
    "distant": "titles with words in common",
    "different": "different titles",
    "other_part": "titles alike, but with other numbers",
}


@lru_cache(maxsize=400_000)
def likeness(here: str, there: str) -> TitleLikeness:
    """How a title here is like one there.

    >>> likeness("Misérables, Les (1995)", "Les Misérables").level
    'same'
    >>> likeness("Rocky II", "Rocky III").level, likeness("Hardcore", "Hardcore Henry").level
    ('other_part', 'begins')
    >>> likeness("Eating Out: Drama Camp", "Eating Out 4: Drama Camp").level
    'numbered'
    >>> likeness("Metal: A Headbanger's Journey", "Nina's Journey").level
    'distant'
    >>> likeness("Bad Motherf–ker", "Bad Motherfucker").level
    'spelling'
    """
    level = _level(here, there)
    return TitleLikeness(level, _WORDS[level])


def _level(here: str, there: str) -> str:
    first, second = forms(here), forms(there)
    if not first or not second:
        return "different"
    if _plain(first[0].text) == _plain(second[0].text):
        return "same"
    if _bare(first[0].text) == _bare(second[0].text):
        return "article"
    if first[0].key == second[0].key or _uncensored(here, there):
        return "spelling"
    if first[0].key.replace(" ", "") == second[0].key.replace(" ", ""):
        return "spelling"
    kinds: set[tuple[str, str]] = set()
    keys = {f.key: f.kind for f in second}
    for form in first:
        if form.key in keys:
            kinds.add((form.kind, keys[form.key]))
    if any(pair[0] not in _CUT and pair[1] not in _CUT for pair in kinds):
        return "also"
    if any(PART not in pair and pair != (OWNED, OWNED) for pair in kinds):
        return "owned"
    a, b = first[0].key, second[0].key
    if _numbered(a, b) and (PART, PART) in kinds:
        return "numbered"
    if other_part(a, b):
        return "other_part"
    if _goes_on(a, b) or _goes_on(b, a):
        return "other_part"
    if _begins(a, b):
        return "begins"
    if _begins(b, a):
        return "longer"
    if any(pair[0] not in _CUT or pair[1] not in _CUT for pair in kinds):
        return "part"
    ratio = max(
        fuzz.ratio(x.key, y.key)
        for x in first
        if x.kind not in _CUT
        for y in second
        if y.kind not in _CUT
    )
    if ratio >= ALIKE:
        return "alike"
    if kinds or fuzz.token_set_ratio(a, b) >= 80 or ratio >= 70:
        return "distant"
    return "different"


def _numbered(here: str, there: str) -> bool:
    """Whether two titles are the same but for a number that only one of them has."""
    plain = [" ".join(w for w in key.split() if not w[0].isdigit()) for key in (here, there)]
    return plain[0] == plain[1] and (plain[0] in (here, there)) and here != there


def _begins(short: str, long: str) -> bool:
    """Whether a title is the other with words behind it, but not those of a sequel."""
    if len(short) < _LEAST or not long.startswith(short + " "):
        return False
    behind = long[len(short) + 1 :].split()[0]
    return not behind.isdigit() and behind not in _SEQUEL


def _goes_on(short: str, long: str) -> bool:
    """Whether a title is the other with the word of a sequel behind it."""
    return long.startswith(short + " ") and long[len(short) + 1 :].split()[0] in _SEQUEL


def _bare(text: str) -> str:
    """A title without the article before it."""
    words = _plain(text).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


def _plain(text: str) -> str:
    return normal(text.replace("&", " and "))


def _uncensored(here: str, there: str) -> bool:
    """Whether one is the other with letters struck out, as in ``F**k``."""
    for struck, full in ((here, there), (there, here)):
        if _CENSORED.search(struck):
            parts = [normal(p) for p in _CENSORED.split(struck)]
            pattern = r"\w{0,6}".join(re.escape(p) for p in parts)
            if all(parts) and re.fullmatch(pattern, normal(full)):
                return True
    return False
