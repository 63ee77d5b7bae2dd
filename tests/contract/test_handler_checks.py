"""Requirements about what the code of functions calls and reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.build import UNSURE, graph, judge, resource

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION = "AWS::Lambda::Function"
READS = "import os\nT = os.environ['TABLE']\ndef handler(event, context): return T\n"
HIDES = "import os\ndef handler(event, context): return dict(os.environ)\n"
CALLS = (
    "import boto3\ns3 = boto3.client('s3')\ndef handler(event, context): return s3.get_object(Bucket='b', Key='k')\n"
)
HANDS_ON = "import boto3, lib\ndef handler(event, context): return lib.use(boto3.client('s3'))\n"


def _function(code: str, **given: Any) -> dict[str, Any]:
    return {"Runtime": "python3.13", "Handler": "index.handler", "Code": {"ZipFile": code}, **given}


def _role(*actions: str) -> dict[str, Any]:
    document = {"Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}
    return {
        "AssumeRolePolicyDocument": {"Statement": []},
        "Policies": [{"PolicyName": "p", "PolicyDocument": document}],
    }


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (_function(READS, Environment={"Variables": {"TABLE": "t"}}), "proven"),
        (_function(READS, Environment={"Variables": {"TABEL": "t"}}), "violated"),
        (_function(READS), "violated"),
        (_function(READS, Environment={"Variables": {"TABLE": UNSURE}}), "undecided"),
        (_function(READS, Environment=UNSURE), "undecided"),
        (_function(HIDES), "undecided"),
        (_function("def handler(event, context): return 1"), "proven"),
        ({"Runtime": "python3.13", "Handler": "a.b", "Code": {"S3Bucket": "b"}}, "undecided"),
        ({"Runtime": "java21", "Handler": "a.b", "Code": {"S3Bucket": "b"}}, "undecided"),
    ],
)
def test_variables_that_the_code_needs_are_set(tmp_path: Path, given: dict[str, Any], status: str) -> None:
    verdict = judge("{check: handlers.env-matches}", graph(resource("F", FUNCTION, given)), root=tmp_path)
    assert verdict.status == status


@pytest.mark.parametrize(
    ("code", "role", "status"),
    [
        (CALLS, _role("s3:GetObject"), "proven"),
        (CALLS, _role("s3:*"), "proven"),
        (CALLS, _role("s3:PutObject"), "violated"),
        (CALLS, {"AssumeRolePolicyDocument": {"Statement": []}, "ManagedPolicyArns": [UNSURE]}, "undecided"),
        (HANDS_ON, _role("s3:*"), "undecided"),
        ("def handler(event, context): return 1", _role(), "proven"),
    ],
)
def test_calls_that_the_code_makes_are_permitted(tmp_path: Path, code: str, role: dict[str, Any], status: str) -> None:
    built = graph(
        resource("F", FUNCTION, _function(code, Role={"GetAtt": "R.Arn"})), resource("R", "AWS::IAM::Role", role)
    )
    assert judge("{check: handlers.call-only-permitted}", built, root=tmp_path).status == status


@pytest.mark.parametrize("check", ["handlers.env-matches", "handlers.call-only-permitted"])
def test_without_functions_there_is_nothing_to_prove(tmp_path: Path, check: str) -> None:
    assert judge(f"{{check: {check}}}", graph(), root=tmp_path).status == "proven"
