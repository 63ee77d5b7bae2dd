"""A function in the network of its region: its log, a role that permits what its code calls, and its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.lambda_function import LambdaFunction
from constructs import Construct

from payment_dr.database import DATABASE, Cluster
from payment_dr.groups import DATABASE_PORT
from payment_dr.network import Network
from payment_dr.placing import Place
from payment_dr.policies import Statement, allow, document, trust

RUNTIME = "python3.13"
MEMORY_MB = 1024


@dataclass(frozen=True)
class Code:
    """The package of a function as the stack carries it: the path of the asset and its digest."""

    path: str
    digest: str


@dataclass(frozen=True)
class Surroundings:
    """What the functions of a region have in common: package, network, database, its secret, and the region's key."""

    code: Code
    network: Network
    group_id: str
    cluster: Cluster
    secret_arn: str
    key_arn: str


@dataclass(frozen=True)
class Work:
    """What a function is there for, and what its code takes and calls beside what all of them do."""

    purpose: str
    name: str
    description: str
    handler: str
    timeout: int
    concurrency: int
    variables: Mapping[str, str]
    statements: Sequence[Statement]


class NetworkFunction(Construct):
    """The function; both regions have the same, apart from where they are."""

    def __init__(self, scope: Construct, name: str, place: Place, around: Surroundings, work: Work) -> None:
        """Make the function of a region."""
        super().__init__(scope, name)
        names, settings, provider = place.site.names, place.settings, place.provider
        logs = CloudwatchLogGroup(
            self,
            "logs",
            name=names.of("log", work.purpose),
            retention_in_days=settings.log_retention_days,
            kms_key_id=around.key_arn,
            provider=provider,
        )
        role = IamRole(
            self,
            "role",
            name=names.of("role", work.purpose),
            assume_role_policy=trust("lambda.amazonaws.com"),
            provider=provider,
        )
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", work.purpose),
            role=role.id,
            policy=document(*_statements(place, logs.arn, around.secret_arn), *work.statements),
            provider=provider,
        )
        function = LambdaFunction(
            self,
            "function",
            function_name=work.name,
            description=work.description,
            role=role.arn,
            runtime=RUNTIME,
            handler=work.handler,
            filename=around.code.path,
            source_code_hash=around.code.digest,
            memory_size=MEMORY_MB,
            timeout=work.timeout,
            reserved_concurrent_executions=work.concurrency,
            kms_key_arn=around.key_arn,
            environment={"variables": {**_variables(place, around.cluster), **work.variables}},
            vpc_config={
                "subnet_ids": around.network.private_subnet_ids,
                "security_group_ids": [around.group_id],
            },
            tracing_config={"mode": "Active"},
            logging_config={"log_format": "Text", "log_group": logs.name},
            depends_on=[policy],
            provider=provider,
        )
        self.name: str = function.function_name
        self.arn: str = function.arn
        self.invoke_arn: str = function.invoke_arn
        self.log_group: str = logs.name


def _variables(place: Place, cluster: Cluster) -> dict[str, str]:
    """The environment that all of them have: they look at the same parts of the region."""
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


def _statements(place: Place, logs_arn: str, secret_arn: str) -> list[Statement]:
    """What each of them may do: log, trace, read the database's secret, and have its interfaces.

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
