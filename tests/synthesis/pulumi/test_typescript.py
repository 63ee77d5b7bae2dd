"""Programs in TypeScript, from the project to the native graph; what is the same as in Python is tested there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.graph.location import Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue, Reference, Text, Unknown
from tests.synthesis.pulumi.test_engine import argument

if TYPE_CHECKING:
    from tests.synthesis.pulumi.conftest import Reading

pytestmark = pytest.mark.slow


def test_every_resource_and_look_up_is_there_at_the_line_that_made_it(orders_in_typescript: Reading) -> None:
    resources = orders_in_typescript.native.resources
    assert {address: str(one.location).rpartition(":")[0] for address, one in resources.items()} == {
        "data.aws_caller_identity.1": "index.ts:13",
        "aws_s3_bucket.archive": "index.ts:15",
        "aws_s3_bucket.replica": "index.ts:20",
        "aws_sqs_queue.intake-failed": "intake.ts:14",
        "aws_sqs_queue.intake-queue": "intake.ts:15",
        "aws_s3_bucket_notification.intake-events": "intake.ts:20",
        "aws_iam_role.worker": "index.ts:27",
        "data.aws_iam_policy_document.1": "index.ts:30",
        "aws_iam_role_policy.write": "index.ts:33",
        "aws_iam_role_policy.receive": "index.ts:34",
        "aws_lambda_function.worker": "index.ts:42",
        "aws_ssm_parameter.hash": "index.ts:49",
    }


def test_components_are_parents_at_the_line_that_called_them(orders_in_typescript: Reading) -> None:
    queue = orders_in_typescript.native.resources["aws_sqs_queue.intake-queue"]
    assert [(one.kind, one.name, one.at) for one in queue.parents] == [
        ("component", "intake", Location("index.ts", 25, 16))
    ]


def test_options_providers_and_configuration_reach_the_resources(orders_in_typescript: Reading) -> None:
    resources = orders_in_typescript.native.resources
    archive, replica = resources["aws_s3_bucket.archive"], resources["aws_s3_bucket.replica"]
    assert (archive.protected, archive.retain, archive.region) == (Truth.YES, Truth.NO, Known("eu-central-1"))
    assert (replica.protected, replica.retain, replica.region) == (Truth.NO, Truth.YES, Known("us-west-2"))
    assert replica.default_tags == MapValue({"Region": Known("west")})
    assert archive.default_tags == MapValue({"Project": Known("orders")})


def test_outputs_are_references_and_what_is_made_of_them_is_unknown(orders_in_typescript: Reading) -> None:
    native = orders_in_typescript.native
    assert argument(native, "data.aws_iam_policy_document.1", "statement", 0, "resources", 0) == Text(
        (Reference("aws_s3_bucket.archive", "arn"), "/*")
    )
    received = argument(native, "aws_iam_role_policy.receive", "policy")
    assert isinstance(received, Text)
    assert Reference("aws_sqs_queue.intake-queue", "arn") in received.parts
    assert isinstance(argument(native, "aws_ssm_parameter.hash", "value"), Unknown)
    password = argument(native, "aws_lambda_function.worker", "environment", "variables", "password")
    assert isinstance(password, Unknown)
    assert password.symbol == "config orders:password"


def test_exports_have_their_lines(orders_in_typescript: Reading) -> None:
    outputs = {one.name: one for one in orders_in_typescript.native.outputs}
    assert {name: one.at.line for name, one in outputs.items()} == {"archiveArn": 54, "owner": 55, "replicaPart": 56}
    assert outputs["archiveArn"].value == Reference("aws_s3_bucket.archive", "arn")
    assert isinstance(outputs["replicaPart"].value, Text)


def test_configuration_without_a_value_is_unknown_and_told(orders_in_typescript: Reading) -> None:
    assert orders_in_typescript.synthesis.status == "partial"
    told = [(one.message, one.at.line) for one in orders_in_typescript.native.problems if "orders:mail" in one.message]
    assert [line for _, line in told] == [47]
    assert "give it with --set orders:mail=VALUE" in told[0][0]


def test_another_suffix_changes_exactly_what_carries_it(orders_in_typescript: Reading) -> None:
    native, twin, synthesis = orders_in_typescript
    assert twin is not None
    assert list(twin.resources) == list(native.resources)
    names = {
        address: (argument(native, address, "bucket"), argument(twin, address, "bucket"))
        for address, one in native.resources.items()
        if one.type == "aws_s3_bucket"
    }
    other = synthesis.other_suffix
    assert names == {
        "aws_s3_bucket.archive": (Known("orders-archive-dev"), Known(f"orders-archive-{other}")),
        "aws_s3_bucket.replica": (Known("orders-replica-dev"), Known(f"orders-replica-{other}")),
    }
