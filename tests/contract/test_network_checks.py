"""What the checks about networks prove, refuse and leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.build import UNSURE, graph, judge, resource

if TYPE_CHECKING:
    from stackproof.graph.resource import Resource

VPC = resource("Vpc", "AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"})


def subnet(name: str, third: int, **more: Any) -> Resource:
    return resource(
        name, "AWS::EC2::Subnet", {"VpcId": {"Ref": "Vpc"}, "CidrBlock": f"10.0.{third}.0/24", **more}, line=third + 10
    )


def group(name: str, *rules: dict[str, Any], **more: Any) -> Resource:
    entries = {"VpcId": {"Ref": "Vpc"}, "SecurityGroupIngress": list(rules), **more}
    return resource(name, "AWS::EC2::SecurityGroup", entries, line=30)


def let_in(port: int, **source: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **source}


A, B = subnet("A", 0, AvailabilityZone="us-east-1a"), subnet("B", 1, AvailabilityZone="us-east-1b")
WORKER = resource(
    "Worker",
    "AWS::Lambda::Function",
    {"VpcConfig": {"SubnetIds": [{"Ref": "A"}], "SecurityGroupIds": [{"GetAtt": "Client.GroupId"}]}},
    line=40,
)
CLIENT = group("Client")
SUBNETS = resource("Subnets", "AWS::RDS::DBSubnetGroup", {"SubnetIds": [{"Ref": "A"}, {"Ref": "B"}]})
BASE = (VPC, A, B, CLIENT, WORKER, SUBNETS)


def database(**more: Any) -> Resource:
    entries = {
        "Engine": "postgres",
        "DBSubnetGroupName": {"Ref": "Subnets"},
        "VPCSecurityGroups": [{"GetAtt": "Data.GroupId"}],
        "PubliclyAccessible": False,
        **more,
    }
    return resource("Database", "AWS::RDS::DBInstance", entries, line=50)


FROM_CLIENT = {"SourceSecurityGroupId": {"GetAtt": "Client.GroupId"}}
REACHES = "{check: network.reaches, with: {from: Worker, to: Database%s}}"


@pytest.mark.parametrize(
    ("rule", "port", "status"),
    [
        (let_in(5432, **FROM_CLIENT), "", "proven"),
        (let_in(5432, CidrIp="10.0.0.0/24"), "", "proven"),
        (let_in(3306, **FROM_CLIENT), "", "violated"),
        (let_in(3306, **FROM_CLIENT), ", port: 3306", "proven"),
        (let_in(5432, CidrIp="10.0.1.0/24"), "", "violated"),
        (let_in(5432, CidrIp=UNSURE), "", "undecided"),
    ],
)
def test_reaches_a_store(rule: dict[str, Any], port: str, status: str) -> None:
    verdict = judge(REACHES % port, graph(*BASE, group("Data", rule), database()))
    assert verdict.status == status


def test_a_missing_step_is_named_and_the_path_is_the_evidence() -> None:
    verdict = judge(REACHES % "", graph(*BASE, group("Data"), database()))
    assert verdict.status == "violated"
    assert verdict.reason == "Worker does not reach Database: no ingress rule of Data lets it in on tcp 5432"
    assert [proof.address for proof in verdict.evidence] == ["Client", "Vpc", "Data"]


def test_nobody_of_the_name_is_a_violation() -> None:
    whole = graph(*BASE, group("Data", let_in(5432, **FROM_CLIENT)), database())
    assert judge("{check: network.reaches, with: {from: Nobody, to: Database}}", whole).status == "violated"
    assert judge("{check: network.reaches, with: {from: Worker, to: Nothing}}", whole).status == "violated"


TABLE = resource("Table", "AWS::EC2::RouteTable", {"VpcId": {"Ref": "Vpc"}})
LINKS = tuple(
    resource(
        f"Link{name}",
        "AWS::EC2::SubnetRouteTableAssociation",
        {"SubnetId": {"Ref": name}, "RouteTableId": {"Ref": "Table"}},
    )
    for name in ("A", "B")
)


def route(**hop: Any) -> Resource:
    return resource(
        "Route", "AWS::EC2::Route", {"RouteTableId": {"Ref": "Table"}, "DestinationCidrBlock": "0.0.0.0/0", **hop}
    )


NAT = route(NatGatewayId={"Ref": "Nat"})
GATEWAY = resource("Gateway", "AWS::EC2::InternetGateway")
PUBLIC = (GATEWAY, TABLE, *LINKS, route(GatewayId={"Ref": "Gateway"}))


def endpoint(service: str, **more: Any) -> Resource:
    entries = {"VpcId": {"Ref": "Vpc"}, "ServiceName": f"com.amazonaws.us-east-1.{service}", **more}
    return resource(f"To{service}", "AWS::EC2::VPCEndpoint", entries)


INTERFACE = {
    "VpcEndpointType": "Interface",
    "PrivateDnsEnabled": True,
    "SubnetIds": [{"Ref": "B"}],
    "SecurityGroupIds": [{"GetAtt": "Ends.GroupId"}],
}
SHUT, OPEN = group("Ends"), group("Ends", let_in(443, CidrIp="10.0.0.0/16"))
IN_TABLE = {"RouteTableIds": [{"Ref": "Table"}]}


@pytest.mark.parametrize(
    ("target", "more", "status"),
    [
        ("internet", (), "violated"),
        ("internet", (TABLE, *LINKS, NAT), "proven"),
        ("internet", PUBLIC, "violated"),
        ("aws:sqs", (TABLE, *LINKS, NAT), "proven"),
        ("aws:sqs", (OPEN, endpoint("sqs", **INTERFACE)), "proven"),
        ("aws:sqs", (SHUT, endpoint("sqs", **INTERFACE)), "violated"),
        ("aws:sqs", (OPEN, endpoint("sns", **INTERFACE)), "violated"),
        ("aws:s3", (TABLE, *LINKS, endpoint("s3", **IN_TABLE)), "proven"),
        ("aws:s3", (TABLE, *LINKS, endpoint("s3", RouteTableIds=[])), "violated"),
        ("aws:s3", (TABLE, *LINKS, endpoint("s3", RouteTableIds=[UNSURE])), "undecided"),
    ],
)
def test_reaches_the_internet_and_services(target: str, more: tuple[Resource, ...], status: str) -> None:
    expect = f"{{check: network.reaches, with: {{from: Worker, to: '{target}'}}}}"
    assert judge(expect, graph(*BASE, *more)).status == status


@pytest.mark.parametrize(
    ("owner", "status"), [("Tos3", "proven"), ("Todynamodb", "violated"), (None, "undecided")], ids=str
)
def test_egress_to_the_prefix_list_of_an_endpoint_leads_to_its_service_alone(owner: str | None, status: str) -> None:
    prefixes = {"GetAtt": f"{owner}.prefix_list_id"} if owner else "pl-0123"
    out = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "DestinationPrefixListId": prefixes}
    client = resource("Client", "AWS::EC2::SecurityGroup", {"VpcId": {"Ref": "Vpc"}, "SecurityGroupEgress": [out]})
    ends = [endpoint(service, **IN_TABLE) for service in ("s3", "dynamodb")]
    others = [one for one in BASE if one.address != "Client"]
    built = graph(*others, client, TABLE, *LINKS, *ends)
    assert judge("{check: network.reaches, with: {from: Worker, to: 'aws:s3'}}", built).status == status


ISOLATED = "{check: network.isolated, with: {resource: Database}}"
ANYBODY = let_in(5432, CidrIp="0.0.0.0/0")


@pytest.mark.parametrize(
    ("public", "rule", "ways", "status"),
    [
        (False, ANYBODY, PUBLIC, "proven"),
        (True, ANYBODY, PUBLIC, "violated"),
        (True, let_in(5432, **FROM_CLIENT), PUBLIC, "proven"),
        (True, ANYBODY, (TABLE, *LINKS), "proven"),
        (UNSURE, ANYBODY, PUBLIC, "undecided"),
        (True, let_in(5432, CidrIp=UNSURE), PUBLIC, "undecided"),
    ],
)
def test_isolated(public: Any, rule: dict[str, Any], ways: tuple[Resource, ...], status: str) -> None:
    built = graph(*BASE, *ways, group("Data", rule), database(PubliclyAccessible=public))
    assert judge(ISOLATED, built).status == status


@pytest.mark.parametrize(
    ("own", "instances", "status"),
    [
        ({}, [{"PubliclyAccessible": False}, {"PubliclyAccessible": True}], "violated"),
        ({}, [{"PubliclyAccessible": False}], "proven"),
        ({}, [{}], "undecided"),
        ({}, [], "proven"),
        ({"PubliclyAccessible": True}, [], "violated"),
    ],
)
def test_a_cluster_is_reached_where_its_instances_are(
    own: dict[str, Any], instances: list[dict[str, Any]], status: str
) -> None:
    entries = {
        "Engine": "aurora-postgresql",
        "DBSubnetGroupName": {"Ref": "Subnets"},
        "VpcSecurityGroupIds": [{"GetAtt": "Data.GroupId"}],
    }
    cluster = resource("Cluster", "AWS::RDS::DBCluster", {**entries, **own})
    members = [
        resource(f"Instance{number}", "AWS::RDS::DBInstance", {"DBClusterIdentifier": {"Ref": "Cluster"}, **one})
        for number, one in enumerate(instances)
    ]
    built = graph(*BASE, *PUBLIC, group("Data", ANYBODY), cluster, *members)
    assert judge("{check: network.isolated, with: {resource: Cluster}}", built).status == status


PRIVATE = "{check: network.private-only, with: {resource: Database}}"


@pytest.mark.parametrize(
    ("public", "ways", "status"),
    [
        (False, (), "proven"),
        (False, (TABLE, *LINKS, NAT), "proven"),
        (False, PUBLIC, "violated"),
        (True, (), "violated"),
        (UNSURE, (), "undecided"),
        (False, (TABLE, *LINKS, route(GatewayId=UNSURE)), "undecided"),
    ],
)
def test_private_only(public: Any, ways: tuple[Resource, ...], status: str) -> None:
    built = graph(*BASE, *ways, group("Data"), database(PubliclyAccessible=public))
    assert judge(PRIVATE, built).status == status


@pytest.mark.parametrize(("kind", "status"), [({}, "proven"), ({"VpcEndpointType": "Gateway"}, "proven")])
def test_an_endpoint_that_is_a_route_stands_in_no_network(kind: dict[str, Any], status: str) -> None:
    built = graph(*BASE, group("Data"), database(PubliclyAccessible=False), endpoint("s3", **kind))
    everything = "{check: network.private-only, with: {resource: '*'}}"
    assert judge(everything, built).status == status
    interface = graph(*BASE, group("Data"), database(PubliclyAccessible=False), endpoint("s3", VpcEndpointType=UNSURE))
    assert judge(everything, interface).status == "undecided"
    assert judge("{check: network.private-only, with: {resource: Tos3}}", built).status == "violated"


@pytest.mark.parametrize(
    ("zones", "wanted", "status"),
    [
        (("us-east-1a", "us-east-1b"), 2, "proven"),
        (("us-east-1a", "us-east-1b"), 3, "violated"),
        (("us-east-1a", "us-east-1a"), 2, "violated"),
        (("us-east-1a", UNSURE), 2, "undecided"),
    ],
)
def test_spans_zones(zones: tuple[Any, Any], wanted: int, status: str) -> None:
    one, two = subnet("A", 0, AvailabilityZone=zones[0]), subnet("B", 1, AvailabilityZone=zones[1])
    built = graph(VPC, one, two, SUBNETS, group("Data"), database())
    expect = f"{{check: network.spans-zones, with: {{resource: Database, zones: {wanted}}}}}"
    assert judge(expect, built).status == status


def test_subnets_without_a_zone_may_be_in_one() -> None:
    built = graph(VPC, subnet("A", 0), subnet("B", 1), SUBNETS, group("Data"), database())
    assert judge("{check: network.spans-zones, with: {resource: Database}}", built).status == "undecided"
