"""The next version of what was pulled: what was fetched now, and what stays of the one before."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.pulling.holding import ABOUT, FETCHED, ONLY, Held, Triples
from reelgraph.pulling.properties import ALL, NAMING, of_claims
from reelgraph.store.pulls import PAGE
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, WD, XSD

_TYPE, _AGENT = iri(RDF + "type"), iri(FILM + "hasAgent")
_WORK, _ROLE = iri(FILM + "hasWork"), iri(FILM + "hasRole")
_LABEL, _OTHER_NAME = iri(RDFS + "label"), iri(SKOS + "altLabel")
_KEPT_OF_A_MENTION = {RDF + "type", *NAMING}

Parts = dict[object, tuple[frozenset[str], frozenset[str]]]
"""Of a thing the properties and the roles that count."""


@dataclass(frozen=True, slots=True)
class Anew:
    """What was fetched now, and how things are called here now."""

    triples: Triples
    items: AbstractSet[str]
    """Those whose facts were fetched."""
    called: Mapping[str, str]
    """The entity here of each linked item."""
    labelled: AbstractSet[str]
    """Entities that have a label from another source."""
    day: str
    partial: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Items of which only these properties of Wikidata were asked for."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A new version of the source."""

    triples: Triples
    kept: frozenset[str]
    """Items whose facts were fetched earlier and stay."""
    dropped: frozenset[str]
    """Items that nobody links any more: their facts are out."""
    impossible: tuple[tuple[str, str], ...] = ()
    """Credits that no load takes, for who is credited is a work or a character: work and agent."""


def join(before: Held, now: Anew) -> Joined:
    """What was fetched now, and of what was fetched before all that it does not replace."""
    dropped = frozenset(
        item
        for item in before.fetched
        if before.about.get(item, item) != item and item not in {*now.called, *now.items}
    )
    kept = frozenset(before.fetched) - now.items - dropped
    former = _renamed(before, now)
    replaced = {iri(now.called.get(i, i)) for i in now.items}
    # Of an item that nobody links any more, what remains is what others need to name it.
    only_named = {iri(now.called.get(i, i)) for i in dropped}
    works = {t.subject: t.object for t in former if t.predicate == _WORK}
    roles = {t.subject: t.object for t in former if t.predicate == _ROLE}
    parts: Parts = {iri(now.called.get(i, i)): of_claims(only) for i, only in now.partial.items()}
    described = {t.subject for t in now.triples}
    units = {iri(now.called.get(i, i)) for i in kept}

    def stays(triple: ox.Triple) -> bool:
        subject, predicate = triple.subject, triple.predicate
        owner = works.get(subject, subject)
        if owner in only_named:
            return subject == owner and predicate.value in _KEPT_OF_A_MENTION
        if owner in replaced:
            if owner not in parts:
                return False
            properties, anew = parts[owner]
            if subject != owner:
                return getattr(roles.get(subject), "value", "") not in anew
            return predicate.value not in {*properties, *_KEPT_OF_A_MENTION}
        return owner in units or subject != owner or subject not in described

    triples, impossible = _possible({t for t in former if stays(t)} | now.triples)
    fetched = {i: before.fetched[i] for i in kept}
    for item in now.items:
        fetched[item] = tuple(sorted({*before.fetched.get(item, ()), now.day}))
    triples = _without_strangers(triples, {iri(now.called.get(i, i)) for i in fetched})
    partial = {i: only for i, only in before.partial.items() if i in kept}
    for item, only in now.partial.items():
        if item in before.partial or item not in before.fetched:
            partial[item] = only | before.partial.get(item, frozenset())
    triples |= _records(triples, fetched, partial, now.called)
    return Joined(triples, kept, dropped, impossible)


def within(
    triples: Triples, partial: Mapping[str, frozenset[str]], called: Mapping[str, str]
) -> Triples:
    """Of some claims those of the properties that were asked for before, item by item."""
    if not partial:
        return triples
    parts: Parts = {iri(called.get(i, i)): of_claims(only) for i, only in partial.items()}
    properties = of_claims(ALL)[0]
    works = {t.subject: t.object for t in triples if t.predicate == _WORK}
    roles = {t.subject: t.object for t in triples if t.predicate == _ROLE}

    def asked(triple: ox.Triple) -> bool:
        owner = works.get(triple.subject, triple.subject)
        if owner not in parts:
            return True
        chosen, anew = parts[owner]
        if triple.subject != owner:
            return getattr(roles.get(triple.subject), "value", "") in anew
        return triple.predicate.value in chosen or triple.predicate.value not in properties

    return {t for t in triples if asked(t)}


def _renamed(before: Held, now: Anew) -> Triples:
    """The former claims with every item under the name that it has here now."""
    names = {iri(entity): iri(now.called.get(item, item)) for item, entity in before.about.items()}
    names |= {iri(item): iri(entity) for item, entity in now.called.items()}
    names = {old: new for old, new in names.items() if old != new}
    if not names:
        return before.triples
    found = set()
    for subject, predicate, value in before.triples:
        name, prop = names.get(subject, subject), predicate
        if prop == _LABEL and name != subject and getattr(name, "value", "") in now.labelled:
            prop = _OTHER_NAME
        if isinstance(value, ox.NamedNode):
            value = names.get(value, value)
        found.add(ox.Triple(name, prop, value))
    return found


def _possible(triples: Triples) -> tuple[Triples, tuple[tuple[str, str], ...]]:
    """Without the credits that every load rejects, and which those are."""
    known = terms()
    makers = {iri(c) for c in known.below(FILM + "Work") | known.below(FILM + "Character")}
    works = {t.subject for t in triples if t.predicate == _TYPE and t.object in makers}
    wrong = {t.subject: t.object for t in triples if t.predicate == _AGENT and t.object in works}
    if not wrong:
        return triples, ()
    pairs = (
        (getattr(t.object, "value", ""), getattr(wrong[t.subject], "value", ""))
        for t in triples
        if t.predicate == _WORK and t.subject in wrong
    )
    return {t for t in triples if t.subject not in wrong}, tuple(sorted(pairs))


def _without_strangers(triples: Triples, units: set[ox.NamedNode]) -> Triples:
    """Without the names and types of things that nothing names any more."""
    statements = {t.subject for t in triples if t.predicate == _WORK}
    named = {t.object for t in triples if t.subject in units or t.subject in statements}
    standing = units | statements | named
    return {t for t in triples if t.subject in standing}


def _records(
    triples: Iterable[ox.Triple],
    fetched: Mapping[str, tuple[str, ...]],
    partial: Mapping[str, frozenset[str]],
    called: Mapping[str, str],
) -> Triples:
    """Which items were fetched and when, and which entities stand for items in these claims."""
    nodes = {term for t in triples for term in (t.subject, t.object)}
    found = set()
    for item in {*fetched, *(i for i, entity in called.items() if iri(entity) in nodes)}:
        page = iri(PAGE + item.removeprefix(WD))
        found.add(ox.Triple(page, ABOUT, iri(called.get(item, item))))
        for day in fetched.get(item, ()):
            found.add(ox.Triple(page, FETCHED, ox.Literal(day, datatype=iri(XSD + "date"))))
        if item in partial:
            found.add(ox.Triple(page, ONLY, ox.Literal(" ".join(sorted(partial[item])))))
    return found
