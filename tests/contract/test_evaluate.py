"""How requirements stand: exact statuses, what proves them, where they fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackproof.contract.evaluate import evaluate
from stackproof.contract.parse import parse
from stackproof.contract.verdict import Proof
from stackproof.graph.graph import Output, Stack
from stackproof.graph.location import Location
from stackproof.graph.resource import Parent
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known
from tests.contract.build import UNSURE, context, graph, judge, macro, resource, value

BUCKET = "AWS::S3::Bucket"
VERSIONED = {"VersioningConfiguration": {"Status": "Enabled"}}
RULE = "{resource: AWS::S3::Bucket, has: {VersioningConfiguration.Status: Enabled}}"


def bucket(name: str, given: dict[str, Any] | None = None, **parts: Any) -> Any:
    return resource(name, BUCKET, given, **parts)


def test_what_holds_is_proven_with_the_place_of_each_value() -> None:
    verdict = judge(RULE, graph(bucket("A", VERSIONED, line=4), bucket("B", VERSIONED, line=9)))
    assert verdict.status == "proven"
    assert verdict.evidence == (
        Proof("A", Location("template.yaml", 5), "VersioningConfiguration.Status = Enabled"),
        Proof("B", Location("template.yaml", 10), "VersioningConfiguration.Status = Enabled"),
    )


def test_what_does_not_hold_is_placed_at_the_value() -> None:
    wrong = bucket("B", {"VersioningConfiguration": {"Status": "Suspended"}}, line=9)
    verdict = judge(RULE, graph(bucket("A", VERSIONED), wrong))
    assert (verdict.status, verdict.at) == ("violated", Location("template.yaml", 10))
    assert verdict.reason == "B: VersioningConfiguration.Status is Suspended, needed Enabled"


def test_what_is_not_set_is_placed_at_the_nearest_thing_that_is() -> None:
    verdict = judge(RULE, graph(bucket("A", {}, line=4)))
    assert (verdict.status, verdict.at) == ("violated", Location("template.yaml", 5))


def test_what_is_not_known_is_undecided_with_the_reason() -> None:
    verdict = judge(RULE, graph(bucket("A", {"VersioningConfiguration": UNSURE})))
    assert (verdict.status, verdict.reason) == ("undecided", "A: VersioningConfiguration.Status: nobody said")


def test_an_assumption_is_told() -> None:
    assumed = value("Enabled")
    assumed.assumed = "Stage has its default"
    verdict = judge(RULE, graph(bucket("A", {"VersioningConfiguration": {"Status": assumed}})))
    assert verdict.status == "proven"
    assert verdict.evidence[0].note.endswith("(assuming Stage has its default)")


@pytest.mark.parametrize(
    ("expect", "status"),
    [
        ("{resource: 'AWS::S3::Bucket'}", "proven"),
        ("{resource: 'AWS::S3::*', count: 3}", "proven"),
        ("{resource: 'AWS::S3::Bucket', count: 1}", "violated"),
        ("{resource: 'AWS::S3::Bucket', count: {at_most: 1}}", "violated"),
        ("{resource: 'AWS::S3::Bucket', count: {at_least: 3}}", "violated"),
        ("{resource: 'AWS::SQS::Queue'}", "violated"),
        ("{resource: 'AWS::SQS::Queue', has: {A: {absent: true}}}", "violated"),
        ("{resource: 'AWS::SQS::Queue', count: 0}", "proven"),
        ("{resource: 'AWS::S3::Bucket', count: 0}", "violated"),
        ("{resource: 'AWS::S3::Bucket', where: {name: 'docs-*'}, count: 1}", "proven"),
        ("{resource: 'AWS::S3::Bucket', where: {name: ['docs-*', other]}, count: 1}", "proven"),
        ("{resource: 'AWS::S3::Bucket', where: {id: B}, count: 1}", "proven"),
        ("{resource: 'AWS::S3::Bucket', where: {region: us-east-1}, count: 2}", "proven"),
        ("{resource: 'AWS::S3::Bucket', where: {region: eu-west-1}}", "violated"),
        ("{resource: 'AWS::S3::Bucket', where: {stack: 'shop-*'}, count: 2}", "proven"),
        ("{resource: 'AWS::S3::Bucket', where: {tag: {Owner: 'team-*'}}, count: 1}", "proven"),
        ("{resource: 'AWS::S3::Bucket', where: {has: {BucketName: {present: true}}}, count: 1}", "proven"),
        ("{resource: 'AWS::S3::Bucket', where: {referenced_by: {resource: '*Policy'}}, count: 1}", "proven"),
        ("{resource: 'AWS::S3::BucketPolicy', where: {references: {resource: '*', where: {id: A}}}}", "proven"),
        ("{resource: 'AWS::S3::BucketPolicy', where: {references: {resource: '*', where: {id: B}}}}", "violated"),
        ("{resource: 'AWS::S3::Bucket', any: true, has: {BucketName: docs-demo}}", "proven"),
        ("{resource: 'AWS::S3::Bucket', has: {BucketName: docs-demo}}", "violated"),
        ("{resource: 'AWS::S3::Bucket', any: true, has: {BucketName: none}}", "violated"),
        ("{resource: 'AWS::S3::Bucket', has: {'Rules[].Status': Enabled}}", "violated"),
        ("{resource: 'AWS::S3::Bucket', has: {'Rules[].Expiration': {absent: true}}}", "proven"),
        ("{output: Url}", "proven"),
        ("{output: 'U*', value: {references: {resource: 'AWS::S3::Bucket'}}}", "proven"),
        ("{output: Url, value: nothing}", "undecided"),
        ("{output: Arn}", "violated"),
        ("{output: Maybe}", "undecided"),
    ],
)
def test_selections_and_counts(expect: str, status: str) -> None:
    built = graph(
        bucket("A", {"BucketName": "docs-demo", "Tags": [{"Key": "Owner", "Value": "team-a"}]}),
        bucket("B"),
        resource("P", "AWS::S3::BucketPolicy", {"Bucket": {"Ref": "A"}}),
    )
    at = Location("template.yaml", 50)
    built.outputs = [
        Output("Url", "", value({"Ref": "A"}), at),
        Output("Maybe", "", Known("x"), at, exists=Truth.UNDECIDED),
    ]
    assert judge(expect, built).status == status


@pytest.mark.parametrize(
    ("expect", "status"),
    [
        ("{resource: 'AWS::S3::Bucket', count: 0}", "violated"),
        ("{resource: 'AWS::S3::Bucket', count: 2}", "undecided"),
        ("{resource: 'AWS::S3::Bucket', count: 1}", "undecided"),
        ("{resource: 'AWS::S3::Bucket'}", "proven"),
        (RULE, "undecided"),
        ("{resource: 'AWS::S3::Bucket', where: {id: A}, has: {VersioningConfiguration.Status: Enabled}}", "proven"),
        ("{resource: 'AWS::S3::Bucket', any: true, has: {VersioningConfiguration.Status: Enabled}}", "proven"),
        ("{resource: 'AWS::S3::Bucket', any: true, has: {VersioningConfiguration.Status: Suspended}}", "violated"),
    ],
)
def test_a_resource_that_may_not_exist_leaves_it_open(expect: str, status: str) -> None:
    built = graph(bucket("A", VERSIONED), bucket("B", {}, exists=Truth.UNDECIDED))
    assert judge(expect, built).status == status


@pytest.mark.parametrize(
    ("expect", "status"),
    [
        ("{resource: 'AWS::SQS::Queue', count: 0}", "undecided"),
        ("{resource: 'AWS::SQS::Queue'}", "undecided"),
        ("{resource: 'AWS::S3::Bucket', count: 1}", "undecided"),
        ("{resource: 'AWS::S3::Bucket', count: {at_most: 0}}", "violated"),
        ("{resource: 'AWS::S3::Bucket'}", "proven"),
        (RULE, "undecided"),
        ("{resource: 'AWS::S3::Bucket', any: true, has: {VersioningConfiguration.Status: Enabled}}", "proven"),
        ("{check: kms.keys-rotate}", "undecided"),
    ],
)
def test_what_a_macro_may_add_leaves_it_open(expect: str, status: str) -> None:
    assert judge(expect, graph(bucket("A", VERSIONED), undecided_resources=macro())).status == status


@pytest.mark.parametrize("synthesis", ["failed", "not_run", "partial"])
def test_what_was_not_synthesised_is_no_proof_of_absence(synthesis: str) -> None:
    assert judge("{resource: 'AWS::SQS::Queue', count: 0}", graph(), status=synthesis).status == "undecided"


def test_a_missing_resource_is_placed_at_what_would_enclose_it() -> None:
    stack = Parent("stack", "Shop", Location("app.py", 3))
    nested = Parent("nested stack", "Alarms", Location("app.py", 7))
    app = Parent("app", "App", Location("app.py", 1))
    alarms = [resource(f"Shop/Alarms/{name}", "AWS::CloudWatch::Alarm", parents=(app, stack, nested)) for name in "AB"]
    other = resource(
        "Shop/Store/Docs", BUCKET, parents=(app, stack, Parent("construct", "Store", Location("app.py", 9)))
    )
    stacks = {
        "Shop": Stack("Shop", Known("shop"), Known("r"), Known("a"), Location("app.py", 3)),
        "Shop/Alarms": Stack("Shop/Alarms", Known("x"), Known("r"), Known("a"), Location("app.py", 7), "Shop"),
    }
    built = graph(*alarms, other, stacks=stacks)

    def place(expect: str) -> Location | None:
        verdict = judge(expect, built)
        assert verdict.status == "violated"
        return verdict.at

    assert place("{resource: 'AWS::CloudWatch::Alarm', where: {id: '*/C'}}") == Location("app.py", 7)
    assert place("{resource: 'AWS::CloudWatch::Dashboard'}") == Location("app.py", 7)
    assert place("{resource: 'AWS::SQS::Queue', where: {id: '*/Store/Queue'}}") == Location("app.py", 9)
    assert place("{resource: 'AWS::SQS::Queue', where: {stack: '*Alarms'}}") == Location("app.py", 7)
    assert place("{resource: 'AWS::SQS::Queue'}") == Location("app.py", 3)


@pytest.mark.parametrize(
    ("queue", "where", "status"),
    [
        ({"KmsMasterKeyId": {"Ref": "Key"}}, "{encrypted-by: {resource: 'AWS::KMS::Key'}}", "proven"),
        ({"KmsMasterKeyId": {"Ref": "Key"}}, "{encrypted-by: {resource: 'AWS::KMS::Key', where: {id: B}}}", "violated"),
        ({"KmsMasterKeyId": UNSURE}, "{encrypted-by: {resource: 'AWS::KMS::Key'}}", "undecided"),
        ({}, "{encrypted-by: {resource: 'AWS::KMS::Key'}}", "violated"),
        ({"KmsMasterKeyId": UNSURE}, "{references: {resource: 'AWS::KMS::Key'}}", "undecided"),
    ],
)
def test_relations_narrow_a_selection(queue: dict[str, Any], where: str, status: str) -> None:
    built = graph(resource("Key", "AWS::KMS::Key"), resource("Q", "AWS::SQS::Queue", queue))
    assert judge(f"{{resource: 'AWS::SQS::Queue', where: {where}}}", built).status == status


def test_what_may_refer_leaves_a_relation_open() -> None:
    built = graph(bucket("A"), resource("P", "AWS::S3::BucketPolicy", {"Bucket": UNSURE}))
    assert (
        judge("{resource: 'AWS::S3::Bucket', where: {referenced_by: {resource: '*Policy'}}}", built).status
        == "undecided"
    )


def test_generated_names_are_made_of_stack_and_logical_id() -> None:
    built = graph(bucket("PrimaryBucket"), bucket("Other"))
    assert judge("{resource: 'AWS::S3::Bucket', where: {name: '*primary*'}, count: 1}", built).status == "proven"


def test_a_key_is_named_by_its_alias() -> None:
    alias = {"AliasName": "alias/docs", "TargetKeyId": {"Ref": "Key"}}
    built = graph(resource("Key", "AWS::KMS::Key"), resource("Alias", "AWS::KMS::Alias", alias))
    assert judge("{resource: 'AWS::KMS::Key', where: {name: alias/docs}, count: 1}", built).status == "proven"


def test_an_alias_that_may_not_be_there_leaves_the_name_open() -> None:
    alias = {"AliasName": "alias/docs", "TargetKeyId": {"Ref": "Key"}}
    built = graph(resource("Key", "AWS::KMS::Key"), resource("Alias", "AWS::KMS::Alias", alias, exists=Truth.UNDECIDED))
    assert judge("{resource: 'AWS::KMS::Key', where: {name: alias/docs}}", built).status == "undecided"


def test_all_expectations_of_a_requirement_have_to_hold() -> None:
    expect = "- {resource: 'AWS::S3::Bucket'}\n- {resource: 'AWS::SQS::Queue'}"
    verdict = judge(expect, graph(bucket("A")))
    assert (verdict.status, verdict.reason) == ("violated", "there is no AWS::SQS::Queue, needed at least 1")


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("infeasible: not with PostgreSQL", "infeasible"),
        ("infeasible: not so, expect: {resource: 'AWS::S3::Bucket'}", "infeasible"),
        ("infeasible: not so, expect: {resource: 'AWS::SQS::Queue'}", "violated"),
        ("expect: {resource: 'AWS::SQS::Queue'}, waived: {reason: later, by: Ann}", "violated"),
    ],
)
def test_infeasible_and_waived_requirements(rest: str, status: str) -> None:
    text = f"version: 1\nsystem: s\nrequirements: [{{id: R1, text: t, {rest}}}]\n"
    (verdict,) = evaluate(parse(text, Path("stackproof.yaml")), context(graph(bucket("A"))))
    assert (verdict.status, verdict.waived) == (status, "later (Ann)" if "waived" in rest else None)


@pytest.mark.parametrize(
    ("expect", "status", "line"),
    [
        ("{file: README.md}", "proven", 1),
        ("{file: README.md, contains: ['^## Settings']}", "proven", 3),
        ("{file: README.md, contains: ['Title\\n\\n## ']}", "proven", 1),
        ("{file: README.md, contains: [nothing]}", "violated", 1),
        ("{file: '*.txt'}", "violated", 0),
        ("{file: '*.txt', count: 0}", "proven", 0),
        ("{file: ../secret.md}", "violated", 0),
        ("{file: link.md}", "violated", 0),
        ("{file: folder/link/README.md}", "violated", 0),
        ("{file: folder}", "violated", 0),
        ("{file: pipe}", "violated", 0),
    ],
)
def test_files_are_read_below_the_project_alone(tmp_path: Path, expect: str, status: str, line: int) -> None:
    import os

    root = tmp_path / "project"
    (root / "folder").mkdir(parents=True)
    (root / "README.md").write_text("# Title\n\n## Settings\n")
    (tmp_path / "secret.md").write_text("# Title")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "folder" / "link").symlink_to(root)
    os.mkfifo(root / "pipe")
    verdict = judge(expect, graph(), root=root)
    place = verdict.at or verdict.evidence[0].location
    assert (verdict.status, place.line) == (status, line)


def test_an_absent_value_of_no_place_falls_to_the_resource() -> None:
    made = bucket("A", line=4)
    made.properties.entries["VersioningConfiguration"] = Absent()
    assert judge(RULE, graph(made)).at == Location("template.yaml", 4)
