"""Relations lead from one resource to another and back, and every declared path exists in the published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stackproof.facts.types import known_types
from stackproof.graph.relations import NAMES, RELATIONS, RelationSpec, related, related_to
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown
from tests.graph.builders import graph, ref, resource, sub, when

YES, NO, UNDECIDED = Truth.YES, Truth.NO, Truth.UNDECIDED
PARAMETER = Unknown("no value was given", "parameter P")


def rule(bucket: Any) -> dict[str, Any]:
    return {"Status": "Enabled", "Destination": {"Bucket": bucket}}


def ends(name: str, properties: dict[str, Any], type_: str = "AWS::S3::Bucket") -> list[tuple[str | None, Truth]]:
    world = graph(
        resource("Source", type_, properties),
        resource("A", "AWS::S3::Bucket", {"BucketName": "a"}),
        resource("B", "AWS::S3::Bucket"),
        resource("Queue", "AWS::SQS::Queue", {"QueueName": "dead"}),
        resource("Fn", "AWS::Lambda::Function"),
        resource("Live", "AWS::Lambda::Alias", {"FunctionName": ref("Fn"), "Name": "live"}),
        resource("Key", "AWS::KMS::Key"),
        resource("Alias", "AWS::KMS::Alias", {"AliasName": "alias/k", "TargetKeyId": ref("Key")}),
        resource("Subnet", "AWS::EC2::Subnet"),
    )
    found = related(world, world.resources["Source"], name)
    for one in found:
        if one.resource is not None:
            assert (world.resources["Source"], one.truth) in [
                (back.resource, back.truth) for back in related_to(world, one.resource, name)
            ]
    return [(one.resource.address if one.resource else None, one.truth) for one in found]


def test_each_item_of_a_list_is_followed() -> None:
    rules = [rule(ref("A", "Arn")), rule(sub("arn:aws:s3:::", ref("B"))), rule("arn:aws:s3:::elsewhere")]
    found = ends("replicates-to", {"ReplicationConfiguration": {"Rules": rules}})
    assert found == [("A", YES), ("B", YES), (None, NO)]


def test_what_hangs_on_a_condition_is_undecided() -> None:
    rules = when("C", [rule(ref("A", "Arn"))], [rule(ref("B", "Arn"))])
    found = ends("replicates-to", {"ReplicationConfiguration": {"Rules": rules}})
    assert found == [("A", UNDECIDED), ("B", UNDECIDED)]


@pytest.mark.parametrize("rules", [PARAMETER, [rule(PARAMETER)]])
def test_an_unknown_may_lead_anywhere(rules: Any) -> None:
    assert ends("replicates-to", {"ReplicationConfiguration": {"Rules": rules}}) == [(None, UNDECIDED)]


def test_a_property_that_is_not_set_leads_nowhere() -> None:
    assert ends("replicates-to", {}) == []


@pytest.mark.parametrize("key", [ref("Key"), ref("Key", "Arn"), ref("Alias"), Known("alias/k")])
def test_a_key_is_found_behind_its_alias(key: Any) -> None:
    assert ends("encrypted-by", {"KmsMasterKeyId": key}, "AWS::SQS::Queue") == [("Key", YES)]


def test_a_key_of_aws_is_outside_the_graph() -> None:
    assert ends("encrypted-by", {"KmsMasterKeyId": "alias/aws/sqs"}, "AWS::SQS::Queue") == [(None, NO)]


@pytest.mark.parametrize("function", [ref("Fn"), ref("Fn", "Arn"), ref("Live")])
def test_a_function_is_found_behind_its_alias(function: Any) -> None:
    assert ends("invokes", {"FunctionName": function}, "AWS::Lambda::EventSourceMapping") == [("Fn", YES)]


@pytest.mark.parametrize(
    "policy",
    [
        {"deadLetterTargetArn": ref("Queue", "Arn")},
        json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:111122223333:dead"}),
    ],
)
def test_a_policy_in_json_text_is_read(policy: Any) -> None:
    found = ends("dead-letters-to", {"RedrivePolicy": policy}, "AWS::SQS::Queue")
    assert [address for address, _ in found] == ["Queue"]


def test_an_attribute_of_something_else_leaves_it_open() -> None:
    assert ends("in-vpc", {"VpcId": ref("Subnet", "VpcId")}, "AWS::EC2::SecurityGroup") == [(None, UNDECIDED)]


def test_a_relation_that_is_not_declared_is_a_fault_of_the_caller() -> None:
    world = graph(resource("A", "AWS::S3::Bucket"))
    with pytest.raises(KeyError, match="encrypted-by"):
        related(world, world.resources["A"], "encrypted")


def test_every_type_of_the_table_exists() -> None:
    named = {spec.source for spec in RELATIONS} | {target for spec in RELATIONS for target in spec.targets}
    assert named - known_types() == set()
    assert len(set(RELATIONS)) == len(RELATIONS)
    assert {"encrypted-by", "replicates-to", "role", "policy-of", "dead-letters-to", "in-subnet"} <= NAMES


@pytest.mark.parametrize("spec", RELATIONS, ids=lambda spec: f"{spec.source} {'.'.join(spec.path)}")
def test_every_path_of_the_table_is_in_the_schema(spec: RelationSpec) -> None:
    cfnlint = pytest.importorskip("cfnlint")
    folder = Path(cfnlint.__file__).parent / "data" / "schemas"
    pointers = json.loads((folder / "providers" / "us-east-1.json").read_text("utf-8"))
    root = json.loads((folder / "resources" / f"{pointers[spec.source]}.json").read_text("utf-8"))
    here = root
    for step in spec.path:
        if step == "deadLetterTargetArn":
            return  # inside a policy in JSON, which the schema leaves open
        name = step.removesuffix("[]").removesuffix("{}")
        here = _resolved(root, here)
        if "patternProperties" in here and name not in here.get("properties", {}):
            return
        assert name in here.get("properties", {}), f"{spec.source} has no {'.'.join(spec.path)}"
        here = _resolved(root, here["properties"][name])
        if step.endswith("[]"):
            assert here["type"] == "array"
            here = here["items"]


def _resolved(root: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema
