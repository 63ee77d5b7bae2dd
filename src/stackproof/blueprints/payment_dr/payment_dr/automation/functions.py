"""The functions that the workflow calls, with their roles and log groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.lambda_function import LambdaFunction
from constructs import Construct

from payment_dr.automation.policies import trace, use_key
from payment_dr.policies import allow, document, trust

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payment_dr.automation.side import Package, Side
    from payment_dr.policies import Statement

RUNTIME = "python3.13"
MEMORY_MB = 256
"""Calls of AWS and little else; less memory is also less processor, and the first call of a failover starts cold."""


class StepRole(Construct):
    """The role of a function, without a policy yet: the recovery roles have to know it before."""

    def __init__(self, scope: Construct, name: str, side: Side, step: str) -> None:
        """Make the role of a function of a region."""
        super().__init__(scope, name)
        role = IamRole(
            self,
            "role",
            name=side.name("role", f"failover-{step}"),
            description=f"Step {step} of a failover to {side.region}",
            assume_role_policy=trust("lambda.amazonaws.com"),
            provider=side.place.provider,
        )
        self.name: str = role.name
        self.arn: str = role.arn


class Step(Construct):
    """A function, its log group and the policy of its role. It is in no network: it reaches AWS when a VPC does not."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        side: Side,
        step: str,
        *,
        role: StepRole,
        package: Package,
        timeout: int,
        environment: Mapping[str, str],
        statements: Sequence[Statement],
        dead_letters_arn: str | None = None,
    ) -> None:
        """Make a function of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            side: the region.
            step: which step; its module is `failover_<step>`.
            role: its role.
            package: its code.
            timeout: seconds that it may run.
            environment: its variables.
            statements: what it may do beyond logs, traces and its key.
            dead_letters_arn: queue for what it fails at when events invoke it.
        """
        super().__init__(scope, name)
        provider, settings = side.place.provider, side.place.settings
        log_group = CloudwatchLogGroup(
            self,
            "logs",
            name=side.name("log", f"failover-{step}"),
            retention_in_days=settings.log_retention_days,
            kms_key_id=side.key_arn,
            provider=provider,
        )
        letters = [] if dead_letters_arn is None else [dead_letters_arn]
        policy = IamRolePolicy(
            self,
            "policy",
            name=step,
            role=role.name,
            policy=document(
                *statements,
                *(allow("PutAside", ["sqs:SendMessage"], [arn]) for arn in letters),
                allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group.arn}:*"]),
                use_key(side.key_arn, "Decrypt", *(["GenerateDataKey"] if letters else [])),
                trace(),
            ),
            provider=provider,
        )
        function = LambdaFunction(
            self,
            "function",
            function_name=side.name("function", f"failover-{step}"),
            description=f"Step {step} of a failover to {side.region}",
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=f"failover_{step}.handle",
            filename=package.path,
            source_code_hash=package.digest,
            role=role.arn,
            timeout=timeout,
            memory_size=MEMORY_MB,
            kms_key_arn=side.key_arn,
            environment={"variables": dict(environment)},
            tracing_config={"mode": "Active"},
            logging_config={"log_format": "Text", "log_group": log_group.name},
            dead_letter_config=None if dead_letters_arn is None else {"target_arn": dead_letters_arn},
            depends_on=[policy],
            provider=provider,
        )
        self.name: str = function.function_name
        self.arn: str = function.arn
        self.invoke_arn: str = function.invoke_arn
