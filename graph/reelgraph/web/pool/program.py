"""Where the program is that answers queries: `oxigraph`, which comes with the package of its name.

It lies beside this Python as a rule; in an installation for one user, or below another prefix, the
list of files that came with the package says where.
"""

import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from reelgraph.errors import StoreError

NAME = "oxigraph.exe" if sys.platform == "win32" else "oxigraph"


def program() -> Path:
    """The path of the program.

    Raises:
        StoreError: it is not installed.

    """
    for path in _places():
        if path.is_file():
            return path
    raise StoreError(
        f"the program {NAME} is missing, which answers the queries of a server: "
        "install it with 'pip install oxigraph'"
    )


def _places() -> Iterator[Path]:
    yield Path(sys.executable).parent / NAME
    yield Path(sysconfig.get_path("scripts")) / NAME
    try:
        files = metadata.files("oxigraph") or ()
    except metadata.PackageNotFoundError:
        files = ()
    yield from (Path(str(file.locate())) for file in files if file.name == NAME)
    found = shutil.which("oxigraph")
    if found:
        yield Path(found)
