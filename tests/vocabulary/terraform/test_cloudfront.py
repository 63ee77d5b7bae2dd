"""Distributions and the policies that they name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_a_distribution_has_everything_below_its_configuration() -> None:
    distribution = only(
        {
            "aws_cloudfront_distribution.a": {
                "enabled": True,
                "is_ipv6_enabled": True,
                "aliases": ["www.example.com"],
                "web_acl_id": "arn:w",
                "wait_for_deployment": False,
                "logging_config": [{"bucket": "logs.s3.amazonaws.com", "prefix": "cdn"}],
                "origin": [
                    {
                        "domain_name": ref("aws_s3_bucket.a", "bucket_regional_domain_name"),
                        "origin_id": "s3",
                        "origin_access_control_id": ref("aws_cloudfront_origin_access_control.a", "id"),
                        "custom_header": [{"name": "X-A", "value": "b"}],
                        "s3_origin_config": [{"origin_access_identity": ""}],
                    },
                    {
                        "domain_name": "api.example.com",
                        "origin_id": "api",
                        "custom_origin_config": [
                            {
                                "http_port": 80,
                                "https_port": 443,
                                "origin_protocol_policy": "https-only",
                                "origin_ssl_protocols": ["TLSv1.2"],
                            }
                        ],
                    },
                ],
                "default_cache_behavior": [
                    {
                        "target_origin_id": "s3",
                        "viewer_protocol_policy": "redirect-to-https",
                        "allowed_methods": ["GET", "HEAD"],
                        "min_ttl": 0,
                        "forwarded_values": [{"query_string": False, "cookies": [{"forward": "none"}]}],
                        "lambda_function_association": [{"event_type": "viewer-request", "lambda_arn": "arn:l"}],
                        "function_association": [{"event_type": "viewer-request", "function_arn": "arn:f"}],
                    }
                ],
                "ordered_cache_behavior": [
                    {"path_pattern": "/api/*", "target_origin_id": "api", "cache_policy_id": "p"},
                ],
                "custom_error_response": [{"error_code": 404, "response_page_path": "/404.html"}],
                "restrictions": [{"geo_restriction": [{"restriction_type": "none"}]}],
                "viewer_certificate": [
                    {
                        "acm_certificate_arn": "arn:c",
                        "minimum_protocol_version": "TLSv1.2_2021",
                        "ssl_support_method": "x",
                    }
                ],
                "origin_group": [
                    {
                        "origin_id": "group",
                        "failover_criteria": [{"status_codes": [500]}],
                        "member": [{"origin_id": "s3"}, {"origin_id": "api"}],
                    }
                ],
            },
            "aws_cloudfront_origin_access_control.a": {},
            "aws_s3_bucket.a": {},
        }
    )
    assert plain(distribution) == {
        "DistributionConfig": {
            "Enabled": True,
            "IPV6Enabled": True,
            "Aliases": ["www.example.com"],
            "WebACLId": "arn:w",
            "Logging": {"Bucket": "logs.s3.amazonaws.com", "Prefix": "cdn"},
            "Origins": [
                {
                    "DomainName": "${aws_s3_bucket.a.RegionalDomainName}",
                    "Id": "s3",
                    "OriginAccessControlId": "${aws_cloudfront_origin_access_control.a}",
                    "OriginCustomHeaders": [{"HeaderName": "X-A", "HeaderValue": "b"}],
                    "S3OriginConfig": {"OriginAccessIdentity": ""},
                },
                {
                    "DomainName": "api.example.com",
                    "Id": "api",
                    "CustomOriginConfig": {
                        "HTTPPort": 80,
                        "HTTPSPort": 443,
                        "OriginProtocolPolicy": "https-only",
                        "OriginSSLProtocols": ["TLSv1.2"],
                    },
                },
            ],
            "DefaultCacheBehavior": {
                "TargetOriginId": "s3",
                "ViewerProtocolPolicy": "redirect-to-https",
                "AllowedMethods": ["GET", "HEAD"],
                "MinTTL": 0,
                "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                "LambdaFunctionAssociations": [{"EventType": "viewer-request", "LambdaFunctionARN": "arn:l"}],
                "FunctionAssociations": [{"EventType": "viewer-request", "FunctionARN": "arn:f"}],
            },
            "CacheBehaviors": [{"PathPattern": "/api/*", "TargetOriginId": "api", "CachePolicyId": "p"}],
            "CustomErrorResponses": [{"ErrorCode": 404, "ResponsePagePath": "/404.html"}],
            "Restrictions": {"GeoRestriction": {"RestrictionType": "none"}},
            "ViewerCertificate": {
                "AcmCertificateArn": "arn:c",
                "MinimumProtocolVersion": "TLSv1.2_2021",
                "SslSupportMethod": "x",
            },
            "OriginGroups": {
                "Items": [
                    {
                        "Id": "group",
                        "FailoverCriteria": {"StatusCodes": {"Items": [500]}},
                        "Members": {"Items": [{"OriginId": "s3"}, {"OriginId": "api"}]},
                    }
                ]
            },
        }
    }


@pytest.mark.parametrize(
    ("retain", "expected"), [(None, "delete"), (True, "retain"), (False, "delete"), (unknown("var.r"), "unknown")]
)
def test_a_distribution_may_be_left_behind(retain: Any, expected: str) -> None:
    assert only({"aws_cloudfront_distribution.a": {"retain_on_delete": retain}}).lifecycle.on_delete == expected


def test_a_function_is_published_unless_told_not_to() -> None:
    graph = translated(
        {
            "aws_cloudfront_function.a": {"name": "f", "runtime": "cloudfront-js-2.0", "code": "x", "comment": "c"},
            "aws_cloudfront_function.b": {"publish": False, "key_value_store_associations": ["arn:k"]},
            "aws_cloudfront_distribution.a": {
                "default_cache_behavior": [
                    {"function_association": [{"function_arn": ref("aws_cloudfront_function.a", "arn")}]}
                ]
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "Name": "f",
            "FunctionCode": "x",
            "FunctionConfig": {"Runtime": "cloudfront-js-2.0", "Comment": "c"},
            "AutoPublish": True,
        },
        {"AutoPublish": False, "FunctionConfig": {"KeyValueStoreAssociations": [{"KeyValueStoreARN": "arn:k"}]}},
        {
            "DistributionConfig": {
                "DefaultCacheBehavior": {
                    "FunctionAssociations": [{"FunctionARN": "${aws_cloudfront_function.a.FunctionARN}"}]
                }
            }
        },
    ]


def test_what_a_policy_compares_is_a_list_of_names() -> None:
    graph = translated(
        {
            "aws_cloudfront_cache_policy.a": {
                "name": "p",
                "default_ttl": 60,
                "parameters_in_cache_key_and_forwarded_to_origin": [
                    {
                        "cookies_config": [{"cookie_behavior": "whitelist", "cookies": [{"items": ["a"]}]}],
                        "headers_config": [{"header_behavior": "none"}],
                        "query_strings_config": [
                            {"query_string_behavior": "whitelist", "query_strings": [{"items": ["q"]}]}
                        ],
                    }
                ],
            },
            "aws_cloudfront_origin_request_policy.a": {
                "name": "r",
                "headers_config": [{"header_behavior": "whitelist", "headers": [{"items": ["h"]}]}],
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "CachePolicyConfig": {
                "Name": "p",
                "DefaultTTL": 60,
                "ParametersInCacheKeyAndForwardedToOrigin": {
                    "CookiesConfig": {"CookieBehavior": "whitelist", "Cookies": ["a"]},
                    "HeadersConfig": {"HeaderBehavior": "none"},
                    "QueryStringsConfig": {"QueryStringBehavior": "whitelist", "QueryStrings": ["q"]},
                },
            }
        },
        {
            "OriginRequestPolicyConfig": {
                "Name": "r",
                "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["h"]},
            }
        },
    ]


def test_headers_of_answers() -> None:
    policy = only(
        {
            "aws_cloudfront_response_headers_policy.a": {
                "name": "h",
                "security_headers_config": [
                    {
                        "strict_transport_security": [{"access_control_max_age_sec": 60, "override": True}],
                        "xss_protection": [{"mode_block": True, "protection": True, "override": True}],
                    }
                ],
                "cors_config": [{"access_control_allow_origins": [{"items": ["*"]}], "origin_override": True}],
            }
        }
    )
    assert plain(policy) == {
        "ResponseHeadersPolicyConfig": {
            "Name": "h",
            "SecurityHeadersConfig": {
                "StrictTransportSecurity": {"AccessControlMaxAgeSec": 60, "Override": True},
                "XSSProtection": {"ModeBlock": True, "Protection": True, "Override": True},
            },
            "CorsConfig": {"AccessControlAllowOrigins": {"Items": ["*"]}, "OriginOverride": True},
        }
    }


def test_names_of_a_tenant_are_texts() -> None:
    tenant = only({"aws_cloudfront_distribution_tenant.a": {"name": "t", "domain": [{"domain": "a.example.com"}]}})
    assert plain(tenant) == {"Name": "t", "Domains": ["a.example.com"]}
