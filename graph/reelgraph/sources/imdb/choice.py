"""Which of IMDb's titles are wanted: by type, by votes and by year."""

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from reelgraph.errors import ParameterError

TYPES: dict[str, str] = {
    "movie": "Film",
    "short": "ShortFilm",
    "tvMovie": "Film",
    "tvShort": "ShortFilm",
    "video": "Film",
    "musicVideo": "MusicVideo",
    "tvSpecial": "Work",
    "tvSeries": "Work",
    "tvMiniSeries": "Work",
    "tvEpisode": "Work",
    "tvPilot": "Work",
    "videoGame": "Work",
    "podcastSeries": "Work",
    "podcastEpisode": "Work",
    "audiobook": "Work",
    "radioSeries": "Work",
    "radioEpisode": "Work",
}
"""IMDb's types of title and the class that each has here."""

FILM_TYPES = frozenset(t for t, kind in TYPES.items() if kind != "Work")
"""What is read when nobody says otherwise.

A "video" is a film that went to video at once. A "tvSpecial" is an award show or an evening of
stand-up more often than a film, so it is no film here.
"""
_NEAR = 75
"""From which likeness on, of 100, a type was probably meant."""
_MOST = 5
"""How many of a file's own types a message lists."""


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """Which titles are read, with the credits and the people that belong to them.

    Raises:
        ParameterError: the last year is before the first.

    >>> Choice(min_votes=100, years=(1950, 1990)).wants_year("1975")
    True

    """

    types: frozenset[str] | None = None
    """IMDb's words for them, in any case of letters; None: `FILM_TYPES`."""
    min_votes: int = 0
    years: tuple[int, int] | None = None
    """First and last; a title without a year is left out where this is given."""

    def __post_init__(self) -> None:
        if self.years and self.years[0] > self.years[1]:
            first, last = self.years
            raise ParameterError(f"no year is from {first} to {last}: give the earlier year first")

    def __repr__(self) -> str:
        # A set has no order of its own, and the same choice is to be the same text in every run.
        types = ",".join(sorted(self.wanted_types()))
        return f"Choice({types}, min_votes={self.min_votes}, years={self.years})"

    def wants_year(self, text: str) -> bool:
        """Whether a title of that ``startYear`` is wanted."""
        if self.years is None:
            return True
        return text.isdecimal() and self.years[0] <= int(text) <= self.years[1]

    def wanted_types(self) -> frozenset[str]:
        """The types in IMDb's own spelling; a type that we do not know stays as it was typed."""
        if self.types is None:
            return FILM_TYPES
        spelled = {t.lower(): t for t in TYPES}
        return frozenset(spelled.get(t.strip().lower(), t.strip()) for t in self.types)

    def check_types(self, there: Collection[str]) -> None:
        """Refuse a type that neither IMDb's list nor the file has.

        Raises:
            ParameterError: there is one; the message lists the types.

        """
        unknown = sorted(self.wanted_types() - TYPES.keys() - set(there))
        if unknown:
            words = ", ".join(repr(t) for t in unknown)
            near = [
                process.extractOne(t, [*TYPES], scorer=fuzz.ratio, score_cutoff=_NEAR)
                for t in unknown
            ]
            meant = " and ".join(dict.fromkeys(found[0] for found in near if found))
            more = sorted(set(there) - TYPES.keys())
            raise ParameterError(
                f"IMDb has no type of title {words}{f': did you mean {meant}?' if meant else ';'} "
                f"its types are {', '.join(TYPES)}"
                + (f"; the file has {', '.join(more[:_MOST])} besides" if more else "")
            )
