"""R10 to R13 and what is common to all stacks, as far as the graph shows it."""

from __future__ import annotations

from stackproof.graph.truth import Truth
from tests.mutation.changes import (
    added,
    appended,
    changed,
    lifecycle,
    moved,
    named_in_both,
    not_emptied,
    on_the_stack,
    output,
    removed,
    stack_named,
    stack_protected,
    untagged,
    without,
    without_only,
    without_output,
)
from tests.mutation.mutants import Mutation, Ref
from tests.mutation.s3_replication.addresses import (
    BATCH_ROLE,
    DASHBOARD,
    DEAD_LETTERS,
    DEAD_LETTERS_ALARM,
    DEAD_LETTERS_POLICY,
    DEFAULT_BUCKET,
    EVENTS_ROLE,
    FAILBACK_ROLE,
    FUNCTION,
    FUNCTION_ERRORS_ALARM,
    LOGS,
    MONITORING,
    MONITORING_KEY,
    PRIMARY_BUCKET,
    PRIMARY_EMPTIER,
    PRIMARY_EMPTIER_LOGS,
    PRIMARY_KEY,
    QUEUE,
    QUEUE_POLICY,
    REPLICA,
    REPLICA_BUCKET,
    REPLICA_KEY,
    SOURCE,
    STORAGE,
    TOPIC,
    TOPIC_POLICY,
)

_ALLOWED = "Policies/0/PolicyDocument/Statement"
_TRUST = "AssumeRolePolicyDocument/Statement/0"
_KEY_POLICY = "KeyPolicy/Statement"

_STACKS = [
    Mutation("no nested stack for storage", ("R10",), without_only(STORAGE)),
    Mutation("no nested stack for monitoring", ("R10",), without_only(MONITORING)),
    Mutation("no nested stack for the replica", ("R10",), without_only(REPLICA)),
    Mutation("storage is not wired", ("R10",), removed(STORAGE, "Parameters")),
    Mutation("storage is wired to the queue alone", ("R10",), changed(STORAGE, "Parameters", {"Queue": Ref(QUEUE)})),
    Mutation(
        "storage is wired to the replica alone",
        ("R10",),
        changed(STORAGE, "Parameters", {"Bucket": Ref(REPLICA_BUCKET)}),
    ),
    Mutation("primary in another region", ("R11",), moved(PRIMARY_BUCKET, "eu-west-1")),
    Mutation("replica in another region", ("R11",), moved(REPLICA_BUCKET, "eu-west-1")),
]

_OUTPUTS = {
    "R12": (
        "PrimaryBucketName",
        "PrimaryBucketArn",
        "PrimaryBucketUrl",
        "ReplicaBucketName",
        "ReplicaBucketArn",
        "ReplicaBucketUrl",
        "ReplicationRoleArn",
        "ReplicationRuleId",
        "DashboardUrl",
    ),
    "C7": (
        "PrimaryBucketAcceleratedUrl",
        "PrimaryKeyArn",
        "PrimaryRegion",
        "ReplicaKeyArn",
        "ReplicaRegion",
        "FailbackRoleArn",
        "BatchRoleArn",
        "DefaultBucketParameterName",
        "SwitchParameterName",
        "EventsQueueUrl",
        "EventsQueueArn",
        "EventsDeadLetterQueueUrl",
        "EventsFunctionName",
        "EventsFunctionArn",
        "EventsLogGroupName",
        "MonitoringKeyArn",
        "AlarmTopicArn",
        "LatencyAlarmName",
        "LatencyAlarmTopicArn",
        "FailuresAlarmName",
        "DashboardName",
    ),
}

_OF_OUTPUTS = [
    Mutation(f"{fault} {name}", (requirement,), change)
    for requirement, names in _OUTPUTS.items()
    for name in names
    for fault, change in (("no output", without_output(name)), ("wrong output", output(name, "something else")))
]

_FAILOVER = [
    Mutation("no parameter of the default bucket", ("R13",), without(DEFAULT_BUCKET)),
    Mutation("default bucket is another", ("R13",), changed(DEFAULT_BUCKET, "Value", "other")),
    Mutation(
        "the switch is in the template",
        ("R13",),
        changed(DEFAULT_BUCKET, "Name", "parameter-documents-switched-to-demo"),
    ),
    Mutation("no failback role", ("R13", "C7"), without(FAILBACK_ROLE)),
    Mutation(
        "failback role: another service",
        ("R13",),
        changed(FAILBACK_ROLE, f"{_TRUST}/Principal/Service", "ec2.amazonaws.com"),
    ),
    Mutation("failback role: cannot write", ("R13",), removed(FAILBACK_ROLE, f"{_ALLOWED}/Sid=WriteReplicas")),
    Mutation("failback role: cannot decrypt", ("R13",), removed(FAILBACK_ROLE, f"{_ALLOWED}/Sid=DecryptSource")),
    Mutation(
        "failback role: cannot verify bucket keys",
        ("R13",),
        removed(FAILBACK_ROLE, f"{_ALLOWED}/Sid=EncryptReplicas/Action/1"),
    ),
    Mutation("no batch role", ("R13", "C7"), without(BATCH_ROLE)),
    Mutation("batch role: the primary alone", ("R13",), removed(BATCH_ROLE, "Policies/1")),
    Mutation(
        "batch role: writes objects",
        ("R13",),
        appended(
            BATCH_ROLE,
            _ALLOWED,
            {"Effect": "Allow", "Action": "s3:PutObject", "Resource": Ref(PRIMARY_BUCKET, inside="/*")},
        ),
    ),
    Mutation(
        "batch role: objects of the replica alone",
        ("R13",),
        changed(BATCH_ROLE, f"{_ALLOWED}/Sid=ReplicateObjectsOfPrimary/Resource", Ref(REPLICA_BUCKET, inside="/*")),
    ),
    Mutation("batch role: S3 itself", ("R13",), changed(BATCH_ROLE, f"{_TRUST}/Principal/Service", "s3.amazonaws.com")),
    Mutation(
        "batch role: reads objects",
        ("R13",),
        changed(BATCH_ROLE, f"{_ALLOWED}/Sid=ReplicateObjectsOfPrimary/Action", "s3:GetObject"),
    ),
]

_NAMES = [
    Mutation("topic without the suffix", ("C1",), changed(TOPIC, "TopicName", "topic-documents-alarms")),
    Mutation("topic in another pattern", ("C1",), changed(TOPIC, "TopicName", "demo-alarms")),
    Mutation("stack without the suffix", ("C1",), stack_named("stack-documents")),
    Mutation(
        "dashboard of the same name in two deployments",
        ("C1",),
        named_in_both(DASHBOARD, "DashboardName", "dashboard-documents-demo"),
    ),
    Mutation(
        "alias without the suffix",
        ("C1",),
        changed(f"{MONITORING_KEY}/Alias", "AliasName", "alias/key-documents-monitoring"),
    ),
]

_DELETION = [
    Mutation("bucket is retained", ("C2",), lifecycle(PRIMARY_BUCKET, on_delete="retain", empties_on_delete=Truth.YES)),
    Mutation("bucket is not emptied", ("C2",), not_emptied(REPLICA_BUCKET)),
    Mutation("key is retained", ("C2",), lifecycle(REPLICA_KEY, on_delete="retain")),
    Mutation("log group is retained", ("C2",), lifecycle(LOGS, on_delete="retain")),
    Mutation("queue is protected", ("C2",), lifecycle(QUEUE, protected=Truth.YES)),
    Mutation("stack is protected", ("C2",), on_the_stack(stack_protected)),
]

_PRIVILEGES = [
    Mutation("events role: everything", ("C3",), changed(EVENTS_ROLE, f"{_ALLOWED}/Sid=TakeMessages/Action", "*")),
    Mutation("events role: all of SQS", ("C3",), changed(EVENTS_ROLE, f"{_ALLOWED}/Sid=TakeMessages/Action", "sqs:*")),
    Mutation("events role: every queue", ("C3",), changed(EVENTS_ROLE, f"{_ALLOWED}/Sid=TakeMessages/Resource", "*")),
    Mutation(
        "events role: more than the code calls",
        ("C3",),
        appended(EVENTS_ROLE, f"{_ALLOWED}/Sid=TakeMessages/Action", "sqs:PurgeQueue"),
    ),
    Mutation(
        "events role: less than the code calls", ("C3",), removed(EVENTS_ROLE, f"{_ALLOWED}/Sid=TakeMessages/Action/1")
    ),
    Mutation("events role: cannot log", ("C3",), removed(EVENTS_ROLE, f"{_ALLOWED}/Sid=WriteLogs")),
    Mutation(
        "events role: another service",
        ("C3",),
        changed(EVENTS_ROLE, f"{_TRUST}/Principal/Service", ["lambda.amazonaws.com", "ec2.amazonaws.com"]),
    ),
    Mutation("function: another role", ("C3",), changed(FUNCTION, "Role", Ref(BATCH_ROLE))),
    Mutation(
        "emptier's role: another service",
        ("C3",),
        changed(f"{PRIMARY_EMPTIER}/Role", f"{_TRUST}/Principal/Service", "ec2.amazonaws.com"),
    ),
    Mutation(
        "emptier's role: every log group",
        ("C3",),
        changed(f"{PRIMARY_EMPTIER}/Role", f"{_ALLOWED}/Sid=WriteLogs/Resource", "*"),
    ),
    Mutation(
        "emptier's role: a managed policy",
        ("C3",),
        changed(
            f"{PRIMARY_EMPTIER}/Role",
            "ManagedPolicyArns",
            ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
        ),
    ),
]

_ENCRYPTION = [
    *(
        Mutation(f"{word} key does not rotate", ("C4",), removed(key, "EnableKeyRotation"))
        for word, key in (("primary", PRIMARY_KEY), ("replica", REPLICA_KEY), ("monitoring", MONITORING_KEY))
    ),
    *(
        Mutation(f"{word} is not encrypted with a key", ("C4",), removed(address, name))
        for word, address, name in (
            ("queue", QUEUE, "KmsMasterKeyId"),
            ("dead-letter queue", DEAD_LETTERS, "KmsMasterKeyId"),
            ("topic", TOPIC, "KmsMasterKeyId"),
            ("events log", LOGS, "KmsKeyId"),
            ("emptier's log", PRIMARY_EMPTIER_LOGS, "KmsKeyId"),
            ("environment of the function", FUNCTION, "KmsKeyArn"),
        )
    ),
    Mutation("topic with a key of AWS", ("C4",), changed(TOPIC, "KmsMasterKeyId", "alias/aws/sns")),
    *(
        Mutation(f"{word} takes requests without TLS", ("C4",), removed(policy, "PolicyDocument/Statement/0"))
        for word, policy in (
            ("queue", QUEUE_POLICY),
            ("dead-letter queue", DEAD_LETTERS_POLICY),
            ("topic", TOPIC_POLICY),
        )
    ),
    *(
        Mutation(f"{word} key: no {sid}", ("C4",), removed(key, f"{_KEY_POLICY}/Sid={sid}"))
        for word, key, sids in (
            ("primary", PRIMARY_KEY, ("DecryptForReplication", "EncryptForFailback", "EncryptLogGroup")),
            ("replica", REPLICA_KEY, ("EncryptReplicas", "DecryptForFailback", "EncryptLogGroup")),
            ("monitoring", MONITORING_KEY, ("EncryptLogGroup", "SendFromS3", "SendFromCloudwatch")),
        )
        for sid in sids
    ),
    Mutation(
        "replica key: bucket keys are not verified",
        ("C4",),
        removed(REPLICA_KEY, f"{_KEY_POLICY}/Sid=EncryptReplicas/Action/1"),
    ),
    Mutation(
        "primary key: another role decrypts",
        ("C4",),
        changed(
            PRIMARY_KEY,
            f"{_KEY_POLICY}/Sid=DecryptForReplication/Condition/ArnEquals/aws:PrincipalArn",
            "arn:aws:iam::111122223333:role/other",
        ),
    ),
    *(
        Mutation(
            f"monitoring key: {sid} for everybody",
            ("C4",),
            removed(MONITORING_KEY, f"{_KEY_POLICY}/Sid={sid}/Condition"),
        )
        for sid in ("EncryptLogGroup", "SendFromS3", "SendFromCloudwatch")
    ),
    Mutation(
        "monitoring key: logs of another region",
        ("C4",),
        changed(MONITORING_KEY, f"{_KEY_POLICY}/Sid=EncryptLogGroup/Principal/Service", "logs.eu-west-1.amazonaws.com"),
    ),
]

_TAGS = [
    Mutation(f"queue without the tag {key}", ("C5",), untagged(QUEUE, key))
    for key in (
        "Environment",
        "Project",
        "Owner",
        "CostCenter",
        "ManagedBy",
        "Repository",
        "CommitAuthor",
        "PullRequest",
    )
]

_LOGS_AND_ALARMS = [
    Mutation("emptier's log: kept for ever", ("C6",), removed(PRIMARY_EMPTIER_LOGS, "RetentionInDays")),
    Mutation("emptier's log: a month", ("C6",), changed(PRIMARY_EMPTIER_LOGS, "RetentionInDays", 30)),
    Mutation("emptier: logs where Lambda likes", ("C6",), removed(f"{PRIMARY_EMPTIER}/Handler", "LoggingConfig")),
    Mutation("dead-letter alarm: tells nobody", ("C6",), removed(DEAD_LETTERS_ALARM, "AlarmActions")),
    Mutation("function alarm: tells nobody", ("C6",), changed(FUNCTION_ERRORS_ALARM, "AlarmActions", [])),
    Mutation("function alarm: actions off", ("C6",), changed(FUNCTION_ERRORS_ALARM, "ActionsEnabled", False)),
]

_ACCESS_KEY = "AKIA" + "QWERTYUIOPASDFGH"

_SECRETS = [
    Mutation(
        "a password in the environment", ("C8",), changed(FUNCTION, "Environment/Variables/DB_PASSWORD", "hunter2")
    ),
    Mutation(
        "a resolved secret in the environment",
        ("C8",),
        changed(FUNCTION, "Environment/Variables/SETTING", "{{resolve:secretsmanager:orders}}"),
    ),
    Mutation("an access key in a description", ("C8",), changed(FUNCTION, "Description", f"runs as {_ACCESS_KEY}")),
]

_HANDLER = [
    Mutation("handler: not there", ("C9",), changed(FUNCTION, "Handler", "handler.run")),
    Mutation("handler: another module", ("C9",), changed(FUNCTION, "Handler", "main.handle")),
    Mutation("handler: the batch fails as a whole", ("C9",), removed(SOURCE, "FunctionResponseTypes")),
]

_GROUP = f"{MONITORING}/Group"

_NETWORK = [
    Mutation(
        "a security group open to all",
        ("C11",),
        added(
            QUEUE,
            _GROUP,
            "AWS::EC2::SecurityGroup",
            {
                "GroupDescription": "all",
                "SecurityGroupIngress": [
                    {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"},
                ],
            },
        ),
    ),
    Mutation("a network of its own", ("C11",), added(QUEUE, _GROUP, "AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"})),
]

MUTATIONS = [
    *_STACKS,
    *_OF_OUTPUTS,
    *_FAILOVER,
    *_NAMES,
    *_DELETION,
    *_PRIVILEGES,
    *_ENCRYPTION,
    *_TAGS,
    *_LOGS_AND_ALARMS,
    *_SECRETS,
    *_HANDLER,
    *_NETWORK,
]
