"""The address of a SPARQL server: what is sent to it, and what of it may be shown."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from reelgraph.errors import EndpointError

_LOOPBACK = re.compile(r"(?i)localhost|.*\.localhost")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a server, and what is not shown of it."""

    url: str
    """Without name and password."""
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, address: str) -> "Endpoint":
        """The endpoint at an address.

        Raises:
            EndpointError: it is no address of the kind http://HOST/PATH.

        """
        parts = urlsplit("")
        try:
            parts = urlsplit(address.strip())
            host, port = parts.hostname, parts.port
            host = host if not host or ":" in host else host.encode("idna").decode()
        except ValueError:
            host, port = None, None
        if not host or parts.scheme not in ("http", "https"):
            shown = re.sub(r"//[^/]*@|\?.*", lambda m: m[0][:2].strip("?"), address)
            raise EndpointError(
                f"{shown!r} is no address of a server: give one such as http://localhost:7878/query"
            )
        place = f"[{host}]" if ":" in host else host
        place += f":{port}" if port else ""
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        asked = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        url = urlunsplit((parts.scheme, place, path, asked, ""))
        return cls(url, unquote(parts.username or ""), unquote(parts.password or ""))

    def __str__(self) -> str:
        """The address for a person: keys may stand in its query, so that is left out."""
        parts = urlsplit(self.url)
        return urlunsplit((*parts[:3], "", ""))

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine, so that no proxy can stand between."""
        host = urlsplit(self.url).hostname or ""
        if _LOOPBACK.fullmatch(host):
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    def moved(self, location: str) -> "Endpoint":
        """The endpoint that a redirect names, on the same server.

        Raises:
            EndpointError: it is on another one; nothing is sent there.

        """
        there = Endpoint.of(urljoin(self.url, location))
        old, new = urlsplit(self.url), urlsplit(there.url)
        upgrade = (old.scheme, old.port, new.scheme, new.port) == ("http", None, "https", None)
        same = (old.scheme, old.port) == (new.scheme, new.port)
        if old.hostname != new.hostname or not (same or upgrade):
            raise EndpointError(
                f"{self} sends questions on to another server, {there}, and they are not sent "
                "there unasked: if you trust it, give that address"
            )
        return Endpoint(there.url, self.user, self.password)
