"""Zones, records with their policies, health checks, resolvers."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from tests.vocabulary.building import only, ref, translated
from tests.vocabulary.reading import plain


def test_a_zone_and_what_is_folded_into_it() -> None:
    graph = translated(
        {
            "aws_route53_zone.a": {
                "name": "example.com",
                "comment": "ours",
                "force_destroy": True,
                "tags": {"Team": "a"},
                "vpc": [{"vpc_id": "vpc-1"}],
            },
            "aws_route53_zone_association.a": {"zone_id": ref("aws_route53_zone.a", "zone_id"), "vpc_id": "vpc-2"},
            "aws_route53_query_log.a": {
                "zone_id": ref("aws_route53_zone.a", "zone_id"),
                "cloudwatch_log_group_arn": "arn:l",
            },
        }
    )
    (zone,) = graph.resources.values()
    assert (zone.type, plain(zone)) == (
        "AWS::Route53::HostedZone",
        {
            "Name": "example.com",
            "HostedZoneConfig": {"Comment": "ours"},
            "HostedZoneTags": [{"Key": "Team", "Value": "a"}],
            "VPCs": [{"VPCId": "vpc-1"}, {"VPCId": "vpc-2"}],
            "QueryLoggingConfig": {"CloudWatchLogsLogGroupArn": "arn:l"},
        },
    )
    assert zone.lifecycle.empties_on_delete is Truth.YES


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"weighted_routing_policy": [{"weight": 10}]}, {"Weight": 10}),
        ({"failover_routing_policy": [{"type": "PRIMARY"}]}, {"Failover": "PRIMARY"}),
        ({"latency_routing_policy": [{"region": "eu-west-1"}]}, {"Region": "eu-west-1"}),
        (
            {"geolocation_routing_policy": [{"country": "US", "subdivision": "CA"}]},
            {"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "CA"}},
        ),
        (
            {"geoproximity_routing_policy": [{"aws_region": "eu-west-1", "bias": 5}]},
            {"GeoProximityLocation": {"AWSRegion": "eu-west-1", "Bias": 5}},
        ),
        (
            {"cidr_routing_policy": [{"collection_id": "c", "location_name": "l"}]},
            {"CidrRoutingConfig": {"CollectionId": "c", "LocationName": "l"}},
        ),
        ({"multivalue_answer_routing_policy": True}, {"MultiValueAnswer": True}),
    ],
)
def test_a_record_follows_its_policy(policy: dict[str, Any], expected: dict[str, Any]) -> None:
    record = only({"aws_route53_record.a": {"zone_id": "Z1", "name": "a", "type": "A", "ttl": 60, **policy}})
    assert plain(record) == {"HostedZoneId": "Z1", "Name": "a", "Type": "A", "TTL": "60", **expected}


def test_an_alias_points_at_a_balancer() -> None:
    graph = translated(
        {
            "aws_lb.a": {},
            "aws_route53_zone.a": {"name": "example.com"},
            "aws_route53_record.a": {
                "zone_id": ref("aws_route53_zone.a", "zone_id"),
                "name": "www",
                "type": "A",
                "allow_overwrite": True,
                "alias": [
                    {
                        "name": ref("aws_lb.a", "dns_name"),
                        "zone_id": ref("aws_lb.a", "zone_id"),
                        "evaluate_target_health": True,
                    }
                ],
            },
        }
    )
    assert plain(graph.resources["aws_route53_record.a"]) == {
        "HostedZoneId": "${aws_route53_zone.a}",
        "Name": "www",
        "Type": "A",
        "AliasTarget": {
            "DNSName": "${aws_lb.a.DNSName}",
            "HostedZoneId": "${aws_lb.a.CanonicalHostedZoneID}",
            "EvaluateTargetHealth": True,
        },
    }


def test_a_health_check_has_its_settings_below_one_property() -> None:
    check = only(
        {
            "aws_route53_health_check.a": {
                "fqdn": "example.com",
                "type": "HTTPS",
                "port": 443,
                "resource_path": "/",
                "failure_threshold": "3",
                "invert_healthcheck": False,
                "cloudwatch_alarm_name": "a",
                "cloudwatch_alarm_region": "eu-west-1",
                "tags": {"Name": "a"},
            }
        }
    )
    assert plain(check) == {
        "HealthCheckConfig": {
            "FullyQualifiedDomainName": "example.com",
            "Type": "HTTPS",
            "Port": 443,
            "ResourcePath": "/",
            "FailureThreshold": 3,
            "Inverted": False,
            "AlarmIdentifier": {"Name": "a", "Region": "eu-west-1"},
        },
        "HealthCheckTags": [{"Key": "Name", "Value": "a"}],
    }


def test_a_firewall_keeps_its_rules() -> None:
    graph = translated(
        {
            "aws_route53_resolver_firewall_rule_group.a": {"name": "g"},
            "aws_route53_resolver_firewall_rule.a": {
                "firewall_rule_group_id": ref("aws_route53_resolver_firewall_rule_group.a", "id"),
                "name": "block",
                "action": "BLOCK",
                "priority": 100,
                "firewall_domain_list_id": "rslvr-1",
                "q_type": "A",
            },
            "aws_route53_resolver_endpoint.a": {
                "direction": "OUTBOUND",
                "security_group_ids": ["sg-1"],
                "ip_address": [{"subnet_id": "subnet-1", "ip": "10.0.0.5"}],
            },
        }
    )
    assert [(one.type, plain(one)) for one in graph.resources.values()] == [
        (
            "AWS::Route53Resolver::FirewallRuleGroup",
            {
                "Name": "g",
                "FirewallRules": [
                    {"Action": "BLOCK", "Priority": 100, "FirewallDomainListId": "rslvr-1", "Qtype": "A"}
                ],
            },
        ),
        (
            "AWS::Route53Resolver::ResolverEndpoint",
            {
                "Direction": "OUTBOUND",
                "SecurityGroupIds": ["sg-1"],
                "IpAddresses": [{"SubnetId": "subnet-1", "Ip": "10.0.0.5"}],
            },
        ),
    ]


def test_whoever_waits_for_a_certificate_means_the_certificate() -> None:
    graph = translated(
        {
            "aws_acm_certificate.a": {
                "domain_name": "example.com",
                "subject_alternative_names": ["www.example.com"],
                "validation_method": "DNS",
                "options": [{"certificate_transparency_logging_preference": "ENABLED"}],
            },
            "aws_acm_certificate_validation.a": {
                "certificate_arn": ref("aws_acm_certificate.a", "arn"),
                "validation_record_fqdns": ["_x.example.com"],
            },
            "aws_lb_listener.a": {"certificate_arn": ref("aws_acm_certificate_validation.a", "certificate_arn")},
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_acm_certificate.a": {
            "DomainName": "example.com",
            "SubjectAlternativeNames": ["www.example.com"],
            "ValidationMethod": "DNS",
            "CertificateTransparencyLoggingPreference": "ENABLED",
        },
        "aws_lb_listener.a": {"Certificates": [{"CertificateArn": "${aws_acm_certificate.a}"}]},
    }


def test_the_subject_of_an_authority_stands_at_its_top() -> None:
    authority = only(
        {
            "aws_acmpca_certificate_authority.a": {
                "type": "ROOT",
                "certificate_authority_configuration": [
                    {
                        "key_algorithm": "RSA_4096",
                        "signing_algorithm": "SHA512WITHRSA",
                        "subject": [{"common_name": "example.com"}],
                    }
                ],
                "permanent_deletion_time_in_days": 7,
            }
        }
    )
    assert plain(authority) == {
        "Type": "ROOT",
        "KeyAlgorithm": "RSA_4096",
        "SigningAlgorithm": "SHA512WITHRSA",
        "Subject": {"CommonName": "example.com"},
    }


def test_a_safety_rule_is_of_one_kind_or_the_other() -> None:
    graph = translated(
        {
            "aws_route53recoverycontrolconfig_safety_rule.a": {"asserted_controls": ["arn:c"], "wait_period_ms": 5000},
            "aws_route53recoverycontrolconfig_safety_rule.b": {
                "gating_controls": ["arn:g"],
                "target_controls": ["arn:t"],
                "wait_period_ms": 5000,
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {"AssertionRule": {"AssertedControls": ["arn:c"], "WaitPeriodMs": 5000}},
        {"GatingRule": {"GatingControls": ["arn:g"], "TargetControls": ["arn:t"], "WaitPeriodMs": 5000}},
    ]
