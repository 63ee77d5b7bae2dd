"""What went wrong with a TypeScript or JavaScript program, told as one clear problem."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.failures import Fault, clean, ended, error, hint_for, not_given, not_set, said
from stackproof.synthesis.node.packages import version_of
from stackproof.synthesis.node.sources import configuration
from stackproof.synthesis.node.undeclared import not_found

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.node.runner import Failure, Ran, Stay

_SYNTAX = re.compile(r"^(?P<file>[^:\n]+):(?P<line>[0-9]+):[0-9]+: ERROR: (?P<said>.*)$", re.MULTILINE)
_STACK_OF_REQUIRES = re.compile(r"\s*(?:Require stack:|imported from ).*", re.DOTALL)


def explain(ran: Ran, stay: Stay) -> Fault | None:
    """What kept a run from its end; None when it got there. Status `not_run` where a package is not to be had here."""
    if ran.status == "ok":
        return None
    if ran.failure is None:
        return ended(ran.outcome)
    failure = ran.failure
    at = Location(*failure.place) if failure.place else NOWHERE
    if (syntax := _SYNTAX.search(failure.message)) is not None:
        return error(f"the program cannot be translated: {clean(syntax.group('said'))}", at)
    name, package = not_found(failure)
    if name:
        return _missing(name, package, failure, at, stay)
    if failure.type == "exit":
        message = f"the program gave up with {failure.message}{said(ran.outcome)}"
        text = ran.outcome.stderr[-20_000:].decode("utf-8", "replace")
    else:
        text = f"{failure.type} {failure.message}"
        message = f"the program failed with {failure.type}: {clean(failure.message)}"
    return error(message + hint_for(text) + (not_given(failure.absent) or not_set(failure.unset)), at)


def _missing(name: str, package: str, failure: Failure, at: Location, stay: Stay) -> Fault:
    if not package:
        shown = clean(_STACK_OF_REQUIRES.sub("", failure.message))
        if _lies_outside(stay.root, at.file, name):
            message = f"the program imports a file outside of the project's folder, which is not shown to it: {shown}"
            return Fault("not_run", Problem("error", message, at))
        return error(f"the program imports a file that is not in the project's folder: {shown}", at)
    packages = stay.packages
    asked = packages.asked
    if asked is None:
        message = f"the program imports {name}, and there is no package.json that names it: add one and run again"
        return Fault("not_run", Problem("error", message, at))
    if package in asked.left_out:
        message = (
            f"the program imports {package}, which does not come from npm's registry: install the packages beside the"
            " project (npm ci) and run again"
        )
        return Fault("not_run", Problem("error", message, at))
    if package in packages.further and package in packages.absent:
        return error(f"the program imports {name}, which neither package.json names nor npm's registry has", at)
    if package in packages.further:
        version = version_of(packages.folder, package)
        return error(f"the program imports {name}, which {package} {version} does not have", at)
    if package in packages.absent:
        return error(f"the program imports {name}, and npm's registry has no {package} as package.json asks for it", at)
    seen = packages.around is not None and packages.around.inner != ""
    if asked.requirement(package) is None and not seen and _extends_from_above(stay.root):
        message = (
            f"the program imports {name}, which package.json does not name: tsconfig.json goes on in a file outside of"
            " the project's folder, which is not shown to the program"
        )
        return Fault("not_run", Problem("error", message, at))
    if asked.requirement(package) is None and packages.workspace:
        message = (
            f"the program imports {name}, which the project's package.json does not name: a package of the workspace"
            " above the project is not shown to the program"
        )
        return Fault("not_run", Problem("error", message, at))
    if asked.requirement(package) is None:
        return error(f"the program imports {name}, and package.json does not name {package}", at)
    if packages.versions and package in packages.versions:
        return error(f"the program imports {name}, which {package} {packages.versions[package]} does not have", at)
    message = (
        f"the program imports {name}, which is not in the project's packages: install what package.json names (npm ci)"
        " and run again"
    )
    return Fault("not_run", Problem("error", message, at))


def _lies_outside(root: Path, importer: str, name: str) -> bool:
    """Whether a file that is imported by a relative path is there, outside of the project."""
    if not importer or not name.startswith("."):
        return False
    place = (root / importer).parent / name
    candidates = (place, *(place.with_name(place.name + ending) for ending in (".ts", ".js", ".json", ".tsx")))
    found = next((one for one in candidates if one.exists()), None)
    return found is not None and not found.resolve().is_relative_to(root.resolve())


def _extends_from_above(root: Path) -> bool:
    extended = configuration(root, "tsconfig.json").get("extends")
    named = extended if isinstance(extended, list) else [extended]
    return any(isinstance(one, str) and one.startswith("../") for one in named)
