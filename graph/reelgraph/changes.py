"""What a new version of a source changes, in films, people and credits.

Two versions are compared as claims. A film has changed when its own facts or its credits have, a
person when the person's own facts have. Statement nodes are compared by what they say, for a file
with blank nodes gives them other IRIs each time.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from reelgraph.vocabulary import FILM, RDF, RDFS, local_name

POINTERS = (FILM + "hasWork", RDF + "subject")
"""The properties by which a statement says what it is about."""
_POINTERS = tuple(f"<{prop}>" for prop in POINTERS)
_AGENT, _ROLE = f"<{FILM}hasAgent>", f"<{FILM}hasRole>"
_TYPE, _LABEL = f"<{RDF}type>", f"<{RDFS}label>"
_FILMS = {f"<{FILM}{kind}>" for kind in ("Film", "ShortFilm", "Work", "MusicVideo")}
_PERSON = f"<{FILM}Person>"
NAMED = 5
"""How many names of each kind a report gives."""

_REMEMBERED = 1 << 18
"""Things that did not change and are looked up, such as whom changed credits name."""

Line = tuple[str, str, str]
"""Subject, predicate and object of a triple as N-Triples writes them."""
Facts = Sequence[tuple[str, str]]
"""The predicates and objects of one subject."""


@dataclass(frozen=True, slots=True)
class Changed:
    """How many things of a kind came, went and changed, with some of their names."""

    kind: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __str__(self) -> str:
        parts = []
        for verb in ("added", "removed", "changed"):
            names = getattr(self, verb)
            if names:
                shown = [name for name in names[:NAMED] if name]
                more = ", ..." if len(names) > NAMED and shown else ""
                listed = f" ({', '.join(shown)}{more})" if shown else ""
                parts.append(f"{len(names):,} {verb}{listed}")
        return f"{self.kind}: {'; '.join(parts) or 'as before'}"


def compare(
    old: Iterable[Line],
    new: Iterable[Line],
    unchanged: Callable[[str], Facts] = lambda _: (),
    pointing: Callable[[str], Iterable[str]] = lambda _: (),
) -> tuple[Changed, ...]:
    """What the new claims of a source change, for films, people and credits in turn.

    Args:
        old: What the earlier version says of everything of which the two do not say the same.
        new: What the new one says of these.
        unchanged: Gives what both say of anything else.
        pointing: Gives the statements about something, those that changed or not.

    >>> a = ("<http://e/a>", _TYPE, "<https://w3id.org/reelgraph/ns#Film>")
    >>> b = ("<http://e/a>", _LABEL, '"Stalker"')
    >>> print(compare([a], [a, b])[0])
    films: 1 changed (Stalker)

    """
    said = _by_subject(old), _by_subject(new)
    changed = said[0].keys() | said[1].keys()
    look = lru_cache(_REMEMBERED)(lambda node: _Thing.of(unchanged(node)))
    before, after = (_Version(facts, changed, look) for facts in said)
    before.digest(after)
    after.digest(before)

    @lru_cache(_REMEMBERED)
    def lasting(work: str) -> frozenset[tuple[str, str]]:
        """The credits of a work, an agent and a role each, that statements in both versions say."""
        said = [unchanged(one) for one in pointing(work) if one not in changed]
        found = [_credit(facts) for facts in said if _owner(facts) == work]
        return frozenset(credit for credit in found if credit)

    entities = before.digests.keys() | after.digests.keys()

    def name(entity: str) -> str:
        return _name(entity, after.thing(entity).label or before.thing(entity).label)

    found = []
    for kind in ("films", "people"):
        was = {e for e in entities if before.thing(e).kind == kind}
        now = {e for e in entities if after.thing(e).kind == kind}
        other = {e for e in was & now if before.digests.get(e, 0) != after.digests.get(e, 0)}
        found.append(
            Changed(kind, *(tuple(sorted(map(name, s))) for s in (now - was, was - now, other)))
        )

    def in_words(said: set[Line]) -> tuple[str, ...]:
        return tuple(
            sorted(
                f"{name(agent)}: {local_name(role.strip('<>'))} – {name(work)}"
                for work, agent, role in said
            )
        )

    came, gone = (
        {(work, agent, role) for work, agent, role in some if (agent, role) not in lasting(work)}
        for some in (after.credits - before.credits, before.credits - after.credits)
    )
    found.append(Changed("credits", in_words(came), in_words(gone)))
    return tuple(found)


def triples_of(path_lines: Iterable[str]) -> Iterator[Line]:
    """The triples of N-Triples text, line by line."""
    for line in path_lines:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, rest.rstrip()[:-1].rstrip()


def _by_subject(lines: Iterable[Line]) -> dict[str, list[tuple[str, str]]]:
    said: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, value in lines:
        said.setdefault(subject, []).append((predicate, value))
    return said


class _Thing(NamedTuple):
    """What a version calls something."""

    kind: str = ""
    """"films" or "people"; empty for anything else."""
    label: str | None = None
    is_statement: bool = False
    """It is spoken of, and is neither of these two nor has it a name."""

    @classmethod
    def of(cls, facts: Facts) -> "_Thing":
        types = {value for predicate, value in facts if predicate == _TYPE}
        kind = "films" if types & _FILMS else "people" if _PERSON in types else ""
        label = min((value for predicate, value in facts if predicate == _LABEL), default=None)
        return cls(kind, label, bool(facts) and not kind and label is None)


class _Version:
    """What one version says, by entity."""

    def __init__(
        self,
        said: Mapping[str, Facts],
        changed: Collection[str],
        look: Callable[[str], _Thing],
    ) -> None:
        self._said, self._changed, self._look = said, changed, look
        self._things = {subject: _Thing.of(facts) for subject, facts in said.items()}
        self.digests: dict[str, int] = {}
        self.credits: set[Line] = set()

    def thing(self, node: str) -> _Thing:
        """What something is; a value that is no IRI is nothing."""
        if node in self._changed:
            return self._things.get(node, _NOTHING)
        return self._look(node) if node.startswith("<") else _NOTHING

    def digest(self, other: "_Version") -> None:
        """Add up what is said of each entity, without what is a statement in either version."""
        for subject, facts in self._said.items():
            own = frozenset(
                (predicate, value)
                for predicate, value in facts
                if not (self.thing(value).is_statement or other.thing(value).is_statement)
            )
            owner = _owner(facts) or subject
            self.digests[owner] = self.digests.get(owner, 0) + hash(own)
            if owner != subject and (credit := _credit(facts)):
                self.credits.add((owner, *credit))


_NOTHING = _Thing()


def _owner(facts: Facts) -> str | None:
    """What a statement is about; None of what is no statement."""
    return min((value for predicate, value in facts if predicate in _POINTERS), default=None)


def _credit(facts: Facts) -> tuple[str, str] | None:
    """The agent and the role of a credit."""
    told = dict(sorted(facts))
    return (told[_AGENT], told[_ROLE]) if _AGENT in told and _ROLE in told else None


def _name(entity: str, label: str | None) -> str:
    if label is None:
        return local_name(entity.strip("<>"))
    return label.rpartition('"')[0].removeprefix('"').replace('\\"', '"').replace("\\\\", "\\")
