"""What an oracle is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from stackproof.project.model import Engine

Level = Literal["fatal", "error", "warning"]
RunStatus = Literal["finished", "timeout", "failed", "missing"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that an oracle reported. Informational hints are left out: they are advice, not findings.

    Attributes:
        template: index of the template in the order in which they were given.
        logical_id: the resource, empty for a diagnostic of the template as a whole.
        line, column: in the template, from 1; 0 where unknown.
        suppressed: why the oracle itself was told to leave it out, by its own kind of comment; empty where it was not.
    """

    rule: str
    level: Level
    message: str
    title: str
    template: int
    logical_id: str
    line: int
    column: int
    reference: str
    fix: str
    suppressed: str = ""


@dataclass(frozen=True, slots=True)
class OracleResult:
    """What came of one oracle's run; `reason` says why it did not finish."""

    name: str
    status: RunStatus
    version: str = ""
    reason: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Oracle:
    """A validator that runs as a child process.

    Attributes:
        name: as users know it.
        default: whether it runs unless it is switched off.
        module: the module whose presence shows that the oracle is installed.
        install: the command that installs it.
        command: the child's arguments by an interpreter and the files; the child prints what `read` understands.
        read: turns the child's exit code, standard output and standard error into (version, diagnostics).
        ids: a regular expression of the ids of its checks.
        engines: whose files it reads: templates, written or synthesised, or the files of a Terraform configuration,
            those of the root module first.
        requirements: specifiers of the packages that its own environment holds; none, and it is installed beside
            stackproof.
        serves: the Python file that `stackproof.oracles.serving` can keep loaded; None: it is started anew each time.

    `read` raises ValueError with a reason where the output is not what the oracle prints.
    """

    name: str
    default: bool
    module: str
    install: str
    command: Callable[[str, Sequence[Path]], list[str]]
    read: Callable[[int, bytes, bytes, Sequence[Path]], tuple[str, list[Diagnostic]]]
    ids: str
    engines: tuple[Engine, ...] = ("cloudformation", "cdk")
    requirements: Mapping[str, str] = field(default_factory=dict)
    serves: Path | None = None
