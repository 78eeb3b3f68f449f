"""A small client of the Reconciliation Service API, as tests use it: it speaks HTTP and no more."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    """With their names in small letters."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(frozen=True)
class Client:
    """A client of one service."""

    endpoint: str
    """Its address, as in http://127.0.0.1:8000/reconcile."""

    def send(
        self,
        method: str = "GET",
        path: str = "",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request to an address below the service's, or to any other of the server's."""
        whole = path if path.startswith("http") else self.endpoint + path
        at = urlsplit(whole)
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)
        try:
            target = at.path + (f"?{at.query}" if at.query else "")
            connection.request(method, target, body, dict(headers or {}))
            answer = connection.getresponse()
            named = {k.lower(): v for k, v in answer.getheaders()}
            return Reply(answer.status, named, answer.read())
        finally:
            connection.close()

    def get(self, path: str = "", **fields: str) -> Reply:
        """A GET with fields in the address."""
        return self.send("GET", path + (f"?{urlencode(fields)}" if fields else ""))

    def post(self, **fields: str) -> Reply:
        """A POST of a form, as OpenRefine sends it."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", "", urlencode(fields).encode(), form)

    def manifest(self) -> dict[str, Any]:
        """What the service says of itself."""
        found: dict[str, Any] = self.get().json
        return found

    def batch(self, **queries: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The candidates for some queries, by their keys."""
        reply = self.post(queries=json.dumps(queries))
        assert reply.status == 200, reply.text
        assert set(reply.json) == set(queries)
        return {key: found["result"] for key, found in reply.json.items()}

    def one(self, query: str = "", **more: Any) -> list[dict[str, Any]]:
        """The candidates for one query; ``properties`` may be a mapping."""
        given = more.pop("properties", {})
        if given:
            more["properties"] = [{"pid": pid, "v": v} for pid, v in given.items()]
        if query:
            more["query"] = query
        return self.batch(q=more)["q"]

    def matched(self, query: str = "", **more: Any) -> str | None:
        """The id of the candidate that is sure; None where there is none."""
        sure = [c["id"] for c in self.one(query, **more) if c["match"]]
        assert len(sure) <= 1
        return sure[0] if sure else None

    def extend(self, ids: list[str], *properties: Any) -> dict[str, Any]:
        """Data extension; a property is its id, or an id with settings."""
        asked = [
            {"id": p} if isinstance(p, str) else {"id": p[0], "settings": p[1]} for p in properties
        ]
        reply = self.post(extend=json.dumps({"ids": ids, "properties": asked}))
        assert reply.status == 200, reply.text
        found: dict[str, Any] = reply.json
        return found

    def suggest(self, what: str, prefix: str, cursor: int = 0) -> list[dict[str, Any]]:
        """Suggestions, at the address that the manifest gives."""
        of = self.manifest()["suggest"][what]
        reply = self.send(
            "GET", f"{of['service_url']}{of['service_path']}?prefix={quote(prefix)}&cursor={cursor}"
        )
        assert reply.status == 200, reply.text
        found: list[dict[str, Any]] = reply.json["result"]
        return found

    def filled(self, template: str, id_: str) -> Reply:
        """What stands at an address of the manifest that has ``{{id}}`` in it."""
        return self.send("GET", template.replace("{{id}}", quote(id_, safe="")))
