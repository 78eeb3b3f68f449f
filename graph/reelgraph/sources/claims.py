"""Claims as a source that is no RDF writes them: N-Triples, in terms of the ontology."""

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import pyoxigraph as ox

from reelgraph.errors import InputError
from reelgraph.vocabulary import BASE, DCTERMS, FILM, RDF, RDFS, XSD, credit_hash, entity_iri, slug

_TYPE = RDF + "type"
_LABEL = RDFS + "label"
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\ufffd"})

_PLAIN = re.compile(r'[^\\"\n\r\0\ud800-\udfff]*').fullmatch
"""Tells the texts that have nothing to escape, which are nearly all."""


class ClaimWriter:
    """Writes the claims of one source, and mints the IRIs of what it speaks of.

    >>> import io
    >>> out = io.BytesIO()
    >>> claims = ClaimWriter(out, "mine")
    >>> film = claims.local("film", "KA 17/3")
    >>> claims.entity(film, "Film", "Stalker")
    >>> print(out.getvalue().decode().splitlines()[1])
    <https://w3id.org/reelgraph/id/mine/film/KA%2017%2F3> \
<http://www.w3.org/2000/01/rdf-schema#label> "Stalker" .
    """

    def __init__(self, out: BinaryIO, source: str, base: str = BASE) -> None:
        self._out, self.source, self.base = out, source, base
        self._spaces: dict[str, str] = {}
        self._credits = self.local("credit", "")

    # IRIs

    def local(self, kind: str, identifier: str) -> str:
        """The IRI of what the source calls by an identifier of its own.

        Args:
            kind: "film", "person", "company", "genre", "place", "language", "character" ...
            identifier: As the source has it.

        """
        space = self._spaces.get(kind)
        if space is None:
            space = self._spaces[kind] = entity_iri(self.source, kind, "", self.base)
        # Nothing is to be quoted in most identifiers, and there are millions of them.
        plain = identifier.isascii() and identifier.isalnum()
        return space + (identifier if plain else quote(identifier, safe=""))

    def named(self, kind: str, *names: str) -> str:
        """The IRI of what the source only names: a hash of the source, the kind and the names.

        Give the names in Unicode's composed form (NFC).
        """
        digest = sha256("|".join((self.source, kind, *names)).encode()).hexdigest()
        return self.local(kind, digest[:20])

    def column(self, name: str) -> str:
        """The property that stands for a column which the ontology does not know."""
        return self.local("column", slug(name) or sha256(name.encode()).hexdigest()[:8])

    # Triples

    def entity(self, iri: str, kind: str, name: str | None = None, language: str = "") -> None:
        """Say what something is (a class of the ontology, as in "Film") and its preferred name."""
        self.link(iri, _TYPE, FILM + kind if ":" not in kind else kind)
        if name:
            self.text(iri, _LABEL, name, language)

    def identifier(self, iri: str, text: str) -> None:
        """Say by which identifier of its own the source calls something."""
        self.text(iri, DCTERMS + "identifier", text)

    def link(self, subject: str, prop: str, value: str) -> None:
        """Write a triple whose value is an IRI."""
        self._out.write(f"<{subject}> <{prop}> <{value}> .\n".encode())

    def text(self, subject: str, prop: str, value: str, language: str = "") -> None:
        """Write a triple whose value is a text, with a language if it is known."""
        tag = f"@{language}" if language else ""
        self._out.write(f'<{subject}> <{prop}> "{_escaped(value)}"{tag} .\n'.encode())

    def typed(self, subject: str, prop: str, value: str | int, datatype: str) -> None:
        """Write a triple whose value has a datatype of XML Schema, as in "integer" or "gYear"."""
        escaped = _escaped(str(value))
        self._out.write(f'<{subject}> <{prop}> "{escaped}"^^<{XSD}{datatype}> .\n'.encode())

    def date(self, subject: str, prop: str, value: str) -> None:
        """Write a date with the precision that it has: "2015", "2015-09" or "2015-09-12"."""
        self.typed(subject, prop, value, {4: "gYear", 7: "gYearMonth"}.get(len(value), "date"))

    def credit(
        self,
        work: str,
        agent: str,
        role: str,
        *,
        characters: Iterable[str] = (),
        credited_as: str = "",
        order: int | None = None,
        note: str = "",
        statement: str = "",
    ) -> str:
        """Say that an agent had a role (an IRI) in a work, and give the IRI of that credit.

        Args:
            work, agent, role: IRIs.
            characters: The names of those whom a cast member plays.
            credited_as: The name as it was printed, where that is not the agent's own.
            order: The position in the list, from 1.
            note: What else the source says of it.
            statement: Tells two credits of the same three apart.

        """
        node = self._credits + credit_hash(work, agent, role, statement)
        start = f"<{node}> <"  # one write for all of them: there are millions of credits
        lines = [
            f"{start}{_TYPE}> <{FILM}Credit> .\n"
            f"{start}{FILM}hasWork> <{work}> .\n"
            f"{start}{FILM}hasAgent> <{agent}> .\n"
            f"{start}{FILM}hasRole> <{role}> .\n"
        ]
        lines += [f'{start}{FILM}characterName> "{_escaped(c)}" .\n' for c in characters]
        if credited_as:
            lines.append(f'{start}{FILM}creditedAs> "{_escaped(credited_as)}" .\n')
        if order is not None:
            lines.append(f'{start}{FILM}billingOrder> "{order}"^^<{XSD}integer> .\n')
        if note:
            lines.append(f'{start}{FILM}note> "{_escaped(note)}" .\n')
        self._out.write("".join(lines).encode())
        return node


def check(claims: Path, shown: str) -> None:
    """Refuse claims that are no N-Triples: what a file gives as an IRI may be none.

    Args:
        claims: Their file.
        shown: What they were read from.

    Raises:
        InputError: there is such an IRI.

    """
    try:
        for _ in ox.parse(path=claims, format=ox.RdfFormat.N_TRIPLES):
            pass
    except SyntaxError as error:
        text = re.sub(r"^Parser error (at|between) [^:]*: ", "", error.msg)
        text = re.sub(r" \(line \d+\)$", "", text)
        raise InputError(f"{shown} has an IRI that is none: {text}: correct it there") from None


def _escaped(text: str) -> str:
    """A text inside the quotation marks of N-Triples; what is no Unicode becomes a mark."""
    if _PLAIN(text):
        return text
    return text.translate(_ESCAPED).encode("utf-8", "replace").decode()
