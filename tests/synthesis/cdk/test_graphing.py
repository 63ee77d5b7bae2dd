"""Assemblies that no framework wrote: whatever is in them, there is a graph or an InputError."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.graph.graph import Graph
from stackproof.graph.values import Known
from stackproof.synthesis.cdk.execution import Made, Ran
from stackproof.synthesis.cdk.graphing import Reading, Result, read_run

RAN = Ran("first", "ok", None, 1.0, constructs={"S": Made("stack", (("app.py", 3, 1),), 0)})


def read(files: dict[str, Any], ran: Ran = RAN) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "first").mkdir()
        (root / "project").mkdir()
        for name, data in files.items():
            text = data if isinstance(data, str) else json.dumps(data)
            (root / "first" / name).write_text(text, "utf-8")
        return read_run(Reading(root / "project", root, {}, {"Size": "9"}), ran, None)


def manifest(**stack: Any) -> dict[str, Any]:
    artifact = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "t.json"}}
    return {"artifacts": {"S": {**artifact, **stack}}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NODE = st.fixed_dictionaries(
    {},
    optional={
        "Type": st.sampled_from(["AWS::S3::Bucket", "AWS::CloudFormation::Stack"]) | JSON,
        "Properties": JSON,
        "DependsOn": JSON,
        "Metadata": JSON | st.fixed_dictionaries({"aws:cdk:path": JSON, "aws:asset:path": st.just("t.json") | JSON}),
    },
)
ARTIFACT = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["aws:cloudformation:stack", "cdk:cloud-assembly"]) | JSON,
        "properties": JSON | st.fixed_dictionaries({"templateFile": st.just("t.json") | JSON, "tags": JSON}),
        "environment": JSON,
        "metadata": JSON,
        "additionalMetadataFile": st.just("t.json") | JSON,
        "displayName": JSON,
    },
)


@settings(max_examples=150, deadline=None)
@given(
    artifacts=st.dictionaries(st.text(max_size=4), ARTIFACT | JSON, max_size=3) | JSON,
    missing=st.lists(st.fixed_dictionaries({"provider": JSON, "props": JSON}), max_size=2) | JSON,
    template=st.fixed_dictionaries({"Resources": st.dictionaries(st.text(max_size=4), NODE | JSON, max_size=3)}) | JSON,
)
def test_any_assembly_is_read_or_refused(artifacts: Any, missing: Any, template: Any) -> None:
    try:
        result = read({"manifest.json": {"artifacts": artifacts, "missing": missing}, "t.json": template})
    except InputError:
        return
    assert isinstance(result.graph, Graph)


@settings(max_examples=150, deadline=None)
@given(metadata=st.dictionaries(st.just("/S/B"), JSON | st.lists(JSON, max_size=2), max_size=1), node=NODE)
def test_any_resource_and_metadata_are_read_or_refused(metadata: Any, node: Any) -> None:
    try:
        result = read({"manifest.json": manifest(metadata=metadata), "t.json": {"Resources": {"B": node, "C": node}}})
    except InputError:
        return
    assert set(result.graph.stacks) >= {"S"}


@pytest.mark.parametrize("depth", [50, 3000, 50_000])
def test_a_template_that_is_nested_too_deeply_is_refused(depth: int) -> None:
    text = '{"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"X": ' + "[" * depth + "]" * depth + "}}}}"
    with_lookup = {**manifest(), "missing": [{"provider": "ami", "props": {}}]}
    if depth < 100:
        assert len(read({"manifest.json": with_lookup, "t.json": text}).graph.resources) == 1
        return
    with pytest.raises(InputError, match=r"deep|levels|not JSON"):
        read({"manifest.json": with_lookup, "t.json": text})


def test_two_resources_that_claim_one_construct_keep_addresses_of_their_own() -> None:
    node = {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "S/Topic/Resource"}}
    result = read({"manifest.json": manifest(), "t.json": {"Resources": {"A": node, "B": node, "C": node}}})
    assert set(result.graph.resources) == {"S/Topic", "S/Topic/Resource", "S/C"}


def test_an_older_assembly_keeps_its_metadata_in_the_manifest() -> None:
    metadata = {"/S/Topic": [{"type": "aws:cdk:warning", "data": "mind this"}, {"type": "aws:cdk:error", "data": "no"}]}
    node = {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "S/Topic"}}
    result = read({"manifest.json": manifest(metadata=metadata), "t.json": {"Resources": {"A": node}}})
    assert [(problem.level, problem.message) for problem in result.graph.problems] == [
        ("note", "S/Topic: mind this"),
        ("error", "S/Topic: no"),
    ]
    assert result.errors


def test_a_resource_without_a_path_stands_with_what_refers_to_it() -> None:
    made = Ran(
        "first", "ok", None, 1.0, constructs={**RAN.constructs, "S/T": Made("construct", (("app.py", 9, 5),), 0)}
    )
    resources = {
        "Role": {"Type": "AWS::IAM::Role"},
        "T": {
            "Type": "AWS::Lambda::Function",
            "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}},
            "Metadata": {"aws:cdk:path": "S/T/Resource"},
        },
    }
    result = read({"manifest.json": manifest(), "t.json": {"Resources": resources}}, made)
    role = result.graph.resources["S/Role"]
    assert (str(role.location), role.framework) == ("app.py:9:5", True)


def test_a_resource_that_the_user_calls_resource_is_not_taken_for_its_stack() -> None:
    made = Ran(
        "first", "ok", None, 1.0, constructs={**RAN.constructs, "S/Resource": Made("construct", (("a.py", 7, 1),), 0)}
    )
    node = {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "S/Resource"}}
    result = read({"manifest.json": manifest(), "t.json": {"Resources": {"A": node}}}, made)
    found = result.graph.resources["S/Resource"]
    assert (str(found.location), found.framework) == ("a.py:7:1", False)


def test_a_parameter_of_the_template_takes_the_value_of_its_setting() -> None:
    template = {
        "Parameters": {"Size": {"Type": "String", "Default": "1"}, "Other": {"Type": "String"}},
        "Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": {"Ref": "Size"}}}},
    }
    result = read({"manifest.json": manifest(), "t.json": template})
    assert result.graph.resources["S/A"].get("DelaySeconds") == Known("9")
