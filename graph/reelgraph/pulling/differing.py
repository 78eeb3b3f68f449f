"""What is said of an entity in one version of a source and not in another, in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from reelgraph.pulling.holding import Triples
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDFS, SKOS

_WORK, _AGENT, _ROLE = FILM + "hasWork", FILM + "hasAgent", FILM + "hasRole"
_QUALIFIERS = {FILM + "characterName", FILM + "creditedAs", FILM + "billingOrder"}
_NAMES = (RDFS + "label", SKOS + "altLabel")
SHOWN = 3
"""How many values of one property are named."""

Named = Callable[[str], str]
"""Gives the name of an entity."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed of one entity."""

    entity: str
    label: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __str__(self) -> str:
        """It in one line.

        >>> print(Difference("http://e/a", "Stalker", added=("genre: drama",)))
        Stalker: new: genre: drama
        """
        parts = []
        for verb, texts in (
            ("changed", self.changed),
            ("new:", self.added),
            ("gone:", self.removed),
        ):
            if texts:
                more = f", ... ({len(texts):,})" if len(texts) > 2 * SHOWN else ""
                parts.append(f"{verb} {', '.join(texts[: 2 * SHOWN])}{more}")
        return f"{self.label}: {'; '.join(parts) or 'as before'}"


def differences(
    before: Triples, after: Triples, entities: Iterable[str], named: Named
) -> list[Difference]:
    """What changed of each of some entities; those that did not are left out.

    Args:
        before, after: The claims of both versions.
        entities: Which.
        named: How things are called; of what neither version names.

    """
    old, new = _Said(before), _Said(after)

    def words(value: str) -> str:
        return new.labels.get(value) or old.labels.get(value) or named(value)

    found = []
    for entity in entities:
        was, now = old.of(entity), new.of(entity)
        added, removed, changed = [], [], []
        for key in sorted({*was, *now}):
            come, gone = (
                sorted(now.get(key, set()) - was.get(key, set())),
                sorted(was.get(key, set()) - now.get(key, set())),
            )
            what = key[0] if not key[1] else f"{key[0]} {words(key[1])}"
            if len(come) == len(gone) == 1:
                changed.append(f"{what}: {_shown(gone[0], words)} is {_shown(come[0], words)} now")
                continue
            added += [_told(what, value, words) for value in come]
            removed += [_told(what, value, words) for value in gone]
        one = Difference(entity, words(entity), tuple(added), tuple(removed), tuple(changed))
        if one:
            found.append(one)
    return found


Value = tuple[bool, str]
"""Whether it is an entity, and its IRI or its text."""


class _Said:
    """One version, by entity."""

    def __init__(self, triples: Triples) -> None:
        self.properties = terms().view_properties
        self.facts: dict[str, set[tuple[str, Value]]] = {}
        self.labels: dict[str, str] = {}
        self.credits: dict[str, set[str]] = {}
        for subject, predicate, value in triples:
            about = getattr(subject, "value", "")
            said = (isinstance(value, ox.NamedNode), getattr(value, "value", ""))
            self.facts.setdefault(about, set()).add((predicate.value, said))
            if predicate.value == _NAMES[0]:
                self.labels.setdefault(about, said[1])
            elif predicate.value == _WORK:
                self.credits.setdefault(said[1], set()).add(about)

    def of(self, entity: str) -> dict[tuple[str, str], set[Value]]:
        """The values by what they are of: a property in words; a role and who has it."""
        known = terms()
        found: dict[tuple[str, str], set[Value]] = {}
        for prop, value in self.facts.get(entity, ()):
            if prop in _NAMES:
                found.setdefault(("name", ""), set()).add((False, value[1]))
            elif prop in self.properties:
                found.setdefault((known.edge_name(prop), ""), set()).add(value)
        for credit in self.credits.get(entity, ()):
            told: dict[str, str] = {}
            for prop, value in sorted(self.facts[credit]):
                told[prop] = f"{told[prop]} / {value[1]}" if prop in told else value[1]
            role = known.roles.get(told.get(_ROLE, ""))
            key = (role.label if role else "credit", told.get(_AGENT, ""))
            said = ", ".join(told[q] for q in sorted(_QUALIFIERS & told.keys()))
            found.setdefault(key, set()).add((False, said))
        return found


def _told(what: str, value: Value, words: Named) -> str:
    text = _shown(value, words)
    return f"{what}: {text}" if text != "nothing" else what


def _shown(value: Value, words: Named) -> str:
    return words(value[1]) if value[0] else value[1] or "nothing"
