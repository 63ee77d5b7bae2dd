"""The assessment as SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/

Only faults are results, because code scanning takes every result for one, whatever its kind
(https://github.com/microsoft/PSRule/issues/955). What is undecided is a notification. Every result has a physical
location: code scanning refuses a whole log for one without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stackproof.assessment.fingerprint import fingerprint
from stackproof.graph.location import NOWHERE
from stackproof.reports import places
from stackproof.reports.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.assessment.model import Assessment, Finding, ProjectFacts, RequirementVerdict
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style
    from stackproof.rules.model import Severity

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
# What GitHub sorts by; the middle of the range that its documentation gives each word.
_SECURITY_SEVERITY: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
_SECURITY_CATEGORIES = frozenset({"security", "permissions"})
_BLOCKING = frozenset({"synth", "deploy"})
_RELATED_LOCATIONS = 10


def render(assessments: Sequence[Assessment], style: Style) -> str:
    """One run for each project."""
    del style  # a machine reads it
    return dumps(
        {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [_Run(assessment).data() for assessment in assessments]}
    )


class _Run:
    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._rules: dict[str, dict[str, Any]] = {}
        self._numbers: dict[str, int] = {}

    def data(self) -> dict[str, Any]:
        """The run as SARIF."""
        assessment = self._assessment
        results = [
            *(self._finding(finding) for finding in assessment.findings),
            *(self._violated(one) for one in assessment.requirements if one.status == "violated"),
        ]
        return {
            "tool": {
                "driver": {
                    "name": "stackproof",
                    "version": assessment.stackproof,
                    "semanticVersion": assessment.stackproof,
                    "informationUri": "https://github.com/stackproof/stackproof",
                    "rules": list(self._rules.values()),
                },
                "extensions": [
                    {"name": run.name, "version": run.version or "unknown", "properties": {"status": run.status}}
                    for run in assessment.oracles
                ],
            },
            "automationDetails": {"id": f"stackproof/{places.category(assessment.project)}/"},
            "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the folder in which stackproof was run"}}},
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {
                    "executionSuccessful": assessment.synthesis.status == "ok",
                    "toolExecutionNotifications": self._notifications(),
                }
            ],
            "properties": {
                "verdict": assessment.verdict,
                "reasons": list(assessment.reasons),
                "readiness": assessment.readiness.score,
                "today": assessment.today,
            },
            "results": results,
        }

    def _result(self, rule: dict[str, Any], level: str, text: str, at: Location, address: str) -> dict[str, Any]:
        """What every result has; the rule is described where it is met first."""
        name = rule["id"]
        if name not in self._rules:
            self._numbers[name] = len(self._rules)
            self._rules[name] = rule
        return {
            "ruleId": name,
            "ruleIndex": self._numbers[name],
            "level": level,
            "message": {"text": text or name},
            "locations": [_location(self._assessment.project, at, address)],
        }

    def _finding(self, finding: Finding) -> dict[str, Any]:
        text = finding.message if not finding.fix.text else f"{finding.message}\n{finding.fix.text}"
        result = self._result(
            _rule(finding), _LEVELS[finding.severity], text or finding.title, finding.location, finding.address
        )
        result["partialFingerprints"] = {"stackproof/v1": fingerprint(finding)}
        result["properties"] = {
            "severity": finding.severity,
            "certainty": finding.certainty,
            "blocks": finding.blocks,
            "evidence": list(finding.evidence),
            "requirements": list(finding.requirements),
            "controls": list(finding.controls),
            "origin": finding.origin,
            "also": list(finding.also),
        }
        if finding.suppressed is not None:
            result["suppressions"] = _suppressions(finding.suppressed)
        if finding.baseline:
            result["baselineState"] = "unchanged"
        return result

    def _violated(self, requirement: RequirementVerdict) -> dict[str, Any]:
        name = f"REQUIREMENT/{requirement.id}"
        summary = f"Requirement {requirement.id} of the contract. {requirement.source}".strip()
        rule = _described(name, requirement.text or requirement.id, summary, "error", ["requirement"])
        first, *others = _spots(requirement)
        text = f"Requirement {requirement.id} is violated" + (f": {requirement.reason}" if requirement.reason else "")
        result = self._result(rule, "error", text, *first)
        result["relatedLocations"] = [
            _location(self._assessment.project, *spot) for spot in others[:_RELATED_LOCATIONS]
        ]
        if requirement.waived is not None:
            result["suppressions"] = _suppressions(requirement.waived)
        return result

    def _notifications(self) -> list[dict[str, Any]]:
        assessment = self._assessment
        notifications = [
            self._notification("error" if level == "error" else "note", message, at)
            for level, message, at in assessment.synthesis.problems
        ]
        for check in assessment.undecided:
            text = f"{check.rule}: {check.title}: undecided, because {check.reason}"
            if check.suppressed is not None:
                text += f" (suppressed: {check.suppressed})"
            level = "warning" if check.blocks in _BLOCKING and check.suppressed is None else "note"
            notifications.append(self._notification(level, text, check.location, check.address))
        for requirement in assessment.requirements:
            if requirement.status == "undecided":
                text = f"Requirement {requirement.id} is undecided: {requirement.reason}"
                level = "warning" if requirement.waived is None else "note"
                notifications.append(self._notification(level, text, *_spots(requirement)[0]))
        for run in assessment.oracles:
            if run.status != "finished":
                text = f"{run.name}: {run.status}: {run.reason}"
                notifications.append(self._notification("warning", text, NOWHERE))
        return notifications

    def _notification(self, level: str, text: str, at: Location, address: str = "") -> dict[str, Any]:
        notification: dict[str, Any] = {"level": level, "message": {"text": text or level}}
        if at.file:
            notification["locations"] = [_location(self._assessment.project, at, address)]
        return notification


def _spots(requirement: RequirementVerdict) -> list[tuple[Location, str]]:
    """Where a requirement is violated or undecided, with the addresses; at least one."""
    spots = [(proof.location, proof.address) for proof in requirement.evidence if proof.location.file]
    return spots or [(requirement.at or NOWHERE, "")]


def _rule(finding: Finding) -> dict[str, Any]:
    title = finding.title or finding.rule
    help_text = "\n\n".join(part for part in (finding.root_cause, finding.fix.text) if part) or title
    level = _LEVELS[finding.severity]
    secure = ["security"] if finding.category in _SECURITY_CATEGORIES else []
    rule = _described(finding.rule, title, help_text, level, [finding.category, f"blocks-{finding.blocks}", *secure])
    rule["fullDescription"] = {"text": finding.root_cause or title}
    rule["properties"]["origin"] = finding.origin
    rule["properties"]["problem.severity"] = level.replace("note", "recommendation")
    if secure:
        rule["properties"]["security-severity"] = _SECURITY_SEVERITY[finding.severity]
    if finding.reference.startswith("https://"):
        rule["helpUri"] = quote(finding.reference.encode("utf-8", "replace"), safe=":/?#@!$&'()*+,;=%-._~")
    return rule


def _described(name: str, title: str, help_text: str, level: str, tags: list[str]) -> dict[str, Any]:
    text = title or name
    return {
        "id": name,
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": help_text or text},
        "defaultConfiguration": {"level": level},
        # The standard wants the tags of an object to differ from each other.
        "properties": {"tags": list(dict.fromkeys(tags))},
    }


def _suppressions(reason: str) -> list[dict[str, Any]]:
    return [{"kind": "external", "status": "accepted", "justification": reason}]


def _location(project: ProjectFacts, at: Location, address: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": address or "(project)", "kind": "resource"}]
    }
    path = places.join(project, at.file) if at.file else places.anchor(project)
    uri = quote(path.encode("utf-8", "replace"), safe="/-._~")
    artifact = {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": "SRCROOT"}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if at.line:
        physical["region"] = {"startLine": at.line}
        if at.column:
            physical["region"]["startColumn"] = at.column
    location["physicalLocation"] = physical
    return location
