"""The Assessment: everything that a report shows. Reports compute nothing; whatever they print is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from stackproof.contract.verdict import Proof, RequirementStatus, RequirementVerdict

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.rules.model import Blocks, Certainty, Impacts, Severity

Verdict = Literal["ready", "blocked", "undecided"]
Safety = Literal["safe", "unsafe", "none"]


@dataclass(frozen=True, slots=True)
class Fix:
    """How a finding is mended: in words, and as an edit where one is known."""

    text: str
    patch: str = ""
    safety: Safety = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, with its evidence.

    Attributes:
        rule: id of the rule, ours or the oracle's.
        code: the lines of the user's source at the place, as they stand.
        origin: `stackproof` or the oracle's name; `also` names others that reported the same.
        requirements: ids of the requirements that it bears on.
        controls: of the profile, which it bears on, such as `HIPAA 164.312(b)`.
        suppressed: the reason given for suppressing it; None when it stands.
        by_origin: the reason that the oracle itself was given; None without one.
        baseline: it is in the baseline file: listed, but not counted.
    """

    rule: str
    title: str
    severity: Severity
    blocks: Blocks
    category: str
    certainty: Certainty
    address: str
    location: Location
    message: str
    evidence: tuple[str, ...]
    root_cause: str
    fix: Fix
    impacts: Impacts
    effort: int
    reference: str
    origin: str = "stackproof"
    also: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    suppressed: str | None = None
    by_origin: str | None = None
    baseline: bool = False
    code: tuple[tuple[int, str], ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it can block: neither suppressed nor in the baseline."""
        return self.suppressed is None and not self.baseline


@dataclass(frozen=True, slots=True)
class UndecidedCheck:
    """A rule that could not tell, for one resource."""

    rule: str
    title: str
    blocks: Blocks
    address: str
    location: Location
    reason: str
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What was assessed.

    Attributes:
        path: the folder that the places of the assessment are relative to.
        answer: the Markdown answer in that folder that the project was made of; empty for a project on disk.
        title: the heading of the answer, where the file holds several.
    """

    path: str
    engine: str
    language: str
    entry: str
    versions: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SynthesisFacts:
    """How the synthesis went. Problems are (level, message, place)."""

    status: str
    problems: tuple[tuple[str, str, Location], ...] = ()
    isolation: str = ""


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """What the graph holds, counted."""

    resources: int
    unmapped: dict[str, int]
    services: tuple[str, ...]
    regions: tuple[str, ...]
    types: dict[str, int]


@dataclass(frozen=True, slots=True)
class OracleRun:
    """How an oracle went: `finished`, `timeout`, `failed` or `missing`, with the reason and version."""

    name: str
    status: str
    version: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A suppression of the contract or of a comment, and what it matched; an unused one is reported.

    `asked` is False where nobody was asked who reports what it is about: an oracle that was not to run.
    """

    rule: str
    address: str
    reason: str
    at: Location
    matched: int
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Deduction:
    """One line of the readiness score's arithmetic: points taken away, and for what."""

    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Readiness from 0 to 100 with its arithmetic."""

    score: int
    deductions: tuple[Deduction, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole result. Equal input gives an equal Assessment, `timing` excepted."""

    stackproof: str
    today: str
    project: ProjectFacts
    contract: str
    profile: str
    synthesis: SynthesisFacts
    graph: GraphFacts
    findings: tuple[Finding, ...]
    undecided: tuple[UndecidedCheck, ...]
    requirements: tuple[RequirementVerdict, ...]
    oracles: tuple[OracleRun, ...]
    suppressions: tuple[Suppression, ...]
    fail_on: Severity
    verdict: Verdict
    reasons: tuple[str, ...]
    readiness: Readiness
    passed: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    timing: dict[str, float] = field(default_factory=dict)


__all__ = [
    "Assessment",
    "Deduction",
    "Finding",
    "Fix",
    "GraphFacts",
    "OracleRun",
    "ProjectFacts",
    "Proof",
    "Readiness",
    "RequirementStatus",
    "RequirementVerdict",
    "Safety",
    "Suppression",
    "SynthesisFacts",
    "UndecidedCheck",
    "Verdict",
]
