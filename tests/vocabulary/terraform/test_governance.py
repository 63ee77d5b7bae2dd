"""Smaller services beside applications."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated
from tests.vocabulary.reading import plain

FOUND: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "aws_chatbot_slack_channel_configuration": (
        {
            "configuration_name": "c",
            "guardrail_policy_arns": ["arn:g"],
            "slack_team_id": "T",
            "slack_channel_id": "C",
            "user_authorization_required": True,
        },
        "AWS::Chatbot::SlackChannelConfiguration",
        {
            "ConfigurationName": "c",
            "GuardrailPolicies": ["arn:g"],
            "SlackWorkspaceId": "T",
            "SlackChannelId": "C",
            "UserRoleRequired": True,
        },
    ),
    "aws_appconfig_extension_association": (
        {"extension_arn": "arn:e", "resource_arn": "arn:r"},
        "AWS::AppConfig::ExtensionAssociation",
        {"ExtensionIdentifier": "arn:e", "ResourceIdentifier": "arn:r"},
    ),
    "aws_inspector_assessment_template": (
        {"name": "t", "duration": 3600, "target_arn": "arn:t", "event_subscription": [{"event": "x"}]},
        "AWS::Inspector::AssessmentTemplate",
        {"AssessmentTemplateName": "t", "DurationInSeconds": 3600, "AssessmentTargetArn": "arn:t"},
    ),
    "aws_macie2_account": (
        {"status": "ENABLED", "finding_publishing_frequency": "ONE_HOUR"},
        "AWS::Macie::Session",
        {"Status": "ENABLED", "FindingPublishingFrequency": "ONE_HOUR"},
    ),
    "aws_bedrock_guardrail": (
        {
            "name": "g",
            "content_policy_config": [
                {
                    "filters_config": [{"type": "HATE", "input_strength": "HIGH", "output_strength": "HIGH"}],
                    "tier_config": [{"tier_name": "STANDARD"}],
                }
            ],
            "cross_region_config": [{"guardrail_profile_identifier": "arn:p"}],
            "topic_policy_config": [{"tier_config": [{"tier_name": "CLASSIC"}]}],
        },
        "AWS::Bedrock::Guardrail",
        {
            "Name": "g",
            "ContentPolicyConfig": {
                "FiltersConfig": [{"Type": "HATE", "InputStrength": "HIGH", "OutputStrength": "HIGH"}],
                "ContentFiltersTierConfig": {"TierName": "STANDARD"},
            },
            "CrossRegionConfig": {"GuardrailProfileArn": "arn:p"},
            "TopicPolicyConfig": {"TopicsTierConfig": {"TierName": "CLASSIC"}},
        },
    ),
    "aws_wafregional_web_acl": (
        {
            "name": "w",
            "metric_name": "w",
            "default_action": [{"type": "ALLOW"}],
            "rule": [{"priority": 1, "rule_id": "r", "type": "REGULAR", "action": [{"type": "BLOCK"}]}],
        },
        "AWS::WAFRegional::WebACL",
        {
            "Name": "w",
            "MetricName": "w",
            "DefaultAction": {"Type": "ALLOW"},
            "Rules": [{"Priority": 1, "RuleId": "r", "Action": {"Type": "BLOCK"}}],
        },
    ),
    "aws_wafregional_rate_based_rule": (
        {"name": "r", "rate_limit": 100, "predicate": [{"data_id": "d", "negated": False, "type": "IPMatch"}]},
        "AWS::WAFRegional::RateBasedRule",
        {"Name": "r", "RateLimit": 100, "MatchPredicates": [{"DataId": "d", "Negated": False, "Type": "IPMatch"}]},
    ),
}


@pytest.mark.parametrize("type_", FOUND)
def test_words_of_smaller_services(type_: str) -> None:
    arguments, counterpart, expected = FOUND[type_]
    found = only({f"{type_}.a": arguments})
    assert (found.type, plain(found)) == (counterpart, expected)


def test_a_profile_is_named_by_cloudformation() -> None:
    graph = translated(
        {
            "aws_signer_signing_profile.a": {"name_prefix": "p", "platform_id": "AWSLambda-SHA384-ECDSA"},
            "aws_lambda_code_signing_config.a": {
                "allowed_publishers": [
                    {"signing_profile_version_arns": [ref("aws_signer_signing_profile.a", "version_arn")]}
                ],
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {"PlatformId": "AWSLambda-SHA384-ECDSA"},
        {
            "AllowedPublishers": {
                "SigningProfileVersionArns": ["${aws_signer_signing_profile.a.ProfileVersionArn}"],
            }
        },
    ]
