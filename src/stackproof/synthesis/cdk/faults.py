"""What went wrong with a program, told as one clear problem."""

from __future__ import annotations

import re
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.project import pins

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.sandbox import Outcome
    from stackproof.synthesis.cdk.execution import Failure, Ran
    from stackproof.synthesis.model import Status

_LAST_LINES = 3
_MAX_CHARACTERS = 1200
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")

_TEMPORARY = re.compile(r"(?:/[\w.+-]+)*/stackproof-(?:run-)?\w{8}/(?:project/)?")

_NOT_IN_FRAMEWORK = re.compile(r"cannot import name '(\w+)' from 'aws_cdk'")
_FILE_OF_MODULE = re.compile(r" \((?:/[^()]*|unknown location)\)$")
_FIRST_VERSION = (
    "the program is written for AWS CDK v1 (it imports aws_cdk.core), and stackproof runs AWS CDK v2: v1 has had no"
    " support since 2023-06-01, so move the program to v2 (https://docs.aws.amazon.com/cdk/v2/guide/migrating-v2.html)"
)

# What a program meets in the sandbox that it would not meet outside: (mark in the message, what to do).
_HINTS = (
    (
        r"\bpip\b|ensurepip|poetry install|npm (?:install|ci)|uv sync",
        "There is no network while the program synthesises, so it cannot install packages: install them beforehand",
    ),
    (
        r"\bdocker\b|\bfinch\b|\bpodman\b",
        "Docker is not at hand during the synthesis: build the asset beforehand and name its folder",
    ),
    (
        r"'git', '|\bgit (?:config|rev-parse|describe|log|remote)\b|not a git repository|InvalidGitRepository",
        "The history of the project (.git) is not shown to the program: take such values from context or environment",
    ),
    (
        r"NoCredentials|Unable to locate credentials|EndpointConnection|Could not connect to the endpoint|getaddrinfo"
        r"|Temporary failure in name resolution|Network is unreachable|\bsocket\b|urlopen|Connection(?:Error|Refused)",
        "The program has neither network nor credentials while it synthesises: use context, or a reference that is"
        " resolved at deployment",
    ),
    (
        r"Resource temporarily unavailable|can't start new thread",
        "A program may have only so many processes and threads at a time",
    ),
    (
        r"Cannot find (?:asset|entry file)|ENOENT",
        "The path must exist in the project's folder when the program runs",
    ),
)


class Fault(NamedTuple):
    """Why there is no synthesis."""

    status: Status
    problem: Problem


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
    if outcome.limit is not None:
        return _error(f"the program was ended at the limit of its {outcome.limit}{_said(outcome)}")
    if outcome.signal is not None:
        return _error(f"the program was ended by signal {_signal_name(outcome.signal)}{_said(outcome)}")
    return _error(f"the program ended itself with exit code {outcome.exit_code} before it was done{_said(outcome)}")


def _failed(failure: Failure, outcome: Outcome, root: Path) -> Fault:
    at = Location(failure.place[0], failure.place[1]) if failure.place else NOWHERE
    missing = _missing(failure)
    if missing == "aws_cdk.core":
        return Fault("not_run", Problem("error", _FIRST_VERSION, at))
    package = missing.partition(".")[0]
    if package and not _is_local(root, package) and package not in sys.stdlib_module_names:
        message = f"the program imports {missing}, which is not installed beside stackproof: {_remedy(missing, root)}"
        return Fault("not_run", Problem("error", message, at))
    text = _FILE_OF_MODULE.sub("", _clean(failure.message))
    if failure.type == "SystemExit":
        message = f"the program gave up with {text}" if text.startswith("exit code") else f"the program gave up: {text}"
        message += _said(outcome) if text.startswith("exit code") else ""
    else:
        message = f"the program failed with {failure.type}: {text}"
    for mark, hint in _HINTS:
        if re.search(mark, f"{failure.type} {failure.message} {failure.within}", re.IGNORECASE):
            message += f". {hint}"
            break
    return _error(message + _not_given(failure), at)


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
        name = _clean(failure.message).strip("'\"")
        return f". The environment variable {name} is not set; give it with --set {name}=VALUE"
    if failure.absent:
        first = _clean(failure.absent[0])
        return (
            f". The program asked for context that nobody gave ({_clean(', '.join(failure.absent[:5]))}); give it with"
            f" --set {first}=VALUE"
        )
    return ""


def _error(message: str, at: Location = NOWHERE) -> Fault:
    return Fault("failed", Problem("error", message, at))


def _is_local(root: Path, package: str) -> bool:
    """Whether the name is a module or package somewhere at the top of the project."""
    folders = [root, *(root / name for name in ("src", "lib", "infrastructure", "cdk"))]
    return any((folder / f"{package}.py").is_file() or (folder / package).is_dir() for folder in folders)


def _said(outcome: Outcome) -> str:
    lines = [
        line.strip()
        for line in _clean(outcome.stderr[-20_000:].decode("utf-8", "replace")).splitlines()
        if line.strip()
    ]
    return f"; its last words: {' | '.join(lines[-_LAST_LINES:])}"[:_MAX_CHARACTERS] if lines else ""


def _clean(text: str) -> str:
    """Without control characters, and without the temporary folders, which are others in every run."""
    return _TEMPORARY.sub("", _CONTROL.sub("", text)).strip()[:_MAX_CHARACTERS]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
