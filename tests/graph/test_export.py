"""The graph as JSON, Mermaid and CloudFormation."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stackproof.graph.cloudformation import to_templates
from stackproof.graph.export import render
from stackproof.graph.graph import Graph, Output, Stack
from stackproof.graph.location import Location
from stackproof.graph.resource import Lifecycle, Resource
from stackproof.graph.serialise import to_data, to_json, value_data
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Sensitive, Unknown, Value
from tests.graph.builders import AT, PARTITION, REGION, graph, ref, resource, sub, value, when

PARAMETER = Unknown("parameter Env has no value", "parameter Env")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (Known(5), 5),
        (Known(None), None),
        (Known(float("inf")), "inf"),
        (ref("A", "Arn"), {"$ref": "A", "attribute": "Arn"}),
        (ref("A"), {"$ref": "A"}),
        (sub("x-", ref("A")), {"$text": ["x-", {"$ref": "A"}]}),
        (when("C", 1, 2), {"$if": "C", "then": 1, "else": 2}),
        (PARAMETER, {"$unknown": "parameter Env has no value", "symbol": "parameter Env"}),
        (Unknown("who knows"), {"$unknown": "who knows"}),
        (Sensitive(Known("hunter2")), {"$sensitive": True}),
        (value({"a": Absent(), "$ref": "mine"}), {"$$ref": "mine"}),
        (value([Absent(), 1]), [{"$absent": True}, 1]),
        (MapValue({"a": Known(1)}, complete=False), {"$partial": {"a": 1}}),
        (ListValue((Known(1),), complete=False), {"$partial": [1]}),
    ],
)
def test_every_kind_of_value_has_its_form(written: Value, expected: Any) -> None:
    assert value_data(written) == expected


def world() -> Graph:
    made = graph(
        resource("Bucket", "AWS::S3::Bucket", {"BucketName": sub("docs-", PARAMETER)}, stack="Root"),
        resource("Root/Inner", "AWS::CloudFormation::Stack", {"TemplateURL": "inner.json"}, stack="Root"),
        resource("Key", "AWS::KMS::Key", {"KeyPolicy": {"Statement": []}}, stack="Root/Inner", exists=Truth.UNDECIDED),
        resource("Twin", "AWS::S3::Bucket", {"Tags": when("Tagged", [{"Key": "a", "Value": "b"}], Absent())}),
        resource("Foreign", "null_resource", {}),
        resource("Gone", "AWS::S3::Bucket", {}, exists=Truth.NO),
    )
    made.resources["Root/Inner"].logical_id = "Inner"
    made.resources["Twin"].logical_id = "Bucket"
    made.resources["Twin"].depends_on = ("Bucket", "Root/Inner")
    made.resources["Twin"].lifecycle = Lifecycle("retain")
    made.resources["Key"].condition = "Encrypted"
    for key, parent in (("Root", None), ("Root/Inner", "Root")):
        made.stacks[key] = Stack(key, Known(key), REGION, REGION, AT, parent)
    made.outputs.append(Output("Arn", "Root", ref("Bucket", "Arn"), AT))
    made.outputs.append(Output("Inner", "Root/Inner", ref("Key", "Arn"), AT))
    return made


def test_equal_graphs_give_equal_bytes_whatever_the_order() -> None:
    first = world()
    shuffled = list(first.resources.items())
    random.Random(7).shuffle(shuffled)
    second = world()
    second.resources = dict(shuffled)
    assert to_json(first) == to_json(second)
    assert json.loads(to_json(first)) == to_data(first)


def test_json_says_of_each_resource_where_it_is_from_and_what_it_refers_to() -> None:
    data = to_data(world())
    twin = next(row for row in data["resources"] if row["address"] == "Twin")
    assert twin["location"] == {"file": "template.yaml", "line": 1, "column": 1}
    assert twin["lifecycle"]["on_delete"] == "retain"
    assert {(edge["source"], edge["target"]) for edge in data["edges"]} == {("Twin", "Bucket"), ("Twin", "Root/Inner")}


def test_a_secret_is_in_no_form() -> None:
    made = graph(resource("Secret", "AWS::SecretsManager::Secret", {"SecretString": Sensitive(Known("hunter2"))}))
    for form in ("json", "mermaid", "cloudformation"):
        assert "hunter2" not in render(made, form)


def test_mermaid_groups_by_stack_and_draws_each_pair_once() -> None:
    assert render(world(), "mermaid").splitlines() == [
        "flowchart LR",
        '  subgraph s0["Root"]',
        '    r0["Bucket<br/>S3 Bucket"]',
        '    r1["Inner<br/>CloudFormation Stack"]',
        '    subgraph s1["Root/Inner"]',
        '      r2["Key<br/>KMS Key"]',
        "    end",
        "  end",
        '  r3["Twin<br/>S3 Bucket"]',
        '  r4["Foreign<br/>null_resource"]',
        "  r3 --> r0",
        "  r3 --> r1",
    ]


def test_a_hostile_name_cannot_break_out_of_its_label() -> None:
    text = render(graph(resource('x"]; click r0 "javascript:alert(1)\n<script>', "AWS::S3::Bucket")), "mermaid")
    assert text.count("\n") == 2
    assert '"]; click' not in text
    assert "<script>" not in text


def test_cloudformation_flattens_nested_stacks_and_keeps_what_is_open_open() -> None:
    templates = to_templates(world())
    assert templates == {
        "": {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Metadata": {"Stackproof": {"LeftOut": [{"Address": "Foreign", "Type": "null_resource"}]}},
            "Parameters": {
                "Env": {"Type": "String", "Description": "parameter Env has no value"},
                "EncryptedHolds": {
                    "Type": "String",
                    "AllowedValues": ["true", "false"],
                    "Description": "Whether the condition Encrypted holds",
                },
                "TaggedHolds": {
                    "Type": "String",
                    "AllowedValues": ["true", "false"],
                    "Description": "Whether the condition Tagged holds",
                },
            },
            "Conditions": {
                "Encrypted": {"Fn::Equals": [{"Ref": "EncryptedHolds"}, "true"]},
                "Tagged": {"Fn::Equals": [{"Ref": "TaggedHolds"}, "true"]},
            },
            "Resources": {
                "Bucket": {
                    "Type": "AWS::S3::Bucket",
                    "Properties": {"BucketName": {"Fn::Join": ["", ["docs-", {"Ref": "Env"}]]}},
                },
                "Key": {
                    "Type": "AWS::KMS::Key",
                    "Condition": "Encrypted",
                    "Properties": {"KeyPolicy": {"Statement": []}},
                },
                "Bucket2": {
                    "Type": "AWS::S3::Bucket",
                    "DependsOn": ["Bucket"],
                    "DeletionPolicy": "Retain",
                    "UpdateReplacePolicy": "Retain",
                    "Properties": {
                        "Tags": {"Fn::If": ["Tagged", [{"Key": "a", "Value": "b"}], {"Ref": "AWS::NoValue"}]}
                    },
                },
            },
            "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Bucket", "Arn"]}}},
        }
    }


def two_regions() -> Graph:
    return graph(
        resource(
            "Primary", "AWS::S3::Bucket", {"Replica": ref("Replica", "Arn"), "Other": ref("Queue")}, region="us-east-1"
        ),
        resource("Replica", "AWS::S3::Bucket", {"BucketName": "replica"}, region="us-west-2"),
        resource("Queue", "AWS::SQS::Queue", region="us-west-2"),
    )


def test_a_reference_into_another_region_is_written_out_or_asked_for() -> None:
    templates = to_templates(two_regions())
    assert set(templates) == {"us-east-1", "us-west-2"}
    assert templates["us-east-1"]["Resources"]["Primary"]["Properties"] == {
        "Replica": "arn:aws:s3:::replica",
        "Other": {"Ref": "Queue"},
    }
    assert set(templates["us-east-1"]["Parameters"]) == {"Queue"}


def test_several_templates_are_one_stream_of_documents() -> None:
    import yaml

    documents = list(yaml.safe_load_all(render(two_regions(), "cloudformation")))
    assert [set(one["Resources"]) for one in documents] == [{"Primary"}, {"Replica", "Queue"}]


def test_the_template_of_a_graph_passes_the_validator(tmp_path: Path) -> None:
    made = graph(
        resource("Key", "AWS::KMS::Key", {"KeyPolicy": policy("kms:*")}),
        resource(
            "Bucket",
            "AWS::S3::Bucket",
            {
                "BucketName": sub("docs-", PARAMETER),
                "BucketEncryption": {
                    "ServerSideEncryptionConfiguration": [
                        {
                            "ServerSideEncryptionByDefault": {
                                "SSEAlgorithm": "aws:kms",
                                "KMSMasterKeyID": when("OwnKey", ref("Key", "Arn"), Absent()),
                            }
                        }
                    ]
                },
            },
        ),
        Resource("Log", "AWS::Logs::LogGroup", MapValue({"RetentionInDays": Known(7)}), Location("a", 1)),
    )
    template = tmp_path / "template.json"
    template.write_text(render(made, "cloudformation"), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "stackproof.oracles.cloudformation_validate_child", str(template)],
        capture_output=True,
        check=True,
        timeout=60,
    )
    found = json.loads(ran.stdout)["diagnostics"]
    assert [row for row in found if row["severity"] in ("ERROR", "FATAL")] == []


def policy(action: str) -> dict[str, Any]:
    root = sub("arn:", PARTITION, ":iam::", Unknown("", "AWS::AccountId"), ":root")
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": root}, "Action": action, "Resource": "*"}],
    }
