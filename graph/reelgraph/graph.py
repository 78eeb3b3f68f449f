"""The graph as its users hold it: thin, each method one call of the module that does the work."""

import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

from reelgraph import (
    answers,
    checking,
    entities,
    export,
    identity,
    loading,
    network,
    picturing,
    query,
    sending,
)
from reelgraph import card as cards
from reelgraph.entity import Entity, as_row, kind_named
from reelgraph.errors import ParameterError, StoreError
from reelgraph.names import NameIndex
from reelgraph.network.evidence import check_sources
from reelgraph.network.filters import Filters
from reelgraph.network.measuring import USUAL, Measured
from reelgraph.network.rdf import to_ntriples
from reelgraph.picture import PathPicture, Picture
from reelgraph.picturing import SHOWN
from reelgraph.query import NamedQuery
from reelgraph.results import Results, Triples
from reelgraph.sources import reading
from reelgraph.sources.inputs import Progress
from reelgraph.sources.report import LoadReport
from reelgraph.store import EmbeddedStore, EndpointStore, Store, commit
from reelgraph.store.sources import sources
from reelgraph.wikidata import Wikidata

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from reelgraph.network.arrays import Arrays
    from reelgraph.network.index.arrays import NetworkIndex

Named = str | Entity | cards.Card
"""How an entity may be given: a name, a CURIE, a QID, an IMDb id, an IRI; or what `find` gave."""


class FilmGraph:
    """A graph of films, in a folder, in memory or on a server; `reelgraph.open` makes it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        if isinstance(store, EmbeddedStore) and store.unfinished():
            commit.finish(store)
        self._index: tuple[str, NameIndex] | None = None
        self._indexing = threading.Lock()

    # Asking

    def query(
        self,
        text: str,
        *,
        timeout: float | None = None,
        folders: Sequence[str | Path] = (),
        **parameters: object,
    ) -> Results:
        """Ask a named query or one in SPARQL.

        Args:
            text: The name of a query (``"co_stars"``), or SPARQL; the usual prefixes are declared.
            timeout: Seconds after which it is ended; on a folder or a server.
            folders: Folders of your own named queries.
            parameters: Those of a named query, as in ``person="Haley Bennett"``.

        Returns:
            The rows; of a CONSTRUCT query, the triples as rows; of an ASK query, one cell.

        Raises:
            QuerySyntaxError: it is not SPARQL 1.1; the message shows the place.
            QueryTimeout: the time was up.
            ParameterError: a parameter is missing, unknown or of the wrong type.
            NotFound, Ambiguous: of a query, or of the entity that a parameter names.

        >>> import reelgraph as rg
        >>> g = rg.sample()
        >>> g.query("SELECT ?f WHERE { ?f rdfs:label 'Night Watch'@en ; a film:Film }").rows
        [{'f': 'https://w3id.org/reelgraph/id/hardcore-article/film/night-watch'}]

        """
        answer = self.answer(text, timeout=timeout, folders=folders, **parameters)
        if isinstance(answer, Results):
            return answer
        if isinstance(answer, Triples):
            return answer.as_results()
        return Results(["answer"], [(ox.Literal(answer),)])

    def answer(
        self,
        text: str,
        *,
        timeout: float | None = None,
        folders: Sequence[str | Path] = (),
        **parameters: object,
    ) -> Results | Triples | bool:
        """As `query`, with triples as `Triples` and truth values as bool."""
        if " " not in text.strip() and "{" not in text:
            return self.ask_named(query.named(text, folders), parameters, timeout=timeout)
        return query.run(self.store, text, timeout)

    def ask_named(
        self,
        named: NamedQuery,
        given: Mapping[str, object],
        *,
        timeout: float | None = None,
    ) -> Results | Triples | bool:
        """The answer to a named query: from the network index where that has it, or the store.

        Args:
            named: The query.
            given: Its parameters, as a person gives them.
            timeout: As in `query`; the time in which an index is built does not count.

        Raises:
            As `query` does.

        """
        found = query.values(named, given, self._entity)
        answers.prepare(self.store, named)
        answer = answers.answer(self.store, named, found)
        if answer is not None:
            return answer
        return query.run(self.store, query.filled(named, found), timeout)

    def find(self, name: str, type: str | None = None) -> cards.Card:  # noqa: A002  the user's word
        """The one entity that is meant, with all that is known of it.

        Raises:
            NotFound: there is none; suggests the nearest names.
            Ambiguous: there are several; lists them with years and what they are known for.

        >>> import reelgraph as rg
        >>> rg.sample().find("tt3072482").label
        'Hardcore'

        """
        kind = kind_named(type) if type else None
        return cards.card(self.store, self._entity(name, kind), sources(self.store))

    def search(self, text: str, type: str | None = None, limit: int = 20) -> Results:  # noqa: A002
        """The entities whose names fit: beginnings, parts and misspellings too, the best first.

        Their degree is how many people and companies a work has, and how many works one of those.
        """
        kind = kind_named(type) if type else None
        found = self.index.search(text, kind, limit)
        rows = [tuple(as_row(e).values()) for e in found]
        return Results(
            ["name", "type", "year", "degree", "iri"],
            [(*row[:-1], ox.NamedNode(str(row[-1]))) for row in rows],
        )

    # Networks

    def network(
        self,
        *names: Named,
        depth: int = 2,
        roles: Iterable[str] | str | None = None,
        years: tuple[int, int] | str | None = None,
        include: Iterable[str] | str | None = None,
        types: Iterable[str] | str | None = None,
        skip_hubs: int | None = None,
        sources: Iterable[str] | str | None = None,
        limit: int = SHOWN,
        by_year: bool = False,
        evidence: bool = True,
        title: str = "",
        note: str = "",
        credit: str = "",
        command: str = "",
    ) -> Picture:
        """The network around one or more entities.

        Args:
            names: In the middle.
            depth: How many edges away the farthest may be (a co-star is two away).
            roles: Such as ``["director", "producer"]``; all when None.
            years: Such as ``(1995, 2016)``: only works of these years.
            include: ``["weak", "hedged"]`` to see those claims too.
            types: Such as ``["Film", "Person"]``.
            skip_hubs: Do not go through what has more edges than this.
            sources: Such as ``["imdb", "notes"]``: only what these say; all when None.
            limit: How many nodes are shown at most.
            by_year: Whether the year is the horizontal axis of the picture.
            evidence: An edge for each statement of each source. When False, one for each edge of
                the view, without who says so: of a large graph in a small part of the time.
            title, note, credit: What is printed above and below it.
            command: What made it, for the foot of the page.

        Raises:
            ParameterError: an unknown role or source, a wrong range of years.
            NotFound, Ambiguous: as `find`.

        """
        return picturing.around(
            self.store,
            [self._entity(n) for n in names],
            depth=depth,
            roles=roles,
            years=years,
            include=include,
            types=types,
            skip_hubs=skip_hubs,
            sources=sources,
            limit=limit,
            by_year=by_year,
            evidence=evidence,
            title=title,
            note=note,
            credit=credit,
            command=command,
        )

    def path(
        self,
        start: Named,
        end: Named,
        *,
        roles: Iterable[str] | str | None = None,
        years: tuple[int, int] | str | None = None,
        include: Iterable[str] | str | None = None,
        skip_hubs: int | None = None,
        sources: Iterable[str] | str | None = None,
        all: bool = False,  # noqa: A002  the user's word
        title: str = "",
        note: str = "",
        credit: str = "",
        command: str = "",
    ) -> PathPicture:
        """The shortest paths between two entities, with the evidence of each hop.

        Args:
            start, end: Two entities.
            roles, years, include, skip_hubs, sources: As in `network`.
            all: All shortest paths (at most 100 are listed) rather than one.
            title, note, credit, command: As in `network`.

        Raises:
            NotFound: there is no such path; or one of the two is not found.
            Ambiguous: as `find`.

        >>> import reelgraph as rg
        >>> p = rg.sample().path("Haley Bennett", "Tim Roth")
        >>> p.edges, p.rows[0]["what"]
        (2, 'Hardcore')

        """
        return picturing.path(
            self.store,
            self._entity(start),
            self._entity(end),
            roles=roles,
            years=years,
            include=include,
            skip_hubs=skip_hubs,
            sources=sources,
            all=all,
            title=title,
            note=note,
            credit=credit,
            command=command,
        )

    def to_networkx(
        self,
        *,
        roles: Iterable[str] | str | None = None,
        years: tuple[int, int] | str | None = None,
        include: Iterable[str] | str | None = None,
        types: Iterable[str] | str | None = None,
        sources: Iterable[str] | str | None = None,
        evidence: bool = True,
    ) -> "nx.MultiDiGraph[str]":
        """All credits and relations as one NetworkX multigraph, an edge for each statement.

        Without `evidence` it has one edge for each edge of the view, in less than half the time,
        and in a tenth of it where there is a network index.
        `reelgraph.network.bipartite` and `projection` make the film-person graph and the graphs of
        people and of films out of it.
        """
        chosen = self._chosen(roles, years, include, types, sources)
        return network.to_networkx(self.store, chosen, evidence=evidence)

    def arrays(
        self,
        *names: Named,
        depth: int = 2,
        roles: Iterable[str] | str | None = None,
        years: tuple[int, int] | str | None = None,
        include: Iterable[str] | str | None = None,
        types: Iterable[str] | str | None = None,
        sources: Iterable[str] | str | None = None,
    ) -> "Arrays":
        """All credits and relations as numpy arrays, or those around some entities.

        It takes a moment for millions of edges: they come from the network index, which is built
        first where there is none.

        Args:
            names: In the middle; the whole graph when there are none.
            depth, roles, years, include, types, sources: As in `network`.

        Returns:
            Node n is ``iris[n]``, and edge m goes from node ``start[m]`` to node ``end[m]``;
            ``to_scipy()`` and ``to_networkit()`` make a matrix and a graph of the same numbers,
            ``layout()`` says where the nodes stand in the plane.

        >>> import reelgraph as rg
        >>> made = rg.sample().arrays("Hardcore", depth=1, roles="director")
        >>> made.labels[made.start[0]], made.labels[made.end[0]]
        ('Hardcore', 'Ilya Naishuller')

        """
        from reelgraph.network.arrays import arrays

        chosen = self._chosen(roles, years, include, types, sources)
        middle = [self._entity(n).iri for n in names] if names else None
        return arrays(self._edges(), chosen, middle, depth)

    def pairs(
        self,
        role: str = "director",
        other: str = "cast",
        *,
        years: tuple[int, int] | str | None = None,
        sources: Iterable[str] | str | None = None,
        least: int = 1,
        limit: int | None = 20,
    ) -> Results:
        """Who worked together most: pairs of people, by how many works they share.

        Args:
            role: What the one did, such as "director"; "contributor" for whatever it was.
            other: What the other did. Of the same role each pair is counted once.
            years: Only works of these years, as in ``(1990, 1999)`` or ``"1990-1999"``.
            sources: Only credits that one of these gives.
            least: How many works the two must share.
            limit: How many pairs; None for all.

        Returns:
            A row for each pair, those that share most first and then in the order of their IRIs,
            with the years of the first and the last work that they share.

        Raises:
            ParameterError: an unknown role or source, a wrong range of years, a limit below 1.

        >>> import reelgraph as rg
        >>> rg.sample().pairs("director", "producer", limit=1).rows[0]["other_name"]
        'Timur Bekmambetov'

        """
        from reelgraph.network import pairs

        if limit is not None and limit < 1:
            raise ParameterError("the limit must be at least 1, or None for all pairs")
        one, two = (
            pairs.whoever(self._chosen(word, years, sources=sources)) for word in (role, other)
        )
        index = self._edges()
        return pairs.ranking(index, pairs.pairs(index, one, two, least=least, limit=limit))

    def measure(
        self,
        *names: Named,
        which: Iterable[str] | str = USUAL,
        of: str = "people",
        depth: int = 2,
        roles: Iterable[str] | str | None = None,
        years: tuple[int, int] | str | None = None,
        include: Iterable[str] | str | None = None,
        types: Iterable[str] | str | None = None,
        sources: Iterable[str] | str | None = None,
        **options: Any,
    ) -> Measured:
        """Who stands in the middle: of the whole graph, or of what lies around some entities.

        Args:
            names: In the middle; the whole graph when there are none.
            which: Such as ``["degree", "betweenness", "pagerank", "community"]``.
            of: "people" linked by the works they share, "films" linked by people, or "both".
            depth, roles, years, include, types, sources: As in `network`.
            options: See `reelgraph.network.measure`.

        >>> import reelgraph as rg
        >>> rg.sample().measure("Hardcore", which="degree", depth=1).results(1).rows[0]["degree"]
        11

        """
        chosen = self._chosen(roles, years, include, types, sources)
        middle = [self._entity(n).iri for n in names]
        return network.measured(self.store, middle, which, depth, chosen, of=of, **options)

    # Changing

    def load(
        self,
        *paths: str | Path,
        source: str | None = None,
        format: str | None = None,  # noqa: A002  the user's word
        strict: bool = False,
        dry_run: bool = False,
        reread: bool = False,
        about: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        **how: Any,
    ) -> list[LoadReport]:
        """Load RDF files and tables, each as a source of its own unless `source` names one for all.

        Loading a source again replaces its facts. See `reelgraph.loading.load`, and for `how`
        tables are read `reelgraph.sources.reading.how`: ``mapping={"title": "Titel"}``, ``shape``.
        Into a server it is sent: see `reelgraph.sending.load`.
        """
        options: dict[str, Any] = {
            "name": source,
            "format_name": format,
            "strict": strict,
            "dry_run": dry_run,
            "reread": reread,
            "about": about,
            "how": reading.how(**how),
            "progress": progress,
        }
        if isinstance(self.store, EndpointStore):
            return sending.load(self.store, [str(p) for p in paths], **options)
        reports = loading.load(self.writable, [str(p) for p in paths], **options)
        return reports if dry_run else loading.with_indexes(self.writable, reports, progress)

    def load_network(
        self, network: "nx.Graph[Any]", source: str = "network", role: str | None = None
    ) -> LoadReport:
        """Load a NetworkX object as a source: the way back from `to_networkx`.

        Args:
            network: Nodes with ``type`` and ``label``, edges with ``role`` (or the ``role`` given
                here) and, where known, ``status``, ``character``, ``credited_as``, ``order``.
            source: The name of the source. Loading it again replaces its facts.
            role: Of the edges that name none.

        Raises:
            InputError: a role, type or status that there is not, or an edge of which nobody can
                tell which end is the work.

        """
        with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
            path = Path(scratch) / f"{source}.nt"
            path.write_bytes(to_ntriples(network, source, role, self.store.base))
            return self.load(path, source=source)[0]

    def remove(self, source: str) -> LoadReport:
        """Take all facts of a source out."""
        if isinstance(self.store, EndpointStore):
            return sending.remove(self.store, source)
        return loading.remove(self.writable, source)

    # Deciding which entities are one

    def merge(self, *things: Named, by: str = "", why: str = "") -> Results:
        """Decide that some entities are one; the first stands for all. See `identity.merge`.

        Returns:
            The new decisions.

        """
        found = [self._entity(thing) for thing in things]
        made = identity.merge(self.writable, found, by=by, why=why)
        return identity.listed(self.store, {d.iri for d in made})

    def split(
        self, thing: Named, films: Sequence[Named] = (), *, by: str = "", why: str = ""
    ) -> Results:
        """Take an entity apart: into what was merged, or by films. See `identity.split`."""
        works = [self._entity(film, "Work") for film in films]
        made = identity.split(self.writable, self._entity(thing), works, by=by, why=why)
        return identity.listed(self.store, {d.iri for d in made})

    def distinct(self, *things: Named, by: str = "", why: str = "") -> Results:
        """Decide that each of some entities is another. See `identity.distinct`."""
        found = [self._entity(thing) for thing in things]
        made = identity.distinct(self.writable, found, by=by, why=why)
        return identity.listed(self.store, {d.iri for d in made})

    def undo(self, decision: str) -> int:
        """Take back a decision by its id, or ``"all"``; how many those were."""
        return len(identity.undo(self.writable, decision))

    def decisions(self) -> Results:
        """The decisions, in the order in which they were made."""
        return identity.listed(self.store)

    def duplicates(
        self,
        type: str | None = None,  # noqa: A002  the user's word
        least: float = identity.LEAST,
        source: str | None = None,
    ) -> Results:
        """Which entities may be one, the likeliest first, with reasons. See `identity.propose`."""
        kind = kind_named(type) if type else None
        return identity.propose(self.store, kind, least, source).table()

    @property
    def wikidata(self) -> Wikidata:
        """The links to Wikidata: finding them, deciding, explaining; and facts from there."""
        return Wikidata(self.store, self._entity)

    # Looking it over

    def validate(
        self, shapes: str | Path | Sequence[str | Path] | None = None, *, shacl: bool | None = None
    ) -> checking.Report:
        """Run every check, and SHACL where the graph is small enough. See `checking.validate`."""
        self._check()
        return checking.validate(self.store, shapes, shacl=shacl)

    def stats(self) -> checking.Statistics:
        """Count what is in the graph. See `checking.count`."""
        self._check()
        return checking.count(self.store)

    def diff(self, new: "FilmGraph") -> checking.Difference:
        """What another graph says and this one does not, and the reverse: `checking.compare`."""
        self._check()
        new._check()
        return checking.compare(self.store, new.store)

    def sources(self) -> Results:
        """The sources, with licences, dates and counts."""
        columns = [
            "name",
            "title",
            "publisher",
            "published",
            "licence",
            "films",
            "people",
            "credits",
            "triples",
            "loaded",
        ]
        self._check()
        rows = [[getattr(s, c) for c in columns] for s in sources(self.store)]
        return Results(columns, rows)

    # Taking out

    def save(self, path: str | Path) -> str:
        """Write the graph: to a new folder (a store), or to a file whose ending is the format.

        Returns:
            What the format cannot hold, in words; empty when nothing is lost.

        Raises:
            StoreError: the folder is not empty, or cannot be written.
            InputError: the ending is none that can be written.

        """
        target = Path(path)
        if target.suffix and not target.is_dir() and not str(path).endswith(("/", "\\")):
            ending = export.ending_of(target)
            if ending in (*export.WHOLE, *export.VIEW_ONLY):
                return export.export_rdf(self.store, target)
            if ending in export.NETWORKS:
                form = export.NETWORKS[ending]
                return picturing.write(self.store, self.to_networkx(), form, target)
            picture = self.picture()
            picture.save(target)
            shown, total = len(picture), picture.figure.total
            return (
                f"{shown:,} of {total:,} nodes shown: the best connected" if shown < total else ""
            )
        return export.copy(self.store, target)

    def picture(self, limit: int = SHOWN, **filters: Any) -> Picture:
        """The whole graph as a picture, or its best connected part where it is too large."""
        return picturing.whole(self.store, self.to_networkx(**filters), limit)

    @property
    def dataset(self) -> "rdflib.Dataset":
        """A real rdflib Dataset over the same store; the view is its default graph.

        It reads what is there now: take it again after something was loaded.
        """
        from reelgraph.store.dataset import dataset

        return dataset(self.store)

    def close(self) -> None:
        """Close the files."""
        if self._index:
            self._index[1].close()
            self._index = None
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if isinstance(self.store, EmbeddedStore):
            return f"<FilmGraph {self.store.place}: {len(sources(self.store))} sources>"
        return f"<FilmGraph {self.store.place}>"  # a server is not asked for so little

    @property
    def index(self) -> NameIndex:
        """The name index, built again when the facts have changed."""
        state = self.store.state()
        with self._indexing:  # several threads may want it at once, and it is built once
            if self._index is None or self._index[0] != state:
                self._index = (state, NameIndex(self.store, self.store.names))
            return self._index[1]

    def forget_index(self) -> None:
        """Open the name index anew when it is next wanted: another file has taken its place."""
        self._index = None

    @property
    def writable(self) -> EmbeddedStore:
        """The store, to be changed.

        Raises:
            StoreError: it is on a server, where only sources come and go.

        """
        if not isinstance(self.store, EmbeddedStore):
            raise StoreError(
                f"{self.store.place} is a server, where only sources can be loaded and removed: "
                "do this in a folder, and load or serve that"
            )
        return self.store

    def _chosen(
        self,
        roles: Iterable[str] | str | None = None,
        years: tuple[int, int] | str | None = None,
        include: Iterable[str] | str | None = None,
        types: Iterable[str] | str | None = None,
        sources: Iterable[str] | str | None = None,
    ) -> Filters:
        """The filters of a network, whose sources are there."""
        self._check()
        chosen = network.filters(roles, years, include, types, sources=sources)
        check_sources(self.store, chosen)
        return chosen

    def _edges(self) -> "NetworkIndex":
        """The network index, built if there is none."""
        found = network.index_of(self.store, make=True)
        assert found is not None  # noqa: S101  it is made where there is none
        return found

    def _check(self) -> None:
        """Refuse a server that holds no graph of this package."""
        if isinstance(self.store, EndpointStore):
            self.store.check()

    def _entity(self, given: Named, kind: str | None = None) -> Entity:
        if isinstance(given, cards.Card):
            return given.entity
        if isinstance(given, Entity):
            return given
        self._check()
        identified = entities.find_identified(self.store, given, kind)
        return identified or entities.find(self.store, self.index, given, kind)
