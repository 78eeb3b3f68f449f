"""The graph as its users hold it: thin, each method one call of the module that does the work."""

import shlex
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

from reelgraph import card as cards
from reelgraph import entities, export, loading, network, query
from reelgraph.entity import Entity, as_row, kind_named
from reelgraph.errors import InputError, StoreError
from reelgraph.facts import Source
from reelgraph.names import NameIndex
from reelgraph.network.evidence import evidence, with_quotes
from reelgraph.picture import PathPicture, Picture
from reelgraph.results import Results, Triples
from reelgraph.sources.inputs import Progress
from reelgraph.sources.report import LoadReport
from reelgraph.store import EmbeddedStore, commit
from reelgraph.store.layout import Folder

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from reelgraph.views.figure import Figure

Named = str | Entity | cards.Card
"""How an entity may be given: a name, a CURIE, a QID, an IMDb id, an IRI; or what `find` gave."""
SHOWN = 500
"""How many nodes a picture shows at most, unless it is told otherwise."""


class FilmGraph:
    """A graph of films, in a folder or in memory; made by `reelgraph.open` and `sample`."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        if store.unfinished():
            commit.finish(store)
        self._index: tuple[str, NameIndex] | None = None

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
            timeout: Seconds after which it is ended; on a folder only.
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
            found = query.named(text, folders)
            text = query.bound(found, parameters, self._entity)
        return query.run(self.store, text, timeout)

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
        return cards.card(self.store, self._entity(name, kind), commit.sources(self.store.rdf))

    def search(self, text: str, type: str | None = None, limit: int = 20) -> Results:  # noqa: A002
        """The entities whose names fit: beginnings, parts and misspellings too, the best first."""
        kind = kind_named(type) if type else None
        found = self.index.search(text, kind, limit)
        rows = [tuple(as_row(e).values()) for e in found]
        return Results(
            ["name", "type", "year", "credits", "iri"],
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
        limit: int = SHOWN,
        by_year: bool = False,
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
            limit: How many nodes are shown at most.
            by_year: Whether the year is the horizontal axis of the picture.
            title, note, credit: What is printed above and below it.
            command: What made it, for the foot of the page.

        Raises:
            ParameterError: an unknown role, a wrong range of years.
            NotFound, Ambiguous: as `find`.

        """
        if not names:
            raise InputError("name at least one entity for the middle of the network")
        if depth < 0 or limit < 1:
            raise InputError("depth must be 0 or more, and limit 1 or more")
        middle = [self._entity(n) for n in names]
        chosen = network.filters(roles, years, include, types, skip_hubs)
        cut = network.around(self.store, [e.iri for e in middle], depth, chosen, limit)
        heading = title or "Around " + " and ".join(str(e) for e in middle)
        asked = command or _command(
            "network",
            middle,
            depth=depth,
            role=roles,
            years=years,
            include=include,
            type=types,
            skip_hubs=skip_hubs,
            limit=limit if limit != SHOWN else None,
            by_year=by_year,
        )
        return Picture(
            self._figure(
                cut.network,
                heading,
                cut.total,
                [e.iri for e in middle],
                "network",
                asked,
                note,
                credit,
                by_year,
            )
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
        all: bool = False,  # noqa: A002  the user's word
        title: str = "",
        note: str = "",
        credit: str = "",
        command: str = "",
    ) -> PathPicture:
        """The shortest paths between two entities, with the evidence of each hop.

        Args:
            start, end: Two entities.
            roles, years, include, skip_hubs: As in `network`.
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
        a, b = self._entity(start), self._entity(end)
        chosen = network.filters(roles, years, include, None, skip_hubs)
        most = network.paths.MOST if all else 1
        found = network.shortest_paths(self.store, a.iri, b.iri, chosen, most=most)
        pairs = {p for way in found.listed for p in pairwise(way)}
        pairs |= {(y, x) for x, y in pairs}
        said = with_quotes(self.store, evidence(self.store, pairs, chosen))
        nodes = dict.fromkeys(n for way in found.listed for n in way)
        made = network.of_evidence(self.store, said, nodes)
        asked = command or _command(
            "path",
            [a, b],
            role=roles,
            years=years,
            include=include,
            skip_hubs=skip_hubs,
            all=all,
        )
        heading = title or f"From {a} to {b}"
        figure = self._figure(made, heading, len(made), [a.iri, b.iri], "path", asked, note, credit)
        return PathPicture(figure, found.listed, found.total)

    def to_networkx(
        self,
        *,
        roles: Iterable[str] | str | None = None,
        years: tuple[int, int] | str | None = None,
        include: Iterable[str] | str | None = None,
        types: Iterable[str] | str | None = None,
    ) -> "nx.MultiDiGraph[str]":
        """All credits and relations as one NetworkX multigraph, an edge for each statement.

        `reelgraph.network.bipartite` and `projection` make the film-person graph and the graphs of
        people and of films out of it.
        """
        return network.to_networkx(self.store, network.filters(roles, years, include, types))

    # Changing

    def load(
        self,
        *paths: str | Path,
        source: str | None = None,
        format: str | None = None,  # noqa: A002  the user's word
        strict: bool = False,
        dry_run: bool = False,
        about: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> list[LoadReport]:
        """Load RDF files, each as a source of its own unless `source` names one for all.

        Loading a source again replaces its facts. See `reelgraph.loading.load`.
        """
        return loading.load(
            self.store,
            [str(p) for p in paths],
            name=source,
            format_name=format,
            strict=strict,
            dry_run=dry_run,
            about=about,
            progress=progress,
        )

    def remove(self, source: str) -> LoadReport:
        """Take all facts of a source out."""
        return loading.remove(self.store, source)

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
        rows = [[getattr(s, c) for c in columns] for s in commit.sources(self.store.rdf)]
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
            if ending == "graphml":
                from reelgraph import views

                with export.written(target) as temporary:
                    temporary.write_bytes(views.render_graphml(self.to_networkx()))
                return ""
            picture = self.picture()
            picture.save(target)
            shown, total = len(picture), picture.figure.total
            return (
                f"{shown:,} of {total:,} nodes shown: the best connected" if shown < total else ""
            )
        folder = Folder(target)
        if folder.exists():
            raise StoreError(f"{target} is a store already: give a new folder")
        folder.create(self.store.base)
        copy = EmbeddedStore(target)
        with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
            dumped = Path(scratch) / "all.nq"
            self.store.rdf.dump(str(dumped), format=ox.RdfFormat.N_QUADS)
            with copy.writing() as writer:
                writer.rdf.bulk_load(path=str(dumped), format=ox.RdfFormat.N_QUADS)
        copy.close()
        return ""

    def picture(self, limit: int = SHOWN, **filters: Any) -> Picture:
        """The whole graph as a picture, or its best connected part where it is too large."""
        whole = self.to_networkx(**filters)
        order = sorted(whole, key=lambda n: (-whole.degree[n], n))
        if len(order) > limit:  # those that stand among others, rather than alone
            among = whole.subgraph(order[: 2 * limit])
            order = [n for n in order[: 2 * limit] if among.degree[n]]
        best = order[:limit]
        shown = whole.subgraph(best).copy()
        return Picture(
            self._figure(shown, "The whole graph", len(whole), [], "network", "reelgraph export")
        )

    @property
    def dataset(self) -> "rdflib.Dataset":
        """A real rdflib Dataset over the same store; the view is its default graph.

        It reads what is there now: take it again after something was loaded.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store.rdf), default_union=False)

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
        where = self.store.folder.path if self.store.folder else "in memory"
        return f"<FilmGraph {where}: {len(commit.sources(self.store.rdf))} sources>"

    @property
    def index(self) -> NameIndex:
        """The name index, built again when the facts have changed."""
        state = self.store.state()
        if self._index is None or self._index[0] != state:
            path = self.store.folder.names if self.store.folder else None
            self._index = (state, NameIndex(self.store, path))
        return self._index[1]

    def _entity(self, given: Named, kind: str | None = None) -> Entity:
        if isinstance(given, cards.Card):
            return given.entity
        if isinstance(given, Entity):
            return given
        return entities.find(self.store, self.index, given, kind)

    def _figure(
        self,
        made: "nx.MultiDiGraph[str]",
        title: str,
        total: int,
        focus: list[str],
        kind: Any,
        command: str,
        note: str = "",
        credit: str = "",
        by_year: bool = False,
    ) -> "Figure":
        from reelgraph.views.figure import Figure

        used = {data["source"] for _, _, data in made.edges(data=True)}
        known: list[Source] = [s for s in commit.sources(self.store.rdf) if s.name in used]
        today = datetime.now(UTC).date().isoformat()
        return Figure(
            made,
            title,
            tuple(known),
            total,
            tuple(focus),
            kind,
            command,
            today,
            note,
            credit,
            by_year,
        )


def _command(verb: str, found: Sequence[Entity], **options: object) -> str:
    """The command that gives the same picture, for the foot of its page."""
    words = ["reelgraph", verb, *(shlex.quote(str(e)) for e in found)]
    for name, value in options.items():
        if value is None or value is False:
            continue
        words.append("--" + name.replace("_", "-"))
        if value is not True:
            between = "-" if name == "years" else ","
            several = value if isinstance(value, (list, tuple, set)) else [value]
            text = between.join(map(str, several))
            words.append(shlex.quote(text))
    return " ".join(words)
