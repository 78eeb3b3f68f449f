"""One request to a server, with a deadline that holds for the whole of it, and nothing followed.

The usual timeout of a socket begins anew with each byte. Here a timer shuts the connection down at
the deadline, whatever it is doing: so headers or a body that drip in slowly end in time as well.
"""

import http.client
import socket
import threading
import time
import urllib.request
import zlib
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, Self

_PIECE = 1 << 16
_LONGEST = 7 * 86_400.0
"""Seconds; what sockets and timers can count."""
_GZIP = 31
"""What zlib calls the format of gzip, with the largest window."""


class Broken(Exception):
    """What came is not whole, or not what it says; the client tells its users so."""


class TooLarge(Broken):
    """The answer is larger than it may be."""


class Watch:
    """A deadline that shuts down the connection which it was told of."""

    def __init__(self, seconds: float) -> None:
        seconds = min(seconds, _LONGEST)
        self.seconds = seconds
        self.late = False
        self._ends = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    @property
    def left(self) -> float:
        """Seconds until the deadline; never less than a moment, which a socket needs."""
        return max(self._ends - time.monotonic(), 0.001)

    def over(self, connection: socket.socket) -> None:
        """Watch over this connection."""
        self._socket = connection
        if self.late:
            self._end()

    def _end(self) -> None:
        self.late = True
        if self._socket is not None:
            with suppress(OSError):  # it may be closed already; of TLS the bare socket is meant
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def exchange(request: urllib.request.Request, watch: Watch, *, proxies: bool) -> Any:
    """Send a request and give the response, whatever its status; redirects are not followed.

    Args:
        request: What to send.
        watch: The deadline.
        proxies: Whether the proxies of the environment may be used.

    Raises:
        OSError, http.client.HTTPException: the connection failed.

    """
    opener = urllib.request.OpenerDirector()
    if proxies:
        opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(_plain(watch))
    opener.add_handler(_secure(watch))
    return opener.open(request, timeout=watch.left)


def _plain(watch: Watch) -> urllib.request.HTTPHandler:
    class Connection(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.over(self.sock)

    class Handler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> Any:
            return self.do_open(Connection, req)

    return Handler()


def _secure(watch: Watch) -> urllib.request.HTTPSHandler:
    class Connection(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.over(self.sock)

    class Handler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> Any:
            return self.do_open(Connection, req)

    return Handler()


def receive(response: Any, out: IO[bytes], most: int) -> None:
    """Write the body of a response, unpacked, and be sure that it came whole.

    Args:
        response: As `exchange` gives it.
        out: Where to.
        most: How many bytes it may have, unpacked.

    Raises:
        Broken: it is larger, was cut, or is packed in a way that is not understood.
        OSError, http.client.HTTPException: the connection failed.

    """
    packing = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise Broken(f"the answer is packed as {packing!r}, which was not asked for")
    packed = packing != "identity"
    unpack = zlib.decompressobj(_GZIP)
    size, whole = 0, not packed
    while piece := response.read(_PIECE):
        while piece:
            if packed and unpack.eof:  # gzip may come in several members
                unpack = zlib.decompressobj(_GZIP)
            try:
                plain = unpack.decompress(piece, most - size + 1) if packed else piece
            except zlib.error as error:
                raise Broken(f"the answer is not gzip as it says ({error})") from None
            size += len(plain)
            if size > most:
                raise TooLarge(f"the answer is larger than {most:,} bytes: ask for less at a time")
            out.write(plain)
            piece = (unpack.unused_data or unpack.unconsumed_tail) if packed else b""
        whole = not packed or unpack.eof
    if response.length:  # what is still to come, by the length that was announced
        raise Broken(f"the answer was cut: {response.length:,} bytes of it are missing")
    if not whole:
        raise Broken("the answer was cut in the middle of its packing")
