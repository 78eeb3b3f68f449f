"""RDF of every syntax, in the film ontology or another vocabulary that an importer reads.

The whole file is parsed into a temporary store first, so that a mistake anywhere in it is found
before anything is kept. Then the queries ``import_*.rq`` make claims of it, inside the engine.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from reelgraph import constructing, resources
from reelgraph.binding import bind, iri, solutions
from reelgraph.errors import InputError, NotRecognised
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.report import LeftOut, Locator, Reject
from reelgraph.terms import CONTRIBUTOR, Terms, terms
from reelgraph.vocabulary import BASE, DCTERMS, FILM, RDF, RDFS, curie, entity_iri, local_name

IMPORTER = 1
"""Raised when the same file would give other claims than before."""
IN_MEMORY = 1 << 29
"""Bytes of unpacked input (guessed) up to which the temporary store is held in memory."""

_BLANK_SUBJECT = re.compile(rb"^_:(\S+)")
_BLANK_OBJECT = re.compile(rb"(?<=>) _:([^\s\"]+)$")
_READS = re.compile(r"(?m)^#\s*reads:\s*(\S+)")


@dataclass(slots=True)
class Claims:
    """The claims of one source as an N-Triples file, and what was noticed on the way."""

    path: Path
    sha256: str
    files: tuple[str, ...]
    triples: int = 0
    rejected: list[Reject] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)
    """How each table was read, in words."""


def read(
    inputs: Sequence[Input],
    source: str,
    sha256: str,
    scratch: Path,
    base: str = BASE,
    progress: Progress | None = None,
    *,
    rules: Mapping[str, str] | None = None,
    unread: list[str] | None = None,
) -> Claims:
    """The claims that some RDF files make.

    Args:
        inputs: The files of the source.
        source: Its name, which the IRIs of its credits carry.
        sha256: Of the source; names its blank nodes.
        scratch: An empty folder for temporary files.
        base: The base of minted IRIs.
        progress: Told how far it has come.
        rules: Texts of ``import_*.rq`` and ``reject_*.rq`` beside our own, by name.
        unread: Where to say which files no importer reads, rather than fail; a file that
            cannot be parsed is rejected then, rather than all of them.

    Raises:
        InputError: a file cannot be parsed; the message has the line and the remedy.
        NotRecognised: no importer reads the vocabulary of a file.

    """
    claims = Claims(scratch / "claims.nt", sha256, tuple(i.shown for i in inputs))
    not_taken: Counter[str] = Counter()
    all_rules = _rules() | dict(rules or {})
    with claims.path.open("wb") as out:
        for number, source_input in enumerate(inputs):
            own = entity_iri(source, "x", "", base)
            try:
                raw = _parse(source_input, own, scratch, progress)
            except InputError as error:
                if unread is None:
                    raise
                reason = str(error).removeprefix(f"{source_input.shown}:").strip()
                claims.rejected.append(Reject(source_input.shown, "the whole file", reason))
                continue
            if raw.query("ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }"):
                named = f"{base}/.well-known/genid/{sha256[:12]}-{number}-"
                raw = _name_blank_nodes(source_input, own, named, scratch)
            known = terms()
            properties = _properties(raw)
            try:
                readers = _readers(source_input, properties | _classes(raw), all_rules)
            except NotRecognised as error:
                if unread is None:
                    raise
                unread.append(str(error))
                continue
            rejected = _reject(raw, source_input, properties, readers, known, all_rules)
            located = Locator(source_input).locate(rejected) if rejected else []
            claims.rejected += sorted(located, key=lambda r: (r.line or 0, r.record))
            for name, text in readers.items():
                if progress:
                    progress(f"converting ({name.removeprefix('import_').removesuffix('.rq')})", -1)
                if name == _OURS:
                    claims.triples += _copy(raw, out, known, scratch / "dumped.nt")
                prefix = f"{base}/id/{source}"
                claims.triples += _construct(raw, text, prefix, out, known, properties)
            if _OURS not in readers:
                not_taken.update(_not_read(properties, readers.values()))
            del raw
    claims.left_out = [
        LeftOut(curie(prop), count, "no importer reads it")
        for prop, count in not_taken.most_common()
    ]
    return claims


_OURS = "import_film.rq"


def _parse(source: Input, base: str, scratch: Path, progress: Progress | None) -> ox.Store:
    """The file's triples, whatever its graphs, in a temporary store."""
    guess = source.size * (20 if source.gzipped else 1)
    raw = ox.Store() if guess < IN_MEMORY else ox.Store(str(scratch / f"raw-{source.sha256[:8]}"))
    source.fill(raw, base, progress)
    if len(raw) == 0:
        raise InputError(f"{source.shown} holds no triple")
    graphs = list(raw.named_graphs())
    if graphs:  # the graphs of a file are one source here
        for graph in graphs:
            raw.extend(
                ox.Quad(*quad.triple) for quad in raw.quads_for_pattern(None, None, None, graph)
            )
            raw.remove_graph(graph)
    return raw


def _name_blank_nodes(source: Input, base: str, prefix: str, scratch: Path) -> ox.Store:
    """The file's triples with an IRI for each blank node, so that it can be spoken of later.

    They are counted in the order of the file, so that it always gives the same IRIs.
    """
    names: dict[bytes, bytes] = {}

    def named(label: bytes) -> bytes:
        return names.setdefault(label, b"<%s%d>" % (prefix.encode(), len(names) + 1))

    path = scratch / "named.nt"
    with source.open() as stream, path.open("wb") as out:
        for quad in ox.parse(stream, format=source.rdf_format, base_iri=base):
            line = str(quad.triple).encode()
            line = _BLANK_SUBJECT.sub(lambda m: named(m[1]), line)
            line = _BLANK_OBJECT.sub(lambda m: b" " + named(m[1]), line)
            out.write(line + b" .\n")
    fresh = ox.Store()
    fresh.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    path.unlink()
    return fresh


def _properties(raw: ox.Store) -> dict[str, int]:
    found = solutions(raw, "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p")
    return {row["p"].value: int(row["n"].value) for row in found}


def _classes(raw: ox.Store) -> dict[str, int]:
    found = solutions(raw, "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")
    return {row["c"].value: int(row["n"].value) for row in found if hasattr(row["c"], "value")}


def _rules() -> dict[str, str]:
    """The importers that are installed, and what they reject, by name."""
    return {
        name: resources.text(f"queries/{name}")
        for name in resources.names("queries", ".rq")
        if name.startswith(("import_", "reject_"))
    }


def _readers(source: Input, used: dict[str, int], rules: Mapping[str, str]) -> dict[str, str]:
    """The importers whose vocabulary a file uses, by name."""
    found = {
        name: text
        for name, text in rules.items()
        if name.startswith("import_")
        and any(term.startswith(tuple(_READS.findall(text))) for term in used)
    }
    if not found:
        spaces = sorted({term[: len(term) - len(local_name(term))] for term in used} - {RDF, RDFS})
        raise NotRecognised(
            f"{source.shown}: none of its {sum(used.values()):,} triples is in a vocabulary that "
            f"is understood here; it uses {', '.join(spaces[:5]) or 'none but RDF itself'}; "
            f"understood are {', '.join(understood(rules))}"
        )
    return found


def understood(rules: Mapping[str, str] | None = None) -> list[str]:
    """The namespaces that the importers read."""
    return sorted(
        {
            namespace
            for name, text in (rules or _rules()).items()
            if name.startswith("import_")
            for namespace in _READS.findall(text)
        }
    )


def _copy(raw: ox.Store, out: BinaryIO, known: Terms, dumped: Path) -> int:
    """Write all triples but the contributors' direct edges, which become credits.

    They go through a file, for all of them at once may be more than the memory holds.
    """
    edges = {f"<{p}>".encode() for p in known.contributor_properties | _role_edges(known)}
    count = 0
    raw.dump(str(dumped), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    with dumped.open("rb") as lines:
        for line in lines:
            if line.split(b" ", 2)[1] not in edges:
                out.write(line)
                count += 1
    dumped.unlink()
    return count


def _construct(
    raw: ox.Store,
    text: str,
    prefix: str,
    out: BinaryIO,
    known: Terms,
    properties: Mapping[str, int],
) -> int:
    """Run an importer and write what it makes; our own only asks for what is in the file."""
    edges = sorted((known.contributor_properties | _role_edges(known)) & properties.keys())
    roles = list(known.roles.values()) if FILM + "hasRole" in properties else []
    role_of = known.role_of_property
    people = sorted(known.contributor_properties)
    query = bind(
        text,
        {
            ("id",): [(ox.Literal(prefix),)],
            ("edge", "role"): [(iri(e), iri(role_of[e].iri)) for e in edges if e in role_of],
            ("stated", "edge"): [(iri(r.iri), iri(r.property)) for r in roles],
            ("closer",): [(iri(e),) for e in edges if e != CONTRIBUTOR],
            ("edge", "class"): [
                (iri(e), iri(FILM + ("Person" if e in people else "Company"))) for e in edges
            ],
            ("role", "class"): [
                (iri(r.iri), iri(FILM + ("Person" if r.property in people else "Company")))
                for r in roles
            ],
            # Never empty, for it also stands beside a pattern that has no edge.
            ("edge",): [(iri(e),) for e in edges or [CONTRIBUTOR]],
        }
        if "# reads: " + FILM in text
        else {("id",): [(ox.Literal(prefix),)]},
    )
    return constructing.write(raw, query, out)


def _role_edges(known: Terms) -> frozenset[str]:
    return frozenset(role.property for role in known.roles.values())


def _reject(
    raw: ox.Store,
    source: Input,
    properties: dict[str, int],
    readers: Iterable[str],
    known: Terms,
    rules: Mapping[str, str],
) -> list[Reject]:
    """Take out what cannot be used, and say why.

    An importer ``import_NAME.rq`` may have a ``reject_NAME.rq`` beside it.
    """
    found: list[tuple[Any, Any, Any, str]] = []
    for rule in (name.replace("import_", "reject_", 1) for name in readers):
        if rule in rules:
            found += [
                (row["subject"], row["property"], row["value"], row["reason"].value)
                for row in solutions(raw, _reject_rule(rule, rules[rule], known))
            ]
    if _OURS in readers:
        found += _not_in_the_ontology(raw, properties, known)
    rejects = []
    for subject, prop, value, reason in found:
        for quad in list(_taken_out(raw, subject, prop, value)):
            raw.remove(quad)
        said = [curie(subject.value), curie(prop.value)]
        if value is not None:
            said.append(curie(value.value) if isinstance(value, ox.NamedNode) else str(value))
        tokens = [local_name(subject.value).encode()]
        if value is not None:
            text = local_name(value.value) if isinstance(value, ox.NamedNode) else value.value
            tokens += [local_name(prop.value).encode(), text.encode()]
        rejects.append(Reject(source.shown, " ".join(said), reason, tuple(tokens)))
    return rejects


def _reject_rule(name: str, text: str, known: Terms) -> str:
    if name != _OURS.replace("import_", "reject_"):
        return text
    objects = sorted(known.object_properties)
    return bind(
        text,
        {
            ("property",): [(iri(p),) for p in objects if p.startswith(FILM)],
            ("edge",): [(iri(p),) for p in sorted(known.contributor_properties)],
            ("role",): [(iri(r),) for r in known.roles],
            ("status",): [(iri(s),) for s in known.statuses],
            ("work",): [
                (iri(c),)
                for c in sorted(known.below(FILM + "Work") | known.below(FILM + "Character"))
            ],
        },
    )


def _not_in_the_ontology(
    raw: ox.Store, properties: dict[str, int], known: Terms
) -> list[tuple[Any, Any, Any, str]]:
    """Triples with a property or a class of the namespace that it does not have."""
    found: list[tuple[Any, Any, Any, str]] = []
    every = known.object_properties | known.data_properties
    for prop in properties:
        if prop.startswith(FILM) and prop not in every:
            reason = f"no property of the ontology{_nearest(prop, every)}"
            found += [
                (q.subject, q.predicate, q.object, reason)
                for q in raw.quads_for_pattern(None, iri(prop), None, ox.DefaultGraph())
            ]
    for quad in raw.quads_for_pattern(None, iri(RDF + "type"), None, ox.DefaultGraph()):
        kind = getattr(quad.object, "value", "")
        if kind.startswith(FILM) and kind not in known.classes:
            reason = f"no class of the ontology{_nearest(kind, known.classes)}"
            found.append((quad.subject, quad.predicate, quad.object, reason))
    return found


def _taken_out(
    raw: ox.Store, subject: ox.NamedNode, prop: ox.NamedNode, value: ox.NamedNode | None
) -> Iterator[ox.Quad]:
    """The triple that was rejected, or all of a credit that cannot stand without it."""
    needed = {FILM + name for name in ("hasWork", "hasAgent", "hasRole", "hasStatus")}
    if value is None or prop.value in needed:
        return iter(list(raw.quads_for_pattern(subject, None, None, ox.DefaultGraph())))
    return iter(list(raw.quads_for_pattern(subject, prop, value, ox.DefaultGraph())))


def _nearest(term: str, known: frozenset[str]) -> str:
    from rapidfuzz import fuzz, process

    role = local_name(term).removeprefix("has").removeprefix("is").lower()
    for prop in sorted(known):  # hasActor is hasCastMember, whatever the letters say
        found = terms().role_of_property.get(prop)
        if found and role in (found.label, *found.synonyms):
            return f"; did you mean film:{local_name(prop)}?"
    names = sorted(local_name(k) for k in known if k.startswith(FILM))
    near = process.extractOne(local_name(term), names, scorer=fuzz.ratio, score_cutoff=60)
    return f"; did you mean film:{near[0]}?" if near else ""


def _not_read(properties: dict[str, int], texts: Iterable[str]) -> dict[str, int]:
    """The properties of a file that no importer names."""
    read: set[str] = {RDFS + "label", RDF + "type", DCTERMS + "identifier"}
    for text in texts:
        prefixes = dict(re.findall(r"(?m)^PREFIX\s+([\w-]*):\s*<([^>]*)>", text))
        for prefix, local in re.findall(r"(?<![\w<])([\w-]+):([A-Za-z_]\w*)", text):
            if prefix in prefixes:
                read.add(prefixes[prefix] + local)
    return {prop: count for prop, count in properties.items() if prop not in read}
