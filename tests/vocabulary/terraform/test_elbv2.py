"""Load balancers: arguments that are pairs of key and value in CloudFormation, actions, targets."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import Unknown
from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import AT, plain, when


def _pairs(found: Any) -> dict[str, Any]:
    assert all(set(pair) == {"Key", "Value"} for pair in found)
    return {pair["Key"]: pair["Value"] for pair in found}


@pytest.mark.parametrize("type_", ["aws_lb", "aws_alb"])
def test_settings_of_a_balancer_are_pairs(type_: str) -> None:
    balancer = only(
        {
            f"{type_}.a": {
                "name": "web",
                "internal": False,
                "load_balancer_type": "application",
                "subnets": ["subnet-1", "subnet-2"],
                "security_groups": ["sg-1"],
                "enable_deletion_protection": True,
                "idle_timeout": 120,
                "drop_invalid_header_fields": unknown("var.drop"),
                "access_logs": [{"bucket": ref("aws_s3_bucket.logs", "id"), "prefix": "web", "enabled": True}],
                "ipam_pools": [{"ipv4_ipam_pool_id": "pool-1"}],
            },
            "aws_s3_bucket.logs": {},
        }
    )
    found = plain(balancer)
    assert _pairs(found.pop("LoadBalancerAttributes")) == {
        "deletion_protection.enabled": "true",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "${aws_s3_bucket.logs}",
        "access_logs.s3.prefix": "web",
        "routing.http.drop_invalid_header_fields.enabled": "unknown",
        "idle_timeout.timeout_seconds": "120",
    }
    assert (balancer.type, found) == (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        {
            "Name": "web",
            "Scheme": "internet-facing",
            "Type": "application",
            "Subnets": ["subnet-1", "subnet-2"],
            "SecurityGroups": ["sg-1"],
            "Ipv4IpamPoolId": "pool-1",
        },
    )


def test_a_network_balancer_has_no_settings_of_application_balancers() -> None:
    balancer = only(
        {
            "aws_lb.a": {
                "load_balancer_type": "network",
                "internal": True,
                "idle_timeout": 60,
                "enable_cross_zone_load_balancing": True,
                "subnet_mapping": [{"subnet_id": "subnet-1", "allocation_id": "eipalloc-1"}],
            }
        }
    )
    assert plain(balancer) == {
        "Type": "network",
        "Scheme": "internal",
        "LoadBalancerAttributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}],
        "SubnetMappings": [{"SubnetId": "subnet-1", "AllocationId": "eipalloc-1"}],
    }


def test_a_listener_names_its_certificate_and_what_it_does() -> None:
    graph = translated(
        {
            "aws_lb.a": {},
            "aws_lb_target_group.a": {},
            "aws_lb_listener.a": {
                "load_balancer_arn": ref("aws_lb.a", "arn"),
                "port": "443",
                "protocol": "HTTPS",
                "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                "certificate_arn": "arn:aws:acm:eu-west-1:123456789012:certificate/a",
                "routing_http_response_x_frame_options_header_value": "DENY",
                "default_action": [
                    {"type": "redirect", "redirect": [{"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"}]},
                    {
                        "type": "forward",
                        "order": 2,
                        "forward": [
                            {
                                "target_group": [{"arn": ref("aws_lb_target_group.a", "arn"), "weight": 1}],
                                "stickiness": [{"duration": 60, "enabled": True}],
                            }
                        ],
                    },
                ],
            },
            "aws_lb_listener_certificate.a": {
                "listener_arn": ref("aws_lb_listener.a", "arn"),
                "certificate_arn": "arn:aws:acm:eu-west-1:123456789012:certificate/b",
            },
        }
    )
    listener, certificate = graph.resources["aws_lb_listener.a"], graph.resources["aws_lb_listener_certificate.a"]
    assert plain(listener) == {
        "LoadBalancerArn": "${aws_lb.a}",
        "Port": 443,
        "Protocol": "HTTPS",
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "Certificates": [{"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/a"}],
        "ListenerAttributes": [{"Key": "routing.http.response.x_frame_options.header_value", "Value": "DENY"}],
        "DefaultActions": [
            {"Type": "redirect", "RedirectConfig": {"Port": "443", "Protocol": "HTTPS", "StatusCode": "HTTP_301"}},
            {
                "Type": "forward",
                "Order": 2,
                "ForwardConfig": {
                    "TargetGroups": [{"TargetGroupArn": "${aws_lb_target_group.a}", "Weight": 1}],
                    "TargetGroupStickinessConfig": {"DurationSeconds": 60, "Enabled": True},
                },
            },
        ],
    }
    assert plain(certificate) == {
        "ListenerArn": "${aws_lb_listener.a}",
        "Certificates": [{"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/b"}],
    }


def test_a_condition_says_which_kind_it_is() -> None:
    rule = only(
        {
            "aws_lb_listener_rule.a": {
                "listener_arn": "arn:l",
                "priority": 10,
                "action": [{"type": "forward", "target_group_arn": "arn:t"}],
                "condition": [
                    {"path_pattern": [{"values": ["/api/*"]}], "host_header": []},
                    {"query_string": [{"key": "v", "value": "1"}, {"value": "2"}]},
                ],
            }
        }
    )
    assert plain(rule) == {
        "ListenerArn": "arn:l",
        "Priority": 10,
        "Actions": [{"Type": "forward", "TargetGroupArn": "arn:t"}],
        "Conditions": [
            {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}},
            {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "v", "Value": "1"}, {"Value": "2"}]}},
        ],
    }


def test_targets_and_health_of_a_group() -> None:
    graph = translated(
        {
            "aws_lb_target_group.a": {
                "name": "api",
                "port": 8080,
                "protocol": "HTTP",
                "vpc_id": "vpc-1",
                "target_type": "ip",
                "deregistration_delay": "30",
                "health_check": [{"path": "/health", "matcher": "200-299", "interval": 15, "healthy_threshold": 2}],
                "stickiness": [{"type": "lb_cookie", "cookie_duration": 3600}],
            },
            "aws_lb_target_group_attachment.a": {
                "target_group_arn": ref("aws_lb_target_group.a", "arn"),
                "target_id": "10.0.0.9",
                "port": 80,
            },
        }
    )
    (group,) = graph.resources.values()
    found = plain(group)
    assert _pairs(found.pop("TargetGroupAttributes")) == {
        "deregistration_delay.timeout_seconds": "30",
        "stickiness.type": "lb_cookie",
        "stickiness.enabled": "true",
        "stickiness.lb_cookie.duration_seconds": "3600",
    }
    assert found == {
        "Name": "api",
        "Port": 8080,
        "Protocol": "HTTP",
        "VpcId": "vpc-1",
        "TargetType": "ip",
        "HealthCheckPath": "/health",
        "HealthCheckIntervalSeconds": 15,
        "HealthyThresholdCount": 2,
        "Matcher": {"HttpCode": "200-299"},
        "Targets": [{"Id": "10.0.0.9", "Port": 80}],
    }


def test_codes_of_grpc_are_not_those_of_http() -> None:
    group = only({"aws_lb_target_group.a": {"protocol_version": "GRPC", "health_check": [{"matcher": "0"}]}})
    assert plain(group) == {"ProtocolVersion": "GRPC", "Matcher": {"GrpcCode": "0"}}


def test_attributes_of_balancers_are_cloudformations() -> None:
    graph = translated(
        {
            "aws_lb.a": {"name": "web"},
            "aws_lb_target_group.a": {"name": "api"},
            "aws_cloudwatch_metric_alarm.a": {
                "dimensions": {
                    "LoadBalancer": ref("aws_lb.a", "arn_suffix"),
                    "TargetGroup": ref("aws_lb_target_group.a", "arn_suffix"),
                }
            },
        }
    )
    assert plain(graph.resources["aws_cloudwatch_metric_alarm.a"].get("Dimensions")) == [
        {"Name": "LoadBalancer", "Value": "${aws_lb.a.LoadBalancerFullName}"},
        {"Name": "TargetGroup", "Value": "${aws_lb_target_group.a.TargetGroupFullName}"},
    ]


def test_a_classic_balancer_spreads_over_all_zones_unless_told_not_to() -> None:
    graph = translated(
        {
            "aws_elb.a": {
                "name": "old",
                "internal": True,
                "listener": [
                    {"instance_port": 80, "instance_protocol": "http", "lb_port": 443, "lb_protocol": "https"}
                ],
                "access_logs": [{"bucket": "logs"}],
            },
            "aws_elb.b": {"cross_zone_load_balancing": False, "access_logs": [{"bucket": "logs", "enabled": False}]},
            "aws_elb_attachment.a": {"elb": ref("aws_elb.a", "id"), "instance": "i-1"},
            "aws_lb_cookie_stickiness_policy.a": {
                "load_balancer": ref("aws_elb.a", "id"),
                "name": "sticky",
                "lb_port": 443,
                "cookie_expiration_period": 600,
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "LoadBalancerName": "old",
            "Scheme": "internal",
            "Listeners": [
                {"InstancePort": "80", "InstanceProtocol": "http", "LoadBalancerPort": "443", "Protocol": "https"}
            ],
            "AccessLoggingPolicy": {"S3BucketName": "logs", "Enabled": True},
            "CrossZone": True,
            "Instances": ["i-1"],
            "LBCookieStickinessPolicy": [{"PolicyName": "sticky", "CookieExpirationPeriod": "600"}],
        },
        {"CrossZone": False, "AccessLoggingPolicy": {"S3BucketName": "logs", "Enabled": False}},
    ]


def test_a_certificate_that_may_be_null_is_not_known_to_be_there() -> None:
    nothing = Unknown("nobody said", None, AT)
    assert plain(only({"aws_lb_listener.a": {"certificate_arn": nothing}})) == {"Certificates": "unknown"}
    assert plain(only({"aws_lb_listener.a": {"certificate_arn": unknown("var.c")}})) == {
        "Certificates": [{"CertificateArn": "unknown"}]
    }
    given = when("tls", "arn:c", None)
    assert plain(only({"aws_lb_listener.a": {"certificate_arn": given}})) == {
        "Certificates": ("tls", [{"CertificateArn": "arn:c"}], "absent")
    }
