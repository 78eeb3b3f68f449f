"""Many texts as one long one and the places where each begins."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Self

import numpy as np
from numpy.typing import NDArray


class Texts:
    """Texts by number."""

    def __init__(self, body: bytes, places: "NDArray[np.int64]") -> None:
        self._body = body
        self._places: list[int] = places.tolist()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Texts in a given order."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        places = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(one) for one in encoded], out=places[1:])
        return cls(b"".join(encoded), places)

    @property
    def parts(self) -> tuple["NDArray[np.uint8]", "NDArray[np.int64]"]:
        """The two arrays that it is made of."""
        return np.frombuffer(self._body, np.uint8), np.array(self._places, np.int64)

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, number: int) -> str:
        return self._at(number).decode("utf-8", "surrogatepass")

    def find(self, text: str) -> int:
        """The number of a text, or -1; they must be in the order of their characters.

        >>> Texts.of(["a", "b", "d"]).find("b"), Texts.of(["a", "b", "d"]).find("c")
        (1, -1)
        """
        wanted = text.encode("utf-8", "surrogatepass")
        place = bisect_left(range(len(self)), wanted, key=self._at)
        return place if place < len(self) and self._at(place) == wanted else -1

    def _at(self, number: int) -> bytes:
        return self._body[self._places[number] : self._places[number + 1]]
