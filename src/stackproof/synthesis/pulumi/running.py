"""What an engine of either language gives: its runs, ended one way or another, with what they recorded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from stackproof.synthesis.cdk.context import other_suffix
from stackproof.synthesis.pulumi import configuration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stackproof.graph.graph import Problem
    from stackproof.synthesis.failures import Fault
    from stackproof.synthesis.model import Setting, Settings
    from stackproof.synthesis.pulumi.configuration import Stack
    from stackproof.synthesis.pulumi.records import Records

FIRST, TWIN, AGAIN = "first", "twin", "again"
ASSUMED_REGION = "us-east-1"
"""Tried when a program cannot go on without a region and nobody stated one."""

_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
_REGION_KEY = "aws:region"
_SHORTEST_SECRET = 6


@dataclass(frozen=True, slots=True)
class Telling:
    """What one run is told.

    Attributes:
        alphabet: of its placeholders.
        environment: variables of the program.
        region: that the default provider deploys to; empty where nobody says.
    """

    name: str
    alphabet: int
    stack: Stack
    environment: Mapping[str, str]
    region: str

    @property
    def hidden(self) -> tuple[str, ...]:
        """Secret values that are to be told nobody; what is very short would hide too much else."""
        values = (self.stack.config.get(key, "") for key in self.stack.secrets)
        return tuple(value for value in values if len(value) >= _SHORTEST_SECRET)

    def context(self) -> dict[str, Any]:
        """What a driver is told, as JSON data."""
        return {
            "project": self.stack.project,
            "stack": self.stack.name,
            "config": dict(self.stack.config),
            "secrets": list(self.stack.secrets),
            "withheld": list(self.stack.withheld),
            "region": self.region,
            "alphabet": self.alphabet,
        }


@dataclass(slots=True)
class Ended:
    """One run that has ended.

    Attributes:
        fault: what kept it from its end; None when it got there.
        by_placeholder: whether that may be because it met a placeholder where it needed the real value.
        fallback: it went on only with what was assumed.
    """

    name: str
    records: Records
    fault: Fault | None = None
    by_placeholder: bool = False
    fallback: bool = False
    seconds: float = 0.0


@dataclass(slots=True)
class Execution:
    """What came of a program's stay in the sandbox.

    Attributes:
        notes: what its author should know of its packages, one sentence each without a full stop.
        problems: what was found wrong before the program was run, with the place.
    """

    runs: dict[str, Ended] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    isolation: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def tellings(root: Path, settings: Settings) -> tuple[list[Telling], tuple[str, str]]:
    """The runs that are to be made, and the first and the second suffix, empty where there is none.

    Two runs have equal settings and different placeholders: what differs between them nobody can know.

    Raises:
        InputError: a file of the project's cannot be read.
    """
    values = dict(settings.values)
    suffix = values.get(settings.suffix) if settings.suffix is not None else None
    first = _telling(FIRST, 0, configuration.read(root, values), values, settings)
    again = replace(first, name=AGAIN, alphabet=1)
    if suffix is None or settings.suffix is None:
        return [first, again], ("", "")
    other = other_suffix(suffix.value)
    changed = values | {settings.suffix: replace(suffix, value=other)}
    stack = configuration.read(root, values)
    if settings.suffix == "stack":
        # The other stack is a stack of the same configuration.
        stack.name = other
    else:
        stack.config.update(configuration.given(stack.project, changed))
    return [first, _telling(TWIN, 0, stack, changed, settings), again], (suffix.value, other)


def _telling(name: str, alphabet: int, stack: Stack, values: Mapping[str, Setting], settings: Settings) -> Telling:
    environment = configuration.environment(values)
    region = stack.config.get(_REGION_KEY) or next(
        (environment[one] for one in _REGION_VARIABLES if one in environment), ""
    )
    stated = settings.regions.get("") or settings.regions.get("primary") or ""
    if not region and stated:
        environment["AWS_REGION"] = region = stated
    return Telling(name, alphabet, stack, environment, region)


def suppositions(telling: Telling) -> dict[str, str]:
    """Variables that are set when a program fails for want of them: a region, and what its template proposes."""
    proposed = {variable(key): text for key, text in telling.stack.suggested.items() if key not in telling.stack.config}
    if telling.region:
        return proposed
    region = proposed.get(variable(_REGION_KEY), ASSUMED_REGION)
    return {**proposed, variable(_REGION_KEY): region, **dict.fromkeys(_REGION_VARIABLES, region)}


def variable(key: str) -> str:
    """The environment variable that Pulumi takes a setting from where its configuration lacks it."""
    return "PULUMI_CONFIG_" + "".join(one if one.isalnum() or one == "_" else "_" for one in key.upper())
