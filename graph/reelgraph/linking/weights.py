"""How much each piece of evidence weighs: read from ``weights.json``, which was fitted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in log-odds (natural logarithm), by the name of the evidence."""

    film: Mapping[str, float]
    person: Mapping[str, float]
    shared: Mapping[str, float]
    """Of a credit here whose person is credited, or is missing, there."""
    film_scale: tuple[float, float]
    """What turns log-odds into calibrated ones: a factor and what is added."""
    person_scale: tuple[float, float]
    accept: float
    """The score from which on a link is accepted without a person."""
    doubt: float
    """The score below which a candidate is not worth a person's time."""

    @classmethod
    def of(cls, said: Mapping[str, object]) -> "Weights":
        """The weights that a parsed ``weights.json`` holds."""
        names = cls.__slots__
        scales = {n: tuple(said[n]) for n in names if n.endswith("_scale")}  # type: ignore[arg-type]
        return cls(**{**{n: said[n] for n in names}, **scales})  # type: ignore[arg-type]


@cache
def fitted() -> Weights:
    """The weights that come with this package.

    >>> fitted().film["year.same"] > 0 > fitted().film["title.different"]
    True
    """
    return Weights.of(json.loads(files(__package__).joinpath("weights.json").read_text("utf-8")))
