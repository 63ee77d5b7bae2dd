"""Finds the projects that a path holds."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from stackproof.errors import InputError
from stackproof.project import pins, tree
from stackproof.project.model import CONTRACT_NAME, Project

_TEMPLATE_ENDINGS = frozenset({".yaml", ".yml", ".json", ".template", ".cfn"})
# What tells a template from any other YAML or JSON file, within its first bytes.
_SNIFFED_BYTES = 256 * 1024
_MARK = re.compile(
    rb"AWSTemplateFormatVersion|AWS::Serverless-2016-10-31"
    rb"|[\"']?Type[\"']?\s*:\s*[\"']?(?:AWS|Custom|Alexa)::\w+(?:::\w+)?[\"']?\s*(?:,|\r?\n|\}|#|$)"
)
# Files that hold types of AWS without being templates: test events, SAM's own configuration, published schemas.
_NOT_TEMPLATES = re.compile(rb'"typeName"\s*:|"\$schema"\s*:\s*"https?://json-schema|"artifacts"\s*:\s*\{')


class Discovery(NamedTuple):
    """The projects at a path in a stable order, and what looked like a project but cannot be read."""

    projects: list[Project]
    skipped: list[InputError]


def discover(path: Path) -> Discovery:
    """The projects at a path: the only one for a file, all of them for a folder.

    Raises:
        InputError: when there is nothing that can be assessed; the message says what was looked for.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise InputError("there is no such file or folder", file=str(path), hint="Check the path") from error
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", file=str(path)) from error
    if stat.S_ISDIR(mode):
        return _in_folder(path)
    if not stat.S_ISREG(mode):
        raise InputError("it is neither a file nor a folder", file=str(path))
    if path.name == "cdk.json":
        return _in_folder(path.parent)
    if path.suffix == ".py":
        hint = f"Name its folder instead: stackproof check {path.parent}"
        raise InputError("a single Python file is no project", file=str(path), hint=hint)
    return Discovery([_of_templates(path.parent, [path])], [])


def _in_folder(root: Path) -> Discovery:
    if (root / "cdk.json").is_file():
        return Discovery([_cdk(root)], [])
    apps: list[Path] = []
    contracts: set[Path] = set()
    templates: list[Path] = []
    for file in tree.files(root):
        if file.name == "cdk.json":
            apps.append(file.parent)
        elif file.name == CONTRACT_NAME:
            contracts.add(file.parent)
        elif file.suffix.lower() in _TEMPLATE_ENDINGS and _looks_like_template(file):
            templates.append(file)
    loose = [file for file in templates if not any(app == file.parent or app in file.parents for app in apps)]
    found: list[Project] = []
    skipped: list[InputError] = []
    for app in apps:
        try:
            found.append(_cdk(app))
        except InputError as error:
            skipped.append(error)
    if not found and not loose and (plain := _plain_cdk_app(root)):
        found.append(plain)
    by_folder: dict[Path, list[Path]] = {}
    for file in loose:
        by_folder.setdefault(_project_folder(file, root, contracts), []).append(file)
    found.extend(_of_templates(folder, files) for folder, files in by_folder.items())
    if not found and skipped:
        raise skipped[0]
    if not found:
        raise InputError(
            "no CloudFormation template and no AWS CDK project was found",
            file=str(root),
            hint="A template names AWSTemplateFormatVersion or resource types such as AWS::S3::Bucket; "
            "an AWS CDK project has a cdk.json",
        )
    return Discovery(sorted(found, key=lambda project: (str(project.root), project.entry)), skipped)


def _project_folder(file: Path, root: Path, contracts: set[Path]) -> Path:
    """A contract makes one project of all templates below it; without one each folder is a project."""
    for folder in file.parents:
        if folder in contracts:
            return folder
        if folder == root:
            break
    return file.parent


def _looks_like_template(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            head = opened.read(_SNIFFED_BYTES)
    except OSError:
        return False
    return _MARK.search(head) is not None and (
        b"AWSTemplateFormatVersion" in head or (b"Resources" in head and _NOT_TEMPLATES.search(head) is None)
    )


def _of_templates(root: Path, files: list[Path]) -> Project:
    endings = {file.suffix.lower() for file in files}
    entry = files[0].relative_to(root).as_posix() if len(files) == 1 else f"{len(files)} templates"
    return Project(
        root=root,
        engine="cloudformation",
        language="json" if endings == {".json"} else "yaml",
        entry=entry,
        templates=tuple(files),
        contract=_contract_in(root),
    )


def _contract_in(root: Path) -> Path | None:
    contract = root / CONTRACT_NAME
    return contract if contract.is_file() else None


def _cdk(root: Path) -> Project:
    config = root / "cdk.json"
    command = _app_command(config)
    if not _PYTHON_COMMAND.search(command):
        raise InputError(
            f"the app command is not a Python program: {command[:120]}",
            file=str(config),
            line=_line_of(config, '"app"'),
            hint="stackproof reads AWS CDK projects in Python, and the templates that any project synthesises: "
            "run `cdk synth` and check cdk.out",
        )
    return Project(
        root=root,
        engine="cdk",
        language="python",
        entry=command,
        contract=_contract_in(root),
        pins=pins.read(root),
    )


_PYTHON_COMMAND = re.compile(r"(^|[\s/])(python[0-9.]*|pypy[0-9.]*)(\s|$)|\.py(\s|$)")


def _app_command(config: Path) -> str:
    try:
        if config.stat().st_size > 1_000_000:
            raise InputError("it is larger than 1 MB", file=str(config))
        data = json.loads(config.read_bytes())
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"it is not valid JSON: {error}", file=str(config), line=line) from error
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", file=str(config)) from error
    app = data.get("app") if isinstance(data, dict) else None
    if not isinstance(app, str) or not app.strip():
        hint = 'Add the command that starts the app, such as "app": "python3 app.py"'
        raise InputError('it has no "app" command', file=str(config), hint=hint)
    return app


def _line_of(file: Path, needle: str) -> int | None:
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
        if needle in line:
            return number
    return None


def _plain_cdk_app(root: Path) -> Project | None:
    """A CDK program without a cdk.json: an app.py that imports aws_cdk."""
    entry = root / "app.py"
    if not entry.is_file() or b"aws_cdk" not in entry.read_bytes()[:_SNIFFED_BYTES]:
        return None
    return Project(
        root=root,
        engine="cdk",
        language="python",
        entry="python3 app.py",
        contract=_contract_in(root),
        pins=pins.read(root),
    )


def shown_path(path: Path) -> str:
    """A path as reports show it: relative to the current folder when it lies below, with forward slashes."""
    absolute = path.absolute()
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix() if not path.is_absolute() else os.fspath(absolute)
