"""The assessment as SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stackproof.assessment.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.assessment.model import Assessment, Finding, RequirementVerdict
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style
    from stackproof.rules.model import Severity

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
# What GitHub sorts by; the middle of the range that its documentation gives each word.
_SECURITY_SEVERITY: dict[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}


def render(assessments: Sequence[Assessment], style: Style) -> str:
    """One run for each project."""
    del style  # a machine reads it
    log = {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [_run(assessment) for assessment in assessments]}
    return json.dumps(log, indent=2) + "\n"


def _run(assessment: Assessment) -> dict[str, Any]:
    prefix = "" if assessment.project.path in {"", "."} else assessment.project.path.rstrip("/") + "/"
    rules: dict[str, dict[str, Any]] = {}
    results = []
    for finding in assessment.findings:
        rules.setdefault(finding.rule, _rule(finding))
        results.append(_result(finding, list(rules).index(finding.rule), prefix))
    for requirement in assessment.requirements:
        if requirement.status in {"violated", "undecided"}:
            name = f"REQUIREMENT/{requirement.id}"
            rules.setdefault(name, _requirement_rule(name, requirement))
            results.append(_requirement_result(name, list(rules).index(name), requirement, prefix))
    return {
        "tool": {
            "driver": {
                "name": "stackproof",
                "version": assessment.stackproof,
                "semanticVersion": assessment.stackproof,
                "informationUri": "https://github.com/stackproof/stackproof",
                "rules": list(rules.values()),
            },
            "extensions": [
                {"name": run.name, "version": run.version or "unknown", "properties": {"status": run.status}}
                for run in assessment.oracles
            ],
        },
        "automationDetails": {"id": f"stackproof/{assessment.project.path}/"},
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the folder in which stackproof was run"}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": assessment.synthesis.status == "ok",
                "toolExecutionNotifications": [
                    _notification(level, message, at, prefix) for level, message, at in assessment.synthesis.problems
                ],
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


def _rule(finding: Finding) -> dict[str, Any]:
    help_text = "\n\n".join(part for part in (finding.root_cause, finding.fix.text) if part) or finding.title
    rule: dict[str, Any] = {
        "id": finding.rule,
        "shortDescription": {"text": finding.title or finding.rule},
        "fullDescription": {"text": finding.root_cause or finding.title or finding.rule},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {
            "tags": [finding.category, f"blocks-{finding.blocks}"],
            "origin": finding.origin,
            "problem.severity": _LEVELS[finding.severity].replace("note", "recommendation"),
        },
    }
    if finding.category in {"security", "permissions", "secrets"}:
        rule["properties"]["security-severity"] = _SECURITY_SEVERITY[finding.severity]
        rule["properties"]["tags"].append("security")
    if finding.reference.startswith("https://"):
        rule["helpUri"] = quote(finding.reference, safe=":/?#[]@!$&'()*+,;=%-._~")
    return rule


def _result(finding: Finding, index: int, prefix: str) -> dict[str, Any]:
    text = finding.message if not finding.fix.text else f"{finding.message}\n{finding.fix.text}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text or finding.title},
        "locations": [_location(finding.location, finding.address, prefix)],
        "partialFingerprints": {"stackproof/v1": fingerprint(finding)},
        "properties": {
            "severity": finding.severity,
            "certainty": finding.certainty,
            "blocks": finding.blocks,
            "evidence": list(finding.evidence),
            "requirements": list(finding.requirements),
            "origin": finding.origin,
            "also": list(finding.also),
        },
    }
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.suppressed}]
    if finding.baseline:
        result["baselineState"] = "unchanged"
    return result


def _requirement_rule(name: str, requirement: RequirementVerdict) -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": requirement.text or requirement.id},
        "fullDescription": {"text": requirement.text or requirement.id},
        "help": {"text": f"Requirement {requirement.id} of the contract. {requirement.source}".strip()},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["requirement"]},
    }


def _requirement_result(name: str, index: int, requirement: RequirementVerdict, prefix: str) -> dict[str, Any]:
    reason = requirement.reason or requirement.status
    places = [_location(proof.location, proof.address, prefix) for proof in requirement.evidence[:10]]
    return {
        "ruleId": name,
        "ruleIndex": index,
        "level": "error" if requirement.status == "violated" else "warning",
        "message": {"text": f"Requirement {requirement.id} is {requirement.status}: {reason}"},
        "locations": places[:1],
        "relatedLocations": places[1:],
        "properties": {"status": requirement.status},
    }


def _location(at: Location, address: str, prefix: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": address or "(project)", "kind": "resource"}]
    }
    if at.file:
        artifact = {"uri": _uri(prefix + at.file)}
        if not artifact["uri"].startswith("file:"):
            artifact["uriBaseId"] = "SRCROOT"
        physical: dict[str, Any] = {"artifactLocation": artifact}
        if at.line:
            physical["region"] = {"startLine": at.line}
            if at.column:
                physical["region"]["startColumn"] = at.column
        location["physicalLocation"] = physical
    return location


def _uri(path: str) -> str:
    quoted = quote(path.encode("utf-8", "replace"), safe="/-._~")
    return f"file://{quoted}" if path.startswith("/") else quoted


def _notification(level: str, message: str, at: Location, prefix: str) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": "error" if level == "error" else "note", "message": {"text": message}}
    if at.file:
        notification["locations"] = [_location(at, "(project)", prefix)]
    return notification
