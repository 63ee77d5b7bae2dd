"""Properties that hold for every input: the reader is total, and the functions obey their algebra."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.query import show
from stackproof.graph.values import Known, Value, walk
from stackproof.synthesis.cloudformation.assemble import StackInput, assemble
from stackproof.synthesis.cloudformation.loader import load
from stackproof.synthesis.cloudformation.stack import Placement

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SEED = b"""\
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  P: {Type: CommaDelimitedList, Default: 'a,b'}
Mappings: {M: {a: {b: c}}}
Conditions:
  C: !And [!Equals [!Ref P, a], !Not [!Condition D]]
  D: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  'Fn::ForEach::L': [N, !Ref P, {'Q${N}': {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${N}'}}}]
  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: ., Policies: [S3ReadPolicy: {BucketName: b}],
      Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Qa.Arn}}}}}
  B:
    Type: AWS::S3::Bucket
    Condition: C
    DependsOn: [Qa]
    DeletionPolicy: Retain
    Properties:
      BucketName: !Join ['-', [!If [D, x, !Ref AWS::NoValue], !Select [0, !Split [',', 'a,b']]]]
      Tags: [{Key: k, Value: !FindInMap [M, a, b]}]
      Cidr: !Cidr [10.0.0.0/16, 2, 8]
Outputs: {O: {Value: !GetAtt B.Arn, Export: {Name: !Sub '${AWS::StackName}-b'}}}
"""


def read_bytes(data: bytes, name: str) -> None:
    """Reads bytes as a template; only InputError may come of it."""
    with contextlib.suppress(InputError):
        document = load(data, name)
        graph = assemble([StackInput("", document.root, name, region="us-east-1")])
        for resource in graph.resources.values():
            list(walk(resource.properties))
            hash(resource.properties)


@QUICK
@given(st.binary(max_size=300), st.sampled_from(["t.yaml", "t.json"]))
def test_arbitrary_bytes_raise_nothing_but_an_input_error(data: bytes, name: str) -> None:
    read_bytes(data, name)


MARKS = st.sampled_from([b"", b"&a ", b"*a", b"!Ref ", b"[", b"]", b"{", b"}", b": ", b"\n", b"- ", b"Fn::If", b"<<"])


@QUICK
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SEED)),
            st.integers(0, 12),
            st.sampled_from(
                [b"", b"&a ", b"*a", b"!Ref ", b"[", b"]", b"{", b"}", b": ", b"\n", b"- ", b"Fn::If", b"<<"]
            )
            | st.binary(max_size=4),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_mutated_templates_raise_nothing_but_an_input_error(edits: list[tuple[int, int, bytes]]) -> None:
    data = SEED
    for start, length, replacement in edits:
        data = data[:start] + replacement + data[start + length :]
    read_bytes(data, "t.yaml")


NAMES = st.sampled_from(["A", "B", "P", "C", "M", "AWS::Region", "AWS::NoValue", "a.b", "A.Arn", "-", "", "${A}", "x"])
FUNCTIONS = st.sampled_from(
    [
        "Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::Select", "Fn::Split", "Fn::FindInMap", "Fn::Base64",
        "Fn::Cidr", "Fn::GetAZs", "Fn::ImportValue", "Fn::Transform", "Fn::ToJsonString", "Fn::Length", "Fn::Equals",
        "Fn::And", "Fn::Or", "Fn::Not", "Condition", "Fn::Nothing", "Fn::ForEach::L",
    ]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 300) | st.floats(allow_nan=False) | NAMES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(FUNCTIONS, inner, min_size=1, max_size=1)
        | st.dictionaries(NAMES, inner, max_size=3)
    ),
    max_leaves=25,
)
RESOURCE = st.fixed_dictionaries(
    {},
    optional={
        "Type": st.sampled_from(["AWS::S3::Bucket", "AWS::CloudFormation::Stack", "AWS::Serverless::Function"]) | JSON,
        "Properties": JSON,
        "Condition": NAMES,
        "DependsOn": JSON,
        "DeletionPolicy": JSON,
        "Metadata": JSON,
    },
)
TEMPLATES = st.fixed_dictionaries(
    {"Resources": st.dictionaries(NAMES, RESOURCE | JSON, min_size=1, max_size=4)},
    optional={
        "Conditions": st.dictionaries(NAMES, JSON, max_size=3) | JSON,
        "Parameters": st.dictionaries(NAMES, JSON, max_size=3) | JSON,
        "Mappings": JSON,
        "Outputs": st.dictionaries(NAMES, JSON, max_size=3) | JSON,
        "Transform": JSON | st.sampled_from(["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"]),
        "Globals": JSON,
    },
)


@QUICK
@given(TEMPLATES)
def test_the_evaluator_is_total_on_templates_with_and_without_positions(template: dict[str, Any]) -> None:
    read_bytes(json.dumps(template).encode(), "t.json")
    with contextlib.suppress(InputError):
        assemble([StackInput("S", template, "t.json", placement=lambda _name, _node: Placement(Location("app.py", 1)))])


@QUICK
@given(TEMPLATES)
def test_the_same_template_gives_the_same_graph(template: dict[str, Any]) -> None:
    data = json.dumps(template).encode()
    assert shown(data) == shown(data)


def shown(data: bytes) -> object:
    try:
        graph = assemble([StackInput("", load(data, "t.json").root, "t.json")])
    except InputError as error:
        return str(error)
    resources = [(name, show(found.properties, 10**6), found.exists) for name, found in graph.resources.items()]
    return resources, graph.problems, graph.undecided_resources


PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="${"), max_size=8)


def evaluated(expression: object) -> Value:
    template = {"Resources": {"R": {"Type": "Custom::Probe", "Properties": {"Value": expression}}}}
    graph = assemble([StackInput("", load(json.dumps(template).encode(), "t.json").root, "t.json")])
    return graph.resources["R"].get("Value")


@QUICK
@given(PLAIN, st.lists(PLAIN, max_size=5))
def test_join_is_the_join_of_texts(delimiter: str, parts: list[str]) -> None:
    assert evaluated({"Fn::Join": [delimiter, parts]}) == Known(delimiter.join(parts))


@QUICK
@given(PLAIN.filter(bool), PLAIN)
def test_join_undoes_split(delimiter: str, text: str) -> None:
    assert evaluated({"Fn::Join": [delimiter, {"Fn::Split": [delimiter, text]}]}) == Known(text)


@QUICK
@given(st.lists(PLAIN, min_size=1, max_size=4), PLAIN)
def test_nested_joins_are_one_join(parts: list[str], last: str) -> None:
    open_one = {"Ref": "AWS::Region"}
    nested = {"Fn::Join": ["", [{"Fn::Join": ["", [*parts, open_one]]}, last]]}
    assert evaluated(nested) == evaluated({"Fn::Join": ["", [*parts, open_one, last]]})


@QUICK
@given(st.lists(PLAIN, min_size=1, max_size=4))
def test_sub_of_variables_is_join_of_their_values(parts: list[str]) -> None:
    text = "".join(f"${{v{index}}}" for index in range(len(parts)))
    variables = {f"v{index}": part for index, part in enumerate(parts)}
    assert evaluated({"Fn::Sub": [text, variables]}) == evaluated({"Fn::Join": ["", parts]})
