"""The assessment as JSON, of the published schema `stackproof/assessment/1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stackproof.assessment.fingerprint import fingerprint
from stackproof.reports.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.assessment.model import Assessment, Finding, RequirementVerdict
    from stackproof.graph.location import Location
    from stackproof.reports.registry import Style

SCHEMA = "stackproof/assessment/1"
SCHEMA_OF_MANY = "stackproof/assessments/1"
# One verdict for several projects: the worst of them.
_WORST_FIRST = ("blocked", "undecided", "ready")


def render(assessments: Sequence[Assessment], style: Style) -> str:
    """One object for one project, an object that holds several otherwise."""
    del style  # a machine reads it
    if len(assessments) == 1:
        data = as_data(assessments[0])
    else:
        verdicts = {assessment.verdict for assessment in assessments}
        data = {
            "schema": SCHEMA_OF_MANY,
            "verdict": next((name for name in _WORST_FIRST if name in verdicts), "ready"),
            "assessments": [as_data(assessment) for assessment in assessments],
        }
    return dumps(data)


def as_data(assessment: Assessment) -> dict[str, Any]:
    """The assessment as JSON data; the order of keys is part of the form."""
    project, synthesis, graph = assessment.project, assessment.synthesis, assessment.graph
    return {
        "schema": SCHEMA,
        "stackproof": assessment.stackproof,
        "today": assessment.today,
        "verdict": assessment.verdict,
        "reasons": list(assessment.reasons),
        "fail_on": assessment.fail_on,
        "project": {
            "path": project.path,
            "engine": project.engine,
            "language": project.language,
            "entry": project.entry,
            "versions": dict(sorted(project.versions.items())),
            **({"answer": project.answer} if project.answer else {}),
            **({"title": project.title} if project.title else {}),
        },
        "contract": assessment.contract or None,
        "profile": assessment.profile,
        "synthesis": {
            "status": synthesis.status,
            "isolation": synthesis.isolation,
            "problems": [
                {"level": level, "message": message, **_place(at)} for level, message, at in synthesis.problems
            ],
        },
        "graph": {
            "resources": graph.resources,
            "types": graph.types,
            "unmapped": graph.unmapped,
            "services": list(graph.services),
            "regions": list(graph.regions),
        },
        "findings": [_finding(finding) for finding in assessment.findings],
        "undecided": [
            {
                "rule": check.rule,
                "title": check.title,
                "blocks": check.blocks,
                "address": check.address,
                **_place(check.location),
                "reason": check.reason,
                "suppressed": check.suppressed,
            }
            for check in assessment.undecided
        ],
        "requirements": [_requirement(requirement) for requirement in assessment.requirements],
        "passed": list(assessment.passed),
        "oracles": [
            {"name": run.name, "status": run.status, "version": run.version, "reason": run.reason}
            for run in assessment.oracles
        ],
        "suppressions": [
            {
                "rule": given.rule,
                "address": given.address,
                "reason": given.reason,
                **_place(given.at),
                "matched": given.matched,
                "asked": given.asked,
            }
            for given in assessment.suppressions
        ],
        "assumptions": list(assessment.assumptions),
        "scores": {
            "readiness": {
                "score": assessment.readiness.score,
                "deductions": [
                    {"points": deduction.points, "reason": deduction.reason}
                    for deduction in assessment.readiness.deductions
                ],
            }
        },
        "timing": assessment.timing,
    }


def _place(at: Location) -> dict[str, Any]:
    return {"file": at.file, "line": at.line, "column": at.column}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity,
        "blocks": finding.blocks,
        "category": finding.category,
        "certainty": finding.certainty,
        "address": finding.address,
        **_place(finding.location),
        "message": finding.message,
        "evidence": list(finding.evidence),
        "code": [{"line": number, "text": text} for number, text in finding.code],
        "root_cause": finding.root_cause,
        "fix": {"text": finding.fix.text, "patch": finding.fix.patch, "safety": finding.fix.safety},
        "impacts": {
            "cost": finding.impacts.cost,
            "security": finding.impacts.security,
            "performance": finding.impacts.performance,
        },
        "effort_minutes": finding.effort,
        "reference": finding.reference,
        "requirements": list(finding.requirements),
        "controls": list(finding.controls),
        "origin": finding.origin,
        "also": list(finding.also),
        "suppressed": finding.suppressed,
        "baseline": finding.baseline,
        "fingerprint": fingerprint(finding),
    }


def _requirement(requirement: RequirementVerdict) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "text": requirement.text,
        "source": requirement.source,
        "status": requirement.status,
        "reason": requirement.reason,
        "waived": requirement.waived,
        "evidence": [
            {"address": proof.address, **_place(proof.location), "note": proof.note} for proof in requirement.evidence
        ],
        "at": _place(requirement.at) if requirement.at else None,
    }
