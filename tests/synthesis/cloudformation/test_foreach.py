from __future__ import annotations

import pytest

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.values import Known, MapValue, Reference
from tests.synthesis.cloudformation.reading import graph_of

TEMPLATE = """\
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'a,b-c'}
  Open: {Type: CommaDelimitedList}
Mappings: {M: {k: {names: [x, y]}}}
Resources:
  'Fn::ForEach::Queues':
    - Name
    - !Ref Names
    - 'Queue&{Name}':
        Type: AWS::SQS::Queue
        Properties:
          QueueName: !Sub 'q-${Name}'
          'Fn::ForEach::Numbers': [K, [DelaySeconds, MaximumMessageSize], {'${K}': 5}]
  'Fn::ForEach::Grid':
    - A
    - [one, two]
    - 'Fn::ForEach::Inner':
        - B
        - !FindInMap [M, k, names]
        - 'T${A}${B}': {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}
  'Fn::ForEach::Unknown':
    - Name
    - !Ref Open
    - 'X${Name}': {Type: AWS::SQS::Queue}
  Partly:
    Type: AWS::SQS::Queue
    Properties: {DelaySeconds: 1, 'Fn::ForEach::P': [K, !Ref Open, {'${K}': 1}]}
Outputs:
  'Fn::ForEach::O': [Name, !Ref Names, {'Out&{Name}': {Value: !GetAtt ['Queue&{Name}', Arn]}}]
"""


def test_loops_over_known_collections_are_unrolled() -> None:
    graph = graph_of(TEMPLATE)
    assert list(graph.resources) == ["Queuea", "Queuebc", "Tonex", "Toney", "Ttwox", "Ttwoy", "Partly"]
    assert graph.resources["Queuebc"].properties == MapValue(
        {"QueueName": Known("q-b-c"), "DelaySeconds": Known(5), "MaximumMessageSize": Known(5)}
    )
    assert graph.resources["Ttwox"].get("TopicName") == Known("two")
    assert graph.resources["Queuea"].location == Location("t.yaml", 10, 7)
    assert {output.name: output.value for output in graph.outputs} == {
        "Outa": Reference("Queuea", "Arn"),
        "Outbc": Reference("Queuebc", "Arn"),
    }


def test_what_is_made_over_a_default_is_assumed() -> None:
    graph = graph_of(TEMPLATE)
    assert graph.resources["Queuea"].assumed == "default of parameter Names"
    assert graph.resources["Tonex"].assumed is None
    assert graph_of(TEMPLATE, Names="z").resources["Queuez"].assumed is None


def test_a_loop_over_an_unknown_collection_is_undecided() -> None:
    graph = graph_of(TEMPLATE)
    message = "the loop Unknown cannot be unrolled: parameter Open has no value"
    assert [(found.message, found.at.line) for found in graph.undecided_resources] == [(message, 22)]
    assert graph.resources["Partly"].properties == MapValue({"DelaySeconds": Known(1)}, complete=False)


def test_a_loop_that_makes_the_same_key_twice_is_reported() -> None:
    graph = graph_of("""
        Transform: AWS::LanguageExtensions
        Resources:
          'Fn::ForEach::L': [N, [a, b], {Q: {Type: AWS::SQS::Queue}}]
    """)
    assert [problem.message for problem in graph.problems] == ["a loop makes Q twice"]


def test_loops_within_loops_cannot_make_a_template_without_end() -> None:
    loop = "{'Q${A}${B}${C}${D}': {Type: AWS::SQS::Queue}}"
    many = "[" + ", ".join(f"i{n}" for n in range(60)) + "]"
    for name in "DCBA":
        loop = f"{{'Fn::ForEach::L{name}': [{name}, {many}, {loop}]}}"
    with pytest.raises(InputError, match="the loops of the template make more than 1000000 values"):
        graph_of(f"Transform: AWS::LanguageExtensions\nResources: {loop}\n")


def test_without_the_transform_a_loop_is_no_resource() -> None:
    graph = graph_of("Resources:\n  'Fn::ForEach::L': [N, [a], {'Q${N}': {Type: AWS::SQS::Queue}}]\n")
    assert graph.resources == {}
    assert [problem.message for problem in graph.undecided_resources] == [
        "Fn::ForEach::L is not read without the transform AWS::LanguageExtensions"
    ]
