"""Network Firewall, Shield, Global Accelerator, Direct Connect."""

from __future__ import annotations

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain, when


def test_variables_of_a_rule_group_go_by_their_keys() -> None:
    group = only(
        {
            "aws_networkfirewall_rule_group.a": {
                "name": "g",
                "capacity": 100,
                "type": "STATEFUL",
                "rule_group": [
                    {
                        "rule_variables": [
                            {
                                "ip_sets": [{"key": "HOME", "ip_set": [{"definition": ["10.0.0.0/8"]}]}],
                                "port_sets": [{"key": "WEB", "port_set": [{"definition": ["443"]}]}],
                            }
                        ],
                        "rules_source": [
                            {
                                "rules_source_list": [
                                    {
                                        "generated_rules_type": "ALLOWLIST",
                                        "target_types": ["TLS_SNI"],
                                        "targets": [".example.com"],
                                    }
                                ]
                            }
                        ],
                    }
                ],
            }
        }
    )
    assert plain(group) == {
        "RuleGroupName": "g",
        "Capacity": 100,
        "Type": "STATEFUL",
        "RuleGroup": {
            "RuleVariables": {
                "IPSets": {"HOME": {"Definition": ["10.0.0.0/8"]}},
                "PortSets": {"WEB": {"Definition": ["443"]}},
            },
            "RulesSource": {
                "RulesSourceList": {
                    "GeneratedRulesType": "ALLOWLIST",
                    "TargetTypes": ["TLS_SNI"],
                    "Targets": [".example.com"],
                }
            },
        },
    }
    assert plain(only({"aws_networkfirewall_rule_group.a": {"rules": "pass tcp any"}})) == {
        "RuleGroup": {"RulesSource": {"RulesString": "pass tcp any"}}
    }


def test_a_key_that_is_not_known_leaves_the_variables_open() -> None:
    def variables(written: object) -> object:
        policy = [{"policy_variables": [{"rule_variables": written}], "stateful_default_actions": ["aws:drop_strict"]}]
        return plain(only({"aws_networkfirewall_firewall_policy.a": {"firewall_policy": policy}}))

    home = {"key": "HOME_NET", "ip_set": [{"definition": ["10.0.0.0/8"]}]}
    other = {"key": unknown("var.key"), "ip_set": [{"definition": ["192.0.2.0/24"]}]}
    known = {"HOME_NET": {"Definition": ["10.0.0.0/8"]}}
    actions = {"StatefulDefaultActions": ["aws:drop_strict"]}
    assert variables([home]) == {"FirewallPolicy": {**actions, "PolicyVariables": {"RuleVariables": known}}}
    assert variables([home, other]) == {
        "FirewallPolicy": {**actions, "PolicyVariables": {"RuleVariables": {**known, "...": "..."}}}
    }
    assert variables(when("c", [home], [])) == {
        "FirewallPolicy": {**actions, "PolicyVariables": {"RuleVariables": ("c", known, {})}}
    }


def test_a_firewall_in_its_subnets() -> None:
    firewall = only(
        {
            "aws_networkfirewall_firewall.a": {
                "name": "f",
                "firewall_policy_arn": "arn:p",
                "vpc_id": "vpc-1",
                "subnet_mapping": [{"subnet_id": "subnet-1"}],
                "delete_protection": True,
                "encryption_configuration": [{"type": "AWS_OWNED_KMS_KEY"}],
            }
        }
    )
    assert plain(firewall) == {
        "FirewallName": "f",
        "FirewallPolicyArn": "arn:p",
        "VpcId": "vpc-1",
        "SubnetMappings": [{"SubnetId": "subnet-1"}],
        "DeleteProtection": True,
    }


def test_health_checks_of_a_protection_and_logs_of_the_response_team() -> None:
    graph = translated(
        {
            "aws_shield_protection.a": {"name": "p", "resource_arn": "arn:lb"},
            "aws_shield_protection_health_check_association.a": {
                "shield_protection_id": ref("aws_shield_protection.a", "id"),
                "health_check_arn": "arn:h",
            },
            "aws_shield_drt_access_role_arn_association.a": {"role_arn": "arn:r"},
            "aws_shield_drt_access_log_bucket_association.a": {
                "role_arn_association_id": ref("aws_shield_drt_access_role_arn_association.a", "id"),
                "log_bucket": "logs",
            },
            "aws_shield_proactive_engagement.a": {
                "enabled": True,
                "emergency_contact": [{"email_address": "a@example.com"}],
            },
        }
    )
    assert [(one.type, plain(one)) for one in graph.resources.values()] == [
        ("AWS::Shield::Protection", {"Name": "p", "ResourceArn": "arn:lb", "HealthCheckArns": ["arn:h"]}),
        ("AWS::Shield::DRTAccess", {"RoleArn": "arn:r", "LogBucketList": ["logs"]}),
        (
            "AWS::Shield::ProactiveEngagement",
            {"ProactiveEngagementStatus": "ENABLED", "EmergencyContactList": [{"EmailAddress": "a@example.com"}]},
        ),
    ]


def test_logs_of_an_accelerator_stand_at_its_top() -> None:
    accelerator = only(
        {
            "aws_globalaccelerator_accelerator.a": {
                "name": "a",
                "attributes": [{"flow_logs_enabled": True, "flow_logs_s3_bucket": "logs"}],
            }
        }
    )
    assert plain(accelerator) == {"Name": "a", "FlowLogsEnabled": True, "FlowLogsS3Bucket": "logs"}


def test_interfaces_of_a_direct_connection() -> None:
    graph = translated(
        {
            "aws_dx_gateway.a": {"name": "g", "amazon_side_asn": "64512"},
            "aws_dx_connection.a": {
                "name": "c",
                "bandwidth": "1Gbps",
                "location": "EqDC2",
                "skip_destroy": True,
                "request_macsec": False,
            },
            "aws_dx_private_virtual_interface.a": {
                "connection_id": ref("aws_dx_connection.a", "id"),
                "dx_gateway_id": ref("aws_dx_gateway.a", "id"),
                "name": "v",
                "vlan": 100,
                "address_family": "ipv4",
                "bgp_asn": 65000,
                "sitelink_enabled": True,
            },
            "aws_dx_gateway_association.a": {
                "dx_gateway_id": ref("aws_dx_gateway.a", "id"),
                "associated_gateway_id": "tgw-1",
                "allowed_prefixes": ["10.0.0.0/8"],
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {"DirectConnectGatewayName": "g", "AmazonSideAsn": "64512"},
        {"ConnectionName": "c", "Bandwidth": "1Gbps", "Location": "EqDC2", "RequestMACSec": False},
        {
            "ConnectionId": "${aws_dx_connection.a.ConnectionId}",
            "DirectConnectGatewayId": "${aws_dx_gateway.a.DirectConnectGatewayId}",
            "VirtualInterfaceName": "v",
            "Vlan": 100,
            "BgpPeers": [{"AddressFamily": "ipv4", "Asn": "65000"}],
            "EnableSiteLink": True,
        },
        {
            "DirectConnectGatewayId": "${aws_dx_gateway.a.DirectConnectGatewayId}",
            "AssociatedGatewayId": "tgw-1",
            "AllowedPrefixesToDirectConnectGateway": ["10.0.0.0/8"],
        },
    ]
    assert graph.resources["aws_dx_connection.a"].lifecycle.on_delete == "retain"
