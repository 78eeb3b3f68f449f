"""Which film and which person a row speaks of, over all the tables of one source."""

import unicodedata
from collections.abc import Mapping

from reelgraph.sources.claims import ClaimWriter

_KEYS = ("imdb", "wikidata", "tmdb")


def folded(text: str) -> str:
    """A title or a name for comparing: without case, its characters composed."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def words_of(name: str) -> frozenset[str]:
    """The words of a name, for comparing."""
    return frozenset(folded(name).replace(",", " ").replace(".", " ").split())


class Films:
    """The films of a source, by identifier, or by title and year where there is none."""

    def __init__(self, claims: ClaimWriter) -> None:
        self._claims = claims
        self._by_id: dict[tuple[str, str], str] = {}
        self._by_title: dict[str, dict[int | None, list[str]]] = {}
        self._makers: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._identified: dict[str, tuple[str, int | None, str]] = {}
        """Title, year and table of the film that was called by an identifier first."""
        self.clashing: dict[str, str] = {}
        """Identifiers that stand for several films, and the title of the second."""
        self.apart = 0
        """Films kept apart from another of the same title and year."""
        self.ambiguous = 0
        """Rows whose title fits several films."""

    def find(
        self,
        identifier: str,
        ids: Mapping[str, str],
        title: str,
        year: int | None,
        makers: tuple[frozenset[str], frozenset[str]] | None = None,
        *,
        has_years: bool = True,
        one_a_row: bool = True,
        table: str = "",
    ) -> str:
        """The IRI of a film, the same for all rows that speak of it.

        Args:
            identifier: The source's own, or "".
            ids: Identifiers that others gave.
            title: "" where the row has none.
            year: None where it is not known.
            makers: Directors and cast, where one row says all of them: a film of the same title
                and year, without an identifier, but made by others is another one.
            has_years: Whether the table has years at all; without, a title alone is looked up.
            one_a_row: No film stands on several rows; else each may name others of its makers.
            table: In which the row stands: two tables may number their films alike.

        Raises:
            LookupError: the identifier alone is given, and it stands for several films.

        """
        iri = ""
        given = [(k, ids[k]) for k in _KEYS if k in ids]
        if identifier and not given and self._is_anothers(identifier, title, year, table):
            self.clashing.setdefault(identifier, title)
            identifier = ""
        if identifier and not title and identifier in self.clashing:
            raise LookupError(identifier)
        if identifier:
            iri = self._by_id.get(("id", identifier)) or self._claims.local("film", identifier)
            self._by_id[("id", identifier)] = iri
        elif given:
            iri = next((self._by_id[g] for g in given if g in self._by_id), "")
            if not iri and title:
                iri = self._of_title(title, year, makers, has_years, one_a_row, given)
            iri = iri or self._claims.local("film", given[0][1])
        else:
            iri = self._of_title(title, year, makers, has_years, one_a_row, ())
            iri = iri or self._new(title, year, makers)
        for key in given:
            self._by_id.setdefault(key, iri)
        if identifier and title:
            self._identified.setdefault(identifier, (folded(title), year, table))
        if title:
            known = self._by_title.setdefault(folded(title), {}).setdefault(year, [])
            if iri not in known:
                known.append(iri)
        if makers:
            directors, cast = self._makers.get(iri, (frozenset(), frozenset()))
            self._makers[iri] = (directors | makers[0], cast | makers[1])
        return iri

    def _is_anothers(self, identifier: str, title: str, year: int | None, table: str) -> bool:
        """Whether an identifier is known as that of a film which this one cannot be."""
        known = self._identified.get(identifier)
        if known is None or not title or known[0] == folded(title):
            return False
        other = None not in (known[1], year) and abs((known[1] or 0) - (year or 0)) > 1
        return other or known[2] != table

    def _of_title(
        self,
        title: str,
        year: int | None,
        makers: tuple[frozenset[str], frozenset[str]] | None,
        has_years: bool,
        one_a_row: bool,
        given: object,
    ) -> str:
        """A film that is known already by title and year; "" where none is, or several are."""
        by_year = self._by_title.get(folded(title))
        if not by_year:
            return ""
        known = by_year.get(year, [])
        if not known and not has_years:
            known = [iri for iris in by_year.values() for iri in iris]
        if given:  # it has an identifier: only a film without one can be the same
            taken = {iri for key, iri in self._by_id.items() if key[0] in dict(given)}  # type: ignore[call-overload]
            known = [iri for iri in known if iri not in taken]
        if makers:
            others = _disjoint if one_a_row else _all_disjoint
            known = [iri for iri in known if not others(makers, self._makers.get(iri))]
        if len(known) > 1:
            self.ambiguous += 1
        return known[0] if len(known) == 1 else ""

    def _new(
        self, title: str, year: int | None, makers: tuple[frozenset[str], frozenset[str]] | None
    ) -> str:
        names = [folded(title), str(year or "")]
        iri = self._claims.named("film", *names)
        if any(iri in iris for iris in self._by_title.get(folded(title), {}).values()):
            self.apart += 1
            others = sorted((makers[0] or makers[1]) if makers else ())
            iri = self._claims.named("film", *names, "|".join(others) or "another")
        return iri


def _disjoint(
    makers: tuple[frozenset[str], frozenset[str]],
    others: tuple[frozenset[str], frozenset[str]] | None,
) -> bool:
    """Whether two rows name quite different makers: other directors, or else another cast."""
    if others is None:
        return False
    for mine, theirs in zip(makers, others, strict=True):
        if mine and theirs:
            return not mine & theirs
    return False


def _all_disjoint(
    makers: tuple[frozenset[str], frozenset[str]],
    others: tuple[frozenset[str], frozenset[str]] | None,
) -> bool:
    """Whether two rows name other directors, and no actor of the one is one of the other."""
    if others is None or not makers[0] or not others[0]:
        return False
    return not makers[0] & others[0] and not makers[1] & others[1]


class Agents:
    """The people and companies of a source, by identifier or by name."""

    def __init__(self, claims: ClaimWriter) -> None:
        self._claims = claims
        self._by_id: dict[tuple[str, str], str] = {}
        self._by_name: dict[tuple[str, str], str | None] = {}
        self._identified: dict[tuple[str, str], tuple[frozenset[str], str]] = {}
        """The words of the name, and the table, of the one who had an identifier first."""
        self.clashing: dict[str, str] = {}
        """Identifiers that stand for several people, and the name of the second."""

    def find(
        self,
        kind: str,
        name: str,
        identifier: str = "",
        ids: Mapping[str, str] = {},
        table: str = "",
    ) -> str:
        """The IRI of somebody; a name alone means the one who is known by it, if just one is.

        Args:
            kind: "person", "company" or "organization".
            name: As it is written.
            identifier: The source's own, or "".
            ids: Identifiers that others gave.
            table: In which the row stands: two tables may number their people alike.

        """
        key = (kind, folded(name))
        if identifier and not ids and self._is_anothers(kind, identifier, name, table):
            self.clashing.setdefault(identifier, name)
            identifier = ""
        if not identifier and not ids:
            known = self._by_name.get(key)
            if known is None:
                known = self._claims.named(kind, unicodedata.normalize("NFC", name))
                self._by_name.setdefault(key, known)
            return known
        given = [(k, ids[k]) for k in _KEYS if k in ids]
        if identifier:
            iri = self._by_id.get((kind, identifier)) or self._claims.local(kind, identifier)
            self._by_id[kind, identifier] = iri
        else:
            iri = next((self._by_id[g] for g in given if g in self._by_id), "")
            if not iri:
                iri = (
                    self._claims.local(kind, given[0][1])
                    if given
                    else self._claims.named(kind, unicodedata.normalize("NFC", name))
                )
        for one in given:
            self._by_id.setdefault(one, iri)
        if identifier and name:
            self._identified.setdefault((kind, identifier), (words_of(name), table))
        if name:
            before = self._by_name.get(key, iri)
            self._by_name[key] = iri if before == iri else None  # two of that name
        return iri

    def _is_anothers(self, kind: str, identifier: str, name: str, table: str) -> bool:
        """Whether another table has that identifier for somebody of quite another name."""
        known = self._identified.get((kind, identifier))
        return (
            known is not None
            and known[1] != table
            and bool(name)
            and known[0].isdisjoint(words_of(name))
        )
