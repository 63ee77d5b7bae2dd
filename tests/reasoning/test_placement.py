"""What lies in one place for certain: two of a name, two of what there is one of, and sums against quotas."""

from __future__ import annotations

import pytest

from stackproof.facts.quotas import ADJUSTABLE, FIXED
from stackproof.facts.singletons import SINGLETONS
from stackproof.graph.graph import Graph, Stack
from stackproof.graph.location import NOWHERE
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Reference, Unknown, Value, text
from stackproof.reasoning.placement import outermost, place_of
from stackproof.reasoning.quotas import beyond_adjustable, beyond_fixed
from stackproof.reasoning.singletons import claims, second_singletons
from stackproof.reasoning.uniqueness import namesakes

BUCKET, GROUP, DETECTOR = "AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::GuardDuty::Detector"


def _one(address: str, type_: str, native: str = "", /, **parts: object) -> Resource:
    facets = {
        key: parts.pop(key)
        for key in ("stack", "exists", "condition", "region", "account", "attributes", "assumed")
        if key in parts
    }
    properties: dict[str, Value] = {key: value for key, value in parts.items() if isinstance(value, Value)}
    return Resource(address, type_, MapValue(properties, NOWHERE), NOWHERE, native_type=native or type_, **facets)  # type: ignore[arg-type]


def _graph(*resources: Resource, **stacks: Stack) -> Graph:
    return Graph({one.address: one for one in resources}, stacks=stacks)


def _stack(key: str, parent: str | None = None, providers: int = 1) -> Stack:
    unknown = Unknown("not stated", "AWS::Region")
    entries: dict[str, Value] = {f"aws.{number}": Known("x") for number in range(providers)}
    return Stack(key, Known(key), unknown, unknown, parent=parent, settings={"providers": MapValue(entries, NOWHERE)})


def test_nested_stacks_share_the_place_of_the_outermost_and_others_do_not() -> None:
    graph = _graph(
        _one("a", GROUP, stack="inner"), _one("b", GROUP, stack="outer"), _one("c", GROUP, stack="other"),
        outer=_stack("outer"), inner=_stack("inner", "outer"), other=_stack("other"),
    )  # fmt: skip
    a, b, c = (place_of(one, graph) for one in graph.resources.values())
    assert a == b
    assert a != c
    assert outermost("inner", graph) == "outer"


def test_stacks_that_nest_each_other_do_not_hang() -> None:
    graph = _graph(one=_stack("one", "two"), two=_stack("two", "one"))
    assert outermost("one", graph) in {"one", "two"}


def test_known_account_and_region_are_one_place_whatever_the_stack() -> None:
    where = {"region": Known("eu-west-1"), "account": Known("111122223333")}
    graph = _graph(_one("a", GROUP, stack="one", **where), _one("b", GROUP, stack="two", **where))
    assert place_of(graph.resources["a"], graph) == place_of(graph.resources["b"], graph)


def test_providers_and_modules_may_mean_other_accounts() -> None:
    graph = _graph(
        _one("aws_x.a", GROUP, "aws_x", stack="s", attributes={"provider": Known("aws.other")}),
        _one("aws_x.b", GROUP, "aws_x", stack="s"),
        _one("module.m.aws_x.c", GROUP, "aws_x", stack="s"),
        _one("module.m.aws_x.d", GROUP, "aws_x", stack="s"),
        s=_stack("s", providers=2),
    )
    a, b, c, d = (place_of(one, graph) for one in graph.resources.values())
    assert len({a, b, c}) == 3
    assert c == d


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ({}, {}, True),
        ({"exists": Truth.UNDECIDED, "condition": "C"}, {"exists": Truth.UNDECIDED, "condition": "C"}, True),
        ({"exists": Truth.UNDECIDED, "condition": "C"}, {"exists": Truth.UNDECIDED, "condition": "D"}, False),
        ({"exists": Truth.UNDECIDED}, {"exists": Truth.UNDECIDED}, False),
        ({"exists": Truth.NO}, {}, False),
        ({"region": Known("eu-west-1")}, {"region": Known("us-east-1")}, False),
    ],
)
def test_namesakes_exist_together_in_one_place(
    first: dict[str, object], second: dict[str, object], clash: bool
) -> None:
    name = {"LogGroupName": Known("orders")}
    graph = _graph(_one("a", GROUP, **name, **first), _one("b", GROUP, **name, **second))
    assert set(namesakes(graph)) == ({"b"} if clash else set())


@pytest.mark.parametrize(
    ("hole", "clash"),
    [
        (Unknown("not stated", "AWS::StackName"), True),
        (Reference("random_id.r", "hex"), True),
        (Unknown("a value that nobody can tell apart"), False),
    ],
)
def test_names_with_open_parts_are_compared_where_the_parts_can_be_told_apart(hole: Value, clash: bool) -> None:
    graph = _graph(*(_one(address, GROUP, LogGroupName=text(["orders-", hole])) for address in "ab"))
    assert bool(namesakes(graph)) is clash


def test_buckets_clash_in_the_whole_world_and_settings_with_equal_defaults_wait_for_values() -> None:
    graph = _graph(
        _one("a", BUCKET, BucketName=Known("orders"), region=Known("eu-west-1")),
        _one("b", BUCKET, BucketName=Known("orders"), region=Known("us-east-1")),
    )
    assert set(namesakes(graph)) == {"b"}
    waiting = [
        _one(address, BUCKET, BucketName=Known("orders", assumed=f"the default of {address}")) for address in "ab"
    ]
    assert namesakes(_graph(*waiting)) == {}


def test_topics_clash_in_cloudformation_and_are_one_in_terraform() -> None:
    name = {"TopicName": Known("orders")}
    topic = "AWS::SNS::Topic"
    assert set(namesakes(_graph(_one("a", topic, **name), _one("b", topic, **name)))) == {"b"}
    graph = _graph(_one("a", topic, "aws_sns_topic", **name), _one("b", topic, "aws_sns_topic", **name))
    assert namesakes(graph) == {}


def test_security_groups_clash_inside_one_network() -> None:
    kind, name = "AWS::EC2::SecurityGroup", {"GroupName": Known("web")}
    one, two = Reference("one", ""), Reference("two", "")
    graph = _graph(*(_one(key, kind, VpcId=vpc, **name) for key, vpc in (("a", one), ("b", two), ("c", one))))
    assert set(namesakes(graph)) == {"c"}


def test_second_of_what_there_is_one_of() -> None:
    graph = _graph(
        _one("a", DETECTOR),
        _one("b", DETECTOR),
        _one("c", DETECTOR, exists=Truth.UNDECIDED, condition="C"),
        _one("d", DETECTOR, region=Known("eu-west-1")),
    )
    assert {address: first.address for address, first in second_singletons(graph).items()} == {"b": "a"}


def test_recorders_of_one_name_are_one_in_terraform() -> None:
    kind, native = "AWS::Config::ConfigurationRecorder", "aws_config_configuration_recorder"
    assert set(second_singletons(_graph(_one("a", kind), _one("b", kind)))) == {"b"}
    assert second_singletons(_graph(_one("a", kind, native), _one("b", kind, native))) == {}
    named = [_one(key, kind, native, Name=Known(key)) for key in ("a", "b")]
    assert set(second_singletons(_graph(*named))) == {"b"}


def test_identity_providers_clash_by_their_url_in_whatever_way_it_is_written() -> None:
    kind = "AWS::IAM::OIDCProvider"
    urls = {"a": "https://login.example.org", "b": "login.example.org/", "c": "https://other.example.org"}
    graph = _graph(*(_one(key, kind, Url=Known(url)) for key, url in urls.items()))
    assert set(second_singletons(graph)) == {"b"}


@pytest.mark.parametrize(
    ("facets", "yes"),
    [({}, True), ({"exists": Truth.UNDECIDED}, False), ({"condition": "C"}, False), ({"assumed": "a default"}, False)],
)
def test_only_what_is_always_made_claims_its_place(facets: dict[str, object], yes: bool) -> None:
    assert claims(_one("a", DETECTOR, **facets)) is yes


def test_quota_is_passed_by_the_first_one_too_many() -> None:
    addresses = [_one(f"a{number}", "AWS::EC2::EIP") for number in range(7)]
    (found,) = beyond_adjustable(_graph(*addresses)).items()
    assert found[0] == "a5"
    assert found[1].counted == tuple(f"a{number}" for number in range(7))
    assert beyond_adjustable(_graph(*addresses[:5])) == {}
    doubtful = [_one(f"b{number}", "AWS::EC2::EIP", exists=Truth.UNDECIDED) for number in range(9)]
    assert beyond_adjustable(_graph(*addresses[:5], *doubtful)) == {}


def test_filters_are_counted_on_one_log_group() -> None:
    kind = "AWS::Logs::SubscriptionFilter"
    group = _one("g", GROUP, LogGroupName=Known("orders"))
    names: list[Value] = [Known("orders"), Reference("g", ""), Known("stock"), Unknown("nobody said")]
    three = [_one(f"f{index}", kind, LogGroupName=name) for index, name in enumerate(names)]
    assert beyond_fixed(_graph(group, *three)) == {}
    graph = _graph(group, *three, _one("f9", kind, LogGroupName=Known("orders")))
    assert set(beyond_fixed(graph)) == {"f9"}


def test_tables_name_their_pages() -> None:
    pages = [quota.page for quota in (*ADJUSTABLE, *FIXED)] + [one.page for one in SINGLETONS.values()]
    assert all(page.startswith("https://docs.aws.amazon.com/") for page in pages)
    assert all(one.most > 0 for one in (*ADJUSTABLE, *FIXED))


def test_items_of_one_list_are_counted_and_those_under_a_condition_are_not() -> None:
    def worker(*layers: Value) -> Graph:
        return _graph(_one("f", "AWS::Lambda::Function", Layers=ListValue(tuple(layers), NOWHERE)))

    six = [Known(f"arn:aws:lambda:eu-west-1:111122223333:layer:l:{number}") for number in range(6)]
    assert set(beyond_fixed(worker(*six))) == {"f"}
    assert beyond_fixed(worker(*six))["f"].said == "has 6 layers"
    assert beyond_fixed(worker(*six[:5], Conditional("C", six[5], Known(None)))) == {}
