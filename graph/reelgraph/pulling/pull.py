"""Bringing what Wikidata says of linked entities into the store, as a source of its own."""

import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from reelgraph import loading
from reelgraph.entities import describe
from reelgraph.errors import NotFound, ParameterError
from reelgraph.links.keeping import accepted, links_of
from reelgraph.links.link import ACCEPTED
from reelgraph.pulling.disagreeing import disagreements
from reelgraph.pulling.gathering import LIMIT, Gathered, gather
from reelgraph.pulling.holding import Held, current
from reelgraph.pulling.joining import Joined, join
from reelgraph.pulling.naming import Names, names, standing
from reelgraph.pulling.novelty import New, only_here
from reelgraph.pulling.properties import chosen
from reelgraph.pulling.pulled import Pulled
from reelgraph.sources.inputs import Progress
from reelgraph.sources.report import LoadReport, Reject
from reelgraph.store import EmbeddedStore, commit
from reelgraph.targets.target import Target
from reelgraph.vocabulary import WD, curie

WIKIDATA = "https://www.wikidata.org/"
LICENCE = "CC0-1.0"


def pull(
    store: EmbeddedStore,
    target: Target,
    entities: Sequence[str] | None = None,
    *,
    depth: int = 1,
    properties: Collection[str] | None = None,
    limit: int = LIMIT,
    today: date | None = None,
    progress: Progress | None = None,
) -> Pulled:
    """Fetch the facts of the items of linked entities into the source ``wikidata``.

    The entity's own IRI is the subject, so that it stays one node; what an item names and nobody
    linked comes as the item itself, with its name and its kind. What was pulled earlier of other
    items stays.

    Args:
        store: Where to.
        target: Where is asked.
        entities: IRIs, of entities with an accepted link, or of items themselves; all that are
            linked when None.
        depth: 1 for the linked items, 2 for the people of linked films and the films of linked
            people too.
        properties: Only these properties and roles, as in ``["director", "releaseDate"]``; names
            and kinds always come along. Others that were fetched earlier stay.
        limit: How many further items depth 2 may fetch.
        today: The day that is recorded; today's (UTC) when None.
        progress: Told how far it has come.

    Raises:
        NotFound: nothing is linked, or one of the entities is not.
        ParameterError: a wrong depth, an unknown property, or more further items than `limit`.
        EndpointError: no whole answer was to be had; nothing was changed.
        StoreError: the store cannot be written, or is in use; nothing was changed.

    """
    check_depth(depth)
    wanted = chosen(properties)
    links = accepted(store)
    items = frozenset(links.values()) if entities is None else items_of(links, entities)
    if not items:
        raise NotFound(
            f"nothing in {store.place} has an accepted link to a Wikidata item: "
            "'reelgraph link' finds links, 'reelgraph review' accepts them"
        )
    held = current(store)
    called = names(store, standing(store, links, held), held)
    day = (today or datetime.now(UTC).date()).isoformat()
    found = gather(
        *(store, target, items, called),
        source=held.name,
        day=day,
        depth=depth,
        wanted=wanted,
        limit=limit,
        progress=progress,
    )
    made = put(store, target, held, called, found, progress)
    return made if entities is not None else replace(made, unclear=_unclear(store, links))


def put(
    store: EmbeddedStore,
    target: Target,
    held: Held,
    called: Names,
    found: Gathered,
    progress: Progress | None = None,
) -> Pulled:
    """Load what was fetched, with what it leaves as it was, as the next version of the source."""
    joined = join(held, found.anew)
    report = None
    if found.anew.items:
        report = _loaded(store, target, held.name, joined, found.anew.day, progress)
    graph = next((s.graph for s in commit.sources(store.rdf) if s.name == held.name), "")
    about = [called.entities.get(i, i) for i in found.anew.items]
    return Pulled(
        held.name,
        shown(target.place),
        found.anew.day,
        items=len(found.anew.items),
        further=len([i for i in found.anew.items if i not in called.called]),
        kept=len(joined.kept),
        dropped=tuple(sorted(joined.dropped)) if report else (),
        merged=found.merged,
        gone=found.gone,
        silent=found.silent,
        doubles={i: e for i, e in called.doubles.items() if i in found.anew.items},
        new=only_here(store, graph, about) if graph else New(),
        disagreements=disagreements(store, graph, about) if graph else 0,
        report=report,
        rejected=(*found.rejected, *_impossible(joined), *(report.rejected if report else ())),
        left_out=(*found.left_out, *(report.left_out if report else ())),
        called=_labels(store, called, {*found.merged, *found.gone, *found.silent}),
    )


def items_of(links: Mapping[str, str], entities: Sequence[str]) -> frozenset[str]:
    """The items of some entities.

    Raises:
        NotFound: one has no accepted link and is no item itself.

    """
    found = set()
    for entity in entities:
        item = links.get(entity) or (entity if re.fullmatch(WD + r"Q\d+", entity) else None)
        if item is None:
            raise NotFound(
                f"{entity} has no accepted link to a Wikidata item, or several, so that nothing "
                "can be fetched: "
                "'reelgraph explain' says why, 'reelgraph review' accepts one"
            )
        found.add(item)
    return frozenset(found)


def check_depth(depth: int) -> None:
    """Refuse a depth that is none.

    Raises:
        ParameterError: it is not 1 or 2.

    """
    if depth not in (1, 2):
        raise ParameterError(
            f"depth {depth} cannot be pulled: give 1 (the linked items) or 2 (their people and "
            "films too); link what was pulled and pull again to go on"
        )


def shown(place: str) -> str:
    """Where was asked, without the folders of a file."""
    if re.match(r"(?i)https?:", place):
        return place
    return Path(place).name or place


def _loaded(
    store: EmbeddedStore,
    target: Target,
    name: str,
    joined: Joined,
    day: str,
    progress: Progress | None,
) -> LoadReport:
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        path = Path(scratch) / "wikidata.nt"
        lines = sorted(f"{triple} .\n" for triple in joined.triples)
        path.write_text("".join(lines), "utf-8", newline="\n")
        about = _about(target, day)
        return loading.load(store, [str(path)], name=name, about=about, progress=progress)[0]


def _about(target: Target, day: str) -> dict[str, str]:
    """What the source is: Wikidata, or what a file or another server that stands in for it has."""
    place = shown(target.place)
    host = urlsplit(target.place).hostname or ""
    theirs = host == "wikidata.org" or host.endswith(".wikidata.org")
    return {
        "title": "Wikidata" if theirs else f"Wikidata, as {place} has it",
        "publisher": "Wikimedia Foundation",
        "author": "Wikidata contributors",
        "retrieved": day,
        "url": WIKIDATA,
        "licence": LICENCE,
    }


def _unclear(store: EmbeddedStore, links: Mapping[str, str]) -> tuple[str, ...]:
    """The entities that have accepted links, and no single one."""
    found = {k.entity for k in links_of(store, statuses=(ACCEPTED,))} - links.keys()
    return tuple(sorted(str(e) for e in describe(store, found).values()))


def _impossible(joined: Joined) -> Iterator[Reject]:
    for work, agent in joined.impossible:
        said = f"{curie(agent)} in {curie(work)}"
        yield Reject("Wikidata", said, "a work or a character is credited, and makes no film")


def _labels(store: EmbeddedStore, called: Names, items: Collection[str]) -> dict[str, str]:
    here = {item: called.entities.get(item, item) for item in items}
    about = describe(store, here.values())
    return {item: about[entity].label for item, entity in here.items() if about[entity].named}
