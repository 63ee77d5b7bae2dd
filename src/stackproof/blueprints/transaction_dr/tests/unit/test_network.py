"""Networks of both regions: subnets, who may talk to whom, the way to AWS, the peering."""

from __future__ import annotations

import ipaddress
from typing import Any

from tests.unit.synthesis import Stack, Synthesis
from transaction_dr.network import private_quarter, private_ranges, public_ranges

INGRESS, EGRESS = "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"


def rules(stack: Stack, kind: str) -> dict[str, tuple[Any, ...]]:
    """What rules let through, by the name of their construct: the port and the other end."""
    ends = ("cidr_ipv4", "prefix_list_id", "referenced_security_group_id")
    found = {}
    for path, rule in stack.all(kind).items():
        assert rule["ip_protocol"] == "tcp"
        assert rule["from_port"] == rule["to_port"]
        (end,) = [rule[name] for name in ends if name in rule]
        found[path.rpartition("/")[2]] = (rule["to_port"], end.split(".")[1] if "${" in end else end)
    return found


def test_ranges_of_a_network_do_not_overlap() -> None:
    ranges = [ipaddress.IPv4Network(one) for one in public_ranges("10.0.0.0/16") + private_ranges("10.0.0.0/16")]
    assert [str(one) for one in ranges] == [
        "10.0.0.0/24",
        "10.0.1.0/24",
        "10.0.2.0/24",
        "10.0.64.0/20",
        "10.0.80.0/20",
        "10.0.96.0/20",
    ]
    assert not any(one.overlaps(other) for one in ranges for other in ranges if one is not other)
    quarter = ipaddress.IPv4Network(private_quarter("10.0.0.0/16"))
    assert [one.subnet_of(quarter) for one in ranges] == [False] * 3 + [True] * 3


def test_subnets_are_in_three_zones_and_follow_their_table(any_configuration: Synthesis) -> None:
    for stack in any_configuration.regions:
        subnets = stack.all("aws_subnet")
        for kind in ("public", "private"):
            own = [subnets[f"Region/Network/{kind}-{number}"] for number in range(3)]
            zones = [subnet["availability_zone"].partition("names, ")[2] for subnet in own]
            assert zones == ["0)}", "1)}", "2)}"]
            assert [subnet["map_public_ip_on_launch"] for subnet in own] == [False] * 3
            table = [
                link["route_table_id"].split(".")[1]
                for path, link in stack.all("aws_route_table_association").items()
                if f"/{kind}-" in path
            ]
            assert len(table) == 3
            assert {name.rpartition("_")[0] for name in table} == {f"Region_Network_{kind}"}


def test_only_a_nat_gateway_gives_private_subnets_a_way_out(default: Synthesis, production: Synthesis) -> None:
    for stack in default.regions:
        assert not stack.all("aws_nat_gateway")
        assert "Region/Network/to-nat" not in stack.all("aws_route")
        services = {path.rpartition("/")[2] for path in stack.all("aws_vpc_endpoint")}
        assert services == {"s3", "dynamodb", "secretsmanager"}
    for stack in production.regions:
        assert len(stack.all("aws_nat_gateway")) == 1
        assert stack.one("aws_route", "Region/Network/to-nat")["destination_cidr_block"] == "0.0.0.0/0"
        assert {path.rpartition("/")[2] for path in stack.all("aws_vpc_endpoint")} == {"s3", "dynamodb"}


def test_ingress_names_ports_and_sources(default: Synthesis, production: Synthesis) -> None:
    quarters = {"primary": "10.1.64.0/18", "recovery": "10.0.64.0/18"}
    for stack, role in zip(default.regions, quarters, strict=True):
        function = next(one for one in rules(stack, INGRESS).values() if one[0] == 5432)[1]
        assert rules(stack, INGRESS) == {
            "balancer-from-public-80": (80, "0.0.0.0/0"),
            "database-from-function": (5432, function),
            "database-from-other-function": (5432, quarters[role]),
            "endpoints-from-function": (443, function),
        }
        assert function.startswith("Region_Groups_function_")
    assert rules(production.primary, INGRESS).keys() == {
        "balancer-from-public-80",
        "balancer-from-public-443",
        "database-from-function",
        "database-from-other-function",
    }


def test_egress_names_ports_and_targets(default: Synthesis, production: Synthesis) -> None:
    found = rules(default.primary, EGRESS)
    assert {name: port for name, (port, _) in found.items()} == {
        "function-to-database": 5432,
        "function-to-other-database": 5432,
        "function-to-endpoints": 443,
        "function-to-s3": 443,
        "function-to-dynamodb": 443,
    }
    assert found["function-to-other-database"][1] == "10.1.64.0/18"
    assert found["function-to-s3"][1].startswith("Region_Endpoints_s3_")
    assert rules(production.primary, EGRESS)["function-to-services"] == (443, "0.0.0.0/0")


def test_the_group_that_aws_makes_lets_nobody_talk(default: Synthesis) -> None:
    for stack in default.regions:
        group = stack.one("aws_default_security_group")
        assert not {"ingress", "egress"} & group.keys()


def test_flows_are_logged(any_configuration: Synthesis) -> None:
    for stack in any_configuration.regions:
        flow = stack.one("aws_flow_log")
        assert flow["traffic_type"] == "ALL"
        assert flow["log_destination"].startswith("${aws_cloudwatch_log_group.Region_Network_flows_")


def test_the_peering_is_asked_for_accepted_and_routed_both_ways(default: Synthesis) -> None:
    stack = default.recovery
    peering = stack.one("aws_vpc_peering_connection")
    assert (peering["peer_region"], peering["auto_accept"], peering["provider"]) == (
        "us-east-2",
        False,
        "aws.primary",
    )
    assert peering["vpc_id"].startswith("${data.terraform_remote_state.")
    assert stack.one("aws_vpc_peering_connection_accepter")["auto_accept"] is True
    routes = {path.rpartition("/")[2]: route for path, route in stack.all("aws_route").items() if "Peering" in path}
    assert {name: route["destination_cidr_block"] for name, route in routes.items()} == {
        "to-recovery": "10.1.0.0/16",
        "to-primary": "10.0.0.0/16",
    }
    assert routes["to-recovery"]["provider"] == "aws.primary"
    assert "provider" not in routes["to-primary"]
    assert all(route["depends_on"][0].startswith("aws_vpc_peering_connection_accepter.") for route in routes.values())
    options = stack.all("aws_vpc_peering_connection_options")
    assert {next(key for key in one if key in ("requester", "accepter")) for one in options.values()} == {
        "requester",
        "accepter",
    }
