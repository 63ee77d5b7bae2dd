"""Queues and topics of a region."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktn_provider_aws.sns_topic import SnsTopic
from cdktn_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktn_provider_aws.sns_topic_subscription import SnsTopicSubscription
from cdktn_provider_aws.sqs_queue import SqsQueue
from cdktn_provider_aws.sqs_queue_policy import SqsQueuePolicy
from constructs import Construct

from transaction_dr.policies import Statement, allow, deny_without_tls, document

if TYPE_CHECKING:
    from transaction_dr.settings import Settings, Site

FUNCTION_TIMEOUT = 60
"""Seconds that the function may take for a batch."""

_FORTNIGHT = 1_209_600
_ATTEMPTS = 5


class Queue(Construct):
    """An encrypted queue; what is not taken off it after some attempts goes to its dead letters."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        site: Site,
        purpose: str,
        *,
        key_arn: str,
        statements: tuple[Statement, ...] = (),
        visibility_timeout: int = 30,
    ) -> None:
        """Make the queue and its dead-letter queue."""
        super().__init__(scope, name)
        self.dead_letters = self._queue(site, f"{purpose}-dead-letters", key_arn, statements)
        self.queue = self._queue(
            site,
            purpose,
            key_arn,
            statements,
            visibility_timeout_seconds=visibility_timeout,
            redrive_policy=json.dumps({"deadLetterTargetArn": self.dead_letters.arn, "maxReceiveCount": _ATTEMPTS}),
        )
        self.arn: str = self.queue.arn
        self.url: str = self.queue.url
        self.name: str = self.queue.name

    def _queue(
        self, site: Site, purpose: str, key_arn: str, statements: tuple[Statement, ...], **arguments: object
    ) -> SqsQueue:
        """Make a queue that refuses requests without TLS, with these statements about it."""
        name = site.names.of("queue", purpose)
        queue = SqsQueue(
            self,
            purpose,
            name=name,
            kms_master_key_id=key_arn,
            kms_data_key_reuse_period_seconds=3600,
            message_retention_seconds=_FORTNIGHT,
            **arguments,
        )
        targeted = [{**statement, "Resource": [queue.arn]} for statement in statements]
        SqsQueuePolicy(
            self,
            f"{purpose}-policy",
            queue_url=queue.id,
            policy=document(deny_without_tls("sqs:*", [queue.arn]), *targeted),
        )
        return queue


class AlarmTopic(Construct):
    """The topic that tells of a region's alarms, and the queue that keeps what either region's topic tells."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        site: Site,
        other: Site,
        *,
        account: str,
        key_arn: str,
    ) -> None:
        """Make the topic and the queue, and subscribe the queue, and an address, to the topic."""
        super().__init__(scope, name)
        topic = SnsTopic(self, "topic", name=site.names.of("topic", "alarms"), kms_master_key_id=key_arn)
        self.arn: str = topic.arn
        alarms = f"arn:aws:cloudwatch:{site.region}:{account}:alarm:{site.names.of('alarm', '*')}"
        SnsTopicPolicy(
            self,
            "policy",
            arn=topic.arn,
            policy=document(
                allow(
                    "PublishAlarms",
                    ["sns:Publish"],
                    [topic.arn],
                    principal={"Service": "cloudwatch.amazonaws.com"},
                    condition={
                        "ArnLike": {"aws:SourceArn": alarms},
                        "StringEquals": {"aws:SourceAccount": account},
                    },
                ),
                deny_without_tls("sns:Publish", [topic.arn]),
            ),
        )
        topics = [f"arn:aws:sns:{one.region}:{account}:{one.names.of('topic', 'alarms')}" for one in (site, other)]
        self.inbox = Queue(
            self,
            "Inbox",
            site,
            "alarms",
            key_arn=key_arn,
            statements=(
                allow(
                    "AcceptAlarms",
                    ["sqs:SendMessage"],
                    [],
                    principal={"Service": "sns.amazonaws.com"},
                    condition={"ArnEquals": {"aws:SourceArn": topics}},
                ),
            ),
        )
        self.subscribe("own-inbox", self, self.inbox.arn)
        if settings.alarm_email:
            SnsTopicSubscription(self, "email", topic_arn=topic.arn, protocol="email", endpoint=settings.alarm_email)

    def subscribe(self, name: str, scope: Construct, queue_arn: str, provider: object = None) -> None:
        """Deliver to a queue, in whatever region; what cannot be delivered goes to the dead letters of this region.

        Args:
            name: of the subscription within `scope`.
            scope: what the subscription is made in.
            queue_arn: the queue.
            provider: one of the topic's region, where that is not the default of the scope's stack.
        """
        SnsTopicSubscription(
            scope,
            name,
            topic_arn=self.arn,
            protocol="sqs",
            endpoint=queue_arn,
            redrive_policy=json.dumps({"deadLetterTargetArn": self.inbox.dead_letters.arn}),
            provider=provider,
        )
