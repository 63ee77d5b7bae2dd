"""Rules on matters on which teams differ speak only where somebody said what is wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stackproof.graph.graph import Graph
from stackproof.graph.location import Location
from stackproof.graph.resource import Lifecycle, Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue
from stackproof.rules.model import Context, Policy
from stackproof.rules.registry import find
from stackproof.rules.run import run
from tests.rules.rule_examples import assess, examples

PARTISAN = ("LIFE-DESTROY-001", "LIFE-PROTECT-001", "NAME-SUFFIX-001", "TAGS-001")


@pytest.mark.parametrize("name", PARTISAN)
def test_without_a_policy_nothing_is_found_and_nothing_passes(name: str) -> None:
    rule = find(name)
    for example in examples([rule]):
        outcome = assess(replace(example, policy=Policy(), suffix=None), [rule])
        assert (outcome.answers, outcome.passed) == ((), ())


@pytest.mark.parametrize(
    ("name", "destroyable"), [("LIFE-DESTROY-001", False), ("LIFE-PROTECT-001", True)], ids=["destroy", "protect"]
)
def test_what_one_policy_asks_for_is_no_fault_under_the_other(name: str, destroyable: bool) -> None:
    rule = find(name)
    for example in examples([rule]):
        outcome = assess(replace(example, policy=Policy(destroyable=destroyable)), [rule])
        assert (outcome.answers, outcome.passed) == ((), ())


def test_suffix_is_looked_for_in_the_name_when_there_is_no_second_reading() -> None:
    rule = find("NAME-SUFFIX-001")
    (bad,) = [example for example in examples([rule]) if example.is_bad and example.path.suffix == ".yaml"]
    outcome = assess(replace(bad, suffix=None), [rule])
    assert [one.resource.address for one in outcome.answers] == ["Orders", "Archive", "Owners"]


def names_under(suffix: str, **written: str) -> Graph:
    """A graph of topics whose addresses and names are given without the suffix, which the addresses then carry."""
    resources = {}
    for line, (address, name) in enumerate(written.items(), 1):
        properties = MapValue({"TopicName": Known(name.format(suffix))})
        resource = Resource(f"App{suffix}/{address}", "AWS::SNS::Topic", properties, Location("app.py", line, 1))
        resources[resource.address] = resource
    return Graph(resources=resources)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"Orders": "orders-{}", "Alerts": "alerts"}, [("Fault", "Appdev/Alerts")]),
        ({"Alerts": "alerts"}, [("Undecided", "Appdev/Orders"), ("Undecided", "Appdev/Alerts")]),
    ],
    ids=["matched by their place", "not to be matched"],
)
def test_resources_whose_addresses_carry_the_suffix_are_matched_by_their_place(
    others: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    mine = names_under("dev", Orders="orders-{}", Alerts="alerts")
    context = Context(mine, date(2026, 11, 20), twin=names_under("other", **others))
    outcome = run(context, [find("NAME-SUFFIX-001")])
    assert [(type(one.answer).__name__, one.resource.address) for one in outcome.answers] == expected


@pytest.mark.parametrize(
    ("lifecycle", "expected"),
    [
        (Lifecycle("delete", Truth.YES), []),
        (Lifecycle("delete", Truth.UNDECIDED), ["Undecided"]),
        (Lifecycle("delete", Truth.NO), ["Fault"]),
        (Lifecycle("unknown", Truth.YES), ["Undecided"]),
        (Lifecycle("retain", Truth.NO), ["Fault"]),
        (Lifecycle("delete", Truth.YES, Truth.YES), ["Fault"]),
    ],
)
def test_bucket_is_destroyable_by_its_lifecycle_whatever_the_tool(lifecycle: Lifecycle, expected: list[str]) -> None:
    bucket = Resource("B", "AWS::S3::Bucket", MapValue({}), Location("main.tf", 1, 1), lifecycle=lifecycle)
    context = Context(Graph(resources={"B": bucket}), date(2026, 11, 20), Policy(destroyable=True))
    outcome = run(context, [find("LIFE-DESTROY-001")])
    assert [type(one.answer).__name__ for one in outcome.answers] == expected


def test_an_arn_that_a_setting_gave_is_not_written_in_the_project() -> None:
    arn = "arn:aws:acm:us-east-1:111122223333:certificate/0f0f0f0f-1111-2222-3333-444455556666"
    properties = MapValue({"Certificates": MapValue({"CertificateArn": Known(arn)})})
    listener = Resource("L", "AWS::ElasticLoadBalancingV2::Listener", properties, Location("app.py", 1, 1))
    rules = [find("LITERAL-ARN-001")]
    context = Context(Graph(resources={"L": listener}), date(2026, 11, 28))
    assert [answer.rule.id for answer in run(context, rules).answers] == ["LITERAL-ARN-001"]
    assert run(replace(context, given=frozenset({arn})), rules).answers == ()
    assert len(run(replace(context, given=frozenset({"0f0f"})), rules).answers) == 1
