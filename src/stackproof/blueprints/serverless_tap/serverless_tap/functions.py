"""A Lambda function with everything that belongs to it: its log group, its role and what the role may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from serverless_tap.naming import Names
from serverless_tap.packaging import package_of
from serverless_tap.policies import Statement, assumable_by, document
from serverless_tap.settings import Settings

RETRIES = 2
"""Times that Lambda tries an asynchronous invocation again, the most that it offers."""
SIX_HOURS = 6 * 60 * 60
"""Seconds that an asynchronous invocation waits for a free execution, the most that Lambda offers."""


@dataclass(frozen=True)
class Workload:
    """What distinguishes one function from the other.

    Attributes:
        purpose: what it is for, as part of names.
        folder: the folder of its modules below the handlers.
        handler: module and function.
        memory_mb: memory in MB, with which CPU grows.
        timeout_seconds: seconds after which Lambda ends it.
        call_attempts: how often its code tries a call of AWS.
        read_timeout_seconds: how long its code waits for the answer of each.
    """

    purpose: str
    folder: str
    handler: str
    memory_mb: int
    timeout_seconds: int
    call_attempts: int
    read_timeout_seconds: int


API_HANDLER = Workload(
    "api-handler",
    "api",
    "document_api.handle",
    memory_mb=512,
    timeout_seconds=30,
    # A call without an answer takes 11 s to the end, and so does the dead letter about it: the caller gets an answer.
    call_attempts=2,
    read_timeout_seconds=3,
)
PROCESSOR = Workload(
    "processor",
    "processor",
    "object_processor.handle",
    memory_mb=1024,
    timeout_seconds=300,
    call_attempts=4,
    read_timeout_seconds=5,
)


class TapFunction(pulumi.ComponentResource):
    """One of the two functions. Its log group exists before it, and so do its permissions."""

    def __init__(
        self,
        name: str,
        workload: Workload,
        *,
        names: Names,
        settings: Settings,
        key_arn: pulumi.Output[str],
        dead_letters_arn: pulumi.Output[str],
        environment: Mapping[str, pulumi.Input[str]],
        permissions: Sequence[Statement],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the function and what belongs to it.

        Args:
            name: logical name.
            workload: what the function is.
            names: physical names of the deployment.
            settings: settings of the deployment.
            key_arn: the key of environment, logs and dead letters.
            dead_letters_arn: the queue of asynchronous invocations that failed to the end.
            environment: variables of the function besides those that settings and workload tell.
            permissions: what its code may do besides logging, tracing and dead letters.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:TapFunction", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.log_group = aws.cloudwatch.LogGroup(
            name,
            name=names.log_group(workload.purpose),
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
            opts=child,
        )
        self.role = aws.iam.Role(
            name,
            name=names.role(workload.purpose),
            description=f"What {names.function(workload.purpose)} may do",
            assume_role_policy=assumable_by("lambda.amazonaws.com"),
            opts=child,
        )
        policy = aws.iam.RolePolicy(
            name,
            name=names.of("policy", f"tap-{workload.purpose}"),
            role=self.role.name,
            policy=document(
                {
                    "Sid": "WriteOwnLog",
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": pulumi.Output.concat(self.log_group.arn, ":*"),
                },
                {
                    # X-Ray has no resources that a policy could name for these.
                    "Sid": "Trace",
                    "Effect": "Allow",
                    "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
                    "Resource": "*",
                },
                {
                    "Sid": "SendDeadLetters",
                    "Effect": "Allow",
                    "Action": "sqs:SendMessage",
                    "Resource": dead_letters_arn,
                },
                {
                    "Sid": "UseKey",
                    "Effect": "Allow",
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                    "Resource": key_arn,
                },
                *permissions,
            ),
            opts=pulumi.ResourceOptions(parent=self.role),
        )
        self.function = aws.lambda_.Function(
            name,
            name=names.function(workload.purpose),
            role=self.role.arn,
            runtime=settings.runtime,
            architectures=["arm64"],
            handler=workload.handler,
            code=package_of(workload.folder, "shared"),
            memory_size=workload.memory_mb,
            timeout=workload.timeout_seconds,
            reserved_concurrent_executions=settings.reserved_concurrency,
            kms_key_arn=key_arn,
            environment=aws.lambda_.FunctionEnvironmentArgs(
                variables={
                    "ENVIRONMENT": settings.environment,
                    "MAX_CONNECTIONS": str(settings.max_connections),
                    "CALL_ATTEMPTS": str(workload.call_attempts),
                    "READ_TIMEOUT_SECONDS": str(workload.read_timeout_seconds),
                    **environment,
                }
            ),
            tracing_config=aws.lambda_.FunctionTracingConfigArgs(mode="Active"),
            dead_letter_config=aws.lambda_.FunctionDeadLetterConfigArgs(target_arn=dead_letters_arn),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(
                log_format="JSON", log_group=self.log_group.name, application_log_level="INFO", system_log_level="INFO"
            ),
            # Lambda checks on creation that the role may write to the queue.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.log_group, policy]),
        )
        aws.lambda_.FunctionEventInvokeConfig(
            name,
            function_name=self.function.name,
            maximum_retry_attempts=RETRIES,
            maximum_event_age_in_seconds=SIX_HOURS,
            opts=pulumi.ResourceOptions(parent=self.function),
        )
        self.register_outputs({"function_arn": self.function.arn})
