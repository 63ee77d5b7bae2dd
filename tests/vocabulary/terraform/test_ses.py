"""Amazon SES."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_configuration_sets_of_both_versions() -> None:
    graph = translated(
        {
            "aws_ses_configuration_set.a": {
                "name": "old",
                "reputation_metrics_enabled": True,
                "sending_enabled": False,
                "delivery_options": [{"tls_policy": "Require"}],
                "tracking_options": [{"custom_redirect_domain": "t.example.com"}],
            },
            "aws_sesv2_configuration_set.b": {
                "configuration_set_name": "new",
                "delivery_options": [{"tls_policy": "REQUIRE", "sending_pool_name": "p"}],
                "suppression_options": [{"suppressed_reasons": ["BOUNCE"]}],
                "vdm_options": [{"dashboard_options": [{"engagement_metrics": "ENABLED"}]}],
                "tags": {"a": "b"},
            },
            "aws_ses_event_destination.c": {
                "name": "events",
                "configuration_set_name": ref("aws_ses_configuration_set.a", "name"),
                "enabled": True,
                "matching_types": ["bounce"],
                "cloudwatch_destination": [{"default_value": "d", "dimension_name": "n", "value_source": "linkTag"}],
                "kinesis_destination": [{"role_arn": "arn:r", "stream_arn": "arn:s"}],
                "sns_destination": [{"topic_arn": "arn:t"}],
            },
            "aws_sesv2_configuration_set_event_destination.d": {
                "event_destination": [
                    {
                        "enabled": True,
                        "matching_event_types": ["SEND"],
                        "cloud_watch_destination": [
                            {
                                "dimension_configuration": [
                                    {
                                        "default_dimension_value": "d",
                                        "dimension_name": "n",
                                        "dimension_value_source": "MESSAGE_TAG",
                                    }
                                ]
                            }
                        ],
                    }
                ],
                "event_destination_name": "events",
                "configuration_set_name": ref("aws_sesv2_configuration_set.b", "configuration_set_name"),
            },
        }
    )
    assert [(one.type, plain(one)) for one in graph.resources.values()] == [
        (
            "AWS::SES::ConfigurationSet",
            {
                "Name": "old",
                "ReputationOptions": {"ReputationMetricsEnabled": True},
                "SendingOptions": {"SendingEnabled": False},
                "DeliveryOptions": {"TlsPolicy": "REQUIRE"},
                "TrackingOptions": {"CustomRedirectDomain": "t.example.com"},
            },
        ),
        (
            "AWS::SES::ConfigurationSet",
            {
                "Name": "new",
                "DeliveryOptions": {"TlsPolicy": "REQUIRE", "SendingPoolName": "p"},
                "SuppressionOptions": {"SuppressedReasons": ["BOUNCE"]},
                "VdmOptions": {"DashboardOptions": {"EngagementMetrics": "ENABLED"}},
                "Tags": [{"Key": "a", "Value": "b"}],
            },
        ),
        (
            "AWS::SES::ConfigurationSetEventDestination",
            {
                "ConfigurationSetName": "${aws_ses_configuration_set.a}",
                "EventDestination": {
                    "Name": "events",
                    "Enabled": True,
                    "MatchingEventTypes": ["bounce"],
                    "CloudWatchDestination": {
                        "DimensionConfigurations": [
                            {
                                "DefaultDimensionValue": "d",
                                "DimensionName": "n",
                                "DimensionValueSource": "linkTag",
                            }
                        ]
                    },
                    "KinesisFirehoseDestination": {"IAMRoleARN": "arn:r", "DeliveryStreamARN": "arn:s"},
                    "SnsDestination": {"TopicARN": "arn:t"},
                },
            },
        ),
        (
            "AWS::SES::ConfigurationSetEventDestination",
            {
                "ConfigurationSetName": "${aws_sesv2_configuration_set.b}",
                "EventDestination": {
                    "Name": "events",
                    "Enabled": True,
                    "MatchingEventTypes": ["SEND"],
                    "CloudWatchDestination": {
                        "DimensionConfigurations": [
                            {
                                "DefaultDimensionValue": "d",
                                "DimensionName": "n",
                                "DimensionValueSource": "MESSAGE_TAG",
                            }
                        ]
                    },
                },
            },
        ),
    ]


def test_identities_take_in_what_configures_them() -> None:
    graph = translated(
        {
            "aws_ses_domain_identity.a": {"domain": "example.com"},
            "aws_ses_domain_mail_from.a": {
                "domain": ref("aws_ses_domain_identity.a", "domain"),
                "mail_from_domain": "bounce.example.com",
                "behavior_on_mx_failure": "RejectMessage",
            },
            "aws_sesv2_email_identity.b": {
                "email_identity": "example.org",
                "configuration_set_name": "c",
                "dkim_signing_attributes": [{"next_signing_key_length": "RSA_2048_BIT"}],
            },
            "aws_sesv2_email_identity_mail_from_attributes.b": {
                "email_identity": ref("aws_sesv2_email_identity.b", "email_identity"),
                "mail_from_domain": "bounce.example.org",
                "behavior_on_mx_failure": "USE_DEFAULT_VALUE",
            },
            "aws_sesv2_email_identity_feedback_attributes.b": {
                "email_identity": ref("aws_sesv2_email_identity.b", "email_identity"),
                "email_forwarding_enabled": False,
            },
            "aws_ses_email_identity.c": {"email": "a@example.net"},
        }
    )
    assert [(one.type, plain(one)) for one in graph.resources.values()] == [
        (
            "AWS::SES::EmailIdentity",
            {
                "EmailIdentity": "example.com",
                "MailFromAttributes": {
                    "MailFromDomain": "bounce.example.com",
                    "BehaviorOnMxFailure": "REJECT_MESSAGE",
                },
            },
        ),
        (
            "AWS::SES::EmailIdentity",
            {
                "EmailIdentity": "example.org",
                "ConfigurationSetAttributes": {"ConfigurationSetName": "c"},
                "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
                "MailFromAttributes": {
                    "MailFromDomain": "bounce.example.org",
                    "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
                },
                "FeedbackAttributes": {"EmailForwardingEnabled": False},
            },
        ),
        ("AWS::SES::EmailIdentity", {"EmailIdentity": "a@example.net"}),
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {
                "s3_action": [{"bucket_name": "mail", "position": 2}],
                "add_header_action": [{"header_name": "X", "header_value": "y", "position": 3}],
                "sns_action": [{"topic_arn": "arn:t", "position": 1}],
            },
            [
                {"SNSAction": {"TopicArn": "arn:t"}},
                {"S3Action": {"BucketName": "mail"}},
                {"AddHeaderAction": {"HeaderName": "X", "HeaderValue": "y"}},
            ],
        ),
        (
            {"stop_action": [{"scope": "RuleSet", "position": unknown()}]},
            [{"StopAction": {"Scope": "RuleSet"}}, "..."],
        ),
        ({"lambda_action": unknown()}, ["..."]),
    ],
)
def test_actions_of_a_receipt_rule_stand_in_the_order_of_their_positions(
    arguments: dict[str, Any], expected: list[Any]
) -> None:
    rule = only({"aws_ses_receipt_rule.a": {"name": "r", "rule_set_name": "s", "enabled": True, **arguments}})
    assert plain(rule) == {"RuleSetName": "s", "Rule": {"Name": "r", "Enabled": True, "Actions": expected}}


def test_a_rule_without_actions_has_none() -> None:
    rule = only({"aws_ses_receipt_rule.a": {"name": "r", "rule_set_name": "s", "tls_policy": "Require"}})
    assert plain(rule) == {"RuleSetName": "s", "Rule": {"Name": "r", "TlsPolicy": "Require"}}


def test_filters_templates_and_tenants() -> None:
    graph = translated(
        {
            "aws_ses_receipt_filter.a": {"name": "f", "cidr": "10.0.0.0/8", "policy": "Block"},
            "aws_ses_template.a": {"name": "t", "subject": "s", "html": "<p>", "text": "p"},
            "aws_sesv2_tenant.a": {"tenant_name": "one"},
            "aws_sesv2_tenant_resource_association.a": {
                "tenant_name": ref("aws_sesv2_tenant.a", "tenant_name"),
                "resource_arn": "arn:i",
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {"Filter": {"Name": "f", "IpFilter": {"Cidr": "10.0.0.0/8", "Policy": "Block"}}},
        {"Template": {"TemplateName": "t", "SubjectPart": "s", "HtmlPart": "<p>", "TextPart": "p"}},
        {"TenantName": "one", "ResourceAssociations": [{"ResourceArn": "arn:i"}]},
    ]
