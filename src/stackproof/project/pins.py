"""Versions that a project pins, read from its own files without running anything."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINE = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?\s*[^\s;#,]+\s*,?\s*)*)")
_PIPFILE = re.compile(r'^\s*"?([A-Za-z0-9][A-Za-z0-9._-]*)"?\s*=\s*"([^"]*)"')
# The packages that say which version of an engine a program is written for; a lock file's others are left out.
_FRAMEWORK = re.compile(
    r"(?:@aws-cdk/[\w.-]+|aws-cdk(?:-lib|[.-][\w.-]+)?|constructs|cdktf(?:-cdktf-provider-[\w-]+)?|cdktn(?:-provider-[\w-]+)?"
    r"|cdk-[\w-]+|@cdktf/[\w.-]+|@cdktn/[\w.-]+|pulumi(?:-[\w-]+)?|@pulumi/[\w.-]+|jsii|typescript|ts-node|tsx)"
)
_ELSEWHERE = frozenset({"virtual", "editable", "directory", "path", "file", "git", "url"})
_PROVIDER = re.compile(r'^provider\s+"(?:registry\.[\w.-]+/)?([\w./-]+)"\s*\{')
_PROVIDER_VERSION = re.compile(r'^\s+version\s*=\s*"([^"]+)"')
_SHORT = re.compile(r"^([\w./-]+?)(?:@(.*))?$")
_MAX_BYTES = 1_000_000
_MAX_FILES = 20
_MAX_LOCK_BYTES = 20_000_000


def read(root: Path, language: str = "python") -> dict[str, str]:
    """Version specifiers by package, as the files of a language say: for `python`, `typescript` and `javascript`, else
    for Terraform alone.

    Names of Python packages are normalised. A lock file's version, which is exact, stands before a range. Terraform's
    providers are named by their source (`hashicorp/aws`).
    """
    found: dict[str, str] = {}
    if language == "python":
        found = _python(root)
    elif language in {"typescript", "javascript"}:
        found = _node(root)
    found.update(_providers(root))
    return dict(sorted(found.items()))


def _python(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in _lines(root / name):
            _add(found, _LINE.match(line))
    for line in _lines(root / "Pipfile"):
        _add(found, _PIPFILE.match(line))
    _read_pyproject(root / "pyproject.toml", found)
    for name, version in _python_locks(root):
        if (name in found or _FRAMEWORK.fullmatch(name)) and not found.get(name, "").startswith("=="):
            found[name] = f"=={version}"
    return found


def named(root: Path) -> dict[str, str]:
    """All Python packages that a project names anywhere, those for development and those of its lock files included."""
    found: dict[str, str] = {}
    files = [*root.glob("*requirements*.txt"), *root.glob("requirements/*.txt"), *root.glob("*requirements*.in")]
    for file in sorted(files)[:_MAX_FILES]:
        for line in _lines(file):
            _add(found, _LINE.match(line))
    for line in _lines(root / "Pipfile"):
        _add(found, _PIPFILE.match(line))
    data = _toml(root / "pyproject.toml")
    project = data.get("project")
    extras = project.get("optional-dependencies") if isinstance(project, dict) else None
    for groups in (data.get("dependency-groups"), extras):
        for items in groups.values() if isinstance(groups, dict) else ():
            for item in items if isinstance(items, list) else ():
                _add(found, _LINE.match(item) if isinstance(item, str) else None)
    for name in _of_poetry(data):
        found.setdefault(normal_name(name), "")
    _read_pyproject(root / "pyproject.toml", found)
    return found | {name: f"=={version}" for name, version in _python_locks(root)}


def _of_poetry(data: dict[str, Any]) -> Iterator[str]:
    tool = data.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    if not isinstance(poetry, dict):
        return
    groups = poetry.get("group")
    sections = [poetry, *(groups.values() if isinstance(groups, dict) else ())]
    for section in sections:
        for key in ("dependencies", "dev-dependencies"):
            names = section.get(key) if isinstance(section, dict) else None
            yield from (name for name in names if name != "python") if isinstance(names, dict) else ()


def _python_locks(root: Path) -> Iterator[tuple[str, str]]:
    """Exact versions of Pipfile.lock, poetry.lock and uv.lock; the first that names a package stands."""
    seen: set[str] = set()
    sections = (_json(root / "Pipfile.lock").get(section) for section in ("default", "develop"))
    pipfile = [(name, entry) for part in sections if isinstance(part, dict) for name, entry in part.items()]
    locked = [(str(name), entry.get("version")) for name, entry in pipfile if isinstance(entry, dict)]
    for file in ("poetry.lock", "uv.lock", "pdm.lock"):
        packages = _toml(root / file, _MAX_LOCK_BYTES).get("package")
        entries = packages if isinstance(packages, list) else []
        locked.extend(
            (str(entry.get("name")), entry.get("version"))
            for entry in entries
            if isinstance(entry, dict) and _is_of_registry(entry)
        )
    for name, version in locked:
        normal = normal_name(name)
        if isinstance(version, str) and normal not in seen:
            seen.add(normal)
            yield normal, version.removeprefix("==")


def _is_of_registry(entry: dict[str, Any]) -> bool:
    """Whether a lock file has the package from an index: the project itself and its own folders are entries as well."""
    source = entry.get("source")
    if not isinstance(source, dict):
        return True
    return str(source["type"]) not in _ELSEWHERE if "type" in source else not _ELSEWHERE & source.keys()


def _node(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    package = _json(root / "package.json")
    for section in ("dependencies", "devDependencies", "peerDependencies"):
        entries = package.get(section)
        for name, wanted in entries.items() if isinstance(entries, dict) else ():
            if isinstance(wanted, str):
                found.setdefault(name, wanted)
    lock = _json(root / "package-lock.json")
    packages = lock.get("packages")
    for place, entry in packages.items() if isinstance(packages, dict) else ():
        name = place.removeprefix("node_modules/")
        # What lies deeper is a copy for one other package alone.
        if place != name and "node_modules/" not in name:
            _add_exact(found, name, entry)
    if not isinstance(packages, dict):
        old = lock.get("dependencies")
        for name, entry in old.items() if isinstance(old, dict) else ():
            _add_exact(found, name, entry)
    return found


def _add_exact(found: dict[str, str], name: str, entry: object) -> None:
    version = entry.get("version") if isinstance(entry, dict) else None
    if isinstance(version, str) and (name in found or _FRAMEWORK.fullmatch(name)):
        found[name] = version


def _providers(root: Path) -> dict[str, str]:
    """Providers of cdktf.json, and of the lock file, whose versions are exact."""
    found: dict[str, str] = {}
    stated = _json(root / "cdktf.json").get("terraformProviders")
    for entry in stated if isinstance(stated, list) else []:
        if isinstance(entry, dict):
            name, version = entry.get("source") or entry.get("name"), entry.get("version")
        else:
            match = _SHORT.match(str(entry))
            name, version = (match.group(1), match.group(2)) if match else (None, None)
        if isinstance(name, str):
            name = name.removeprefix("registry.terraform.io/")
            found[name if "/" in name else f"hashicorp/{name}"] = str(version or "").strip()
    name = None
    for line in _lines(root / ".terraform.lock.hcl"):
        if match := _PROVIDER.match(line):
            name = match.group(1)
        elif name and (match := _PROVIDER_VERSION.match(line)):
            found[name], name = match.group(1), None
    return found


def normal_name(name: str) -> str:
    """The normalised name of a Python package, as the Python Packaging Authority specifies it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _add(found: dict[str, str], match: re.Match[str] | None) -> None:
    if match:
        found.setdefault(normal_name(match.group(1)), match.group(2).replace(" ", "").rstrip(","))


def _text(file: Path, limit: int) -> str:
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > limit:
            return ""
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _lines(file: Path) -> list[str]:
    return [line for line in _text(file, _MAX_BYTES).splitlines() if not line.lstrip().startswith("#")]


def _json(file: Path) -> dict[str, Any]:
    text = _text(file, _MAX_LOCK_BYTES)
    try:
        data = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return {}  # The project's own tools will say so; the pins are only shown and preferred.
    return data if isinstance(data, dict) else {}


def _toml(file: Path, limit: int = _MAX_BYTES) -> dict[str, Any]:
    text = _text(file, limit)
    if not text:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}  # As above.


def _read_pyproject(file: Path, found: dict[str, str]) -> None:
    project = _toml(file).get("project")
    dependencies = project.get("dependencies") if isinstance(project, dict) else None
    for item in dependencies if isinstance(dependencies, list) else []:
        _add(found, _LINE.match(str(item)))
