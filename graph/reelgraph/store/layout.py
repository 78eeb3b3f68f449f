"""Where everything lies in a store: the graphs of its dataset and the files of its folder."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from reelgraph.errors import InputError, StoreError
from reelgraph.vocabulary import BASE

SOURCES = f"{BASE}/graph/sources"
"""The graph that describes the sources and says which versions are in the store."""
LINKS = f"{BASE}/graph/links"
"""The graph of the Wikidata items and other identifiers of entities."""
DECISIONS = f"{BASE}/graph/decisions"
"""The graph of what people decided: merges and splits."""
VIEW = f"{BASE}/graph/view"
"""The graph of the view on a server that has no default graph of its own; a folder has none."""

FORMAT = 1
"""The layout of the folder. A store of another format is refused, never guessed at."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a store in a folder."""

    path: Path

    @property
    def rdf(self) -> Path:
        """The embedded database."""
        return self.path / "rdf"

    @property
    def settings(self) -> Path:
        """The format and the base IRI, as JSON; what makes a folder a store."""
        return self.path / "reelgraph.json"

    @property
    def lock(self) -> Path:
        """Locked shared by readers and exclusively by a writer."""
        return self.path / "lock"

    @property
    def names(self) -> Path:
        """The name index: derived, can be deleted at any time."""
        return self.path / "names.sqlite"

    @property
    def state(self) -> Path:
        """A text that is another one after each write; derived indexes are stamped with it."""
        return self.path / "state"

    @property
    def staging(self) -> Path:
        """Where a load prepares its one file; emptied when the next one begins."""
        return self.path / "staging"

    @property
    def serving(self) -> Path:
        """The copies that the readers of a server read which writes; removed with it."""
        return self.path / "serving"

    @property
    def server(self) -> Path:
        """Where a server that has this folder says at which address it answers, as JSON."""
        return self.path / "server.json"

    def exists(self) -> bool:
        """Whether there is a store in this folder."""
        return self.settings.is_file()

    def base(self) -> str:
        """The base of the IRIs that this store mints.

        Raises:
            StoreError: the folder holds no store, or one of another format.

        """
        try:
            settings = json.loads(self.settings.read_text("utf-8"))
            found, base = settings["format"], settings["base_iri"]
        except (FileNotFoundError, NotADirectoryError):
            raise StoreError(
                f"{self.path} holds no reelgraph store: make one with "
                f"'reelgraph load FILE -s {self.path}'"
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.settings} cannot be read ({error}): restore it") from error
        if found != FORMAT:
            raise StoreError(
                f"{self.path} is a store of format {found}; this version reads format {FORMAT}: "
                "export it with the version that made it, and load the export again"
            )
        try:
            check_base(base)
        except (TypeError, InputError) as error:
            raise StoreError(f"{self.settings} cannot be used ({error}): restore it") from error
        return str(base)

    def create(self, base: str = BASE) -> None:
        """Make the folder a store, empty as yet.

        Raises:
            StoreError: the folder holds other things, or cannot be written.

        """
        check_base(base)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            own = {"lock", "staging", "rdf", "state", "serving", "server.json"}
            strangers = {entry.name for entry in self.path.iterdir()} - own
            if strangers:
                raise StoreError(
                    f"{self.path} holds other files ({', '.join(sorted(strangers)[:3])}) and no "
                    "store: give a new or an empty folder"
                )
            temporary = self.settings.with_suffix(".new")
            settings = {"format": FORMAT, "base_iri": base}
            temporary.write_text(json.dumps(settings, indent=2) + "\n", "utf-8")
            temporary.replace(self.settings)
        except OSError as error:
            raise StoreError(f"{self.path} cannot be made a store: {error}") from error


def check_base(base: str) -> None:
    """Refuse a base that would mint bad IRIs.

    Raises:
        InputError: it is no absolute IRI, or ends with a slash or a hash.

    """
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`#]+[^\s<>\"{}|\\^`#/]", base):
        raise InputError(
            f"{base!r} cannot be the base of IRIs: give one such as https://example.org/films, "
            "without a slash at its end"
        )


def source_iri(name: str, base: str = BASE) -> str:
    """The IRI of a source, whatever its version."""
    return f"{base}/source/{name}"


def version_iri(name: str, sha256: str, importer: int, base: str = BASE) -> str:
    """The IRI of one version of a source, which is the graph of its claims.

    >>> version_iri("mine", "0123456789abcdef", 1)
    'https://w3id.org/reelgraph/source/mine/0123456789ab'
    """
    again = f"-{importer}" if importer > 1 else ""
    return f"{source_iri(name, base)}/{sha256[:12]}{again}"


def check_name(name: str) -> str:
    """A source name as it was given.

    Raises:
        InputError: it has other characters than letters, digits, ``.``, ``_`` and ``-``.

    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
        raise InputError(
            f"{name!r} cannot name a source: use letters, digits, '.', '_' and '-' "
            "(at most 100, beginning with a letter or a digit)"
        )
    return name


def cache_folder() -> Path:
    """Where derived things are kept for the user; ``REELGRAPH_CACHE`` names another place."""
    given = os.environ.get("REELGRAPH_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("reelgraph", False))
