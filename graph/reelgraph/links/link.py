"""A link from an entity here to a Wikidata item: what is said, by whom, and what speaks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

ACCEPTED, REJECTED, PENDING, NONE = "accepted", "rejected", "pending", "none"
"""It is the item; it is not; a person has to say; no item was found (or, of a person: there is
none)."""
OUTRANKED = "outranked"
"""A candidate that another one beat: kept to be explained, decided by nobody, never exported."""
STATUSES = (ACCEPTED, REJECTED, PENDING, NONE, OUTRANKED)

AUTOMATIC, MANUAL, GIVEN, IMPORTED = "automatic", "manual", "given", "imported"
"""How it came about: weighed by this package; by a person here; said by a source; decided
elsewhere and brought in."""
METHODS = (AUTOMATIC, MANUAL, GIVEN, IMPORTED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a link, or against it."""

    feature: str
    """What was compared: ``title``, ``year``, ``director``, ``cast`` and so on."""
    weight: float
    """Its contribution to the log-odds (natural logarithm); below zero it speaks against."""
    words: str
    """It for a person, as in ``the same title "Wanted"``."""

    def __str__(self) -> str:
        """As it is stored and shown.

        >>> str(Evidence("year", -2.25, "7 years apart (1997, 2004)"))
        'year -2.25: 7 years apart (1997, 2004)'
        """
        return f"{self.feature} {self.weight:+.2f}: {self.words}"

    @classmethod
    def parsed(cls, text: str) -> "Evidence":
        """The evidence that `str` wrote.

        Raises:
            ValueError: it is none.

        >>> Evidence.parsed("year -2.25: 7 years apart").weight
        -2.25

        """
        head, _, words = text.partition(": ")
        feature, _, weight = head.rpartition(" ")
        return cls(feature, float(weight), words)


@dataclass(frozen=True, slots=True)
class Link:
    """One link, or the answer that there is none."""

    entity: str
    """The IRI here."""
    item: str
    """The IRI at Wikidata; empty where `status` is `NONE`."""
    status: str
    score: float | None = None
    """How sure it is, from 0 to 1; None where nobody weighed it (a source or a person says so)."""
    evidence: tuple[Evidence, ...] = ()
    """What the score is made of; of a decision that was imported, what came with it."""
    method: str = AUTOMATIC
    by: str = ""
    """Who decided: the reviewer, the source that gives it, or "" for this package."""
    when: str = ""
    """xsd:dateTime in UTC, as in ``2026-11-22T21:45:00Z``."""
    note: str = ""
    """What the reviewer wrote; of `NONE`: what it rests on ("none found in ... by ...")."""
    endpoint: str = ""
    """Where was looked: the address of a server without its secrets, or the name of a file."""
    item_label: str = ""
    """What the item was called there then."""

    @property
    def decided(self) -> bool:
        """Whether a person or a source said so: nothing automatic may overwrite it."""
        return self.method != AUTOMATIC

    @property
    def key(self) -> str:
        """What it is called: a hash of entity and item; a later word on the two replaces it."""
        return sha256(f"{self.entity}|{self.item}".encode()).hexdigest()[:20]


def best_first(links: Iterable[Link]) -> list[Link]:
    """Links in the order in which a person wants to see them."""
    return sorted(
        links, key=lambda k: (k.entity, STATUSES.index(k.status), -(k.score or 0.0), k.item)
    )
