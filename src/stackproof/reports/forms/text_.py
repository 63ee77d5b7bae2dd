"""The assessment for a person at a terminal: what is wrong first, then where, then how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reports import layout, places
from stackproof.reports.escape import line, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stackproof.assessment.model import Assessment, Finding, RequirementVerdict, UndecidedCheck
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style

_OF_VERDICT = {"ready": "green", "blocked": "red", "undecided": "yellow"}
_OF_SEVERITY = {"critical": "red", "high": "red", "medium": "yellow", "low": "cyan"}
_OF_STATUS = {"violated": "red", "undecided": "yellow", "waived": "cyan", "infeasible": "cyan", "proven": "green"}
"""The colour of each status, in the order in which requirements are shown."""
_BITES = {
    "synth": "blocks synthesis",
    "deploy": "blocks deployment",
    "destroy": "blocks deletion",
    "runtime": "fails when it runs",
    "none": "",
}


def render(assessments: Sequence[Assessment], style: Style) -> str:
    """One section for each project, and one line for each at the end where there are several."""
    sections = ["\n".join(_Report(assessment, style).lines()) for assessment in assessments]
    if len(assessments) > 1:
        sections.append("\n".join(_summary(assessments, style)))
    return "\n\n".join(sections) + "\n"


def _summary(assessments: Sequence[Assessment], style: Style) -> Iterator[str]:
    ready = sum(1 for assessment in assessments if assessment.verdict == "ready")
    yield _paint(f"{ready} of {len(assessments)} projects ready", "bold", style)
    engines: dict[str, set[str]] = {}
    for assessment in assessments:
        engines.setdefault(places.name(assessment.project), set()).add(assessment.project.engine)
    for assessment in assessments:
        word = assessment.verdict.upper()
        verdict = _paint(word, _OF_VERDICT[assessment.verdict], style) + " " * (9 - len(word))
        reasons = line("; ".join(assessment.reasons[:2]))
        name = places.name(assessment.project)
        engine = f" ({_engine(assessment.project.engine)})" if len(engines[name]) > 1 else ""
        yield from layout.fold(f"{verdict}  {line(name)}{engine}  {reasons}".rstrip(), style.width, "  ", " " * 13)


def _paint(text: str, name: str, style: Style) -> str:
    return layout.paint(text, name) if style.color else text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class _Report:
    def __init__(self, assessment: Assessment, style: Style) -> None:
        self._assessment = assessment
        self._style = style

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
        project = assessment.project
        verdict = self._paint(assessment.verdict.upper(), _OF_VERDICT[assessment.verdict])
        path = places.name(project)
        more = f", {project.entry}" if project.engine == "cloudformation" and path == project.path else ""
        engine = line(f"({_engine(project.engine)}, {project.language}{more})")
        yield from self._folded(f"{verdict}  {line(path)}  {engine}", "", "  ")
        for reason in assessment.reasons:
            yield from self._folded(line(reason), "  ")
        if assessment.verdict == "ready":
            yield from self._folded(f"{self._settled()}, no finding at {assessment.fail_on} or above", "  ")

    def _settled(self) -> str:
        assessment = self._assessment
        if not assessment.requirements:
            return "the contract has no requirements" if assessment.contract else "no contract was given"
        standing = [one.standing for one in assessment.requirements]
        counts = {name: standing.count(name) for name in reversed(_OF_STATUS)}
        return f"{_count(len(standing), 'requirement')}: " + ", ".join(
            f"{count} {name}" for name, count in counts.items() if count
        )

    def _problems(self) -> Iterator[str]:
        problems = self._assessment.synthesis.problems
        if not problems:
            return
        yield ""
        yield self._bold("Synthesis")
        for level, message, at in problems:
            name = self._paint("error", "red") if level == "error" else self._paint("note", "cyan") + " "
            place = f"{self._place(at)}: " if at.file else ""
            first, *more = message.splitlines() or [""]
            yield from self._folded(f"{name}  {place}{line(first)}", "  ", " " * 9)
            for text in more:
                yield f"         {row(text)}".rstrip()

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
        severity = self._paint(finding.severity, _OF_SEVERITY[finding.severity]) + " " * (8 - len(finding.severity))
        rule = finding.rule if finding.origin == "stackproof" else f"{finding.rule} ({finding.origin})"
        title = self._bold(line(finding.title))
        yield from self._folded(f"{severity}  {title}  {self._dim(line(rule))}", "", " " * 10)
        yield from self._folded(f"{self._place(finding.location)}  {self._dim(line(finding.address))}", "  ", "    ")
        for number, text in finding.code:
            here = number == finding.location.line
            shown = layout.clip(f"  {'>' if here else ' '} {number:>5} | {row(text)}".rstrip(), self._style.width)
            yield shown if here else self._dim(shown)
        yield from self._labelled("what", finding.message)
        for fact in finding.evidence:
            yield from self._labelled("seen", fact)
        if finding.root_cause:
            yield from self._labelled("why", finding.root_cause)
        if finding.fix.text or finding.fix.patch:
            yield from self._labelled("mend", finding.fix.text)
        for text in finding.fix.patch.splitlines():
            yield f"          {row(text)}".rstrip()
        remarks = [_BITES[finding.blocks]] if _BITES[finding.blocks] else []
        if finding.certainty != "proved":
            remarks.append(f"certainty: {finding.certainty}")
        if finding.also:
            remarks.append(f"also reported by {', '.join(finding.also)}")
        if finding.requirements:
            remarks.append(f"bears on {', '.join(finding.requirements)}")
        if finding.controls:
            remarks.append(f"control {', '.join(finding.controls)}")
        if remarks:
            yield from self._labelled("note", "; ".join(remarks))

    def _requirements(self) -> Iterator[str]:
        requirements = self._assessment.requirements
        if not requirements:
            return
        proven = sum(1 for requirement in requirements if requirement.status == "proven")
        yield ""
        hint = "" if self._style.verbose else self._dim("  --verbose shows all evidence")
        yield self._bold(f"Requirements ({proven} of {len(requirements)} proven)") + hint
        # What is wrong is not drowned in what is well: beside a trouble the proven ones are only named.
        in_trouble = any(requirement.standing in {"violated", "undecided"} for requirement in requirements)
        for standing, color in _OF_STATUS.items():
            chosen = [requirement for requirement in requirements if requirement.standing == standing]
            if standing == "proven" and chosen and in_trouble and not self._style.verbose:
                names = ", ".join(line(requirement.id) for requirement in chosen)
                status = self._paint(standing, color) + " " * (10 - len(standing))
                yield from self._folded(f"{status}  {names}", "  ", " " * 14)
                continue
            for requirement in chosen:
                yield from self._requirement(requirement)

    def _requirement(self, requirement: RequirementVerdict) -> Iterator[str]:
        standing = requirement.standing
        status = self._paint(standing, _OF_STATUS[standing]) + " " * (10 - len(standing))
        source = self._dim(f"[{line(requirement.source)}]") if requirement.source else ""
        brief = standing == "proven" and not self._style.verbose
        if brief:
            yield from self._proven_in_brief(requirement, status)
            return
        text = f"{status}  {self._bold(line(requirement.id))}  {line(requirement.text)}  {source}"
        yield from self._folded(text, "  ", " " * 14)
        if requirement.waived is not None:
            yield from self._folded(f"{requirement.status}, but waived: {line(requirement.waived)}", " " * 14)
        if requirement.reason:
            yield from self._folded(line(requirement.reason), " " * 14)
        for proof in requirement.evidence:
            facts = [self._place(proof.location), self._dim(line(proof.address)), line(proof.note)]
            yield from self._folded("  ".join(fact for fact in facts if fact), " " * 14, " " * 16)

    def _proven_in_brief(self, requirement: RequirementVerdict, status: str) -> Iterator[str]:
        """What was asked on one line, and the first place that shows it on another."""
        name = line(requirement.id)
        room = self._style.width - 14 - layout.columns(name) - 2
        yield f"  {status}  {self._bold(name)}  {layout.clip(line(requirement.text), room)}"
        if requirement.evidence:
            first, *more = requirement.evidence
            rest = f"(+{len(more)})" if more else ""
            facts = [self._place(first.location), line(first.address), rest]
            yield from self._folded(self._dim("  ".join(fact for fact in facts if fact)), " " * 14, " " * 16)

    def _undecided(self) -> Iterator[str]:
        checks = [check for check in self._assessment.undecided if check.suppressed is None]
        if not checks:
            return
        yield ""
        yield self._bold(f"Undecided ({len(checks)})")
        for check in checks:
            address = self._dim(line(f"{check.address}  {check.rule}"))
            yield from self._folded(f"{self._place(check.location)}  {line(check.title)}  {address}", "  ", "      ")
            yield from self._folded(f"undecided, because {line(check.reason)}", "      ")

    def _set_aside(self) -> Iterator[str]:
        assessment = self._assessment
        all_outcomes: list[Finding | UndecidedCheck] = [*assessment.findings, *assessment.undecided]
        outcomes = [outcome for outcome in all_outcomes if outcome.suppressed is not None]
        if outcomes:
            yield ""
            yield self._bold(f"Suppressed ({len(outcomes)})")
            for outcome in outcomes:
                what = line(f"{outcome.rule} {outcome.address}: {outcome.suppressed}")
                yield from self._folded(f"{self._place(outcome.location)}  {what}", "  ", "    ")
        unused = [given for given in assessment.suppressions if given.asked and not given.matched]
        if unused:
            yield ""
            yield self._bold(f"Suppressions that match nothing ({len(unused)})")
            for given in unused:
                address = "" if given.address == "*" else f" {given.address}"
                what = line(f"{given.rule}{address}: {given.reason}")
                yield from self._folded(f"{self._place(given.at)}  {what}", "  ", "    ")
        known = sum(1 for finding in assessment.findings if finding.baseline)
        if known:
            yield ""
            yield f"{_count(known, 'finding')} of the baseline not shown"

    def _foot(self) -> Iterator[str]:
        assessment = self._assessment
        graph, readiness = assessment.graph, assessment.readiness
        yield ""
        for assumption in assessment.assumptions:
            yield from self._folded(f"assumed: {line(assumption)}", "", "  ")
        regions = f" in {', '.join(graph.regions)}" if graph.regions else ""
        size = f"{_count(graph.resources, 'resource')} of {_count(len(graph.types), 'type')}{regions}"
        yield from self._folded(line(f"{size}; {self._checked()}"), "", "  ")
        if assessment.synthesis.isolation:
            yield from self._folded(line(assessment.synthesis.isolation), "", "  ")
        taken = "".join(f" - {deduction.points:g} ({deduction.reason})" for deduction in readiness.deductions)
        score = f"readiness {readiness.score}/100" + (f" = 100{taken}" if taken else "")
        yield from self._folded(line(score), "", "  ")
        contract = f"contract {assessment.contract}" if assessment.contract else f"no contract: {self._profile()}"
        judged = f"judged on {assessment.today} by stackproof {assessment.stackproof}"
        yield from self._folded(self._dim(line(f"{contract}; {judged}")), "", "  ")

    def _profile(self) -> str:
        return f"{self._assessment.profile} profile"

    def _checked(self) -> str:
        return ", ".join(["own rules", *(f"{run.name} {run.version} {run.status}" for run in self._assessment.oracles)])

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        yield from self._folded(f"{label:<4}  {line(text)}", "    ", " " * 10)

    def _folded(self, text: str, before: str, after: str | None = None) -> Iterator[str]:
        # `text` has to be safe already: it may hold escape sequences of our own.
        return layout.fold(text.rstrip(), self._style.width, before, after)

    def _place(self, at: Location) -> str:
        return line(places.shown(self._assessment.project, at)) or "(no source)"

    def _paint(self, text: str, name: str) -> str:
        return _paint(text, name, self._style)

    def _bold(self, text: str) -> str:
        return self._paint(text, "bold")

    def _dim(self, text: str) -> str:
        return self._paint(text, "dim")


_ENGINES = {
    "cloudformation": "CloudFormation",
    "cdk": "AWS CDK",
    "cdktf": "CDKTF",
    "pulumi": "Pulumi",
    "terraform": "Terraform",
}


def _engine(engine: str) -> str:
    return _ENGINES.get(engine, engine)
