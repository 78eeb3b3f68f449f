"""How quickly the server answers: eight people who click at once, and fifty with a runaway query.

``python tests/benchmarks/serving.py STORE`` measures `reelgraph serve` on a folder, as it is asked
over HTTP. Each client waits for an answer before it asks again, so that what is measured is what a
person waits for while seven others do the same.
"""

import argparse
import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import sysconfig
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import film_graph

GOALS = {"typeahead": 50, "card": 100, "expand": 150, "path": 300}
"""Milliseconds that 95 of 100 answers may take."""
CROWD = 50
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""It would take years."""
SHORT = "SELECT ?f WHERE { ?f film:hasDirector ?p } LIMIT 20"


class Client:
    """One connection, which is kept."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def get(self, path: str, **given: Any) -> tuple[int, bytes]:
        """The status and the body of an answer."""
        self._connection.request("GET", f"/{path}?{urlencode(given, doseq=True)}")
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The address of the server, as a program of its own; its indexes are there."""
    program = Path(sysconfig.get_path("scripts")) / "reelgraph"
    command = [program, "serve", "-s", store, "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            _wait(address)
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)


def _wait(address: str, most: float = 300) -> None:
    """Until the indexes are built: a network four edges deep is then there in a moment."""
    client, ends = Client(address), time.monotonic() + most
    status, body = client.get("api/graph")
    assert status == 200, body
    example = json.loads(body)["examples"][0]["iri"]
    while time.monotonic() < ends:
        began = time.monotonic()
        client.get("api/neighbours", iri=example, limit=2000)
        if time.monotonic() - began < 0.05:
            return
        time.sleep(1)


def choices(address: str, seed: int) -> dict[str, Callable[[random.Random], tuple[str, dict]]]:
    """What is asked: of people and films, the well-known ones more often."""
    client, chance = Client(address), random.Random(seed)
    people, films = set(), set()
    for found, kind in ((people, "Person"), (films, "Film")):
        known = json.loads(client.get("api/search", q="", type=kind, limit=100)[1])["entities"]
        found |= {(e["iri"], e["label"], e["degree"]) for e in known}
        for start in chance.sample([a + b for a in "abcdegjklmnprst" for b in "aeiou"], 40):
            body = client.get("api/search", q=start, type=kind, limit=100)[1]
            found |= {(e["iri"], e["label"], e["degree"]) for e in json.loads(body)["entities"]}
    lists = sorted(people), sorted(films)
    weights = [[max(degree, 1) for *_, degree in entities] for entities in lists]

    def one(random_: random.Random, which: int | None = None) -> tuple[str, str, int]:
        at = random_.randrange(2) if which is None else which
        return random_.choices(lists[at], weights[at])[0]

    def typed(random_: random.Random) -> tuple[str, dict[str, Any]]:
        name = one(random_)[1]
        text = name[: random_.randint(2, max(len(name), 2))]
        if random_.random() < 0.15 and len(text) > 4:  # two letters change places
            at = random_.randrange(1, len(text) - 1)
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return "api/search", {"q": text, "limit": 10}

    return {
        "typeahead": typed,
        "card": lambda r: ("api/entity", {"iri": one(r)[0]}),
        "expand": lambda r: ("api/neighbours", {"iri": one(r)[0]}),
        "path": lambda r: ("api/path", {"from": one(r, 0)[0], "to": one(r, 0)[0]}),
    }


def measure(
    address: str, asked: dict[str, Callable], clients: int, seconds: float, kinds: list[str]
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """The times in ms of each kind of question, and how many answers of each status there were."""
    times: dict[str, list[float]] = defaultdict(list)
    statuses: dict[str, int] = defaultdict(int)
    guard, ends = threading.Lock(), time.monotonic() + seconds

    def click(number: int) -> None:
        client, chance = Client(address), random.Random(number)
        while time.monotonic() < ends:
            kind = chance.choice(kinds)
            path, given = asked[kind](chance)
            began = time.perf_counter()
            try:
                status, _ = client.get(path, **given)
            except (OSError, http.client.HTTPException) as error:
                client.close()
                status = 0
                print(f"{kind}: {error!r}", file=sys.stderr)
            with guard:
                times[kind].append((time.perf_counter() - began) * 1000)
                statuses[f"{kind} {status}"] += 1
        client.close()

    threads = [threading.Thread(target=click, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, statuses


def table(times: dict[str, list[float]]) -> list[str]:
    """The times as a table."""
    heads = ("", "answers", "median, ms", "95 of 100, ms", "goal", "longest, ms")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for kind, every in times.items():
        ordered = sorted(every)
        p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
        goal = str(GOALS.get(kind, ""))
        lines.append(
            f"| {kind} | {len(ordered):,} | {statistics.median(ordered):.0f} | {p95:.0f} | {goal} "
            f"| {ordered[-1]:.0f} |"
        )
    return lines


def section(given: argparse.Namespace) -> str:
    """The report, as Markdown."""
    store = given.store or _made(given.work, given.size)
    lines = ["## The server", ""]
    with serving(store) as address:
        asked = choices(address, 1)
        for kind in asked:
            times, statuses = measure(address, asked, given.clients, given.seconds, [kind])
            lines += [f"{given.clients} clients, only this:", "", *table(times), ""]
            lines += _refused(statuses)
        times, statuses = measure(address, asked, given.clients, given.seconds, list(asked))
        lines += [f"{given.clients} clients, everything mixed:", "", *table(times), ""]
        lines += _refused(statuses)
        if given.crowd_seconds:
            lines += _crowd(address, asked, given.crowd_seconds)
    lines.append(f"Load average {os.getloadavg()[0]:.1f} at the end, {os.cpu_count()} cores.")
    return "\n".join(lines)


def _crowd(address: str, asked: dict[str, Callable], seconds: float) -> list[str]:
    """Fifty at once, of whom some ask in SPARQL, while one asks what has no end."""
    kinds = {
        **asked,
        "short SPARQL": lambda _: ("sparql", {"query": SHORT}),
    }
    ends, cut = time.monotonic() + seconds, []

    def runaway() -> None:
        client = Client(address)
        while time.monotonic() < ends - 15:
            began = time.monotonic()
            status, _ = client.get("sparql", query=RUNAWAY)
            cut.append((status, time.monotonic() - began))
        client.close()

    beside = threading.Thread(target=runaway)
    beside.start()
    times, statuses = measure(address, kinds, CROWD - 1, seconds, list(kinds))
    beside.join()
    ended = ", ".join(f"{status} after {taken:.1f} s" for status, taken in cut)
    head = f"{CROWD} clients for {seconds:.0f} s, one of them with a runaway query ({ended}):"
    return [head, "", *table(times), "", *_refused(statuses)]


def _refused(statuses: dict[str, int]) -> list[str]:
    others = {kind: n for kind, n in sorted(statuses.items()) if not kind.endswith(" 200")}
    return [f"Other answers: {', '.join(f'{k}: {n}' for k, n in others.items())}.", ""] * bool(
        others
    )


def _made(work: Path, size: int) -> Path:
    """A store of a seeded film graph; made once."""
    store, file = work / f"serving-{size}", work / f"edges-{size}.nt"
    if not (store / "reelgraph.json").exists():
        work.mkdir(exist_ok=True)
        film_graph.write(file, size, "edges")
        program = Path(sysconfig.get_path("scripts")) / "reelgraph"
        subprocess.run([program, "load", file, "-s", store], check=True)
    return store


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "store", nargs="?", type=Path, help="a folder; one is made if none is given"
    )
    parser.add_argument(
        "--size", type=int, default=1_000_000, help="triples of the one that is made"
    )
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="where that is")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=15, help="for each kind of question")
    parser.add_argument("--crowd-seconds", type=float, default=60, help="of fifty clients; 0: none")
    return parser


if __name__ == "__main__":
    print(section(arguments().parse_args()))
