"""Titles: title.basics, title.ratings, title.akas and title.episode."""

import re
import unicodedata
from collections import Counter

from reelgraph.sources.imdb.choice import TYPES
from reelgraph.sources.imdb.files import NONE, Table, counted
from reelgraph.sources.imdb.marks import number
from reelgraph.sources.imdb.state import CHOSEN, RATED, THERE, VOTED, Lookup, State
from reelgraph.sources.report import Notes
from reelgraph.vocabulary import FILM, RDFS, SCHEMA

_LABEL = RDFS + "label"
_BETWEEN = "\x02"
"""What IMDb puts between several values in a cell of title.akas."""
_KINDS = {
    "original": "original",
    "working": "working",
    "tv": "release",
    "video": "release",
    "dvd": "release",
    "festival": "release",
}
"""The kind of title for IMDb's types of title. Any other type ("alternative", "imdbDisplay") and
none at all is an alias: IMDb does not say that it was released so."""


def read_basics(state: State, table: Table) -> None:
    """The titles themselves, those that are wanted."""
    if state.choice.min_votes:
        _mark_votes(state)
    wanted = state.choice.wanted_types()
    seen, taken = Counter[str](), Counter[str]()
    votes = years = repeated = 0
    for line, cells in table.rows(state.progress):
        tconst, kind, start = cells[0], cells[1], cells[5]
        n = number("tt", tconst)
        if n < 0:
            table.reject(
                line, repr(tconst), "it is no identifier of a title (tt and seven digits or more)"
            )
            continue
        marks = state.titles.of(n)
        if marks & THERE:
            repeated += 1
            continue
        state.titles.add(n, THERE)
        seen[kind] += 1
        if kind not in wanted:
            continue
        if state.choice.min_votes and not marks & VOTED:
            votes += 1
        elif not state.choice.wants_year(start):
            years += 1
        else:
            taken[kind] += 1
            state.titles.add(n, CHOSEN)
            _write_title(state, table, line, cells)
    state.choice.check_types(seen)
    unknown = Counter({kind: n for kind, n in seen.items() if kind not in (*TYPES, *wanted)})
    if unknown:
        table.leave_out(
            unknown.total(),
            f"titles of types that are not in IMDb's list ({counted(unknown)})",
            "nobody knows whether they are films: --types WORD reads them, as works",
        )
    for kind, count in seen.most_common():
        if kind not in wanted and kind not in unknown:
            why = "no films" if TYPES.get(kind, "Work") == "Work" else "not asked for"
            table.leave_out(
                count, f"titles of the type {kind}", f"{why}: --types {kind} reads them"
            )
    table.leave_out(votes, "titles", f"fewer than {state.choice.min_votes:,} votes (--min-votes)")
    if state.choice.years:
        first, last = state.choice.years
        table.leave_out(years, "titles", f"not of {first} to {last}, or without a year (--years)")
    table.leave_out(repeated, f"rows of {table.name}", "they repeat a title: the first counts")
    for kind in sorted(wanted - seen.keys()) if state.choice.types else ():
        state.notes.warnings.append(f"{table.name} has no title of the type {kind}")
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in taken.most_common())
    table.close(f"{taken.total():,} titles taken" + (f" ({kinds})" if kinds else ""))


def _write_title(state: State, table: Table, line: int, cells: tuple[str, ...]) -> None:
    tconst, kind, primary, original, adult, start, end, minutes, genres = cells
    claims, film = state.claims, state.film(tconst)
    claims.entity(film, TYPES.get(kind, "Work"), "" if primary == NONE else primary)
    claims.identifier(film, tconst)
    claims.text(film, FILM + "imdbId", tconst)
    claims.text(film, state.column("titleType"), kind)
    if original != NONE:
        _write_name(state, film, original, "original")
    if year := state.year(table, line, tconst, "startYear", start):
        claims.date(film, FILM + "releaseDate", year)
    if year := state.year(table, line, tconst, "endYear", end):
        claims.date(film, state.column("endYear"), year)
    if minutes.isascii() and minutes.isdigit() and int(minutes):
        claims.typed(film, FILM + "durationMinutes", int(minutes), "integer")
    elif minutes != NONE:
        reason = "it is no number of minutes, so the cell is left out"
        table.reject(line, f"{tconst} runtimeMinutes {minutes!r}", reason)
    if adult in ("0", "1"):
        claims.typed(film, state.column("isAdult"), ("false", "true")[int(adult)], "boolean")
    elif adult != NONE:
        table.reject(line, f"{tconst} isAdult {adult!r}", "it is neither 0 nor 1: left out")
    for genre in _listed(genres):
        iri = claims.local("genre", genre)
        if genre not in state.genres:
            state.genres.add(genre)
            claims.entity(iri, "Genre", genre)
        claims.link(film, FILM + "hasGenre", iri)


def _write_name(
    state: State,
    film: str,
    text: str,
    kind: str,
    language: str = "",
    note: str = "",
) -> str:
    """A title as a node; the same words of the same kind are one node, whatever their territory."""
    claims = state.claims
    key = (film, kind, language, note, unicodedata.normalize("NFC", text))
    node = claims.named("title", *key)
    claims.entity(node, "Title")
    claims.text(node, FILM + "titleText", text, language)
    claims.text(node, FILM + "titleKind", kind)
    if note:
        claims.text(node, FILM + "note", note)
    claims.link(film, FILM + "hasTitle", node)
    return node


def read_akas(state: State, table: Table) -> None:
    """The other titles of a title, with language, territory and kind as far as they are given."""
    lookup, taken = Lookup(state, table, "titles"), 0
    for line, (tconst, _, text, region, language, types, attributes, is_original) in table.rows(
        state.progress
    ):
        if not lookup.chosen(line, tconst):
            continue
        if text in (NONE, ""):
            table.reject(line, tconst, "the title itself is missing")
            continue
        kinds = [] if types == NONE else types.split(_BETWEEN)
        kind = "original" if is_original == "1" else "alias"
        kind = next((_KINDS[k] for k in kinds if k in _KINDS), kind)
        notes = [k for k in kinds if k not in ("original", "working", "alternative")]
        notes += [] if attributes == NONE else attributes.split(_BETWEEN)
        tag = language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", language) else ""
        if language not in (NONE, tag):
            reason = "it is no code of a language, so the cell is left out"
            table.reject(line, f"{tconst} language {language!r}", reason)
        node = _write_name(state, state.film(tconst), text, kind, tag, ", ".join(notes))
        if region != NONE:
            place = state.claims.local("place", region)
            if region not in state.places:
                state.places.add(region)
                state.claims.entity(place, SCHEMA + "Place", region)
            state.claims.link(node, FILM + "hasTerritory", place)
        taken += 1
    lookup.close()
    table.close(f"{taken:,} titles taken")


def _mark_votes(state: State) -> None:
    """Mark the titles that have votes enough; what is wrong in the file is said when it is read."""
    table = state.tables["title.ratings"]
    silent = Table(table.kind, table.input, table.header, Notes())
    for _, (tconst, _, votes) in silent.rows(state.progress):
        n = number("tt", tconst)
        if n >= 0 and votes.isdecimal() and int(votes) >= state.choice.min_votes:
            state.titles.add(n, VOTED)


def read_ratings(state: State, table: Table) -> None:
    """The average rating and the number of votes, as properties of IMDb's own."""
    lookup, taken = Lookup(state, table, "ratings"), 0
    rating, number_of = state.column("averageRating"), state.column("numVotes")
    for line, (tconst, average, votes) in table.rows(state.progress):
        if not lookup.chosen(line, tconst):
            continue
        n = number("tt", tconst)
        if state.titles.of(n) & RATED:
            continue
        state.titles.add(n, RATED)
        film = state.film(tconst)
        for column, prop, text, pattern, datatype in (
            ("averageRating", rating, average, r"[0-9]+(\.[0-9]+)?", "decimal"),
            ("numVotes", number_of, votes, r"[0-9]+", "integer"),
        ):
            if re.fullmatch(pattern, text):
                state.claims.typed(film, prop, text, datatype)
            elif text != NONE:
                reason = "it is no number, so the cell is left out"
                table.reject(line, f"{tconst} {column} {text!r}", reason)
        taken += 1
    lookup.close()
    table.close(f"{taken:,} ratings taken")


def read_episodes(state: State, table: Table) -> None:
    """The series of an episode, where both were asked for."""
    lookup, taken, alone, dangling = Lookup(state, table, "episodes"), 0, 0, 0
    for line, (tconst, parent, season, episode) in table.rows(state.progress):
        if not lookup.chosen(line, tconst):
            continue
        film = state.film(tconst)
        n = number("tt", parent)
        if n >= 0 and state.titles.of(n) & CHOSEN:
            state.claims.link(film, FILM + "isPartOfSeries", state.film(parent))
        elif n < 0 and parent != NONE:
            table.reject(
                line, f"{tconst} parentTconst {parent!r}", "it is no identifier of a title"
            )
        elif n < 0 or state.titles.of(n) & THERE:
            alone += 1
        else:
            dangling += 1
        for column, text in (("seasonNumber", season), ("episodeNumber", episode)):
            if text.isascii() and text.isdigit():
                state.claims.typed(film, state.column(column), text, "integer")
            elif text != NONE:
                reason = "it is no number, so the cell is left out"
                table.reject(line, f"{tconst} {column} {text!r}", reason)
        taken += 1
    lookup.close()
    table.leave_out(
        alone, f"series of episodes of {table.name}", "the series themselves were not read"
    )
    basics = state.tables["title.basics"].name
    table.leave_out(
        dangling, f"series of episodes of {table.name}", f"the series are not in {basics}"
    )
    table.close(f"{taken:,} episodes taken")


def _listed(cell: str) -> list[str]:
    return [] if cell == NONE else [part for part in cell.split(",") if part]
