"""Rules with statements within statements."""

from __future__ import annotations

from typing import Any

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain

VISIBLE: dict[str, Any] = {
    "cloudwatch_metrics_enabled": True,
    "metric_name": "m",
    "sampled_requests_enabled": False,
}
SEEN = {"CloudWatchMetricsEnabled": True, "MetricName": "m", "SampledRequestsEnabled": False}


def test_a_managed_group_with_overrides_and_a_narrower_scope() -> None:
    acl = only(
        {
            "aws_wafv2_web_acl.a": {
                "name": "web",
                "scope": "REGIONAL",
                "default_action": [{"allow": [{}]}],
                "visibility_config": [VISIBLE],
                "rule": [
                    {
                        "name": "managed",
                        "priority": 1,
                        "override_action": [{"none": [{}]}],
                        "visibility_config": [VISIBLE],
                        "statement": [
                            {
                                "managed_rule_group_statement": [
                                    {
                                        "vendor_name": "AWS",
                                        "name": "AWSManagedRulesCommonRuleSet",
                                        "rule_action_override": [
                                            {"name": "SizeRestrictions", "action_to_use": [{"count": [{}]}]}
                                        ],
                                        "scope_down_statement": [
                                            {
                                                "not_statement": [
                                                    {
                                                        "statement": [
                                                            {"geo_match_statement": [{"country_codes": ["DE"]}]}
                                                        ]
                                                    }
                                                ]
                                            }
                                        ],
                                    }
                                ]
                            }
                        ],
                    }
                ],
            }
        }
    )
    assert plain(acl) == {
        "Name": "web",
        "Scope": "REGIONAL",
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": SEEN,
        "Rules": [
            {
                "Name": "managed",
                "Priority": 1,
                "OverrideAction": {"None": {}},
                "VisibilityConfig": SEEN,
                "Statement": {
                    "ManagedRuleGroupStatement": {
                        "VendorName": "AWS",
                        "Name": "AWSManagedRulesCommonRuleSet",
                        "RuleActionOverrides": [{"Name": "SizeRestrictions", "ActionToUse": {"Count": {}}}],
                        "ScopeDownStatement": {
                            "NotStatement": {"Statement": {"GeoMatchStatement": {"CountryCodes": ["DE"]}}}
                        },
                    }
                },
            }
        ],
    }


def test_statements_are_translated_at_any_depth() -> None:
    group = only(
        {
            "aws_wafv2_rule_group.a": {
                "capacity": 10,
                "rule": [
                    {
                        "name": "both",
                        "priority": 1,
                        "action": [{"block": [{"custom_response": [{"response_code": 403}]}]}],
                        "statement": [
                            {
                                "and_statement": [
                                    {
                                        "statement": [
                                            {"or_statement": [{"statement": [_bytes("a"), _bytes("b")]}]},
                                            {"ip_set_reference_statement": [{"arn": ref("aws_wafv2_ip_set.a", "arn")}]},
                                        ]
                                    }
                                ]
                            }
                        ],
                    }
                ],
            },
            "aws_wafv2_ip_set.a": {},
        }
    )
    assert plain(group) == {
        "Capacity": 10,
        "Rules": [
            {
                "Name": "both",
                "Priority": 1,
                "Action": {"Block": {"CustomResponse": {"ResponseCode": 403}}},
                "Statement": {
                    "AndStatement": {
                        "Statements": [
                            {"OrStatement": {"Statements": [_found("a"), _found("b")]}},
                            {"IPSetReferenceStatement": {"Arn": "${aws_wafv2_ip_set.a.Arn}"}},
                        ]
                    }
                },
            }
        ],
    }


def _bytes(text: str) -> dict[str, Any]:
    return {
        "byte_match_statement": [
            {
                "search_string": text,
                "positional_constraint": "CONTAINS",
                "field_to_match": [{"uri_path": [{}]}],
                "text_transformation": [{"priority": 0, "type": "NONE"}],
            }
        ]
    }


def _found(text: str) -> dict[str, Any]:
    return {
        "ByteMatchStatement": {
            "SearchString": text,
            "PositionalConstraint": "CONTAINS",
            "FieldToMatch": {"UriPath": {}},
            "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
        }
    }


def test_a_rate_is_counted_by_an_address() -> None:
    rule = {
        "name": "rate",
        "priority": 2,
        "action": [{"count": [{}]}],
        "statement": [{"rate_based_statement": [{"limit": "2000", "aggregate_key_type": "IP"}]}],
    }
    assert plain(only({"aws_wafv2_web_acl.a": {"rule": [rule]}})) == {
        "Rules": [
            {
                "Name": "rate",
                "Priority": 2,
                "Action": {"Count": {}},
                "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
            }
        ]
    }


def test_what_is_not_known_of_rules_stays_open() -> None:
    assert plain(only({"aws_wafv2_web_acl.a": {"rule": unknown("var.rules")}})) == {"Rules": "unknown"}
    strange = {"name": "x", "statement": [{"a_statement_of_tomorrow": [{}]}]}
    assert plain(only({"aws_wafv2_web_acl.a": {"rule": [strange]}})) == {
        "Rules": [{"Name": "x", "Statement": {"...": "..."}}]
    }


def test_bodies_and_sizes_are_maps() -> None:
    acl = only(
        {
            "aws_wafv2_web_acl.a": {
                "custom_response_body": [{"key": "no", "content": "no", "content_type": "TEXT_PLAIN"}],
                "association_config": [
                    {"request_body": [{"cloudfront": [{"default_size_inspection_limit": "KB_64"}], "api_gateway": []}]}
                ],
            }
        }
    )
    assert plain(acl) == {
        "CustomResponseBodies": {"no": {"Content": "no", "ContentType": "TEXT_PLAIN"}},
        "AssociationConfig": {"RequestBody": {"CLOUDFRONT": {"DefaultSizeInspectionLimit": "KB_64"}}},
    }


def test_lists_associations_and_logs() -> None:
    graph = translated(
        {
            "aws_wafv2_regex_pattern_set.a": {"name": "r", "regular_expression": [{"regex_string": "^a"}]},
            "aws_wafv2_web_acl.a": {},
            "aws_wafv2_web_acl_association.a": {
                "web_acl_arn": ref("aws_wafv2_web_acl.a", "arn"),
                "resource_arn": "arn:lb",
            },
            "aws_wafv2_web_acl_logging_configuration.a": {
                "resource_arn": ref("aws_wafv2_web_acl.a", "arn"),
                "log_destination_configs": ["arn:l"],
                "redacted_fields": [{"single_header": [{"name": "authorization"}]}, {"query_string": [{}]}],
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {"Name": "r", "RegularExpressionList": ["^a"]},
        {},
        {"WebACLArn": "${aws_wafv2_web_acl.a.Arn}", "ResourceArn": "arn:lb"},
        {
            "ResourceArn": "${aws_wafv2_web_acl.a.Arn}",
            "LogDestinationConfigs": ["arn:l"],
            "RedactedFields": [{"SingleHeader": {"Name": "authorization"}}, {"QueryString": {}}],
        },
    ]
