"""What a new version of a source changes, in films, people and credits.

Two versions are compared as claims. A film has changed when its own facts or its credits have, a
person when the person's own facts have. Statement nodes are compared by what they say, for a file
with blank nodes gives them other IRIs each time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reelgraph.vocabulary import FILM, RDF, RDFS, local_name

_POINTERS = (f"<{FILM}hasWork>", f"<{RDF}subject>")
_AGENT, _ROLE = f"<{FILM}hasAgent>", f"<{FILM}hasRole>"
_TYPE, _LABEL = f"<{RDF}type>", f"<{RDFS}label>"
_FILMS = {f"<{FILM}{kind}>" for kind in ("Film", "ShortFilm", "Work", "MusicVideo")}
_PERSON = f"<{FILM}Person>"
NAMED = 5
"""How many names of each kind a report gives."""

Line = tuple[str, str, str]
"""Subject, predicate and object of a triple as N-Triples writes them."""


@dataclass(slots=True)
class _Version:
    """What one version says, by entity."""

    digests: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    credits: set[Line] = field(default_factory=set)


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


def compare(old: Iterable[Line], new: Iterable[Line]) -> tuple[Changed, ...]:
    """What the new claims of a source change, for films, people and credits in turn.

    >>> a = ("<http://e/a>", _TYPE, "<https://w3id.org/reelgraph/ns#Film>")
    >>> b = ("<http://e/a>", _LABEL, '"Stalker"')
    >>> print(compare([a], [a, b])[0])
    films: 1 changed (Stalker)
    """
    before, after = _read(old), _read(new)
    labels = before.labels | after.labels
    found = []
    for kind in ("films", "people"):
        was = {e for e, k in before.kinds.items() if k == kind}
        now = {e for e, k in after.kinds.items() if k == kind}
        other = {e for e in was & now if before.digests.get(e) != after.digests.get(e)}
        found.append(
            Changed(
                kind,
                *(
                    tuple(sorted(_name(e, labels) for e in s))
                    for s in (now - was, was - now, other)
                ),
            )
        )

    def in_words(said: set[Line]) -> tuple[str, ...]:
        return tuple(
            sorted(
                f"{_name(agent, labels)}: {local_name(role.strip('<>'))} – {_name(work, labels)}"
                for work, agent, role in said
            )
        )

    came, gone = after.credits - before.credits, before.credits - after.credits
    found.append(Changed("credits", in_words(came), in_words(gone)))
    return tuple(found)


def triples_of(path_lines: Iterable[str]) -> Iterator[Line]:
    """The triples of N-Triples text, line by line."""
    for line in path_lines:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, rest.rstrip()[:-1].rstrip()


def _read(lines: Iterable[Line]) -> _Version:
    version = _Version()
    said: dict[str, list[tuple[str, str]]] = {}
    owners: dict[str, str] = {}
    for subject, predicate, value in lines:
        said.setdefault(subject, []).append((predicate, value))
        if predicate in _POINTERS:
            owners[subject] = value
        elif predicate == _LABEL:
            version.labels.setdefault(subject, value)
        elif predicate == _TYPE and value in _FILMS:
            version.kinds[subject] = "films"
        elif predicate == _TYPE and value == _PERSON:
            version.kinds[subject] = "people"
    statements = said.keys() - version.kinds.keys()
    for subject, facts in said.items():
        own = frozenset((p, v) for p, v in facts if v not in statements or v in version.labels)
        owner = owners.get(subject, subject)
        digest = hash(own)
        version.digests[owner] = version.digests.get(owner, 0) + digest
        if owner != subject:
            told = dict(facts)
            if _AGENT in told and _ROLE in told:
                version.credits.add((owner, told[_AGENT], told[_ROLE]))
    return version


def _name(entity: str, labels: dict[str, str]) -> str:
    label = labels.get(entity)
    if label is None:
        return local_name(entity.strip("<>"))
    return label.rpartition('"')[0].removeprefix('"').replace('\\"', '"').replace("\\\\", "\\")
