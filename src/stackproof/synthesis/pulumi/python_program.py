"""Runs a Pulumi program in Python."""

from __future__ import annotations

import contextlib
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.project import pins
from stackproof.synthesis.cdk.command import Entry
from stackproof.synthesis.cdk.execution import Harness, Plan, execute
from stackproof.synthesis.failures import Fault, clean, ended, error, hint_for, said
from stackproof.synthesis.pulumi import records
from stackproof.synthesis.pulumi.running import Ended, Execution, Telling, suppositions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.sandbox import Outcome
    from stackproof.synthesis.cdk.execution import Failure, Ran, Stay
    from stackproof.synthesis.model import Settings

_CHILD = Path(__file__).with_name("python")
_HINT = "Install it: pip install 'stackproof[pulumi]'"
_LEFT_OUT = frozenset(
    (
        ".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__",
        "node_modules", "venv",
    )
)  # fmt: skip
_MISSING_KEY = re.compile(r"Missing required configuration variable '([^']{1,200})'")
_SHOWN = ("pulumi", "pulumi-aws", "pulumi-aws-native", "pulumi-awsx", "pulumi-random")


def execution(
    root: Path, entry: str, told: Sequence[Telling], replace: tuple[str, str], settings: Settings
) -> Execution:
    """Runs the program once for each telling, in one process.

    Raises:
        MissingToolchain: pulumi or pulumi-aws is not installed.
        SandboxUnavailable: see `stackproof.sandbox.start`.
        InputError: the project cannot be copied.
    """
    if find_spec("pulumi") is None or find_spec("pulumi_aws") is None:
        raise MissingToolchain("Pulumi for Python (pulumi, pulumi-aws) is not installed", hint=_HINT)
    plans = [Plan(one.name, "always", one.environment, one.context()) for one in told]
    program = Entry("script", entry)
    with execute(root, program, plans, replace, suppositions(told[0]), harness(), settings) as stay:
        found = Execution(dropped=stay.dropped, versions=_versions())
        isolation = stay.outcome.isolation
        found.isolation = f"{isolation.mode}: {', '.join(isolation.features)}"
        found.seconds["program"] = stay.outcome.seconds
        for one in told:
            ran = stay.runs.get(one.name)
            if ran is not None or not found.runs:
                found.runs[one.name] = _ended(one.name, ran, stay, root)
    return found


def harness() -> Harness:
    """How programs are run."""
    return Harness(_CHILD / "driver.py", (_CHILD,), lambda _: _environment(), _LEFT_OUT)


def _environment() -> dict[str, str]:
    return {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PULUMI_SKIP_UPDATE_CHECK": "true"}


def _versions() -> dict[str, str]:
    found = {}
    for name in _SHOWN:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _ended(name: str, ran: Ran | None, stay: Stay, root: Path) -> Ended:
    whole = ran is not None and ran.status in ("ok", "failed")
    # What a program had recorded when it was ended from outside lies where it wrote it.
    told = records.read(stay.folder, f"{name if whole else 'assembly'}/records.jsonl", root)
    if ran is None:
        return Ended(name, told, ended(stay.outcome))
    fault = None if ran.status == "ok" else _fault(ran.failure, stay.outcome, root)
    by_placeholder = ran.details.get("placeholder") is True
    return Ended(name, told, fault, by_placeholder, ran.fallback, ran.seconds)


def _fault(failure: Failure | None, outcome: Outcome, root: Path) -> Fault:
    if failure is None:
        return ended(outcome)
    at = Location(*failure.place) if failure.place and records.plain_file(root / failure.place[0]) else NOWHERE
    package = (failure.missing or "").partition(".")[0]
    if package and not _is_local(root, package) and package not in sys.stdlib_module_names:
        message = f"the program imports {clean(failure.missing or '')}, which is not installed beside stackproof: "
        return Fault("not_run", Problem("error", message + _remedy(package, root), at))
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
    hint = hint_for(f"{failure.type} {failure.message} {failure.within}")
    return error(f"the program failed with {failure.type}: {text}{hint}", at)


def _is_local(root: Path, package: str) -> bool:
    return any(
        (folder / f"{package}.py").is_file() or (folder / package).is_dir()
        for folder in (root, *(root / name for name in ("src", "lib", "infra", "infrastructure")))
    )


def _remedy(package: str, root: Path) -> str:
    required = pins.read(root)
    name = re.sub(r"[._]+", "-", package).lower()
    wanted = f"'{name}{required[name]}'" if name in required else name if name.startswith("pulumi-") else ""
    command = f"pip install {wanted}" if wanted else "pip install -r requirements.txt"
    return f"install what the project requires into the same environment ({command}) and run again"
