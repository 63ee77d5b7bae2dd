"""Replication events: bucket -> queue -> function, which logs each event and turns it into metrics."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from s3_replication.log_groups import retention
from s3_replication.naming import Names
from s3_replication.paths import HANDLERS
from s3_replication.settings import Settings

METRIC_NAMESPACE = "Documents/Replication"
"""Namespace of the metrics that the function emits."""

HANDLER_TIMEOUT = cdk.Duration.seconds(30)
"""A batch of ten messages takes well under a second; the rest is room for a cold start."""

VISIBILITY_TIMEOUT = cdk.Duration.seconds(180)
"""Six times the function's timeout, as Lambda recommends, so that a throttled batch is not delivered twice."""

MAX_RECEIVES = 5
"""Deliveries of a message before it is put aside, the least that Lambda recommends for a queue it polls."""

EVENTS_RETENTION = cdk.Duration.days(4)
"""Longer than any retry: a message is put aside after five visibility timeouts."""

DEAD_LETTER_RETENTION = cdk.Duration.days(14)
"""The longest that SQS offers: the time there is to look at an event that could not be recorded."""


class ReplicationEvents(Construct):
    """Queue, dead-letter queue, function and log group of the replication events."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        settings: Settings,
        key: kms.Key,
        bucket_arn: str,
    ) -> None:
        """Create the way of the events.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            key: key of queues, function environment and log group.
            bucket_arn: bucket whose events are taken.
        """
        super().__init__(scope, construct_id)
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            queue_name=names.events_dead_letter_queue,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=DEAD_LETTER_RETENTION,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=names.events_queue,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=EVENTS_RETENTION,
            visibility_timeout=VISIBILITY_TIMEOUT,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=MAX_RECEIVES),
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        self._accept_events(bucket_arn)
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            log_group_name=names.events_log_group,
            retention=retention(settings.log_retention_days),
            encryption_key=key,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        self.role = self._create_role(names, key)
        self.function = self._create_function(names, key)
        lambda_.EventSourceMapping(
            self,
            "Source",
            target=self.function,
            event_source_arn=self.queue.queue_arn,
            batch_size=10,
            max_batching_window=cdk.Duration.seconds(5),
            report_batch_item_failures=True,
        )

    def _accept_events(self, bucket_arn: str) -> None:
        """Let S3 send the events of that bucket of this account, and nothing else."""
        self.queue.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AcceptReplicationEvents",
                principals=[iam.ServicePrincipal("s3.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.queue.queue_arn],
                conditions={
                    "ArnEquals": {"aws:SourceArn": bucket_arn},
                    "StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account},
                },
            )
        )

    def _create_role(self, names: Names, key: kms.Key) -> iam.Role:
        """The role of the function: take messages, decrypt them, write to the log group.

        The managed policy for basic execution would let it create and write any log group.
        """
        return iam.Role(
            self,
            "Role",
            role_name=names.events_role,
            description="Role of the function that records replication events",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "record-events": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            sid="TakeMessages",
                            actions=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                            resources=[self.queue.queue_arn],
                        ),
                        iam.PolicyStatement(
                            sid="DecryptMessagesAndEnvironment", actions=["kms:Decrypt"], resources=[key.key_arn]
                        ),
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[self.log_group.log_group_arn],
                        ),
                    ]
                )
            },
        )

    def _create_function(self, names: Names, key: kms.Key) -> lambda_.Function:
        """The function that records the events; it needs nothing beyond the standard library."""
        function = lambda_.Function(
            self,
            "Function",
            function_name=names.events_function,
            description="Logs S3 replication events and emits metrics of them",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="replication_events.handle",
            code=lambda_.Code.from_asset(str(HANDLERS / "replication_events"), exclude=["__pycache__", "*.pyc"]),
            role=self.role,
            log_group=self.log_group,
            timeout=HANDLER_TIMEOUT,
            memory_size=256,
            environment={"METRIC_NAMESPACE": METRIC_NAMESPACE},
        )
        resource = function.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)
        # The construct's `environment_encryption` would also let the role encrypt with the key.
        resource.kms_key_arn = key.key_arn
        # The construct waits for policies attached to the role; this role holds its own, and referring to it is enough.
        resource.add_deletion_override("DependsOn")
        return function
