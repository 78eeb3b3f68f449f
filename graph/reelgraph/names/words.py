"""The words of the names: those that hold a text, begin or end so, or are spelt nearly so.

Words have numbers in the order of the best entity that has them, so that the first words found are
those of the first entities.
"""

import json
from collections.abc import Callable, Iterator

from rapidfuzz.distance import OSA

from reelgraph.names.spelling import parts_within

_SHORT = 4
"""Letters that a word has at least to be taken for the misspelt beginning of another."""
_LONG = 12
"""Letters of a word beyond which its variants are too many."""
_ALPHABET = 40
"""Letters of a script that are tried in the place of another: the most frequent ones."""
_NEAR = 150
_EACH = 20
"""Words that begin like one variant."""
_BEGUN = f"""w.id IN (
  SELECT id FROM word WHERE text >= v.value AND text < v.value || char(1114111) LIMIT {_EACH})"""  # noqa: S608  a number
_LOOKED = 300
"""Words with a part in common that are compared."""


class Words:
    """The words of an index."""

    def __init__(self, rows: Callable[..., list[tuple[str, ...]]]) -> None:
        """Get ready; `rows` gives the rows of a query, whose values follow it."""
        self._rows = rows
        self._alphabets: dict[int, str] = {}

    def beginning(self, text: str, most: int) -> list[str]:
        """The words that begin so; the text itself first."""
        if len(text) >= _SHORT:
            rows = self._rows(
                "SELECT id, text FROM word WHERE text >= ? AND text < ? LIMIT ?",
                *between(text),
                _LOOKED,
            )
            if len(rows) < _LOOKED:
                return _and(text, [row[1] for row in sorted(rows)[:most]])
        of_it = "substr(w.text, 1, length(?2)) = ?2"
        return _and(text, self._with_parts(f"  {text}", of_it, text, most))

    def ending(self, text: str, most: int) -> list[str]:
        """The words that end so; the text itself first."""
        of_it = "substr(w.text, -length(?2)) = ?2"
        return _and(text, self._with_parts(f"{text}  ", of_it, text, most))

    def holding(self, text: str, most: int) -> list[str]:
        """The words that hold a text; the text itself first.

        One or two letters are only looked for at the beginning, but for those of scripts that are
        written without spaces.
        """
        if not parts_within(text):
            return self.beginning(text, most)
        return _and(text, self._with_parts(text, "instr(w.text, ?2)", text, most))

    def near(self, word: str, *, begun: bool) -> list[str]:
        """The word, if it is one, and those that are one slip away.

        Args:
            word: As it is typed.
            begun: Whether it may be the misspelt beginning of a longer one.

        """
        if len(word) > _LONG:
            return self.alike(word, begun=begun, slips=1)
        same = "w.text = v.value"
        if begun and len(word) >= _SHORT:
            same = _BEGUN
        rows = self._rows(
            f"SELECT DISTINCT w.id, w.text FROM json_each(?) v CROSS JOIN word w ON {same} "  # noqa: S608  our own
            "ORDER BY length(w.text) > ?, w.id LIMIT ?",
            json.dumps([word, *self._variants(word)]),
            len(word) + 1,
            _NEAR,
        )
        return [row[1] for row in rows]

    def alike(self, word: str, *, begun: bool, slips: int) -> list[str]:
        """The words that are some slips away, of the first that have one piece of it whole."""
        third = max(2, len(word) // 3)
        pieces = (f"  {word[:third]}", word[third:-third], f"{word[-third:]}  ")
        best: dict[str, int] = {}
        for piece in pieces:
            for other in self._with_parts(piece, "instr(w.text, ?2)", "", _LOOKED):
                ends = range(len(word) - 1, len(word) + 2) if begun else range(0)
                forms = {other, *(other[:end] for end in ends)}
                away = min(OSA.distance(word, form, score_cutoff=slips) for form in forms)
                if away <= slips:
                    best[other] = away
        return sorted(best, key=lambda other: (best[other], other))[:_NEAR]

    def split(self, text: str) -> list[tuple[str, str]]:
        """The pairs of words that make a text where the space between them is lost."""
        pairs = [(text[:at], text[at:]) for at in range(1, len(text))]
        rows = self._rows(
            "SELECT text FROM word WHERE text IN (SELECT value FROM json_each(?))",
            json.dumps([part for pair in pairs for part in pair]),
        )
        known = {row[0] for row in rows}
        return [pair for pair in pairs if known.issuperset(pair)]

    def _variants(self, word: str) -> Iterator[str]:
        """What is one slip away: a letter too much, one too few, another one, or two swapped."""
        blocks = dict.fromkeys(ord(letter) >> 7 for letter in word)
        letters = "".join(self._alphabet(block) for block in blocks)
        if word.isdigit() or word.isalpha():
            letters = "".join(c for c in letters if c.isdigit() == word.isdigit())
        for at in range(len(word) + 1):
            before, after = word[:at], word[at:]
            if after:
                yield before + after[1:]
                yield before + after[1:2] + after[0] + after[2:]
                yield from (before + c + after[1:] for c in letters)
            yield from (before + c + after for c in letters)

    def _alphabet(self, block: int) -> str:
        """The letters in 128 places of Unicode that names are written with."""
        if block not in self._alphabets:
            rows = self._rows(
                "SELECT text FROM letter WHERE text >= char(?) AND text < char(?) "
                "ORDER BY times DESC, text LIMIT ?",
                max(1, block << 7),
                (block + 1) << 7,
                _ALPHABET,
            )
            self._alphabets[block] = "".join(row[0] for row in rows)
        return self._alphabets[block]

    def _with_parts(self, piece: str, of_it: str, text: str, most: int) -> list[str]:
        """The words that have the parts of a piece, and of which a condition on a text holds."""
        wanted = " AND ".join('"' + p.replace('"', '""') + '"' for p in sorted(parts_within(piece)))
        if not wanted:
            return []
        rows = self._rows(
            "SELECT w.text FROM part JOIN word w ON w.id = part.rowid "  # noqa: S608  our own
            f"WHERE part MATCH ?1 AND {of_it} ORDER BY part.rowid LIMIT ?3",
            wanted,
            text,
            most,
        )
        return [row[0] for row in rows]


def between(beginning: str) -> tuple[str, str]:
    """The texts that begin so lie from the first to before the second."""
    return beginning, beginning + "\U0010ffff"


def _and(text: str, found: list[str]) -> list[str]:
    return list(dict.fromkeys((text, *found)))
