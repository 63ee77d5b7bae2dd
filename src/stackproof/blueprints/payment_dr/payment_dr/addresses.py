"""How the addresses of a network are divided among its subnets."""

from __future__ import annotations

import ipaddress

ZONES = 3
"""Availability zones of a region that are used."""


def private_cidrs(network: str) -> list[str]:
    """A /20 for functions and databases in each zone, from the beginning of the network."""
    blocks = ipaddress.IPv4Network(network).subnets(new_prefix=20)
    return [str(next(blocks)) for _ in range(ZONES)]


def public_cidrs(network: str) -> list[str]:
    """A /24 for NAT gateways in each zone, at the end of the network."""
    blocks = list(ipaddress.IPv4Network(network).subnets(new_prefix=24))
    return [str(block) for block in blocks[-ZONES:]]
