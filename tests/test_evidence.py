"""What the sources say of pairs is what stands in their graphs, however it is read."""

from collections.abc import Iterable
from dataclasses import astuple, replace
from itertools import product
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.network import claims
from reelgraph.network.evidence import (
    Evidence,
    evidence,
    evidence_about,
    quoted_evidence,
    source_names,
    with_quotes,
)
from reelgraph.network.filters import Filters, filters
from reelgraph.store import EmbeddedStore, Store
from reelgraph.store.layout import SOURCES
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, RDF, RDFS, ROLE, STATUS
from reelgraph.web.pool import Pool

E = "https://example.org/"
OA = "http://www.w3.org/ns/oa#"
ENDS = [f"{E}{kind}{n}" for kind in "fp" for n in range(2)]
PAIRS = list(product(ENDS, ENDS))
few = settings(max_examples=50, deadline=None)

texts = st.sampled_from(["The Owl", 'a "fox"\t\\', "Чайка"])
details = st.lists(
    st.one_of(
        st.tuples(st.just("hasStatus"), st.sampled_from(["weak", "inferred", "negative"])),
        st.tuples(st.sampled_from(["characterName", "creditedAs", "note", "rule"]), texts),
        st.tuples(st.just("hasCharacterPlayed"), st.sampled_from(["c0", "c1", "c2"])),
        st.tuples(st.just("billingOrder"), st.integers(1, 9)),
        st.tuples(st.just("hasEvidence"), st.sampled_from(["q0", "q1", "q2"])),
    ),
    max_size=4,
)
statements = st.tuples(
    st.sampled_from(["s0", "s1"]),  # the source
    st.integers(0, 2),  # the node; the same in two sources, or of two statements, now and then
    st.sampled_from(ENDS[:3]),
    st.sampled_from([*ENDS[1:], "a text"]),
    st.sampled_from(["director", "cast", "contributor", "hasGenre", "isSequelOf", "hasDirector"]),
    details,
)
worlds = st.lists(statements, max_size=10)
plain = st.lists(
    st.tuples(
        st.sampled_from(["s0", "s1"]),
        st.sampled_from(ENDS),
        st.sampled_from(["hasDirector", "isSequelOf", "hasGenre"]),
        st.sampled_from(ENDS),
    ),
    max_size=5,
)


def node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def store_of(said: Iterable[Any], edges: Iterable[Any]) -> EmbeddedStore:
    store = EmbeddedStore()

    def add(source: str, start: str, what: str, end: Any) -> None:
        value = end if not isinstance(end, str) else node(end)
        store.rdf.add(ox.Quad(node(start), node(what), value, node(E + source)))

    for source in ("s0", "s1"):
        named = node(E + source), node(FILM + "sourceName"), ox.Literal(source)
        store.rdf.add(ox.Quad(*named, node(SOURCES)))
        add(source, E + "c0", RDFS + "label", ox.Literal(f"Owl of {source}"))
        add(source, E + "q0", OA + "exact", ox.Literal(f"words of {source}"))
        add(source, E + "q0", OA + "start", ox.Literal(7))
    add("s0", E + "c1", RDFS + "label", ox.Literal("Fox"))
    add("s1", E + "q1", OA + "exact", ox.Literal("more words"))
    add("unlisted", E + "f0", FILM + "hasDirector", E + "p0")
    for source, number, start, end, what, more in said:
        it = f"{E}n{number}"
        is_credit = what in ("director", "cast", "contributor")
        where = ("hasWork", "hasAgent", "hasRole")
        about = [FILM + p for p in where] if is_credit else [RDF + p for p in _CLAIM]
        add(source, it, about[0], start)
        is_text = end == "a text" and not is_credit
        add(source, it, about[1], ox.Literal(end) if is_text else end.replace("a text", ENDS[-1]))
        add(source, it, about[2], (ROLE if is_credit else FILM) + what)
        for prop, value in more:
            pointing = prop in ("hasCharacterPlayed", "hasEvidence", "hasStatus")
            base = STATUS if prop == "hasStatus" else E
            add(source, it, FILM + prop, base + value if pointing else ox.Literal(value))
    for source, start, what, end in edges:
        add(source, start, FILM + what, end)
    return store


_CLAIM = ("subject", "object", "predicate")


def read(store: Store, chosen: Filters) -> dict[Evidence, list[Evidence]]:
    """All evidence, read quad by quad; each beside that of the same node in all graphs."""
    assert isinstance(store, EmbeddedStore)
    known = terms()
    facts: dict[str, dict[str, dict[str, set[str]]]] = {}
    for quad in store.rdf.quads_for_pattern(None, None, None, None):
        graph = getattr(quad.graph_name, "value", "")
        subject = getattr(quad.subject, "value", "")
        of_graph = facts.setdefault(graph, {}).setdefault(subject, {})
        text = quad.object.value if not isinstance(quad.object, ox.Triple) else ""
        of_graph.setdefault(quad.predicate.value, set()).add(text)

    def words(graph: str, it: str) -> list[tuple[int, str]]:
        own = facts[graph].get(it, {})
        found = [(1 << 30, text) for p in ("rule", "note") for text in own.get(FILM + p, ())]
        for quoted in own.get(FILM + "hasEvidence", ()):
            place = facts[graph].get(quoted, {})
            starts = [int(text) for text in place.get(OA + "start", {"0"})]
            exact = place.get(OA + "exact", ())
            found += [(at, f"“{text}”") for text in exact for at in starts]
        return found

    def joined(found: Iterable[tuple[int, str]]) -> str:
        return "; ".join(dict.fromkeys(text for _, text in sorted(set(found))))

    made: dict[Evidence, list[Evidence]] = {}
    nothing: set[str] = set()

    def show(graph: str, it: str, start: str, end: str, what: str) -> None:
        name = {E + "s0": "s0", E + "s1": "s1"}.get(graph)
        role = known.roles.get(what) if it else None
        prop = role.property if role else what
        if name is None or prop not in known.relations | {CONTRIBUTOR}:
            return
        if (chosen.sources and name not in chosen.sources) or prop not in chosen.properties:
            return
        own = facts[graph].get(it, {})
        played = {
            label
            for one in own.get(FILM + "hasCharacterPlayed", ())
            for label in facts[graph].get(one, {}).get(RDFS + "label", nothing)
        }
        for status in own.get(FILM + "hasStatus", {STATUS + "asserted"}):
            if status in known.shown_statuses | chosen.include:
                one = Evidence(
                    start,
                    end,
                    prop,
                    role.label if role else known.edge_name(prop),
                    name,
                    status.removeprefix(STATUS),
                    it,
                    " / ".join(sorted(played or own.get(FILM + "characterName", nothing))),
                    min(own.get(FILM + "creditedAs", ()), default=""),
                    min(map(int, own.get(FILM + "billingOrder", ())), default=None),
                    joined(words(graph, it)) if it else "",
                )
                every = [w for g in facts for w in words(g, it)] if it else []
                made[one] = [replace(one, quote=joined(every))]

    for graph, subjects in facts.items():
        for it, own in subjects.items():
            for where in (
                [FILM + p for p in ("hasWork", "hasAgent", "hasRole")],
                [RDF + p for p in _CLAIM],
            ):
                for start, end, what in product(*(own.get(p, nothing) for p in where)):
                    if end in ENDS:
                        show(graph, it, start, end, what)
            for what, ends in own.items():
                for end in ends & set(ENDS) if it in ENDS else ():
                    show(graph, "", it, end, what)
    return made


def ordered(found: Iterable[Evidence]) -> list[tuple[Any, ...]]:
    return sorted((astuple(one) for one in found), key=repr)


@few
@given(
    worlds,
    plain,
    st.sampled_from([{}, {"include": "weak"}, {"sources": "s1"}, {"roles": "cast,director"}]),
    st.lists(st.sampled_from(PAIRS), max_size=6),
    st.sampled_from([0, 1 << 30]),
    st.sampled_from([5, 1000]),
)
def test_evidence_is_what_stands_in_the_graphs_of_the_sources(
    said: Any, edges: Any, narrowing: Any, some: list[tuple[str, str]], few: int, batch: int
) -> None:
    store, chosen = store_of(said, edges), filters(**narrowing)
    made = read(store, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "_FEW", few)  # one way to find the credits, and the other
        patch.setattr(claims, "_BATCH", batch)
        for pairs in PAIRS, some:
            wanted = [one for one in made if (one.start, one.end) in pairs]
            assert ordered(quoted_evidence(store, pairs, chosen)) == ordered(wanted)
            bare = list(evidence(store, pairs, chosen))
            assert set(bare) == {replace(one, quote="") for one in wanted}
            assert len(bare) == len(set(bare))
            quoted = {one for own in wanted for one in made[own]}
            assert set(with_quotes(store, bare)) == quoted
    for entity in ENDS:
        about = [one for one in made if entity in (one.start, one.end)]
        found = evidence_about(store, entity, chosen, source_names(store))
        assert ordered(found) == ordered(about)


def test_workers_give_the_same_evidence(three_sources: EmbeddedStore, tmp_path: Path) -> None:
    rg.FilmGraph(three_sources).save(tmp_path / "store")
    rows = three_sources.select("SELECT ?a ?b WHERE { ?a film:hasContributor ?b }")
    pairs = [(row["a"].value, row["b"].value) for row in rows]
    chosen = filters(include="weak,hedged")
    expected = quoted_evidence(three_sources, pairs, chosen)
    assert len(expected) > 10
    pool = Pool(EmbeddedStore(tmp_path / "store"))
    try:
        assert quoted_evidence(pool.graph().store, pairs, chosen) == expected
    finally:
        pool.close()


def test_without_pairs_there_is_no_evidence(world: EmbeddedStore) -> None:
    assert quoted_evidence(world, []) == []
