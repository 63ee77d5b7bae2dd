"""Packages of functions, made at synthesis: the code of a folder and the pure-Python distributions that it pins.

The distributions are copied from the environment that synthesises, so that nothing is downloaded, and the package is
the same for the same files, so that a deployment without changes changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

_PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9.!+_-]+)")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
_READABLE = 0o100644 << 16
REQUIREMENTS = "requirements.txt"


class PackagingError(Exception):
    """A package cannot be made; the message says why, in one line, and what mends it."""


@dataclass(frozen=True)
class Package:
    """A package that lies ready.

    Attributes:
        digest: SHA-256 of the file in Base64, as Lambda states it.
    """

    path: Path
    digest: str


def package(code: Path, build: Path) -> Package:
    """Make the package of the function whose code lies in a folder.

    Raises:
        PackagingError: something pinned is not installed, has another version, or is not pure Python.
    """
    files = _code_of(code)
    requirements = code / REQUIREMENTS
    if requirements.is_file():
        for name, version in _pins(requirements):
            for path, content in _distribution(name, version, requirements).items():
                files.setdefault(path, content)
    build.mkdir(parents=True, exist_ok=True)
    target = build / f"{code.name}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EARLIEST)
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path])
    return Package(target, base64.b64encode(hashlib.sha256(target.read_bytes()).digest()).decode())


def _code_of(code: Path) -> dict[str, bytes]:
    """The files of the function's own, by their place in the package."""
    return {
        path.relative_to(code).as_posix(): path.read_bytes()
        for path in code.rglob("*")
        if path.is_file() and path.name != REQUIREMENTS and not _LEFT_OUT.intersection(path.parts)
    }


def _pins(requirements: Path) -> list[tuple[str, str]]:
    """The distributions that are asked for, each with its version."""
    pins = []
    for number, line in enumerate(requirements.read_text("utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        pin = _PIN.fullmatch(text)
        if pin is None:
            raise PackagingError(
                f"{requirements.parent.name}/{REQUIREMENTS}:{number}: {text!r} is no pin; write name==version"
            )
        pins.append((pin["name"], pin["version"]))
    return pins


def _distribution(name: str, version: str, requirements: Path) -> dict[str, bytes]:
    """The files of a distribution that functions need, by their place in the package."""
    mend = f"run: pip install -r handlers/{requirements.parent.name}/{REQUIREMENTS}"
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise PackagingError(f"{name} {version} is not installed; {mend}") from None
    if found.version != version:
        raise PackagingError(f"{name} {version} is asked for and {found.version} is installed; {mend}")
    if "Root-Is-Purelib: true" not in (found.read_text("WHEEL") or ""):
        raise PackagingError(f"{name} {version} is not pure Python, so its files depend on the machine; pin another")
    files = {}
    for file in found.files or ():
        if ".." in file.parts or _LEFT_OUT.intersection(file.parts) or file.parts[0].endswith(".dist-info"):
            continue
        files[file.as_posix()] = Path(str(found.locate_file(file))).read_bytes()
    return files
