"""What can be wrong with the reference stack: a mutation at least for each named check of its contract."""

from __future__ import annotations

from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue
from tests.mutation.changes import (
    added,
    appended,
    changed,
    edited,
    lifecycle,
    moved,
    named_in_both,
    removed,
    untagged,
    without,
)
from tests.mutation.iot_platform.addresses import (
    CACHE,
    CACHE_SUBNETS,
    CLUSTER,
    DATA,
    DATA_KEY,
    DATABASE_LOGS,
    DATABASE_SUBNETS,
    EXECUTION_POLICY,
    EXECUTION_ROLE,
    FLOW_LOG,
    FLOW_ROLE,
    INTO_CACHE,
    INTO_DATABASE,
    PRIVATE,
    PROCESSOR_GROUP,
    PROCESSOR_LOGS,
    PUBLIC,
    READER,
    SERVICE,
    STREAM,
    TASK,
    TASK_ROLE,
    TOPIC_POLICY,
    VPC,
    WRITER,
    alarm,
)
from tests.mutation.mutants import Change, Mutant, Mutation, Ref

_TRUST = "AssumeRolePolicyDocument/Statement/0/Principal"
_INLINE = "Policies/0/PolicyDocument/Statement"
_OTHER = {"Service": ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]}
_MORE = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::others/*"}
_ANYTHING = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
_PUBLIC = [Ref(one, "") for one in PUBLIC]
_NOWHERE = [{"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}]
_FROM_EVERYWHERE = [{"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "CidrIp": "0.0.0.0/0"}]


def _all(*changes: Change) -> Change:
    """Several changes at once; reported where the first one is."""

    def apply(mutant: Mutant) -> None:
        for change in changes:
            change.apply(mutant)

    return Change(apply, changes[0].place)


def _as(address: str, other: str, path: str) -> Change:
    """A property is what it is of another resource."""

    def apply(mutant: Mutant) -> None:
        value = mutant.graph.resources[other].properties.entries[path]
        resource = mutant.graph.resources[address]
        resource.properties = MapValue({**resource.properties.entries, path: value}, resource.properties.at)

    return Change(apply, lambda graph, _: graph.resources[address].location)


def _public_database() -> Change:
    return _all(
        changed(DATABASE_SUBNETS, "SubnetIds", _PUBLIC),
        changed(WRITER, "PubliclyAccessible", True),
        changed(READER, "PubliclyAccessible", True),
        changed(INTO_DATABASE, "CidrIp", "0.0.0.0/0"),
        removed(INTO_DATABASE, "SourceSecurityGroupId"),
    )


_NETWORK = [
    Mutation("the database in public subnets", ("R1", "R5"), changed(DATABASE_SUBNETS, "SubnetIds", _PUBLIC)),
    *(
        Mutation(f"two {what} subnets in one zone", ("R1",), _as(pair[1], pair[0], "AvailabilityZone"))
        for what, pair in (("private", PRIVATE), ("data", DATA))
    ),
    Mutation("the cache in one zone", ("R1",), changed(CACHE_SUBNETS, "SubnetIds", [Ref(DATA[0], "")])),
    Mutation("traffic is not logged", ("R1",), without(FLOW_LOG)),
    Mutation("what is let through is not logged", ("R1",), changed(FLOW_LOG, "TrafficType", "REJECT")),
    Mutation("traffic is logged elsewhere", ("R1",), changed(FLOW_LOG, "LogGroupName", Ref(PROCESSOR_LOGS, ""))),
    Mutation("anybody's service logs traffic", ("R1",), changed(FLOW_ROLE, _TRUST, _OTHER)),
    Mutation("the role of flow logs may do more", ("R1",), appended(FLOW_ROLE, _INLINE, _MORE)),
    Mutation("the database takes no connection", ("R2",), without(INTO_DATABASE)),
    Mutation("the cache takes no connection", ("R2",), without(INTO_CACHE)),
    Mutation("no way to services of AWS", ("R2",), changed(PROCESSOR_GROUP, "SecurityGroupEgress", _NOWHERE)),
    Mutation("the internet reaches the database", ("R2", "R5", "C11"), _public_database()),
    Mutation(
        "the internet reaches the processor",
        ("R1", "R2", "C11"),
        _all(
            changed(SERVICE, "NetworkConfiguration/AwsvpcConfiguration/Subnets", _PUBLIC),
            changed(SERVICE, "NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp", "ENABLED"),
            changed(PROCESSOR_GROUP, "SecurityGroupIngress", _FROM_EVERYWHERE),
        ),
    ),
]

_DATA = [
    Mutation("no reader", ("R5",), without(READER)),
    Mutation("the cache does not fail over", ("R5", "R6"), changed(CACHE, "AutomaticFailoverEnabled", False)),
    Mutation("a public instance", ("R5",), changed(WRITER, "PubliclyAccessible", True)),
    Mutation(
        "a secret that the stack makes",
        ("R7",),
        added(STREAM, f"{STREAM}Secret", "AWS::SecretsManager::Secret", {"Name": "iot-db-credentials-demo"}),
    ),
    Mutation("another secret", ("R7",), changed(CLUSTER, "MasterUserPassword", "hunter2hunter2")),
]

_ROLES = [
    Mutation("anybody's service is the processor", ("R8",), changed(TASK_ROLE, _TRUST, _OTHER)),
    Mutation("anybody's service starts it", ("R8",), changed(EXECUTION_ROLE, _TRUST, _OTHER)),
    Mutation("the processor may do more", ("R8",), appended(TASK_ROLE, _INLINE, _MORE)),
    Mutation("starting it may do more", ("R8",), appended(EXECUTION_POLICY, "PolicyDocument/Statement", _MORE)),
    Mutation(
        "the processor may not read the stream", ("R8",), changed(TASK_ROLE, f"{_INLINE}/Sid=ReadStream/Effect", "Deny")
    ),
    Mutation(
        "the processor may read any secret",
        ("R8", "C3"),
        changed(TASK_ROLE, f"{_INLINE}/Sid=ReadCredentials/Resource", "*"),
    ),
    Mutation("a role that may do anything", ("C3",), appended(TASK_ROLE, _INLINE, _ANYTHING)),
]

_MONITORING = [
    Mutation("logs are kept for a month", ("R9", "C6"), changed(PROCESSOR_LOGS, "RetentionInDays", 30)),
    Mutation("logs are kept for a week", ("R9",), changed(DATABASE_LOGS, "RetentionInDays", 7)),
    Mutation("an alarm that tells nobody", ("R9", "C6"), removed(alarm("StreamFull"), "AlarmActions")),
    Mutation("nobody hears of readings that wait", ("R9",), without(alarm("IteratorAge"))),
    Mutation("nobody hears of a processor without memory", ("R9",), without(alarm("ProcessorMemory"))),
    Mutation("nobody hears of a database without capacity", ("R9",), without(alarm("DatabaseCapacity"))),
    Mutation("an alarm on another stream", ("R9",), changed(alarm("IteratorAge"), "Dimensions/0/Value", "other")),
]

_WHOLE = [
    Mutation("the stream in another region", ("R11",), moved(STREAM, "us-east-1")),
    Mutation(
        "a trail that nobody asked for",
        ("R13",),
        added(STREAM, f"{STREAM}Trail", "AWS::CloudTrail::Trail", {"IsLogging": True, "S3BucketName": "records-demo"}),
    ),
    Mutation("a name without suffix", ("C1",), named_in_both(STREAM, "Name", "stream-iot-readings")),
    Mutation("a name that is too long", ("C1",), changed(CACHE, "ReplicationGroupId", "cache-" + "iot" * 20 + "-demo")),
    Mutation("a key that is kept", ("C2",), lifecycle(DATA_KEY, on_delete="retain")),
    Mutation("a database that cannot be deleted", ("C2",), lifecycle(CLUSTER, protected=Truth.YES)),
    Mutation(
        "a detector that the account may have",
        ("C2",),
        added(STREAM, f"{STREAM}Detector", "AWS::GuardDuty::Detector", {"Enable": True}),
    ),
    Mutation("logs with the key of AWS", ("C4",), removed(PROCESSOR_LOGS, "KmsKeyId")),
    Mutation("the stream with the key of AWS", ("C4",), changed(STREAM, "StreamEncryption/KeyId", "alias/aws/kinesis")),
    Mutation("a key that does not rotate", ("C4",), changed(DATA_KEY, "EnableKeyRotation", False)),
    Mutation("alarms without TLS", ("C4",), without(TOPIC_POLICY)),
    Mutation(
        "a key that nobody asked for",
        ("C4",),
        added(DATA_KEY, f"{DATA_KEY}2", "AWS::KMS::Key", {"EnableKeyRotation": True}),
    ),
    Mutation("a network without owner", ("C5",), untagged(VPC, "Owner")),
    Mutation(
        "a password in the environment",
        ("C8",),
        appended(
            TASK,
            "ContainerDefinitions/0/Environment",
            {"Name": "DATABASE_PASSWORD", "Value": "correct-horse-battery-7"},
        ),
    ),
    Mutation(
        "integration tests mock",
        ("C9",),
        edited(
            "tests/integration/test_processing.py",
            "from __future__ import annotations\n",
            "from __future__ import annotations\n\nfrom unittest import mock\n",
        ),
    ),
    Mutation(
        "a function without a docstring",
        ("C10",),
        edited("iot_platform/log_groups.py", '    """The retention of that many days', '    # """The retention'),
    ),
    Mutation("the cache takes everything from everywhere", ("C11",), changed(INTO_CACHE, "CidrIp", "0.0.0.0/0")),
]

MUTATIONS: list[Mutation] = [*_NETWORK, *_DATA, *_ROLES, *_MONITORING, *_WHOLE]
