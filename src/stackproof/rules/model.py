"""What a rule is, what it says, and what it may ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from stackproof.graph.location import Location
from stackproof.graph.query import assumption, show
from stackproof.graph.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.project.model import Engine
    from stackproof.sources.project import ProjectSources

Severity = Literal["critical", "high", "medium", "low"]
Blocks = Literal["synth", "deploy", "destroy", "runtime", "none"]
Certainty = Literal["proved", "assumption", "heuristic"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
CATEGORIES = (
    "deployability",
    "wiring",
    "permissions",
    "network",
    "naming",
    "security",
    "recovery",
    "operations",
    "cost",
)
EVERY_TYPE = ("*",)
"""As `types` of a rule: it is asked about every resource, whatever its type."""
PROJECT = ("project",)
"""As `types` of a rule: it is asked once, about the project as a whole: sources, pins, layout, stacks, outputs."""


@dataclass(frozen=True, slots=True)
class Impacts:
    """What follows when nothing is done, one sentence each; empty where there is none."""

    cost: str = ""
    security: str = ""
    performance: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the contract or the profile says about matters on which teams differ.

    Attributes:
        destroyable: True: everything must go with its stack; False: data must be protected; None: nobody said.
        suffix: the value that has to be part of every physical name; None when nobody asked for one.
        tags: keys that every resource that can carry tags must have.
        allowed_paths: folders and files in which a project may have files; empty allows all.
        source: who said so, for the finding: `stackproof.yaml:12` or `profile default`.
        rules: ids of the rules that a profile lists, among them those that are asked only then.
    """

    destroyable: bool | None = None
    suffix: str | None = None
    tags: tuple[str, ...] = ()
    allowed_paths: tuple[str, ...] = ()
    source: str = "profile default"
    rules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """All that a rule may know beside the resource at hand.

    Attributes:
        graph: the whole graph.
        today: the date that dated facts are judged by.
        policy: what was asked for.
        twin: the graph of the same project under another suffix; None when no suffix setting is known.
        sources: the project's own files; None where only a graph is judged.
        given: values of settings that the contract or the command line gave: they are not written in the project.
    """

    graph: Graph
    today: date
    policy: Policy = field(default_factory=Policy)
    twin: Graph | None = None
    sources: ProjectSources | None = None
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule's no: what is wrong, where, and what shows it.

    `at` is the value that is wrong (its place is the finding's place) or a place. `evidence` is what was read, shown
    under the message. `patch` is an edit in words or code when the rule can name the exact one.
    """

    message: str
    at: Value | Location
    evidence: tuple[str, ...] = ()
    certainty: Certainty = "proved"
    fix: str = ""
    patch: str = ""

    @property
    def location(self) -> Location:
        """The place of the finding."""
        return self.at.at if isinstance(self.at, Value) else self.at

    @property
    def effective_certainty(self) -> Certainty:
        """`assumption` when the value at fault rests on one, whatever the rule said."""
        if self.certainty == "proved" and isinstance(self.at, Value) and assumption(self.at):
            return "assumption"
        return self.certainty


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule's "cannot tell": `reason` completes "undecided, because ..."."""

    reason: str
    at: Value | Location

    @property
    def location(self) -> Location:
        """The place that the answer hangs on."""
        return self.at.at if isinstance(self.at, Value) else self.at


Answer = Fault | Undecided


def always(context: Context) -> bool:
    """Whether a rule that is for everybody applies: it does."""
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Its documentation is the docstring of its module; its examples stand beside it and are its test.

    Attributes:
        id: `SERVICE-TOPIC-NNN`.
        title: what is wrong, in a few words.
        severity: see the definitions in the documentation of findings.
        blocks: where it bites.
        category: one of `CATEGORIES`.
        types: resource types that `check` is asked about, one resource at a time; `EVERY_TYPE` for all of them;
            `PROJECT` for the project as a whole.
        root_cause: the property of the code that leads to it.
        fix: how it is mended, in general.
        impacts: what follows.
        effort: minutes that mending takes somebody who knows the code.
        reference: URL of AWS's own page.
        source: where the fact was read and when (`YYYY-MM-DD`), for facts that can age.
        aliases: former ids, which live on.
        same_as: ids under which an oracle reports the same fact; where both speak of a resource, ours stays and
            names it.
        check: yields a Fault or an Undecided for each trouble of one resource; nothing means that all is well.
        applies: whether the rule has anything to ask under this policy at all; where it does not, it neither finds
            nor passes anything.
        optional: it is asked only where a profile lists it: a matter on which teams differ.
        engines: the engines that it means something for; empty for all. It is not asked about projects of others.
        doc: the docstring of the rule's module, which is its documentation page.
    """

    id: str
    title: str
    severity: Severity
    blocks: Blocks
    category: str
    types: tuple[str, ...]
    root_cause: str
    fix: str
    impacts: Impacts
    effort: int
    reference: str
    check: Callable[[Resource, Context], Iterator[Answer]]
    source: str = ""
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    applies: Callable[[Context], bool] = always
    optional: bool = False
    engines: tuple[Engine, ...] = ()
    doc: str = ""

    @property
    def module(self) -> str:
        """The name of the module that the rule is written in."""
        return self.check.__module__


def quoted(facts: Mapping[str, Value]) -> tuple[str, ...]:
    """Evidence lines `name = value` for the values that a decision rested on, secrets masked."""
    return tuple(f"{name} = {show(value)}" for name, value in facts.items())


def certainty_under(doubts: tuple[str, ...]) -> Certainty:
    """How certain a fault is that rests on these doubts: proved when there are none."""
    return "assumption" if doubts else "proved"


def rule(  # noqa: PLR0913 - one keyword for each field of a rule
    *,
    id: str,
    title: str,
    severity: Severity,
    blocks: Blocks,
    category: str,
    types: tuple[str, ...],
    root_cause: str,
    fix: str,
    impacts: Impacts,
    effort: int,
    reference: str,
    source: str = "",
    aliases: tuple[str, ...] = (),
    same_as: tuple[str, ...] = (),
    applies: Callable[[Context], bool] = always,
    optional: bool = False,
    engines: tuple[Engine, ...] = (),
) -> Callable[[Callable[[Resource, Context], Iterator[Answer]]], Rule]:
    """Makes a Rule of the check function below it. Call the result `RULE` or anything else: the registry finds it."""

    def wrap(check: Callable[[Resource, Context], Iterator[Answer]]) -> Rule:
        return Rule(
            id=id,
            title=title,
            severity=severity,
            blocks=blocks,
            category=category,
            types=types,
            root_cause=root_cause,
            fix=fix,
            impacts=impacts,
            effort=effort,
            reference=reference,
            source=source,
            aliases=aliases,
            same_as=same_as,
            applies=applies,
            optional=optional,
            engines=engines,
            check=check,
            doc=check.__globals__.get("__doc__") or "",
        )

    return wrap
