"""Where a server takes facts: its Graph Store, its updates, and who may write."""

import os
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from reelgraph.errors import EndpointError
from reelgraph.store.address import Endpoint

ENV_USER, ENV_PASSWORD = "REELGRAPH_USER", "REELGRAPH_PASSWORD"
"""The environment variables that hold the name and the password of who may write."""


@dataclass(frozen=True, slots=True)
class Target:
    """The addresses of a server that is written to."""

    graph_store: Endpoint
    """Of the SPARQL 1.1 Graph Store Protocol."""
    update: Endpoint
    """Of SPARQL 1.1 Update."""


def target(
    endpoint: Endpoint, graph_store: str = "", update: str = "", *, allow_http: bool = False
) -> Target:
    """Where to write, by the address at which a server is asked.

    Args:
        endpoint: Where it is asked.
        graph_store: The address of its Graph Store, where that is none of the usual ones.
        update: That of its updates, where that is none of the usual ones.
        allow_http: A password may go over the network unencrypted.

    Raises:
        EndpointError: the address tells nothing, or the password would go unencrypted.

    >>> found = target(Endpoint.of("http://localhost:3030/films/query"))
    >>> str(found.graph_store), str(found.update)
    ('http://localhost:3030/films/data', 'http://localhost:3030/films/update')

    """
    guessed = _usual(endpoint)
    made = []
    for given, usual, option in (
        (graph_store, guessed[0], "--graph-store"),
        (update, guessed[1], "--update"),
    ):
        if not given and not usual:
            raise EndpointError(
                f"{endpoint}: where this server takes facts cannot be told from its address: "
                f"name it with {option} URL"
            )
        made.append(_allowed(Endpoint.of(given or usual), endpoint, allow_http))
    return Target(*made)


def signed(endpoint: Endpoint) -> Endpoint:
    """The endpoint with the name and the password of the environment, unless it has its own."""
    user = os.environ.get(ENV_USER, "")
    if endpoint.user or not user:
        return endpoint
    return replace(endpoint, user=user, password=os.environ.get(ENV_PASSWORD, ""))


def _allowed(written: Endpoint, asked: Endpoint, allow_http: bool) -> Endpoint:
    if not written.user and asked.user:
        written = replace(written, user=asked.user, password=asked.password)
    written = signed(written)
    if written.user and not allow_http and not written.is_here and written.url[:5] == "http:":
        raise EndpointError(
            f"{written} is not encrypted, and the password would go over the network as it is: "
            "use https, or say --allow-http if you trust the network between"
        )
    return written


def _usual(endpoint: Endpoint) -> tuple[str, str]:
    """The addresses of the Graph Store and of the updates that servers usually have."""
    parts = urlsplit(endpoint.url)
    path = parts.path.rstrip("/")
    above, _, last = path.rpartition("/")

    def at(place: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, place, "", ""))

    if path == "/query":  # Oxigraph
        return at("/store"), at("/update")
    if path == "/sparql":  # Virtuoso; ours has /graph-store
        return at("/sparql-graph-crud-auth"), at("/sparql-auth")
    if above.endswith("/repositories"):  # GraphDB and RDF4J
        return at(f"{path}/rdf-graphs/service"), at(f"{path}/statements")
    if above and last in ("query", "sparql"):  # Fuseki
        return at(f"{above}/data"), at(f"{above}/update")
    return "", ""
