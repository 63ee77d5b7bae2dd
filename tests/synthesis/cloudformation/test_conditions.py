from __future__ import annotations

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, Value
from tests.synthesis.cloudformation.reading import graph_of

YES, NO, UNDECIDED = Truth.YES, Truth.NO, Truth.UNDECIDED

HEAD = """
Parameters:
  Open: {Type: String}
  Name: {Type: String, Default: dev}
  Env: {Type: String, AllowedValues: [dev, prod]}
"""


def existence(condition: str, more: str = "", **parameters: str) -> tuple[Truth, str | None]:
    graph = graph_of(
        f"""{HEAD}
Conditions:
  C: {condition}
  T: !Equals [a, a]
  F: !Equals [a, b]
  U: !Equals [!Ref Open, x]
  {more}
Resources:
  R: {{Type: AWS::SNS::Topic, Condition: C}}
""",
        **parameters,
    )
    assert graph.problems == []
    return graph.resources["R"].exists, graph.resources["R"].assumed


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("!Condition T", YES),
        ("!Condition F", NO),
        ("!Condition U", UNDECIDED),
        ("!Not [!Condition U]", UNDECIDED),
        ("!Not [!Condition F]", YES),
        ("!And [!Condition U, !Condition F]", NO),
        ("!And [!Condition U, !Condition T]", UNDECIDED),
        ("!And [!Condition T, !Condition T]", YES),
        ("!Or [!Condition U, !Condition T]", YES),
        ("!Or [!Condition U, !Condition F]", UNDECIDED),
        ("!Or [!Condition F, !Condition F]", NO),
        ("!Equals [!Ref Open, !Ref Open]", YES),
        ("!Equals ['true', true]", YES),
        ("!Equals [!Ref Env, test]", NO),
        ("!Equals [test, !Ref Env]", NO),
        ("!Equals [!Ref Env, prod]", UNDECIDED),
        ("!Equals [!Sub 'x-${Open}', 'y-1']", NO),
        ("!Equals [!Join [',', [a, b]], 'a,b']", YES),
        ("!Equals [!Ref AWS::Region, us-east-1]", UNDECIDED),
    ],
)
def test_conditions_follow_three_valued_logic(condition: str, expected: Truth) -> None:
    assert existence(condition) == (expected, None)


@pytest.mark.parametrize(
    ("condition", "expected", "assumed"),
    [
        ("!Equals [!Ref Name, dev]", YES, "default of parameter Name"),
        ("!Equals [!Ref Name, prod]", NO, "default of parameter Name"),
        ("!Not [!Equals [!Ref Name, dev]]", NO, "default of parameter Name"),
        ("!Or [!Equals [!Ref Name, dev], !Condition T]", YES, None),
        ("!And [!Equals [!Ref Name, dev], !Condition T]", YES, "default of parameter Name"),
        ("!And [!Equals [!Ref Name, dev], !Condition U]", UNDECIDED, None),
    ],
)
def test_a_condition_decided_by_a_default_is_assumed(condition: str, expected: Truth, assumed: str | None) -> None:
    assert existence(condition) == (expected, assumed)


def test_a_passed_value_decides_without_assumption() -> None:
    assert existence("!Equals [!Ref Name, prod]", Name="prod") == (YES, None)


WORLDS = """
Conditions:
  Prod: !Equals [!Ref Open, prod]
  Dev: !Equals [!Ref Open, dev]
  NotProd: !Not [!Condition Prod]
  Both: !And [!Condition Prod, !Condition Other]
  Either: !Or [!Condition Prod, !Condition Other]
  Other: !Equals [!Ref Env, prod]
Resources:
  R:
    Type: Custom::Probe
    Condition: {condition}
    Properties: {{Value: {value}}}
"""


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ("Prod", "!If [Prod, 1, 2]", Known(1)),
        ("Prod", "!If [NotProd, 1, 2]", Known(2)),
        ("Prod", "!If [Dev, 1, 2]", Known(2)),
        ("NotProd", "!If [Prod, 1, 2]", Known(2)),
        ("Both", "!If [Other, !If [Prod, 1, 2], 3]", Known(1)),
        ("Prod", "!If [Either, 1, 2]", Known(1)),
        ("Prod", "!If [Other, 1, 2]", Conditional("Other", Known(1), Known(2))),
        ("Other", "!If [Prod, !If [Dev, 1, 2], !If [Prod, 3, 4]]", Conditional("Prod", Known(2), Known(4))),
        ("Prod", "!Join ['', [!If [Other, a, b], !If [Other, c, d]]]", None),
    ],
)
def test_properties_are_read_in_the_world_in_which_the_resource_exists(
    condition: str, value: str, expected: Value | None
) -> None:
    graph = graph_of(HEAD + WORLDS.format(condition=condition, value=value))
    found = graph.resources["R"].get("Value")
    assert graph.resources["R"].exists is UNDECIDED
    assert graph.resources["R"].condition == condition
    if expected is not None:
        assert found == expected


def test_circular_conditions_are_reported_once_and_stay_undecided() -> None:
    graph = graph_of("""
        Conditions:
          A: !Not [!Condition B]
          B: !Not [!Condition A]
          C: !And [!Condition C, !Condition A]
        Resources:
          R: {Type: AWS::SNS::Topic, Condition: A}
    """)
    assert [(problem.message, problem.at.line) for problem in graph.problems] == [
        ("circular conditions A -> B -> A", 3),
        ("circular conditions C -> C", 5),
    ]
    assert graph.resources["R"].exists is UNDECIDED


def test_a_long_chain_of_conditions_is_decided() -> None:
    chain = "\n".join(f"  C{n}: !Not [!Condition C{n + 1}]" for n in range(2000))
    graph = graph_of(
        f"Conditions:\n{chain}\n  C2000: !Equals [a, a]\nResources:\n  R: {{Type: AWS::SNS::Topic, Condition: C0}}\n"
    )
    assert graph.resources["R"].exists is YES


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("text", "a condition is one function"),
        ("!Equals [a]", "Fn::Equals with 1 items is no condition"),
        ("!Condition Nothing", "the condition Nothing is not declared"),
        ("!Not text", "Fn::Not in a condition does not take a list"),
        ("!Sub text", "Fn::Sub in a condition does not take a list"),
    ],
)
def test_what_is_no_condition_is_reported(condition: str, message: str) -> None:
    graph = graph_of(f"Conditions:\n  A: {condition}\nResources:\n  R: {{Type: AWS::SNS::Topic, Condition: A}}\n")
    assert {problem.message for problem in graph.problems} == {message}
    assert graph.resources["R"].exists is UNDECIDED
