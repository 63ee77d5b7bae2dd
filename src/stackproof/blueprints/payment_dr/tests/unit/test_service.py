"""What serves: the function and its role, the API, parameters, the shared name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.stack import Synthesised

REGIONS = [("Primary", "us-east-1"), ("Secondary", "us-west-2")]


@pytest.mark.parametrize(("side", "region"), REGIONS)
def test_the_function_is_the_same_in_both_regions(stack: Synthesised, side: str, region: str) -> None:
    function = stack.one("aws_lambda_function", f"{side}Service_Function_")
    assert function["function_name"] == f"function-payment-{side.lower()}-unit"
    assert (function["handler"], function["runtime"]) == ("payment.lambda_handler", "python3.13")
    assert (function["memory_size"], function["timeout"], function["reserved_concurrent_executions"]) == (1024, 29, 50)
    assert function["tracing_config"] == {"mode": "Active"}
    assert function["kms_key_arn"] == f"${{{stack.id_of('aws_kms_key', f'{side}_')}.arn}}"
    assert function["source_code_hash"]
    assert function["filename"].endswith("/payment.zip")
    cluster = stack.id_of("aws_rds_cluster", f"{side}Service_")
    assert function["environment"]["variables"] == {
        "DATABASE_WRITER_HOST": f"${{{cluster}.endpoint}}",
        "DATABASE_READER_HOST": f"${{{cluster}.reader_endpoint}}",
        "DATABASE_PORT": "5432",
        "DATABASE_NAME": "payments",
        "DATABASE_SECRET_NAME": "secret-payment-database-unit",
        "SESSIONS_TABLE_NAME": "table-payment-sessions-unit",
        "EVENT_BUS_NAME": "bus-payment-critical-unit",
        "API_KEY_PARAMETER": "parameter-payment-api-keys-unit",
        "ACTIVE_REGION_PARAMETER": "parameter-payment-active-region-unit",
        "METRIC_NAMESPACE": "Payments/unit",
    }
    assert len(function["vpc_config"]["subnet_ids"]) == 3
    assert all(f"{side}_Network_private-" in one for one in function["vpc_config"]["subnet_ids"])
    assert function["description"] == f"Payments in {region}"
    logs = stack.id_of("aws_cloudwatch_log_group", f"{side}Service_Function_")
    assert function["logging_config"] == {"log_format": "Text", "log_group": f"${{{logs}.name}}"}
    assert function["depends_on"] == [stack.id_of("aws_iam_role_policy", f"{side}Service_Function_")]


@pytest.mark.parametrize(("side", "region"), REGIONS)
def test_the_role_permits_what_the_code_calls(stack: Synthesised, side: str, region: str) -> None:
    statements = stack.statements(f"{side}Service_Function_")
    account = "${data.aws_caller_identity.account.account_id}"
    (secret,) = [key for key in stack.document["data"]["aws_secretsmanager_secret"] if key.startswith(side)]
    arn = f"${{data.aws_secretsmanager_secret.{secret}.arn}}"
    assert statements["ReadCredentials"]["Resource"] == [arn]
    own = [
        f"arn:aws:ssm:{region}:{account}:parameter/parameter-payment-active-region-unit",
        f"arn:aws:ssm:{region}:{account}:parameter/parameter-payment-api-keys-unit",
    ]
    assert statements["ReadParameters"]["Resource"] == own
    assert statements["DecryptCredentials"]["Condition"] == {
        "StringEquals": {
            "kms:ViaService": f"secretsmanager.{region}.amazonaws.com",
            "kms:EncryptionContext:SecretARN": arn,
        }
    }
    assert statements["DecryptApiKeys"]["Condition"] == {
        "StringEquals": {
            "kms:ViaService": f"ssm.{region}.amazonaws.com",
            "kms:EncryptionContext:PARAMETER_ARN": own[1],
        }
    }
    assert statements["KeepSessions"]["Resource"] == [
        f"arn:aws:dynamodb:{region}:{account}:table/table-payment-sessions-unit"
    ]
    assert statements["SendEvents"]["Resource"] == [
        f"arn:aws:events:{region}:{account}:event-bus/bus-payment-critical-unit"
    ]
    assert statements["SendEvents"]["Condition"] == {"StringEquals": {"events:source": "payments"}}
    everything = {sid for sid, statement in statements.items() if statement["Resource"] == ["*"]}
    assert everything == {"SeeNetwork", "Trace"}


@pytest.mark.parametrize("function", ["Function", "Health"])
@pytest.mark.parametrize(("side", "region"), REGIONS)
def test_lambda_may_have_its_interfaces(stack: Synthesised, side: str, region: str, function: str) -> None:
    statements = stack.statements(f"{side}Service_{function}_")
    own = f"arn:aws:ec2:{region}:${{data.aws_caller_identity.account.account_id}}"
    attach, detach = statements["AttachToNetwork"], statements["DetachFromNetwork"]
    assert attach["Resource"] == [f"{own}:{kind}/*" for kind in ("network-interface", "subnet", "security-group")]
    # The one form that Lambda's own check of the role takes before an interface exists.
    assert detach["Resource"] == [f"{own}:*/*"]
    assert detach["Action"][0] == "ec2:DeleteNetworkInterface"
    assert statements["SeeNetwork"]["Action"] == ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]


@pytest.mark.parametrize(("side", "region"), REGIONS)
def test_health_has_a_function_of_its_own_in_both_regions(stack: Synthesised, side: str, region: str) -> None:
    payments = stack.one("aws_lambda_function", f"{side}Service_Function_")
    function = stack.one("aws_lambda_function", f"{side}Service_Health_")
    assert function["function_name"] == f"function-payment-{side.lower()}-health-unit"
    assert (function["handler"], function["runtime"]) == ("health.lambda_handler", "python3.13")
    assert (function["memory_size"], function["timeout"], function["reserved_concurrent_executions"]) == (1024, 10, 10)
    same = ("filename", "source_code_hash", "kms_key_arn", "vpc_config", "tracing_config")
    assert [function[one] for one in same] == [payments[one] for one in same]
    variables = payments["environment"]["variables"]
    assert function["environment"]["variables"] == {
        name: value for name, value in variables.items() if name not in ("EVENT_BUS_NAME", "API_KEY_PARAMETER")
    }
    logs = stack.id_of("aws_cloudwatch_log_group", f"{side}Service_Health_")
    assert function["logging_config"] == {"log_format": "Text", "log_group": f"${{{logs}.name}}"}
    assert function["depends_on"] == [stack.id_of("aws_iam_role_policy", f"{side}Service_Health_")]
    assert function["description"] == f"Health of the payments in {region}"


@pytest.mark.parametrize(("side", "region"), REGIONS)
def test_health_reads_and_changes_nothing(stack: Synthesised, side: str, region: str) -> None:
    statements = stack.statements(f"{side}Service_Health_")
    account = "${data.aws_caller_identity.account.account_id}"
    payments = stack.statements(f"{side}Service_Function_")
    for shared in ("ReadCredentials", "DecryptCredentials"):
        assert statements[shared] == payments[shared]
    assert statements["ReadParameters"]["Resource"] == [
        f"arn:aws:ssm:{region}:{account}:parameter/parameter-payment-active-region-unit"
    ]
    assert statements["LookAtSessions"]["Action"] == ["dynamodb:GetItem"]
    assert statements["LookAtSessions"]["Resource"] == payments["KeepSessions"]["Resource"]
    assert statements["UseKey"]["Action"] == ["kms:Decrypt"]
    logs = stack.id_of("aws_cloudwatch_log_group", f"{side}Service_Health_")
    assert statements["WriteLogs"]["Resource"] == [f"${{{logs}.arn}}:*"]
    assert set(statements) == {
        "WriteLogs",
        "ReadCredentials",
        "DecryptCredentials",
        "ReadParameters",
        "LookAtSessions",
        "UseKey",
        "AttachToNetwork",
        "DetachFromNetwork",
        "SeeNetwork",
        "Trace",
    }


def test_names_of_what_exists_can_be_given(protected: Synthesised) -> None:
    for side, region in (("Primary", "eu-central-1"), ("Secondary", "eu-west-1")):
        variables = protected.one("aws_lambda_function", f"{side}Service_Function_")["environment"]["variables"]
        assert variables["DATABASE_SECRET_NAME"] == "payments/database"
        assert variables["API_KEY_PARAMETER"] == "/payments/api-keys"
        resources = protected.statements(f"{side}Service_Function_")["ReadParameters"]["Resource"]
        assert resources[1].startswith(f"arn:aws:ssm:{region}:")
        assert resources[1].endswith(":parameter/payments/api-keys")


@pytest.mark.parametrize(("side", "region"), REGIONS)
def test_the_api_leads_to_the_functions(stack: Synthesised, side: str, region: str) -> None:
    api = f"${{{stack.id_of('aws_apigatewayv2_api', f'{side}Service_')}.id}}"
    assert stack.one("aws_apigatewayv2_api", f"{side}Service_")["protocol_type"] == "HTTP"
    execution = api.replace(".id}", ".execution_arn}")
    targets = {}
    for which, part, allowed in (("Function", "function", "*"), ("Health", "health", "GET/health")):
        integration = stack.one("aws_apigatewayv2_integration", f"{side}Service_Api_{part}_")
        function = stack.id_of("aws_lambda_function", f"{side}Service_{which}_")
        assert integration["integration_uri"] == f"${{{function}.invoke_arn}}"
        assert (integration["integration_type"], integration["payload_format_version"]) == ("AWS_PROXY", "2.0")
        found = stack.id_of("aws_apigatewayv2_integration", f"{side}Service_Api_{part}_")
        targets[part] = f"integrations/${{{found}.id}}"
        permission = stack.one(
            "aws_lambda_permission", f"{side}Service_Api_{'permission' if allowed == '*' else 'health-permission'}_"
        )
        assert permission["principal"] == "apigateway.amazonaws.com"
        assert permission["function_name"] == f"${{{function}.function_name}}"
        assert permission["source_arn"] == f"{execution}/*/{allowed}"
    routes = stack.all("aws_apigatewayv2_route", f"{side}Service_Api_").values()
    assert {one["api_id"] for one in routes} == {api}
    assert {one["route_key"]: one["target"] for one in routes} == {
        "GET /health": targets["health"],
        "GET /payments/{payment_id}": targets["function"],
        "GET /sessions/{session_id}": targets["function"],
        "POST /payments": targets["function"],
    }
    stage = stack.one("aws_apigatewayv2_stage", f"{side}Service_")
    assert (stage["name"], stage["auto_deploy"]) == ("$default", True)
    assert stage["default_route_settings"] == {
        "throttling_burst_limit": 100,
        "throttling_rate_limit": 200,
        "detailed_metrics_enabled": True,
    }
    # Health has its own, which payments cannot use up; a limit needs the route that it is on.
    assert stage["route_settings"] == [
        {
            "route_key": "GET /health",
            "throttling_burst_limit": 50,
            "throttling_rate_limit": 100,
            "detailed_metrics_enabled": True,
        }
    ]
    assert set(stage["depends_on"]) == {
        f"aws_apigatewayv2_route.{key}" for key in stack.all("aws_apigatewayv2_route", f"{side}Service_Api_")
    }
    logged = json.loads(stage["access_log_settings"]["format"])
    assert logged["status"] == "$context.status"
    assert "$context.identity.sourceIp" not in logged.values()
    assert stack.outputs[f"{side.lower()}_api_endpoint"] == f"https://{api}.execute-api.{region}.amazonaws.com"


@pytest.mark.parametrize("side", ["Primary", "Secondary"])
def test_parameters_have_the_same_names_in_both_regions_and_hold_what_is_there(stack: Synthesised, side: str) -> None:
    cluster = stack.id_of("aws_rds_cluster", f"{side}Service_")
    found = {
        one["name"]: (one["type"], one["value"])
        for one in stack.all("aws_ssm_parameter", f"{side}Service_Parameters_").values()
    }
    assert found == {
        "parameter-payment-database-endpoint-unit": ("String", f"${{{cluster}.endpoint}}"),
        "parameter-payment-database-reader-endpoint-unit": ("String", f"${{{cluster}.reader_endpoint}}"),
        "parameter-payment-api-endpoint-unit": ("String", stack.outputs[f"{side.lower()}_api_endpoint"]),
        "parameter-payment-sessions-table-unit": ("String", "table-payment-sessions-unit"),
        "parameter-payment-event-bus-unit": ("String", "bus-payment-critical-unit"),
        "parameter-payment-database-secret-unit": ("String", "secret-payment-database-unit"),
        "parameter-payment-api-key-parameter-unit": ("String", "parameter-payment-api-keys-unit"),
    }


def test_the_shared_name_fails_over(stack: Synthesised) -> None:
    host = "api-payment-unit.payments.example.com"
    assert stack.one("aws_route53_zone")["name"] == host
    for side, check in (("primary", "Takeover_primary-record"), ("secondary", "HealthChecks_secondary")):
        record = stack.one("aws_route53_record", f"Records_{side}")
        assert (record["name"], record["type"]) == (host, "A")
        assert record["failover_routing_policy"] == {"type": side.upper()}
        assert record["health_check_id"] == f"${{{stack.id_of('aws_route53_health_check', check)}.id}}"
        domain = stack.id_of("aws_apigatewayv2_domain_name", f"{side.capitalize()}Service_")
        configuration = f"{domain}.domain_name_configuration"
        assert record["alias"] == {
            "name": f"${{{configuration}[0].target_domain_name}}",
            "zone_id": f"${{{configuration}[0].hosted_zone_id}}",
            "evaluate_target_health": True,
        }


@pytest.mark.parametrize(("side", "region"), REGIONS)
def test_the_health_of_each_region_is_looked_at_on_its_own_address(stack: Synthesised, side: str, region: str) -> None:
    check = stack.one("aws_route53_health_check", f"HealthChecks_{side.lower()}")
    api = f"${{{stack.id_of('aws_apigatewayv2_api', f'{side}Service_')}.id}}"
    assert check["fqdn"] == f"{api}.execute-api.{region}.amazonaws.com"
    assert (check["type"], check["resource_path"], check["port"]) == ("HTTPS", "/health", 443)
    assert (check["request_interval"], check["failure_threshold"], check["enable_sni"]) == (30, 3, True)


def test_each_region_has_a_certificate_that_one_record_validates(stack: Synthesised) -> None:
    primary = stack.id_of("aws_acm_certificate", "Certificates_primary")
    record = stack.one("aws_route53_record", "Certificates_validation")
    assert record["name"] == f"${{tolist({primary}.domain_validation_options)[0].resource_record_name}}"
    assert record["records"] == [f"${{tolist({primary}.domain_validation_options)[0].resource_record_value}}"]
    for side in ("primary", "secondary"):
        certificate = stack.one("aws_acm_certificate", f"Certificates_{side}")
        assert (certificate["domain_name"], certificate["validation_method"]) == (
            "api-payment-unit.payments.example.com",
            "DNS",
        )
        issued = stack.id_of("aws_acm_certificate_validation", f"Certificates_{side}")
        (configuration,) = [
            one["domain_name_configuration"]
            for one in stack.all("aws_apigatewayv2_domain_name", f"{side.capitalize()}Service_").values()
        ]
        assert configuration == {
            "certificate_arn": f"${{{issued}.certificate_arn}}",
            "endpoint_type": "REGIONAL",
            "security_policy": "TLS_1_2",
        }


def test_a_zone_that_exists_is_used(protected: Synthesised) -> None:
    assert not protected.all("aws_route53_zone")
    records = protected.all("aws_route53_record").values()
    assert {one["zone_id"] for one in records} == {"Z123"}
    assert protected.one("aws_route53_record", "Records_primary")["name"] == "api-payment-prod-eu.pay.example.org"
    assert protected.outputs["zone_id"] == "Z123"
    assert protected.outputs["zone_name_servers"] == ""
