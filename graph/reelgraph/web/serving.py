"""Running the server: from a store to an address that answers, until it is ended."""

import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from reelgraph.errors import StoreError
from reelgraph.web import token as tokens
from reelgraph.web.app import app
from reelgraph.web.context import SECONDS, Context, Settings
from reelgraph.web.engine import Engine
from reelgraph.web.engines import open_engine
from reelgraph.web.sparql.readers import READERS

PORT = 7878
NEXT = 20
"""How many ports beyond the usual one are tried when it is taken."""
LONGEST_HEAD = 1 << 17
"""Bytes of a request before its body; a query may stand in its address."""
GRACE = 2
"""Seconds that running requests have when the server is ended."""


def serve(
    store: str | Path | None = None,
    *,
    port: int | None = None,
    bind: str = "127.0.0.1",
    hosts: Iterable[str] = (),
    write: bool = False,
    seconds: float = SECONDS,
    cors: Iterable[str] = (),
    services: Iterable[str] = (),
    ready: Callable[[str, str], None] | None = None,
    tell: Callable[[str], None] | None = None,
) -> None:
    """Serve a graph until Ctrl-C: the explorer, a SPARQL endpoint, linked data, reconciliation.

    Args:
        store: A folder, an RDF file, or the address of a SPARQL endpoint; the sample if None.
        port: 7878, or the next one that is free, if None; any free one if 0.
        bind: The address of this machine at which it listens.
        hosts: More names under which it may be asked for.
        write: Whether those who have the token may change the folder.
        seconds: What a visitor's query may take.
        cors: The origins whose pages may read the SPARQL endpoint.
        services: The addresses that SERVICE may name.
        ready: Is called with the address and the token when it answers; prints it by default.
        tell: Takes what a person should know; prints it on stderr by default.

    Raises:
        StoreError: there is no such store, it is in use, or the port is taken.

    """
    say = tell or _say
    settings = Settings(
        writable=write,
        token=tokens.made() if write else "",
        seconds=seconds,
        hosts=Settings().hosts | {h.lower() for h in hosts} | _names_of(bind),
        cors=tuple(cors),
        services=frozenset(services),
    )
    with listening(bind, port) as listener:
        engine = open_engine(store, settings, say)
        address = f"http://{_shown(bind)}:{listener.getsockname()[1]}/"

        def answering() -> None:
            engine.announce(address)
            (ready or _ready)(address, settings.token)

        try:
            engine.prepare(say)
            threading.Thread(target=READERS.warm, daemon=True).start()
            run(Context(engine, settings), listener, answering)
        finally:
            engine.close()


def run(context: Context, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Answer what comes to an open socket, until a signal ends it."""
    server = _Server(context, ready)
    asyncio.run(server.serve(sockets=[listener]))


@contextmanager
def in_background(context: Context) -> Iterator[str]:
    """The address of a server that runs beside this program, for the length of a block."""
    with listening("127.0.0.1", 0) as listener:
        started = threading.Event()
        server = _Server(context, started.set)
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True
        )
        thread.start()
        try:
            while not started.wait(0.05):
                if not thread.is_alive():
                    raise StoreError("the server could not be started")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def listening(bind: str, port: int | None) -> Iterator[socket.socket]:
    """A socket at which requests arrive.

    Raises:
        StoreError: the port is taken, or the address is none of this machine.

    """
    wanted = range(PORT, PORT + NEXT) if port is None else (port,)
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    for number in wanted:
        # Named as TCP, or asyncio would leave its small packets waiting: 40 ms for each answer.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if sys.platform != "win32":  # there it would let two programs have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((bind, number))
        except OSError as error:
            listener.close()
            if port is None and number < wanted[-1]:
                continue
            raise StoreError(
                f"{bind}:{number} cannot be listened at ({error.strerror or error}): "
                "give another port, as in '--port 8000', or '--port 0' for any"
            ) from None
        listener.listen(512)
        try:
            yield listener
        finally:
            listener.close()
        return


class _Server(uvicorn.Server):
    """A server that says when it is ready, and gives its engine back before it waits."""

    def __init__(self, context: Context, ready: Callable[[], None]) -> None:
        _log()
        super().__init__(
            uvicorn.Config(
                app(context),
                http="h11",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=GRACE,
                h11_max_incomplete_event_size=LONGEST_HEAD,
            )
        )
        self._engine: Engine = context.engine
        self._tell_ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What still runs is ended with its worker, rather than waited for.
        closing = asyncio.to_thread(self._engine.close)
        await asyncio.gather(closing, super().shutdown(sockets))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End at the first signal, without the traceback that raising it again would bring."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        names = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")
        signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
        before = {number: signal.signal(number, self._end) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.handle_exit(number, frame)


class _ToStderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _say(f"reelgraph: {self.format(record)}")


def _log() -> None:
    """Let what goes wrong in the server be seen."""
    log = logging.getLogger("uvicorn.error")
    log.setLevel(logging.WARNING)
    log.propagate = False
    log.handlers[:] = [_ToStderr()]


def _names_of(bind: str) -> set[str]:
    return set() if bind in ("0.0.0.0", "::") else {bind.lower()}  # noqa: S104


def _shown(bind: str) -> str:
    if bind in ("0.0.0.0", "::"):  # noqa: S104
        return "127.0.0.1"
    return f"[{bind}]" if ":" in bind else bind


def _ready(address: str, token: str) -> None:
    print(address, flush=True)  # noqa: T201
    if token:
        _say(f"token: {token}")


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201
