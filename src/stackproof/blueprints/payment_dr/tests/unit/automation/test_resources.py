"""The resources of the automation."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest

from payment_dr.paths import HANDLERS
from tests.unit.automation.interpreter import interpret
from tests.unit.automation.synthesis import ACCOUNT, Synthesis, synthesise
from tests.unit.automation.world import EAST, WEST

REGIONS = {"primary": EAST, "secondary": WEST}
PAIRS = [("primary", "secondary"), ("secondary", "primary")]
CODE = {
    "lock": ("failover_lock", "failover_common"),
    "assess": ("failover_assess",),
    "change": ("failover_change", "failover_common"),
    "active": ("failover_active",),
}
STEPS = tuple(CODE)


def function(synthesis: Synthesis, label: str, step: str) -> dict[str, Any]:
    """A function of a region."""
    name = f"function-payment-{label}-failover-{step}-dev"
    return synthesis.named("aws_lambda_function", name, "function_name")


def environment(synthesis: Synthesis, label: str, step: str) -> dict[str, str]:
    """The variables of a function."""
    variables: dict[str, str] = function(synthesis, label, step)["environment"]["variables"]
    return variables


def source(module: str) -> ast.Module:
    """The code of a module of the functions."""
    return ast.parse((HANDLERS / "failover_steps" / f"{module}.py").read_text("utf-8"))


def names_read(module: str) -> set[str]:
    """The environment variables that a module reads."""
    texts = {
        node.value
        for node in ast.walk(source(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if text.isupper() and "_" in text}


@pytest.mark.parametrize("label", REGIONS)
@pytest.mark.parametrize("step", STEPS)
def test_functions_have_the_variables_that_their_code_reads(synthesis: Synthesis, label: str, step: str) -> None:
    """No variable is missing, and none is of no use; Lambda itself sets the region."""
    read = set().union(*(names_read(module) for module in CODE[step])) - {"AWS_REGION", "ALL_OLD"}
    assert set(environment(synthesis, label, step)) == read


@pytest.mark.parametrize(("label", "peer"), PAIRS)
def test_variables_name_own_and_peer_the_right_way_round(synthesis: Synthesis, label: str, peer: str) -> None:
    """A confusion of the two would promote the wrong cluster."""
    tables = {
        one: synthesis.reference("aws_dynamodb_table", f"table-payment-{one}-failover-lock-dev", "name")
        for one in REGIONS
    }
    roles = {one: synthesis.reference("aws_iam_role", f"role-payment-{one}-recovery-dev") for one in REGIONS}
    sites = {
        "PEER_REGION": REGIONS[peer],
        "OWN_LOCK_TABLE": tables[label],
        "PEER_LOCK_TABLE": tables[peer],
        "OWN_RECOVERY_ROLE": roles[label],
        "PEER_RECOVERY_ROLE": roles[peer],
    }
    cluster = f"arn:aws:rds:{REGIONS[label]}:{ACCOUNT}:cluster:cluster-payment-{label}-dev"
    urls = {one: f"https://{one}.execute-api.{region}.amazonaws.com" for one, region in REGIONS.items()}
    database = {
        "GLOBAL_CLUSTER": "globaldb-payment-dev",
        "OWN_CLUSTER_ARN": cluster,
        "ACTIVE_PARAMETER": "parameter-payment-active-region-dev",
    }
    assert environment(synthesis, label, "lock") == {**sites, "LOCK_SECONDS": "1800"}
    change = environment(synthesis, label, "change")
    assert json.loads(change.pop("ENDPOINT_PARAMETERS")) == {
        "parameter-payment-active-database-endpoint-dev": f"{label}.cluster.example",
        "parameter-payment-active-api-endpoint-dev": urls[label],
    }
    assert change == {**sites, **database}
    assert environment(synthesis, label, "active") == {**database, "CACHE_SECONDS": "15"}
    assert environment(synthesis, label, "assess") == {
        **database,
        "OWN_CLUSTER": f"cluster-payment-{label}-dev",
        "OWN_ACTIVE_URL": f"{urls[label]}/active",
        "OWN_HEALTH_URL": f"{urls[label]}/health",
        "PEER_REGION": REGIONS[peer],
        "PEER_HEALTH_URL": f"{urls[peer]}/health",
        "PEER_HEALTH_CHECK_ID": f"check-{peer}",
        "METRIC_NAMESPACE": "metrics-payment-failover-dev",
        "WORKFLOW_NAME": f"workflow-payment-{label}-failover-dev",
    }


@pytest.mark.parametrize("label", REGIONS)
@pytest.mark.parametrize("step", STEPS)
def test_functions_are_traced_encrypted_and_log_to_their_own_group(synthesis: Synthesis, label: str, step: str) -> None:
    """The group exists before, with a key and an end."""
    made = function(synthesis, label, step)
    group = f"log-payment-{label}-failover-{step}-dev"
    key = f"arn:aws:kms:{REGIONS[label]}:{ACCOUNT}:key/{label}"
    assert made["handler"] == f"failover_{step}.handle"
    assert "handle" in {node.name for node in source(CODE[step][0]).body if isinstance(node, ast.FunctionDef)}
    assert (made["filename"], made["source_code_hash"]) == ("failover.zip", "digest")
    assert made["tracing_config"] == {"mode": "Active"}
    assert made["kms_key_arn"] == key
    assert made["timeout"] == (10 if step == "active" else 120)
    assert made["provider"] == f"aws.{label}"
    assert made["logging_config"]["log_group"] == synthesis.reference("aws_cloudwatch_log_group", group, "name")
    logs = synthesis.named("aws_cloudwatch_log_group", group)
    assert (logs["kms_key_id"], logs["retention_in_days"]) == (key, 14)
    queue = synthesis.reference("aws_sqs_queue", f"queue-payment-{label}-failover-dead-letters-dev")
    wanted = {"target_arn": queue} if step in ("assess", "change") else None
    assert made.get("dead_letter_config") == wanted


@pytest.mark.parametrize("label", REGIONS)
def test_the_workflow_logs_everything_and_is_traced(synthesis: Synthesis, label: str) -> None:
    """What it did is what people look at after a failover."""
    machine = synthesis.named("aws_sfn_state_machine", f"workflow-payment-{label}-failover-dev")
    group = synthesis.reference("aws_cloudwatch_log_group", f"log-payment-{label}-failover-workflow-dev")
    assert machine["logging_configuration"] == {
        "include_execution_data": True,
        "level": "ALL",
        "log_destination": f"{group}:*",
    }
    assert machine["tracing_configuration"] == {"enabled": True}
    assert machine["type"] == "STANDARD"


@pytest.mark.parametrize("label", REGIONS)
def test_the_workflow_promotes_the_cluster_of_its_own_region(synthesis: Synthesis, label: str) -> None:
    """The definition as it is deployed is one that runs, and it names what is its own."""
    machine = synthesis.named("aws_sfn_state_machine", f"workflow-payment-{label}-failover-dev")
    definition = json.loads(machine["definition"])
    assert definition["States"]["Failover"]["Parameters"] == {
        "GlobalClusterIdentifier": "globaldb-payment-dev",
        "TargetDbClusterIdentifier": f"arn:aws:rds:{REGIONS[label]}:{ACCOUNT}:cluster:cluster-payment-{label}-dev",
        "AllowDataLoss": True,
    }
    run = interpret(definition, lambda *_: {"Payload": {"decision": "done"}}, {"dry_run": False})
    assert run.output["outcome"]["subject"] == f"Payments: {REGIONS[label]} was active already"


@pytest.mark.parametrize("label", REGIONS)
def test_the_lock_is_a_table_of_its_region(synthesis: Synthesis, label: str) -> None:
    """A replicated one would let both regions win."""
    table = synthesis.named("aws_dynamodb_table", f"table-payment-{label}-failover-lock-dev")
    assert table["hash_key"] == "lock_id"
    assert table["billing_mode"] == "PAY_PER_REQUEST"
    assert table["provider"] == f"aws.{label}"
    assert table["server_side_encryption"] == {
        "enabled": True,
        "kms_key_arn": f"arn:aws:kms:{REGIONS[label]}:{ACCOUNT}:key/{label}",
    }
    assert table["point_in_time_recovery"] == {"enabled": True}
    assert table["deletion_protection_enabled"] is False
    assert "replica" not in table


@pytest.mark.parametrize("label", REGIONS)
def test_parameters_have_the_same_names_and_first_values_in_both_regions(synthesis: Synthesis, label: str) -> None:
    """The primary is active at first; what the workflow writes later Terraform leaves alone."""
    made = [one for one in synthesis.all("aws_ssm_parameter") if one["provider"] == f"aws.{label}"]
    assert {one["name"]: one["value"] for one in made} == {
        "parameter-payment-active-region-dev": EAST,
        "parameter-payment-active-database-endpoint-dev": "primary.cluster.example",
        "parameter-payment-active-api-endpoint-dev": f"https://primary.execute-api.{EAST}.amazonaws.com",
    }
    assert {one["type"] for one in made} == {"String"}
    assert all(one["lifecycle"] == {"ignore_changes": ["value"]} for one in made)


@pytest.mark.parametrize("label", REGIONS)
def test_the_active_region_being_down_alarms_and_starts_the_workflow(synthesis: Synthesis, label: str) -> None:
    """Three minutes in a row; the metric is the one that the watch writes."""
    alarm = synthesis.named(
        "aws_cloudwatch_metric_alarm", f"alarm-payment-{label}-failover-active-region-down-dev", "alarm_name"
    )
    variables = environment(synthesis, label, "assess")
    assert (alarm["namespace"], alarm["dimensions"]) == (
        variables["METRIC_NAMESPACE"],
        {"Workflow": variables["WORKFLOW_NAME"]},
    )
    assert (alarm["metric_name"], alarm["statistic"], alarm["threshold"]) == ("ActivePeerUnhealthy", "Minimum", 1)
    assert (alarm["period"], alarm["evaluation_periods"], alarm["treat_missing_data"]) == (60, 3, "notBreaching")
    topic = [f"arn:aws:sns:{REGIONS[label]}:{ACCOUNT}:topic-payment-{label}-alarms-dev"]
    assert alarm["alarm_actions"] == alarm["ok_actions"] == topic
    rule = synthesis.named("aws_cloudwatch_event_rule", f"rule-payment-{label}-failover-start-dev")
    assert json.loads(rule["event_pattern"]) == {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "resources": [f"arn:aws:cloudwatch:{REGIONS[label]}:{ACCOUNT}:alarm:{alarm['alarm_name']}"],
        "detail": {"state": {"value": ["ALARM"]}},
    }
    assert rule["state"] == "ENABLED"
    target = target_of(synthesis, f"rule-payment-{label}-failover-start-dev")
    assert target["arn"] == synthesis.reference("aws_sfn_state_machine", f"workflow-payment-{label}-failover-dev")
    assert target["role_arn"] == synthesis.reference("aws_iam_role", f"role-payment-{label}-failover-start-dev")
    asked = json.loads(target["input"])
    assert (asked["mode"], asked["dry_run"], asked["force"]) == ("failover", False, False)


def target_of(synthesis: Synthesis, rule: str) -> dict[str, Any]:
    """The only target of a rule."""
    reference = synthesis.reference("aws_cloudwatch_event_rule", rule, "name")
    (found,) = [one for one in synthesis.all("aws_cloudwatch_event_target") if one["rule"] == reference]
    return found


@pytest.mark.parametrize("label", REGIONS)
@pytest.mark.parametrize(
    ("operation", "schedule", "step"),
    [("watch", "rate(1 minute)", "assess"), ("reconcile", "rate(5 minutes)", "change")],
)
def test_schedules_call_functions_that_admit_them(
    synthesis: Synthesis, label: str, operation: str, schedule: str, step: str
) -> None:
    """What cannot be delivered is put aside."""
    name = f"rule-payment-{label}-failover-{operation}-dev"
    rule = synthesis.named("aws_cloudwatch_event_rule", name)
    target = target_of(synthesis, name)
    made = function(synthesis, label, step)["function_name"]
    assert rule["schedule_expression"] == schedule
    assert target["arn"] == synthesis.reference("aws_lambda_function", made, by="function_name")
    assert json.loads(target["input"]) == {"operation": operation}
    queue = synthesis.reference("aws_sqs_queue", f"queue-payment-{label}-failover-dead-letters-dev")
    assert target["dead_letter_config"] == {"arn": queue}
    permission = [
        one
        for one in synthesis.all("aws_lambda_permission")
        if one["source_arn"] == synthesis.reference("aws_cloudwatch_event_rule", name)
    ]
    assert [(one["principal"], one["function_name"]) for one in permission] == [
        ("events.amazonaws.com", synthesis.reference("aws_lambda_function", made, "function_name", "function_name"))
    ]


@pytest.mark.parametrize("label", REGIONS)
@pytest.mark.parametrize(
    ("purpose", "rules"),
    [("failover", ["failover-watch", "failover-reconcile", "failover-start"]), ("events", ["events-to-peer"])],
)
def test_dead_letters_are_admitted_from_these_rules_alone(
    synthesis: Synthesis, label: str, purpose: str, rules: list[str]
) -> None:
    """Encrypted, with TLS, kept for as long as can be."""
    name = f"queue-payment-{label}-{purpose}-dead-letters-dev"
    queue = synthesis.named("aws_sqs_queue", name)
    assert queue["message_retention_seconds"] == 1209600
    assert queue["kms_master_key_id"] == f"arn:aws:kms:{REGIONS[label]}:{ACCOUNT}:key/{label}"
    (policy,) = [
        json.loads(one["policy"])["Statement"]
        for one in synthesis.all("aws_sqs_queue_policy")
        if one["queue_url"] == synthesis.reference("aws_sqs_queue", name, "url")
    ]
    accept, deny = policy
    sources = [synthesis.reference("aws_cloudwatch_event_rule", f"rule-payment-{label}-{rule}-dev") for rule in rules]
    if purpose == "events":
        buses = synthesis.resources["aws_cloudwatch_event_bus"]
        sources += [
            f"${{aws_cloudwatch_event_bus.{key}.arn}}"
            for key, one in buses.items()
            if one["provider"] == f"aws.{label}"
        ]
    assert accept["Principal"] == {"Service": "events.amazonaws.com"}
    assert accept["Condition"] == {
        "ArnEquals": {"aws:SourceArn": sources},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


@pytest.mark.parametrize("label", REGIONS)
def test_bad_endings_failing_steps_and_dead_letters_alarm(synthesis: Synthesis, label: str) -> None:
    """One is one too many; each tells the topic."""
    machine = synthesis.reference("aws_sfn_state_machine", f"workflow-payment-{label}-failover-dev")
    topic = [f"arn:aws:sns:{REGIONS[label]}:{ACCOUNT}:topic-payment-{label}-alarms-dev"]
    wanted = {
        f"workflow-{purpose}": ("AWS/States", f"Executions{metric}", {"StateMachineArn": machine}, "Sum")
        for purpose, metric in (("failed", "Failed"), ("timed-out", "TimedOut"), ("aborted", "Aborted"))
    }
    for step in STEPS:
        name = function(synthesis, label, step)["function_name"]
        reference = synthesis.reference("aws_lambda_function", name, "function_name", "function_name")
        wanted[f"{step}-errors"] = ("AWS/Lambda", "Errors", {"FunctionName": reference}, "Sum")
    queue = synthesis.reference("aws_sqs_queue", f"queue-payment-{label}-failover-dead-letters-dev", "name")
    wanted["dead-letters"] = ("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": queue}, "Maximum")
    for purpose, values in wanted.items():
        alarm = synthesis.named(
            "aws_cloudwatch_metric_alarm", f"alarm-payment-{label}-failover-{purpose}-dev", "alarm_name"
        )
        assert tuple(alarm[name] for name in ("namespace", "metric_name", "dimensions", "statistic")) == values
        assert (alarm["threshold"], alarm["comparison_operator"]) == (1, "GreaterThanOrEqualToThreshold")
        assert (alarm["period"], alarm["evaluation_periods"]) == (60, 1)
        assert alarm["alarm_actions"] == topic


@pytest.mark.parametrize("label", REGIONS)
def test_the_route_active_of_each_region_is_answered_by_its_function(synthesis: Synthesis, label: str) -> None:
    """The API may call the function for that route alone."""
    (route,) = [one for one in synthesis.all("aws_apigatewayv2_route") if one["provider"] == f"aws.{label}"]
    (integration,) = [
        (key, one)
        for key, one in synthesis.resources["aws_apigatewayv2_integration"].items()
        if one["provider"] == f"aws.{label}"
    ]
    assert (route["route_key"], route["api_id"]) == ("GET /active", f"{label}api")
    assert route["target"] == f"integrations/${{aws_apigatewayv2_integration.{integration[0]}.id}}"
    name = f"function-payment-{label}-failover-active-dev"
    assert integration[1]["integration_uri"] == synthesis.reference(
        "aws_lambda_function", name, "invoke_arn", "function_name"
    )
    assert integration[1]["payload_format_version"] == "2.0"
    (permission,) = [
        one
        for one in synthesis.all("aws_lambda_permission")
        if one["principal"] == "apigateway.amazonaws.com" and one["provider"] == f"aws.{label}"
    ]
    assert permission["source_arn"] == f"arn:aws:execute-api:{REGIONS[label]}:{ACCOUNT}:{label}api/*/GET/active"


def test_the_primarys_record_is_out_while_the_secondary_is_active(synthesis: Synthesis) -> None:
    """Both the health of the primary and the absence of a takeover are needed."""
    checks = synthesis.resources["aws_route53_health_check"]
    (takeover,) = [key for key, one in checks.items() if one.get("invert_healthcheck")]
    made = checks[takeover]
    assert (made["type"], made["fqdn"], made["resource_path"], made["port"]) == (
        "HTTPS",
        f"secondary.execute-api.{WEST}.amazonaws.com",
        "/active",
        443,
    )
    assert (made["request_interval"], made["failure_threshold"]) == (10, 3)
    reference = f"${{aws_route53_health_check.{takeover}.id}}"
    (record,) = [one for one in checks.values() if "check-primary" in one.get("child_healthchecks", [])]
    assert record["child_healthchecks"] == ["check-primary", reference]
    assert (record["type"], record["child_health_threshold"]) == ("CALCULATED", 2)


def test_without_automatic_failover_the_alarm_only_tells_people() -> None:
    """And production protects the table of the lock."""
    made = synthesise(AUTOMATIC_FAILOVER="false", ENVIRONMENT="prod")
    rules = {one["name"]: one["state"] for one in made.all("aws_cloudwatch_event_rule") if "state" in one}
    assert rules == {f"rule-payment-{label}-failover-start-dev": "DISABLED" for label in REGIONS}
    tables = [one["deletion_protection_enabled"] for one in made.all("aws_dynamodb_table")]
    assert tables == [True, True]


def test_another_suffix_gives_other_names_everywhere(synthesis: Synthesis) -> None:
    """Nothing of two deployments has the same name."""

    def names(made: Synthesis) -> set[str]:
        """All physical names of a synthesis."""
        keys = ("name", "function_name", "alarm_name")
        return {
            one[key]
            for kind, found in made.resources.items()
            if kind != "aws_iam_role_policy"
            for one in found.values()
            for key in keys
            if key in one and "${" not in one[key]
        }

    other = names(synthesise(ENVIRONMENT_SUFFIX="two"))
    assert names(synthesis).isdisjoint(other)
    assert {name.removesuffix("-dev") for name in names(synthesis)} == {name.removesuffix("-two") for name in other}
