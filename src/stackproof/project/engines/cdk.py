"""Finds AWS CDK programs."""

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

_CONFIGURATION = "cdk.json"
_READ = frozenset({"python", "typescript", "javascript"})
IMPORTS = programs.imports("aws_cdk", "aws-cdk-lib")
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
    command = json_of(config).get("app")
    if not isinstance(command, str) or not command.strip():
        hint = 'Add the command that starts the app, such as "app": "python3 app.py"'
        raise InputError('it has no "app" command', file=str(config), hint=hint)
    language = programs.language_of(command, root)
    if language not in _READ:
        what = f"it starts a program in {language}" if language else "its language is not known"
        raise InputError(
            f"the app command cannot be used, {what}: {command[:120]}",
            file=str(config),
            line=line_of(config, '"app"'),
            hint="stackproof reads AWS CDK programs in Python, TypeScript and JavaScript, and the templates that any "
            "program synthesises: run `cdk synth` and check cdk.out",
        )
    return _project(root, command, language)


def _project(root: Path, command: str, language: str) -> Project:
    return Project(
        root=root,
        engine="cdk",
        language=language,
        entry=command,
        contract=contract_in(root),
        pins=pins.read(root, language),
    )


def _of_file(path: Path) -> Project | None:
    return _configured(path.parent) if path.name == _CONFIGURATION else None


CDK = Detector(
    engine="cdk",
    rank=10,
    looked_for="an AWS CDK program (cdk.json, or an app.py or bin/*.ts that makes an App of aws_cdk)",
    find=_find,
    of_file=_of_file,
)
