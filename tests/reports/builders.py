"""Assessments of every kind, built by hand, for the tests of reports."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from stackproof.assessment.model import (
    Assessment,
    Deduction,
    Finding,
    Fix,
    GraphFacts,
    OracleRun,
    ProjectFacts,
    Proof,
    Readiness,
    RequirementVerdict,
    Suppression,
    SynthesisFacts,
    UndecidedCheck,
)
from stackproof.graph.location import NOWHERE, Location
from stackproof.rules.model import Impacts

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = (
    "\x1b[2J\x9b31m\r\b\x7f\u202e\u200b</failure>]]>|`````\n# heading\n---\n"
    "<script>@org/team www.x.example \ud800\uffff"
)
"""What tries to break out of every form at once."""


def finding(**more: Any) -> Finding:
    """A critical finding with every part filled in."""
    given: dict[str, Any] = {
        "rule": "S3-REPL-001",
        "title": "Replication between buckets without versioning",
        "severity": "critical",
        "blocks": "deploy",
        "category": "deployability",
        "certainty": "proved",
        "address": "Source",
        "location": Location("template.yaml", 7, 5),
        "message": "Source has a replication configuration, but its versioning is not enabled",
        "evidence": ("VersioningConfiguration.Status = (not set)",),
        "root_cause": "A replication was configured without versioning, which it works on.",
        "fix": Fix("Set VersioningConfiguration.Status to Enabled.", "VersioningConfiguration:\n  Status: Enabled"),
        "impacts": Impacts(security="No second copy of the data comes into being."),
        "effort": 10,
        "reference": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
        "code": ((6, "    Type: AWS::S3::Bucket"), (7, "    Properties:"), (8, "      BucketName: source")),
    }
    return Finding(**{**given, **more})


def of_oracle(**more: Any) -> Finding:
    """A low finding of an oracle, which says less."""
    given: dict[str, Any] = {
        "rule": "W9003",
        "title": "Property type coercion warning",
        "severity": "low",
        "blocks": "none",
        "category": "oracle",
        "address": "Group",
        "location": Location("template.yaml", 20, 7),
        "message": "2 is not of type 'string'",
        "evidence": (),
        "root_cause": "",
        "fix": Fix(""),
        "impacts": Impacts(),
        "reference": "",
        "code": (),
        "origin": "cloudformation-validate",
    }
    return finding(**{**given, **more})


def check(**more: Any) -> UndecidedCheck:
    """A rule that could not tell and on which the deployment depends."""
    given: dict[str, Any] = {
        "rule": "KMS-EVENT-001",
        "title": "Key that a service cannot use",
        "blocks": "deploy",
        "address": "Topic",
        "location": Location("template.yaml", 31, 3),
        "reason": "the key is passed as the parameter KeyArn",
    }
    return UndecidedCheck(**{**given, **more})


def requirement(status: Any = "proven", **more: Any) -> RequirementVerdict:
    """A requirement with one proof."""
    given: dict[str, Any] = {
        "id": "R1",
        "text": "All objects replicate within 15 minutes",
        "source": "PROMPT.md:57",
        "status": status,
        "evidence": (Proof("Source", Location("template.yaml", 9, 7), "Time.Minutes = 15"),),
        "reason": "" if status == "proven" else "Source: Time.Minutes is 30, needed 15",
        "at": None if status == "proven" else Location("template.yaml", 9, 7),
    }
    return RequirementVerdict(**{**given, **more})


def assessment(**more: Any) -> Assessment:
    """A ready project without a contract."""
    given: dict[str, Any] = {
        "stackproof": "1.2.3",
        "today": "2026-01-31",
        "project": ProjectFacts("stacks/orders", "cloudformation", "yaml", "template.yaml"),
        "contract": "",
        "profile": "default",
        "synthesis": SynthesisFacts("ok"),
        "graph": GraphFacts(3, {}, ("IAM", "S3"), ("eu-central-1",), {"AWS::IAM::Role": 1, "AWS::S3::Bucket": 2}),
        "findings": (),
        "undecided": (),
        "requirements": (),
        "oracles": (OracleRun("cloudformation-validate", "finished", "1.14.0"),),
        "suppressions": (),
        "fail_on": "high",
        "verdict": "ready",
        "reasons": (),
        "readiness": Readiness(100, ()),
        "passed": ("LAMBDA-ENV-001", "S3-REPL-002"),
        "timing": {"rules": 0.0042, "total": 0.25},
    }
    return Assessment(**{**given, **more})


def ready() -> Assessment:
    """Every requirement proven, waived or infeasible, one low finding."""
    proofs = tuple(Proof(f"Bucket{number}", Location("template.yaml", number, 3), "set") for number in range(5, 9))
    return assessment(
        contract="stackproof.yaml",
        requirements=(
            requirement(),
            requirement(id="R2", text="Every bucket is encrypted", evidence=proofs),
            requirement("violated", id="R3", waived="until the table is migrated (platform team)"),
            requirement("infeasible", id="R4", reason="S3 has no such setting", evidence=()),
        ),
        findings=(of_oracle(),),
        readiness=Readiness(99, (Deduction(1.0, "1 low finding at 1 each"),)),
    )


def blocked() -> Assessment:
    """Findings of every severity, of ours and of an oracle, suppressed and known ones, and a violated requirement."""
    return assessment(
        contract="stackproof.yaml",
        verdict="blocked",
        reasons=("1 critical finding", "1 high finding", "1 requirement violated: R1"),
        findings=(
            finding(requirements=("R1",), also=("cloudformation-validate E3001",)),
            finding(
                rule="S3-REPL-003",
                title="Replication role without a permission that replication needs",
                severity="high",
                blocks="runtime",
                category="permissions",
                certainty="assumption",
                address="Role",
                location=Location("template.yaml", 16, 3),
                message="Role may not s3:GetObjectVersionForReplication on objects of Source",
            ),
            finding(severity="medium", blocks="destroy", baseline=True, location=Location("template.yaml", 40, 3)),
            finding(severity="medium", blocks="synth", suppressed="accepted by the owner", code=(), evidence=()),
            of_oracle(),
            of_oracle(location=NOWHERE, address="", certainty="heuristic"),
        ),
        requirements=(
            requirement("violated"),
            requirement("undecided", id="R2", text="The key belongs to us", reason="the key is a parameter"),
            requirement(id="R3", text="No queue"),
        ),
        suppressions=(
            Suppression("S3-REPL-001", "*", "accepted by the owner", Location("template.yaml", 6, 1), 1),
            Suppression("TAGS-001", "Old*", "gone soon", Location("../contracts/a.yaml", 12, 5), 0),
            Suppression("CKV_AWS_18", "*", "a log of its own", Location("../contracts/a.yaml", 13, 5), 0, asked=False),
        ),
        readiness=Readiness(
            16,
            (
                Deduction(25.0, "1 critical finding at 25 each"),
                Deduction(10.0, "1 high finding at 10 each"),
                Deduction(16.7, "1 of 3 requirements violated, of 50 points"),
            ),
        ),
        assumptions=("the parameter Environment has its default, demo",),
    )


def undecided() -> Assessment:
    """Nothing wrong, but questions left and an oracle that did not finish."""
    return assessment(
        verdict="undecided",
        reasons=("1 question on which the deployment depends undecided", "cfn-lint: it took more than 120 s"),
        undecided=(check(), check(blocks="none", rule="TAGS-001"), check(suppressed="checked by hand")),
        oracles=(
            OracleRun("cloudformation-validate", "finished", "1.14.0"),
            OracleRun("cfn-lint", "timeout", "1.58.0", "it took more than 120 s"),
        ),
        synthesis=SynthesisFacts("ok", (("note", "a suppression needs a reason", Location("template.yaml", 3, 1)),)),
        readiness=Readiness(99, (Deduction(1.0, "1 undecided check at 1 each"),)),
    )


def failed() -> Assessment:
    """An AWS CDK program that ends with an exception."""
    message = "ValueError: bucket name is empty\n  File lib/stack.py, line 12, in __init__\n    Bucket(self, name='')"
    return assessment(
        project=ProjectFacts("apps/shop", "cdk", "python", "python3 app.py", {"aws-cdk-lib": "2.215.0"}),
        synthesis=SynthesisFacts(
            "failed",
            (("error", message, Location("lib/stack.py", 12, 9)),),
            "run without network, in a scratch copy, nothing outside of it readable",
        ),
        graph=GraphFacts(0, {}, (), (), {}),
        passed=(),
        oracles=(),
        verdict="blocked",
        reasons=("the program does not synthesise",),
        readiness=Readiness(0, (Deduction(100.0, "the project was not synthesised"),)),
    )


def hostile() -> Assessment:
    """Every text that can come from the project tries to break out."""
    at = Location(f"a/{HOSTILE}.yaml", 1, 1)
    bad = finding(
        title=HOSTILE, address=HOSTILE, location=at, message=HOSTILE, evidence=(HOSTILE,), root_cause=HOSTILE,
        fix=Fix(HOSTILE, HOSTILE), impacts=Impacts(HOSTILE, HOSTILE, HOSTILE), reference=f"https://x.example/{HOSTILE}",
        also=(HOSTILE,), requirements=(HOSTILE,), code=((1, HOSTILE),),
    )  # fmt: skip
    proof = Proof(HOSTILE, at, HOSTILE)
    return assessment(
        project=ProjectFacts(HOSTILE, "cloudformation", "yaml", HOSTILE, {HOSTILE: HOSTILE}),
        contract=HOSTILE,
        synthesis=SynthesisFacts("ok", (("error", HOSTILE, at), ("note", HOSTILE, NOWHERE)), HOSTILE),
        graph=GraphFacts(1, {HOSTILE: 1}, (HOSTILE,), (HOSTILE,), {HOSTILE: 1}),
        findings=(bad, replace(bad, suppressed=HOSTILE), of_oracle(origin=HOSTILE, rule=HOSTILE)),
        undecided=(check(title=HOSTILE, reason=HOSTILE, address=HOSTILE, location=at),),
        requirements=(
            requirement("violated", id=HOSTILE, text=HOSTILE, source=HOSTILE, evidence=(proof,), reason=HOSTILE),
        ),
        oracles=(OracleRun(HOSTILE, "failed", HOSTILE, HOSTILE),),
        suppressions=(Suppression(HOSTILE, HOSTILE, HOSTILE, at, 0),),
        verdict="blocked",
        reasons=(HOSTILE,),
        assumptions=(HOSTILE,),
    )


SAMPLES = {
    "ready": [ready()],
    "ready_without_contract": [assessment()],
    "blocked": [blocked()],
    "undecided": [undecided()],
    "failed": [failed()],
    "several": [ready(), failed(), undecided()],
    "hostile": [hostile()],
}


def everything() -> Assessment:
    """One assessment in which no list is empty."""
    one, other, third = blocked(), undecided(), failed()
    return replace(
        one,
        undecided=other.undecided,
        oracles=other.oracles,
        requirements=(*one.requirements, *ready().requirements),
        synthesis=replace(third.synthesis, problems=(*third.synthesis.problems, *other.synthesis.problems)),
        project=replace(one.project, versions=third.project.versions),
        graph=replace(one.graph, unmapped={"Custom::Thing": 1}),
    )


# Fields that hold one of a few words of ours, or a date, and never text of the project.
OWN_WORDS = frozenset(
    {"severity", "blocks", "certainty", "safety", "status", "verdict", "fail_on", "level", "today", "engine"}
)


def filled(value: Any, texts: Iterator[str], name: str = "") -> Any:
    """The value with every free text in it, however deep, replaced by the next of `texts`."""
    if isinstance(value, Location):
        return value._replace(file=next(texts)) if value.file else value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: filled(getattr(value, each.name), texts, each.name) for each in fields(value)}
        )
    if isinstance(value, str):
        return value if name in OWN_WORDS else next(texts)
    if isinstance(value, dict):
        return {next(texts): filled(each, texts) for each in value.values()}
    if isinstance(value, tuple):
        if name == "problems":
            return tuple((level, next(texts), filled(at, texts)) for level, message, at in value)
        return tuple(filled(each, texts, name) for each in value)
    return value
