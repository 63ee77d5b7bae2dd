from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stackproof.graph.location import Location
from stackproof.graph.resource import Parent
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Text
from stackproof.synthesis.terraform.json_documents import JsonDocument, Placed, read_documents
from stackproof.vocabulary.json_text import Encoded
from tests.synthesis.terraform.reading import errors, native, plain, project

DOCUMENT: dict[str, Any] = {
    "//": "a comment",
    "terraform": [
        {"required_version": ">= 1.5", "backend": {"s3": {"bucket": "b"}}},
        {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.0"}}},
    ],
    "provider": {
        "aws": [
            {"region": "${var.region}"},
            {"alias": "west", "region": "us-west-2", "default_tags": {"tags": {"A": "b"}}},
        ]
    },
    "variable": {
        "region": {"type": "string", "default": "eu-west-1"},
        "sizes": {"type": "map(number)", "default": {"a": "1", "b": 2}},
    },
    "locals": {"name": "n-${var.region}", "not": "${var.sizes}"},
    "resource": {
        "aws_sqs_queue": {
            "q": {
                "//": {"metadata": {"path": "app/q"}},
                "for_each": "${var.sizes}",
                "name": "${local.name}-${each.key}",
                "delay_seconds": "${each.value}",
                "provider": "aws.west",
                "depends_on": ["aws_vpc.v"],
                "lifecycle": {"prevent_destroy": True, "ignore_changes": ["tags"]},
                "provisioner": [{"local-exec": {"command": "x"}}],
                "policy": '${jsonencode({"a" = aws_vpc.v.arn})}',
            }
        },
        "aws_vpc": {
            "v": [
                {
                    "cidr_block": "10.0.0.0/16",
                    "dynamic": {"block": {"for_each": [1, 2], "content": {"n": "${block.value}"}}},
                }
            ]
        },
    },
    "data": {"aws_region": {"r": {}}},
    "module": {"m": {"source": "./m", "vpc": "${aws_vpc.v.id}", "providers": {"aws": "aws.west"}}},
    "output": {"o": {"value": "${module.m.id}", "description": "the id"}},
    "moved": [{"from": "aws_vpc.a", "to": "aws_vpc.v"}],
}


MODULE = """
variable "vpc" {}
resource "aws_subnet" "s" {
  vpc_id = var.vpc
}
output "id" {
  value = aws_subnet.s.id
}
"""


def test_the_json_syntax_says_the_same_as_hcl(tmp_path: Path) -> None:
    files: dict[str, Any] = {"main.tf.json": DOCUMENT, "m/main.tf": MODULE}
    graph = native(project(tmp_path, files))
    assert errors(graph) == []
    assert list(graph.resources) == [
        'aws_sqs_queue.q["a"]',
        'aws_sqs_queue.q["b"]',
        "aws_vpc.v",
        "data.aws_region.r",
        "module.m.aws_subnet.s",
    ]
    queue = graph.resources['aws_sqs_queue.q["b"]']
    assert queue.arguments.entries["name"] == Known("n-eu-west-1-b")
    assert queue.arguments.entries["delay_seconds"] == Known(2)
    assert queue.arguments.entries["policy"] == Encoded(MapValue({"a": Reference("aws_vpc.v", "arn")}))
    assert set(queue.arguments.entries) == {"name", "delay_seconds", "policy"}
    assert queue.protected is Truth.YES
    assert queue.region == Known("us-west-2")
    assert queue.default_tags == MapValue({"A": Known("b")})
    assert queue.depends_on == ("aws_vpc.v",)
    assert queue.meta["ignore_changes"] == ListValue((Known("tags"),))
    line = next(n for n, text in enumerate(json.dumps(DOCUMENT, indent=2).splitlines(), 1) if text.strip() == '"q": {')
    assert queue.location == Location("main.tf.json", line, 7)
    assert plain(graph, "aws_vpc.v") == {"cidr_block": "10.0.0.0/16", "block": [{"n": 1}, {"n": 2}]}
    subnet = graph.resources["module.m.aws_subnet.s"]
    assert subnet.arguments.entries["vpc_id"] == Reference("aws_vpc.v", "id")
    assert subnet.region == Known("us-west-2")
    assert [(one.name, one.value, one.description) for one in graph.outputs] == [
        ("o", Reference("module.m.aws_subnet.s", "id"), "the id")
    ]
    settings = graph.stacks[""].settings
    assert settings["moved"] == ListValue((MapValue({"from": Known("aws_vpc.a"), "to": Known("aws_vpc.v")}),))
    assert settings["required_version"] == Known(">= 1.5")
    assert settings["backend"] == MapValue({"s3": MapValue({"bucket": Known("b")})})
    assert graph.assumptions == ["default of variable region", "default of variable sizes"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("back\\slash ${1 + 1}", "back\\slash 2"),
        ("$${x}", "${x}"),
        ("$${x} ${1}", "${x} 1"),
        ("%{ if true }a%{ endif }", "a"),
        ("${[1, 2]}", [1, 2]),
        ("${{a = 1}.a}", 1),
        ('${upper("a")}', "A"),
        ('${jsonencode({"a" = "${1}"})}', '{"a":1}'),
        ("${true}", True),
        ("${null == null}", True),
        ("a\n${1}\n", "a\n1\n"),
        ("", ""),
    ],
)
def test_texts_in_json_are_templates(text: str, expected: object, tmp_path: Path) -> None:
    graph = native(project(tmp_path, {"main.tf.json": {"resource": {"x": {"y": {"a": {"v": text}}}}}}))
    assert errors(graph) == []
    assert plain(graph, "x.y") == {"a": {"v": expected}}


def test_the_default_of_a_variable_is_no_template(tmp_path: Path) -> None:
    document = {"variable": {"v": {"default": "${x}"}}, "resource": {"x": {"y": {"a": "${var.v}"}}}}
    assert plain(native(project(tmp_path, {"main.tf.json": document})), "x.y") == {"a": "${x}"}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"resource": {"x": {"y": {"a": "${"}}}}, "main.tf.json:5:9: the file cannot be read in full"),
        (
            {"resource": {"x": ["y"]}},
            "main.tf.json:4:7: the file cannot be read in full: a JSON object is expected here",
        ),
        ({"thing": {}}, "main.tf.json:2:3: the file cannot be read in full: there are no blocks of the type thing"),
    ],
)
def test_faults_of_a_document_have_a_place(document: dict[str, Any], expected: str, tmp_path: Path) -> None:
    (found,) = errors(native(project(tmp_path, {"main.tf.json": document})))
    assert found.startswith(expected)


@pytest.mark.parametrize(
    "text", ["", "{", "[1", "null", '{"a": 1, "a": 2}', '"x"', "\x00", '{"resource": ' * 200, "\ud800"]
)
def test_broken_documents_are_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    graph = native(tmp_path)
    assert graph.resources == {}


STACK: dict[str, Any] = {
    "provider": {"aws": [{"region": "eu-west-1"}]},
    "resource": {
        "aws_s3_bucket": {
            "logs_AB": {"//": {"metadata": {"path": "one/logs", "uniqueId": "logs_AB"}}, "bucket": "b-${var.x}"}
        },
        "aws_vpc": {"v": {"tags": {"a": "${aws_s3_bucket.logs_AB.arn}/*"}}},
    },
    "variable": {"x": {"type": "string"}},
    "data": {"terraform_remote_state": {"other": {"backend": "local"}}},
    "output": {"o": {"value": "${data.terraform_remote_state.other.outputs.foo}"}},
}


def test_documents_of_a_framework_get_the_places_of_the_program() -> None:
    asked: list[tuple[str, str]] = []

    def place(address: str, path: str) -> Placed | None:
        asked.append((address, path))
        return (
            Placed(Location("main.py", 3), (Parent("construct", "logs", Location("main.py", 3)),), True)
            if path
            else None
        )

    documents = [
        JsonDocument("one", "One", STACK, "out/one/cdk.tf.json", {"x": Known("1")}),
        JsonDocument("two", "Two", STACK, "out/two/cdk.tf.json", {}),
    ]
    graph = read_documents(documents, place, region="us-east-1")
    assert graph.problems == []
    assert list(graph.stacks) == ["one", "two"]
    assert graph.stacks["one"].name == Known("One")
    assert graph.stacks["one"].document == "out/one/cdk.tf.json"
    assert ("one/aws_s3_bucket.logs_AB", "one/logs") in asked
    assert ("two/aws_vpc.v", "") in asked
    bucket = graph.resources["one/aws_s3_bucket.logs_AB"]
    assert (bucket.stack, bucket.location, bucket.framework) == ("one", Location("main.py", 3), True)
    assert bucket.document == Location("out/one/cdk.tf.json", 0, 0)
    assert [parent.name for parent in bucket.parents] == ["logs"]
    assert bucket.arguments.entries["bucket"] == Known("b-1")
    tags = graph.resources["two/aws_vpc.v"].arguments.entries["tags"]
    assert isinstance(tags, MapValue)
    assert isinstance(tags.entries["a"], Text)
    assert tags.entries["a"].parts[0] == Reference("two/aws_s3_bucket.logs_AB", "arn")
    assert [output.value for output in graph.outputs] == [
        Reference(f"{key}/data.terraform_remote_state.other", "outputs.foo") for key in ("one", "two")
    ]


def test_a_single_document_has_plain_addresses() -> None:
    graph = read_documents([JsonDocument("one", "One", STACK, "cdk.tf.json", {})], lambda _address, _path: None)
    assert list(graph.resources) == ["aws_s3_bucket.logs_AB", "aws_vpc.v", "data.terraform_remote_state.other"]
    assert list(graph.stacks) == [""]
