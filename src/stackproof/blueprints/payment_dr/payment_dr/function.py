"""The payment function of a region: its package, its log, and a role that permits what its code calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.data_aws_secretsmanager_secret import DataAwsSecretsmanagerSecret
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.lambda_function import LambdaFunction
from constructs import Construct

from payment_dr.database import DATABASE
from payment_dr.events import BUS_PURPOSE, SOURCE
from payment_dr.groups import DATABASE_PORT
from payment_dr.policies import Statement, allow, document, trust

if TYPE_CHECKING:
    from payment_dr.database import Cluster
    from payment_dr.network import Network
    from payment_dr.placing import Place

RUNTIME = "python3.13"
HANDLER = "payment.lambda_handler"
MEMORY_MB = 1024
TIMEOUT_SECONDS = 29
"""A second below what the API waits for an answer at most."""


@dataclass(frozen=True)
class Code:
    """The package of a function as the stack carries it: the path of the asset and its digest."""

    path: str
    digest: str


class PaymentFunction(Construct):
    """The function; both regions have the same, apart from where they are."""

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
        key_arn: str,
    ) -> None:
        """Make the function of a region."""
        super().__init__(scope, name)
        names, settings, provider = place.site.names, place.settings, place.provider
        logs = CloudwatchLogGroup(
            self,
            "logs",
            name=names.of("log", "function"),
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
            provider=provider,
        )
        secret = DataAwsSecretsmanagerSecret(self, "secret", name=settings.secret_name, provider=provider)
        role = IamRole(
            self,
            "role",
            name=names.of("role", "function"),
            assume_role_policy=trust("lambda.amazonaws.com"),
            provider=provider,
        )
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", "function"),
            role=role.id,
            policy=document(*_statements(place, logs.arn, secret.arn, key_arn)),
            provider=provider,
        )
        function = LambdaFunction(
            self,
            "function",
            function_name=names.of("function"),
            description=f"Payments in {place.site.region}",
            role=role.arn,
            runtime=RUNTIME,
            handler=HANDLER,
            filename=code.path,
            source_code_hash=code.digest,
            memory_size=MEMORY_MB,
            timeout=TIMEOUT_SECONDS,
            reserved_concurrent_executions=settings.function_concurrency,
            kms_key_arn=key_arn,
            environment={
                "variables": {
                    **variables(place, cluster),
                    "EVENT_BUS_NAME": names.shared("bus", BUS_PURPOSE),
                    "API_KEY_PARAMETER": settings.api_keys_name,
                }
            },
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
        self.secret_arn: str = secret.arn


def variables(place: Place, cluster: Cluster) -> dict[str, str]:
    """The environment that payments and their health have in common: both look at the same parts of the region."""
    names, settings = place.site.names, place.settings
    return {
        "DATABASE_WRITER_HOST": cluster.endpoint,
        "DATABASE_READER_HOST": cluster.reader_endpoint,
        "DATABASE_PORT": str(DATABASE_PORT),
        "DATABASE_NAME": DATABASE,
        "DATABASE_SECRET_NAME": settings.secret_name,
        "SESSIONS_TABLE_NAME": names.shared("table", "sessions"),
        "ACTIVE_REGION_PARAMETER": names.shared("parameter", "active-region"),
        "METRIC_NAMESPACE": f"Payments/{settings.environment_suffix}",
    }


def _statements(place: Place, logs_arn: str, secret_arn: str, key_arn: str) -> list[Statement]:
    """What the code of the function calls, and what Lambda does for it."""
    names, settings = place.site.names, place.settings
    parameters = [names.shared("parameter", "active-region"), settings.api_keys_name.lstrip("/")]
    own = [place.arn("ssm", f"parameter/{name}") for name in parameters]
    return [
        *common_statements(place, logs_arn, secret_arn),
        allow("ReadParameters", ["ssm:GetParameter"], own),
        # As the secret: none but this parameter can be decrypted.
        allow(
            "DecryptApiKeys",
            ["kms:Decrypt"],
            [place.arn("kms", "key/*")],
            condition={
                "StringEquals": {
                    "kms:ViaService": f"ssm.{place.site.region}.amazonaws.com",
                    "kms:EncryptionContext:PARAMETER_ARN": own[1],
                }
            },
        ),
        allow(
            "KeepSessions",
            ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
            [place.arn("dynamodb", f"table/{names.shared('table', 'sessions')}")],
        ),
        allow(
            "SendEvents",
            ["events:PutEvents"],
            [place.arn("events", f"event-bus/{names.shared('bus', BUS_PURPOSE)}")],
            condition={"StringEquals": {"events:source": SOURCE}},
        ),
        allow("UseKey", ["kms:Decrypt", "kms:GenerateDataKey"], [key_arn]),
    ]


def common_statements(place: Place, logs_arn: str, secret_arn: str) -> list[Statement]:
    """What every function in the network may do: log, trace, read the database's secret, and have its interfaces.

    Lambda makes the interfaces, with ids that nobody knows before. It looks at the role before there is one: what it
    will do with them has to be permitted in the form that its guide names, all ids of all types.
    """
    return [
        allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [f"{logs_arn}:*"]),
        allow("ReadCredentials", ["secretsmanager:GetSecretValue"], [secret_arn]),
        # The secret exists beforehand, encrypted with whatever key; nothing else can be decrypted.
        allow(
            "DecryptCredentials",
            ["kms:Decrypt"],
            [place.arn("kms", "key/*")],
            condition={
                "StringEquals": {
                    "kms:ViaService": f"secretsmanager.{place.site.region}.amazonaws.com",
                    "kms:EncryptionContext:SecretARN": secret_arn,
                }
            },
        ),
        allow(
            "AttachToNetwork",
            ["ec2:CreateNetworkInterface"],
            [place.arn("ec2", f"{kind}/*") for kind in ("network-interface", "subnet", "security-group")],
        ),
        allow(
            "DetachFromNetwork",
            ["ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
            [place.arn("ec2", "*/*")],
        ),
        # These actions know no resources.
        allow("SeeNetwork", ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], ["*"]),
        allow("Trace", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
    ]
