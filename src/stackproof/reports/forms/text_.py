"""The assessment for a person at a terminal: what is wrong first, then where, then how to mend it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from stackproof.reports.escape import line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stackproof.assessment.model import Assessment, Finding, RequirementVerdict, UndecidedCheck
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_OF_VERDICT = {"ready": "green", "blocked": "red", "undecided": "yellow"}
_OF_SEVERITY = {"critical": "red", "high": "red", "medium": "yellow", "low": "cyan"}
_OF_STATUS = {"proven": "green", "violated": "red", "undecided": "yellow", "infeasible": "cyan"}
_BITES = {
    "synth": "blocks synthesis",
    "deploy": "blocks deployment",
    "destroy": "blocks deletion",
    "runtime": "fails when it runs",
    "none": "",
}
_FEW = 3


def render(assessments: Sequence[Assessment], style: Style) -> str:
    """One section for each project, and one line for each at the end where there are several."""
    sections = ["\n".join(_Report(assessment, style).lines()) for assessment in assessments]
    if len(assessments) > 1:
        sections.append("\n".join(_summary(assessments, style)))
    return "\n\n".join(sections) + "\n"


def _summary(assessments: Sequence[Assessment], style: Style) -> Iterator[str]:
    ready = sum(1 for assessment in assessments if assessment.verdict == "ready")
    yield _paint(f"{ready} of {len(assessments)} projects ready", "bold", style)
    for assessment in assessments:
        verdict = _paint(f"{assessment.verdict.upper():<9}", _OF_VERDICT[assessment.verdict], style)
        yield f"  {verdict}  {line(assessment.project.path)}  {line('; '.join(assessment.reasons[:2]))}".rstrip()


def _paint(text: str, name: str, style: Style) -> str:
    return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if style.color else text


class _Report:
    def __init__(self, assessment: Assessment, style: Style) -> None:
        self._assessment = assessment
        self._style = style
        path = assessment.project.path
        self._prefix = "" if path in {"", "."} else path.rstrip("/") + "/"

    def lines(self) -> Iterator[str]:
        """The whole report."""
        yield from self._head()
        yield from self._problems()
        yield from self._findings()
        yield from self._requirements()
        yield from self._undecided()
        yield from self._set_aside()
        yield from self._foot()

    def _head(self) -> Iterator[str]:
        assessment = self._assessment
        verdict = self._paint(assessment.verdict.upper(), _OF_VERDICT[assessment.verdict])
        project = assessment.project
        yield f"{self._bold(verdict)}  {line(project.path)}  ({_engine(project.engine, project.language)})"
        for reason in assessment.reasons:
            yield from self._wrapped(line(reason), "  ")
        if assessment.verdict == "ready":
            count = len(assessment.requirements)
            proven = f"every one of {count} requirements is proven, " if count else "no contract was given, "
            yield f"  {proven}no finding at {assessment.fail_on} or above"

    def _problems(self) -> Iterator[str]:
        problems = self._assessment.synthesis.problems
        if not problems:
            return
        yield ""
        yield self._bold("Synthesis")
        for level, message, at in problems:
            name = self._paint("error", "red") if level == "error" else self._paint("note", "cyan")
            place = f"{self._place(at)}: " if at.file else ""
            first, *more = visible(message).splitlines() or [""]
            yield from self._wrapped(f"{name}  {place}{first}", "  ", after="      ")
            for text in more:
                yield f"      {text}"

    def _findings(self) -> Iterator[str]:
        findings = [finding for finding in self._assessment.findings if finding.counts]
        if not findings:
            return
        yield ""
        yield self._bold(f"Findings ({len(findings)})")
        for finding in findings:
            yield ""
            yield from self._finding(finding)

    def _finding(self, finding: Finding) -> Iterator[str]:
        severity = self._paint(f"{finding.severity:<8}", _OF_SEVERITY[finding.severity])
        origin = "" if finding.origin == "stackproof" else f"  ({finding.origin})"
        yield f"{severity}  {self._bold(line(finding.title))}  {self._dim(line(finding.rule) + origin)}"
        yield f"  {self._place(finding.location)}  {self._dim(line(finding.address))}"
        for number, text in finding.code:
            here = number == finding.location.line
            row = f"  {'>' if here else ' '} {number:>5} | {visible(text)}"
            yield row.rstrip() if here else self._dim(row.rstrip())
        yield from self._labelled("what", finding.message)
        for fact in finding.evidence:
            yield from self._labelled("seen", fact)
        if finding.root_cause:
            yield from self._labelled("why", finding.root_cause)
        if finding.fix.text:
            yield from self._labelled("mend", finding.fix.text)
        for text in visible(finding.fix.patch).splitlines():
            yield f"          {text}"
        remarks = [_BITES[finding.blocks]] if _BITES[finding.blocks] else []
        if finding.certainty != "proved":
            remarks.append(f"certainty: {finding.certainty}")
        if finding.also:
            remarks.append(f"also reported by {', '.join(finding.also)}")
        if finding.requirements:
            remarks.append(f"bears on {', '.join(finding.requirements)}")
        if remarks:
            yield from self._labelled("note", "; ".join(remarks))

    def _requirements(self) -> Iterator[str]:
        requirements = self._assessment.requirements
        if not requirements:
            return
        proven = sum(1 for requirement in requirements if requirement.status == "proven")
        yield ""
        yield self._bold(f"Requirements ({proven} of {len(requirements)} proven)")
        ranking = ("violated", "undecided", "infeasible", "proven")
        for status in ranking:
            for requirement in requirements:
                if requirement.status == status:
                    yield from self._requirement(requirement)

    def _requirement(self, requirement: RequirementVerdict) -> Iterator[str]:
        status = self._paint(f"{requirement.status:<10}", _OF_STATUS[requirement.status])
        source = self._dim(f"  [{line(requirement.source)}]") if requirement.source else ""
        yield f"  {status}  {self._bold(line(requirement.id))}  {line(requirement.text)}{source}"
        if requirement.reason:
            yield from self._wrapped(line(requirement.reason), " " * 14)
        evidence = requirement.evidence
        brief = requirement.status == "proven" and not self._style.verbose
        for proof in evidence[:_FEW] if brief else evidence:
            address = f"  {line(proof.address)}" if proof.address else ""
            yield from self._wrapped(
                f"{self._place(proof.location)}{self._dim(address)}  {line(proof.note)}".rstrip(),
                " " * 14,
                after=" " * 16,
            )
        if brief and len(evidence) > _FEW:
            yield " " * 14 + self._dim(f"and {len(evidence) - _FEW} more (--verbose shows them)")

    def _undecided(self) -> Iterator[str]:
        checks = [check for check in self._assessment.undecided if check.suppressed is None]
        if not checks:
            return
        yield ""
        yield self._bold(f"Undecided ({len(checks)})")
        for check in checks:
            yield f"  {self._place(check.location)}  {line(check.title)}  {self._dim(line(check.rule))}"
            yield from self._wrapped(f"undecided, because {line(check.reason)}", "      ")

    def _set_aside(self) -> Iterator[str]:
        assessment = self._assessment
        suppressed = [finding for finding in assessment.findings if finding.suppressed is not None]
        suppressed_checks = [check for check in assessment.undecided if check.suppressed is not None]
        if suppressed or suppressed_checks:
            yield ""
            yield self._bold(f"Suppressed ({len(suppressed) + len(suppressed_checks)})")
            outcomes: list[Finding | UndecidedCheck] = [*suppressed, *suppressed_checks]
            for outcome in outcomes:
                where = self._place(outcome.location)
                yield f"  {line(outcome.rule)}  {where}  {line(outcome.address)}: {line(outcome.suppressed or '')}"
        for unused in assessment.suppressions:
            if not unused.matched:
                yield f"  unused suppression of {line(unused.rule)} at {self._place(unused.at)}"
        known = sum(1 for finding in assessment.findings if finding.baseline)
        if known:
            yield ""
            yield f"{known} findings of the baseline are not shown"

    def _foot(self) -> Iterator[str]:
        assessment = self._assessment
        yield ""
        for assumption in assessment.assumptions:
            yield from self._wrapped(f"assumed: {line(assumption)}", "")
        graph = assessment.graph
        regions = f" in {', '.join(graph.regions)}" if graph.regions else ""
        yield f"{graph.resources} resources of {len(graph.types)} types{regions}; {self._checked()}"
        if assessment.synthesis.isolation:
            yield from self._wrapped(line(assessment.synthesis.isolation), "")
        readiness = assessment.readiness
        taken = "".join(f" - {deduction.points:g} ({deduction.reason})" for deduction in readiness.deductions)
        yield from self._wrapped(f"readiness {readiness.score}/100" + (f" = 100{taken}" if taken else ""), "")
        contract = f"contract {line(assessment.contract)}" if assessment.contract else "no contract: default profile"
        yield self._dim(f"{contract}; judged on {assessment.today} by stackproof {assessment.stackproof}")

    def _checked(self) -> str:
        oracles = [f"{run.name} {run.version} {run.status}".replace("  ", " ") for run in self._assessment.oracles]
        return ", ".join(["own rules", *oracles])

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        yield from self._wrapped(f"{label:<4}  {line(text)}", "    ", after=" " * 10)

    def _wrapped(self, text: str, before: str, after: str | None = None) -> Iterator[str]:
        # `text` has to be safe already: it may hold escape sequences of our own.
        yield from textwrap.wrap(
            text,
            self._style.width,
            initial_indent=before,
            subsequent_indent=before if after is None else after,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _place(self, at: Location) -> str:
        return line(f"{self._prefix}{at}") if at.file else "(no source)"

    def _paint(self, text: str, name: str) -> str:
        return _paint(text, name, self._style)

    def _bold(self, text: str) -> str:
        return self._paint(text, "bold")

    def _dim(self, text: str) -> str:
        return self._paint(text, "dim")


def _engine(engine: str, language: str) -> str:
    names = {"cloudformation": "CloudFormation", "cdk": "AWS CDK"}
    return f"{names.get(engine, engine)}, {language}"
