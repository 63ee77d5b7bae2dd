"""Networks, gateways, addresses and endpoints."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Value
from stackproof.vocabulary.translate import translate
from tests.vocabulary.building import native, only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_a_network_and_its_subnet_have_the_same_properties_as_in_cloudformation() -> None:
    graph = translated(
        {
            "aws_vpc.main": {"cidr_block": "10.0.0.0/16", "enable_dns_hostnames": True, "tags": {"Name": "main"}},
            "aws_subnet.a": {
                "vpc_id": ref("aws_vpc.main", "id"),
                "cidr_block": "10.0.1.0/24",
                "availability_zone": "eu-west-1a",
                "map_public_ip_on_launch": "true",
                "enable_resource_name_dns_a_record_on_launch": True,
                "private_dns_hostname_type_on_launch": "ip-name",
            },
        }
    )
    network, subnet = graph.resources.values()
    assert (network.type, plain(network)) == (
        "AWS::EC2::VPC",
        {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": True, "Tags": [{"Key": "Name", "Value": "main"}]},
    )
    assert (subnet.type, plain(subnet)) == (
        "AWS::EC2::Subnet",
        {
            "VpcId": "${aws_vpc.main}",
            "CidrBlock": "10.0.1.0/24",
            "AvailabilityZone": "eu-west-1a",
            "MapPublicIpOnLaunch": True,
            "PrivateDnsNameOptionsOnLaunch": {"EnableResourceNameDnsARecord": True, "HostnameType": "ip-name"},
        },
    )


def test_generated_addresses_of_version_6_are_a_block_of_their_own() -> None:
    graph = translated({"aws_vpc.main": {"cidr_block": "10.0.0.0/16", "assign_generated_ipv6_cidr_block": True}})
    block = graph.resources["aws_vpc.main/ipv6"]
    assert (block.type, plain(block)) == (
        "AWS::EC2::VPCCidrBlock",
        {"VpcId": "${aws_vpc.main}", "AmazonProvidedIpv6CidrBlock": True},
    )
    assert list(translated({"aws_vpc.main": {"assign_generated_ipv6_cidr_block": False}}).resources) == ["aws_vpc.main"]
    perhaps = translated({"aws_vpc.main": {"assign_generated_ipv6_cidr_block": unknown("var.y")}})
    assert perhaps.resources["aws_vpc.main/ipv6"].exists is Truth.UNDECIDED


def test_the_groups_that_come_with_a_network_are_attributes() -> None:
    graph = translated(
        {
            "aws_vpc.main": {"cidr_block": "10.0.0.0/16"},
            "aws_vpc_security_group_ingress_rule.a": {
                "security_group_id": ref("aws_vpc.main", "default_security_group_id"),
                "ip_protocol": "tcp",
            },
        }
    )
    assert plain(graph.resources["aws_vpc_security_group_ingress_rule.a"]) == {
        "GroupId": "${aws_vpc.main.DefaultSecurityGroup}",
        "IpProtocol": "tcp",
    }


def test_an_internet_gateway_is_attached_by_a_resource_of_its_own() -> None:
    graph = translated({"aws_vpc.main": {}, "aws_internet_gateway.main": {"vpc_id": ref("aws_vpc.main", "id")}})
    assert plain(graph.resources["aws_internet_gateway.main"]) == {}
    attachment = graph.resources["aws_internet_gateway.main/attachment"]
    assert (attachment.type, plain(attachment)) == (
        "AWS::EC2::VPCGatewayAttachment",
        {"InternetGatewayId": "${aws_internet_gateway.main}", "VpcId": "${aws_vpc.main}"},
    )
    alone = translated({"aws_internet_gateway.main": {}})
    assert list(alone.resources) == ["aws_internet_gateway.main"]


def test_the_id_of_an_address_is_its_allocation() -> None:
    graph = translated(
        {
            "aws_eip.nat": {"domain": "vpc"},
            "aws_eip.old": {"vpc": True},
            "aws_nat_gateway.a": {"allocation_id": ref("aws_eip.nat", "id"), "private_ip": "10.0.0.9"},
            "aws_nat_gateway.b": {"allocation_id": ref("aws_eip.nat")},
            "aws_eip_association.a": {"public_ip": ref("aws_eip.nat", "public_ip"), "allow_reassociation": True},
        }
    )
    assert plain(graph.resources["aws_eip.nat"]) == plain(graph.resources["aws_eip.old"]) == {"Domain": "vpc"}
    assert plain(graph.resources["aws_nat_gateway.a"]) == {
        "AllocationId": "${aws_eip.nat.AllocationId}",
        "PrivateIpAddress": "10.0.0.9",
    }
    assert plain(graph.resources["aws_nat_gateway.b"]) == {"AllocationId": "${aws_eip.nat.AllocationId}"}
    assert plain(graph.resources["aws_eip_association.a"]) == {"EIP": "${aws_eip.nat.PublicIp}"}


def test_an_address_is_tied_to_an_interface_by_a_resource_of_its_own() -> None:
    graph = translated({"aws_eip.a": {"network_interface": "eni-1"}, "aws_eip.b": {"instance": "i-1"}})
    assert plain(graph.resources["aws_eip.b"]) == {"InstanceId": "i-1"}
    assert plain(graph.resources["aws_eip.a"]) == {}
    association = graph.resources["aws_eip.a/association"]
    assert (association.type, plain(association)) == (
        "AWS::EC2::EIPAssociation",
        {"AllocationId": "${aws_eip.a.AllocationId}", "NetworkInterfaceId": "eni-1"},
    )


def test_what_is_associated_with_an_endpoint_is_its_own() -> None:
    graph = translated(
        {
            "aws_vpc_endpoint.s3": {
                "vpc_id": "vpc-1",
                "service_name": "com.amazonaws.eu-west-1.s3",
                "route_table_ids": ["rtb-1"],
                "policy": '{"Version": "2012-10-17", "Statement": []}',
            },
            "aws_vpc_endpoint_route_table_association.a": {
                "vpc_endpoint_id": ref("aws_vpc_endpoint.s3", "id"),
                "route_table_id": "rtb-2",
            },
            "aws_vpc_endpoint_security_group_association.a": {
                "vpc_endpoint_id": ref("aws_vpc_endpoint.s3", "id"),
                "security_group_id": "sg-1",
            },
            "aws_vpc_endpoint_subnet_association.a": {
                "vpc_endpoint_id": ref("aws_vpc_endpoint.s3", "id"),
                "subnet_id": unknown("var.subnet"),
            },
        }
    )
    assert graph.unmapped == {}
    (endpoint,) = graph.resources.values()
    assert (endpoint.type, plain(endpoint)) == (
        "AWS::EC2::VPCEndpoint",
        {
            "VpcId": "vpc-1",
            "ServiceName": "com.amazonaws.eu-west-1.s3",
            "RouteTableIds": ["rtb-1", "rtb-2"],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": []},
            "SecurityGroupIds": ["sg-1"],
            "SubnetIds": ["unknown"],
        },
    )


def test_the_default_network_has_no_counterpart() -> None:
    graph = translated({"aws_default_vpc.main": {}, "aws_default_route_table.main": {}})
    assert graph.unmapped == {"aws_default_route_table": 1, "aws_default_vpc": 1}


def test_a_peering_is_known_in_full() -> None:
    peering = only(
        {
            "aws_vpc_peering_connection.a": {
                "vpc_id": "vpc-1",
                "peer_vpc_id": "vpc-2",
                "auto_accept": True,
                "accepter": [{"allow_remote_vpc_dns_resolution": True}],
            }
        }
    )
    assert (peering.type, plain(peering)) == (
        "AWS::EC2::VPCPeeringConnection",
        {"VpcId": "vpc-1", "PeerVpcId": "vpc-2"},
    )


def test_entries_of_a_prefix_list_are_gathered() -> None:
    graph = translated(
        {
            "aws_ec2_managed_prefix_list.a": {
                "name": "offices",
                "address_family": "IPv4",
                "max_entries": 5,
                "entry": [{"cidr": "10.0.0.0/8", "description": "inside"}],
            },
            "aws_ec2_managed_prefix_list_entry.a": {
                "prefix_list_id": ref("aws_ec2_managed_prefix_list.a", "id"),
                "cidr": "192.0.2.0/24",
            },
        }
    )
    (found,) = graph.resources.values()
    assert plain(found) == {
        "PrefixListName": "offices",
        "AddressFamily": "IPv4",
        "MaxEntries": 5,
        "Entries": [{"Cidr": "10.0.0.0/8", "Description": "inside"}, {"Cidr": "192.0.2.0/24"}],
    }


@pytest.mark.parametrize(
    ("region", "asked", "expected"),
    [
        (Known("eu-west-1"), {"service": "s3"}, "com.amazonaws.eu-west-1.s3"),
        (Known("cn-north-1"), {"service": "s3"}, "cn.com.amazonaws.cn-north-1.s3"),
        (unknown("var.region"), {"service": "ecr.api"}, "com.amazonaws.unknown.ecr.api"),
        (
            Known("eu-west-1"),
            {"service_name": "com.amazonaws.vpce.eu-west-1.vpce-svc-1"},
            "com.amazonaws.vpce.eu-west-1.vpce-svc-1",
        ),
        (Known("eu-west-1"), {"service": "s3", "service_regions": ["us-east-1"]}, "unknown"),
    ],
)
def test_the_service_of_an_endpoint_is_looked_up_by_its_short_name(region: Value, asked: Any, expected: str) -> None:
    graph = translated(
        {
            "aws_vpc_endpoint.a": {"service_name": ref("data.aws_vpc_endpoint_service.a", "service_name")},
            "data.aws_vpc_endpoint_service.a": asked,
        },
        region=region,
    )
    assert plain(graph.resources["aws_vpc_endpoint.a"]) == {"ServiceName": expected}


def test_a_type_that_is_surely_not_there_does_not_count_as_unmapped() -> None:
    asked = native({"aws_default_vpc.a": {}, "aws_default_vpc.b": {}})
    asked.resources["aws_default_vpc.a"].exists = Truth.NO
    assert translate(asked).unmapped == {"aws_default_vpc": 1}
