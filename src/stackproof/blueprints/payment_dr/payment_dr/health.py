"""The health function of a region: it answers `GET /health`, apart from the payments.

It has instances and requests of its own. A region that is asked for more payments than it has instances for would
otherwise refuse its health checks too, and count as lost: payments that wait would become payments that are lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.lambda_function import LambdaFunction
from constructs import Construct

from payment_dr.function import RUNTIME, Code, common_statements, variables
from payment_dr.policies import Statement, allow, document, trust

if TYPE_CHECKING:
    from payment_dr.database import Cluster
    from payment_dr.network import Network
    from payment_dr.placing import Place

HANDLER = "health.lambda_handler"
MEMORY_MB = 1024
"""As much as the payment function has: memory is processor, and the first answer starts cold."""

TIMEOUT_SECONDS = 10
"""Route 53 gives up after 4 seconds of connecting and 2 of waiting."""


class HealthFunction(Construct):
    """The function, out of the package of the payment function; both regions have the same."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        *,
        code: Code,
        network: Network,
        group_id: str,
        cluster: Cluster,
        secret_arn: str,
        key_arn: str,
    ) -> None:
        """Make the function of a region."""
        super().__init__(scope, name)
        names, settings, provider = place.site.names, place.settings, place.provider
        logs = CloudwatchLogGroup(
            self,
            "logs",
            name=names.of("log", "health"),
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
            provider=provider,
        )
        role = IamRole(
            self,
            "role",
            name=names.of("role", "health"),
            assume_role_policy=trust("lambda.amazonaws.com"),
            provider=provider,
        )
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", "health"),
            role=role.id,
            policy=document(*_statements(place, logs.arn, secret_arn, key_arn)),
            provider=provider,
        )
        function = LambdaFunction(
            self,
            "function",
            function_name=names.of("function", "health"),
            description=f"Health of the payments in {place.site.region}",
            role=role.arn,
            runtime=RUNTIME,
            handler=HANDLER,
            filename=code.path,
            source_code_hash=code.digest,
            memory_size=MEMORY_MB,
            timeout=TIMEOUT_SECONDS,
            reserved_concurrent_executions=settings.health_concurrency,
            kms_key_arn=key_arn,
            environment={"variables": variables(place, cluster)},
            vpc_config={"subnet_ids": network.private_subnet_ids, "security_group_ids": [group_id]},
            tracing_config={"mode": "Active"},
            logging_config={"log_format": "Text", "log_group": logs.name},
            depends_on=[policy],
            provider=provider,
        )
        self.name: str = function.function_name
        self.arn: str = function.arn
        self.invoke_arn: str = function.invoke_arn
        self.log_group: str = logs.name


def _statements(place: Place, logs_arn: str, secret_arn: str, key_arn: str) -> list[Statement]:
    """What the code of the function calls, and what Lambda does for it: it reads, and changes nothing."""
    names = place.site.names
    return [
        *common_statements(place, logs_arn, secret_arn),
        allow(
            "ReadParameters",
            ["ssm:GetParameter"],
            [place.arn("ssm", f"parameter/{names.shared('parameter', 'active-region')}")],
        ),
        allow(
            "LookAtSessions",
            ["dynamodb:GetItem"],
            [place.arn("dynamodb", f"table/{names.shared('table', 'sessions')}")],
        ),
        allow("UseKey", ["kms:Decrypt"], [key_arn]),
    ]
