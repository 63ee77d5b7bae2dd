"""A verdict holds however the unknown turns out: proven stays proven, violated stays violated."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.graph.graph import Graph
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, MapValue, Unknown, Value, rewrite
from tests.contract.build import graph, judge, resource, value

_STATUS = st.sampled_from(["Enabled", "Suspended", {"Unknown": "?"}, {"If": ["C", "Enabled", "Suspended"]}])
_NAME = st.sampled_from(["docs", "logs", {"Unknown": "?"}, {"If": ["D", "docs", "logs"]}])
_KEY = st.sampled_from([{"Ref": "Key"}, {"Unknown": "?"}, {"If": ["C", {"Ref": "Key"}, Absent()]}, "alias/aws/s3"])
_RULES = st.lists(st.fixed_dictionaries({"Status": _STATUS}), max_size=2) | st.just({"Unknown": "?"})
_BUCKET = st.fixed_dictionaries({}, optional={"BucketName": _NAME, "Status": _STATUS, "KeyId": _KEY, "Rules": _RULES})
_EXISTS = st.sampled_from([Truth.YES, Truth.YES, Truth.UNDECIDED, Truth.NO])
_BUCKETS = st.lists(st.tuples(_BUCKET, _EXISTS), max_size=3)

_WHERE = st.sampled_from(
    [
        "{}",
        "{name: docs}",
        "{name: [docs, logs]}",
        "{has: {Status: Enabled}}",
        "{references: {resource: 'AWS::KMS::Key'}}",
        "{has: {'Rules[?Status==`\"Enabled\"`]': {present: true}}}",
    ]
)
_HAS = st.sampled_from(
    [
        "{Status: Enabled}",
        "{Status: {not: Suspended}}",
        "{Status: {absent: true}}",
        "{'Rules[].Status': Enabled}",
        "{'Rules[?Status==`\"Enabled\"`].Status': {present: true}}",
        "{'Rules[].Expiration': {absent: true}}",
        "{Rules: {size: {at_least: 1}}}",
        "{Rules: [{Status: Enabled}]}",
        "{KeyId: {references: {resource: 'AWS::KMS::Key'}}}",
        "{BucketName: {like: 'd*'}, Status: {one_of: [Enabled, Suspended]}}",
    ]
)
_COUNT = st.sampled_from(["{at_least: 1}", "1", "2", "{at_most: 1}", "{at_least: 2}"])


@st.composite
def _expectations(draw: st.DrawFn) -> str:
    parts = [f"where: {draw(_WHERE)}"]
    kind = draw(st.integers(0, 3))
    if kind == 0:
        parts.append("count: 0")
    else:
        parts.append(f"count: {draw(_COUNT) if kind == 1 else '{at_least: 1}'}")
        parts.append(f"has: {draw(_HAS)}" if draw(st.booleans()) else f"any: true, has: {draw(_HAS)}")
    expect = ", ".join(["resource: 'AWS::S3::Bucket'", *parts])
    return f"{{{expect}}}"


def _turned_out(built: Graph, draw: st.DataObject) -> Graph:
    """The same project after deployment: every condition is decided, every unknown is something."""
    conditions = {name: draw.draw(st.booleans()) for name in ("C", "D")}

    def fill(one: Value) -> Value:
        if isinstance(one, Conditional):
            return one.then if conditions[one.condition] else one.otherwise
        if isinstance(one, Unknown):
            known: list[Any] = ["Enabled", "Suspended", "docs", {"Ref": "Key"}, Absent(), [{"Status": "Enabled"}], []]
            return value(draw.draw(st.sampled_from(known)))
        if isinstance(one, MapValue):
            return MapValue({name: item for name, item in one.entries.items() if not isinstance(item, Absent)}, one.at)
        return one

    made = []
    for one in built.resources.values():
        exists = Truth.of(draw.draw(st.booleans())) if one.exists is Truth.UNDECIDED else one.exists
        properties = rewrite(one.properties, fill)
        assert isinstance(properties, MapValue)
        made.append(Resource(one.address, one.type, properties, one.location, one.stack, one.logical_id, exists))
    return graph(*made)


@settings(max_examples=1000, deadline=None)
@given(_expectations(), _BUCKETS, st.data())
def test_a_verdict_holds_however_the_unknown_turns_out(
    expect: str, buckets: list[tuple[dict[str, Any], Truth]], draw: st.DataObject
) -> None:
    made = [
        resource(f"B{number}", "AWS::S3::Bucket", given, exists=exists)
        for number, (given, exists) in enumerate(buckets)
    ]
    built = graph(resource("Key", "AWS::KMS::Key", {"Description": Known("k")}), *made)
    before = judge(expect, built).status
    after = judge(expect, _turned_out(built, draw)).status
    assert before in ("undecided", after)
