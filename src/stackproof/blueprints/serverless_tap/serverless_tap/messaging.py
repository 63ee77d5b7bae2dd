"""The queue of dead letters and the topic of alarms, both encrypted and reached by TLS alone."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from serverless_tap.naming import Names
from serverless_tap.place import Place
from serverless_tap.policies import document, tls_only
from serverless_tap.settings import Settings

FOURTEEN_DAYS = 14 * 24 * 60 * 60
"""Seconds that SQS keeps a message at most."""


class DeadLetters(pulumi.ComponentResource):
    """The queue that keeps what neither function could do, for 14 days."""

    def __init__(self, name: str, *, names: Names, key_arn: pulumi.Output[str], opts: pulumi.ResourceOptions) -> None:
        """Create the queue and its policy.

        Args:
            name: logical name.
            names: physical names of the deployment.
            key_arn: the key that encrypts messages.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:DeadLetters", name, None, opts)
        self.queue = aws.sqs.Queue(
            name,
            name=names.dead_letter_queue,
            message_retention_seconds=FOURTEEN_DAYS,
            kms_master_key_id=key_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.sqs.QueuePolicy(
            name,
            queue_url=self.queue.url,
            policy=document(tls_only("sqs:*", [self.queue.arn])),
            opts=pulumi.ResourceOptions(parent=self.queue),
        )
        self.register_outputs({"queue_url": self.queue.url})


class AlarmTopic(pulumi.ComponentResource):
    """The topic that alarms tell, with an address that gets them when one is set."""

    def __init__(
        self,
        name: str,
        *,
        names: Names,
        settings: Settings,
        place: Place,
        key_arn: pulumi.Output[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the topic, its policy and its subscription.

        Args:
            name: logical name.
            names: physical names of the deployment.
            settings: settings of the deployment, the address among them.
            place: account and region, whose alarms may tell the topic.
            key_arn: the key that encrypts messages.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:AlarmTopic", name, None, opts)
        self.topic = aws.sns.Topic(
            name,
            name=names.alarm_topic,
            kms_master_key_id=key_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.policy = aws.sns.TopicPolicy(
            name,
            arn=self.topic.arn,
            policy=document(
                {
                    "Sid": "PublishAlarms",
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudwatch.amazonaws.com"},
                    "Action": "sns:Publish",
                    "Resource": self.topic.arn,
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": place.account},
                        "ArnLike": {"aws:SourceArn": place.arn("cloudwatch", f"alarm:{names.alarm('*')}")},
                    },
                },
                tls_only("sns:Publish", [self.topic.arn]),
            ),
            opts=pulumi.ResourceOptions(parent=self.topic),
        )
        if settings.alarm_email:
            aws.sns.TopicSubscription(
                name,
                topic=self.topic.arn,
                protocol="email",
                endpoint=settings.alarm_email,
                opts=pulumi.ResourceOptions(parent=self.topic),
            )
        self.register_outputs({"topic_arn": self.topic.arn})
