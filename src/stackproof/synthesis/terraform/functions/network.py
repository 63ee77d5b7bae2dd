"""Functions of IP networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.synthesis.terraform.functions.registry import RefusedError, plain

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


def _network(text: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network

    address, slash, width = text.partition("/")
    if not slash or not width.isdecimal():
        raise RefusedError(f"{text[:60]} is no network in CIDR notation")
    try:
        return ip_network(f"{address}/{width}", strict=False)
    except ValueError:
        raise RefusedError(f"{text[:60]} is no network in CIDR notation") from None


@plain("cidrhost", "tn")
def _cidrhost(prefix: str, number: int) -> str:
    network = _network(prefix)
    count = network.num_addresses
    if not -count <= number < count or isinstance(number, float):
        raise RefusedError(f"the network {prefix[:60]} has no host {number}")
    return str(network[int(number)])


@plain("cidrnetmask", "t")
def _cidrnetmask(prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise RefusedError("IPv6 networks have no netmask")
    return str(network.netmask)


@plain("cidrsubnet", "tnn")
def _cidrsubnet(prefix: str, bits: int, number: int) -> str:
    network = _network(prefix)
    width = network.prefixlen + bits
    if bits < 0 or width > network.max_prefixlen:
        raise RefusedError(f"the network {prefix[:60]} cannot be extended by {bits} bits")
    if not 0 <= number < 1 << int(bits):
        raise RefusedError(f"{bits} bits do not hold the number {number}")
    return _subnet(network, int(width), int(number))


def _subnet(network: IPv4Network | IPv6Network, width: int, number: int) -> str:
    start = int(network.network_address) + (number << (network.max_prefixlen - width))
    return f"{type(network.network_address)(start)}/{width}"


@plain("cidrsubnets", "tn*")
def _cidrsubnets(prefix: str, *widths: int) -> list[str]:
    network = _network(prefix)
    found: list[str] = []
    position = int(network.network_address)
    end = position + network.num_addresses
    for bits in widths:
        width = int(network.prefixlen + bits)
        if bits < 1 or width > network.max_prefixlen:
            raise RefusedError(f"the network {prefix[:60]} cannot be extended by {bits} bits")
        size = 1 << (network.max_prefixlen - width)
        start = -(-position // size) * size
        if start + size > end:
            raise RefusedError(f"the network {prefix[:60]} has no room for all these subnets")
        found.append(f"{type(network.network_address)(start)}/{width}")
        position = start + size
    return found
