"""A SPARQL server as the place where items are looked up: in small batches, and never in a hurry.

A batch that is too large for the server (it times out, or cuts its rows) is halved. An answer that
is not whole is asked for again, a few times. What was answered is kept, so that a run that ended
in the middle goes on where it stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from reelgraph.binding import Term
from reelgraph.errors import EndpointError, QueryTimeout
from reelgraph.sources.inputs import Progress
from reelgraph.store import answers
from reelgraph.store.address import Endpoint
from reelgraph.store.client import Client
from reelgraph.store.manners import Manners, manners_towards
from reelgraph.store.outline import counting, outline
from reelgraph.targets import contact as contacts
from reelgraph.targets.kept import Kept, TooMuch
from reelgraph.targets.questions import Question, question

BATCH = 100
"""Rows of one question."""
MOST = 10_000
"""Rows that are asked for: one more than are believed, so that a cut at this number shows."""
DEADLINE = 100.0
"""Seconds that one question may take; Wikidata ends it after 60."""
TRIES = 3
LONGEST_WAIT = 600.0
"""Seconds that a server may ask to wait; where it asks for more, the run ends."""
GROW = 10
"""Answers in a row after which batches that were halved are doubled again."""
_HERE_AGAIN = "What was answered is kept: go on later with --resume"
_TOO_LONG = (413, 414)
_PASSING = (408, 425, 429)
"""The states below 500 that pass by themselves."""
_ANY = "SELECT ?p WHERE { ?s ?p ?o } LIMIT %d"
_COUNTED = "SELECT (COUNT(*) AS ?n) WHERE { SELECT ?p WHERE { ?s ?p ?o } LIMIT %d }"

Row = tuple[Term | None, ...]


@dataclass(slots=True)
class _Size:
    """How many rows a question has, by what its server could answer so far."""

    rows: int
    answered: int = 0


class Remote:
    """A server that is asked in Wikidata's vocabulary."""

    def __init__(
        self,
        address: str,
        *,
        contact: str | None = None,
        resume: bool = False,
        fresh: bool = False,
        progress: Progress | None = None,
        batch: int = BATCH,
        most: int = MOST,
        deadline: float = DEADLINE,
        manners: Manners | None = None,
        kept: Kept | None = None,
    ) -> None:
        """Get ready to ask; nothing is sent yet.

        Args:
            address: Of the SPARQL endpoint; a name and a password may stand in it.
            contact: Whom the server's keepers may write to; the one that is known if None.
            resume: Whether the answers of the run before are taken, however long ago it was.
            fresh: Whether nothing counts that was answered before.
            progress: Told of long waits.
            batch: How many rows one question has.
            most: How many rows are asked for; so many or more are taken for a cut.
            deadline: Seconds that one question may take.
            manners: When a question may be sent; those that this process shares if None.
            kept: Where answers are kept; in the user's cache folder if None.

        Raises:
            EndpointError: it is no address, or a contact is needed and none is known.
            InputError: the contact is none.

        """
        endpoint = Endpoint.of(address)
        contact = contacts.needed(endpoint, contact)
        self.client = Client(address, deadline=deadline, tries=1, contact=contact)
        self.manners = manners or manners_towards(endpoint)
        self.kept = kept or Kept(endpoint, resume=resume, fresh=fresh)
        self._progress, self._batch, self._most = progress, batch, most
        self._sizes: dict[str, _Size] = {}
        self._room: int | None = None

    @property
    def place(self) -> str:
        """The address, without name, password and keys."""
        return str(self.client.endpoint)

    @property
    def version(self) -> str:
        """The address as well: nobody can say what a server holds today."""
        return str(self.client.endpoint)

    def ask(self, query: str, rows: Sequence[Sequence[Term]]) -> Iterator[Row]:
        """The rows of a query of ``queries/wikidata_*.rq``: see `Target.ask`.

        The values are sent in an order of their own, so that they fall into the same batches in
        the next run.
        """
        asked = question(query)
        size = self._sizes.setdefault(query, _Size(self._batch))
        ordered = sorted({tuple(row) for row in rows}, key=str)
        at = 0
        while at < len(ordered):
            batch = ordered[at : at + size.rows]
            at += len(batch)
            yield from self._answer(asked, batch, size)

    def _answer(self, asked: Question, batch: Sequence[tuple[Term, ...]], size: _Size) -> list[Row]:
        """What is answered about some rows, in as many questions as it takes."""
        room = self._rows_at_once()
        sparql = f"{asked.of(batch)}\nLIMIT {room}"
        try:
            found = self._known_or_asked(sparql, room, patient=len(batch) == 1)
        except TooMuch as error:
            if len(batch) == 1:
                return self._pages(asked, batch, room, error)
            size.rows, size.answered = max(min(size.rows, len(batch)) // 2, 1), 0
            middle = len(batch) // 2
            first = self._answer(asked, batch[:middle], size)
            return first + self._answer(asked, batch[middle:], size)
        size.answered += 1
        if size.answered >= GROW:
            size.rows, size.answered = min(size.rows * 2, self._batch), 0
        return found

    def _pages(
        self, asked: Question, batch: Sequence[tuple[Term, ...]], room: int, reason: TooMuch
    ) -> list[Row]:
        """The rows for one value that has too many of them, page by page.

        They are counted first: so many have to come, for a server may sort as it likes.
        """
        about = " ".join(map(str, batch[0]))
        base = asked.of(batch)
        columns = _columns(base)
        order = " ".join(f"STR(?{c}) LANG(?{c}) ?{c}" for c in columns)
        found: list[Row] = []
        try:
            count = self._number(counting(base, outline(base)))
            while len(found) < count:
                text = f"{base}\nORDER BY {order}\nLIMIT {room - 1} OFFSET {len(found)}"
                page = self._known_or_asked(text, None, patient=True)
                if not page:
                    break
                found += page
        except TooMuch:
            raise EndpointError(
                f"{self.place} cannot answer {asked.name} about {about} alone: it takes longer "
                f"than its time limit. {_HERE_AGAIN}"
            ) from reason
        if len(found) != count:
            raise EndpointError(
                f"{self.place} counts {count:,} rows of {asked.name} about {about}, and gives "
                f"{len(found):,}: it cuts its answers in a way that cannot be made up for"
            ) from reason
        return found

    def _known_or_asked(self, sparql: str, room: int | None, *, patient: bool) -> list[Row]:
        """The rows of a query, from the cache or from the server.

        Args:
            sparql: The query as it is sent.
            room: So many rows or more are a cut; None where their number is checked otherwise.
            patient: Whether a time limit is met with one more try.

        Raises:
            TooMuch: less has to be asked for.
            EndpointError: no whole answer was to be had.

        """
        columns = _columns(sparql)
        known = self.kept.get(sparql)
        if known is not None and _names(known) == columns:
            return [tuple(row) for row in known]
        try:
            found, body = self._asked(sparql, columns, patient=patient)
        except TooMuch:
            if not patient:  # so the next run halves it at once; one value is tried again
                self.kept.put(sparql, None)
            raise
        if room is not None and (len(found) >= room or answers.may_be_cut(len(found), None)):
            self.kept.put(sparql, None)
            raise TooMuch
        self.kept.put(sparql, body)
        return found

    def _asked(
        self, sparql: str, columns: Sequence[str], *, patient: bool
    ) -> tuple[list[Row], bytes]:
        """The rows that the server gives, and its answer as it came."""
        for tried in range(1, TRIES + 1):
            if tried == 1 and (wait := self.kept.held()):
                self._refuse_wait(wait)
                self.manners.hold(wait)
            with self.manners.turn(self._progress):
                try:
                    found = self._sent(sparql, columns)
                except QueryTimeout as error:
                    self.manners.failed()
                    if tried > 1 or not patient:
                        raise TooMuch from error
                except EndpointError as error:
                    self._failed(error, tried)
                else:
                    self.manners.succeeded()
                    return found
        raise TooMuch

    def _failed(self, error: EndpointError, tried: int) -> None:
        """Go on after a failure, or end.

        Raises:
            TooMuch: the question is too long.
            EndpointError: to ask again would not help, or was tried.

        """
        self.manners.failed(error.after)
        if error.status in _TOO_LONG:
            raise TooMuch from error
        if error.status is not None and error.status < 500 and error.status not in _PASSING:
            raise error
        if error.after:
            self.kept.hold(error.after)
            self._refuse_wait(error.after, error)
        if tried == TRIES:
            raise EndpointError(
                f"{error}\n{TRIES} tries failed. {_HERE_AGAIN}", status=error.status
            ) from error

    def _refuse_wait(self, seconds: float, error: Exception | None = None) -> None:
        if seconds > LONGEST_WAIT:
            raise EndpointError(
                f"{self.place} wants to be left alone for {seconds / 60:,.0f} minutes, and shuts "
                f"out who does not listen. {_HERE_AGAIN}",
                after=seconds,
            ) from error

    def _sent(self, sparql: str, columns: Sequence[str]) -> tuple[list[Row], bytes]:
        answer = self.client.ask(sparql, "SELECT")
        answers.checked(answer, self.client.endpoint, "SELECT")
        found = answers.rows(answer)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101  it was checked
        if _names(found) != list(columns):
            raise EndpointError(
                f"{self.place} answered another question: it gives the columns "
                f"{', '.join(_names(found))}, not {', '.join(columns)}"
            )
        rows = [tuple(row) for row in found]
        answer.body.seek(0)
        return rows, answer.body.read()

    def _rows_at_once(self) -> int:
        """How many rows the server gives at most, as far as may be asked for; found out once."""
        if self._room is None:
            room = self._most
            try:
                given = len(self._known_or_asked(_ANY % room, None, patient=False))
                counted = self._number(_COUNTED % room)
            except TooMuch:  # so rows can only be checked against what is asked for
                given = counted = room
            self._room = given if 1 < given < counted else room
        return self._room

    def _number(self, sparql: str) -> int:
        """What a query counts."""
        rows = self._known_or_asked(sparql, None, patient=True)
        value = rows[0][0] if rows else None
        if not isinstance(value, ox.Literal) or not value.value.isdecimal():
            raise EndpointError(f"{self.place} counts wrongly: {value}")
        return int(value.value)


def _names(found: ox.QuerySolutions) -> list[str]:
    return [variable.value for variable in found.variables]


def _columns(sparql: str) -> list[str]:
    """The columns that a query selects, in order."""
    empty = ox.Store().query(sparql)
    assert isinstance(empty, ox.QuerySolutions)  # noqa: S101  it is ours
    return _names(empty)
