"""What a request of the explorer gives: its parameters, checked and bounded."""

import pyoxigraph as ox
from starlette.requests import Request

from reelgraph.entity import kind_named
from reelgraph.errors import NotFound, ParameterError
from reelgraph.network.filters import Filters, filters
from reelgraph.vocabulary import expand

LONGEST = 1000
"""Characters that a parameter may have."""
IRIS = 500
"""How many entities a request may name."""
NODES = 2000
"""How many nodes an answer may have."""
DEEPEST = 4
"""How many edges away from the middle a network may reach."""


class Given:
    """The parameters of a request."""

    def __init__(self, request: Request) -> None:
        self._given = request.query_params

    def text(self, name: str, preset: str | None = None) -> str:
        """One text.

        Raises:
            ParameterError: it is missing, given twice or too long.

        """
        found = self._given.getlist(name)
        if len(found) > 1:
            raise ParameterError(f"{name!r} is given {len(found)} times: give it once")
        if not found or (not found[0].strip() and preset is not None):
            if preset is None:
                raise ParameterError(f"{name!r} is missing: write ?{name}=...")
            return preset
        return self._bounded(name, found[0])

    def words(self, name: str) -> list[str]:
        """Several texts: the parameter may be repeated, and hold commas."""
        found = self._given.getlist(name)
        if sum(map(len, found)) > LONGEST:
            raise ParameterError(f"{name!r} is longer than {LONGEST} characters: give fewer")
        return [word.strip() for text in found for word in text.split(",") if word.strip()]

    def number(self, name: str, preset: int, least: int, most: int) -> int:
        """A whole number within bounds.

        Raises:
            ParameterError: it is none, or outside of them.

        """
        text = self.text(name, str(preset)).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ParameterError(f"{name}={text[:40]!r} is no whole number: write {name}={preset}")
        if not least <= int(text) <= most:
            raise ParameterError(f"{name}={int(text)} is not from {least} to {most}")
        return int(text)

    def flag(self, name: str) -> bool:
        """Whether something is asked for, as by ``all=1``.

        Raises:
            ParameterError: it is neither 0 nor 1.

        """
        text = self.text(name, "0").strip().lower()
        if text not in ("0", "1", "true", "false"):
            raise ParameterError(f"{name}={text[:40]!r} says neither yes nor no: write {name}=1")
        return text in ("1", "true")

    def iris(self, name: str) -> list[str]:
        """The entities that are named, by IRI, CURIE or QID; each once.

        Raises:
            ParameterError: there is none, there are too many, or one is no IRI.

        """
        found = list(dict.fromkeys(self._given.getlist(name)))
        if not found:
            raise ParameterError(f"{name!r} is missing: name an entity, as in ?{name}=wd:Q42")
        if len(found) > IRIS:
            raise ParameterError(f"{len(found)} entities are named: {name!r} takes {IRIS} at most")
        return [self.as_iri(name, text) for text in found]

    def as_iri(self, name: str, text: str) -> str:
        """The IRI that a text stands for.

        Raises:
            ParameterError: it is none.

        """
        full = expand(self._bounded(name, text))
        try:
            sound = full is not None and bool(ox.NamedNode(full))
        except ValueError:
            sound = False
        if full is None or not sound:
            raise ParameterError(
                f"{name}={text[:80]!r} is no IRI: write it in full, or as wd:Q42; "
                "api/find has the IRI of a name"
            )
        return full

    def kind(self, name: str = "type") -> str | None:
        """The class that is named, if one is.

        Raises:
            ParameterError: there is no such class.

        """
        words = self.text(name, "")
        return _kind(words) if words else None

    def filters(self) -> Filters:
        """Which edges count; whether there are the sources, those who look for the edges tell.

        Raises:
            ParameterError: a role, a type, a status or a range of years that there is not.

        """
        hubs = self.number("skip_hubs", 1, 1, 10**8) if self.text("skip_hubs", "") else None
        try:
            return filters(
                self.words("role") or None,
                self.text("years", "") or None,
                self.words("include"),
                self.words("type") or None,
                hubs,
                self.words("source") or None,
            )
        except NotFound as error:  # of a type: it is a parameter here, and not what is looked for
            raise ParameterError(str(error)) from None

    def _bounded(self, name: str, text: str) -> str:
        if len(text) > LONGEST:
            raise ParameterError(f"{name!r} is longer than {LONGEST} characters: shorten it")
        return text


def _kind(word: str) -> str:
    try:
        return kind_named(word)
    except NotFound as error:
        raise ParameterError(str(error)) from None
