"""The transaction function of a region: its package, role, logs and the queue that triggers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import AssetType, TerraformAsset
from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.lambda_event_source_mapping import LambdaEventSourceMapping
from cdktn_provider_aws.lambda_function import LambdaFunction
from constructs import Construct

from transaction_dr.messaging import FUNCTION_TIMEOUT
from transaction_dr.packaging import package
from transaction_dr.paths import BUILD, PROCESSOR
from transaction_dr.policies import Statement, allow, document, trust

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from transaction_dr.messaging import Queue
    from transaction_dr.settings import Settings, Site

HANDLER = "transaction_processor.lambda_handler"
RUNTIME = "python3.12"
MEMORY_MB = 256
BATCH = 10


class Processor(Construct):
    """The function, in the private subnets, fed by a queue."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        site: Site,
        *,
        account: str,
        key_arn: str,
        queue: Queue,
        subnet_ids: Sequence[str],
        security_group_id: str,
        variables: Mapping[str, str],
        statements: Sequence[Statement],
    ) -> None:
        """Make the function of a region; `statements` are what its code is permitted besides queue and log."""
        super().__init__(scope, name)
        names = site.names
        logs = CloudwatchLogGroup(
            self,
            "logs",
            name=names.of("log", "processor"),
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
        )
        role = IamRole(
            self,
            "role",
            name=names.of("role", "processor"),
            assume_role_policy=trust("lambda.amazonaws.com"),
        )
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", "processor"),
            role=role.id,
            policy=document(
                allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [f"{logs.arn}:*"]),
                # X-Ray knows no resources.
                allow("Trace", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
                *_attach_to_network(site, account),
                allow(
                    "TakeFromQueue",
                    ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                    [queue.arn],
                ),
                *statements,
            ),
        )
        made = package(PROCESSOR, BUILD / f"{PROCESSOR.name}.zip")
        code = TerraformAsset(self, "code", path=str(made), type=AssetType.FILE)
        function = LambdaFunction(
            self,
            "function",
            function_name=names.of("function", "processor"),
            description="Processes transactions that come by the queue or the load balancer",
            role=role.arn,
            runtime=RUNTIME,
            handler=HANDLER,
            architectures=["arm64"],
            filename=code.path,
            source_code_hash=code.asset_hash,
            timeout=FUNCTION_TIMEOUT,
            memory_size=MEMORY_MB,
            kms_key_arn=key_arn,
            environment={"variables": dict(variables)},
            tracing_config={"mode": "Active"},
            logging_config={"log_format": "JSON", "log_group": logs.name},
            vpc_config={"subnet_ids": list(subnet_ids), "security_group_ids": [security_group_id]},
            # Its permissions, above all on network interfaces, have to be there before it is and until it is gone.
            depends_on=[policy],
        )
        LambdaEventSourceMapping(
            self,
            "source",
            event_source_arn=queue.arn,
            function_name=function.arn,
            batch_size=BATCH,
            maximum_batching_window_in_seconds=1,
            # A backlog is to leave connections of the database, and runs of the function for /health.
            scaling_config={"maximum_concurrency": settings.queue_concurrency},
            function_response_types=["ReportBatchItemFailures"],
            depends_on=[policy],
        )
        self.name: str = function.function_name
        self.arn: str = function.arn
        self.role_arn: str = role.arn
        self.log_group: str = logs.name


def _attach_to_network(site: Site, account: str) -> tuple[Statement, ...]:
    """What Lambda needs to put a function into a network. To describe knows no resources.

    Lambda looks at the role before there is an interface: what it will do with one has to be permitted in the form
    that its guide names, all ids of all types; `network-interface/*` is refused.
    """
    made = f"arn:aws:ec2:{site.region}:{account}"
    return (
        allow(
            "AttachToNetwork",
            ["ec2:CreateNetworkInterface"],
            [f"{made}:network-interface/*", f"{made}:subnet/*", f"{made}:security-group/*"],
        ),
        allow(
            "DetachFromNetwork",
            ["ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
            [f"{made}:*/*"],
        ),
        allow("SeeNetwork", ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], ["*"]),
    )
