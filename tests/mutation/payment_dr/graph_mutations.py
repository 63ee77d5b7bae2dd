"""What can be wrong with the reference stack: a mutation at least for each named check of its contract."""

from __future__ import annotations

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue
from tests.mutation.changes import (
    added,
    appended,
    changed,
    edited,
    lifecycle,
    moved,
    on_the_stack,
    removed,
    without,
    without_file,
)
from tests.mutation.mutants import Change, Mutant, Mutation, Ref, with_value
from tests.mutation.payment_dr import addresses as at

_TRUST = "AssumeRolePolicyDocument/Statement/0/Principal"
_STATEMENTS = "PolicyDocument/Statement"
_PAYMENT = "handlers/payment/payment.py"
_ANYTHING = {"Sid": "Anything", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
_MORE = {"Sid": "More", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::others/*"}


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


def _let_in(address: str, service: str) -> Change:
    """Instances may assume a role besides the service that it is made for."""
    return changed(address, _TRUST, {"Service": [service, "ec2.amazonaws.com"]})


def _state_elsewhere(mutant: Mutant) -> None:
    (stack,) = mutant.graph.stacks.values()
    stack.settings = {**stack.settings, "backend": MapValue({"local": MapValue({})})}


_DATA = [
    Mutation(
        "a cluster of its own in the secondary region",
        ("R1",),
        removed(at.SECONDARY_CLUSTER, "GlobalClusterIdentifier"),
    ),
    Mutation("no reader", ("R1",), without(at.READER)),
    Mutation("no sessions in the secondary region", ("R2",), removed(at.TABLE, "Replicas/Region=us-west-2")),
    Mutation("copies stay in the region", ("R6",), moved(at.SECONDARY_VAULT, "us-east-1")),
    Mutation("backups of a day", ("R6",), changed(at.SECONDARY_CLUSTER, "BackupRetentionPeriod", 1)),
    Mutation("restore over a day", ("R16",), changed(at.CLUSTER, "BackupRetentionPeriod", 1)),
]

_SERVICE = [
    Mutation(
        "the database lets others in",
        ("R3",),
        changed(at.FROM_FUNCTION, "SourceSecurityGroupId", Ref(at.DATABASE_GROUP, "GroupId")),
    ),
    Mutation(
        "the other database lets others in",
        ("R3",),
        changed(at.SECONDARY_FROM_FUNCTION, "SourceSecurityGroupId", Ref(at.SECONDARY_DATABASE_GROUP, "GroupId")),
    ),
    Mutation(
        "no way out to services",
        ("R3", "C11"),
        _all(changed(at.TO_SERVICES, "FromPort", 80), changed(at.TO_SERVICES, "ToPort", 80)),
    ),
    Mutation("the function in one zone", ("R3",), changed(at.FUNCTION, "VpcConfig/SubnetIds", [Ref(at.PRIVATE, "")])),
    Mutation("health in one zone", ("R3",), changed(at.HEALTH_FUNCTION, "VpcConfig/SubnetIds", [Ref(at.PRIVATE, "")])),
    Mutation("payments may take all instances", ("R3",), removed(at.HEALTH_FUNCTION, "ReservedConcurrentExecutions")),
    Mutation(
        "payments answer for health", ("R3",), changed(at.HEALTH_ROUTE, "Target", Ref(at.PAYMENT_INTEGRATION, ""))
    ),
    Mutation("payments may use up the requests of health", ("R3",), removed(at.STAGE, "RouteSettings")),
    Mutation("the API may not ask for health", ("R3",), without(at.HEALTH_PERMISSION)),
    Mutation("nothing fails over", ("R4",), changed(at.RECORD, "Failover", "SECONDARY")),
    Mutation("events arrive twice", ("R5",), changed(at.EVENTS_ENDPOINT, "ReplicationConfig/State", "ENABLED")),
    Mutation("events get lost", ("R5",), removed(at.EVENTS_RULE, "Targets/0/DeadLetterConfig")),
    Mutation("a key in a parameter", ("R9",), changed(at.PARAMETER, "Type", "SecureString")),
    Mutation(
        "a secret of the stack's own",
        ("R9",),
        added(
            at.TABLE, "aws_secretsmanager_secret.x", "AWS::SecretsManager::Secret", {"Name": "secret-payment-x-demo"}
        ),
    ),
]

_FAILOVER = [
    *(
        Mutation(f"{what} in the {side} region may do more", ("R8",), appended(policies[side], _STATEMENTS, _MORE))
        for what, policies in (
            ("recovery", at.RECOVERY_POLICIES),
            ("the lock", at.LOCK_POLICIES),
            ("the change", at.CHANGE_POLICIES),
        )
        for side in ("primary", "secondary")
    ),
    *(
        Mutation(f"instances are {what} in the {side} region", ("R8",), _let_in(roles[side], service))
        for what, roles, service in (
            ("the lock", at.LOCK_ROLES, "lambda.amazonaws.com"),
            ("the change", at.CHANGE_ROLES, "lambda.amazonaws.com"),
            ("the workflow", at.WORKFLOW_ROLES, "states.amazonaws.com"),
            ("the runbook", at.RUNBOOK_ROLES, "ssm.amazonaws.com"),
        )
        for side in ("primary", "secondary")
    ),
    *(
        Mutation(f"{what} in the {side} region may not", ("R8",), removed(policies[side], f"{_STATEMENTS}/Sid={sid}"))
        for what, policies, sid in (
            ("the workflow", at.WORKFLOW_POLICIES, "Promote"),
            ("the runbook", at.RUNBOOK_POLICIES, "Start"),
        )
        for side in ("primary", "secondary")
    ),
]

_WHOLE = [
    Mutation("traces are not permitted", ("R12",), removed(at.FUNCTION_POLICY, f"{_STATEMENTS}/Sid=Trace")),
    Mutation("traces of health are not permitted", ("R12",), removed(at.HEALTH_POLICY, f"{_STATEMENTS}/Sid=Trace")),
    Mutation("health is not traced", ("R12",), removed(at.HEALTH_FUNCTION, "TracingConfig")),
    Mutation(
        "a recorder that nobody asked for",
        ("R12",),
        added(at.TABLE, "aws_config_configuration_recorder.x", "AWS::Config::ConfigurationRecorder", {}),
    ),
    Mutation("the database in one zone", ("R13",), changed(at.SUBNET_GROUP, "SubnetIds", [Ref(at.PRIVATE, "")])),
    Mutation("no way to the other region", ("R13",), _all(*(without(route) for route in at.PEERING_ROUTES))),
    Mutation("traffic is not logged", ("R13",), without(at.FLOWS)),
    Mutation("state in the working folder", ("R14",), on_the_stack(_state_elsewhere)),
    Mutation("a package of any version", ("R17",), edited("requirements.txt", "six==1.17.0", "six>=1.17.0")),
    Mutation("a name without suffix", ("C1",), _in_both(at.FUNCTION, "FunctionName", "function-payment")),
    Mutation("a table that cannot be deleted", ("C2",), lifecycle(at.TABLE, protected=Truth.YES)),
]

_PERMISSIONS = [
    Mutation("everything in S3", ("C3",), appended(at.FUNCTION_POLICY, _STATEMENTS, _ANYTHING)),
    *(
        Mutation(f"{what} may read more", ("C3",), appended(policy, _STATEMENTS, _MORE))
        for what, policy in (
            ("the function", at.FUNCTION_POLICY),
            ("the other function", at.SECONDARY_FUNCTION_POLICY),
            ("health", at.HEALTH_POLICY),
            ("the other health", at.SECONDARY_HEALTH_POLICY),
            ("flow logs", at.FLOWS_POLICY),
            ("other flow logs", at.SECONDARY_FLOWS_POLICY),
            ("backups", at.BACKUP_POLICY),
        )
    ),
    Mutation("a call that is not permitted", ("C3",), removed(at.FUNCTION_POLICY, f"{_STATEMENTS}/Sid=KeepSessions")),
    Mutation(
        "a call of health that is not permitted",
        ("C3",),
        removed(at.HEALTH_POLICY, f"{_STATEMENTS}/Sid=LookAtSessions"),
    ),
    *(
        Mutation(f"instances are {what}", ("C3",), _let_in(role, service))
        for what, role, service in (
            ("the function", at.FUNCTION_ROLE, "lambda.amazonaws.com"),
            ("health", at.HEALTH_ROLE, "lambda.amazonaws.com"),
            ("flow logs", at.FLOWS_ROLE, "vpc-flow-logs.amazonaws.com"),
            ("backups", at.BACKUP_ROLE, "backup.amazonaws.com"),
        )
    ),
]

_COMMON = [
    Mutation("a log group without key", ("C4",), removed(at.LOGS, "KmsKeyId")),
    Mutation("a key that does not rotate", ("C4",), changed(at.KEY, "EnableKeyRotation", False)),
    Mutation("a topic without TLS", ("C4",), removed(at.TOPIC_POLICY, f"{_STATEMENTS}/Sid=DenyWithoutTls")),
    Mutation("a function that nobody owns", ("C5",), removed(at.FUNCTION, "Tags/Key=Owner")),
    Mutation("logs are kept for a month", ("C6",), changed(at.LOGS, "RetentionInDays", 30)),
    Mutation("an alarm that tells nobody", ("C6",), removed(at.ERRORS_ALARM, "AlarmActions")),
    Mutation("errors without alarm", ("C6",), without(at.ERRORS_ALARM)),
    Mutation("refused health checks without alarm", ("C6",), without(at.HEALTH_ALARM)),
    Mutation("lag without alarm", ("C6", "R10"), without(at.LAG_ALARM)),
    Mutation("answers without alarm", ("C6",), without(at.API_ALARM)),
    Mutation(
        "a password in the environment",
        ("C8",),
        changed(at.FUNCTION, "Environment/Variables/DATABASE_PASSWORD", "qZ7rT2mWp9Lk"),
    ),
    Mutation(
        "a handler that does nothing",
        ("C9",),
        _all(
            edited(_PAYMENT, "    begin(context.aws_request_id)\n", ""),
            edited(_PAYMENT, "    return respond(service(), event)", "    raise NotImplementedError"),
        ),
    ),
    Mutation(
        "no integration tests",
        ("C9",),
        _all(*(without_file(f"tests/integration/{name}.py") for name in ("test_deployment", "test_payments"))),
    ),
    Mutation("a module without docstring", ("C10",), edited("app.py", '"""Entry point', '_ = """Entry point')),
    Mutation("the database lets everybody in", ("C11",), changed(at.FROM_FUNCTION, "CidrIp", "0.0.0.0/0")),
    Mutation("the database is public", ("C11",), changed(at.READER, "PubliclyAccessible", True)),
]

MUTATIONS: list[Mutation] = [*_DATA, *_SERVICE, *_FAILOVER, *_WHOLE, *_PERMISSIONS, *_COMMON]
