"""The assessment as JUnit XML, for the test view of continuous integration.

Every requirement is a test case, and so is every rule that was asked. A violated requirement and a counting finding at
or above the threshold are failures; what is undecided and keeps the project from being ready is an error, because a
skipped case would be read as a pass. Findings below the threshold are shown in the case's output. The case `verdict`
passes for a ready project alone, so that a run never looks better than the assessment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from stackproof.reports import places
from stackproof.reports.escape import visible
from stackproof.rules.model import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stackproof.assessment.model import Assessment, Finding, RequirementVerdict
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style


def render(assessments: Sequence[Assessment], style: Style) -> str:
    """One test suite for the rules and one for the requirements of each project."""
    del style  # a machine reads it
    suites = [suite for assessment in assessments for suite in _suites(assessment)]
    counts = [sum(suite.counts[position] for suite in suites) for position in range(3)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="stackproof"{_counts(counts)}>']
    for suite in suites:
        lines.append(f"  <testsuite name={_attribute(suite.name)}{_counts(suite.counts)}>")
        lines.extend(f"    {line}" for case in suite.cases for line in case.lines(suite.name))
        lines.append("  </testsuite>")
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _counts(counts: Sequence[int]) -> str:
    return ' tests="{}" failures="{}" errors="{}"'.format(*counts)


class _Case:
    def __init__(self, name: str) -> None:
        self.name = name
        self.failures: list[tuple[str, str]] = []
        self.errors: list[tuple[str, str]] = []
        self.remarks: list[str] = []

    def lines(self, suite: str) -> Iterator[str]:
        head = f"<testcase classname={_attribute(suite)} name={_attribute(self.name)}"
        if not (self.failures or self.errors or self.remarks):
            yield head + "/>"
            return
        yield head + ">"
        for kind, rows in (("failure", self.failures), ("error", self.errors)):
            if rows:
                message = rows[0][0] if len(rows) == 1 else f"{len(rows)} times: {rows[0][0]}"
                body = "\n\n".join(detail for _, detail in rows)
                yield f"  <{kind} message={_attribute(message)}>{_text(body)}</{kind}>"
        if self.remarks:
            yield f"  <system-out>{_text(self._remarks())}</system-out>"
        yield "</testcase>"

    def _remarks(self) -> str:
        # Remarks of several lines are set apart from each other.
        apart = "\n\n" if any("\n" in remark for remark in self.remarks) else "\n"
        return apart.join(self.remarks)


class _Suite:
    def __init__(self, name: str, cases: list[_Case]) -> None:
        self.name = name
        self.cases = cases

    @property
    def counts(self) -> tuple[int, int, int]:
        failed = sum(1 for case in self.cases if case.failures)
        broken = sum(1 for case in self.cases if case.errors and not case.failures)
        return len(self.cases), failed, broken


def _suites(assessment: Assessment) -> Iterator[_Suite]:
    path = places.category(assessment.project)
    cases = _Cases(assessment)
    yield _Suite(f"stackproof.rules {path}", [cases.verdict(), cases.synthesis(), *cases.rules()])
    if assessment.requirements:
        requirements = [cases.requirement(one) for one in assessment.requirements]
        yield _Suite(f"stackproof.requirements {path}", requirements)


class _Cases:
    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment

    def verdict(self) -> _Case:
        """The whole in one case."""
        assessment = self._assessment
        case = _Case("verdict")
        reasons = "\n".join(assessment.reasons)
        if assessment.verdict == "blocked":
            case.failures.append((f"blocked: {'; '.join(assessment.reasons)}", reasons))
        elif assessment.verdict == "undecided":
            case.errors.append((f"undecided: {'; '.join(assessment.reasons)}", reasons))
        case.remarks.append(f"readiness {assessment.readiness.score}/100")
        case.remarks.extend(f"{one.points:g} off: {one.reason}" for one in assessment.readiness.deductions)
        return case

    def synthesis(self) -> _Case:
        """How the project was read, and by whom it was judged."""
        case = _Case("synthesis")
        for level, message, at in self._assessment.synthesis.problems:
            row = self._line(at, message)
            if level == "error":
                case.failures.append((message, row))
            else:
                case.remarks.append(row)
        if self._assessment.synthesis.status not in {"ok", "failed"}:
            case.errors.append((f"the synthesis is {self._assessment.synthesis.status}",) * 2)
        for run in self._assessment.oracles:
            if run.status != "finished":
                case.errors.append((f"{run.name}: {run.status}: {run.reason}",) * 2)
        return case

    def rules(self) -> list[_Case]:
        """One case for each rule that was asked, sorted by name."""
        assessment = self._assessment
        cases: dict[str, _Case] = {name: _Case(name) for name in assessment.passed}
        threshold = SEVERITIES.index(assessment.fail_on)
        for finding in assessment.findings:
            case = cases.setdefault(finding.rule, _Case(finding.rule))
            detail = self._detail(finding)
            if finding.counts and SEVERITIES.index(finding.severity) <= threshold:
                case.failures.append((finding.message, detail))
            else:
                case.remarks.append(detail)
        for check in assessment.undecided:
            case = cases.setdefault(check.rule, _Case(check.rule))
            row = self._line(check.location, f"{check.address}: undecided, because {check.reason}")
            if check.suppressed is not None:
                case.remarks.append(f"{row}\nsuppressed: {check.suppressed}")
            elif check.blocks in {"synth", "deploy"}:
                case.errors.append((f"undecided: {check.reason}", row))
            else:
                case.remarks.append(row)
        return [cases[name] for name in sorted(cases)]

    def requirement(self, requirement: RequirementVerdict) -> _Case:
        """One case for a requirement."""
        case = _Case(f"{requirement.id} {requirement.text}")
        proofs = [self._line(proof.location, f"{proof.address}: {proof.note}") for proof in requirement.evidence]
        detail = "\n".join(part for part in (requirement.reason or requirement.status, *proofs) if part)
        row = (requirement.reason or requirement.status, detail)
        if requirement.standing == "violated":
            case.failures.append(row)
        elif requirement.standing == "undecided":
            case.errors.append(row)
        else:
            case.remarks.append(detail)
        if requirement.waived is not None:
            case.remarks.append(f"waived: {requirement.waived}")
        return case

    def _detail(self, finding: Finding) -> str:
        lines = [self._line(finding.location, f"{finding.severity}: {finding.message}")]
        if finding.address:
            lines.append(f"address: {finding.address}")
        lines.extend(f"seen: {fact}" for fact in finding.evidence)
        if finding.fix.text:
            lines.append(f"mend: {finding.fix.text}")
        if finding.suppressed is not None:
            lines.append(f"suppressed: {finding.suppressed}")
        if finding.baseline:
            lines.append("in the baseline")
        return "\n".join(lines)

    def _line(self, at: Location, text: str) -> str:
        place = places.shown(self._assessment.project, at)
        return f"{place}: {text}" if place else text


# `visible` leaves nothing that XML 1.0 forbids even when it is escaped: https://www.w3.org/TR/xml/#charsets
def _text(text: str) -> str:
    return escape(visible(text))


def _attribute(text: str) -> str:
    return quoteattr(visible(text))
