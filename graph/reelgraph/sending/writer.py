"""Writing to a server: the Graph Store Protocol and SPARQL Update, each answer looked at."""

import http.client
import time
import urllib.request
from base64 import b64encode
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from reelgraph.errors import EndpointError
from reelgraph.sending.target import ENV_PASSWORD, ENV_USER, Target
from reelgraph.store.address import Endpoint
from reelgraph.store.client import brief
from reelgraph.store.transport import Broken, Watch, exchange, receive

DEADLINE = 600.0
"""Seconds that one batch may take."""
TRIES = 4
_PASSING = (408, 429, 500, 502, 503, 504)
"""The states that may pass by themselves."""
TOO_LARGE = 413
_GONE = (404, 410)


class Writer:
    """Writes to one server."""

    def __init__(self, target: Target, *, pause: Any = time.sleep) -> None:
        self.target, self._pause = target, pause
        self._challenge: str | None = None
        """How a server wants the password; not known before it asked for it."""

    def post(self, graph: str, triples: bytes) -> None:
        """Add N-Triples to a graph; an empty name is the default graph.

        Raises:
            EndpointError: the server did not take them; `status` says why.

        """
        self._send("POST", self.target.graph_store, graph, triples, "application/n-triples")

    def put(self, graph: str, triples: bytes) -> None:
        """Make a graph hold these N-Triples and nothing else."""
        self._send("PUT", self.target.graph_store, graph, triples, "application/n-triples")

    def drop(self, graph: str) -> None:
        """Delete a graph; it may be gone already."""
        try:
            self._send("DELETE", self.target.graph_store, graph, None, "")
        except EndpointError as error:
            if error.status not in _GONE:
                raise

    def update(self, sparql: str) -> None:
        """Carry out a SPARQL update."""
        body = urlencode({"update": sparql}).encode()
        self._send("POST", self.target.update, None, body, "application/x-www-form-urlencoded")

    def _send(
        self, method: str, endpoint: Endpoint, graph: str | None, body: bytes | None, media: str
    ) -> None:
        address = endpoint.url
        if graph is not None:
            mark = "&" if "?" in address else "?"
            address += mark + (f"graph={quote(graph, safe='')}" if graph else "default")
        for tried in range(1, TRIES + 1):
            try:
                status, said = self._once(method, endpoint, address, body, media)
            except (OSError, http.client.HTTPException, Broken) as error:
                status, said = 0, f"\n  {getattr(error, 'reason', error)}"
            if 200 <= status < 300:
                return
            if (status and status not in _PASSING) or tried == TRIES:
                raise EndpointError(_refusal(endpoint, status, said), status=status or None)
            self._pause(tried)

    def _once(
        self, method: str, endpoint: Endpoint, address: str, body: bytes | None, media: str
    ) -> tuple[int, str]:
        for asked in (False, True):
            request = urllib.request.Request(address, data=body, method=method)  # noqa: S310  http
            if media:
                request.add_header("Content-Type", media)
            self._sign(request, endpoint)
            with Watch(DEADLINE) as watch:
                response = exchange(request, watch, proxies=not endpoint.is_here)
                said = BytesIO()
                try:
                    receive(response, said, 1 << 20)
                finally:
                    response.close()
            if asked or response.status != 401 or not endpoint.user:
                return response.status, brief(said.getvalue().decode("utf-8", "replace"))
            self._challenge = response.headers.get("WWW-Authenticate", "")
        raise AssertionError("unreachable: the second answer is returned")

    def _sign(self, request: urllib.request.Request, endpoint: Endpoint) -> None:
        """Add the name and the password, as the server wants them."""
        if not endpoint.user or self._challenge is None:
            return
        scheme, _, rest = self._challenge.partition(" ")
        if scheme.lower() == "digest":
            listed = filter(None, urllib.request.parse_http_list(rest))
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, request.full_url, endpoint.user, endpoint.password)
            made = urllib.request.HTTPDigestAuthHandler(known).get_authorization(
                request, urllib.request.parse_keqv_list(list(listed))
            )
            request.add_header("Authorization", f"Digest {made}")
        else:
            pair = b64encode(f"{endpoint.user}:{endpoint.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {pair}")


def _refusal(endpoint: Endpoint, status: int, said: str) -> str:
    remedies = {
        0: "nothing answers there, or the connection broke: is the server running?",
        400: "it does not accept what was sent",
        401: "it wants a name and a password: put them into the environment variables "
        f"{ENV_USER} and {ENV_PASSWORD}",
        403: "it does not let you write: it is only read, or needs other rights",
        404: "there is no Graph Store at this address: name it with --graph-store URL "
        "(and --update URL)",
        405: "it is only read, or no Graph Store is at this address (--graph-store URL names it)",
        TOO_LARGE: "it takes no batch of this size",
        415: "it does not take N-Triples",
        507: "its disk is full",
    }
    remedy = remedies.get(status, "it failed" if status >= 500 else "it did not take the facts")
    return f"{endpoint} answered {status or 'nothing'}: {remedy}{said}"
