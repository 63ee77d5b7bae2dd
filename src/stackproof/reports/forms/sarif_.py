"""The assessment as SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stackproof.assessment.fingerprint import fingerprint
from stackproof.graph.location import NOWHERE
from stackproof.reports import places
from stackproof.reports.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.assessment.model import Assessment, Finding, ProjectFacts, RequirementVerdict, UndecidedCheck
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style
    from stackproof.rules.model import Severity

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
# What GitHub sorts by; the middle of the range that its documentation gives each word.
_SECURITY_SEVERITY: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
_SECURITY_CATEGORIES = frozenset({"security", "permissions", "secrets"})
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
            *(self._undecided(check) for check in assessment.undecided),
            *(
                self._requirement(requirement)
                for requirement in assessment.requirements
                if requirement.status in {"violated", "undecided"}
            ),
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
            "automationDetails": {"id": f"stackproof/{places.name(assessment.project)}/"},
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
            "origin": finding.origin,
            "also": list(finding.also),
        }
        if finding.suppressed is not None:
            result["suppressions"] = _suppressions(finding.suppressed)
        if finding.baseline:
            result["baselineState"] = "unchanged"
        return result

    def _undecided(self, check: UndecidedCheck) -> dict[str, Any]:
        rule = _described(check.rule, check.title, check.title, "warning", [f"blocks-{check.blocks}"])
        # A result that is not `fail` has to have the level `none` (SARIF 2.1.0, 3.27.10).
        text = f"{check.title}: undecided, because {check.reason}"
        result = self._result(rule, "none", text, check.location, check.address)
        result["kind"] = "open"
        if check.suppressed is not None:
            result["suppressions"] = _suppressions(check.suppressed)
        return result

    def _requirement(self, requirement: RequirementVerdict) -> dict[str, Any]:
        name = f"REQUIREMENT/{requirement.id}"
        summary = f"Requirement {requirement.id} of the contract. {requirement.source}".strip()
        rule = _described(name, requirement.text or requirement.id, summary, "error", ["requirement"])
        spots = [(proof.location, proof.address) for proof in requirement.evidence if proof.location.file]
        if not spots and requirement.at is not None:
            spots = [(requirement.at, "")]
        first, *others = spots or [(NOWHERE, "")]
        violated = requirement.status == "violated"
        reason = requirement.reason or requirement.status
        text = f"Requirement {requirement.id} is {requirement.status}: {reason}"
        result = self._result(rule, "error" if violated else "none", text, *first)
        if not violated:
            result["kind"] = "open"
        result["relatedLocations"] = [
            _location(self._assessment.project, *place) for place in others[:_RELATED_LOCATIONS]
        ]
        result["properties"] = {"status": requirement.status}
        if requirement.waived is not None:
            result["suppressions"] = _suppressions(requirement.waived)
        return result

    def _notifications(self) -> list[dict[str, Any]]:
        notifications = []
        for level, message, at in self._assessment.synthesis.problems:
            notification: dict[str, Any] = {
                "level": "error" if level == "error" else "note",
                "message": {"text": message or level},
            }
            if at.file:
                notification["locations"] = [_location(self._assessment.project, at, "")]
            notifications.append(notification)
        notifications.extend(
            {"level": "warning", "message": {"text": f"{run.name}: {run.status}: {run.reason}"}}
            for run in self._assessment.oracles
            if run.status not in {"finished", "skipped"}
        )
        return notifications


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
    if at.file:
        path = places.join(project, at.file)
        uri = quote(path.encode("utf-8", "replace"), safe="/-._~")
        artifact = {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": "SRCROOT"}
        physical: dict[str, Any] = {"artifactLocation": artifact}
        if at.line:
            physical["region"] = {"startLine": at.line}
            if at.column:
                physical["region"]["startColumn"] = at.column
        location["physicalLocation"] = physical
    return location
