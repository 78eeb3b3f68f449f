"""Files that come into being whole, or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reelgraph.errors import StoreError


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A temporary file that takes the place of `path` when the block has ended well.

    Raises:
        StoreError: the folder is missing, or cannot be written.

    """
    try:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115  closed at once, renamed later
            dir=path.parent, prefix=f".{path.name}-", delete=False
        )
        handle.close()
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    temporary = Path(handle.name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)
