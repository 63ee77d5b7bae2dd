"""stackproof's own cache: what is expensive to make and the same for every project that needs it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import StackproofError

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT = 40
_IN_USE_SECONDS = 6 * 3600


def folder() -> Path:
    """stackproof's own cache folder: below XDG_CACHE_HOME, else ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "stackproof"


def made(target: Path, make: Callable[[Path], None]) -> Path:
    """The folder `target` of the cache, made on first use.

    It is made under another name and renamed when it is whole, so that what is found is never half made, and processes
    that make the same at a time do not disturb each other. Of the folders beside it those that were not used for the
    longest time are removed when there are more than 40, but none that was used within six hours.

    Args:
        target: a folder below `folder()`, whose name holds everything that its content depends on.
        make: fills the empty folder that it is given; what it raises is passed on, and nothing is kept.

    Raises:
        StackproofError: the cache cannot be written.
    """
    if target.is_dir():
        with contextlib.suppress(OSError):
            os.utime(target)
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    except OSError as error:
        raise StackproofError(f"the cache folder {target.parent} cannot be written: {error.strerror}") from error
    try:
        make(fresh)
        _open_to_readers(fresh)
        # Another process may have been faster; its folder is as good.
        if not target.exists():
            fresh.rename(target)
            _forget_old(target.parent)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _open_to_readers(folder: Path) -> None:
    """As root a foreign program runs as another user, who must be able to read what it may not write."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _forget_old(folder: Path) -> None:
    """Removes what was not used for long; what cannot be removed, or is gone meanwhile, stays as it is."""
    found: list[tuple[float, Path]] = []
    for path in folder.glob("[!.]*"):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, path))
    for used, path in sorted(found, reverse=True)[_KEPT:]:
        if time.time() - used > _IN_USE_SECONDS:
            with contextlib.suppress(OSError):
                # Away at once, so that nobody finds half of it.
                shutil.rmtree(path.rename(path.with_name(f".old-{path.name}")), ignore_errors=True)
