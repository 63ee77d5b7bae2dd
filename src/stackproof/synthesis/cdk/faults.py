"""What went wrong with a program, told as one clear problem."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.project import pins
from stackproof.synthesis.failures import Fault, clean, ended, error, hint_for, not_given, not_set, said

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.sandbox import Outcome
    from stackproof.synthesis.cdk.execution import Failure, Ran

_NOT_IN_FRAMEWORK = re.compile(r"cannot import name '(\w+)' from 'aws_cdk'")
_FILE_OF_MODULE = re.compile(r" \((?:/[^()]*|unknown location)\)$")
_FIRST_VERSION = (
    "the program is written for AWS CDK v1 (it imports aws_cdk.core), and stackproof runs AWS CDK v2: v1 has had no"
    " support since 2023-06-01, so move the program to v2 (https://docs.aws.amazon.com/cdk/v2/guide/migrating-v2.html)"
)


def explain(ran: Ran | None, outcome: Outcome, root: Path) -> Fault | None:
    """What kept a run from its end; None when it got there.

    Args:
        ran: the run, None when it was not begun.
        outcome: how the whole stay in the sandbox ended.
        root: the project, to tell its own modules from packages that are not installed.
    """
    if ran is not None and ran.status == "ok":
        return None
    if ran is not None and ran.failure is not None:
        return _failed(ran.failure, outcome, root)
    return ended(outcome)


def _failed(failure: Failure, outcome: Outcome, root: Path) -> Fault:
    at = Location(failure.place[0], failure.place[1]) if failure.place else NOWHERE
    missing = _missing(failure)
    if missing == "aws_cdk.core":
        return Fault("not_run", Problem("error", _FIRST_VERSION, at))
    package = missing.partition(".")[0]
    if package and not _is_local(root, package) and package not in sys.stdlib_module_names:
        message = f"the program imports {missing}, which is not installed beside stackproof: {_remedy(missing, root)}"
        return Fault("not_run", Problem("error", message, at))
    text = _FILE_OF_MODULE.sub("", clean(failure.message))
    if failure.type == "SystemExit":
        message = f"the program gave up with {text}" if text.startswith("exit code") else f"the program gave up: {text}"
        message += said(outcome) if text.startswith("exit code") else ""
    else:
        message = f"the program failed with {failure.type}: {text}"
    message += hint_for(f"{failure.type} {failure.message} {failure.within}")
    return error(message + _not_given(failure), at)


def _missing(failure: Failure) -> str:
    """The module that the program lacks; empty where that is not its trouble."""
    found = _NOT_IN_FRAMEWORK.match(failure.message) if failure.type == "ImportError" else None
    if found and (found.group(1) == "core" or found.group(1).endswith("_alpha")):
        return f"aws_cdk.{found.group(1)}"
    return failure.missing or ""


def _remedy(missing: str, root: Path) -> str:
    """How to install a module, with the project's own requirement where it has one."""
    name = re.sub(r"[._]+", "-", missing).lower()
    required = pins.read(root)
    found = [one for one in required if one == name or one.startswith(f"{name}-")]
    if not found and (top := name.partition("-")[0]) and "." in missing:
        found = [one for one in required if one == top]
    if found:
        wanted = " ".join(f"'{one}{required[one]}'" for one in found)
        return f"install what the project requires into the same environment (pip install {wanted}) and run again"
    if name.startswith("aws-cdk-") and name.endswith("-alpha"):
        name = name.replace("aws-cdk-", "aws-cdk.", 1)
        return f"install it into the same environment (pip install {name}) and run again"
    return (
        "install the project's requirements into the same environment (pip install -r requirements.txt) and run again"
    )


def _not_given(failure: Failure) -> str:
    """What the program asked for in vain before it failed: the likely reason."""
    if failure.type == "KeyError" and failure.within in ("os.py", "<frozen os>"):
        name = clean(failure.message).strip("'\"")
        return f". The environment variable {name} is not set; give it with --set {name}=VALUE"
    return not_given(failure.absent) or not_set(failure.unset)


def _is_local(root: Path, package: str) -> bool:
    """Whether the name is a module or package somewhere at the top of the project."""
    folders = [root, *(root / name for name in ("src", "lib", "infrastructure", "cdk"))]
    return any((folder / f"{package}.py").is_file() or (folder / package).is_dir() for folder in folders)
