"""What can be wrong in the program of the reference stack: one mutation at least for each requirement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceMutation:
    """A text of the program that reads otherwise, and the exact set of requirements that it violates.

    Attributes:
        name: what is wrong; unique.
        violates: the ids; the first is the requirement that the mutation is made for.
        file: the file that is edited.
        old, new: what is replaced, which stands there once, and by what.
        at: where the first requirement is reported: a file, and how the line begins that the program then has there.
    """

    name: str
    violates: tuple[str, ...]
    file: str
    old: str
    new: str
    at: tuple[str, str]


_BUCKET = ("s3_replication/buckets.py", "self.bucket = s3.Bucket(")
_ROOT = ("s3_replication/root.py", "root = root_stack(")
_MONITORING = ("s3_replication/root.py", "self.monitoring = MonitoringStack(")
_EVENTS = ("s3_replication/monitoring.py", "self.events = ReplicationEvents(")
_WORKFLOW = ".github/workflows/ci.yml"

MUTATIONS = [
    SourceMutation(
        "no Transfer Acceleration",
        ("R1",),
        "s3_replication/storage.py",
        "            transfer_acceleration=True,\n",
        "",
        _BUCKET,
    ),
    SourceMutation(
        "the replica keeps no versions",
        ("R2",),
        "s3_replication/buckets.py",
        "versioned=True",
        'versioned=side == "primary"',
        _BUCKET,
    ),
    SourceMutation(
        "replica modifications are not synced",
        ("R3",),
        "s3_replication/storage.py",
        "            replica_modifications=True,\n",
        "",
        _BUCKET,
    ),
    SourceMutation(
        "the replication roles cannot delete",
        ("R4", "R13"),
        "s3_replication/replication_role.py",
        '"s3:ReplicateDelete", ',
        "",
        ("s3_replication/replication_role.py", "return iam.Role("),
    ),
    SourceMutation(
        "uploads that are not encrypted are not denied",
        ("R5",),
        "s3_replication/buckets.py",
        '            "Null": {encryption: "false"},\n            "StringNotEquals": {encryption: "aws:kms"},\n',
        '            "StringEquals": {encryption: "AES256"},\n',
        _BUCKET,
    ),
    SourceMutation(
        "small replicas are not moved",
        ("R6",),
        "s3_replication/replica.py",
        "            smallest_moved=s3.TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS,\n",
        "",
        _BUCKET,
    ),
    SourceMutation(
        "replicas are moved after 30 days",
        ("R6",),
        "s3_replication/settings.py",
        '"glacierAfterDays", "90"',
        '"glacierAfterDays", "30"',
        _BUCKET,
    ),
    SourceMutation(
        "no alarm on the latency",
        ("R7",),
        "s3_replication/monitoring.py",
        "        if not settings.cross_region:\n",
        "        if settings.cross_region:\n",
        _MONITORING,
    ),
    SourceMutation(
        "the dashboard does not show what is pending",
        ("R8",),
        "s3_replication/dashboard.py",
        '                _graph("Bytes pending replication", metrics.bytes_pending()),\n',
        "",
        ("s3_replication/dashboard.py", "return cloudwatch.Dashboard("),
    ),
    SourceMutation(
        "no dashboard",
        ("R8",),
        "s3_replication/monitoring.py",
        'replication_dashboard(self, "Dashboard", names.dashboard, metrics, settings.latency_threshold_seconds)',
        "",
        _MONITORING,
    ),
    SourceMutation(
        "nothing takes the events from the queue",
        ("R9", "C9"),
        "s3_replication/events.py",
        '        lambda_.EventSourceMapping(\n            self,\n            "Source",\n',
        "        dict(\n",
        _EVENTS,
    ),
    SourceMutation(
        "the replica is no stack of its own",
        ("R10",),
        "s3_replication/replica.py",
        "class ReplicaNestedStack(cdk.NestedStack):",
        "class ReplicaNestedStack(Construct):",
        _ROOT,
    ),
    SourceMutation(
        "another region",
        ("R11", "R12", "C4", "C7"),
        "s3_replication/root.py",
        "    names = Names(settings.environment_suffix)\n",
        '    from dataclasses import replace\n\n    settings = replace(settings, primary_region="eu-west-1", '
        'replica_region="eu-west-1")\n    names = Names(settings.environment_suffix)\n',
        ("s3_replication/storage.py", "self.bucket = DocumentBucket("),
    ),
    SourceMutation(
        "no URL of the dashboard",
        ("R12",),
        "s3_replication/outputs.py",
        '        "DashboardUrl": (monitoring.dashboard_url, "Dashboard of the replication in the console"),\n',
        "",
        _ROOT,
    ),
    SourceMutation(
        "nothing tells which bucket is used by default",
        ("R13",),
        "s3_replication/replica.py",
        'ssm.StringParameter(\n            self,\n            "DefaultBucket",\n',
        "dict(\n",
        ("s3_replication/replica.py", "self.store = ReplicaStore(self"),
    ),
    SourceMutation(
        "a topic without the suffix",
        ("C1",),
        "s3_replication/naming.py",
        'return self.of("topic", "documents-alarms")',
        'return "topic-documents-alarms"',
        ("s3_replication/alarm_topic.py", "topic = sns.Topic("),
    ),
    SourceMutation(
        "keys are retained",
        ("C2",),
        "s3_replication/keys.py",
        "removal_policy=removal,",
        "removal_policy=cdk.RemovalPolicy.RETAIN,",
        ("s3_replication/keys.py", "return kms.Key("),
    ),
    SourceMutation(
        "the function may do anything with its queue",
        ("C3",),
        "s3_replication/events.py",
        'actions=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]',
        'actions=["sqs:*"]',
        ("s3_replication/events.py", "return iam.Role("),
    ),
    SourceMutation(
        "keys do not rotate",
        ("C4",),
        "s3_replication/keys.py",
        "        enable_key_rotation=True,\n",
        "",
        ("s3_replication/keys.py", "return kms.Key("),
    ),
    SourceMutation(
        "nobody owns anything",
        ("C5",),
        "s3_replication/tagging.py",
        '        "Owner": settings.owner,\n',
        "",
        ("s3_replication/replica.py", "super().__init__(scope, construct_id, **options)"),
    ),
    SourceMutation(
        "an alarm tells nobody when it is raised",
        ("C6", "R7"),
        "s3_replication/alarms.py",
        "    alarm.add_alarm_action(actions.SnsAction(topic))\n",
        "",
        ("s3_replication/alarms.py", "alarm = cloudwatch.Alarm("),
    ),
    SourceMutation(
        "no ARN of the key",
        ("C7",),
        "s3_replication/outputs.py",
        '        "PrimaryKeyArn": (storage.key.key_arn, "Key of the primary bucket"),\n',
        "",
        _ROOT,
    ),
    SourceMutation(
        "a token in the environment",
        ("C8",),
        "s3_replication/events.py",
        'environment={"METRIC_NAMESPACE": METRIC_NAMESPACE}',
        'environment={"METRIC_NAMESPACE": METRIC_NAMESPACE, "API_TOKEN": "hunter2"}',
        ("s3_replication/events.py", "function = lambda_.Function("),
    ),
    SourceMutation(
        "a batch fails as a whole",
        ("C9",),
        "s3_replication/events.py",
        "            report_batch_item_failures=True,\n",
        "",
        ("s3_replication/events.py", "lambda_.EventSourceMapping("),
    ),
    SourceMutation(
        "a handler under another name",
        ("C9",),
        "s3_replication/events.py",
        'handler="replication_events.handle"',
        'handler="replication_events.main"',
        ("s3_replication/events.py", "function = lambda_.Function("),
    ),
    SourceMutation(
        "a function without a docstring",
        ("C10",),
        "s3_replication/log_groups.py",
        '    """The retention of that many days',
        '    # """The retention of that many days',
        ("s3_replication/log_groups.py", "def retention("),
    ),
    SourceMutation(
        "a security group that is open to all",
        ("C11",),
        "s3_replication/monitoring.py",
        "        super().__init__(scope, construct_id, **options)\n",
        "        super().__init__(scope, construct_id, **options)\n"
        "        from aws_cdk import aws_ec2 as ec2\n\n"
        '        ec2.CfnSecurityGroup(\n            self,\n            "Group",\n            group_description="all",\n'
        '            security_group_ingress=[{"ipProtocol": "-1", "cidrIp": "0.0.0.0/0"}],\n        )\n',
        ("s3_replication/monitoring.py", "ec2.CfnSecurityGroup("),
    ),
    SourceMutation(
        "the workflow destroys nothing",
        ("C12",),
        _WORKFLOW,
        "        run: npx --yes aws-cdk@2 destroy --all --force\n",
        "        run: exit 0\n",
        (_WORKFLOW, "#"),
    ),
]
