"""The verdict and the readiness score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.assessment.model import Deduction, Readiness, Verdict
from stackproof.rules.model import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.assessment.model import Finding, OracleRun, RequirementVerdict, UndecidedCheck
    from stackproof.rules.model import Severity

# Points that one finding takes. The order of magnitude follows the definitions of the severities: a critical one alone
# keeps a project from being deployed, a low one never does.
POINTS: dict[Severity, float] = {"critical": 25.0, "high": 10.0, "medium": 3.0, "low": 1.0}
_VIOLATED_SHARE = 50.0
_UNDECIDED_SHARE = 25.0
_UNDECIDED_CHECK = 1.0
_UNREAD_PART = 1.0
_NOT_SYNTHESISED = 100.0
_BLOCKING = frozenset({"synth", "deploy"})


def decide(
    *,
    status: str,
    findings: Sequence[Finding],
    undecided: Sequence[UndecidedCheck],
    requirements: Sequence[RequirementVerdict],
    oracles: Sequence[OracleRun],
    incomplete: Sequence[str],
    fail_on: Severity,
    errors: int = 0,
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict with its reasons, the weightiest first.

    Blocked: the program does not synthesise by its own fault, the synthesis found `errors` that CloudFormation would
    refuse, a requirement is violated, or a finding reaches the threshold. Undecided: nothing of that, but something
    that could block was not decided, or not everything was asked about (`incomplete`: a rule that failed, a macro's
    resources, a nested stack whose template is not at hand). Ready: neither.
    """
    blocked = _blocked(status, errors, findings, requirements, fail_on)
    if blocked:
        return "blocked", tuple(blocked)
    open_questions = _open_questions(status, undecided, requirements, oracles, incomplete)
    return ("undecided", tuple(open_questions)) if open_questions else ("ready", ())


def _blocked(
    status: str,
    errors: int,
    findings: Sequence[Finding],
    requirements: Sequence[RequirementVerdict],
    fail_on: Severity,
) -> list[str]:
    reasons = []
    if status == "failed":
        reasons.append("the program does not synthesise")
    elif errors and status != "not_run":
        reasons.append(_plural(errors, "error") + " in the templates")
    threshold = SEVERITIES.index(fail_on)
    for severity in SEVERITIES[: threshold + 1]:
        count = sum(1 for finding in findings if finding.counts and finding.severity == severity)
        if count:
            reasons.append(_plural(count, f"{severity} finding"))
    violated = [verdict.id for verdict in requirements if verdict.standing == "violated"]
    if violated:
        reasons.append(f"{_plural(len(violated), 'requirement')} violated: {', '.join(violated)}")
    return reasons


def _open_questions(
    status: str,
    undecided: Sequence[UndecidedCheck],
    requirements: Sequence[RequirementVerdict],
    oracles: Sequence[OracleRun],
    incomplete: Sequence[str],
) -> list[str]:
    reasons = []
    if status in {"partial", "not_run"}:
        reasons.append("the project was read in part" if status == "partial" else "the program was not run")
    still = [verdict.id for verdict in requirements if verdict.standing == "undecided"]
    if still:
        reasons.append(f"{_plural(len(still), 'requirement')} undecided: {', '.join(still)}")
    blocking = [check for check in undecided if check.blocks in _BLOCKING and check.suppressed is None]
    if blocking:
        reasons.append(f"{_plural(len(blocking), 'question')} on which the deployment depends undecided")
    reasons.extend(f"{run.name}: {run.reason}" for run in oracles if run.status != "finished")
    reasons.extend(incomplete)
    return reasons


def readiness(
    *,
    status: str,
    findings: Sequence[Finding],
    undecided: Sequence[UndecidedCheck],
    requirements: Sequence[RequirementVerdict],
    errors: int = 0,
    unread: int = 0,
) -> Readiness:
    """100 less what is wrong; mending anything never lowers it.

    Findings take POINTS each, errors of the synthesis as many as a critical one. Violated requirements take their share
    of 50 points, undecided ones of 25. A check that is undecided and on which the deployment depends takes 1, and so do
    `unread` parts of the infrastructure each. A project that does not synthesise has nothing to show: it loses 100.
    """
    deductions: list[Deduction] = []
    if status in {"failed", "not_run"}:
        deductions.append(Deduction(_NOT_SYNTHESISED, "the project was not synthesised"))
    elif errors:
        points = POINTS["critical"]
        deductions.append(Deduction(errors * points, f"{_plural(errors, 'error')} in the templates at {points:g} each"))
    for severity in SEVERITIES:
        count = sum(1 for finding in findings if finding.counts and finding.severity == severity)
        if count:
            points = POINTS[severity]
            deductions.append(Deduction(count * points, f"{_plural(count, f'{severity} finding')} at {points:g} each"))
    for name, share in (("violated", _VIOLATED_SHARE), ("undecided", _UNDECIDED_SHARE)):
        count = sum(1 for verdict in requirements if verdict.standing == name)
        if count:
            text = f"{count} of {_plural(len(requirements), 'requirement')} {name}, of {share:g} points"
            deductions.append(Deduction(round(share * count / len(requirements), 1), text))
    count = sum(1 for check in undecided if check.blocks in _BLOCKING and check.suppressed is None)
    if count:
        deductions.append(Deduction(count * _UNDECIDED_CHECK, f"{_plural(count, 'undecided check')} at 1 each"))
    if unread:
        deductions.append(Deduction(unread * _UNREAD_PART, f"{_plural(unread, 'part')} not known at 1 each"))
    lost = sum(deduction.points for deduction in deductions)
    # Whatever is wrong shows: only a project without any deduction has 100.
    return Readiness(max(0, min(int(100 - lost), 99 if lost else 100)), tuple(deductions))


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
