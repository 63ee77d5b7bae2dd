"""Calls of the SDKs and the actions that they need."""

from __future__ import annotations

import pytest

from stackproof.facts.iam_actions import takes_resource
from stackproof.facts.sdk import _BY_HAND, _OF_VERSION, Needed, client_of_class, client_of_package, needed, written


@pytest.mark.parametrize(
    ("client", "method", "action"),
    [
        ("s3", "listobjectsv2", "s3:listbucket"),
        ("s3", "headobject", "s3:getobject"),
        ("s3", "uploadfile", "s3:putobject"),
        ("lambda", "invoke", "lambda:invokefunction"),
        ("sqs", "sendmessagebatch", "sqs:sendmessage"),
        ("stepfunctions", "startexecution", "states:startexecution"),
        ("dynamodb", "table.putitem", "dynamodb:putitem"),
        ("dynamodbstreams", "getrecords", "dynamodb:getrecords"),
        ("ssm", "getparameter", "ssm:getparameter"),
        ("sesv2", "getaccount", "ses:getaccount"),
        ("ec2", "describeinstances", "ec2:describeinstances"),
        ("apigatewaymanagementapi", "posttoconnection", "execute-api:manageconnections"),
        ("bedrock-runtime", "invokemodel", "bedrock:invokemodel"),
    ],
)
def test_a_call_needs_its_action(client: str, method: str, action: str) -> None:
    assert [one.action for one in needed(client, method) or ()] == [action]


@pytest.mark.parametrize(("client", "method"), [("sts", "getcalleridentity"), ("cognito-idp", "initiateauth")])
def test_what_anybody_may_call_needs_nothing(client: str, method: str) -> None:
    assert needed(client, method) == ()


@pytest.mark.parametrize(
    ("client", "method"), [("s3", "putsomething"), ("ssm", "fly"), ("nosuch", "get"), ("dynamodb", "table.fly")]
)
def test_what_is_not_known_is_not_guessed(client: str, method: str) -> None:
    assert needed(client, method) is None


def test_every_action_that_is_written_by_hand_exists() -> None:
    actions = {need.action for methods in _BY_HAND.values() for needs in methods.values() for need in needs}
    actions |= _OF_VERSION.keys() | set(_OF_VERSION.values())
    assert {action for action in actions if takes_resource(action) is None} == set()


def test_objects_of_a_bucket_are_below_it() -> None:
    assert needed("s3", "getobject") == (Needed("s3:getobject", "bucket", True),)
    assert needed("s3", "listobjectsv2") == (Needed("s3:listbucket", "bucket"),)


def test_a_call_that_names_a_version_needs_the_action_on_versions_alone() -> None:
    assert needed("s3", "getobject", {"bucket", "key", "versionid"}) == (Needed("s3:getobjectversion", "bucket", True),)
    assert needed("s3", "headobject", {"versionid"}) == (Needed("s3:getobjectversion", "bucket", True),)
    assert needed("s3", "putobject", {"versionid"}) == (Needed("s3:putobject", "bucket", True),)
    assert needed("lambda", "invoke", {"versionid"}) == needed("lambda", "invoke")


@pytest.mark.parametrize(
    ("package", "client"),
    [
        ("@aws-sdk/client-s3", "s3"),
        ("@aws-sdk/client-sfn", "stepfunctions"),
        ("@aws-sdk/client-secrets-manager", "secretsmanager"),
        ("@aws-sdk/client-eventbridge", "events"),
        ("@aws-sdk/client-nosuch", None),
        ("@aws-sdk/lib-dynamodb", None),
        ("axios", None),
    ],
)
def test_packages_of_javascript_3(package: str, client: str | None) -> None:
    assert client_of_package(package) == client


@pytest.mark.parametrize(
    ("name", "client"),
    [
        ("S3", "s3"),
        ("SecretsManager", "secretsmanager"),
        ("StepFunctions", "stepfunctions"),
        ("CloudWatchLogs", "logs"),
    ],
)
def test_classes_of_javascript_2(name: str, client: str) -> None:
    assert client_of_class(name) == client


def test_a_class_that_is_no_client_is_none() -> None:
    assert client_of_class("Endpoint") is None


@pytest.mark.parametrize(
    ("action", "operation", "expected"),
    [
        ("ssm:getparameter", "GetParameter", "ssm:GetParameter"),
        ("s3:listbucket", "ListObjectsV2", "s3:ListBucket"),
        ("s3:abc", "Def", "s3:abc"),
    ],
)
def test_an_action_is_shown_as_the_documentation_writes_it(action: str, operation: str, expected: str) -> None:
    assert written(action, operation) == expected
