"""Finds Terraform configurations (*.tf, *.tf.json) and plans in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.project import pins
from stackproof.project.configuration import contract_in
from stackproof.project.engines.registry import Detector, Found
from stackproof.project.inputs import Inputs
from stackproof.project.listing import head
from stackproof.project.model import Project
from stackproof.project.terraform_roots import looks_like_plan, module_folders, roots
from stackproof.project.tree import limit_of

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.project.listing import Listing

_CONFIGURATION = (".tf", ".tf.json")


def _find(listing: Listing, before: Found) -> Found:
    found = Found()
    if not listing.ending(".json", *_CONFIGURATION):
        return found
    inputs = Inputs(listing, before.program_folders)
    if listing.ending(*_CONFIGURATION):
        limit = listing.within or limit_of(listing.root)
        found.projects = [
            _of_folder(folder, limit) for folder in roots(listing.root) if not inputs.names_folder(folder)
        ]
    # A plan beside the configuration that it was made of says nothing that the configuration does not.
    read = {project.root / project.entry for project in found.projects}
    for file in listing.ending(".json"):
        if file.parent not in read and looks_like_plan(listing.head(file)):
            found.projects.append(_of_plan(file))
    return found


def _of_folder(folder: Path, limit: Path) -> Project:
    """The root module in a folder. Its modules may lie beside it: the project is what holds them all.

    They are read where they lie within `limit`.
    """
    native = any(file.suffix == ".tf" for file in folder.iterdir())
    folders = module_folders(folder, limit)
    root = folder
    while not all(one.is_relative_to(root.absolute()) for one in folders):
        root = root.parent if root != root.parent else root.absolute().parent
    return Project(
        root=root,
        engine="terraform",
        language="hcl" if native else "json",
        entry=folder.absolute().relative_to(root.absolute()).as_posix(),
        contract=contract_in(folder) or contract_in(root),
        pins=pins.read(folder, "hcl"),
    )


def _of_plan(file: Path) -> Project:
    return Project(
        root=file.parent, engine="terraform", language="json", entry=file.name, contract=contract_in(file.parent)
    )


def _of_file(path: Path) -> Project | None:
    if path.name.lower().endswith(_CONFIGURATION):
        # Terraform reads folders: the files beside it are part of what it says.
        return _of_folder(path.parent, limit_of(path.parent))
    return _of_plan(path) if path.suffix.lower() == ".json" and looks_like_plan(head(path)) else None


TERRAFORM = Detector(
    engine="terraform",
    rank=50,
    looked_for="a Terraform configuration (*.tf, *.tf.json) or plan (terraform show -json)",
    find=_find,
    of_file=_of_file,
)
