"""Files of a project, read as hostile: only below its folder, no symbolic links, sizes capped."""

from __future__ import annotations

import os
import stat
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from stackproof.project.tree import files

MAX_BYTES = 1_000_000
MAX_SEARCHED_BYTES = 20_000_000
"""Of a file that is only looked through."""


def matching(root: Path, glob: str) -> list[str]:
    """Files of the project by a glob of their path with forward slashes, sorted; `*` takes slashes too.

    Build output, ignored files and links are left out. Folders whose name begins with a dot are walked only when the
    glob names them.
    """
    if not any(sign in glob for sign in "*?["):
        return [glob] if _open(root, glob) is not None else []
    found = {file.relative_to(root).as_posix() for file in files(root)}
    found.update(_hidden(root, glob))
    return sorted(name for name in found if fnmatchcase(name, glob))


def _hidden(root: Path, glob: str) -> list[str]:
    """The files behind a name with a leading dot that the glob names: in `.github`, or like `.env*`."""
    steps = PurePosixPath(glob).parts
    fixed = 0
    while fixed < len(steps) and not any(sign in steps[fixed] for sign in "*?["):
        fixed += 1
    if ".." in steps or not any(step.startswith(".") for step in steps[: fixed + 1]):
        return []
    folder = root
    for step in steps[:fixed]:
        folder /= step
        if folder.is_symlink() or not folder.is_dir():
            return []
    found = list(files(folder))
    if fixed < len(steps) and steps[fixed].startswith("."):
        found.extend(one for one in folder.iterdir() if one.name.startswith(".") and one.is_file())
    return [one.relative_to(root).as_posix() for one in found if not one.is_symlink()]


def read_text(root: Path, name: str) -> str | None:
    """The text of a file; None when it is not there, is no regular file below the root, is too large or no UTF-8."""
    data = _open(root, name)
    if data is None:
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def read_lossy(root: Path, name: str) -> str | None:
    """The text of a file to be looked through, U+FFFD where it is no UTF-8; None as for `read_text`."""
    data = _open(root, name, MAX_SEARCHED_BYTES)
    return None if data is None else data.decode("utf-8", "replace")


def _open(root: Path, name: str, limit: int = MAX_BYTES) -> bytes | None:
    """The bytes of a file, opened step by step so that no link is followed on the way."""
    steps = PurePosixPath(name).parts
    if not steps or PurePosixPath(name).is_absolute() or ".." in steps or "\0" in name:
        return None
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        for step in steps[:-1]:
            inner = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        handle = os.open(steps[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    finally:
        os.close(folder)
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > limit:
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(limit)


def below(root: Path, path: str) -> list[str]:
    """The files in a folder of the project, sorted, or the file itself; nothing when there is neither."""
    path = path.removeprefix("./").rstrip("/")
    if _open(root, path) is not None:
        return [path]
    found = [file.relative_to(root).as_posix() for file in files(root)]
    return sorted(name for name in found if name.startswith(f"{path}/") or path in ("", "."))
