"""Network ACLs, interfaces, flow logs."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_entries_and_associations_of_an_acl_stand_beside_it() -> None:
    graph = translated(
        {
            "aws_network_acl.a": {
                "vpc_id": "vpc-1",
                "subnet_ids": ["subnet-1"],
                "ingress": [
                    {
                        "rule_no": 100,
                        "action": "allow",
                        "protocol": "tcp",
                        "from_port": 443,
                        "to_port": "443",
                        "cidr_block": "0.0.0.0/0",
                        "ipv6_cidr_block": "",
                        "icmp_type": 0,
                        "icmp_code": 0,
                    }
                ],
                "egress": [
                    {
                        "rule_no": 100,
                        "action": "deny",
                        "protocol": "-1",
                        "from_port": 0,
                        "to_port": 0,
                        "cidr_block": "10.0.0.0/8",
                    }
                ],
            }
        }
    )
    assert {name: (one.type, plain(one)) for name, one in graph.resources.items()} == {
        "aws_network_acl.a": ("AWS::EC2::NetworkAcl", {"VpcId": "vpc-1"}),
        "aws_network_acl.a/ingress-0": (
            "AWS::EC2::NetworkAclEntry",
            {
                "NetworkAclId": "${aws_network_acl.a}",
                "Egress": False,
                "RuleNumber": 100,
                "RuleAction": "allow",
                "Protocol": 6,
                "PortRange": {"From": 443, "To": 443},
                "CidrBlock": "0.0.0.0/0",
            },
        ),
        "aws_network_acl.a/egress-0": (
            "AWS::EC2::NetworkAclEntry",
            {
                "NetworkAclId": "${aws_network_acl.a}",
                "Egress": True,
                "RuleNumber": 100,
                "RuleAction": "deny",
                "Protocol": -1,
                "CidrBlock": "10.0.0.0/8",
            },
        ),
        "aws_network_acl.a/subnet-0": (
            "AWS::EC2::SubnetNetworkAclAssociation",
            {"NetworkAclId": "${aws_network_acl.a}", "SubnetId": "subnet-1"},
        ),
    }


def test_entries_that_are_not_known_may_be_there() -> None:
    graph = translated({"aws_network_acl.a": {"ingress": unknown("var.rules"), "subnet_ids": unknown("var.subnets")}})
    assert {name: one.exists for name, one in graph.resources.items()} == {
        "aws_network_acl.a": Truth.YES,
        "aws_network_acl.a/ingress": Truth.UNDECIDED,
        "aws_network_acl.a/subnet-0": Truth.UNDECIDED,
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"protocol": "udp", "from_port": 53, "to_port": 53}, {"Protocol": 17, "PortRange": {"From": 53, "To": 53}}),
        ({"protocol": "all", "from_port": 0, "to_port": 0}, {"Protocol": -1}),
        (
            {"protocol": "icmp", "icmp_type": 8, "icmp_code": 0, "from_port": 0},
            {"Protocol": 1, "Icmp": {"Type": 8, "Code": 0}},
        ),
        ({"protocol": "50"}, {"Protocol": 50}),
        ({"protocol": unknown("var.p"), "from_port": 0}, {"Protocol": "unknown", "PortRange": {"From": 0}}),
    ],
)
def test_protocols_are_numbers(rule: dict[str, Any], expected: dict[str, Any]) -> None:
    found = only({"aws_network_acl_rule.a": {"network_acl_id": "acl-1", "rule_number": 1, **rule}})
    assert (found.type, plain(found)) == (
        "AWS::EC2::NetworkAclEntry",
        {"NetworkAclId": "acl-1", "RuleNumber": 1, **expected},
    )


def test_an_interface_with_its_addresses_groups_and_attachments() -> None:
    graph = translated(
        {
            "aws_network_interface.a": {
                "subnet_id": "subnet-1",
                "private_ips": ["10.0.0.4"],
                "security_groups": ["sg-1"],
                "ipv6_addresses": ["2001:db8::1"],
                "attachment": [{"instance": "i-1", "device_index": 1}],
            },
            "aws_network_interface.b": {"private_ips": ["10.0.0.5", "10.0.0.6"]},
            "aws_network_interface_sg_attachment.a": {
                "network_interface_id": ref("aws_network_interface.a", "id"),
                "security_group_id": "sg-2",
            },
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_network_interface.a": {
            "SubnetId": "subnet-1",
            "PrivateIpAddress": "10.0.0.4",
            "GroupSet": ["sg-1", "sg-2"],
            "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}],
        },
        "aws_network_interface.a/attachment-0": {
            "NetworkInterfaceId": "${aws_network_interface.a}",
            "InstanceId": "i-1",
            "DeviceIndex": "1",
        },
        "aws_network_interface.b": {
            "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5"}, {"PrivateIpAddress": "10.0.0.6"}]
        },
    }


@pytest.mark.parametrize(
    ("argument", "kind"),
    [
        ("vpc_id", "VPC"),
        ("subnet_id", "Subnet"),
        ("eni_id", "NetworkInterface"),
        ("transit_gateway_id", "TransitGateway"),
        ("transit_gateway_attachment_id", "TransitGatewayAttachment"),
        ("regional_nat_gateway_id", "RegionalNatGateway"),
    ],
)
def test_a_flow_log_says_what_it_watches(argument: str, kind: str) -> None:
    log = only(
        {
            "aws_flow_log.a": {
                argument: "x-1",
                "traffic_type": "ALL",
                "iam_role_arn": "arn:r",
                "log_destination": "arn:l",
                "log_destination_type": "cloud-watch-logs",
                "destination_options": [{"file_format": "parquet"}],
            }
        }
    )
    assert plain(log) == {
        "ResourceId": "x-1",
        "ResourceType": kind,
        "TrafficType": "ALL",
        "DeliverLogsPermissionArn": "arn:r",
        "LogDestination": "arn:l",
        "LogDestinationType": "cloud-watch-logs",
        "DestinationOptions": {"FileFormat": "parquet"},
    }


def test_a_flow_log_of_several_unknown_things_watches_one_that_is_not_known() -> None:
    log = only({"aws_flow_log.a": {"vpc_id": unknown("var.vpc"), "subnet_id": unknown("var.subnet")}})
    assert plain(log) == {"ResourceId": "unknown", "ResourceType": "unknown"}
