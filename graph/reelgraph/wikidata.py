"""Wikidata as the users of a graph hold it: each method is one call of the module that does it."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from reelgraph.entities import describe
from reelgraph.entity import Entity, kind_named
from reelgraph.errors import StoreError
from reelgraph.linking import linker, runs
from reelgraph.linking.finding import Progress
from reelgraph.linking.linker import Linked
from reelgraph.links import exporting
from reelgraph.links.importing import Imported, import_links
from reelgraph.links.keeping import accepted, links_of
from reelgraph.links.quickstatements import what_is_known
from reelgraph.links.tables import table
from reelgraph.pulling.pull import pull
from reelgraph.pulling.pulled import Pulled
from reelgraph.pulling.refresh import refresh
from reelgraph.pulling.refreshed import Refreshed
from reelgraph.results import Results
from reelgraph.reviewing.answering import (
    ACCEPT,
    Answered,
    Case,
    Choice,
    Pair,
    answer,
    pairs,
    queue,
    take_back,
)
from reelgraph.reviewing.explaining import explain
from reelgraph.reviewing.explanation import Explanation
from reelgraph.reviewing.wording import item_iri
from reelgraph.store import EmbeddedStore, Store
from reelgraph.targets.target import Target, open_target

Meant = Callable[[Any], Entity]
"""Finds the one entity that a name, an identifier or a card means."""


class Wikidata:
    """The links of a graph to Wikidata; `FilmGraph.wikidata` is one."""

    def __init__(self, store: Store, meant: Meant) -> None:
        self.store, self._meant = store, meant

    def link(
        self,
        endpoint: str | Path | Target | None = None,
        *,
        type: str | None = None,  # noqa: A002  the user's word
        source: str | None = None,
        only: Sequence[Any] = (),
        contact: str | None = None,
        resume: bool = False,
        keep: bool = True,
        tell: Progress | None = None,
    ) -> Linked:
        """Find the items of films and people, and keep them with the evidence.

        Args:
            endpoint: The address of a SPARQL server, or a file or folder that stands in for it;
                Wikidata's own server when None.
            type: ``"Film"`` or ``"Person"`` only.
            source: Only what this source speaks of.
            only: Only these entities.
            contact: Whom the keepers of a server may write to.
            resume: Go on with a run that was interrupted.
            keep: Whether the links are kept in the store.
            tell: Told what is being done.

        Raises:
            EndpointError: the server gave no whole answer; nothing was kept.
            InputError: the file cannot be read.
            StoreError: the store is on a server, or cannot be written.

        """
        if keep:
            self._writable()
        target = self._target(endpoint, contact, resume)
        began = runs.begun(self.store, target, resume=resume)
        found = linker.link(
            self.store,
            target,
            kind=kind_named(type) if type else None,
            source=source,
            only={self._meant(one).iri for one in only} or None,
            when=began,
            keeping=keep,
            tell=tell or (lambda _: None),
        )
        runs.ended(self.store, target)
        return found

    def links(self, *things: Any, status: str | Collection[str] | None = None) -> Results:
        """The links, best first, with their scores and evidence; of all entities if none is named.

        >>> import reelgraph as rg
        >>> rg.sample().wikidata.links("Haley Bennett").rows[0]["item"]
        'http://www.wikidata.org/entity/Q232797'
        """
        wanted = [self._meant(one).iri for one in things] or None
        statuses = {status} if isinstance(status, str) else status
        found = links_of(self.store, wanted, statuses)
        return table(found, describe(self.store, {k.entity for k in found}))

    def items(self) -> dict[str, str]:
        """The item of each entity that has one, by IRI. See `links.keeping.accepted`."""
        return accepted(self.store)

    def explain(self, thing: Any, item: str = "") -> Explanation:
        """Why an entity has the item that it has, or none; and why not another one."""
        return explain(self.store, self._meant(thing), item_iri(item) if item else "")

    def save(self, path: str | Path, *, same_as: bool = False, create: bool = False) -> list[str]:
        """Write the links to a file whose ending is the format. See `links.exporting.write`.

        Args:
            path: Such as ``links.sssom.tsv``, ``.csv``, ``.ttl``, ``.quickstatements``.
            same_as: In RDF, say ``owl:sameAs`` as well.
            create: In QuickStatements, make items for what a reviewer said has none.

        Returns:
            What was left out, in words.

        """
        found = links_of(self.store)
        iris = {k.entity for k in found}
        known = None
        if exporting.ending_of(path) == exporting.QUICKSTATEMENTS:
            known = what_is_known(self.store, iris)
        entities = describe(self.store, iris)
        return exporting.write(
            found, Path(path), entities, same_as=same_as, known=known, create=create
        )

    def take_in(self, path: str | Path, *, by: str = "") -> Imported:
        """Take in links that were decided elsewhere. See `links.importing.import_links`."""
        return import_links(self._writable(), str(path), by=by, find=self._meant)

    # Deciding

    def queue(
        self,
        type: str | None = None,  # noqa: A002  the user's word
        source: str | None = None,
        order: str = "doubtful",
        *,
        unfound: bool = False,
    ) -> list[Case]:
        """What waits for a person, with the candidates side by side; or what was not found."""
        kind = kind_named(type) if type else None
        return queue(self.store, kind=kind, source=source, order=order, unfound=unfound)

    def pairs(
        self,
        type: str | None = None,  # noqa: A002  the user's word
        source: str | None = None,
    ) -> list[Pair]:
        """Pairs of entities that may be one, to be decided in the same way."""
        kind = kind_named(type) if type else None
        return pairs(self.store, kind=kind, source=source)

    def answer(
        self,
        case: Case | Pair,
        choice: Choice | str,
        *,
        by: str,
        note: str = "",
        overrule: bool = False,
    ) -> Answered:
        """Decide a case; it is written at once. See `reviewing.answering.answer`.

        Args:
            case: One of `queue` or `pairs`.
            choice: What was chosen; the number of an item (``"Q4444"``) accepts it.
            by: Who decides.
            note: Why, if she says so.
            overrule: Whether what others decided may be set aside.

        """
        chosen = Choice(ACCEPT, item_iri(choice)) if isinstance(choice, str) else choice
        return answer(self._writable(), case, chosen, by, note, overrule=overrule)

    def take_back(self, answered: Answered) -> None:
        """Undo an answer."""
        take_back(self._writable(), answered)

    # Facts

    def pull(
        self,
        *things: Any,
        endpoint: str | Path | Target | None = None,
        depth: int = 1,
        properties: Collection[str] | None = None,
        contact: str | None = None,
        resume: bool = False,
    ) -> Pulled:
        """Bring in what Wikidata says of linked entities: all, or those that are named."""
        wanted = [self._meant(one).iri for one in things] or None
        target = self._target(endpoint, contact, resume)
        return pull(self._writable(), target, wanted, depth=depth, properties=properties)

    def refresh(
        self,
        endpoint: str | Path | Target | None = None,
        *,
        pull: bool = False,
        contact: str | None = None,
        resume: bool = False,
    ) -> Refreshed:
        """Ask what became of linked items: merged, gone, or with other facts than were pulled."""
        target = self._target(endpoint, contact, resume, fresh=True)
        return refresh(self._writable(), target, pull=pull)

    def _target(
        self,
        endpoint: str | Path | Target | None,
        contact: str | None,
        resume: bool,
        *,
        fresh: bool = False,
    ) -> Target:
        if endpoint is None or isinstance(endpoint, str | Path):
            where = None if endpoint is None else str(endpoint)
            return open_target(where, contact=contact, resume=resume, fresh=fresh)
        return endpoint

    def _writable(self) -> EmbeddedStore:
        if not isinstance(self.store, EmbeddedStore):
            raise StoreError(
                f"{self.store.place} is a server, where only sources can be loaded and removed: "
                "do this in a folder, and load or serve that"
            )
        return self.store
