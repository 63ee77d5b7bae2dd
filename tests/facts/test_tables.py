"""Runtimes, reserved names and managed policies."""

from datetime import date

from stackproof.facts import lambda_service, managed_policies


def test_a_runtime_has_its_dates() -> None:
    assert lambda_service.runtime("nodejs18.x") == lambda_service.Runtime(
        "nodejs18.x", date(2025, 9, 1), date(2027, 2, 1), date(2027, 3, 3), "nodejs24.x"
    )
    assert lambda_service.runtime("python9.9") is None


def test_the_newest_runtimes_are_in_the_table() -> None:
    newest = {"python3.13", "nodejs24.x", "provided.al2023"}
    assert newest == {name for name in newest if lambda_service.runtime(name) is not None}


def test_reserved_names_hold_what_lambda_sets_itself_and_not_what_may_be_changed() -> None:
    reserved = lambda_service.reserved_environment()
    assert {"AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "_HANDLER", "AWS_ACCESS_KEY_ID"} <= reserved
    assert reserved.isdisjoint({"TZ", "PATH", "LANG", "PYTHONPATH", "NODE_OPTIONS", "ENVIRONMENT"})


def test_a_managed_policy_is_known_by_path_and_name() -> None:
    assert "service-role/AWSLambdaBasicExecutionRole" in managed_policies.names()
    assert "AWSLambdaBasicExecutionRole" not in managed_policies.names()
    assert managed_policies.corrected("AWSLambdaBasicExecutionRole") == "service-role/AWSLambdaBasicExecutionRole"
    assert managed_policies.corrected("NoSuchPolicy") is None


def test_the_path_is_read_from_arns_of_every_partition_and_from_no_other_arn() -> None:
    assert managed_policies.path_of("arn:aws-cn:iam::aws:policy/job-function/Billing") == "job-function/Billing"
    assert managed_policies.path_of("arn:aws:iam::123456789012:policy/Mine") is None


def test_common_policies_come_with_their_statements() -> None:
    found = managed_policies.document("service-role/AWSLambdaBasicExecutionRole")
    assert found is not None
    assert found["Statement"][0]["Action"] == ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    assert managed_policies.document("SecurityAudit") is None


def test_each_table_names_its_source_and_date() -> None:
    for table in (lambda_service, managed_policies):
        assert table.source().startswith("https://docs.aws.amazon.com/")
