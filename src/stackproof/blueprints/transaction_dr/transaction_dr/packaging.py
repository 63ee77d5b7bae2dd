"""Makes the package of a function from its source and the libraries that it pins.

The libraries are copied from the environment that synthesises, so that nothing is downloaded. They have to be pure
Python, since the function may run on another processor, and exactly what `requirements.txt` beside the code pins.
"""

from __future__ import annotations

import re
import zipfile
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIN = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[\w.!+]+)")
_MADE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_LEFT_OUT = ("__pycache__", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


class PackagingError(Exception):
    """A library is missing, of another version, or not pure Python; the message tells the command that mends it."""


class _Pin(NamedTuple):
    """A library and the version that is asked for."""

    name: str
    version: str


def package(source: Path, target: Path) -> Path:
    """Write the zip file of a function, equal for equal sources; returns it.

    Args:
        source: the folder of the code, with a `requirements.txt` where it needs libraries.
        target: the zip file.

    Raises:
        PackagingError: a library cannot be taken.
    """
    requirements = source / "requirements.txt"
    contents = dict(_code(source))
    for pin in _pins(requirements) if requirements.is_file() else ():
        contents.update(_library(pin, requirements))
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _MADE)
            entry.external_attr = _MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, contents[name])
    return target


def _code(source: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the function itself by their names in the package."""
    for file in source.rglob("*"):
        name = file.relative_to(source)
        if file.is_file() and "__pycache__" not in name.parts and name.name != "requirements.txt":
            yield name.as_posix(), file.read_bytes()


def _pins(requirements: Path) -> Iterator[_Pin]:
    """What a file of requirements pins."""
    for number, line in enumerate(requirements.read_text("utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        pin = _PIN.fullmatch(text)
        if pin is None:
            raise PackagingError(f"{requirements.name}:{number}: {text!r} is no pin such as pg8000==1.31.6")
        yield _Pin(pin["name"], pin["version"])


def _library(pin: _Pin, requirements: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a library by their names in the package."""
    mend = f"run: pip install -r {requirements.parent.name}/{requirements.name}"
    try:
        found = metadata.distribution(pin.name)
    except metadata.PackageNotFoundError:
        raise PackagingError(f"{pin.name}=={pin.version} is not installed here; {mend}") from None
    if found.version != pin.version:
        raise PackagingError(f"{pin.name} is installed in version {found.version}, not {pin.version}; {mend}")
    if "Root-Is-Purelib: true" not in (found.read_text("WHEEL") or ""):
        raise PackagingError(f"{pin.name}=={pin.version} is not pure Python, so that it cannot be packed from here")
    for file in found.files or ():
        if ".." not in file.parts and not any(part in _LEFT_OUT for part in file.parts):
            yield file.as_posix(), file.locate().read_bytes()  # type: ignore[attr-defined]
