"""Patterns and operators: exact answers, and soundness under whatever holes and conditions turn out to be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.contract.document import read
from stackproof.contract.matcher import Matcher
from stackproof.contract.parse_expectation import parse_matcher
from stackproof.contract.select import Selection
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, ListValue, Unknown, Value, from_plain, rewrite
from stackproof.synthesis.cloudformation.dynamic import resolve
from tests.contract.build import UNSURE, graph, resource, value

DYNAMIC = resolve(value("{{resolve:secretsmanager:db-1:SecretString:password::}}"))
YES, NO, UNDECIDED = Truth.YES, Truth.NO, Truth.UNDECIDED
SCOPE = Selection(
    graph(resource("Key", "AWS::KMS::Key"), resource("Bucket", "AWS::S3::Bucket", {"BucketName": "docs"}))
)


def matcher(yaml: str) -> Matcher:
    return parse_matcher(read(yaml, "stackproof.yaml"))


def truth(yaml: str, data: Any) -> Truth:
    return matcher(yaml).judge(value(data), "", SCOPE).truth


@pytest.mark.parametrize(
    ("yaml", "data", "expected"),
    [
        ("900", "900", YES),
        ("900", 900, YES),
        ("'900'", 900, YES),
        ("true", "true", YES),
        ("true", True, YES),
        ("true", False, NO),
        ("Enabled", UNSURE, UNDECIDED),
        ("Enabled", Absent(), NO),
        ("Enabled", {"If": ["Prod", "Enabled", "Enabled"]}, YES),
        ("Enabled", {"If": ["Prod", "Enabled", "Suspended"]}, UNDECIDED),
        ("Enabled", {"Sub": ["Dis", {"Ref": "Key"}]}, NO),
        ("{A: 1}", {"A": 1, "B": 2}, YES),
        ("{A: {B: 1}}", {"A": {"B": 2}}, NO),
        ("{A: 1}", [1], NO),
        ("{A: 1}", UNSURE, UNDECIDED),
        ("{A: 1}", '{"A": 1}', YES),
        ("[1, 2]", [1, 2], YES),
        ("[1]", [1, 2], NO),
        ("[]", [], YES),
        ("[1, 2]", [1, {"If": ["P", 2, Absent()]}], UNDECIDED),
        ("[{A: 1}]", [{"A": 1, "B": 2}], YES),
        ("{at_least: 1}", "1", YES),
        ("{at_least: 2}", 1, NO),
        ("{at_most: 2}", "many", NO),
        ("{at_least: 1, at_most: 3}", 4, NO),
        ("{at_least: 1, at_most: 3}", UNSURE, UNDECIDED),
        ("{one_of: [a, b]}", "b", YES),
        ("{one_of: [a, b]}", "c", NO),
        ("{one_of: [a, b]}", {"If": ["P", "a", "b"]}, YES),
        ("{one_of: [{at_least: 5}, none]}", "none", YES),
        ("{matches: ^a+$}", "aa", YES),
        ("{matches: [a, b]}", "ab", YES),
        ("{matches: [a, b]}", "a", NO),
        ("{matches: a}", [1], NO),
        ("{like: 'bucket-*'}", {"Sub": ["bucket-", {"Ref": "Key"}]}, YES),
        ("{like: 'bucket-*'}", "queue-1", NO),
        ("{resolves: 'secretsmanager:db-*:SecretString:password::'}", DYNAMIC, YES),
        ("{resolves: 'secretsmanager:other-*'}", DYNAMIC, NO),
        ("{resolves: 'secretsmanager:db-*'}", "{{resolve:secretsmanager:db-1}}", NO),
        ("{resolves: 'secretsmanager:db-*'}", UNSURE, UNDECIDED),
        ("{resolves: 'secretsmanager:db-*'}", Absent(), NO),
        ("{resolves: '*'}", {"Ref": "Key"}, NO),
        ("{absent: true}", Absent(), YES),
        ("{absent: true}", 1, NO),
        ("{absent: true}", UNSURE, UNDECIDED),
        ("{absent: false}", 1, YES),
        ("{present: true}", {"Ref": "Key"}, YES),
        ("{present: true}", Absent(), NO),
        ("{present: false}", Absent(), YES),
        ("{contains: a}", ["b", "a"], YES),
        ("{contains: a}", "a", YES),
        ("{contains: 's3:GetObject'}", "s3:GetObjectVersion", NO),
        ("{contains: a}", [UNSURE], UNDECIDED),
        ("{contains: a}", [{"If": ["P", "a", Absent()]}], UNDECIDED),
        ("{contains: {absent: true}}", [Absent()], NO),
        ("{contains: a}", Absent(), NO),
        ("{each: a}", ["a", "a"], YES),
        ("{each: a}", [], NO),
        ("{each: a}", ["a", "b"], NO),
        ("{each: a}", ["a", UNSURE], UNDECIDED),
        ("{size: 2}", [1, 2], YES),
        ("{size: {at_least: 2}}", [1], NO),
        ("{size: 1}", [{"If": ["P", 1, Absent()]}], UNDECIDED),
        ("{size: 1}", {"A": 1}, YES),
        ("{not: a}", "b", YES),
        ("{not: a}", UNSURE, UNDECIDED),
        ("{exactly: {A: 1}}", {"A": 1, "B": 2}, NO),
        ("{exactly: {A: 1}}", {"A": 1}, YES),
        ("{exactly: {size: 3}}", {"size": 3}, YES),
        ("{references: {resource: 'AWS::KMS::Key'}}", {"GetAtt": "Key.Arn"}, YES),
        ("{references: {resource: 'AWS::KMS::Key'}}", {"Ref": "Bucket"}, NO),
        ("{references: {resource: 'AWS::S3::Bucket'}}", {"Sub": [{"GetAtt": "Bucket.Arn"}, "/*"]}, YES),
        ("{references: {resource: 'AWS::S3::Bucket'}}", "arn:aws:s3:::docs", YES),
        ("{references: {resource: 'AWS::S3::Bucket'}}", "arn:aws:s3:::other", NO),
        ("{references: {resource: 'AWS::KMS::Key'}}", UNSURE, UNDECIDED),
        ("{references: {resource: 'AWS::KMS::Key'}}", {"If": ["P", {"Ref": "Key"}, Absent()]}, UNDECIDED),
        ("{references: {resource: 'AWS::KMS::Key'}}", Absent(), NO),
    ],
)
def test_a_pattern_says(yaml: str, data: Any, expected: Truth) -> None:
    assert truth(yaml, data) is expected


def test_a_list_known_in_part_can_be_ruled_out_but_not_be_proven() -> None:
    some_items = ListValue((from_plain(1), from_plain(2)), complete=False)
    assert truth("[1, 2]", some_items) is UNDECIDED
    assert truth("[1]", some_items) is NO
    assert truth("{contains: 3}", some_items) is UNDECIDED
    assert truth("{size: 1}", some_items) is NO


def test_a_secret_is_judged_and_not_shown() -> None:
    judged = matcher("{Password: hunter2}").judge(value({"Password": {"Secret": "hunter3"}}), "", SCOPE)
    assert judged.truth is NO
    assert "hunter3" not in repr([leaf.value for leaf in judged.leaves])


def test_the_leaf_that_decides_is_named() -> None:
    judged = matcher("{A: {B: 1, C: 2}}").judge(value({"A": {"B": 1, "C": 3}}), "Top", SCOPE)
    assert [(leaf.path, leaf.wanted) for leaf in judged.decisive] == [("Top.A.C", "2")]


_PLAIN = st.recursive(
    st.integers(0, 2) | st.sampled_from(["a", "b", "true"]) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("AB"), inner, max_size=2),
    max_leaves=6,
)
_MATCHERS = st.recursive(
    st.sampled_from(
        ["a", "1", "true", "{absent: true}", "{present: true}", "{at_least: 1}", "{one_of: [a, 1]}", "{like: 'a*'}",
         "{matches: '^[ab]$'}", "{size: {at_least: 1}}", "{size: 1}"]
    ),
    lambda inner: st.tuples(st.sampled_from("AB"), inner).map(lambda p: f"{{{p[0]}: {p[1]}}}")
    | inner.map(lambda one: f"[{one}]")
    | inner.map(lambda one: f"{{not: {one}}}")
    | inner.map(lambda one: f"{{each: {one}}}")
    | inner.map(lambda one: f"{{contains: {one}}}")
    | st.tuples(inner, inner).map(lambda p: f"{{one_of: [{p[0]}, {p[1]}]}}"),
    max_leaves=4,
)  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(_MATCHERS, _PLAIN, st.data())
def test_an_answer_holds_for_every_filling_of_holes_and_turn_of_conditions(
    yaml: str, data: Any, draw: st.DataObject
) -> None:
    def punch(one: Value) -> Value:
        kind = draw.draw(st.integers(0, 7))
        if kind == 0:
            return Unknown("a hole")
        if kind == 1:
            return Conditional("C", one, from_plain(draw.draw(_PLAIN)))
        if kind == 2:
            return Conditional("C", one, Absent())
        if kind == 3 and isinstance(one, ListValue):
            return ListValue(one.items, complete=False)
        return one

    def fill(one: Value) -> Value:
        if isinstance(one, Unknown):
            return draw.draw(st.just(Absent()) | _PLAIN.map(from_plain))
        if isinstance(one, Conditional):
            return one.then if draw.draw(st.booleans()) else one.otherwise
        if isinstance(one, ListValue):
            items = [item for item in one.items if not isinstance(item, Absent)]
            if not one.complete:
                for extra in draw.draw(st.lists(_PLAIN, max_size=2)):
                    items.insert(draw.draw(st.integers(0, len(items))), from_plain(extra))
            return ListValue(tuple(items))
        return one

    asked = matcher(yaml)
    holed = rewrite(from_plain(data), punch)
    before = asked.judge(holed, "", SCOPE).truth
    after = asked.judge(rewrite(holed, fill), "", SCOPE).truth
    assert before in (UNDECIDED, after)
