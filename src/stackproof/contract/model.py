"""A contract: what is asked of a project, and how the project is to be read and judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.rules.model import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stackproof.contract.expectation import Expectation
    from stackproof.graph.location import Location
    from stackproof.rules.model import Severity
    from stackproof.synthesis.model import Setting


@dataclass(frozen=True, slots=True)
class StoreObjective:
    """The objective of one data store, where it differs; durations in seconds, None where none is stated."""

    store: str
    reason: str
    at: Location
    rto: float | None = None
    rpo: float | None = None


@dataclass(frozen=True, slots=True)
class Objectives:
    """Recovery objectives: how long recovery may take and how much may be lost, in seconds."""

    rto: float | None = None
    rpo: float | None = None
    stores: tuple[StoreObjective, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppress:
    """A finding that is accepted: the rule, a glob of addresses, and why."""

    rule: str
    address: str
    reason: str
    at: Location


@dataclass(frozen=True, slots=True)
class Waiver:
    """A requirement that is let off: why, and by whom."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement.

    Attributes:
        id: unique in the contract.
        text: in the words of whoever asked.
        source: where it was written, such as `PROMPT.md:57`; empty when not stated.
        expect: all of these have to hold.
        infeasible: why it cannot be met; what `expect` names then has to hold in its place.
        waived: why it does not have to be met.
        at: its place in the contract.
    """

    id: str
    text: str
    source: str
    expect: tuple[Expectation, ...]
    at: Location
    infeasible: str | None = None
    waived: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole contract.

    Attributes:
        file: the file that it was read from.
        system: name of the system.
        settings: settings of the project by name, as `parameters` gives them.
        regions: region by role.
        policy: matters on which teams differ; what the contract leaves open is open in it.
        suffix_setting: name of the setting that carries the environment suffix.
        profile: name of the profile that fills what the contract leaves open.
        fail_on: severity from which a finding blocks.
    """

    file: Path
    system: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    objectives: Objectives = field(default_factory=Objectives)
    policy: Policy = field(default_factory=Policy)
    suffix_setting: str | None = None
    profile: str | None = None
    fail_on: Severity | None = None
    suppress: tuple[Suppress, ...] = ()
    requirements: tuple[Requirement, ...] = ()
