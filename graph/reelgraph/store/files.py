"""Files that come into being whole, or not at all."""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reelgraph.errors import StoreError

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


def unwritable(place: Path, error: Exception) -> StoreError:
    """What to say when something cannot be written, with the remedy where the disk is full.

    >>> print(unwritable(Path("films"), OSError("No space left on device")))
    films cannot be written: the disk is full (No space left on device); make room and try again
    """
    # The engine gives no number.
    words = ("No space left", "File too large", "quota exceeded")
    if getattr(error, "errno", None) in _FULL or any(text in str(error) for text in words):
        return StoreError(
            f"{place} cannot be written: the disk is full ({error}); make room and try again"
        )
    return StoreError(f"{place} cannot be written: {error}")


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
