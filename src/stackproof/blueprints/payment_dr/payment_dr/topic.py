"""The topic of a region that tells people about alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.sns_topic import SnsTopic
from cdktn_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktn_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from payment_dr.policies import allow, deny_without_tls, document

if TYPE_CHECKING:
    from payment_dr.placing import Place


class AlarmTopic(Construct):
    """An encrypted topic that takes what alarms of this account publish, by TLS alone."""

    def __init__(self, scope: Construct, name: str, place: Place, *, key_arn: str) -> None:
        """Make the topic of a region, with a subscription where there is an address."""
        super().__init__(scope, name)
        names, provider = place.site.names, place.provider
        topic = SnsTopic(self, "topic", name=names.of("topic", "alarms"), kms_master_key_id=key_arn, provider=provider)
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
                    condition={"StringEquals": {"aws:SourceAccount": place.account}},
                ),
                deny_without_tls("sns:Publish", [topic.arn]),
            ),
            provider=provider,
        )
        if place.settings.alarm_email:
            SnsTopicSubscription(
                self,
                "email",
                topic_arn=topic.arn,
                protocol="email",
                endpoint=place.settings.alarm_email,
                provider=provider,
            )
        self.arn: str = topic.arn
