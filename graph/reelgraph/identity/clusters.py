"""Which entities are one, as the decisions say: a map from each to the one that stands for it."""

from collections.abc import Iterable
from functools import cached_property

from reelgraph.identity.decisions import DISTINCT, SPLIT, Decision


class Clusters:
    """What some decisions come to, whatever the order in which they are read.

    >>> found = Clusters([Decision("merge", ("a", "b")), Decision("merge", ("c", "b"), number=1)])
    >>> found.now("b"), found.now("a"), found.now("x")
    ('c', 'c', 'x')
    """

    def __init__(self, decisions: Iterable[Decision]) -> None:
        ordered = sorted(decisions, key=lambda d: (d.number, d.id))
        self.splits: list[Decision] = []
        self._merges: list[Decision] = []
        self._over: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._distinctions: dict[str, list[Decision]] = {}
        for decision in ordered:
            self._add(decision)

    def _add(self, decision: Decision) -> None:
        if decision.kind == SPLIT:
            self.splits.append(decision)
        elif decision.kind == DISTINCT:
            for entity in decision.entities:
                self._distinctions.setdefault(entity, []).append(decision)
        else:
            self._merges.append(decision)
            kept, replaced = map(self.now, decision.entities)
            if kept != replaced:
                self._over[replaced] = kept
                members = self._members.setdefault(kept, {kept})
                members |= self._members.pop(replaced, {replaced})

    def with_one_more(self, decision: Decision) -> "Clusters":
        """The same with a later decision; the map itself is changed, for speed.

        Only `now`, `cluster` and `forbids` may be asked then.
        """
        self._add(decision)
        return self

    def now(self, entity: str) -> str:
        """The entity that stands for an entity; itself where nothing was decided."""
        over = self._over
        if entity not in over:
            return entity
        top = entity
        while top in over:
            top = over[top]
        while over.get(entity, top) != top:
            over[entity], entity = top, over[entity]
        return top

    @cached_property
    def survivors(self) -> dict[str, str]:
        """What stands for each entity that was replaced."""
        return {entity: self.now(entity) for entity in self._over}

    def cluster(self, entity: str) -> frozenset[str]:
        """The entities that are one with an entity, itself among them."""
        top = self.now(entity)
        return frozenset(self._members.get(top, (top,)))

    @cached_property
    def groups(self) -> dict[str, frozenset[str]]:
        """The entities that merges and splits tie together, by each of them."""
        over: dict[str, str] = {}

        def top(entity: str) -> str:
            over.setdefault(entity, entity)
            while over[entity] != entity:
                over[entity] = over[over[entity]]
                entity = over[entity]
            return entity

        for merge in self._merges:
            over[top(merge.entities[1])] = top(merge.entities[0])
        for split in self.splits:
            over[top(split.made)] = top(split.entities[0])
        members: dict[str, set[str]] = {}
        for entity in list(over):
            members.setdefault(top(entity), set()).add(entity)
        return {e: frozen for m in members.values() for frozen in [frozenset(m)] for e in frozen}

    @cached_property
    def splits_of(self) -> dict[str, list[Decision]]:
        """The splits, by the entity that stands for the one whose credits move."""
        found: dict[str, list[Decision]] = {}
        for split in self.splits:
            found.setdefault(self.now(split.entities[0]), []).append(split)
        return found

    @cached_property
    def works_of(self) -> dict[str, frozenset[str]]:
        """The works whose credits a split moves, by its IRI: those named, and all that are one."""
        return {
            split.iri: frozenset(w for named in split.works for w in self.cluster(named))
            for split in self.splits
        }

    def treatment(self, entity: str) -> object:
        """What is done with an entity; where it stays the same, its triples do."""
        group = self.groups.get(entity)
        if group is None:
            return (entity,)
        moved = [
            (self.now(s.entities[0]), s.made, self.now(s.made), self.works_of[s.iri])
            for s in self.splits
            if s.made in group
        ]
        return (self.now(entity), *moved)

    def changed(self, other: "Clusters") -> set[str]:
        """The entities that two sets of decisions treat in different ways, and all tied to them."""
        found: set[str] = set()
        for entity in {*self.groups, *other.groups}:
            if entity not in found and self.treatment(entity) != other.treatment(entity):
                found |= self.groups.get(entity, {entity}) | other.groups.get(entity, {entity})
        return found

    def forbids(self, entities: Iterable[str]) -> Decision | None:
        """The distinction that says of some entities that they are not all one."""
        wanted = {member for e in entities for member in self.cluster(e)}
        for entity in sorted(wanted & self._distinctions.keys()):
            for made in self._distinctions[entity]:
                if len(wanted.intersection(made.entities)) > 1:
                    return made
        return None
