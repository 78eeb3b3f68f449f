"""The desk at which links are decided: what waits there, what is answered, what is taken back."""

import secrets
from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import Any

import pyoxigraph as ox

from reelgraph.entity import Entity, kind_named
from reelgraph.errors import InputError, NotFound
from reelgraph.links.keeping import links_of
from reelgraph.links.link import Link
from reelgraph.network.evidence import source_names
from reelgraph.reviewing import answering
from reelgraph.reviewing.answering import Answered, Case, Choice, Pair
from reelgraph.reviewing.wording import item_id, item_iri, one_line
from reelgraph.store import Store
from reelgraph.web.api.bodies import text_of
from reelgraph.web.api.cases import KEYS, case_json, decision_text, fingerprint, line_json
from reelgraph.web.context import Context

CASES, PAIRS, UNFOUND = "cases", "pairs", "unfound"
KINDS = (CASES, PAIRS, UNFOUND)
_UNDONE = 200
"""Answers that can be taken back: the last ones."""
_LISTS = 6
"""Lists that are kept, so that a page more of one is not looked for anew."""
_BY, _NOTE = 100, 2000
"""Characters of a name and of a note."""


class Changed(InputError):
    """A case is no longer what was shown to whoever answers it."""


class Standing(InputError):
    """An answer would set aside what somebody else decided; nothing was changed."""

    def __init__(self, message: str, decided: list[str]) -> None:
        super().__init__(message)
        self.decided = decided


class Desk:
    """What is reviewed on one server; its methods block."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lists: OrderedDict[tuple[str, ...], list[Case] | list[Pair]] = OrderedDict()
        self._done: OrderedDict[str, Answered] = OrderedDict()
        self._lock = Lock()

    def waiting(
        self, kind: str, type_name: str, source: str, order: str, offset: int, limit: int
    ) -> dict[str, Any]:
        """A part of what waits.

        Raises:
            InputError: there is no such list.
            NotFound: there is no such type or source.
            ParameterError: there is no such order.

        """
        store = self._context.engine.graph().store
        every = self._listed(store, kind, type_name, source, order or answering.ORDERS[0])
        settings = self._context.settings
        return {
            "total": len(every),
            "waiting": [line_json(case) for case in every[offset : offset + limit]],
            "sources": sorted(set(source_names(store).values())),
            "orders": answering.ORDERS,
            "writable": settings.writable,
            "reviewer": settings.reviewer,
        }

    def case(self, iris: list[str]) -> dict[str, Any]:
        """One case as it is now.

        Raises:
            NotFound: it is not open, or was decided meanwhile.

        """
        return case_json(self._open(self._context.engine.graph().store, iris))

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """Write an answer.

        Raises:
            Changed: the case is another one than was shown.
            Standing: it would set aside what somebody else decided, and that was not asked for.
            InputError, ParameterError: it is no answer to this case.

        """
        iris = entities_of(body)
        by = one_line(text_of(body, "by"), _BY)
        note = one_line(text_of(body, "note", needed=False), _NOTE)
        choice = Choice(text_of(body, "choice"), text_of(body, "item", needed=False))
        shown = text_of(body, "state")
        with self._context.engine.writable() as graph:
            store = graph.writable
            try:
                case = self._open(store, iris)
            except NotFound as error:
                raise Changed(f"{error}") from None
            if fingerprint(case) != shown:
                raise Changed("this has been changed meanwhile: look at it as it is now")
            if isinstance(case, Case) and choice.what == answering.NONE_OF_THESE:
                case = replace(case, candidates=case.candidates[:KEYS])  # no others were shown
            wanted = _whole(choice)
            against = answering.overruled(store, case, wanted, by)
            if against and body.get("overrule") is not True:
                raise Standing(
                    "that was decided before: nothing was changed",
                    [decision_text(link) for link in against],
                )
            made = graph.wikidata.answer(case, wanted, by=by, note=note, overrule=bool(against))
        number = secrets.token_hex(8)
        with self._lock:
            self._done[number] = made
            while len(self._done) > _UNDONE:
                self._done.popitem(last=False)
        return {"id": number, "said": said(made)}

    def undo(self, number: str) -> dict[str, Any]:
        """Take an answer back.

        Raises:
            NotFound: it was not given here, was taken back, or is too long ago.
            InputError: somebody has decided anew since.

        """
        with self._lock:
            made = self._done.get(number)
        if made is None:
            raise NotFound("this answer cannot be taken back here: too many were given since")
        with self._context.engine.writable() as graph:
            graph.wikidata.take_back(made)
        with self._lock:
            self._done.pop(number, None)
        case = made.case
        iris = [case.a.iri, case.b.iri] if isinstance(case, Pair) else [case.entity.iri]
        return {"said": said(made), "entities": iris}

    def _listed(
        self, store: Store, kind: str, type_name: str, source: str, order: str
    ) -> list[Case] | list[Pair]:
        if kind not in KINDS:
            raise InputError(f"there is no list {kind[:50]!r}: give {', '.join(KINDS)}")
        wanted = kind_named(type_name) if type_name else None
        said = "" if kind == PAIRS else order  # pairs have an order of their own
        key = (store.state(), kind, wanted or "", source, said)
        with self._lock:
            if key in self._lists:
                self._lists.move_to_end(key)
                return self._lists[key]
        found: list[Case] | list[Pair]
        if kind == PAIRS:
            found = answering.pairs(store, kind=wanted, source=source or None)
        else:
            found = answering.queue(
                store, kind=wanted, source=source or None, order=order, unfound=kind == UNFOUND
            )
        with self._lock:
            self._lists[key] = found
            while len(self._lists) > _LISTS:
                self._lists.popitem(last=False)
        return found

    def _open(self, store: Store, iris: list[str]) -> Case | Pair:
        """The case of an entity or of two, read anew."""
        found = self._pair(store, iris) if len(iris) == 2 else _case(store, iris[0])
        if found is None:
            raise NotFound(f"{' and '.join(iris)}: nothing is open here any more")
        return found

    def _pair(self, store: Store, iris: list[str]) -> Pair | None:
        """A pair that was proposed; why it was is in the list that it came from."""
        with self._lock:
            lists = [found for key, found in self._lists.items() if key[1] == PAIRS]
        known = next((p for f in lists for p in f if p.entities == frozenset(iris)), None)
        if known is None:
            every = self._listed(store, PAIRS, "", "", answering.ORDERS[0])
            known = next((p for p in every if p.entities == frozenset(iris)), None)
        found = answering.reread(store, known) if known is not None else None
        return found if isinstance(found, Pair) else None


def entities_of(body: dict[str, Any]) -> list[str]:
    """The one entity, or the two, that a body is about.

    Raises:
        InputError: there are none, or what stands there is no IRI.

    """
    found = body.get("entities")
    if not isinstance(found, list) or len(set(map(str, found))) not in (1, 2) or len(found) > 2:
        raise InputError("say what it is about: 'entities' takes one IRI, or the two of a pair")
    try:
        return [ox.NamedNode(one).value for one in found]
    except (TypeError, ValueError):
        raise InputError(f"{str(found)[:200]} is no IRI") from None


def said(made: Answered) -> str:
    """An answer in one line."""
    case, what = made.case, made.choice.what
    if isinstance(case, Pair):
        words = {answering.SAME: "are one", answering.DIFFERENT: "are two"}
        return one_line(f"{case.a} and {case.b} {words.get(what, 'stay open')}")
    item = item_id(made.choice.item)
    told = {
        answering.ACCEPT: f"is {item}",
        answering.REJECT: f"is not {item}",
        answering.NONE_OF_THESE: "is none of them",
        answering.NO_ITEM: "has no item",
        answering.SKIP: "stays open",
    }
    return one_line(f"{case.entity} {told[what]}")


def _case(store: Store, iri: str) -> Case | None:
    """What waits of an entity: candidates, or that none was found."""
    entity = Entity(iri, iri)
    links: tuple[Link, ...] = tuple(links_of(store, [iri]))
    found = answering.reread(store, Case(entity, links)) if links else None
    found = found or answering.reread(store, Case(entity, ()))
    return found if isinstance(found, Case) else None


def _whole(choice: Choice) -> Choice:
    """A choice whose item is an IRI, as what it is compared with has it."""
    if choice.what in (answering.ACCEPT, answering.REJECT):
        return replace(choice, item=item_iri(choice.item))
    return choice
