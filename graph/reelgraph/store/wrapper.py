"""SPARQLWrapper, made to send through `transport`; imported only when a server is asked."""

import urllib.request
from typing import Any

from SPARQLWrapper import BASIC, JSON, POST, TURTLE, URLENCODED, SPARQLWrapper

from reelgraph.store import transport


class Request(SPARQLWrapper):
    """One query as the SPARQL Protocol sends it: a form by POST.

    Always POST, whatever the length: one way to test, no limit to a query's length, nothing of a
    query in the logs of the machines between, and no answer out of an old cache.
    """

    def __init__(self, url: str, agent: str, form: str) -> None:
        self._form = form
        rows = form in ("SELECT", "ASK")
        super().__init__(url, returnFormat=JSON if rows else TURTLE, agent=agent)
        self.setMethod(POST)
        self.setRequestMethod(URLENCODED)
        self.setOnlyConneg(True)  # what is wanted is said in the header alone
        self.setHTTPAuth(BASIC)
        self.addCustomHttpHeader("Accept-Encoding", "gzip")

    def send(self, watch: transport.Watch, *, proxies: bool) -> Any:
        """Send it and give the response, whatever its status."""
        self._watch, self._proxies = watch, proxies
        return self.query().response

    def _parseQueryType(self, query: str) -> str:  # noqa: ARG002, N802  the name is the base's
        """The form, which is known; the guess of the base class reads words in comments too."""
        return self._form

    def _query(self) -> tuple[Any, str]:
        request: urllib.request.Request = self._createRequest()
        response = transport.exchange(request, self._watch, proxies=self._proxies)
        return response, self.returnFormat
