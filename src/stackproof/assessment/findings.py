"""Findings out of what rules and oracles said, merged: one fact is reported once and names everyone who saw it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.assessment.model import Finding, Fix, UndecidedCheck
from stackproof.graph.location import Location
from stackproof.rules.model import SEVERITIES, Fault, Impacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stackproof.graph.resource import Resource
    from stackproof.oracles.model import Diagnostic, Level, OracleResult
    from stackproof.rules.model import Blocks, Rule, Severity
    from stackproof.rules.run import RuleAnswer
    from stackproof.synthesis.model import Template

# An oracle's errors are about the schema or the semantics that CloudFormation itself enforces: deployment fails.
_SEVERITY: dict[Level, Severity] = {"fatal": "critical", "error": "high", "warning": "low"}
_BLOCKS: dict[Level, Blocks] = {"fatal": "deploy", "error": "deploy", "warning": "none"}
_ORACLE_EFFORT = 10
_MISSED = re.compile(r"'(\w+)(?:\.[\w.]+)?' references a resource that does not exist")


def of_rules(answers: Iterable[RuleAnswer]) -> tuple[list[Finding], list[UndecidedCheck]]:
    """The faults and the undecided checks that our own rules gave."""
    findings: list[Finding] = []
    undecided: list[UndecidedCheck] = []
    for rule, resource, answer in answers:
        if isinstance(answer, Fault):
            findings.append(_finding(rule, resource, answer))
        else:
            undecided.append(
                UndecidedCheck(rule.id, rule.title, rule.blocks, resource.address, answer.location, answer.reason)
            )
    return findings, undecided


def _finding(rule: Rule, resource: Resource, fault: Fault) -> Finding:
    return Finding(
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        blocks=rule.blocks,
        category=rule.category,
        certainty=fault.effective_certainty,
        address=resource.address,
        location=fault.location,
        message=fault.message,
        evidence=fault.evidence,
        root_cause=rule.root_cause,
        fix=Fix(fault.fix or rule.fix, fault.patch),
        impacts=rule.impacts,
        effort=rule.effort,
        reference=rule.reference,
    )


def of_oracle(
    result: OracleResult, templates: Sequence[tuple[str, Template]], resources: dict[str, Resource]
) -> list[Finding]:
    """The findings of an oracle, placed in the user's own source."""
    return [
        _of_diagnostic(result.name, found, *templates[found.template], resources)
        for found in result.diagnostics
        if not _is_refuted(found, templates[found.template][1])
    ]


def _is_refuted(found: Diagnostic, template: Template) -> bool:
    """Whether the graph holds the resource that the oracle misses: SAM makes some that a template only refers to.

    `DemoFunctionUrl` of a function with a FunctionUrlConfig is one.
    """
    missed = _MISSED.search(found.message)
    return missed is not None and missed[1] in template.addresses


def _of_diagnostic(
    origin: str, found: Diagnostic, name: str, template: Template, resources: dict[str, Resource]
) -> Finding:
    address = template.addresses.get(found.logical_id, found.logical_id)
    resource = resources.get(address)
    in_template = Location(name, found.line, found.column)
    evidence: tuple[str, ...] = ()
    if template.path is not None:
        location = in_template
    else:
        # A synthesised template is nobody's source: the construct is named, and the template as evidence.
        location = resource.location if resource is not None else Location(name)
        evidence = (f"in the synthesised template, {in_template}",)
    return Finding(
        rule=found.rule,
        title=found.title,
        severity=_SEVERITY[found.level],
        blocks=_BLOCKS[found.level],
        category="oracle",
        certainty="proved",
        address=address,
        location=location,
        message=found.message,
        evidence=evidence,
        root_cause="",
        fix=Fix(found.fix),
        impacts=Impacts(),
        effort=_ORACLE_EFFORT,
        reference=found.reference,
        origin=origin,
        suppressed=found.suppressed or None,
        by_origin=found.suppressed or None,
    )


def merge(ours: Sequence[Finding], theirs: Sequence[Finding], rules: dict[str, Rule]) -> list[Finding]:
    """One list in which no fact stands twice.

    An oracle's finding goes where a rule of ours says the same of the same resource (`Rule.same_as`), or where another
    oracle said it before: the same number (cfn-lint's E3002 is cloudformation-validate's F3002) at the same place.
    """
    kept = list(ours)
    index: dict[tuple[str, str], int] = {}
    for position, finding in enumerate(kept):
        rule = rules.get(finding.rule)
        for name in rule.same_as if rule else ():
            index.setdefault((_number(name), finding.address), position)
    seen: dict[tuple[str, str, str, int], int] = {}
    for finding in theirs:
        number = _number(finding.rule)
        position = index.get((number, finding.address), -1)
        if position < 0:
            key = (number, finding.address, finding.location.file, finding.location.line)
            position = seen.get(key, -1)
            if position < 0 or kept[position].origin == finding.origin:
                seen.setdefault(key, len(kept))
                kept.append(finding)
                continue
        known = kept[position]
        other = f"{finding.origin} {finding.rule}"
        if other not in known.also:
            kept[position] = replace(known, also=(*known.also, other))
    return kept


def _number(rule: str) -> str:
    """The digits of an oracle's rule id: the same check has the same number in both oracles."""
    return rule[1:] if rule[1:].isdigit() else rule


def order(finding: Finding) -> tuple[int, str, int, str, str, str]:
    """What is worst first, then where it stands."""
    return (
        SEVERITIES.index(finding.severity),
        finding.location.file,
        finding.location.line,
        finding.rule,
        finding.address,
        finding.message,
    )
