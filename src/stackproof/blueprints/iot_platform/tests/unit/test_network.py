"""The network, who may talk to whom in it, and its log."""

from __future__ import annotations

from typing import Any

from tests.unit.conftest import Synthesis, statements, text


def subnets(synthesis: Synthesis, group: str) -> list[dict[str, Any]]:
    """The subnets of one group."""
    tag = {"Key": "aws-cdk:subnet-name", "Value": group}
    return [one for one in synthesis.of_type("AWS::EC2::Subnet").values() if tag in one["Tags"]]


def test_each_group_of_subnets_spans_the_first_two_zones(default: Synthesis) -> None:
    """The zones are places in the region's list, so that synthesis asks no account."""
    for group in ("public", "private", "data"):
        zones = [one["AvailabilityZone"] for one in subnets(default, group)]
        assert zones == [{"Fn::Select": [place, {"Fn::GetAZs": ""}]} for place in (0, 1)]
    blocks = [one["CidrBlock"] for one in default.of_type("AWS::EC2::Subnet").values()]
    assert len(set(blocks)) == 6
    assert default.one("AWS::EC2::VPC")["CidrBlock"] == "10.20.0.0/16"


def test_no_subnet_gives_public_addresses(default: Synthesis) -> None:
    """The NAT gateway has an address of its own."""
    assert {one["MapPublicIpOnLaunch"] for one in default.of_type("AWS::EC2::Subnet").values()} == {False}


def test_containers_leave_by_the_one_nat_gateway_and_data_does_not_leave(default: Synthesis) -> None:
    """Routes out: two of the public subnets, two of the private ones, none of the data's."""
    (nat,) = default.of_type("AWS::EC2::NatGateway")
    routes = default.of_type("AWS::EC2::Route")
    through = {name: text(one.get("NatGatewayId", one.get("GatewayId", ""))) for name, one in routes.items()}
    assert sorted("public" in name for name in through) == [False, False, True, True]
    assert {target for name, target in through.items() if "private" in name} == {f"${{{nat}}}"}
    assert not any("data" in name for name in through)


def test_the_endpoint_of_s3_serves_the_containers(default: Synthesis) -> None:
    """Layers of images do not pass the NAT gateway."""
    endpoint = default.one("AWS::EC2::VPCEndpoint")
    assert endpoint["VpcEndpointType"] == "Gateway"
    assert all("privateSubnet" in text(one) for one in endpoint["RouteTableIds"])
    assert len(endpoint["RouteTableIds"]) == 2


def test_all_traffic_is_logged_by_a_role_that_may_do_just_that(default: Synthesis) -> None:
    """The service is let in for this account alone."""
    flow = default.one("AWS::EC2::FlowLog")
    assert (flow["TrafficType"], flow["ResourceType"], flow["LogDestinationType"]) == ("ALL", "VPC", "cloud-watch-logs")
    assert "NetworkFlowLogs" in text(flow["LogGroupName"])
    role = default.one("AWS::IAM::Role", "NetworkFlowLogRole")
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    (policy,) = role["Policies"]
    assert text(statements(policy["PolicyDocument"])["WriteLogs"]["Resource"]).startswith("${NetworkFlowLogs")


def rules(synthesis: Synthesis) -> set[tuple[str, str, str, int]]:
    """Every rule between groups: direction, group, peer, port."""
    found = set()
    for direction, peer in (("Ingress", "SourceSecurityGroupId"), ("Egress", "DestinationSecurityGroupId")):
        for one in synthesis.of_type(f"AWS::EC2::SecurityGroup{direction}").values():
            assert (one["IpProtocol"], one["FromPort"]) == ("tcp", one["ToPort"])
            assert one["Description"]
            ends = [
                name.split("SecurityGroups")[1].rstrip("}").split(".")[0][:-8]
                for name in map(text, (one["GroupId"], one[peer]))
            ]
            found.add((direction, ends[0], ends[1], one["FromPort"]))
    return found


TIERS = {
    ("Ingress", "Database", "Processor", 5432),
    ("Egress", "Processor", "Database", 5432),
    ("Ingress", "Cache", "Processor", 6379),
    ("Egress", "Processor", "Cache", 6379),
}
ROTATION = {("Ingress", "Database", "Rotation", 5432), ("Egress", "Rotation", "Database", 5432)}


def test_the_processor_calls_database_and_cache_and_nobody_calls_anything_else(default: Synthesis) -> None:
    """Both sides of each connection say so."""
    assert rules(default) == TIERS


def test_the_rotation_calls_the_database_as_well(generated: Synthesis) -> None:
    """There is no such group where credentials are not generated."""
    assert rules(generated) == TIERS | ROTATION


def test_the_processor_alone_reaches_the_internet_by_https(default: Synthesis) -> None:
    """Services of AWS have no fixed addresses; the other groups have no way out at all."""
    out = {name: one["SecurityGroupEgress"] for name, one in default.of_type("AWS::EC2::SecurityGroup").items()}
    assert len(out) == 3
    for name, egress in out.items():
        (rule,) = egress
        if name.startswith("SecurityGroupsProcessor"):
            assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("0.0.0.0/0", 443, 443)
        else:
            assert rule["CidrIp"] == "255.255.255.255/32"
    assert all("SecurityGroupIngress" not in one for one in default.of_type("AWS::EC2::SecurityGroup").values())
