"""Dumps of Wikidata's shape for tests, and what SPARQL says should be taken out of them."""

import gzip
import itertools
from pathlib import Path

import pyoxigraph as ox
import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "wikidata"
real = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared film data is not beside this checkout"
)

WD = "http://www.wikidata.org/entity/"
WDT = "http://www.wikidata.org/prop/direct/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALIAS = "http://www.w3.org/2004/02/skos/core#altLabel"

SMALL = """\
Q24862 P279 Q11424          short film is a kind of film
Q17517379 P279 Q24862       and animated short film one of short film
Q7725634 P279 Q7397         a literary work is none
Q101 P31 Q17517379
Q101 label "Le Court"@fr
Q101 label "The Short"@en
Q101 label "The Short"@mul
Q101 altLabel "A Short"@en
Q101 description "animated film"@en
Q101 P57 Q201
Q101 P161 Q202
Q101 P136 Q301
Q101 P144 Q401
Q101 P345 "tt0000101"
Q101 P577 "1999-02-03T00:00:00Z"
Q101 P1476 "Le Court"@fr
Q101 P2437 Q999             a property that nobody reads
Q102 P31 Q11424
Q102 P161 Q202
Q201 P31 Q5
Q201 label "Ann Director"@en
Q201 P569 "1950-01-01T00:00:00Z"
Q201 P463 Q501
Q201 P1559 "Анна"@ru
Q201 P69 Q998
Q202 P31 Q5
Q202 label "Bob Actor"@mul
Q301 label "comedy"@en
Q301 P279 Q302
Q401 P31 Q7725634
Q401 label "The Novel"@en
Q401 P577 "1950-01-01T00:00:00Z"
Q401 P136 Q399
Q501 label "The Band"@en
Q501 P463 Q502
Q502 label "a group of bands"@en
Q103 P31 Q5398426           a series
Q103 label "The Series"@en
Q103 P161 Q203
Q203 P31 Q5
Q203 label "Cid Series"@en
"""
TAKEN = """\
Q24862 P279 Q11424
Q17517379 P279 Q24862
Q101 P31 Q17517379
Q101 label "The Short"@en
Q101 label "The Short"@mul
Q101 altLabel "A Short"@en
Q101 P57 Q201
Q101 P161 Q202
Q101 P136 Q301
Q101 P144 Q401
Q101 P345 "tt0000101"
Q101 P577 "1999-02-03T00:00:00Z"
Q101 P1476 "Le Court"@fr
Q102 P31 Q11424
Q102 P161 Q202
Q201 P31 Q5
Q201 label "Ann Director"@en
Q201 P569 "1950-01-01T00:00:00Z"
Q201 P463 Q501
Q201 P1559 "Анна"@ru
Q202 P31 Q5
Q202 label "Bob Actor"@mul
Q301 label "comedy"@en
Q401 P31 Q7725634
Q401 label "The Novel"@en
Q501 label "The Band"@en
"""
GOOD = f"<{WD}Q1> <{WDT}P31> <{WD}Q11424> ."
HOSTILE: list[tuple[bytes, str]] = [
    # a line of the dump, and what is taken of it: nothing, or "broken", where it is no triple
    (GOOD.encode(), GOOD),
    (b"", ""),
    (b"# a comment", ""),
    (b"   \t ", ""),
    (f"\t<{WD}Q1>\t<{WDT}P57>  <{WD}Q2>. # why".encode(), f"<{WD}Q1> <{WDT}P57> <{WD}Q2> ."),
    (f"<{WD}Q1><{WDT}P58><{WD}Q2>.\r".encode(), f"<{WD}Q1> <{WDT}P58> <{WD}Q2> ."),
    (f'<{WD}Q1> <{LABEL}> "a \\"b\\" \\\\"@en .'.encode(),
     f'<{WD}Q1> <{LABEL}> "a \\"b\\" \\\\"@en .'),
    (f'<{WD}Q1> <{ALIAS}> "<{WDT}P31> . # no"@en .'.encode(),
     f'<{WD}Q1> <{ALIAS}> "<{WDT}P31> . # no"@en .'),
    (f'<{WD}Q1> <{ALIAS}> "\\u0434\tx"@EN .'.encode(), f'<{WD}Q1> <{ALIAS}> "\\u0434\tx"@EN .'),
    (f'<{WD}Q1> <{ALIAS}> "caf\u00e9 \U0001f3ac\u2028"@en .'.encode(),
     f'<{WD}Q1> <{ALIAS}> "caf\u00e9 \U0001f3ac\u2028"@en .'),
    (f'<{WD}Q1> <{ALIAS}> ""@en .'.encode(), f'<{WD}Q1> <{ALIAS}> ""@en .'),
    (f'<{WD}Q1> <{ALIAS}> "{"l" * 20_000}"@en .'.encode(),
     f'<{WD}Q1> <{ALIAS}> "{"l" * 20_000}"@en .'),
    (f"<{WD}Q1> <{WDT}P161> _:somebody .".encode(), f"<{WD}Q1> <{WDT}P161> _:somebody ."),
    (f"_:somebody <{WDT}P31> <{WD}Q5> .".encode(), ""),
    (f"<{WD}P57> <{WDT}P31> <{WD}Q11424> .".encode(), ""),
    (f"<{WD}Q1> <{WDT}P5700> <{WD}Q3> .".encode(), ""),
    (f'<{WD}Q1> <{LABEL}> "eins"@de .'.encode(), ""),
    (f'<{WD}Q1> <{LABEL}> "plain" .'.encode(), ""),
    (f'<{WD}Q3> <{LABEL}> "a"@de . # "b"@en .'.encode(), "broken"),  # nobody writes such a comment
    (f"<{WD}Q1> <{WDT}P57> <{WD}Q".encode(), "broken"),
    (f"<{WD}Q1> <{WDT}P57> <{WD}Q4>".encode(), "broken"),
    (f"<{WD}Q1> <{WDT}P57> <{WD}Q 4> .".encode(), "broken"),
    (f'<{WD}Q1> <{ALIAS}> "not ended@en .'.encode(), "broken"),
    (f'<{WD}Q1> <{ALIAS}> "one" two"@en .'.encode(), "broken"),
    (f'<{WD}Q1> <{ALIAS}> "bad \\q"@en .'.encode(), "broken"),
    (f'<{WD}Q1> <{ALIAS}> "half \\ud83d"@en .'.encode(), "broken"),
    (f'<{WD}Q1> <{ALIAS}> "{chr(92) + chr(34)}'.encode() * 3_000, "broken"),
    (f'<{WD}Q1> <{ALIAS}> "caf\u00e9"@en .'.encode("latin-1"), "broken"),
    (f'<{WD}Q1> <{WDT}P57> <Q5> .'.encode(), "broken"),
    (b"\x00\x01\x02\xff\xfe", "broken"),
    (b"title,year", "broken"),
    (f"<{WD}Q1> <{WDT}P161> <{WD}Q6> .\r<{WD}Q1> <{WDT}P161> <{WD}Q7> .".encode(), "broken"),
]  # fmt: skip
"""Lines as they should not be, and a few that are unusual and right."""


def triples(text: str) -> list[str]:
    """The lines of the notation above as N-Triples."""
    return [_triple(line) for line in text.splitlines()]


def _triple(line: str) -> str:
    s, p, o = line.split(" ", 2)
    prop = {"label": LABEL, "altLabel": ALIAS, "description": "http://schema.org/description"}
    if o.startswith('"'):
        value = f"{o}^^<http://www.w3.org/2001/XMLSchema#dateTime>" if o.endswith('Z"') else o
    else:
        value = f"<{WD}{o.split()[0]}>"
    return f"<{WD}{s}> <{prop.get(p, WDT + p)}> {value} ."


def taken_by_sparql(path: Path, properties: list[str], of_works: list[str]) -> set[str]:
    """What should be taken out of a dump, asked of it as a graph."""
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    listed = {
        "all": ", ".join(f"<{WDT}{p}>" for p in properties if p != "P279"),
        "others": ", ".join(f"<{WDT}{p}>" for p in properties if p not in (*of_works, "P279")),
        "names": f"<{LABEL}>, <{ALIAS}>",
    }
    film = "?film wdt:P31/wdt:P279* ?root . VALUES ?root { wd:Q11424 wd:Q202866 }"
    named = (
        f"{film} ?film ?how ?named FILTER(?how IN ({listed['all']}) && ?how != wdt:P31 && "
        'STRSTARTS(STR(?named), "http://www.wikidata.org/entity/Q"))'
    )
    joined = f"{named} ?named wdt:P463 ?group ."
    name = f'?p IN ({listed["names"]}) && LANG(?o) IN ("en", "mul")'
    asked = [
        f"{{ {film} ?film ?p ?o BIND(?film AS ?s) FILTER(?p IN ({listed['all']}) || ({name})) }}",
        "{ SELECT DISTINCT ?lower ?upper WHERE { ?lower wdt:P279 ?upper . "
        "FILTER EXISTS { ?upper wdt:P279* ?root VALUES ?root { wd:Q11424 wd:Q202866 } } } } "
        "BIND(?lower AS ?s) BIND(wdt:P279 AS ?p) BIND(?upper AS ?o)",
    ]
    for which, entity in ((named, "?named"), (joined, "?group")):
        asked.append(
            f"{{ SELECT DISTINCT {entity} WHERE {{ {which} }} }} {entity} ?p ?o "
            f"BIND({entity} AS ?s) FILTER(({name}) || (?p IN ({listed['others']}) && "
            "(?p = wdt:P31 || !isIRI(?o) || "
            f"EXISTS {{ {named.replace('?named', '?o')} }} || "
            f"EXISTS {{ {joined.replace('?group', '?o')} }})))"
        )
    found: set[str] = set()
    for where in asked:
        answer = store.query(
            f"PREFIX wd: <{WD}> PREFIX wdt: <{WDT}> SELECT DISTINCT ?s ?p ?o WHERE {{ {where} }}"
        )
        assert isinstance(answer, ox.QuerySolutions)
        found |= {f"{row['s']} {row['p']} {row['o']} ." for row in answer}
    return found


def real_films() -> list[str]:
    """A part of the real film data: only what a dump of truthy statements has."""
    with gzip.open(SHARED / "wikidata-films.nt.gz", "rt", encoding="utf-8") as stream:
        return [
            line.rstrip("\n")
            for line in itertools.islice(stream, 20_000)
            if f"<{WDT}" in line or f"<{LABEL}>" in line or f"<{ALIAS}>" in line
        ]


def written(path: Path, lines: list[str]) -> Path:
    """A file of these lines."""
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    return path
