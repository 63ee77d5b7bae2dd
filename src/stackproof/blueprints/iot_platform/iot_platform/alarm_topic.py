"""The topic that alarms tell; who wants to know subscribes to it."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from iot_platform.keys import allow_service
from iot_platform.naming import Names
from iot_platform.settings import Settings

_CLOUDWATCH = "cloudwatch.amazonaws.com"


def alarm_topic(
    scope: Construct, construct_id: str, name: str, *, names: Names, settings: Settings, key: kms.Key
) -> sns.Topic:
    """A topic, encrypted with the key, that takes messages of this deployment's alarms and of nothing else."""
    stack = cdk.Stack.of(scope)
    alarms_arn = stack.format_arn(
        service="cloudwatch",
        resource="alarm",
        resource_name=names.alarm("*"),
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
    allow_service(key, _CLOUDWATCH, alarms_arn)
    topic = sns.Topic(scope, construct_id, topic_name=name, master_key=key, enforce_ssl=True)
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            sid="PublishAlarms",
            principals=[iam.ServicePrincipal(_CLOUDWATCH)],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions={
                "StringEquals": {"aws:SourceAccount": stack.account},
                "ArnLike": {"aws:SourceArn": alarms_arn},
            },
        )
    )
    if settings.alarm_email:
        topic.add_subscription(subscriptions.EmailSubscription(settings.alarm_email))
    return topic
