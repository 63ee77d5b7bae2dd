"""What every engine takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stackproof.graph.graph import Graph, Problem
    from stackproof.synthesis.workers.pool import Pool

Status = Literal["ok", "partial", "failed", "not_run"]
ToolchainChoice = Literal["installed", "pinned"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a project is to be read.

    Attributes:
        values: values by the project's own names of its settings (`--set KEY=VALUE` and the contract's `parameters`),
            as `Setting`s say how each reaches the program.
        suffix: name of the setting that carries the environment suffix; the project is read a second time with another
            value of it. None: there is no second reading.
        timeout: seconds of wall time for one foreign program.
        allow_weak_sandbox: run foreign programs although file or network isolation is missing.
        regions: region by role (`primary`), and under the empty key the region that stacks without one deploy to.
        workers: where processes may wait that have a framework loaded; None: they are started when they are needed.
        toolchain: `installed` reads a Python program with the framework that is installed beside stackproof, `pinned`
            with the versions that the project pins, in an environment of stackproof's own.
    """

    values: Mapping[str, Setting] = field(default_factory=dict)
    suffix: str | None = None
    timeout: float = 120.0
    allow_weak_sandbox: bool = False
    regions: Mapping[str, str] = field(default_factory=dict)
    workers: Pool | None = None
    toolchain: ToolchainChoice = "installed"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting and the ways in which it reaches the program.

    Attributes:
        name: the setting's own name.
        value: its value.
        env, context, config, variable, parameter: the name under which each channel carries it; None where it does not.
            A setting from the command line that names no channel is tried as a template parameter, as CDK context and
            as an environment variable of that name.
    """

    name: str
    value: str
    env: str | None = None
    context: str | None = None
    config: str | None = None
    variable: str | None = None
    parameter: str | None = None


@dataclass(slots=True)
class Synthesis:
    """What came of reading a project.

    Attributes:
        status: `ok`; `partial` (not all of it could be read, or the program failed when it had made something);
            `failed` (the program is at fault, and nothing is known); `not_run`.
        graph: what is known; empty when the synthesis failed.
        twin: the same under another suffix, when there is a suffix setting and the reading succeeded.
        other_suffix: the suffix of the twin; empty where it is not known.
        templates: the synthesised templates as text by their name, for the oracles: the user's own file for
            CloudFormation, the synthesised one for AWS CDK.
        problems: what the project's author should know; a failed synthesis has at least one of level `error`.
        versions: packages and engines that were used, by name.
        isolation: how the foreign program was confined, one sentence; empty where none was run.
        seconds: wall time by step; never part of the deterministic output.
    """

    status: Status
    graph: Graph
    twin: Graph | None = None
    other_suffix: str = ""
    templates: dict[str, Template] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    isolation: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """A CloudFormation template for an oracle.

    Attributes:
        text: its content.
        path: the file on disk, when it is the user's own; None for a synthesised one.
        addresses: address in the graph by logical id.
    """

    text: str
    path: Path | None
    addresses: Mapping[str, str]
