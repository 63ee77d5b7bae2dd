"""What can be wrong with the reference stack: a mutation at least for each named check of its contract."""

from __future__ import annotations

from collections.abc import Callable

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue
from tests.mutation.changes import added, appended, changed, edited, lifecycle, removed
from tests.mutation.mutants import Change, Mutant, Mutation, Ref, with_value
from tests.mutation.transaction_dr.addresses import (
    ALARM,
    ALARMS,
    BACKUP_POLICY,
    BACKUP_ROLE,
    BALANCER,
    BUCKET,
    BUCKET_POLICY,
    CLUSTER,
    ENDPOINT,
    ENDPOINTS_GROUP,
    FLOWS_POLICY,
    FLOWS_ROLE,
    FROM_FUNCTION,
    FUNCTION,
    FUNCTION_POLICY,
    FUNCTION_ROLE,
    HEALTH_OF_PRIMARY,
    HEALTH_OF_RECOVERY,
    INSTANCE,
    LISTENERS,
    LOGS,
    PERMISSION,
    PRIMARY,
    PRIMARY_ALARMS,
    PRIMARY_KEY,
    PRIVATE,
    PUBLIC,
    RECORD,
    REPLICATION_POLICY,
    REPLICATION_ROLE,
    SECRET,
    SELECTION,
    SUBNET_GROUP,
    TABLE,
    TO_OTHER_DATABASE,
    primary,
    recovery,
)

_TRUST = "AssumeRolePolicyDocument/Statement/0"
_STATEMENTS = "PolicyDocument/Statement"
_PROCESSOR = "handlers/transaction_processor/transaction_processor.py"
_TEST = (
    '    settings = load(TERRAFORM_VERSION="1.10", DATABASE_SECRET_NAME="database")\n'
    "    assert settings.write_only is False\n"
    '    assert load(TERRAFORM_VERSION="1.11").write_only is True\n'
)
_ANYTHING = {"Sid": "Anything", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
_MORE = {"Sid": "More", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::others/*"}


def _as(address: str, other: str, path: str) -> Change:
    """A property is what it is of another resource."""

    def apply(mutant: Mutant) -> None:
        value = mutant.graph.resources[other].properties.entries[path]
        resource = mutant.graph.resources[address]
        resource.properties = MapValue({**resource.properties.entries, path: value}, resource.properties.at)

    return Change(apply, lambda graph, _: graph.resources[address].location)


def _all(*changes: Change) -> Change:
    """Several changes at once; reported where the first one is."""

    def apply(mutant: Mutant) -> None:
        for change in changes:
            change.apply(mutant)

    return Change(apply, changes[0].place)


def _in_both(address: str, path: str, name: str) -> Change:
    """A physical name is the same under both suffixes."""

    def apply(mutant: Mutant) -> None:
        for graph in (mutant.graph, mutant.twin):
            resource = graph.resources[address]
            properties = with_value(resource.properties, (path,), lambda _: Known(name))
            assert isinstance(properties, MapValue)
            resource.properties = properties

    return Change(apply, lambda graph, _: graph.resources[address].location)


def _stack(apply: Callable[[Mutant], None]) -> Change:
    """A change of the primary region's stack as a whole."""
    return Change(apply, lambda graph, _: graph.stacks[PRIMARY].location)


def _state_elsewhere(mutant: Mutant) -> None:
    stack = mutant.graph.stacks[PRIMARY]
    stack.settings = {**stack.settings, "backend": MapValue({"local": MapValue({})})}


_NETWORK = [
    Mutation(
        "two private subnets in one zone",
        ("R1",),
        _as(primary(PRIVATE[1]), primary(PRIVATE[0]), "AvailabilityZone"),
    ),
    Mutation(
        "two public subnets in one zone",
        ("R1",),
        _as(recovery(PUBLIC[1]), recovery(PUBLIC[0]), "AvailabilityZone"),
    ),
    Mutation(
        "the function among the load balancers",
        ("R1", "R3"),
        changed(primary(FUNCTION), "VpcConfig/SubnetIds", [Ref(primary(one), "") for one in PUBLIC]),
    ),
    Mutation(
        "the database among the load balancers",
        ("R1", "R3"),
        changed(primary(SUBNET_GROUP), "SubnetIds", [Ref(primary(one), "") for one in PUBLIC]),
    ),
]

_DATA = [
    Mutation(
        "a cluster of its own in the recovery region",
        ("R2",),
        removed(recovery(CLUSTER), "GlobalClusterIdentifier"),
    ),
    Mutation("no credentials in the recovery region", ("R2",), removed(SECRET, "ReplicaRegions")),
    Mutation(
        "no sessions in the recovery region",
        ("R5",),
        removed(TABLE, "Replicas/Region=us-east-2"),
    ),
    Mutation("versions are not kept", ("R4",), changed(primary(BUCKET), "VersioningConfiguration/Status", "Suspended")),
    Mutation(
        "anybody's service replicates",
        ("R4",),
        changed(REPLICATION_ROLE, f"{_TRUST}/Principal", {"Service": ["s3.amazonaws.com", "ec2.amazonaws.com"]}),
    ),
    Mutation("the replication may read more", ("R4",), appended(REPLICATION_POLICY, _STATEMENTS, _MORE)),
    Mutation(
        "anybody's service makes backups",
        ("R10",),
        changed(
            primary(BACKUP_ROLE), f"{_TRUST}/Principal", {"Service": ["backup.amazonaws.com", "ec2.amazonaws.com"]}
        ),
    ),
    Mutation(
        "a cluster without backups",
        ("R10",),
        _all(
            changed(primary(CLUSTER), "BackupRetentionPeriod", 1),
            changed(primary(SELECTION), "BackupSelection/Resources", ["arn:aws:dynamodb:*:*:table/x"]),
        ),
    ),
]

_COMPUTE = [
    Mutation("alarms get lost", ("R3",), removed(PRIMARY_ALARMS, "RedrivePolicy")),
    *(
        Mutation(f"no way to {service}", ("R3",), changed(recovery(ENDPOINT[service]), "RouteTableIds", []))
        for service in ("s3", "dynamodb")
    ),
    Mutation(
        "no way to secretsmanager",
        ("R3",),
        changed(primary(ENDPOINT["secretsmanager"]), "ServiceName", "com.amazonaws.us-east-1.sns"),
    ),
    Mutation(
        "the database lets others in",
        ("R3",),
        changed(primary(FROM_FUNCTION), "SourceSecurityGroupId", Ref(primary(ENDPOINTS_GROUP), "GroupId")),
    ),
    Mutation(
        "a variable that the code needs is not set",
        ("R3",),
        removed(primary(FUNCTION), "Environment/Variables/SESSIONS_TABLE_NAME"),
    ),
]

_WHOLE = [
    Mutation("nothing fails over", ("R6",), changed(primary(RECORD), "Failover", "SECONDARY")),
    Mutation("state in the working folder", ("R11",), _stack(_state_elsewhere)),
    Mutation("a library in any version", ("R14",), edited("requirements.txt", "six==1.17.0", "six>=1.17")),
    Mutation(
        "a NAT gateway that nobody asked for",
        ("R13",),
        added(
            primary(BALANCER),
            primary("aws_nat_gateway.x"),
            "AWS::EC2::NatGateway",
            {"SubnetId": Ref(primary(PUBLIC[0]), "")},
        ),
    ),
    Mutation("logs are kept for a month", ("R13", "C6"), changed(primary(LOGS), "RetentionInDays", 30)),
    Mutation("logs are kept for three days", ("R13",), changed(primary(LOGS), "RetentionInDays", 3)),
    Mutation(
        "integration tests mock",
        ("R16",),
        edited("tests/integration/test_deployment.py", "import pytest\n", "import pytest\nfrom unittest import mock\n"),
    ),
    Mutation("a name without suffix", ("C1",), _in_both(primary(BALANCER), "Name", "lb-transactions")),
    Mutation("a bucket that is not emptied", ("C2",), lifecycle(primary(BUCKET), empties_on_delete=Truth.NO)),
]

# What is of the other region would be as good a reference, were the regions not told apart.
_OTHER_REGION = [
    *(
        Mutation(f"the alarm {name} of the other region", ("R7",), _as(primary(alarm), recovery(alarm), "Dimensions"))
        for name, alarm in ALARMS.items()
    ),
    Mutation("both alarms on one health check", ("R7",), _as(HEALTH_OF_RECOVERY, HEALTH_OF_PRIMARY, "Dimensions")),
    Mutation(
        "the dead letters' alarm on the queue",
        ("R7",),
        _as(primary(ALARMS["dead-letters"]), primary(ALARMS["oldest-message"]), "Dimensions"),
    ),
    *(
        Mutation(
            f"the listener {name} of the other balancer",
            ("R9",),
            _as(primary(listener), recovery(listener), "LoadBalancerArn"),
        )
        for name, listener in LISTENERS.items()
    ),
    Mutation(
        "requests go to the other region's targets",
        ("R9",),
        _as(primary(LISTENERS["https"]), recovery(LISTENERS["https"]), "DefaultActions"),
    ),
    Mutation(
        "the certificate of the other region",
        ("R9",),
        _as(primary(LISTENERS["https"]), recovery(LISTENERS["https"]), "Certificates"),
    ),
    Mutation(
        "the other region's function is invoked",
        ("R9",),
        _as(primary(PERMISSION), recovery(PERMISSION), "FunctionName"),
    ),
    Mutation(
        "the other region's data is backed up",
        ("R10",),
        _as(primary(SELECTION), recovery(SELECTION), "BackupSelection"),
    ),
]

_PERMISSIONS = [
    Mutation("everything in S3", ("C3",), appended(primary(FUNCTION_POLICY), _STATEMENTS, _ANYTHING)),
    *(
        Mutation(f"the function may read more in {region}", ("C3",), appended(at(FUNCTION_POLICY), _STATEMENTS, _MORE))
        for region, at in (("primary", primary), ("recovery", recovery))
    ),
    *(
        Mutation(f"flow logs may read more in {region}", ("C3",), appended(at(FLOWS_POLICY), _STATEMENTS, _MORE))
        for region, at in (("primary", primary), ("recovery", recovery))
    ),
    *(
        Mutation(f"backups may read more in {region}", ("C3",), appended(at(BACKUP_POLICY), _STATEMENTS, _MORE))
        for region, at in (("primary", primary), ("recovery", recovery))
    ),
    Mutation(
        "a call that is not permitted",
        ("C3",),
        removed(primary(FUNCTION_POLICY), f"{_STATEMENTS}/Sid=KeepSessions"),
    ),
    Mutation(
        "anybody's service is the function",
        ("C3",),
        changed(
            primary(FUNCTION_ROLE), f"{_TRUST}/Principal", {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]}
        ),
    ),
    Mutation(
        "anybody's service writes flow logs",
        ("C3",),
        changed(
            primary(FLOWS_ROLE),
            f"{_TRUST}/Principal",
            {"Service": ["vpc-flow-logs.amazonaws.com", "ec2.amazonaws.com"]},
        ),
    ),
]

_COMMON = [
    Mutation("a log group with no key", ("C4",), removed(primary(LOGS), "KmsKeyId")),
    Mutation("a key that does not rotate", ("C4",), changed(PRIMARY_KEY, "EnableKeyRotation", False)),
    Mutation("a bucket without TLS", ("C4",), removed(primary(BUCKET_POLICY), f"{_STATEMENTS}/Sid=DenyWithoutTls")),
    Mutation("a bucket that nobody owns", ("C5",), removed(primary(BUCKET), "Tags/Key=Owner")),
    Mutation("an alarm that tells nobody", ("C6", "R7"), removed(primary(ALARM), "AlarmActions")),
    Mutation(
        "a password in the environment",
        ("C8",),
        changed(primary(FUNCTION), "Environment/Variables/DATABASE_PASSWORD", "qZ7rT2mWp9Lk"),
    ),
    Mutation(
        "a handler that does nothing", ("C9",), edited(_PROCESSOR, "def lambda_handler(", "def handler_of_lambda(")
    ),
    Mutation(
        "a test that tests nothing",
        ("C9",),
        edited("tests/unit/test_settings.py", _TEST, "    pass\n"),
    ),
    Mutation("a module without docstring", ("C10",), edited("app.py", '"""Entry point', '_ = """Entry point')),
    Mutation(
        "the database is public",
        ("C11",),
        changed(primary(INSTANCE), "PubliclyAccessible", True),
    ),
    Mutation(
        "the database lets everybody in",
        ("C11",),
        changed(primary(FROM_FUNCTION), "CidrIp", "0.0.0.0/0"),
    ),
    Mutation(
        "the function gets out everywhere",
        ("C11",),
        changed(primary(TO_OTHER_DATABASE), "CidrIp", "0.0.0.0/0"),
    ),
]

MUTATIONS: list[Mutation] = [
    *_NETWORK,
    *_DATA,
    *_COMPUTE,
    *_WHOLE,
    *_OTHER_REGION,
    *_PERMISSIONS,
    *_COMMON,
]
