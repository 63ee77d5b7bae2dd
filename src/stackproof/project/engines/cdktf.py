"""Finds programs of CDKTF and of CDK Terrain, which carries it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.project import pins, programs
from stackproof.project.configuration import contract_in, json_of, line_of
from stackproof.project.engines.registry import Detector, Found
from stackproof.project.model import Project

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.project.listing import Listing

_CONFIGURATION = "cdktf.json"
_READ = frozenset({"python", "typescript", "javascript"})
IMPORTS = programs.imports("cdktf", "cdktn")
_PROGRAMS = programs.makes_app(IMPORTS)


def _find(listing: Listing, _: Found) -> Found:
    found = Found()
    configured = [file.parent for file in listing.named(_CONFIGURATION)]
    found.gather(configured, _configured)
    for program in programs.without_configuration(listing, _PROGRAMS, configured):
        found.projects.append(_project(program.root, programs.command_for(program), program.language))
    return found


def _configured(root: Path) -> Project:
    config = root / _CONFIGURATION
    data = json_of(config)
    command, stated = data.get("app"), data.get("language")
    if not isinstance(command, str) or not command.strip():
        hint = 'Add the command that starts the program, such as "app": "python3 main.py"'
        raise InputError('it has no "app" command', file=str(config), hint=hint)
    # What the command starts is what runs; the statement decides where the command does not tell (`npm start`).
    language = programs.language_of(command, root) or (stated if isinstance(stated, str) else None)
    if language not in _READ:
        what = f"it starts a program in {language[:40]}" if language else "its language is not known"
        raise InputError(
            f"the app command cannot be used, {what}: {command[:120]}",
            file=str(config),
            line=line_of(config, '"app"'),
            hint="stackproof reads CDKTF and CDK Terrain programs in Python, TypeScript and JavaScript, and the "
            "cdk.tf.json that any program synthesises: run `cdktf synth` and check a folder of cdktf.out/stacks",
        )
    return _project(root, command, language)


def _project(root: Path, command: str, language: str) -> Project:
    return Project(
        root=root,
        engine="cdktf",
        language=language,
        entry=command,
        contract=contract_in(root),
        pins=pins.read(root, language),
    )


def _of_file(path: Path) -> Project | None:
    return _configured(path.parent) if path.name == _CONFIGURATION else None


CDKTF = Detector(
    engine="cdktf",
    rank=10,
    looked_for="a CDKTF or CDK Terrain program (cdktf.json, or a main.py or main.ts that makes an App of cdktf)",
    find=_find,
    of_file=_of_file,
)
