"""Programs in Python, from the project to the native graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.graph.location import Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Text, Unknown, Value, unmasked
from stackproof.synthesis.model import Settings
from stackproof.synthesis.pulumi import engine
from stackproof.vocabulary.json_text import Encoded
from tests.synthesis.pulumi.conftest import FIXTURES, project

if TYPE_CHECKING:
    from stackproof.vocabulary.native import NativeGraph
    from tests.synthesis.pulumi.conftest import Reading

pytestmark = pytest.mark.slow


def argument(graph: NativeGraph, address: str, *path: str | int) -> Value:
    value: Value = graph.resources[address].arguments
    for step in path:
        if isinstance(value, Encoded):
            value = value.structure
        if isinstance(step, int):
            assert isinstance(value, ListValue)
            value = value.items[step]
        else:
            assert isinstance(value, MapValue)
            value = value.entries[step]
    return unmasked(value)


class TestResources:
    def test_every_resource_and_look_up_is_there_at_the_line_that_made_it(self, orders: Reading) -> None:
        assert {address: str(one.location).rpartition(":")[0] for address, one in orders.native.resources.items()} == {
            "data.aws_caller_identity.1": "__main__.py:10",
            "data.aws_region.1": "__main__.py:11",
            "aws_s3_bucket.archive": "__main__.py:15",
            "aws_s3_bucket.replica": "__main__.py:22",
            "aws_sqs_queue.intake-failed": "shop/intake.py:11",
            "aws_sqs_queue.intake-queue": "shop/intake.py:12",
            "aws_s3_bucket_notification.intake-events": "shop/intake.py:17",
            "aws_iam_role.worker": "__main__.py:30",
            "data.aws_iam_policy_document.1": "__main__.py:39",
            "aws_iam_role_policy.write": "__main__.py:42",
            "aws_iam_role_policy.receive": "__main__.py:43",
            "aws_dynamodb_table.orders": "__main__.py:54",
            "aws_lambda_function.worker": "__main__.py:62",
            "aws_cloudwatch_log_group.logs": "__main__.py:77",
        }
        assert orders.synthesis.status == "ok"

    def test_components_are_parents_at_the_line_that_called_them(self, orders: Reading) -> None:
        queue = orders.native.resources["aws_sqs_queue.intake-queue"]
        assert [(one.kind, one.name, one.at) for one in queue.parents] == [
            ("component", "intake", Location("__main__.py", 28, 10))
        ]

    def test_what_is_given_as_objects_has_the_names_of_terraform(self, orders: Reading) -> None:
        table = orders.native.resources["aws_dynamodb_table.orders"]
        assert table.native_type == "aws:dynamodb/table:Table"
        assert argument(orders.native, table.address, "attribute", 1, "type") == Known("N")
        assert argument(orders.native, table.address, "global_secondary_index", 0, "hash_key") == Known("at")

    def test_a_resource_waits_for_what_its_values_are_made_of_though_they_hold_no_reference(
        self, orders: Reading
    ) -> None:
        function = orders.native.resources["aws_lambda_function.worker"]
        # It refers to the table; the buckets' names are what the program gave itself.
        assert function.depends_on == ("aws_s3_bucket.archive", "aws_s3_bucket.replica")
        assert argument(orders.native, function.address, "filename") == Known("./handlers")


class TestReferences:
    def test_an_output_is_a_reference_also_inside_texts_and_json(self, orders: Reading) -> None:
        native = orders.native
        assert argument(native, "data.aws_iam_policy_document.1", "statement", 0, "resources", 0) == Text(
            (Reference("aws_s3_bucket.archive", "arn"), "/*")
        )
        assert argument(native, "aws_iam_role_policy.write", "policy") == Reference(
            "data.aws_iam_policy_document.1", "json"
        )
        received = argument(native, "aws_iam_role_policy.receive", "policy")
        assert isinstance(received, Text)
        assert Reference("aws_sqs_queue.intake-queue", "arn") in received.parts

    def test_what_the_program_gave_itself_is_known_where_it_is_read_back(self, orders: Reading) -> None:
        buckets = argument(orders.native, "aws_lambda_function.worker", "environment", "variables", "BUCKETS")
        assert buckets == Known('["orders-archive-dev", "orders-replica-dev"]')

    def test_a_policy_given_as_an_object_keeps_its_structure(self, orders: Reading) -> None:
        policy = argument(orders.native, "aws_iam_role.worker", "assume_role_policy")
        assert isinstance(policy, Encoded)
        principal = argument(orders.native, "aws_iam_role.worker", "assume_role_policy", "Statement", 0, "Principal")
        assert principal == MapValue({"Service": Known("lambda.amazonaws.com")})

    def test_exports_are_outputs_at_their_lines(self, orders: Reading) -> None:
        assert {one.name: (one.value, one.at.line) for one in orders.native.outputs} == {
            "archive": (Reference("aws_s3_bucket.archive", "arn"), 83),
            "owner": (
                Text(("arn:aws:iam::", Reference("data.aws_caller_identity.1", "account_id"), ":root in eu-central-1")),
                84,
            ),
        }


class TestDeployment:
    def test_region_and_tags_come_from_the_configuration_or_the_provider(self, orders: Reading) -> None:
        resources = orders.native.resources
        assert resources["aws_s3_bucket.archive"].region == Known("eu-central-1")
        assert resources["aws_s3_bucket.archive"].default_tags == MapValue({"Project": Known("orders")})
        assert resources["aws_s3_bucket.replica"].region == Known("us-west-2")
        assert resources["aws_s3_bucket.replica"].default_tags == MapValue({"Region": Known("west")})
        assert resources["aws_s3_bucket.replica"].meta["provider"] == Known("west")

    def test_options_say_what_happens_at_deletion(self, orders: Reading) -> None:
        archive, replica = (orders.native.resources[f"aws_s3_bucket.{name}"] for name in ("archive", "replica"))
        assert (archive.protected, archive.retain) == (Truth.YES, Truth.NO)
        assert (replica.protected, replica.retain) == (Truth.NO, Truth.YES)
        assert replica.meta["ignore_changes"] == ListValue((Known("lifecycle_rule"),))

    def test_an_encrypted_secret_is_a_secret_that_nobody_knows(self, orders: Reading) -> None:
        found = argument(orders.native, "aws_lambda_function.worker", "environment", "variables", "password")
        assert isinstance(found, Unknown)
        assert found.symbol == "config orders:password"
        environment = orders.native.resources["aws_lambda_function.worker"].arguments.entries["environment"]
        assert isinstance(environment, MapValue)
        assert "Sensitive" in repr(environment)

    def test_a_default_of_the_project_is_configuration(self, orders: Reading) -> None:
        assert argument(orders.native, "aws_cloudwatch_log_group.logs", "retention_in_days") == Known(14)

    def test_another_suffix_changes_exactly_what_carries_it(self, orders: Reading) -> None:
        assert orders.twin is not None
        assert list(orders.twin.resources) == list(orders.native.resources)
        changed = {
            address: (
                one.arguments.entries.get("bucket"),
                orders.twin.resources[address].arguments.entries.get("bucket"),
            )
            for address, one in orders.native.resources.items()
            if one.arguments != orders.twin.resources[address].arguments and one.type == "aws_s3_bucket"
        }
        other = orders.synthesis.other_suffix
        assert changed == {
            "aws_s3_bucket.archive": (Known("orders-archive-dev"), Known(f"orders-archive-{other}")),
            "aws_s3_bucket.replica": (Known("orders-replica-dev"), Known(f"orders-replica-{other}")),
        }


class TestWhatNobodyCanKnow:
    def test_what_is_made_of_a_reference_is_unknown_and_keeps_the_reference(self, restless: Reading) -> None:
        for name in ("part", "lower", "hash", "branch", "cores"):
            value = argument(restless.native, f"aws_ssm_parameter.{name}", "value")
            assert not isinstance(value, Known), name
            assert not isinstance(value, Reference), name

    def test_what_surely_stands_in_a_text_is_kept(self, restless: Reading) -> None:
        lower = argument(restless.native, "aws_ssm_parameter.lower", "value")
        assert isinstance(lower, Text)
        assert lower.parts[0] == "x/arn:"

    def test_chance_is_unknown(self, restless: Reading) -> None:
        name = argument(restless.native, "aws_sns_topic.topic", "name")
        assert isinstance(name, Text)
        assert name.parts[0] == "alarms-"
        assert isinstance(name.parts[1], Unknown)

    def test_the_number_of_zones_is_not_known(self, restless: Reading) -> None:
        zones = "data.aws_availability_zones.1"
        addresses = [f"aws_subnet.subnet-aws_availability_zones.names.{index}" for index in range(3)]
        assert [one for one in restless.native.resources if "subnet" in one] == addresses
        assert argument(restless.native, addresses[1], "availability_zone") == Reference(zones, "names.1")
        assert isinstance(argument(restless.native, "aws_ssm_parameter.count", "value"), Unknown)
        assert any("names.3 may be there or not" in one.message for one in restless.native.undecided_resources)

    def test_a_decision_on_a_placeholder_is_told_at_its_line(self, restless: Reading) -> None:
        told = [one for one in restless.native.problems if "decide (startswith)" in one.message]
        assert [one.at.line for one in told] == [17]

    def test_two_readings_are_equal(self, restless: Reading) -> None:
        again, _, _ = engine.read_native(
            project(FIXTURES / "pulumi_python" / "restless"), Settings(regions={"primary": "us-east-1"})
        )
        assert again is not None
        assert list(again.resources) == list(restless.native.resources)
        assert [str(one) for one in again.problems] == [str(one) for one in restless.native.problems]
