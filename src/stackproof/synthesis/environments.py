"""Python environments of stackproof's own, with the versions that a project pins instead of the installed ones."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain
from stackproof.project.pins import normal_name
from stackproof.synthesis import cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_INSTALL_SECONDS = 900
_CLAUSE = re.compile(r"(===|==|~=|!=|<=|>=|<|>)\s*([0-9][\w.!*+-]*)")
_DISTRIBUTION = re.compile(r"([A-Za-z0-9][\w.]*)-([^-]+)\.dist-info")
_REQUIRES = re.compile(r"Requires-Dist:\s*([A-Za-z0-9][\w.-]*)")
_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment with the packages that a project pins.

    Attributes:
        folder: to be shown to the program, read-only.
        python: its interpreter. Foreign packages may be in it: it runs in the sandbox alone.
        site: the folder of its packages.
    """

    folder: Path
    python: Path
    site: Path


def find(requirements: Mapping[str, str]) -> Environment:
    """The environment with exactly these requirements, made on first use (half a minute) with pip.

    Wheels alone are installed, so that no package's code is run here. The index and everything else of pip's
    configuration are the user's own.

    Args:
        requirements: specifiers by package, such as `{"aws-cdk-lib": "==2.150.0"}`.

    Raises:
        MissingToolchain: the environment cannot be made.
    """
    wanted = _wanted(requirements)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = cache.made(_folder(wanted), lambda fresh: _make(fresh, wanted))
    return Environment(folder, folder / "bin" / "python", folder / "lib" / f"python{version}" / "site-packages")


def first_of(attempts: Iterable[Mapping[str, str]]) -> Environment:
    """The first environment that can be made, of several sets of requirements.

    Raises:
        MissingToolchain: none can; it is told of the first.
    """
    first: MissingToolchain | None = None
    for one in attempts:
        try:
            return find(one)
        except MissingToolchain as error:
            first = first or error
    assert first is not None
    raise first


def exists(requirements: Mapping[str, str]) -> bool:
    """Whether the environment with exactly these requirements has been made already."""
    return _folder(_wanted(requirements)).is_dir()


def _wanted(requirements: Mapping[str, str]) -> list[str]:
    return [f"{name}{specifier}" for name, specifier in sorted(requirements.items())]


def _folder(wanted: Sequence[str]) -> Path:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    key = hashlib.sha256(json.dumps([wanted, version, sys.base_prefix]).encode()).hexdigest()[:24]
    return cache.folder() / "python" / key


def _make(folder: Path, wanted: Sequence[str]) -> None:
    # Our own pip installs into it where there is one: to bring another along takes longer than the rest.
    own = find_spec("pip") is not None
    _run([sys.executable, "-m", "venv", *(["--without-pip"] if own else []), str(folder)], wanted)
    python = str(folder / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python] if own else [python, "-m", "pip"]
    options = ["--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "install", *options, *wanted], wanted)
    (folder / "requirements.txt").write_text("\n".join(wanted) + "\n", "utf-8")


def _run(command: list[str], wanted: Sequence[str]) -> None:
    what = f"an environment with {', '.join(wanted)} cannot be made"
    hint = "--toolchain installed reads the project with the versions that are installed"
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_INSTALL_SECONDS, check=True)
    except subprocess.CalledProcessError as error:
        lines = [line.strip() for line in error.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        said = " | ".join(lines[-_LAST_LINES:])[:600]
        raise MissingToolchain(f"{what}: {said or 'pip says nothing'}", hint=hint) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingToolchain(f"{what}: {error}", hint=hint) from None


def versions(site: Path) -> dict[str, str]:
    """Versions of what is installed in a folder of packages, by normalised name."""
    found: dict[str, str] = {}
    for path in sorted(site.glob("*.dist-info")) if site.is_dir() else ():
        if match := _DISTRIBUTION.fullmatch(path.name):
            found[normal_name(match.group(1))] = match.group(2)
    return found


def brought_along(site: Path, named: Iterable[str]) -> frozenset[str]:
    """What some packages bring along, and those in turn, by normalised name; extras are left out."""
    needs = {
        normal_name(match.group(1)): path
        for path in site.glob("*.dist-info")
        if (match := _DISTRIBUTION.fullmatch(path.name))
    }
    found: set[str] = set()
    waiting = [normal_name(one) for one in named]
    while waiting:
        path = needs.get(waiting.pop())
        for needed in _needs(path) if path is not None else ():
            if needed not in found:
                found.add(needed)
                waiting.append(needed)
    return frozenset(found)


def _needs(info: Path) -> Iterator[str]:
    try:
        text = (info / "METADATA").read_text("utf-8", "replace")
    except OSError:
        return
    for line in text.partition("\n\n")[0].splitlines():
        if (match := _REQUIRES.match(line)) and "extra" not in line.partition(";")[2]:
            yield normal_name(match.group(1))


def differing(pins: Mapping[str, str], installed: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(package, what the project asks for, installed version) where the installed version is not what is asked for."""
    for name, version in sorted(installed.items()):
        asked = pins.get(name, "")
        if asked and not satisfies(version, asked):
            yield name, asked, version


def notes(pins: Mapping[str, str], installed: Mapping[str, str]) -> list[str]:
    """The same in words, for the author of the project."""
    return [
        f"the project pins {name} {asked.removeprefix('==')}, read with {version}; --toolchain pinned takes its pins"
        for name, asked, version in differing(pins, installed)
    ]


def satisfies(version: str, specifier: str) -> bool:
    """Whether a version is one that a specifier such as `>=2.1,<3` allows. What is not understood is taken to allow it.

    Compared are the numbers of the release, so `2.1.0rc1` counts as 2.1.0.
    """
    release = _release(version)
    return all(_holds(release, operator, wanted) for operator, wanted in _CLAUSE.findall(specifier))


def _holds(release: tuple[int, ...], operator: str, wanted: str) -> bool:
    other = _release(wanted)
    if operator in ("==", "===", "!="):
        prefix = wanted.endswith(".*")
        equal = release[: len(other)] == other if prefix else _compared(release, other) == 0
        return equal is (operator != "!=")
    if operator == "~=":
        return _compared(release, other) >= 0 and release[: len(other) - 1] == other[:-1]
    order = _compared(release, other)
    return {"<=": order <= 0, ">=": order >= 0, "<": order < 0, ">": order > 0}[operator]


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", re.split(r"[a-zA-Z+*-]", version)[0]))


def _compared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """-1, 0 or 1; missing numbers count as 0."""
    length = max(len(one), len(other))
    left, right = (numbers + (0,) * (length - len(numbers)) for numbers in (one, other))
    return (left > right) - (left < right)
