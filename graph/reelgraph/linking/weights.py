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
    accept: float
    """The score from which on a link is accepted without a person."""
    doubt: float
    """The score below which a candidate is not worth a person's time."""

    @classmethod
    def of(cls, said: Mapping[str, object]) -> "Weights":
        """The weights that a parsed ``weights.json`` holds."""
        return cls(
            film=_numbers(said["film"]),
            person=_numbers(said["person"]),
            shared=_numbers(said["shared"]),
            accept=float(str(said["accept"])),
            doubt=float(str(said["doubt"])),
        )


def _numbers(said: object) -> dict[str, float]:
    if not isinstance(said, dict):
        raise TypeError("weights are an object of names and numbers")
    return {str(name): float(weight) for name, weight in said.items()}


@cache
def fitted() -> Weights:
    """The weights that come with this package.

    >>> fitted().film["year.same"] > 0 > fitted().film["title.different"]
    True
    """
    return Weights.of(json.loads(files(__package__).joinpath("weights.json").read_text("utf-8")))
