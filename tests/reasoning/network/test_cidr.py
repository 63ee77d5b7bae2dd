"""Blocks of addresses."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown, Value
from stackproof.reasoning.network.cidr import block_of, contains, is_internet, overlap, resolved
from tests.graph.builders import graph, ref, resource, value, when

BLOCKS = st.builds(
    lambda address, length: ip_network((address, length), strict=False),
    st.integers(min_value=0, max_value=2**32 - 1),
    st.integers(min_value=0, max_value=32),
)
# Close to each other, so that they often overlap.
NEAR = st.builds(
    lambda host, length: ip_network((0x0A000000 + host, length), strict=False),
    st.integers(min_value=0, max_value=2**16 - 1),
    st.integers(min_value=14, max_value=30),
)


def known(block: IPv4Network) -> Value:
    return Known(str(block))


@given(NEAR, NEAR)
def test_overlap_is_symmetric(left: IPv4Network, right: IPv4Network) -> None:
    assert overlap(known(left), known(right)) is overlap(known(right), known(left))


@given(NEAR, NEAR)
def test_blocks_overlap_when_they_have_an_address_in_common(left: IPv4Network, right: IPv4Network) -> None:
    shared = max(left[0], right[0]) <= min(left[-1], right[-1])
    assert overlap(known(left), known(right)) is Truth.of(shared)


@given(NEAR, NEAR, NEAR)
def test_containing_is_transitive(first: IPv4Network, second: IPv4Network, third: IPv4Network) -> None:
    one, two, three = sorted((first, second, third), key=lambda block: block.prefixlen)
    if contains(known(one), known(two)) is Truth.YES and contains(known(two), known(three)) is Truth.YES:
        assert contains(known(one), known(three)) is Truth.YES


@given(BLOCKS, BLOCKS)
def test_what_contains_another_overlaps_it(outer: IPv4Network, inner: IPv4Network) -> None:
    if contains(known(outer), known(inner)) is Truth.YES:
        assert overlap(known(outer), known(inner)) is Truth.YES
        assert outer[0] <= inner[0] <= inner[-1] <= outer[-1]


@given(BLOCKS, st.sampled_from(["A", "B"]))
def test_a_block_that_is_not_known_is_never_said_to_be_apart(block: IPv4Network, name: str) -> None:
    unknown = Unknown("a parameter", name)
    assert overlap(known(block), unknown) is Truth.UNDECIDED
    assert contains(unknown, known(block)) is Truth.UNDECIDED
    assert overlap(unknown, Unknown("a parameter", name)) is Truth.YES
    assert contains(unknown, Unknown("a parameter", name)) is Truth.YES
    assert overlap(unknown, Unknown("no name")) is Truth.UNDECIDED


def test_versions_have_nothing_in_common() -> None:
    assert overlap(Known("0.0.0.0/0"), Known("::/0")) is Truth.NO
    assert contains(Known("::/0"), Known("10.0.0.0/16")) is Truth.NO


def test_all_addresses_hold_a_block_that_is_not_known() -> None:
    assert contains(Known("0.0.0.0/0"), Unknown("a parameter", "P")) is Truth.YES


def test_branches_of_a_condition_have_to_agree() -> None:
    assert overlap(when("C", "10.0.0.0/24", "10.0.1.0/24"), Known("10.0.0.0/16")) is Truth.YES
    assert overlap(when("C", "10.0.0.0/24", "10.9.1.0/24"), Known("10.0.0.0/16")) is Truth.UNDECIDED


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0.0.0.0/0", Truth.YES),
        ("128.0.0.0/1", Truth.YES),
        ("::/0", Truth.YES),
        ("2000::/3", Truth.YES),
        ("10.0.0.0/8", Truth.NO),
        ("2001:db8::/32", Truth.NO),
        ("nonsense", Truth.UNDECIDED),
    ],
)
def test_the_internet_is_all_addresses_or_half_of_them(written: str, expected: Truth) -> None:
    assert is_internet(Known(written)) is expected


def test_a_single_address_or_other_text_is_no_block() -> None:
    assert block_of(Known("10.0.0.1")) is None
    assert block_of(Known("10.0.0.0/99")) is None
    assert block_of(Known(10)) is None


def test_the_block_of_a_network_is_read_where_it_is_written() -> None:
    whole = graph(resource("Vpc", "AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}), resource("Pool", "AWS::EC2::VPC"))
    assert resolved(ref("Vpc", "CidrBlock"), whole) == value("10.0.0.0/16")
    assert resolved(ref("Pool", "CidrBlock"), whole) == ref("Pool", "CidrBlock")
    assert resolved(ref("Gone", "CidrBlock"), whole) == ref("Gone", "CidrBlock")
    assert resolved(ref("Vpc", "Arn"), whole) == ref("Vpc", "Arn")
