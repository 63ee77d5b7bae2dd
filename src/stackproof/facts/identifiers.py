"""Identifiers that AWS makes up: their form, and those that stand in documentation and exist in nobody's account.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html (a prefix and 8 or 17 hexadecimal digits),
read 2026-11-28; the reserved domains of RFC 2606 and RFC 6761.
"""

from __future__ import annotations

import re

PAGE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html"
SOURCE = "EC2 User Guide, resource IDs; RFC 2606 and RFC 6761, 2026-11-28"

PREFIXES = {
    "AllocationId": "eipalloc",
    "DBSecurityGroups": "sg",
    "GroupId": "sg",
    "ImageId": "ami",
    "InternetGatewayId": "igw",
    "NatGatewayId": "nat",
    "NetworkAclId": "acl",
    "RouteTableId": "rtb",
    "RouteTableIds": "rtb",
    "SecurityGroupId": "sg",
    "SecurityGroupIds": "sg",
    "SecurityGroups": "sg",
    "SourceSecurityGroupId": "sg",
    "DestinationSecurityGroupId": "sg",
    "SubnetId": "subnet",
    "SubnetIds": "subnet",
    "Subnets": "subnet",
    "TransitGatewayId": "tgw",
    "VPCSecurityGroups": "sg",
    "VPCZoneIdentifier": "subnet",
    "VpcId": "vpc",
    "VpcSecurityGroupIds": "sg",
}
"""What an identifier begins with, by the name of the property that holds it."""

_FORM = re.compile(r"[a-z]+-(?:[0-9a-f]{8}|[0-9a-f]{17})")
# The orders in which people count: to f, to 9 and on from 0 or a, each without end.
_COUNTING = (
    "0123456789abcdef" * 3 + " " + "1234567890" * 3 + " " + "1234567890abcdef0" * 3 + " " + "0abcdef1234567890" * 3
)
_LETTERS = "abcdef" * 4
# Digits of identifiers that the documentation of EC2 and VPC uses in its examples.
_DOCUMENTED = frozenset({"1a2b3c4d", "a1b2c3d4", "abcde012", "bcde012a", "cde012ab", "0a1b2c3d4e5f67890"})
_ZONE = re.compile(r"(?:/hostedzone/)?Z(?:0*123456\w*|X{3,}\w*)")


def is_malformed(identifier: str) -> bool:
    """Whether an identifier has a form that no resource's has: `subnet-public`, `vpc-xxxxxxxx`, `sg-123`."""
    return _FORM.fullmatch(identifier) is None


def is_invented(identifier: str) -> bool:
    """Whether an identifier of the right form is one of those that people make up: digits in order, or all alike."""
    digits = identifier.rpartition("-")[2]
    return digits in _DOCUMENTED or digits in _COUNTING or digits in _LETTERS or _repeats(digits)


def is_invented_zone(identifier: str) -> bool:
    """Whether the identifier of a hosted zone is one that people make up: `Z1234567890ABC`, `ZXXXXXXXXXX`."""
    return _ZONE.fullmatch(identifier) is not None


def _repeats(digits: str) -> bool:
    """Whether the digits repeat one of at most two places, a first 0 aside: `11111111`, `0aaaaaaaaaaaaaaaa`."""
    body = digits[1:] if len(digits) == 17 and digits[0] == "0" else digits
    return any(body == (body[:width] * len(body))[: len(body)] for width in (1, 2))


_RESERVED = re.compile(r"(?:^|[.@])(?:example\.(?:com|net|org)|[a-z0-9-]*\.?(?:example|test|invalid|localhost))\.?$")


def is_reserved_domain(name: str) -> bool:
    """Whether a domain (or that of a mail address) is reserved for documentation and tests, so that nobody owns it."""
    return "." in name and _RESERVED.search(name.lower()) is not None
