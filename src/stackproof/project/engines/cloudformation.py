"""Finds CloudFormation templates, SAM's included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.project.configuration import contract_in
from stackproof.project.engines.registry import Detector, Found
from stackproof.project.inputs import Inputs
from stackproof.project.model import Project

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.project.listing import Listing

_ENDINGS = frozenset({".yaml", ".yml", ".json", ".template", ".cfn"})
_MARK = re.compile(
    rb"AWSTemplateFormatVersion|AWS::Serverless-2016-10-31"
    rb"|[\"']?Type[\"']?\s*:\s*[\"']?(?:AWS|Custom|Alexa)::\w+(?:::\w+)?[\"']?\s*(?:,|\r?\n|\}|#|$)"
)
# Files that hold types of AWS without being templates: test events, SAM's own configuration, published schemas.
_NOT_TEMPLATES = re.compile(rb'"typeName"\s*:|"\$schema"\s*:\s*"https?://json-schema|"artifacts"\s*:\s*\{')


def looks_like_template(head: bytes) -> bool:
    """Whether a YAML or JSON file that begins so is a template."""
    return _MARK.search(head) is not None and (
        b"AWSTemplateFormatVersion" in head or (b"Resources" in head and _NOT_TEMPLATES.search(head) is None)
    )


def _find(listing: Listing, before: Found) -> Found:
    inputs = Inputs(listing, before.program_folders)
    by_folder: dict[Path, list[Path]] = {}
    for file in listing.files:
        if file.suffix.lower() not in _ENDINGS or not looks_like_template(listing.head(file)):
            continue
        if not inputs.names_file(file):
            by_folder.setdefault(_project_folder(file, listing), []).append(file)
    return Found([_of_templates(folder, files) for folder, files in by_folder.items()])


def _project_folder(file: Path, listing: Listing) -> Path:
    """A contract makes one project of all templates below it; without one each folder is a project."""
    for folder in file.parents:
        if folder in listing.contracts:
            return folder
        if folder == listing.root:
            break
    return file.parent


def _of_templates(root: Path, files: list[Path]) -> Project:
    endings = {file.suffix.lower() for file in files}
    entry = files[0].relative_to(root).as_posix() if len(files) == 1 else f"{len(files)} templates"
    return Project(
        root=root,
        engine="cloudformation",
        language="json" if endings == {".json"} else "yaml",
        entry=entry,
        templates=tuple(files),
        contract=contract_in(root),
    )


def _of_file(path: Path) -> Project | None:
    # Whatever no other engine knows is read as a template: its reader says what is wrong with it.
    return _of_templates(path.parent, [path])


CLOUDFORMATION = Detector(
    engine="cloudformation",
    rank=90,
    looked_for="a CloudFormation template (it names AWSTemplateFormatVersion or types such as AWS::S3::Bucket)",
    find=_find,
    of_file=_of_file,
)
