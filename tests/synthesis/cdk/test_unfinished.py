"""What programs that fail had made by then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stackproof.graph.graph import Graph, Problem
from stackproof.graph.location import Location
from stackproof.graph.resource import Resource
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Unknown
from stackproof.synthesis.cdk import engine, node_engine, unfinished
from stackproof.synthesis.cdk.execution import Made
from stackproof.synthesis.failures import Fault
from stackproof.synthesis.model import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.model import Synthesis

PYTHON = """\
import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam, aws_s3 as s3, aws_sqs as sqs

@jsii.implements(cdk.IAspect)
class Picky:
    def visit(self, node):
        if isinstance(node, s3.CfnBucket):
            raise ValueError("no buckets here")

app = cdk.App()
first = cdk.Stack(app, "First")
second = cdk.Stack(app, "Second")
queue = sqs.Queue(first, "Queue", queue_name="orders")
bucket = s3.Bucket(second, "Bucket", bucket_name="files")
role = iam.Role(second, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
queue.grant_send_messages(role)
sqs.CfnQueue(first, "Broken", delay_seconds=3)
cdk.Aspects.of(app).add(Picky())
cdk.CfnOutput(second, "Out", value=None)
sqs.Queue(first, "Never")
app.synth()
"""

REFUSED = """\
import aws_cdk as cdk
import constructs
import jsii
from aws_cdk import aws_sqs as sqs

@jsii.implements(constructs.IValidation)
class Never:
    def validate(self):
        return ["it is not good enough"]

app = cdk.App()
stack = cdk.Stack(app, "Late")
sqs.Queue(stack, "Queue", queue_name="orders")
stack.node.add_validation(Never())
app.synth()
"""

TYPESCRIPT = """\
import * as cdk from "aws-cdk-lib";
import * as sns from "aws-cdk-lib/aws-sns";
import * as sqs from "aws-cdk-lib/aws-sqs";

const app = new cdk.App();
const first = new cdk.Stack(app, "First");
const second = new cdk.Stack(app, "Second");
const queue = new sqs.Queue(first, "Queue", { queueName: `orders-${Math.random()}` });
const topic = new sns.Topic(second, "Topic", {
  displayName: cdk.Lazy.string({ produce: () => { throw new Error("the name is not there yet"); } }),
});
new cdk.CfnOutput(second, "Arn", { value: queue.queueArn });
if (topic) throw new Error(`no more of ${app.node.children.length} stacks`);
new sqs.Queue(first, "Never");
"""


def read(folder: Path, source: str) -> Synthesis:
    (folder / "app.py").write_text(source, "utf-8")
    return engine.read(folder, "python3 app.py", Settings(timeout=20))


def summary(synthesis: Synthesis) -> dict[str, tuple[str, bool]]:
    return {address: (str(one.location), one.properties.complete) for address, one in synthesis.graph.resources.items()}


@pytest.mark.slow
def test_what_a_python_program_had_made_is_read_and_nothing_is_absent(tmp_path: Path) -> None:
    synthesis = read(tmp_path, PYTHON)
    assert summary(synthesis) == {
        "First/Queue": ("app.py:14:9", False),
        "First/Broken": ("app.py:18:1", False),
        "Second/Bucket": ("app.py:15:10", False),
        "Second/Role": ("app.py:16:8", False),
        "Second/Role/DefaultPolicy": ("app.py:17", False),
    }
    queue = synthesis.graph.resources["First/Queue"]
    assert queue.get("QueueName") == Known("orders")
    assert isinstance(queue.get("KmsMasterKeyId"), Unknown)
    told = [
        (
            "error",
            "the program failed with TypeError: type of argument value must be str; got NoneType instead. What it had"
            " made before that was read (5 resources), and what it would have made after it is not known",
            "app.py:20",
        ),
        ("note", "Second/Bucket/Resource: an aspect fails: no buckets here", "app.py:15:10"),
    ]
    assert [(one.level, one.message, str(one.at)) for one in synthesis.graph.undecided_resources] == told
    assert [(one.level, one.message, str(one.at)) for one in synthesis.problems][:2] == told
    assert (synthesis.status, synthesis.templates, synthesis.twin) == ("partial", {}, None)


@pytest.mark.slow
def test_a_program_that_is_refused_when_it_is_synthesised_is_known_in_full(tmp_path: Path) -> None:
    synthesis = read(tmp_path, REFUSED)
    assert summary(synthesis) == {"Late/Queue": ("app.py:13:1", True)}
    assert isinstance(synthesis.graph.resources["Late/Queue"].get("KmsMasterKeyId"), Absent)
    (problem,) = synthesis.problems
    assert problem.message.endswith("it is not good enough. What it had made by then was read (1 resource)")
    assert (problem.level, str(problem.at)) == ("error", "app.py:15")
    assert synthesis.graph.undecided_resources == [problem]
    assert (synthesis.status, list(synthesis.templates)) == ("partial", ["cdk.out/Late.template.json"])


@pytest.mark.slow
def test_a_program_that_fails_before_its_first_resource_gives_nothing(tmp_path: Path) -> None:
    synthesis = read(tmp_path, "import aws_cdk\naws_cdk.Stack(aws_cdk.App(), 'Empty')\nraise ValueError('no')\n")
    assert [(one.message, str(one.at)) for one in synthesis.problems] == [
        ("the program failed with ValueError: no", "app.py:3")
    ]
    assert (synthesis.status, synthesis.graph.resources) == ("failed", {})


@pytest.mark.slow
@pytest.mark.xdist_group("node")
def test_what_a_typescript_program_had_made_is_read(tmp_path: Path) -> None:
    package = {"dependencies": {"aws-cdk-lib": "2.275.0", "constructs": "10.7.2"}}
    (tmp_path / "package.json").write_text(json.dumps(package), "utf-8")
    (tmp_path / "app.ts").write_text(TYPESCRIPT, "utf-8")
    synthesis = node_engine.read(tmp_path, "npx tsx app.ts", Settings(timeout=20))
    assert summary(synthesis) == {"First/Queue": ("app.ts:8:15", False), "Second/Topic": ("app.ts:9:15", False)}
    # Two runs were compared.
    assert isinstance(synthesis.graph.resources["First/Queue"].get("QueueName"), Unknown)
    topic = synthesis.graph.resources["Second/Topic"]
    assert topic.properties.entries == {}
    told = [(one.level, one.message.partition(". ")[0], str(one.at)) for one in synthesis.problems[:2]]
    assert told[0] == ("error", "the program failed with Error: no more of 2 stacks", "app.ts:13")
    assert told[1][1].startswith("Second/Topic/Resource: it cannot be written: ")
    assert "the name is not there yet" in synthesis.problems[1].message
    assert (told[1][0], told[1][2]) == ("note", "app.ts:9:15")
    assert synthesis.status == "partial"


def left(folder: Path, notes: object, *, manifest: bool = True) -> unfinished.Unfinished | None:
    (folder / "first").mkdir()
    (folder / "first" / "unfinished.json").write_text(notes if isinstance(notes, str) else json.dumps(notes), "utf-8")
    if manifest:
        (folder / "first" / "manifest.json").write_text("{}", "utf-8")
    return unfinished.read(folder, "first")


def test_notes_of_the_program_are_read_as_hostile(tmp_path: Path) -> None:
    for index, (notes, expected) in enumerate(
        {
            "[]": unfinished.Unfinished(False, ()),
            "{": unfinished.Unfinished(False, ()),
            '{"reached": true}': unfinished.Unfinished(False, ()),
            '{"reached": 1, "failed": []}': unfinished.Unfinished(False, ()),
            '{"reached": true, "failed": []}': unfinished.Unfinished(True, ()),
            '{"reached": true, "failed": [["A", "\\u001b[1mno"], ["B"], 3]}': unfinished.Unfinished(
                False, (("A", "no"),)
            ),
        }.items()
    ):
        folder = tmp_path / str(index)
        folder.mkdir()
        assert left(folder, notes) == expected, notes


def test_without_an_output_there_is_nothing(tmp_path: Path) -> None:
    assert unfinished.read(tmp_path, "first") is None
    assert left(tmp_path, {"reached": True, "failed": []}, manifest=False) is None


def test_a_package_that_is_not_there_is_no_fault_of_the_project() -> None:
    at = Location("app.py", 3)
    inner = ListValue((MapValue({"Sid": Known("A")}),))
    resource = Resource("A", "AWS::SQS::QueuePolicy", MapValue({"PolicyDocument": MapValue({"Statement": inner})}), at)
    graph = Graph({"A": resource})
    fault = Fault("not_run", Problem("error", "the program imports x", at))
    made = {"Stack": Made("stack", (("app.py", 2, 1),), 0)}
    unfinished.mark(graph, unfinished.Unfinished(False, (("Stack/A/B", "no"),)), fault, made)
    assert [(one.level, str(one.at)) for one in graph.problems] == [("note", "app.py:3"), ("note", "app.py:2:1")]
    statements = resource.get("PolicyDocument", "Statement")
    assert isinstance(statements, ListValue)
    assert not statements.complete
    assert isinstance(statements.items[0], MapValue)
    assert not statements.items[0].complete
