"""Everything that reelgraph raises on purpose.

::

    ReelgraphError
    ├── InputError           a file or a text that cannot be read as what it should be
    │   ├── NotRecognised    its format or its vocabulary is none that is understood
    │   └── Rejected         --strict, and a record was rejected
    ├── QueryError           a query that cannot be run
    │   ├── QuerySyntaxError with the line, a caret and what was expected
    │   ├── QueryTimeout     the time limit ended it
    │   ├── Refused          a server does not do it for anybody, or not for this visitor
    │   └── ParameterError   a parameter of a named query is missing or has the wrong type
    ├── NotFound             no entity (or source, or query) of that name; suggests the nearest
    ├── Ambiguous            several entities of that name; lists them
    ├── StoreError           the store cannot be opened, or not written
    │   ├── StoreLocked      another process is using it
    │   ├── Busy             so much is being asked of this server that no turn came
    │   └── EndpointError    a SPARQL server did not give a whole answer
    └── MissingExtra         an optional package is not installed; says which extra brings it

The message of each says the offending value, where it stood and the remedy. `exit_code` is what
the command line ends with: 2 for a mistake in what was typed, 3 for an input that failed.
"""

from collections.abc import Sequence
from typing import Any


class ReelgraphError(Exception):
    """The base of all errors of this package."""

    exit_code = 3


class InputError(ReelgraphError):
    """A file or a text that cannot be read as what it should be."""


class NotRecognised(InputError):
    """The format or the vocabulary of an input is none that is understood."""


class Rejected(InputError):
    """A strict load met a record that it had to reject."""


class QueryError(ReelgraphError):
    """A query that cannot be run."""

    exit_code = 2


class QuerySyntaxError(QueryError):
    """A query that is not SPARQL 1.1; the message shows the line, a caret and the remedy."""


class QueryTimeout(QueryError):
    """The time limit ended the query; nothing of its answer was handed on."""

    exit_code = 3


class Refused(QueryError):
    """A server does not do what was asked: it is only read, or bounds what it does for anybody."""


class ParameterError(QueryError):
    """A parameter of a named query is missing, unknown or of the wrong type."""


class NotFound(ReelgraphError):
    """No entity, source or query of that name."""

    exit_code = 2

    def __init__(self, message: str, suggestions: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.suggestions = tuple(suggestions)


class Ambiguous(ReelgraphError):
    """Several entities of that name; `candidates` lists them, the best known first."""

    exit_code = 2

    def __init__(self, message: str, candidates: Sequence[Any]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class StoreError(ReelgraphError):
    """The store cannot be opened, or not written."""


class StoreLocked(StoreError):
    """Another process is using the store."""


class Busy(StoreError):
    """So much is being asked of this server that no turn came in time: ask again."""


class EndpointError(StoreError):
    """A SPARQL server cannot be asked, or did not give a whole answer."""

    def __init__(
        self, message: str, *, status: int | None = None, after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status that it answered with, where it is the reason."""
        self.after = after
        """The seconds after which it wants to be asked again, where it said so."""


class MissingExtra(ReelgraphError):
    """An optional package is not installed.

    >>> raise MissingExtra("pandas", "pandas", "a DataFrame")
    Traceback (most recent call last):
    reelgraph.errors.MissingExtra: a DataFrame needs pandas: pip install pandas
    (or install reelgraph with its extra "pandas")
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {package}: pip install {package} "
            f'(or install reelgraph with its extra "{extra}")'
        )
        self.extra = extra
