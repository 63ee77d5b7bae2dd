"""What a project asks npm for: package.json and its lock file, read as hostile and made safe to install from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from stackproof.errors import InputError
from stackproof.sandbox import read_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Found = TypeVar("Found")

_MAX_MANIFEST_BYTES = 1 << 20
_MAX_DEPENDENCIES = 2_000
_NAME = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-zA-Z0-9~-][a-zA-Z0-9._~-]*")
# Versions, ranges, tags and aliases of the registry. Git, files and addresses are not fetched.
_REQUIREMENT = re.compile(r"(?:npm:(?:@[\w.~-]+/)?[\w.~-]+(?:@[\w.^~<>=|*+ -]*)?)|[\w.^~<>=|*+ -]*")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_RANGE = re.compile(r"([~^])([0-9]+\.[0-9]+\.[0-9]+)")
_NPM_LOCKS = ("npm-shrinkwrap.json", "package-lock.json")
LOCK_FILES = (*_NPM_LOCKS, "yarn.lock", "pnpm-lock.yaml")
"""Names of the files that say which versions are installed, in the order in which they are asked."""

MAX_LOCK_BYTES = 32 << 20

_GROUPS = ("dependencies", "optionalDependencies", "peerDependencies", "devDependencies")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The packages that a project asks for.

    Attributes:
        dependencies: what the program itself needs: requirement by name.
        development: what its authors need besides.
        overrides: npm's `overrides`, as far as they name versions of the registry.
        pins: exact version of a direct dependency by name, as a lock file or the requirement itself says.
        lock: npm's lock file without addresses, ready to be installed from; None where there is none that can be used.
        module: whether its JavaScript files are modules (`"type": "module"`).
        scripts: commands by name.
        left_out: dependencies that do not come from the registry, sorted.
        lock_file: the name of the lock file that `pins` come from; empty where there is none.
        workspace: whether further packages in folders below it belong to it.
    """

    dependencies: dict[str, str]
    development: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, Any] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)
    lock: dict[str, Any] | None = None
    module: bool = False
    scripts: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    lock_file: str = ""
    workspace: bool = False

    def requirement(self, name: str) -> str | None:
        """What the project asks for a package: its pin, else its requirement; None when it does not ask for it."""
        asked = self.dependencies.get(name, self.development.get(name))
        return self.pins.get(name, asked) if asked is not None else None


def is_name(text: str) -> bool:
    """Whether a text is a name that npm's registry may have, and nothing that is fetched from elsewhere."""
    return _NAME.fullmatch(text) is not None


def read(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is no package.json.

    Raises:
        InputError: package.json is not a JSON object, or too large.
    """
    data = _object(folder, "package.json", _MAX_MANIFEST_BYTES)
    if data is None:
        return None
    left_out: set[str] = set()
    groups = {name: _dependencies(data.get(name), left_out) for name in _GROUPS}
    needed = groups["peerDependencies"] | groups["optionalDependencies"] | groups["dependencies"]
    development = {name: asked for name, asked in groups["devDependencies"].items() if name not in needed}
    lock_file, pins, lock = _locked(folder, needed | development, clean=not left_out)
    # A lock file that was left behind says what package.json does not want any more, and npm would not take it.
    pins = {name: version for name, version in pins.items() if fits(version, (needed | development).get(name, ""))}
    exact = {name: asked for name, asked in (needed | development).items() if _VERSION.fullmatch(asked)}
    scripts = data.get("scripts")
    return Manifest(
        needed,
        development,
        _overrides(data.get("overrides"), 0),
        exact | pins,
        lock,
        data.get("type") == "module",
        {name: text for name, text in scripts.items() if isinstance(text, str)} if isinstance(scripts, dict) else {},
        tuple(sorted(left_out)),
        lock_file,
        "workspaces" in data,
    )


def fits(version: str, asked: str) -> bool:
    """Whether a version is in a range `^1.2.3` or `~1.2.3`; what is asked for in another form is taken to allow it."""
    match = _RANGE.fullmatch(asked)
    if match is None:
        return True
    least = [int(number) for number in match.group(2).split(".")]
    numbers = [int(number) for number in re.split(r"[-+]", version)[0].split(".")]
    fixed = 1 if match.group(1) == "^" else 2
    if match.group(1) == "^" and least[0] == 0:
        fixed = 2 if least[1] else 3
    return numbers >= least and numbers[:fixed] == least[:fixed]


def _object(folder: Path, name: str, max_bytes: int) -> dict[str, Any] | None:
    text = _text(folder, name, max_bytes)
    if text is None:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"it is not valid JSON: {error}", file=name, line=line) from None
    if not isinstance(data, dict):
        raise InputError("it does not hold a JSON object", file=name, line=1)
    return data


def _text(folder: Path, name: str, max_bytes: int) -> str | None:
    if not (folder / name).exists():
        return None
    try:
        return read_output(folder, name, max_bytes=max_bytes).decode("utf-8-sig", "replace")
    except InputError as error:
        message = error.message.replace("the program left something there that is", "it is")
        raise InputError(message, file=name) from None


def _dependencies(found: object, left_out: set[str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, asked in list(found.items())[:_MAX_DEPENDENCIES] if isinstance(found, dict) else ():
        if isinstance(asked, str) and _NAME.fullmatch(name) and _REQUIREMENT.fullmatch(asked) and len(asked) < 200:
            kept[name] = asked
        else:
            left_out.add(str(name)[:100])
    return kept


def _overrides(found: object, depth: int) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, asked in list(found.items())[:_MAX_DEPENDENCIES] if isinstance(found, dict) and depth < 8 else ():
        if isinstance(asked, dict):
            kept[name] = _overrides(asked, depth + 1)
        elif isinstance(asked, str) and (_REQUIREMENT.fullmatch(asked) or asked.startswith("$")):
            kept[name] = asked
    return kept


def _locked(folder: Path, direct: dict[str, str], *, clean: bool) -> tuple[str, dict[str, str], dict[str, Any] | None]:
    """(name of the lock file, exact versions of the direct dependencies, npm's lock made safe)."""
    for name in _NPM_LOCKS:
        lock = _unless_broken(partial(_object, folder, name, MAX_LOCK_BYTES))
        if lock is not None:
            return name, _npm_pins(lock, direct), _without_addresses(lock) if clean else None
    readers: tuple[tuple[str, Callable[[str, dict[str, str]], dict[str, str]]], ...] = (
        ("yarn.lock", _yarn_pins),
        ("pnpm-lock.yaml", _pnpm_pins),
    )
    for name, pins in readers:
        text = _unless_broken(partial(_text, folder, name, MAX_LOCK_BYTES))
        if text is not None:
            return name, pins(text, direct), None
    return "", {}, None


def _unless_broken(read: Callable[[], Found | None]) -> Found | None:
    """A lock file that cannot be read is as good as none: package.json says what is wanted."""
    try:
        return read()
    except InputError:
        return None


def _npm_pins(lock: dict[str, Any], direct: dict[str, str]) -> dict[str, str]:
    packages, older = lock.get("packages"), lock.get("dependencies")
    found: dict[str, str] = {}
    for name in direct:
        entry = packages.get(f"node_modules/{name}") if isinstance(packages, dict) else None
        entry = entry or (older.get(name) if isinstance(older, dict) else None)
        version = entry.get("version") if isinstance(entry, dict) else None
        if isinstance(version, str) and _VERSION.fullmatch(version):
            found[name] = version
    return found


def _without_addresses(lock: dict[str, Any]) -> dict[str, Any] | None:
    """The lock without `resolved`, so that npm asks its own registry; None when it names what is no registry's."""
    packages = lock.get("packages")
    if not isinstance(packages, dict):
        return None  # The first form of the file (npm 6); its versions are kept as pins.
    kept: dict[str, Any] = {}
    for place, entry in packages.items():
        if not isinstance(entry, dict) or (place and not _is_place(place)) or entry.get("link"):
            return None
        resolved = entry.get("resolved", "")
        if not isinstance(resolved, str) or not (resolved == "" or resolved.startswith("https://")):
            return None
        kept[place] = {key: value for key, value in entry.items() if key not in ("resolved", "workspaces")}
    return {"lockfileVersion": lock.get("lockfileVersion", 3), "requires": True, "packages": kept}


def _is_place(place: str) -> bool:
    names = place.split("node_modules/")
    return names[0] == "" and all(_NAME.fullmatch(name.rstrip("/")) for name in names[1:])


def _yarn_pins(text: str, direct: dict[str, str]) -> dict[str, str]:
    """`name@range, name@range:` and, indented below it, `version "1.2.3"` (yarn 1) or `version: 1.2.3` (later)."""
    found: dict[str, str] = {}
    wanted = {f"{name}@{middle}{asked}": name for name, asked in direct.items() for middle in ("", "npm:")}
    names: list[str] = []
    for line in text.splitlines():
        if line and not line[0].isspace() and line.endswith(":"):
            keys = [key.strip().strip('"') for key in line[:-1].strip('"').split(",")]
            names = [wanted[key] for key in keys if key in wanted]
        elif names and (match := re.fullmatch(r'\s+version:?\s+"?([^"\s]+)"?', line)):
            if _VERSION.fullmatch(match.group(1)):
                found.update(dict.fromkeys(names, match.group(1)))
            names = []
    return found


def _pnpm_pins(text: str, direct: dict[str, str]) -> dict[str, str]:
    """`name:` and, indented below it, `version: 1.2.3(peer@1.0.0)`; before version 6 of the file `name: 1.2.3`."""
    found: dict[str, str] = {}
    name = ""
    for indent, key, value in _pairs(text):
        if indent > 8:
            continue
        if key in direct and not value:
            name = key
        elif key == "version" and name:
            version = value.partition("(")[0].partition("_")[0]
            if _VERSION.fullmatch(version):
                found.setdefault(name, version)
            name = ""
        elif key in direct and indent <= 4:
            version = value.partition("(")[0].partition("_")[0]
            if _VERSION.fullmatch(version):
                found.setdefault(key, version)
        elif key in ("packages", "snapshots") and indent == 0:
            break
    return found


def _pairs(text: str) -> Iterator[tuple[int, str, str]]:
    for line in text.splitlines():
        if match := re.fullmatch(r"(\s*)'?([^\s':]+)'?:\s*'?([^']*?)'?\s*", line):
            yield len(match.group(1)), match.group(2), match.group(3)
