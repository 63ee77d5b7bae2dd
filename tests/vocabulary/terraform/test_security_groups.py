"""Security groups: one rule a source, whichever of the four ways it is written in."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from tests.vocabulary.building import ref, translated, unknown
from tests.vocabulary.reading import plain, when


def _group(**arguments: Any) -> Any:
    graph = translated({"aws_security_group.a": {"description": "A", "vpc_id": "vpc-1", **arguments}})
    return plain(graph.resources["aws_security_group.a"])


def test_each_source_of_a_block_is_a_rule() -> None:
    found = _group(
        ingress=[
            {
                "from_port": "443",
                "to_port": 443,
                "protocol": "TCP",
                "description": "web",
                "cidr_blocks": ["10.0.0.0/8", "192.0.2.0/24"],
                "ipv6_cidr_blocks": ["::/0"],
                "prefix_list_ids": ["pl-1"],
                "security_groups": ["sg-1"],
                "self": False,
            }
        ]
    )
    rule = {"FromPort": 443, "ToPort": 443, "IpProtocol": "tcp", "Description": "web"}
    assert found == {
        "GroupDescription": "A",
        "VpcId": "vpc-1",
        "SecurityGroupIngress": [
            {**rule, "CidrIp": "10.0.0.0/8"},
            {**rule, "CidrIp": "192.0.2.0/24"},
            {**rule, "CidrIpv6": "::/0"},
            {**rule, "SourcePrefixListId": "pl-1"},
            {**rule, "SourceSecurityGroupId": "sg-1"},
        ],
        "SecurityGroupEgress": [],
    }


def test_a_rule_for_all_protocols_has_no_ports() -> None:
    everything = {"from_port": 0, "to_port": 0, "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"], "description": ""}
    expected = [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]
    assert _group(egress=[everything])["SecurityGroupEgress"] == expected
    assert _group(egress=[{**everything, "protocol": "all"}])["SecurityGroupEgress"] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("6", "tcp"), (17, "udp"), ("ICMP", "icmp"), ("58", "icmpv6"), ("50", "50"), (unknown("var.p"), "unknown")],
)
def test_protocols_with_a_name_go_by_it(written: Any, expected: str) -> None:
    rule = _group(ingress=[{"protocol": written, "cidr_blocks": ["10.0.0.0/8"]}])["SecurityGroupIngress"]
    assert rule == [{"IpProtocol": expected, "CidrIp": "10.0.0.0/8"}]


def test_a_group_without_description_says_who_manages_it() -> None:
    graph = translated({"aws_security_group.a": {"name": "a"}})
    assert plain(graph.resources["aws_security_group.a"]) == {
        "GroupName": "a",
        "GroupDescription": "Managed by Terraform",
        "SecurityGroupEgress": [],
    }


def test_a_group_that_admits_itself_does_so_by_a_rule_beside_it() -> None:
    graph = translated(
        {
            "aws_security_group.a": {
                "description": "A",
                "ingress": [{"from_port": 0, "to_port": 0, "protocol": "-1", "self": True}],
                "egress": [{"from_port": 0, "to_port": 0, "protocol": "-1", "self": True}],
            }
        }
    )
    assert {name: (one.type, plain(one)) for name, one in graph.resources.items()} == {
        "aws_security_group.a": (
            "AWS::EC2::SecurityGroup",
            {"GroupDescription": "A", "SecurityGroupEgress": []},
        ),
        "aws_security_group.a/ingress-0": (
            "AWS::EC2::SecurityGroupIngress",
            {
                "GroupId": "${aws_security_group.a}",
                "IpProtocol": "-1",
                "SourceSecurityGroupId": "${aws_security_group.a}",
            },
        ),
        "aws_security_group.a/egress-0": (
            "AWS::EC2::SecurityGroupEgress",
            {
                "GroupId": "${aws_security_group.a}",
                "IpProtocol": "-1",
                "DestinationSecurityGroupId": "${aws_security_group.a}",
            },
        ),
    }


def test_what_is_not_known_of_the_sources_is_neither_open_nor_shut() -> None:
    def ingress(**block: Any) -> Any:
        return _group(ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, **block}])["SecurityGroupIngress"]

    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    assert ingress(cidr_blocks=unknown("var.cidrs")) == [{**rule, "CidrIp": "unknown"}, "..."]
    assert ingress(cidr_blocks=[unknown("var.cidr"), "10.0.0.0/8"]) == [
        {**rule, "CidrIp": "unknown"},
        {**rule, "CidrIp": "10.0.0.0/8"},
    ]
    assert ingress(self=unknown("var.y")) == [{**rule, "SourceSecurityGroupId": "unknown"}]
    assert ingress(cidr_blocks=when("open", ["0.0.0.0/0"], [])) == [
        {**rule, "CidrIp": ("open", "0.0.0.0/0", "absent")},
    ]
    assert _group(ingress=unknown("var.rules"))["SecurityGroupIngress"] == "unknown"
    assert _group(egress=unknown("var.rules"))["SecurityGroupEgress"] == "unknown"


def test_a_block_that_depends_on_a_condition_is_a_rule_that_does() -> None:
    block = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}
    assert _group(ingress=[when("ssh", block, None)])["SecurityGroupIngress"] == [("ssh", rule, "absent")]
    assert _group(ingress=when("ssh", [block], []))["SecurityGroupIngress"] == ("ssh", [rule], [])


def test_a_rule_of_its_own_goes_in_or_out_by_its_type() -> None:
    rule = {"security_group_id": ref("aws_security_group.a", "id"), "protocol": "tcp", "from_port": 80, "to_port": 80}
    graph = translated(
        {
            "aws_security_group.a": {"description": "A"},
            "aws_security_group_rule.in": {
                **rule,
                "type": "ingress",
                "source_security_group_id": ref("aws_security_group.a", "id"),
            },
            "aws_security_group_rule.out": {
                **rule,
                "type": "egress",
                "cidr_blocks": ["10.0.0.0/8", "192.0.2.0/24"],
                "prefix_list_ids": ["pl-1"],
            },
            "aws_security_group_rule.any": {**rule, "type": unknown("var.type")},
        }
    )
    common = {"GroupId": "${aws_security_group.a}", "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
    rules = {name: (one.type, plain(one)) for name, one in graph.resources.items() if "_rule." in name}
    assert rules.pop("aws_security_group_rule.any")[0] == "aws_security_group_rule"
    assert rules == {
        "aws_security_group_rule.in": (
            "AWS::EC2::SecurityGroupIngress",
            {**common, "SourceSecurityGroupId": "${aws_security_group.a}"},
        ),
        "aws_security_group_rule.out": ("AWS::EC2::SecurityGroupEgress", {**common, "CidrIp": "10.0.0.0/8"}),
        "aws_security_group_rule.out/2": ("AWS::EC2::SecurityGroupEgress", {**common, "CidrIp": "192.0.2.0/24"}),
        "aws_security_group_rule.out/3": (
            "AWS::EC2::SecurityGroupEgress",
            {**common, "DestinationPrefixListId": "pl-1"},
        ),
    }
    assert graph.unmapped == {"aws_security_group_rule": 1}


def test_a_rule_for_the_group_itself_names_the_group() -> None:
    graph = translated(
        {
            "aws_security_group_rule.a": {
                "security_group_id": "sg-1",
                "type": "ingress",
                "protocol": "-1",
                "from_port": 0,
                "to_port": 0,
                "self": True,
            }
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {"GroupId": "sg-1", "IpProtocol": "-1", "SourceSecurityGroupId": "sg-1"}
    ]


def test_more_rules_may_come_of_a_list_that_is_not_known() -> None:
    rule = {"security_group_id": "sg-1", "type": "ingress", "protocol": "tcp", "cidr_blocks": unknown("var.cidrs")}
    graph = translated({"aws_security_group_rule.a": rule})
    assert {name: (one.exists, plain(one)) for name, one in graph.resources.items()} == {
        "aws_security_group_rule.a": (Truth.YES, {"GroupId": "sg-1", "IpProtocol": "tcp", "CidrIp": "unknown"}),
        "aws_security_group_rule.a/more": (
            Truth.UNDECIDED,
            {"GroupId": "sg-1", "IpProtocol": "tcp", "...": "..."},
        ),
    }


def test_the_newer_rules_have_one_source_each() -> None:
    graph = translated(
        {
            "aws_vpc_security_group_ingress_rule.a": {
                "security_group_id": "sg-1",
                "cidr_ipv4": "0.0.0.0/0",
                "ip_protocol": "-1",
                "from_port": -1,
                "to_port": -1,
                "tags": {"a": "b"},
            },
            "aws_vpc_security_group_egress_rule.a": {
                "security_group_id": "sg-1",
                "referenced_security_group_id": "sg-2",
                "ip_protocol": "tcp",
                "from_port": 80,
                "to_port": 90,
            },
        }
    )
    assert [(one.type, plain(one)) for one in graph.resources.values()] == [
        ("AWS::EC2::SecurityGroupIngress", {"GroupId": "sg-1", "CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}),
        (
            "AWS::EC2::SecurityGroupEgress",
            {
                "GroupId": "sg-1",
                "DestinationSecurityGroupId": "sg-2",
                "IpProtocol": "tcp",
                "FromPort": 80,
                "ToPort": 90,
            },
        ),
    ]
