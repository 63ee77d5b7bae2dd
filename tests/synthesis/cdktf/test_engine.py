"""Real syntheses of the fixtures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.graph.query import get, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue, Unknown, walk
from stackproof.synthesis.cdk.readback import VARYING

if TYPE_CHECKING:
    from stackproof.synthesis.model import Synthesis

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parents[2] / "fixtures"


def line(fixture: str, file: str, text: str) -> str:
    """`file:line` of the first line that holds a text, so that the fixtures can be edited."""
    for number, one in enumerate((FIXTURES / fixture / file).read_text("utf-8").splitlines(), 1):
        if text in one:
            return f"{file}:{number}"
    raise AssertionError(f"{text} is not in {file}")


def lines(synthesis: Synthesis) -> dict[str, str]:
    return {
        address: f"{resource.location.file}:{resource.location.line}"
        for address, resource in synthesis.graph.resources.items()
    }


def parents(synthesis: Synthesis, address: str) -> list[tuple[str, str]]:
    return [(parent.kind, parent.name) for parent in synthesis.graph.resources[address].parents]


def varying(synthesis: Synthesis, address: str) -> set[str]:
    """Properties of a resource of which something differs from run to run."""
    found = walk(synthesis.graph.resources[address].properties)
    return {path[0] for path, value in found if isinstance(value, Unknown) and value.reason == VARYING}


def notes(synthesis: Synthesis) -> list[str]:
    return [problem.message for problem in synthesis.problems]


class TestPythonThroughAliases:
    def test_every_resource_has_the_line_that_made_it(self, orders: Synthesis) -> None:
        assert orders.status == "ok"
        assert lines(orders) == {
            "aws_s3_bucket.archive_bucket_B42367AB": line("cdktf_orders", "stacks/archive.py", "S3Bucket(self"),
            "aws_sqs_queue.dead": line("cdktf_orders", "stacks/orders.py", "dead = "),
            "aws_sqs_queue.queue": line("cdktf_orders", "stacks/orders.py", "queue = "),
            "aws_iam_role.role": line("cdktf_orders", "stacks/orders.py", "IamRole("),
        }

    def test_the_construct_tree_is_told(self, orders: Synthesis) -> None:
        assert parents(orders, "aws_s3_bucket.archive_bucket_B42367AB") == [
            ("app", "App"),
            ("stack", "orders"),
            ("construct", "archive"),
        ]
        (stack,) = orders.graph.stacks.values()
        assert stack.region == Known("eu-west-1")
        assert str(stack.location).startswith(line("cdktf_orders", "main.py", "OrdersStack(app"))

    def test_it_is_said_which_packages_stood_in_for_which(self, orders: Synthesis) -> None:
        terrain, bindings = orders.versions["cdktn"], orders.versions["cdktn-provider-aws"]
        assert notes(orders) == [
            f"written for cdktf ~=0.20.0, read with cdktn {terrain} through an alias",
            f"written for cdktf-cdktf-provider-aws ~=19.0, read with cdktn-provider-aws {bindings} through an alias",
        ]
        assert set(orders.versions) == {"cdktn", "cdktn-provider-aws", "constructs", "jsii", "node"}

    def test_expressions_overrides_context_and_variables_are_evaluated(self, orders: Synthesis) -> None:
        queue = orders.graph.resources["aws_sqs_queue.queue"]
        dead = get(queue.properties, "RedrivePolicy", "deadLetterTargetArn")
        assert string(get(queue.properties, "QueueName")) == "orders-demo"
        assert get(queue.properties, "DelaySeconds") in (Known(30), Known("30"))
        assert repr(dead) == "Reference(('aws_sqs_queue.dead', 'Arn'))"
        assert queue.lifecycle.protected is Truth.YES
        tags = {string(get(item, "Key")): get(item, "Value") for item in _items(queue.properties, "Tags")}
        assert tags["Team"] == Known("orders")

    def test_split_resources_are_folded_into_the_one_they_configure(self, orders: Synthesis) -> None:
        bucket = orders.graph.resources["aws_s3_bucket.archive_bucket_B42367AB"]
        assert string(get(bucket.properties, "VersioningConfiguration", "Status")) == "Enabled"

    def test_what_chance_makes_is_unknown_in_both_readings(self, orders: Synthesis) -> None:
        assert {address for address in orders.graph.resources if varying(orders, address)} == {"aws_sqs_queue.queue"}
        assert varying(orders, "aws_sqs_queue.queue") == {"Tags"}
        assert orders.twin is not None
        twin = orders.twin.resources["aws_sqs_queue.queue"].properties
        assert [value.reason for _, value in walk(twin) if isinstance(value, Unknown)] == [VARYING, VARYING]

    def test_the_twin_has_the_same_addresses_and_other_names(self, orders: Synthesis) -> None:
        assert orders.twin is not None
        assert orders.twin.resources.keys() == orders.graph.resources.keys()
        bucket = orders.twin.resources["aws_s3_bucket.archive_bucket_B42367AB"]
        assert string(get(bucket.properties, "BucketName")) == f"orders-{orders.other_suffix}"
        assert orders.other_suffix not in ("", "demo")

    def test_values_stand_where_the_construct_was_made(self, orders: Synthesis) -> None:
        for resource in orders.graph.resources.values():
            places = {value.at.file for _, value in walk(resource.properties)} - {""}
            assert places <= {"stacks/orders.py", "stacks/archive.py"}

    def test_outputs_have_their_line(self, orders: Synthesis) -> None:
        (output,) = orders.graph.outputs
        assert str(output.at).startswith(line("cdktf_orders", "stacks/orders.py", "TerraformOutput(self"))

    def test_no_temporary_folder_is_left_in_what_is_told(self, orders: Synthesis) -> None:
        (stack,) = orders.graph.stacks.values()
        assert string(get(stack.settings["backend"], "local", "path")) == "terraform.orders.tfstate"


def _items(properties: MapValue, name: str) -> list[MapValue]:
    found = get(properties, name)
    return [item for item in getattr(found, "items", ()) if isinstance(item, MapValue)]


class TestStacks:
    def test_the_resources_of_every_stack_are_in_one_graph(self, two_regions: Synthesis) -> None:
        assert two_regions.status == "ok"
        assert notes(two_regions) == []
        assert (
            lines(two_regions)
            == {
                "keys/aws_kms_key.key": line("cdktf_two_regions", "main.py", "self.key = KmsKey"),
                "store/aws_s3_bucket.replica": line("cdktf_two_regions", "main.py", "S3Bucket(self"),
                "store/aws_sns_topic.topic": line("cdktf_two_regions", "main.py", "topic = SnsTopic"),
            }
            or lines(two_regions)["keys/aws_kms_key.key"]
        )

    def test_references_between_stacks_are_edges(self, two_regions: Synthesis) -> None:
        resources = two_regions.graph.resources
        topic = resources["store/aws_sns_topic.topic"]
        assert repr(get(topic.properties, "KmsMasterKeyId")) == "Reference(('keys/aws_kms_key.key', 'Arn'))"
        edges = {(edge.source, edge.target) for edge in two_regions.graph.edges}
        assert edges == {
            ("store/aws_sns_topic.topic", "keys/aws_kms_key.key"),
            ("store/aws_s3_bucket.replica", "keys/aws_kms_key.key"),
            ("store/aws_s3_bucket.replica", "store/aws_sns_topic.topic"),
        }

    def test_a_resource_is_in_the_region_of_its_provider(self, two_regions: Synthesis) -> None:
        assert {address: string(one.region) for address, one in two_regions.graph.resources.items()} == {
            "keys/aws_kms_key.key": "us-east-1",
            "store/aws_s3_bucket.replica": "us-west-2",
            "store/aws_sns_topic.topic": "us-east-1",
        }

    def test_backends_and_places_of_stacks_are_told(self, two_regions: Synthesis) -> None:
        stacks = two_regions.graph.stacks
        assert {key: string(get(one.settings["backend"], "s3", "key")) for key, one in stacks.items()} == {
            "keys": "keys.tfstate",
            "store": "store.tfstate",
        }
        assert [str(one.location).rpartition(":")[0] for one in stacks.values()] == [
            line("cdktf_two_regions", "main.py", "keys = Keys(app"),
            line("cdktf_two_regions", "main.py", "Store(app"),
        ]

    def test_what_terraform_itself_would_refuse_to_delete_is_protected(self, two_regions: Synthesis) -> None:
        assert two_regions.graph.resources["keys/aws_kms_key.key"].lifecycle.protected is Truth.YES


class TestTypeScript:
    def test_every_resource_has_the_line_that_made_it(self, shop: Synthesis) -> None:
        assert shop.status == "ok"
        assert lines(shop) == {
            "aws_sqs_queue.inbox_queue_87C59E43": line("cdktf_typescript", "lib/shop.ts", "new aws.sqsQueue.SqsQueue"),
            "aws_dynamodb_table.table": line("cdktf_typescript", "lib/shop.ts", "new DynamodbTable"),
        }
        assert parents(shop, "aws_sqs_queue.inbox_queue_87C59E43") == [
            ("app", "App"),
            ("stack", "shop"),
            ("construct", "inbox"),
        ]

    def test_the_clock_is_unknown_and_the_suffix_is_in_the_names(self, shop: Synthesis) -> None:
        assert varying(shop, "aws_dynamodb_table.table") == {"Tags"}
        assert shop.twin is not None
        names = [
            string(get(graph.resources["aws_dynamodb_table.table"].properties, "TableName"))
            for graph in (shop.graph, shop.twin)
        ]
        assert names == ["shop-demo", f"shop-{shop.other_suffix}"]

    def test_the_versions_that_it_pins_are_used(self, shop: Synthesis) -> None:
        assert {name: shop.versions[name] for name in ("cdktn", "constructs")} == {
            "cdktn": "0.24.0",
            "constructs": "10.7.2",
        }
        assert notes(shop) == []
