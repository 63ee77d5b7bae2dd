"""Blocks of subnets beside each other, zones, and which subnets are of one network."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.truth import Truth
from stackproof.graph.values import Unknown
from stackproof.reasoning.network.layout import blocks_of, clashes, in_one_zone, zone_shared_by, zones_apart
from tests.graph.builders import graph, ref, resource

VPC = resource("Vpc", "AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"})
BLOCKS = st.lists(
    st.builds(
        lambda host, length: ip_network((0x0A000000 + host, length), strict=False),
        st.integers(min_value=0, max_value=2**12 - 1),
        st.integers(min_value=20, max_value=28),
    ),
    max_size=8,
)


def subnet(name: str, block: Any = None, **more: Any) -> Any:
    entries = {"VpcId": ref("Vpc"), **({"CidrBlock": block} if block is not None else {}), **more}
    return resource(name, "AWS::EC2::Subnet", entries)


@given(BLOCKS)
def test_a_subnet_clashes_when_any_earlier_or_later_one_overlaps_it(blocks: list[IPv4Network]) -> None:
    """Against the comparison of every pair: each clash is one, and no group of overlapping blocks goes unseen."""
    whole = graph(VPC, *(subnet(f"S{number}", str(block)) for number, block in enumerate(blocks)))
    pairs = {
        (f"S{one}", f"S{other}")
        for one, left in enumerate(blocks)
        for other, right in enumerate(blocks)
        if one > other and left.overlaps(right)
    }
    found = clashes(whole)
    assert {(later, earlier.address) for later, earlier in found.items()} <= pairs
    assert bool(found) == bool(pairs)


def test_subnets_of_different_networks_do_not_clash() -> None:
    other = resource("B", "AWS::EC2::Subnet", {"VpcId": ref("Other"), "CidrBlock": "10.0.0.0/24"})
    assert clashes(graph(VPC, subnet("A", "10.0.0.0/24"), other)) == {}


def test_blocks_of_one_symbol_clash_and_of_two_do_not() -> None:
    one, two = Unknown("a part", "Fn::Select(1, x)"), Unknown("a part", "Fn::Select(2, x)")
    same = graph(VPC, subnet("A", one), subnet("B", Unknown("a part", "Fn::Select(1, x)")))
    assert {name: other.address for name, other in clashes(same).items()} == {"B": "A"}
    assert clashes(graph(VPC, subnet("A", one), subnet("B", two))) == {}
    assert clashes(graph(VPC, subnet("A", Unknown("open")), subnet("B", Unknown("open")))) == {}


def test_subnets_under_different_conditions_do_not_clash() -> None:
    one, two = subnet("A", "10.0.0.0/24"), subnet("B", "10.0.0.0/24")
    one.exists = two.exists = Truth.UNDECIDED
    one.condition, two.condition = "Small", "Large"
    assert clashes(graph(VPC, one, two)) == {}
    two.condition = "Small"
    assert set(clashes(graph(VPC, one, two))) == {"B"}


def test_blocks_of_a_network_are_its_own_and_those_added() -> None:
    more = resource("More", "AWS::EC2::VPCCidrBlock", {"VpcId": ref("Vpc"), "CidrBlock": "100.64.0.0/16"})
    found = blocks_of(graph(VPC, more), VPC)
    assert found is not None
    assert [str(block) for block in found] == [str(VPC.get("CidrBlock")), str(more.get("CidrBlock"))]
    assert blocks_of(graph(pool := resource("Pool", "AWS::EC2::VPC")), pool) is None


FIRST, SECOND = (Unknown("zones", f"Fn::Select({number}, ${{Fn::GetAZs(${{AWS::Region}})}})") for number in (0, 1))
NAMES = tuple(Unknown("zones", f"data.aws_availability_zones.z.names.{number}") for number in (0, 1, 2))
OF_STACK = tuple(Unknown("zones", f"primary-demo/{zone.symbol}") for zone in NAMES)


@pytest.mark.parametrize(
    ("zones", "expected", "one"),
    [
        (("us-east-1a", "us-east-1a"), (1, 1), Truth.YES),
        (("us-east-1a", "us-east-1b"), (2, 2), Truth.NO),
        ((FIRST, SECOND), (2, 2), Truth.UNDECIDED),
        ((FIRST, FIRST), (1, 1), Truth.YES),
        (NAMES, (3, 3), Truth.UNDECIDED),
        (OF_STACK, (3, 3), Truth.UNDECIDED),
        ((Unknown("open"), "us-east-1a"), (1, 2), Truth.UNDECIDED),
        ((None, None), (1, 2), Truth.UNDECIDED),
    ],
)
def test_zones_are_counted_from_what_differs_to_what_may_differ(
    zones: tuple[Any, ...], expected: tuple[int, int], one: Truth
) -> None:
    subnets = [
        subnet(f"S{number}", **({"AvailabilityZone": zone} if zone is not None else {}))
        for number, zone in enumerate(zones)
    ]
    assert zones_apart(subnets) == expected
    assert in_one_zone(subnets) is one
    shared = zone_shared_by(subnets)
    assert (shared is not None) == (one is Truth.YES)
