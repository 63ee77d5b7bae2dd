"""The assessment as a failure analysis in Markdown, for a review.

The numbers of the sections are those of the full analysis of a task; sections that need a reference to compare with,
or a repair, are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.reports import places
from stackproof.reports.escape import line, visible
from stackproof.rules.model import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stackproof.assessment.model import Assessment, Finding, RequirementVerdict
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
# GitHub makes a notification of `@name` and a link of a bare address; the code mark keeps it from both.
_LIVELY = re.compile(r"(?<![^\s(,;:'\"])(?:@[\w/.-]+|www\.\S+)")
_LANGUAGES = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".template": "yaml", ".py": "python"}
_BITES = {
    "synth": "synthesis",
    "deploy": "deployment",
    "destroy": "deletion",
    "runtime": "operation",
    "none": "nothing",
}


def render(assessments: Sequence[Assessment], style: Style) -> str:
    """One analysis for each project."""
    del style  # Markdown has neither colour nor width
    analyses = ("\n".join(_Analysis(assessment).lines()).rstrip("\n") for assessment in assessments)
    return "\n\n---\n\n".join(analyses) + "\n"


def _safe(text: str) -> str:
    """The text on one line, in which nothing is Markdown or HTML."""
    text = line(text)
    parts, done = [], 0
    for found in _LIVELY.finditer(text):
        parts += [_SPECIAL.sub(r"\\\1", text[done : found.start()]), _cell_code(found.group())]
        done = found.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\1", text[done:])])


def _code(text: str) -> str:
    """The text as inline code that cannot end early; not for tables."""
    text = line(text) or " "
    fence = "`" * (_longest_run(text) + 1)
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def _cell_code(text: str) -> str:
    """The text as inline code for anywhere, tables included: a `|` would end the cell even in a code span."""
    if "|" not in text:
        return _code(text)
    return "<code>" + _SPECIAL.sub(r"\\\1", line(text)).replace("\\|", "&#124;") + "</code>"


def _block(text: str, language: str = "") -> Iterator[str]:
    """A fenced block whose fence is longer than any in the text."""
    text = visible(text)
    fence = "`" * max(3, _longest_run(text) + 1)
    yield f"{fence}{language}"
    yield text
    yield fence


def _longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


class _Analysis:
    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        # Suppressed findings keep their number and say that they were accepted.
        self._items = [finding for finding in assessment.findings if not finding.baseline]
        self._number = {id(finding): number for number, finding in enumerate(self._items, 1)}

    def lines(self) -> Iterator[str]:
        """The whole analysis."""
        for section in (
            self._title(),
            self._summary(),
            self._findings(),
            self._coverage(),
            self._right(),
            self._distribution(),
            self._scores(),
            self._effort(),
            self._undeterminable(),
            self._evidence(),
            self._conclusion(),
        ):
            yield from section
            yield ""

    def _title(self) -> Iterator[str]:
        assessment, project = self._assessment, self._assessment.project
        yield f"# 1. Analysis of {_safe(places.name(project))}"
        yield ""
        profile = f"no contract ({_safe(assessment.profile)} profile)"
        contract = f"contract {_code(assessment.contract)}" if assessment.contract else profile
        yield (
            f"Engine {_safe(project.engine)}, language {_safe(project.language)}, entry {_code(project.entry)}, "
            f"{contract}; stackproof {_safe(assessment.stackproof)}, {_safe(assessment.today)}."
        )

    def _summary(self) -> Iterator[str]:
        assessment = self._assessment
        yield "## 2. Summary"
        yield ""
        yield f"**{assessment.verdict.capitalize()}.** " + (
            _safe("; ".join(assessment.reasons)) + "." if assessment.reasons else "Nothing stands in the way."
        )
        blocker = next((finding for finding in self._items if finding.counts), None)
        if blocker is not None:
            yield ""
            yield f"First: item {self._number[id(blocker)]}, {_safe(blocker.title)} ({self._place(blocker.location)})."
        known = len(assessment.findings) - len(self._items)
        if known:
            yield ""
            yield f"Findings of the baseline, not shown: {known}."
        for level, message, at in assessment.synthesis.problems:
            yield ""
            yield f"Synthesis, {level}: {_safe(message)}" + (f" ({self._place(at)})" if at.file else "")

    def _findings(self) -> Iterator[str]:
        yield "## 3. Findings"
        for severity in SEVERITIES:
            yield ""
            yield f"### {severity.capitalize()}"
            found = [finding for finding in self._items if finding.severity == severity]
            if not found:
                yield ""
                yield "None identified."
            for finding in found:
                yield ""
                yield from self._finding(finding)

    def _finding(self, finding: Finding) -> Iterator[str]:
        yield f"#### {self._number[id(finding)]}. {_safe(finding.title)}"
        yield ""
        address = f", {_code(finding.address)}" if finding.address else ""
        yield f"- **Impact level**: {finding.severity}; blocks {_BITES[finding.blocks]}"
        yield f"- **Place**: {self._place(finding.location)}{address}"
        yield f"- **Issue**: {_safe(finding.message)}"
        if finding.code:
            language = _LANGUAGES.get("." + finding.location.file.rpartition(".")[2], "")
            yield ""
            yield from _block("\n".join(text for _, text in finding.code), language)
            yield ""
        for fact in finding.evidence:
            yield f"- **Seen**: {_safe(fact)}"
        if finding.fix.text or finding.fix.patch:
            yield f"- **Fix**: {_safe(finding.fix.text)}"
        if finding.fix.patch:
            yield ""
            yield from _block(finding.fix.patch)
            yield ""
        for name, text in (
            ("Root cause", finding.root_cause),
            ("Reference", finding.reference),
            ("Cost", finding.impacts.cost),
            ("Security", finding.impacts.security),
            ("Performance", finding.impacts.performance),
            ("Requirements", ", ".join(finding.requirements)),
            ("Controls", ", ".join(finding.controls)),
            ("Also reported by", ", ".join(finding.also)),
        ):
            if text:
                yield f"- **{name}**: {_safe(text)}"
        yield f"- **Rule**: {_code(finding.rule)} ({_safe(finding.origin)}), certainty: {finding.certainty}"
        accepted = f"accepted: {_safe(finding.suppressed)}" if finding.suppressed is not None else "open"
        yield f"- **Disposition**: {accepted}"

    def _coverage(self) -> Iterator[str]:
        yield "## 4. Requirements coverage"
        yield ""
        if not self._assessment.requirements:
            yield "No contract was given."
            return
        yield "| requirement | status | evidence |"
        yield "|---|---|---|"
        for requirement in self._assessment.requirements:
            quote = _safe(requirement.text) + (f" ({_cell_code(requirement.source)})" if requirement.source else "")
            yield f"| {_cell_code(requirement.id)} {quote} | {requirement.standing} | {self._proofs(requirement)} |"

    def _proofs(self, requirement: RequirementVerdict) -> str:
        rows = [_safe(requirement.reason)] if requirement.reason else []
        if requirement.waived is not None:
            rows.append(f"waived: {_safe(requirement.waived)}")
        rows += [f"{self._place(proof.location)} {_safe(proof.note)}" for proof in requirement.evidence]
        return "<br>".join(rows)

    def _place(self, at: Location) -> str:
        place = places.shown(self._assessment.project, at)
        return _cell_code(place) if place else "(no source)"

    def _right(self) -> Iterator[str]:
        yield "## 6. What was done right"
        yield ""
        proven = [requirement for requirement in self._assessment.requirements if requirement.status == "proven"]
        for requirement in proven:
            place = f" ({self._place(requirement.evidence[0].location)})" if requirement.evidence else ""
            yield f"- {_code(requirement.id)}: {_safe(requirement.text)}{place}"
        if self._assessment.passed:
            yield f"- Rules without a finding: {', '.join(_code(name) for name in self._assessment.passed)}"
        if not proven and not self._assessment.passed:
            yield "None identified."

    def _distribution(self) -> Iterator[str]:
        yield "## 7. Severity distribution"
        yield ""
        yield "| severity | open | accepted |"
        yield "|---|---|---|"
        for severity in SEVERITIES:
            found = [finding for finding in self._items if finding.severity == severity]
            still = sum(1 for finding in found if finding.counts)
            yield f"| {severity} | {still} | {len(found) - still} |"

    def _scores(self) -> Iterator[str]:
        readiness = self._assessment.readiness
        yield "## 8. Scores"
        yield ""
        yield f"Readiness: **{readiness.score} of 100**."
        if readiness.deductions:
            yield ""
        for deduction in readiness.deductions:
            yield f"- {deduction.points:g} off: {_safe(deduction.reason)}"

    def _effort(self) -> Iterator[str]:
        minutes = sum(finding.effort for finding in self._items if finding.counts)
        yield "## 9. Estimated time to mend"
        yield ""
        yield f"{minutes} minutes, the sum over the open items." if minutes else "Nothing to mend."

    def _undeterminable(self) -> Iterator[str]:
        assessment = self._assessment
        yield "## 11. Not determinable without an account"
        yield ""
        rows = [
            f"- {_code(check.rule)} {_safe(check.title)}, {self._place(check.location)}: {_safe(check.reason)}"
            + (f" (suppressed: {_safe(check.suppressed)})" if check.suppressed is not None else "")
            for check in assessment.undecided
        ]
        rows += [
            f"- Requirement {_code(requirement.id)}: {_safe(requirement.reason)}"
            for requirement in assessment.requirements
            if requirement.status == "undecided"
        ]
        rows += [f"- Assumed: {_safe(assumption)}" for assumption in assessment.assumptions]
        yield from rows or ["None identified."]

    def _evidence(self) -> Iterator[str]:
        assessment = self._assessment
        yield "## 12. Evidence"
        yield ""
        versions = ", ".join(f"{name} {text}" for name, text in sorted(assessment.project.versions.items()))
        yield f"- Synthesis: {assessment.synthesis.status}" + (f" ({_safe(versions)})" if versions else "")
        if assessment.synthesis.isolation:
            yield f"- Isolation: {_safe(assessment.synthesis.isolation)}"
        for run in assessment.oracles:
            reason = f": {_safe(run.reason)}" if run.reason else ""
            yield f"- Oracle {_safe(run.name)} {_safe(run.version)}: {run.status}{reason}"
        graph = assessment.graph
        yield f"- Graph: {graph.resources} resources of {len(graph.types)} types"
        yield f"- Threshold: {assessment.fail_on}; exit code {0 if assessment.verdict == 'ready' else 1}"

    def _conclusion(self) -> Iterator[str]:
        yield "## 17. Conclusion"
        yield ""
        yield {
            "ready": "Deploy.",
            "blocked": "Mend the open items above, the first one first, then assess again.",
            "undecided": "Settle what is undecided, by settings (`--set`), a contract or a look at the account; then "
            "assess again.",
        }[self._assessment.verdict]
