"""What went wrong with a foreign program, as one clear problem, whatever language it is written in."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.sandbox import Outcome
    from stackproof.synthesis.model import Status

_LAST_LINES = 3
_MAX_CHARACTERS = 1200
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")

_IN_MEMORY = re.compile(r" at 0x[0-9a-fA-F]{4,16}\b")
_TEMPORARY = re.compile(r"(?:/[\w.+-]+)*/stackproof-(?:run-)?\w{8}/(?:project/)?")

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
        "The history of the project (.git) is not shown to the program but for a clone's branch, its commit and the"
        " addresses of its remotes: take other values from context or environment",
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


def error(message: str, at: Location = NOWHERE) -> Fault:
    """A fault of the project's own."""
    return Fault("failed", Problem("error", message, at))


def ended(outcome: Outcome) -> Fault:
    """Why a program did not get to its end: a limit, a signal, or an exit of its own."""
    if outcome.limit is not None:
        return error(f"the program was ended at the limit of its {outcome.limit}{said(outcome)}")
    if outcome.signal is not None:
        return error(f"the program was ended by signal {_signal_name(outcome.signal)}{said(outcome)}")
    return error(f"the program ended itself with exit code {outcome.exit_code} before it was done{said(outcome)}")


def hint_for(text: str) -> str:
    """What to do about something that a program meets in the sandbox alone, as a further sentence; else empty."""
    return next((f". {hint}" for mark, hint in _HINTS if re.search(mark, text, re.IGNORECASE)), "")


def not_given(absent: Sequence[str]) -> str:
    """What a program asked for in vain before it failed, as a further sentence: the likely reason."""
    if not absent:
        return ""
    return (
        f". The program asked for context that nobody gave ({clean(', '.join(absent[:5]))}); give it with"
        f" --set {clean(absent[0])}=VALUE"
    )


def not_set(unset: Sequence[str]) -> str:
    """The same for environment variables."""
    if not unset:
        return ""
    names = clean(", ".join(unset[:5]))
    return f". The program asked for environment variables that are not set ({names}); give them with --set NAME=VALUE"


def said(outcome: Outcome) -> str:
    """The last lines that a program wrote to standard error, as the end of a sentence; empty where there are none."""
    lines = [
        line.strip() for line in clean(outcome.stderr[-20_000:].decode("utf-8", "replace")).splitlines() if line.strip()
    ]
    return f"; its last words: {' | '.join(lines[-_LAST_LINES:])}"[:_MAX_CHARACTERS] if lines else ""


def clean(text: str) -> str:
    """Without control characters, and without temporary folders and places in memory, which are others in every run."""
    plain = _IN_MEMORY.sub(" at 0x...", _CONTROL.sub("", text))
    return _TEMPORARY.sub("", plain).strip()[:_MAX_CHARACTERS]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
