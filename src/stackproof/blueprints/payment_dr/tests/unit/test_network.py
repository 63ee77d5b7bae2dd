"""Networks: zones, addresses, routes, who may reach whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from payment_dr.addresses import private_cidrs, public_cidrs

if TYPE_CHECKING:
    from tests.unit.stack import Synthesised

SIDES = ("Primary", "Secondary")


@pytest.mark.parametrize(
    ("side", "cidr", "provider"), [("Primary", "10.0", "aws"), ("Secondary", "10.1", "aws.secondary")]
)
def test_a_network_has_a_private_and_a_public_subnet_in_each_of_three_zones(
    stack: Synthesised, side: str, cidr: str, provider: str
) -> None:
    vpc = stack.one("aws_vpc", f"{side}_")
    assert (vpc["cidr_block"], vpc["enable_dns_support"], vpc["enable_dns_hostnames"]) == (f"{cidr}.0.0/16", True, True)
    for kind, blocks in (
        ("private", ["0.0/20", "16.0/20", "32.0/20"]),
        ("public", ["253.0/24", "254.0/24", "255.0/24"]),
    ):
        subnets = list(stack.all("aws_subnet", f"{side}_Network_{kind}-").values())
        assert sorted(one["cidr_block"] for one in subnets) == sorted(f"{cidr}.{block}" for block in blocks)
        assert len({one["availability_zone"] for one in subnets}) == 3
        assert {one["map_public_ip_on_launch"] for one in subnets} == {False}
        assert {one.get("provider", "aws") for one in subnets} == {provider}


def test_addresses_of_subnets_do_not_overlap() -> None:
    assert private_cidrs("10.8.0.0/16") == ["10.8.0.0/20", "10.8.16.0/20", "10.8.32.0/20"]
    assert public_cidrs("10.8.0.0/16") == ["10.8.253.0/24", "10.8.254.0/24", "10.8.255.0/24"]


@pytest.mark.parametrize("side", SIDES)
def test_one_gateway_serves_all_zones(stack: Synthesised, side: str) -> None:
    gateway = stack.id_of("aws_nat_gateway", f"{side}_")
    subnet = stack.id_of("aws_subnet", f"{side}_Network_public-0")
    assert stack.one("aws_nat_gateway", f"{side}_")["subnet_id"] == f"${{{subnet}.id}}"
    routes = stack.all("aws_route", f"{side}_Network_private-default-").values()
    assert [(one["destination_cidr_block"], one["nat_gateway_id"]) for one in routes] == [
        ("0.0.0.0/0", f"${{{gateway}.id}}")
    ] * 3


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("fixture", ["stack", "protected"])
def test_addresses_and_gateways_wait_for_the_internet(fixture: str, side: str, request: pytest.FixtureRequest) -> None:
    synthesised: Synthesised = request.getfixturevalue(fixture)
    internet = synthesised.id_of("aws_internet_gateway", f"{side}_")
    for kind in ("aws_eip", "aws_nat_gateway"):
        found = synthesised.all(kind, f"{side}_").values()
        assert found
        assert all(one["depends_on"] == [internet] for one in found)


@pytest.mark.parametrize("side", SIDES)
def test_or_each_zone_has_its_own(protected: Synthesised, side: str) -> None:
    assert len(protected.all("aws_nat_gateway", f"{side}_")) == len(protected.all("aws_eip", f"{side}_")) == 3
    for index in range(3):
        gateway = protected.id_of("aws_nat_gateway", f"{side}_Network_nat-{index}_")
        route = protected.one("aws_route", f"{side}_Network_private-default-{index}_")
        assert route["nat_gateway_id"] == f"${{{gateway}.id}}"
        subnet = protected.id_of("aws_subnet", f"{side}_Network_public-{index}_")
        assert protected.one("aws_nat_gateway", f"{side}_Network_nat-{index}_")["subnet_id"] == f"${{{subnet}.id}}"


@pytest.mark.parametrize("side", SIDES)
def test_each_subnet_has_its_routes(stack: Synthesised, side: str) -> None:
    for index in range(3):
        one = stack.one("aws_route_table_association", f"{side}_Network_private-association-{index}_")
        table = stack.id_of("aws_route_table", f"{side}_Network_private-routes-{index}_")
        subnet = stack.id_of("aws_subnet", f"{side}_Network_private-{index}_")
        assert (one["route_table_id"], one["subnet_id"]) == (f"${{{table}.id}}", f"${{{subnet}.id}}")
        one = stack.one("aws_route_table_association", f"{side}_Network_public-association-{index}_")
        table = stack.id_of("aws_route_table", f"{side}_Network_public-routes_")
        subnet = stack.id_of("aws_subnet", f"{side}_Network_public-{index}_")
        assert (one["route_table_id"], one["subnet_id"]) == (f"${{{table}.id}}", f"${{{subnet}.id}}")
    default = stack.one("aws_route", f"{side}_Network_public-default")
    assert default["destination_cidr_block"] == "0.0.0.0/0"
    assert default["gateway_id"] == f"${{{stack.id_of('aws_internet_gateway', f'{side}_')}.id}}"


@pytest.mark.parametrize(("side", "region"), [("Primary", "us-east-1"), ("Secondary", "us-west-2")])
def test_the_table_is_reached_without_the_gateway(stack: Synthesised, side: str, region: str) -> None:
    endpoint = stack.one("aws_vpc_endpoint", f"{side}_")
    assert endpoint["service_name"] == f"com.amazonaws.{region}.dynamodb"
    assert len(endpoint["route_table_ids"]) == 3
    (statement,) = json.loads(endpoint["policy"])["Statement"]
    (resource,) = statement["Resource"]
    assert resource.startswith(f"arn:aws:dynamodb:{region}:")
    assert resource.endswith(":table/table-payment-sessions-unit")


def test_the_networks_are_joined_with_routes_both_ways(stack: Synthesised) -> None:
    connection = stack.one("aws_vpc_peering_connection")
    assert connection["vpc_id"] == f"${{{stack.id_of('aws_vpc', 'Primary_')}.id}}"
    assert connection["peer_vpc_id"] == f"${{{stack.id_of('aws_vpc', 'Secondary_')}.id}}"
    assert (connection["peer_region"], connection["auto_accept"]) == ("us-west-2", False)
    accepter = stack.one("aws_vpc_peering_connection_accepter")
    assert (accepter["auto_accept"], accepter["provider"]) == (True, "aws.secondary")
    for side, other in (("primary", "10.1.0.0/16"), ("secondary", "10.0.0.0/16")):
        routes = stack.all("aws_route", f"Peering_{side}-").values()
        assert [one["destination_cidr_block"] for one in routes] == [other] * 3
        assert len({one["route_table_id"] for one in routes}) == 3
        assert all(one["depends_on"] == [stack.id_of("aws_vpc_peering_connection_accepter", "")] for one in routes)


@pytest.mark.parametrize(("side", "peer"), [("Primary", "10.1"), ("Secondary", "10.0")])
def test_groups_name_each_connection(stack: Synthesised, side: str, peer: str) -> None:
    function = f"${{{stack.id_of('aws_security_group', f'{side}_Groups_function')}.id}}"
    database = f"${{{stack.id_of('aws_security_group', f'{side}_Groups_database')}.id}}"

    def rules(direction: str) -> set[tuple[str, str, int, int]]:
        found = stack.all(f"aws_vpc_security_group_{direction}_rule", f"{side}_").values()
        assert {one["ip_protocol"] for one in found} == {"tcp"}
        return {
            (
                one["security_group_id"],
                one.get("cidr_ipv4") or one["referenced_security_group_id"],
                one["from_port"],
                one["to_port"],
            )
            for one in found
        }

    subnets = [f"{peer}.{third}.0/20" for third in (0, 16, 32)]
    assert rules("ingress") == {
        (database, function, 5432, 5432),
        *((database, subnet, 5432, 5432) for subnet in subnets),
    }
    assert rules("egress") == {
        (function, database, 5432, 5432),
        (function, "0.0.0.0/0", 443, 443),
        *((function, subnet, 5432, 5432) for subnet in subnets),
    }


@pytest.mark.parametrize("side", SIDES)
def test_traffic_is_logged(stack: Synthesised, side: str) -> None:
    flows = stack.one("aws_flow_log", f"{side}_")
    logs = stack.id_of("aws_cloudwatch_log_group", f"{side}_FlowLogs_")
    assert (flows["traffic_type"], flows["log_destination"]) == ("ALL", f"${{{logs}.arn}}")
    statements = stack.statements(f"{side}_FlowLogs_")
    assert statements["WriteFlows"]["Resource"] == [f"${{{logs}.arn}}:*"]
    assert statements["FindGroup"]["Action"] == ["logs:DescribeLogGroups"]


@pytest.mark.parametrize("side", SIDES)
def test_the_default_group_has_no_rules(stack: Synthesised, side: str) -> None:
    group = stack.one("aws_default_security_group", f"{side}_")
    assert not {"ingress", "egress"} & set(group)
