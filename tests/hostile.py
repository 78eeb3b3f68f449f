"""A world of films whose names, IRIs and sources were written by somebody with bad intentions."""

from reelgraph import loading
from reelgraph.store import EmbeddedStore

H = "https://example.org/hostile/"
MINTED = "https://w3id.org/reelgraph/id/hostile/"
NAMES = {
    "script": "</script><img src=x onerror=alert(1)>",
    "turned": "Good\u202enaidraug\u2066 film\u200f",
    "split": "Two\r\nSet-Cookie: taken=1\r\n\r\n<h1>x</h1>",
    "quotes": "\" onmouseover=alert(2) x='",
    "formula": '=HYPERLINK("http://evil.example/","x")',
    "entity": "Tom &amp; <b>Jerry</b> &lt;3",
    "template": "{{base}} ${alert(3)} {% raw %} %s {0}",
    "arabic": "ليلة طويلة",
    "control": "bell\u0007 and\u0000".replace("\u0000", "\u0001"),
    "comment": "<!-- --> ]]> --!><script>alert(4)</script>",
    "long": "w" * 5000,
}
"""The names, by the last part of the IRI that each has."""
ODD_IRIS = (
    "javascript://example.org/%0aalert(5)",
    "data:text/html,alert(6)",
    f"{H}'onmouseover='alert(7)",
    f"{H}a&lt=1;#frag?x=<>".replace("<>", "%3Cb%3E"),
    f"{MINTED}film/..%2F..%2Fetc",
    f"{MINTED}film/a/../../b",
    f"{MINTED}film/KA%2017%2F3",
    f"{MINTED}film/two?format=ttl",
    "urn:isbn:1",
)
"""IRIs that are films here."""


def turtle() -> str:
    """The world as Turtle."""

    def literal(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'.replace("\r", "\\r").replace("\n", "\\n")

    script = literal(NAMES["script"])
    lines = [
        "@prefix film: <https://w3id.org/reelgraph/ns#> .",
        "@prefix role: <https://w3id.org/reelgraph/role/> .",
        "@prefix status: <https://w3id.org/reelgraph/status/> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        f"<{H}source> a film:Source ; dcterms:title {script} ;",
        '  dcterms:source "javascript:alert(8)" ; dcterms:license "data:text/html,alert(9)" ;',
        f"  dcterms:publisher {literal(NAMES['quotes'])} .",
        f"<{H}maker> a film:Person ; rdfs:label {script} .",
    ]
    films = {H + key: name for key, name in NAMES.items()}
    films |= {iri: f"odd {number}" for number, iri in enumerate(ODD_IRIS)}
    for number, (iri, name) in enumerate(films.items()):
        node = f"<{H}credit/{number}>"
        lines += [
            f"<{iri}> a film:Film ; rdfs:label {literal(name)} ; skos:altLabel {script} ;",
            f'  film:officialWebsite "javascript:alert(10)" ; film:hasDirector <{H}maker> .',
            f"{node} a film:Credit ; film:hasWork <{iri}> ; film:hasAgent <{H}maker> ;",
            f"  film:hasRole role:cast ; film:characterName {script} ; film:note {script} ;",
            f"  film:creditedAs {literal(NAMES['quotes'])} .",
        ]
    return "\n".join(lines)


def hostile_world(folder) -> EmbeddedStore:
    """A store in memory with that world.

    Args:
        folder: Where its file may lie.

    """
    path = folder / "hostile.ttl"
    path.write_text(turtle(), encoding="utf-8", newline="\n")
    store = EmbeddedStore()
    loading.load(store, [str(path)], name="hostile")
    return store
