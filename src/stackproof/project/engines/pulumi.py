"""Finds Pulumi programs."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.project import pins, programs
from stackproof.project.configuration import contract_in, json_of, line_of, yaml_of
from stackproof.project.engines.registry import Detector, Found
from stackproof.project.model import Project

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.project.listing import Listing

_CONFIGURATIONS = ("Pulumi.yaml", "Pulumi.yml")
_RUNTIMES = {"python": "python", "nodejs": "typescript"}
IMPORTS = programs.imports("pulumi", "pulumi_aws", "@pulumi/pulumi", "@pulumi/aws")
_PROGRAMS = programs.imports("pulumi_aws", "@pulumi/aws")


def _find(listing: Listing, _: Found) -> Found:
    found = Found()
    configurations = listing.named(*_CONFIGURATIONS)
    configured = list(dict.fromkeys(file.parent for file in configurations))
    found.gather(configured, _configured)
    for program in programs.without_configuration(listing, _PROGRAMS, configured):
        found.projects.append(_project(program.root, program.entry, program.language))
    return found


def _configured(root: Path) -> Project:
    config = next((root / name for name in _CONFIGURATIONS if (root / name).is_file()), root / _CONFIGURATIONS[0])
    data = yaml_of(config)
    stated = data.get("runtime")
    runtime = stated.get("name") if isinstance(stated, dict) else stated
    if not isinstance(runtime, str) or runtime not in _RUNTIMES:
        what = f"its runtime is {runtime[:40]}" if isinstance(runtime, str) and runtime else 'it has no "runtime"'
        raise InputError(
            f"the Pulumi program cannot be read, {what}",
            file=str(config),
            line=line_of(config, "runtime"),
            hint="stackproof reads Pulumi programs of the runtimes python and nodejs",
        )
    main = data.get("main")
    folder = posixpath.normpath(main) if isinstance(main, str) and main.strip() else "."
    if folder.startswith(("/", "../")) or folder == "..":
        raise InputError(
            f"main leads out of the project: {folder[:120]}", file=str(config), line=line_of(config, "main")
        )
    entry = _python_entry(root, folder) if runtime == "python" else _node_entry(root, folder)
    language = programs.LANGUAGES.get(posixpath.splitext(entry)[1], _RUNTIMES[runtime])
    return _project(root, entry, language)


def _python_entry(root: Path, main: str) -> str:
    return posixpath.normpath(f"{main}/__main__.py") if (root / main).is_dir() else main


def _node_entry(root: Path, main: str) -> str:
    """The file that node would load: what package.json calls main, else index.ts or index.js."""
    if not (root / main).is_dir():
        return main
    package = root / main / "package.json"
    try:
        stated = json_of(package).get("main") if package.is_file() else None
    except InputError:
        stated = None
    if isinstance(stated, str) and not stated.startswith("/") and ".." not in stated.split("/"):
        named = posixpath.normpath(f"{main}/{stated}")
        # What is compiled is not there yet: its source is `bin/index.js` without the folder, as TypeScript's own.
        stem = posixpath.splitext(named)[0]
        for candidate in (f"{stem}.ts", named, f"{named}.ts", f"{named}.js"):
            if (root / candidate).is_file():
                return candidate
    names = ("index.ts", "index.mts", "index.js", "index.mjs")
    there = (name for name in names if (root / main / name).is_file())
    return posixpath.normpath(f"{main}/{next(there, 'index.ts')}")


def _project(root: Path, entry: str, language: str) -> Project:
    return Project(
        root=root,
        engine="pulumi",
        language=language,
        entry=entry,
        contract=contract_in(root),
        pins=pins.read(root, language),
    )


def _of_file(path: Path) -> Project | None:
    return _configured(path.parent) if path.name in _CONFIGURATIONS else None


PULUMI = Detector(
    engine="pulumi",
    rank=10,
    looked_for="a Pulumi program (Pulumi.yaml, or a __main__.py or index.ts that imports pulumi_aws or @pulumi/aws)",
    find=_find,
    of_file=_of_file,
)
