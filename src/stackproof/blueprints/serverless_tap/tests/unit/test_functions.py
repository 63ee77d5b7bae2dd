"""Both functions, what they may do, and what calls them."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest

from serverless_tap.packaging import package_of
from tests.unit.conftest import ACCOUNT, PROJECT, Deployment

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue-tap-dead-letters-unit"
BUCKET = f"arn:aws:s3:us-east-1:{ACCOUNT}:bucket-tap-data-unit"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table-tap-metadata-unit"


@pytest.mark.parametrize(
    ("purpose", "handler", "memory", "timeout", "attempts", "wait"),
    [
        ("api-handler", "document_api.handle", 512, 30, "2", "3"),
        ("processor", "object_processor.handle", 1024, 300, "4", "5"),
    ],
)
def test_a_function_is_as_required(
    default: Deployment, purpose: str, handler: str, memory: int, timeout: int, attempts: str, wait: str
) -> None:
    """Memory, time, concurrency, tracing, dead letters, encryption of its environment."""
    function = default.one("Function", purpose).inputs
    assert (function["handler"], function["memorySize"], function["timeout"]) == (handler, memory, timeout)
    assert (function["runtime"], function["reservedConcurrentExecutions"]) == ("python3.13", 5)
    assert function["tracingConfig"] == {"mode": "Active"}
    assert function["deadLetterConfig"] == {"targetArn": QUEUE}
    assert function["kmsKeyArn"] == KEY
    assert function["environment"]["variables"] == {
        "ENVIRONMENT": "dev",
        "MAX_CONNECTIONS": "10",
        "CALL_ATTEMPTS": attempts,
        "READ_TIMEOUT_SECONDS": wait,
        "DATA_BUCKET": "bucket-tap-data-unit",
        "METADATA_TABLE": "table-tap-metadata-unit",
        "DEAD_LETTER_QUEUE_URL": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/queue-tap-dead-letters-unit",
    }
    assert function["loggingConfig"]["logGroup"] == f"log-tap-{purpose}-unit"
    retries = default.one("FunctionEventInvokeConfig", purpose).inputs
    assert (retries["maximumRetryAttempts"], retries["maximumEventAgeInSeconds"]) == (2, 21_600)


@pytest.mark.parametrize(
    ("purpose", "own"),
    [
        (
            "api-handler",
            {
                ("s3:GetObject", f"{BUCKET}/*"),
                ("s3:PutObject", f"{BUCKET}/*"),
                ("dynamodb:GetItem", TABLE),
                ("dynamodb:PutItem", TABLE),
                ("dynamodb:Query", TABLE),
            },
        ),
        ("processor", {("s3:GetObjectVersion", f"{BUCKET}/*"), ("dynamodb:PutItem", TABLE)}),
    ],
)
def test_a_role_permits_exactly_what_is_needed(default: Deployment, purpose: str, own: set[tuple[str, str]]) -> None:
    """And Lambda alone may assume it."""
    trust = json.loads(default.one("Role", purpose).inputs["assumeRolePolicy"])
    assert [one["Principal"] for one in trust["Statement"]] == [{"Service": "lambda.amazonaws.com"}]
    log = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:log-tap-{purpose}-unit:*"
    policy = json.loads(default.one("RolePolicy", purpose).inputs["policy"])
    allowed = set()
    for statement in policy["Statement"]:
        assert statement["Effect"] == "Allow"
        actions = statement["Action"]
        allowed |= {(action, statement["Resource"]) for action in ([actions] if isinstance(actions, str) else actions)}
    assert allowed == own | {
        ("logs:CreateLogStream", log),
        ("logs:PutLogEvents", log),
        ("xray:PutTraceSegments", "*"),
        ("xray:PutTelemetryRecords", "*"),
        ("sqs:SendMessage", QUEUE),
        ("kms:Decrypt", KEY),
        ("kms:GenerateDataKey", KEY),
    }


def test_logs_are_kept_a_week_in_production_a_month(default: Deployment, production: Deployment) -> None:
    """All three groups, encrypted with the key."""
    for deployment, days in ((default, 7), (production, 30)):
        groups = deployment.of("LogGroup")
        assert len(groups) == 3
        assert {(one.inputs["retentionInDays"], one.inputs["kmsKeyId"]) for one in groups} == {(days, KEY)}


@pytest.mark.parametrize(("folder", "entry"), [("api", "document_api.py"), ("processor", "object_processor.py")])
def test_a_package_holds_the_modules_of_its_function_and_the_shared_ones(folder: str, entry: str) -> None:
    """Side by side, and nothing else of the folders."""
    package: Any = package_of(folder, "shared")
    modules = {*(PROJECT / "handlers" / folder).glob("*.py"), *(PROJECT / "handlers" / "shared").glob("*.py")}
    assert package.assets.keys() == {module.name for module in modules}
    assert entry in package.assets
    assert {asset.path for asset in package.assets.values()} == {str(module) for module in modules}
    assert all(isinstance(asset, pulumi.FileAsset) for asset in package.assets.values())


def test_the_api_has_four_routes_for_signed_requests(default: Deployment) -> None:
    """All of them end at the API handler."""
    assert {one.inputs["routeKey"] for one in default.of("Route")} == {
        "POST /documents",
        "GET /documents",
        "GET /documents/{id}",
        "GET /documents/{id}/content",
    }
    assert {one.inputs["authorizationType"] for one in default.of("Route")} == {"AWS_IAM"}
    assert {one.inputs["target"] for one in default.of("Route")} == {"integrations/api-id"}
    integration = default.one("Integration", "api").inputs
    assert integration["integrationType"] == "AWS_PROXY"
    assert integration["payloadFormatVersion"] == "2.0"
    assert "function-tap-api-handler-unit" in integration["integrationUri"]
    permission = default.one("Permission", "api").inputs
    assert permission["function"] == "function-tap-api-handler-unit"
    assert permission["principal"] == "apigateway.amazonaws.com"
    assert permission["sourceArn"] == f"arn:aws:execute-api:us-east-1:{ACCOUNT}:abc/*/*"


def test_the_api_limits_and_logs_requests(default: Deployment) -> None:
    """As one line of JSON each, without headers and queries."""
    stage = default.one("Stage", "api").inputs
    assert (stage["name"], stage["autoDeploy"]) == ("$default", True)
    limits = stage["defaultRouteSettings"]
    assert (limits["throttlingBurstLimit"], limits["throttlingRateLimit"]) == (5, 10)
    assert stage["accessLogSettings"]["destinationArn"].endswith(":/aws/vendedlogs/log-tap-api-access-unit")
    line = json.loads(stage["accessLogSettings"]["format"])
    assert line["request_id"] == "$context.requestId"
    assert all(value.startswith("$context.") for value in line.values())


def test_the_bucket_calls_the_processor_for_contents_alone(default: Deployment) -> None:
    """And the bucket of this account alone may."""
    (notification,) = default.one("BucketNotification", "objects").inputs["lambdaFunctions"]
    assert notification["events"] == ["s3:ObjectCreated:*"]
    assert notification["filterPrefix"] == "documents/"
    assert notification["lambdaFunctionArn"].endswith(":function-tap-processor-unit")
    permission = default.one("Permission", "objects").inputs
    assert permission["function"] == "function-tap-processor-unit"
    assert (permission["principal"], permission["sourceAccount"]) == ("s3.amazonaws.com", ACCOUNT)
    assert permission["sourceArn"] == BUCKET


def test_alarms_watch_both_functions_the_api_and_the_dead_letters(default: Deployment) -> None:
    """With the thresholds of the settings; all tell the topic."""
    found = {
        one.name: (one.inputs["namespace"], one.inputs["metricName"], one.inputs["statistic"], one.inputs["threshold"])
        for one in default.of("MetricAlarm")
    }
    assert found == {
        "api-handler-errors": ("AWS/Lambda", "Errors", "Sum", 0),
        "api-handler-throttles": ("AWS/Lambda", "Throttles", "Sum", 0),
        "api-handler-duration": ("AWS/Lambda", "Duration", "Maximum", 24_000),
        "processor-errors": ("AWS/Lambda", "Errors", "Sum", 0),
        "processor-throttles": ("AWS/Lambda", "Throttles", "Sum", 0),
        "processor-duration": ("AWS/Lambda", "Duration", "Maximum", 240_000),
        "api-server-errors": ("AWS/ApiGateway", "5xx", "Sum", 0),
        "dead-letters": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 0),
    }
    dimensions = {one.name: one.inputs["dimensions"] for one in default.of("MetricAlarm")}
    assert dimensions["processor-errors"] == {"FunctionName": "function-tap-processor-unit"}
    assert dimensions["api-server-errors"] == {"ApiId": "api-id"}
    assert dimensions["dead-letters"] == {"QueueName": "queue-tap-dead-letters-unit"}
    for one in default.of("MetricAlarm"):
        actions = one.inputs["alarmActions"], one.inputs["okActions"]
        assert actions == ([f"arn:aws:sns:us-east-1:{ACCOUNT}:topic-tap-alarms-unit"],) * 2
        assert one.inputs["comparisonOperator"] == "GreaterThanThreshold"
        assert (one.inputs["period"], one.inputs["evaluationPeriods"]) == (300, 1)
        assert one.inputs["treatMissingData"] == "notBreaching"
