"""Identifiers of a form that nobody's resource has, invented ones, reserved domains, regions in texts."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.facts.identifiers import is_invented, is_invented_zone, is_malformed, is_reserved_domain
from stackproof.facts.regions import ALL_REGIONS, region_of_text, region_of_zone


@pytest.mark.parametrize(
    "identifier", ["subnet-public", "vpc-xxxxxxxx", "sg-123", "vpc-0123456789abcdef", "vpc-12345678 ", "ami-ABCDEF12"]
)
def test_identifier_of_another_form_is_malformed(identifier: str) -> None:
    assert is_malformed(identifier)


@pytest.mark.parametrize(
    "identifier",
    ["vpc-12345678", "ami-0123456789abcdef0", "ami-0abcdef1234567890", "subnet-11111111", "sg-0aaaaaaaaaaaaaaaa",
     "vpc-abcdef12", "subnet-abababab", "eipalloc-00000000", "vpc-1234567890abcdef0", "sg-1a2b3c4d"],
)  # fmt: skip
def test_identifier_in_order_or_all_alike_is_invented(identifier: str) -> None:
    assert not is_malformed(identifier)
    assert is_invented(identifier)


@pytest.mark.parametrize(
    "identifier", ["vpc-8b708fec", "ami-092e8c73", "ami-0e86e20dae9224db8", "subnet-0f3b9c27d1e84a605", "sg-0a1b2c3d"]
)
def test_identifier_that_may_be_somebodys_is_left_alone(identifier: str) -> None:
    assert not is_malformed(identifier)
    assert not is_invented(identifier)


@given(st.sets(st.sampled_from("02468ace13579bdf"), min_size=9), st.randoms(use_true_random=False))
def test_identifier_of_many_digits_out_of_order_is_never_called_invented(digits: set[str], chance: Random) -> None:
    shuffled = sorted(digits)
    chance.shuffle(shuffled)
    text = "".join(shuffled * 2)[:17]
    in_order = any(abs(int(b, 16) - int(a, 16)) in (1, 15) for a, b in pairwise(text))
    assert in_order or not is_invented(f"vpc-{text}")


@pytest.mark.parametrize(
    ("name", "reserved"),
    [
        ("example.com", True), ("www.example.org.", True), ("admin@example.net", True), ("shop.test", True),
        ("db.invalid", True), ("orders.io", False), ("myexample.com", False), ("example.com.au", False),
        ("test", False), ("latest.orders.io", False), ("contest.orders", False), ("mylatest", False),
        ("admin@contest.io", False),
    ],
)  # fmt: skip
def test_reserved_domains(name: str, reserved: bool) -> None:
    assert is_reserved_domain(name) is reserved


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("arn:aws:lambda:us-east-1:111122223333:layer:tools:3", "us-east-1"),
        ("arn:aws:iam::111122223333:role/worker", None),
        ("arn:aws:lambda:mars-north-1:111122223333:layer:tools:3", None),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1", "eu-west-1"),
        ("public.ecr.aws/lambda/python:3.13", None),
        ("com.amazonaws.eu-west-1.s3", "eu-west-1"),
        ("com.amazonaws.vpce.eu-west-1.vpce-svc-0f3b9c27d1e84a605", None),
        ("com.amazonaws.s3-global.accesspoint", None),
        ("", None),
    ],
)
def test_region_of_a_text(text: str, region: str | None) -> None:
    assert region_of_text(text) == region


@given(st.sampled_from(sorted(ALL_REGIONS)), st.sampled_from("abcdef"))
def test_region_of_a_zone(region: str, letter: str) -> None:
    assert region_of_zone(region + letter) == region
    assert region_of_zone(region) is None


@pytest.mark.parametrize(
    ("zone", "invented"),
    [
        ("Z1234567890ABC", True),
        ("/hostedzone/Z123456", True),
        ("ZXXXXXXXXXXXX", True),
        # CloudFront's and one of Elastic Load Balancing's own.
        ("Z2FDTNDATAQYW2", False),
        ("Z35SXDOTRQ7X7K", False),
        ("Z0386083MKBFWG2XLPQ1", False),
    ],
)
def test_hosted_zones_that_people_make_up(zone: str, invented: bool) -> None:
    assert is_invented_zone(zone) is invented
