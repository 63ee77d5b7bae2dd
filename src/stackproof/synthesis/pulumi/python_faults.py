"""What went wrong with a Pulumi program in Python, told as one clear problem."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.failures import Fault, clean, ended, error, hint_for, said
from stackproof.synthesis.pulumi import records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from stackproof.sandbox import Outcome
    from stackproof.synthesis.cdk.execution import Failure

_MISSING_KEY = re.compile(r"Missing required configuration variable '([^']{1,200})'")
_OF_ANOTHER_VERSION = frozenset({"TypeError", "AttributeError", "ImportError"})


def explain(
    failure: Failure | None,
    outcome: Outcome,
    root: Path,
    pins: Mapping[str, str],
    differing: Sequence[tuple[str, str, str]],
) -> Fault:
    """Why a run did not get to its end.

    Args:
        pins: what the project asks for, by package.
        differing: (package, what the project asks for, the version that it was read with) where those disagree.
    """
    if failure is None:
        return ended(outcome)
    at = Location(*failure.place) if failure.place and records.plain_file(root / failure.place[0]) else NOWHERE
    package = (failure.missing or "").partition(".")[0]
    if package and not _is_local(root, package) and package not in sys.stdlib_module_names:
        message = f"the program imports {clean(failure.missing or '')}, which is not installed beside stackproof: "
        return Fault("not_run", Problem("error", message + _remedy(package, pins), at))
    missing = _MISSING_KEY.search(failure.message)
    if missing is not None:
        key = clean(missing.group(1))
        message = f"the program needs the configuration {key}, which has no value: give it with --set {key}=VALUE"
        return error(message, at)
    if failure.type == "KeyError" and failure.within in ("os.py", "<frozen os>"):
        name = clean(failure.message).strip("'\"")
        return error(f"the environment variable {name} is not set: give it with --set {name}=VALUE", at)
    text = clean(failure.message)
    if failure.type == "SystemExit":
        last = said(outcome) if text.startswith("exit code") else ""
        return error(f"the program gave up with {text}{last}", at)
    message = f"the program failed with {failure.type}: {text}"
    if differing and failure.type in _OF_ANOTHER_VERSION:
        others = " and ".join(f"{name}{asked} (read with {version})" for name, asked, version in differing)
        message = f"{message}. The program asks for {others}: --toolchain pinned takes what it asks for"
        return Fault("not_run", Problem("error", message, at))
    return error(message + hint_for(f"{failure.type} {failure.message} {failure.within}"), at)


def _is_local(root: Path, package: str) -> bool:
    return any(
        (folder / f"{package}.py").is_file() or (folder / package).is_dir()
        for folder in (root, *(root / name for name in ("src", "lib", "infra", "infrastructure")))
    )


def _remedy(package: str, pins: Mapping[str, str]) -> str:
    name = re.sub(r"[._]+", "-", package).lower()
    wanted = f"'{name}{pins[name]}'" if name in pins else name if name.startswith("pulumi-") else ""
    command = f"pip install {wanted}" if wanted else "pip install -r requirements.txt"
    return (
        f"install what the project requires into the same environment ({command}) and run again,"
        " or take --toolchain pinned"
    )
