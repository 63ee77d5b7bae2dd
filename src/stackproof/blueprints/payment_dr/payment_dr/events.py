"""Critical events: a bus in each region, rules that carry events over both ways, an endpoint for producers outside.

No event goes round in circles: EventBridge writes the region in which an event was put into the event and keeps that
when a rule carries it over, and each rule takes only events of its own region.

The endpoint leaves replication to these rules. With its own as well, a critical event would arrive twice; its own alone
would leave out what payments put on the bus of their region, which is nearly all that there is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_event_bus import CloudwatchEventBus
from cdktn_provider_aws.cloudwatch_event_endpoint import CloudwatchEventEndpoint, CloudwatchEventEndpointEventBus
from cdktn_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktn_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from cdktn_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.route53_health_check import Route53HealthCheck
from cdktn_provider_aws.sqs_queue import SqsQueue
from cdktn_provider_aws.sqs_queue_policy import SqsQueuePolicy
from constructs import Construct

from payment_dr.automation.policies import dead_letter_policy, trust_for
from payment_dr.policies import allow, document

if TYPE_CHECKING:
    from payment_dr.automation.side import Side

BUS_PURPOSE = "critical"
"""Purpose in the name of the buses; both have the same name, which a global endpoint demands."""

SOURCE = "payments"
CRITICAL_DETAIL_TYPES = ("PaymentCaptured", "PaymentDeclined")

KEPT_SECONDS = 14 * 24 * 3600
"""The longest that SQS keeps what could not be carried over."""

RETRY_SECONDS = 24 * 3600
"""How long an event is tried again when the other region does not take it: the longest that EventBridge offers."""

LATENCY_MILLISECONDS = 30_000
"""Slower than this for five minutes counts as a fault of EventBridge: AWS's guidance for global endpoints."""

LATENCY_PERIODS = 5


def bus_name(side: Side) -> str:
    """The name of the bus of a region."""
    return side.shared_name("bus", BUS_PURPOSE)


class EventBus(Construct):
    """The bus of a region, encrypted, with a queue for what cannot be encrypted, decrypted or carried over."""

    def __init__(self, scope: Construct, name: str, side: Side) -> None:
        """Make the bus of a region."""
        super().__init__(scope, name)
        provider = side.place.provider
        queue = SqsQueue(
            self,
            "dead-letters",
            name=side.name("queue", "events-dead-letters"),
            kms_master_key_id=side.key_arn,
            message_retention_seconds=KEPT_SECONDS,
            provider=provider,
        )
        bus = CloudwatchEventBus(
            self,
            "bus",
            name=bus_name(side),
            description="Critical events of the payments",
            kms_key_identifier=side.key_arn,
            dead_letter_config={"arn": queue.arn},
            provider=provider,
        )
        CloudwatchMetricAlarm(
            self,
            "dead-letters-alarm",
            alarm_name=side.name("alarm", "events-dead-letters"),
            alarm_description=f"A critical event of {side.region} could not be carried over",
            namespace="AWS/SQS",
            metric_name="ApproximateNumberOfMessagesVisible",
            dimensions={"QueueName": queue.name},
            statistic="Maximum",
            period=60,
            evaluation_periods=1,
            threshold=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[side.topic_arn],
            provider=provider,
        )
        self.name: str = bus.name
        self.arn: str = bus.arn
        self.queue_arn: str = queue.arn
        self.queue_url: str = queue.url


class Replication(Construct):
    """The rule that carries the critical events of one region over to the other."""

    def __init__(self, scope: Construct, name: str, side: Side, *, source: EventBus, destination: EventBus) -> None:
        """Make the rule of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            side: the region from which events are carried over.
            source: its bus.
            destination: the bus of the other region.
        """
        super().__init__(scope, name)
        place, provider = side.place, side.place.provider
        rule_name = side.name("rule", "events-to-peer")
        rule = CloudwatchEventRule(
            self,
            "rule",
            name=rule_name,
            description=f"Carries critical events of {side.region} over to the other region",
            event_bus_name=source.name,
            event_pattern=json.dumps(
                {
                    "source": [SOURCE],
                    "detail-type": list(CRITICAL_DETAIL_TYPES),
                    # Events that were carried over keep the region that they come from.
                    "region": [side.region],
                }
            ),
            provider=provider,
        )
        role = IamRole(
            self,
            "role",
            name=side.name("role", "events-to-peer"),
            description=f"Puts critical events of {side.region} on the bus of the other region",
            assume_role_policy=trust_for(
                "events.amazonaws.com", place.account, place.arn("events", f"rule/{bus_name(side)}/{rule_name}")
            ),
            provider=provider,
        )
        IamRolePolicy(
            self,
            "policy",
            name="put-events",
            role=role.name,
            policy=document(allow("PutEvents", ["events:PutEvents"], [destination.arn])),
            provider=provider,
        )
        CloudwatchEventTarget(
            self,
            "target",
            rule=rule.name,
            event_bus_name=source.name,
            target_id="peer",
            arn=destination.arn,
            role_arn=role.arn,
            retry_policy={"maximum_event_age_in_seconds": RETRY_SECONDS, "maximum_retry_attempts": 185},
            dead_letter_config={"arn": source.queue_arn},
            provider=provider,
        )
        SqsQueuePolicy(
            self,
            "dead-letters",
            queue_url=source.queue_url,
            policy=dead_letter_policy(source.queue_arn, [rule.arn, source.arn], place.account),
            provider=provider,
        )


class CriticalEvents(Construct):
    """Both buses, the rules between them, and the global endpoint."""

    def __init__(self, scope: Construct, name: str, *, primary: Side, secondary: Side, takeover_check_id: str) -> None:
        """Make the events of both regions.

        Args:
            scope: parent construct.
            name: id in the parent.
            primary: the region that the endpoint leads to by default.
            secondary: the region that it leads to otherwise.
            takeover_check_id: health check that is healthy while the secondary has not taken over.
        """
        super().__init__(scope, name)
        buses = {side.label: EventBus(self, f"{side.label}-bus", side) for side in (primary, secondary)}
        for side, other in ((primary, secondary), (secondary, primary)):
            Replication(self, f"{side.label}-rule", side, source=buses[side.label], destination=buses[other.label])
        endpoint = self._endpoint(primary, secondary, buses, self._health(primary, takeover_check_id))
        self.bus_name = bus_name(primary)
        self.bus_arns = {label: bus.arn for label, bus in buses.items()}
        self.dead_letter_urls = {label: bus.queue_url for label, bus in buses.items()}
        self.endpoint_arn: str = endpoint.arn
        self.endpoint_url: str = endpoint.endpoint_url
        self.endpoint_name: str = endpoint.name

    def _health(self, primary: Side, takeover_check_id: str) -> Route53HealthCheck:
        """The health by which the endpoint chooses: EventBridge works in the primary, and nobody has taken over.

        Subscribers' health is left out on purpose: a producer must not change region because one consumer is ill.
        """
        provider = primary.place.provider
        alarm = CloudwatchMetricAlarm(
            self,
            "latency",
            alarm_name=primary.name("alarm", "events-latency"),
            alarm_description="EventBridge takes too long from an event to its targets",
            namespace="AWS/Events",
            metric_name="IngestionToInvocationStartLatency",
            statistic="Average",
            period=60,
            evaluation_periods=LATENCY_PERIODS,
            threshold=LATENCY_MILLISECONDS,
            comparison_operator="GreaterThanThreshold",
            # Payments come when customers come: a quiet minute is no fault.
            treat_missing_data="missing",
            alarm_actions=[primary.topic_arn],
            provider=provider,
        )
        latency = Route53HealthCheck(
            self,
            "latency-check",
            type="CLOUDWATCH_METRIC",
            cloudwatch_alarm_name=alarm.alarm_name,
            cloudwatch_alarm_region=primary.region,
            insufficient_data_health_status="LastKnownStatus",
            tags={"Name": primary.shared_name("check", "events-latency")},
            provider=provider,
        )
        return Route53HealthCheck(
            self,
            "endpoint-check",
            type="CALCULATED",
            child_healthchecks=[latency.id, takeover_check_id],
            child_health_threshold=2,
            tags={"Name": primary.shared_name("check", "events-endpoint")},
            provider=provider,
        )

    def _endpoint(
        self, primary: Side, secondary: Side, buses: dict[str, EventBus], health: Route53HealthCheck
    ) -> CloudwatchEventEndpoint:
        """The global endpoint: it chooses the bus that an event is put on, the rules carry it over to the other one."""
        return CloudwatchEventEndpoint(
            self,
            "endpoint",
            name=primary.shared_name("endpoint", BUS_PURPOSE),
            description="Critical events of producers that do not know which region is active",
            event_bus=[CloudwatchEventEndpointEventBus(event_bus_arn=bus.arn) for bus in buses.values()],
            routing_config={
                "failover_config": {
                    "primary": {"health_check": health.arn},
                    "secondary": {"route": secondary.region},
                }
            },
            replication_config={"state": "DISABLED"},
            provider=primary.place.provider,
        )
