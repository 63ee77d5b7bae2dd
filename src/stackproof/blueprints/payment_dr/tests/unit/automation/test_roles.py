"""Every role may do exactly what is done with it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.automation.synthesis import ACCOUNT, GLOBAL_ARN, Synthesis
from tests.unit.automation.world import EAST, LABELS, WEST, World, action

REGIONS = {"primary": EAST, "secondary": WEST}
STEPS = ("lock", "assess", "change", "active")
UNSCOPED = {
    "cloudwatch:GetMetricStatistics",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
}
"""Actions that AWS offers no permissions for single resources for."""

HOUSEKEEPING = {
    "UseKey": {"kms:Decrypt", "kms:GenerateDataKey"},
    "WriteLogs": {"logs:CreateLogStream", "logs:PutLogEvents"},
    "PutAside": {"sqs:SendMessage"},
    "WriteTraces": UNSCOPED,
    "DeliverLogs": UNSCOPED,
}
"""Statements that serve what Lambda and Step Functions do for a role, and no call of ours."""


def allowed(statements: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Actions and resources that a policy allows for calls of ours."""
    return {
        (one, resource)
        for statement in statements
        if statement["Sid"] not in HOUSEKEEPING
        for one in statement["Action"]
        for resource in statement["Resource"]
    }


def cluster(label: str) -> str:
    """The cluster of a region."""
    return f"arn:aws:rds:{REGIONS[label]}:{ACCOUNT}:cluster:cluster-payment-{label}-dev"


def key(label: str) -> str:
    """The key of a region."""
    return f"arn:aws:kms:{REGIONS[label]}:{ACCOUNT}:key/{label}"


def topic(label: str) -> str:
    """The topic of a region."""
    return f"arn:aws:sns:{REGIONS[label]}:{ACCOUNT}:topic-payment-{label}-alarms-dev"


def function(synthesis: Synthesis, label: str, step: str) -> str:
    """How a function is referred to."""
    name = f"function-payment-{label}-failover-{step}-dev"
    return synthesis.reference("aws_lambda_function", name, by="function_name")


def role(synthesis: Synthesis, label: str, purpose: str) -> str:
    """How a role is referred to."""
    return synthesis.reference("aws_iam_role", f"role-payment-{label}-{purpose}-dev")


def calls_of(definition: dict[str, Any]) -> set[tuple[str, str]]:
    """The actions and resources that the tasks of a workflow call."""
    calls = set()
    for state in definition["States"].values():
        if state["Type"] != "Task":
            continue
        given = state["Parameters"]
        service, operation = state["Resource"].removeprefix("arn:aws:states:::").removeprefix("aws-sdk:").split(":")
        if (service, operation) == ("lambda", "invoke"):
            calls.add(("lambda:InvokeFunction", given["FunctionName"]))
        elif service == "rds":
            name = f"rds:{operation[0].upper()}{operation[1:]}"
            assert given["GlobalClusterIdentifier"] == "globaldb-payment-dev"
            calls |= {(name, GLOBAL_ARN), (name, given["TargetDbClusterIdentifier"])}
        else:
            assert (service, operation) == ("sns", "publish")
            calls.add(("sns:Publish", given["TopicArn"]))
    return calls


@pytest.mark.parametrize("label", REGIONS)
def test_the_role_of_the_workflow_allows_exactly_the_calls_of_its_definition(synthesis: Synthesis, label: str) -> None:
    """Whoever adds a state has to add its permission, and whoever removes one has to take it away."""
    machine = synthesis.named("aws_sfn_state_machine", f"workflow-payment-{label}-failover-dev")
    definition = json.loads(machine["definition"])
    assert machine["role_arn"] == role(synthesis, label, "failover-workflow")
    statements = synthesis.policy(f"role-payment-{label}-failover-workflow-dev")
    assert allowed(statements) == calls_of(definition)
    assert calls_of(definition) == {
        *(("lambda:InvokeFunction", function(synthesis, label, step)) for step in ("lock", "assess", "change")),
        ("rds:FailoverGlobalCluster", GLOBAL_ARN),
        ("rds:FailoverGlobalCluster", cluster(label)),
        ("sns:Publish", topic(label)),
    }


def act(world: World) -> None:
    """Do everything that the functions of a region can do."""
    for operation in ("acquire", "renew", "peek", "release"):
        world.step(WEST, "lock", operation=operation, owner="me", mode="switchover")
    world.step(WEST, "assess", operation="assess", mode="failover", force=False)
    world.step(WEST, "assess", operation="promotion", checks=0)
    world.step(WEST, "assess", operation="traffic", checks=0)
    world.step(WEST, "assess", operation="watch")
    world.step(WEST, "lock", operation="acquire", owner="me", mode="switchover")
    for operation in ("plan", "switchover", "parameters"):
        world.step(WEST, "change", operation=operation, owner="me")
    world.step(WEST, "lock", operation="release", owner="me", mode="switchover")
    world.database.writer, world.database.moving_to = WEST, None
    world.step(WEST, "change", operation="reconcile")
    world.step(WEST, "active")


@pytest.mark.parametrize("label", REGIONS)
def test_the_roles_of_the_functions_allow_exactly_the_calls_of_their_code(
    synthesis: Synthesis, world: World, label: str
) -> None:
    """The calls are those that were seen while everything was done that can be done."""
    act(world)
    assert set(world.used) == {*STEPS, "recovery"}
    for step in STEPS:
        statements = synthesis.policy(f"role-payment-{label}-failover-{step}-dev")
        assert {one for one, _ in allowed(statements)} == world.used[step], step
    recovery = synthesis.policy(f"role-payment-{label}-recovery-dev")
    assert {one for one, _ in allowed(recovery)} == world.used["recovery"]


@pytest.mark.parametrize(("label", "peer"), [("primary", "secondary"), ("secondary", "primary")])
def test_each_function_is_allowed_its_calls_on_what_it_works_with(synthesis: Synthesis, label: str, peer: str) -> None:
    """Own cluster, own parameter, the other region's health check, both recovery roles."""
    region = REGIONS[label]
    parameter = f"arn:aws:ssm:{region}:{ACCOUNT}:parameter/parameter-payment-active-region-dev"
    roles = {("sts:AssumeRole", role(synthesis, one, "recovery")) for one in REGIONS}
    see = {("rds:DescribeGlobalClusters", GLOBAL_ARN), ("ssm:GetParameter", parameter)}
    wanted = {
        "lock": roles,
        "change": roles,
        "active": see,
        "assess": see
        | {
            ("rds:DescribeDBClusters", cluster(label)),
            ("route53:GetHealthCheckStatus", f"arn:aws:route53:::healthcheck/check-{peer}"),
            ("cloudwatch:GetMetricStatistics", "*"),
        },
    }
    for step, calls in wanted.items():
        assert allowed(synthesis.policy(f"role-payment-{label}-failover-{step}-dev")) == calls


@pytest.mark.parametrize("label", REGIONS)
def test_the_recovery_role_may_change_its_region_alone(synthesis: Synthesis, label: str) -> None:
    """Its table, its parameters, and the hand-over from its cluster to the other one."""
    table = synthesis.reference("aws_dynamodb_table", f"table-payment-{label}-failover-lock-dev")
    parameters = {
        f"${{aws_ssm_parameter.{address}.arn}}"
        for address, one in synthesis.resources["aws_ssm_parameter"].items()
        if one["provider"] == f"aws.{label}"
    }
    assert len(parameters) == 3
    assert allowed(synthesis.policy(f"role-payment-{label}-recovery-dev")) == {
        ("dynamodb:GetItem", table),
        ("dynamodb:UpdateItem", table),
        *(("ssm:GetParameter", one) for one in parameters),
        *(("ssm:PutParameter", one) for one in parameters),
        ("rds:DescribeGlobalClusters", GLOBAL_ARN),
        *(("rds:SwitchoverGlobalCluster", one) for one in (GLOBAL_ARN, cluster("primary"), cluster("secondary"))),
    }


@pytest.mark.parametrize("label", REGIONS)
def test_the_recovery_role_is_assumed_by_the_functions_of_both_regions_alone(synthesis: Synthesis, label: str) -> None:
    """A region acts in the other one with that one's role; nobody else does."""
    (statement,) = synthesis.trust(f"role-payment-{label}-recovery-dev")
    assert statement["Action"] == "sts:AssumeRole"
    assert statement["Principal"] == {
        "AWS": [role(synthesis, one, f"failover-{step}") for one in REGIONS for step in ("lock", "change")]
    }


@pytest.mark.parametrize("label", REGIONS)
@pytest.mark.parametrize(
    ("purpose", "service", "source"),
    [
        ("failover-workflow", "states", "states:{}:stateMachine:workflow-payment-{}-failover-dev"),
        ("failover-runbook", "ssm", "ssm:{}:automation-execution/*"),
        ("failover-start", "events", "events:{}:rule/rule-payment-{}-failover-start-dev"),
        ("events-to-peer", "events", "events:{}:rule/bus-payment-critical-dev/rule-payment-{}-events-to-peer-dev"),
    ],
)
def test_services_assume_roles_for_one_resource_of_this_account(
    synthesis: Synthesis, label: str, purpose: str, service: str, source: str
) -> None:
    """No other account's resource gets a service to use these roles."""
    (statement,) = synthesis.trust(f"role-payment-{label}-{purpose}-dev")
    assert statement["Principal"] == {"Service": f"{service}.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": "arn:aws:" + source.format(f"{REGIONS[label]}:{ACCOUNT}", label)},
    }


@pytest.mark.parametrize("label", REGIONS)
@pytest.mark.parametrize("step", STEPS)
def test_roles_of_functions_are_assumed_by_lambda(synthesis: Synthesis, label: str, step: str) -> None:
    """And by nothing else."""
    (statement,) = synthesis.trust(f"role-payment-{label}-failover-{step}-dev")
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


@pytest.mark.parametrize("label", REGIONS)
def test_the_runbook_may_start_and_follow_its_own_runs(synthesis: Synthesis, label: str) -> None:
    """Exactly what the steps of the document call."""
    machine = synthesis.reference("aws_sfn_state_machine", f"workflow-payment-{label}-failover-dev")
    statements = synthesis.policy(f"role-payment-{label}-failover-runbook-dev")
    name = f"${{aws_sfn_state_machine.{machine.split('.')[1]}.name}}"
    assert allowed(statements) == {
        ("states:StartExecution", machine),
        ("states:DescribeExecution", f"arn:aws:states:{REGIONS[label]}:{ACCOUNT}:execution:{name}:runbook-*"),
        ("rds:DescribeGlobalClusters", GLOBAL_ARN),
        ("sns:Publish", topic(label)),
    }
    content = json.loads(synthesis.named("aws_ssm_document", f"runbook-payment-{label}-failover-dev")["content"])
    services = {"stepfunctions": "states", "rds": "rds", "sns": "sns"}
    called = {f"{services[step['inputs']['Service']]}:{step['inputs']['Api']}" for step in content["mainSteps"]}
    assert {one for one, _ in allowed(statements)} == called
    assert content["assumeRole"] == role(synthesis, label, "failover-runbook")


@pytest.mark.parametrize("label", REGIONS)
def test_the_rule_may_start_the_workflow_and_nothing_else(synthesis: Synthesis, label: str) -> None:
    """The workflow of its own region."""
    machine = synthesis.reference("aws_sfn_state_machine", f"workflow-payment-{label}-failover-dev")
    assert allowed(synthesis.policy(f"role-payment-{label}-failover-start-dev")) == {("states:StartExecution", machine)}


def test_no_role_has_a_wildcard_where_aws_knows_single_resources(synthesis: Synthesis) -> None:
    """Neither action nor resource."""
    for one in synthesis.all("aws_iam_role_policy"):
        for statement in json.loads(one["policy"])["Statement"]:
            assert not [action for action in statement["Action"] if "*" in action]
            if "*" in statement["Resource"]:
                assert set(statement["Action"]) <= UNSCOPED
                assert statement["Resource"] == ["*"]


@pytest.mark.parametrize("label", REGIONS)
def test_keys_are_used_only_as_far_as_is_needed(synthesis: Synthesis, label: str) -> None:
    """Who only reads decrypts; who sends to the topic or to the queue also makes data keys."""
    for purpose, actions in {
        "failover-lock": ["kms:Decrypt"],
        "failover-active": ["kms:Decrypt"],
        "recovery": ["kms:Decrypt"],
        "failover-assess": ["kms:Decrypt", "kms:GenerateDataKey"],
        "failover-change": ["kms:Decrypt", "kms:GenerateDataKey"],
        "failover-workflow": ["kms:Decrypt", "kms:GenerateDataKey"],
        "failover-runbook": ["kms:Decrypt", "kms:GenerateDataKey"],
    }.items():
        statements = synthesis.policy(f"role-payment-{label}-{purpose}-dev")
        (use,) = [statement for statement in statements if statement["Sid"] == "UseKey"]
        assert (use["Action"], use["Resource"]) == (actions, [key(label)])


def test_operations_are_named_as_in_policies() -> None:
    """The names that the comparison above rests on."""
    assert action("describe_db_clusters") == "DescribeDBClusters"
    assert action("get_item") == "GetItem"
    assert set(LABELS) == {EAST, WEST}
