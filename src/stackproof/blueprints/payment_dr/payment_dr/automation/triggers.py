"""What runs by itself: the watch over the other region, the repair of its parameters, and the start of the workflow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktn_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.lambda_permission import LambdaPermission
from cdktn_provider_aws.sqs_queue import SqsQueue
from cdktn_provider_aws.sqs_queue_policy import SqsQueuePolicy
from constructs import Construct

from payment_dr.automation.policies import dead_letter_policy, trust_for
from payment_dr.policies import allow, document

if TYPE_CHECKING:
    from payment_dr.automation.functions import Step
    from payment_dr.automation.side import Side
    from payment_dr.automation.workflow import Workflow

KEPT_SECONDS = 14 * 24 * 3600
"""The longest that SQS keeps: the time there is to look at what could not be delivered."""

AUTOMATIC = {"mode": "failover", "dry_run": False, "force": False, "reason": "the active region is down"}
"""What the alarm asks of the workflow: a failover without force, which is refused unless the region is really down."""


class DeadLetters(Construct):
    """The queue for events that could not be delivered."""

    def __init__(self, scope: Construct, name: str, side: Side) -> None:
        """Make the queue of a region."""
        super().__init__(scope, name)
        queue = SqsQueue(
            self,
            "queue",
            name=side.name("queue", "failover-dead-letters"),
            kms_master_key_id=side.key_arn,
            message_retention_seconds=KEPT_SECONDS,
            provider=side.place.provider,
        )
        self.name: str = queue.name
        self.arn: str = queue.arn
        self.url: str = queue.url


class Triggers(Construct):
    """The rules of a region that start its functions on a schedule and its workflow on an alarm."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        side: Side,
        *,
        watch: Step,
        repair: Step,
        workflow: Workflow,
        alarm_name: str,
        dead_letters: DeadLetters,
    ) -> None:
        """Make the rules of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            side: the region.
            watch: function that watches the other region.
            repair: function that repairs the other region's parameters.
            workflow: what the alarm starts.
            alarm_name: alarm on the active region being down.
            dead_letters: queue for what cannot be delivered.
        """
        super().__init__(scope, name)
        self._side = side
        self._dead_letters = dead_letters
        rules = [
            self._schedule("watch", "rate(1 minute)", watch),
            self._schedule("reconcile", "rate(5 minutes)", repair),
            self._start(workflow, alarm_name),
        ]
        SqsQueuePolicy(
            self,
            "dead-letters",
            queue_url=dead_letters.url,
            policy=dead_letter_policy(dead_letters.arn, rules, side.place.account),
            provider=side.place.provider,
        )

    def _schedule(self, operation: str, schedule: str, step: Step) -> str:
        """A rule that calls a function on a schedule; returns its ARN.

        A call that cannot be delivered is dropped soon: the next one takes its place.
        """
        side = self._side
        rule = CloudwatchEventRule(
            self,
            operation,
            name=side.name("rule", f"failover-{operation}"),
            description=f"Failover: {operation}",
            schedule_expression=schedule,
            provider=side.place.provider,
        )
        CloudwatchEventTarget(
            self,
            f"{operation}-target",
            rule=rule.name,
            target_id=operation,
            arn=step.arn,
            input=json.dumps({"operation": operation}),
            retry_policy={"maximum_event_age_in_seconds": 60, "maximum_retry_attempts": 2},
            dead_letter_config={"arn": self._dead_letters.arn},
            provider=side.place.provider,
        )
        LambdaPermission(
            self,
            f"{operation}-permission",
            statement_id=f"Failover-{operation}",
            action="lambda:InvokeFunction",
            function_name=step.name,
            principal="events.amazonaws.com",
            source_arn=rule.arn,
            provider=side.place.provider,
        )
        return str(rule.arn)

    def _start(self, workflow: Workflow, alarm_name: str) -> str:
        """The rule that starts the workflow when the alarm goes off; returns its ARN."""
        side, place = self._side, self._side.place
        rule_name = side.name("rule", "failover-start")
        rule = CloudwatchEventRule(
            self,
            "start",
            name=rule_name,
            description="Starts the failover when the active region is down",
            event_pattern=json.dumps(
                {
                    "source": ["aws.cloudwatch"],
                    "detail-type": ["CloudWatch Alarm State Change"],
                    "resources": [place.arn("cloudwatch", f"alarm:{alarm_name}")],
                    "detail": {"state": {"value": ["ALARM"]}},
                }
            ),
            state="ENABLED" if place.settings.automatic_failover else "DISABLED",
            provider=place.provider,
        )
        role = IamRole(
            self,
            "start-role",
            name=side.name("role", "failover-start"),
            description=f"Starts the failover to {side.region}",
            assume_role_policy=trust_for(
                "events.amazonaws.com", place.account, place.arn("events", f"rule/{rule_name}")
            ),
            provider=place.provider,
        )
        IamRolePolicy(
            self,
            "start-policy",
            name="start",
            role=role.name,
            policy=document(allow("Start", ["states:StartExecution"], [workflow.arn])),
            provider=place.provider,
        )
        CloudwatchEventTarget(
            self,
            "start-target",
            rule=rule.name,
            target_id="start",
            arn=workflow.arn,
            role_arn=role.arn,
            input=json.dumps(AUTOMATIC),
            retry_policy={"maximum_event_age_in_seconds": 300, "maximum_retry_attempts": 10},
            dead_letter_config={"arn": self._dead_letters.arn},
            provider=place.provider,
        )
        return str(rule.arn)
