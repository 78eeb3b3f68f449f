"""Whom the keepers of a server may write to about our questions: asked for once, then remembered.

Wikidata's query service requires that programs name themselves with a contact. It is sent to
servers in the User-Agent, and to nobody else.
"""

import json
import os
import re
from pathlib import Path

import platformdirs

from reelgraph.errors import EndpointError, InputError, StoreError
from reelgraph.store.address import Endpoint
from reelgraph.store.client import ENV_CONTACT

_MAIL = re.compile(r"[^\s@()<>,;:\\\"\[\]]+@[^\s@()<>,;:\\\"\[\]]+\.[^\s@()<>,;:\\\"\[\].]+")
_PAGE = re.compile(r"https?://[^\s()<>\"\\/]+\.[^\s()<>\"\\]+")


def valid(text: str) -> str:
    """A contact as it is sent: an e-mail address or that of a web page.

    Raises:
        InputError: it is neither, or has characters that a header cannot hold.

    >>> valid(" ada@example.org ")
    'ada@example.org'

    """
    clean = text.strip()
    fits = _MAIL.fullmatch(clean) or _PAGE.fullmatch(clean)
    if not fits or not clean.isascii() or not clean.isprintable() or len(clean) > 200:
        raise InputError(
            f"{text!r} is no contact: give an e-mail address such as ada@example.org, or the "
            "address of a page that has one, such as https://example.org/about"
        )
    return clean


def known() -> str | None:
    """The contact of the environment, else the one that was remembered, else None.

    Raises:
        InputError: what is set is no contact.
        StoreError: the settings cannot be read.

    """
    given = os.environ.get(ENV_CONTACT, "").strip()
    if given:
        return valid(given)
    path = settings()
    try:
        found = json.loads(path.read_text("utf-8"))["contact"]
    except (FileNotFoundError, NotADirectoryError, KeyError):
        return None
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{path} cannot be read ({error}): correct or delete it") from error
    return valid(str(found))


def remember(text: str) -> str:
    """Keep a contact for all later runs; gives it as it is sent.

    Raises:
        InputError: it is none.
        StoreError: the settings cannot be written.

    """
    contact, path = valid(text), settings()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.new")
        opened = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w") as out:
            json.dump({"contact": contact}, out)
        temporary.replace(path)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror}): set {ENV_CONTACT} instead"
        ) from error
    return contact


def needed(endpoint: Endpoint, given: str | None = None) -> str | None:
    """The contact to send to a server; None only for one on this machine.

    Raises:
        EndpointError: there is none, and the server is somebody else's.
        InputError: it is no contact.

    """
    contact = valid(given) if given is not None else known()
    if contact is None and not endpoint.is_here:
        raise EndpointError(
            f"{endpoint} wants to know whom it may write to if our questions trouble it: give "
            f"--contact, or set {ENV_CONTACT}, with your e-mail address or that of a web page of "
            "yours; it is sent to this server and to nobody else"
        )
    return contact


def settings() -> Path:
    """The file of the user's settings; ``REELGRAPH_CONFIG`` names another folder for it."""
    given = os.environ.get("REELGRAPH_CONFIG")
    folder = Path(given) if given else Path(platformdirs.user_config_dir("reelgraph", False))
    return folder / "settings.json"
