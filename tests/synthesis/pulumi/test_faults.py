"""Programs that fail, lack something or attack: one clear problem each, and what they had made."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Sensitive, Unknown
from stackproof.synthesis.model import Setting, Settings
from stackproof.synthesis.pulumi import engine
from tests.synthesis.pulumi.conftest import project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stackproof.synthesis.model import Synthesis

    Program = Callable[..., Synthesis]

pytestmark = pytest.mark.slow
HEAD = "import json\nimport pulumi\nimport pulumi_aws as aws\n"


def only(synthesis: Synthesis) -> tuple[str, str, int]:
    assert len(synthesis.problems) == 1, synthesis.problems
    assert "stackproof-" not in synthesis.problems[0].message
    return synthesis.status, synthesis.problems[0].level, synthesis.problems[0].at.line


def test_a_program_that_fails_late_shows_what_it_had_made(program: Program) -> None:
    found = program(HEAD + 'aws.sqs.Queue("first")\nraise ValueError("no more")\n')
    assert only(found) == ("partial", "error", 5)
    assert found.problems[0].message == "the program failed with ValueError: no more"
    assert list(found.graph.resources) == ["aws_sqs_queue.first"]
    assert found.graph.undecided_resources == found.problems


def test_a_failure_inside_apply_stands_at_the_users_line(program: Program) -> None:
    found = program(
        HEAD + 'q = aws.sqs.Queue("first")\ndef fail(arn):\n    raise RuntimeError("bad")\nq.arn.apply(fail)\n'
    )
    assert only(found) == ("partial", "error", 6)


def test_a_program_that_makes_nothing_before_it_fails_has_failed(program: Program) -> None:
    assert only(program("x = {}['a']\n")) == ("failed", "error", 1)


def test_what_only_a_deployment_can_tell_is_no_fault_of_the_program(program: Program) -> None:
    source = (
        'q = aws.sqs.Queue("first")\nq.arn.apply(lambda arn: int(arn.split(":")[4]) + 1)\naws.sqs.Queue("second")\n'
    )
    found = program(HEAD + source)
    assert only(found) == ("partial", "note", 5)
    assert "known only after deployment" in found.problems[0].message
    assert sorted(found.graph.resources) == ["aws_sqs_queue.first", "aws_sqs_queue.second"]


def test_configuration_without_a_value_is_unknown_and_told(program: Program) -> None:
    found = program(HEAD + 'aws.sqs.Queue("q", name=pulumi.Config().require("queue"))\n')
    assert only(found) == ("partial", "note", 4)
    assert "give it with --set small:queue=VALUE" in found.problems[0].message
    name = found.graph.resources["aws_sqs_queue.q"].get("QueueName")
    assert isinstance(name, Unknown)
    assert name.symbol == "config small:queue"


def test_a_setting_reaches_the_program_as_configuration(program: Program) -> None:
    settings = Settings(values={"queue": Setting("queue", "orders"), "stack": Setting("stack", "prod")})
    source = 'aws.sqs.Queue("q", name=pulumi.Config().require("queue") + "-" + pulumi.get_stack())\n'
    found = program(HEAD + source, settings=settings)
    assert (found.status, found.problems) == ("ok", [])
    assert found.graph.assumptions == []
    assert "orders-prod" in repr(found.graph.resources["aws_sqs_queue.q"].get("QueueName"))


def test_configuration_of_another_type_is_asked_for(program: Program) -> None:
    found = program(
        HEAD + 'aws.sqs.Queue("a")\naws.sqs.Queue("q", delay_seconds=pulumi.Config().require_int("delay"))\n'
    )
    assert only(found) == ("partial", "error", 5)
    assert "the program needs the configuration small:delay" in found.problems[0].message


def test_a_region_that_nobody_states_is_assumed_where_the_program_needs_one(program: Program) -> None:
    found = program(HEAD + 'aws.sqs.Queue("q", name=pulumi.Config("aws").require("region"))\n')
    assert found.status == "ok"
    assert [one.message for one in found.problems] == [
        "the program needs configuration that has no value: assumed was us-east-1"
    ]


def test_a_secret_never_shows(program: Program) -> None:
    stack = "config:\n  small:key: {secure: AAAAsecret}\n"
    source = 'key = pulumi.Config().require_secret("key")\naws.ssm.Parameter("p", type="String", value=key)\n'
    found = program(HEAD + source, **{"Pulumi.dev.yaml": stack})
    assert isinstance(found.graph.resources["aws_ssm_parameter.p"].get("Value"), Sensitive)
    assert "AAAAsecret" not in repr(found.graph.resources)


def test_a_secret_of_the_configuration_is_hidden_wherever_it_turns_up(program: Program) -> None:
    project = "name: small\nruntime: python\nconfig:\n  key: {value: hunter2000, secret: true}\n"
    source = 'key = pulumi.Config().require("key")\naws.ssm.Parameter("p", type="String", value="k=" + key)\n'
    failing = 'pulumi.log.error("bad " + key)\nraise ValueError(f"{key} is wrong")\n'
    found = program(HEAD + source + failing, **{"Pulumi.yaml": project})
    assert isinstance(found.graph.resources["aws_ssm_parameter.p"].get("Value"), Sensitive)
    assert "hunter2000" not in repr((found.problems, found.graph.resources))
    assert [one.message for one in found.problems] == [
        "the program logged an error: it is about a secret",
        "the program failed with ValueError: (a secret) is wrong",
    ]


def test_a_run_whose_records_vanish_proves_no_absence(program: Program) -> None:
    gone = program(HEAD + 'import os\nos.remove("../assembly/records.jsonl")\n')
    assert gone.status == "partial"
    assert gone.graph.resources == {}
    assert [one.level for one in gone.graph.undecided_resources] == ["error"]


def test_a_package_that_is_missing_is_named_with_the_command_that_mends_it(program: Program) -> None:
    found = program("import pulumi_datadog\n", **{"requirements.txt": "pulumi-datadog>=4,<5\n"})
    assert only(found) == ("not_run", "error", 1)
    assert "pip install 'pulumi-datadog>=4,<5'" in found.problems[0].message


def test_a_component_whose_implementation_is_not_run_leaves_absences_open(program: Program) -> None:
    found = program(
        'import pulumi_awsx as awsx\nimport pulumi\nvpc = awsx.ec2.Vpc("net")\npulumi.export("id", vpc.vpc_id)\n'
    )
    assert found.graph.resources == {}
    assert [(one.message[:40], one.at.line) for one in found.graph.undecided_resources] == [
        ("net: what the component awsx:ec2:Vpc mak", 3)
    ]
    assert isinstance(found.graph.outputs[0].value, Unknown)


def test_a_look_up_through_a_stack_reference_is_unknown_and_refers_to_the_stack(program: Program) -> None:
    source = """
net = pulumi.StackReference("acme/net/prod")
aws.ec2.Subnet("s", vpc_id=net.get_output("vpc"), cidr_block="10.0.0.0/24")
"""
    found = program(HEAD + source)
    value = found.graph.resources["aws_subnet.s"].get("VpcId")
    assert isinstance(value, Unknown)


FORGERY = """
aws.sqs.Queue("q")
import glob, os
for file in glob.glob(os.path.dirname(os.getcwd()) + "/**/records.jsonl", recursive=True):
    open(file, "w").write('[]\\n{"kind": "resource"}\\n' + "[" * 100000 + "\\n")
os._exit(0)
"""


def test_transforms_of_the_engine_change_what_is_registered(program: Program) -> None:
    source = """
def tag(args):
    if args.type_ != "aws:sqs/queue:Queue":
        return None
    args.opts.protect = True
    return pulumi.ResourceTransformResult({**args.props, "tags": {"Owner": "me"}}, args.opts)

pulumi.runtime.register_resource_transform(tag)
topic = aws.sns.Topic("topic")
aws.sqs.Queue("queue", name=topic.name)
"""
    found = program(HEAD + source)
    assert (found.status, found.problems) == ("ok", [])
    queue, topic = (found.graph.resources[name] for name in ("aws_sqs_queue.queue", "aws_sns_topic.topic"))
    assert "Owner" in repr(queue.get("Tags"))
    assert queue.lifecycle.protected is Truth.YES
    assert "Owner" not in repr(topic.properties)
    assert topic.lifecycle.protected is Truth.NO


@pytest.mark.parametrize("attack", ["import os; os._exit(0)\n", "import os; os.kill(os.getpid(), 9)\n", FORGERY])
def test_a_program_that_ends_or_forges_its_records_is_told(program: Program, attack: str) -> None:
    found = program(HEAD + attack)
    assert found.status in ("failed", "partial")
    assert [one.level for one in found.problems] == ["error"]


def test_forged_places_outside_the_project_are_not_believed(program: Program) -> None:
    source = textwrap.dedent("""
        aws.sqs.Queue("q")
        import sys
        monitor = pulumi.runtime.settings.get_monitor()
        monitor.record("resource", token="aws:sqs/queue:Queue", name="forged", urn="urn:pulumi:x::y::z::forged",
                       parent="", custom=True, inputs={}, frames=[["../../etc/passwd", 1, 1]], order=99)
    """)
    found = program(HEAD + source)
    assert found.graph.resources["aws_sqs_queue.forged"].location == Location("", 0, 0)


def test_an_entry_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such program"):
        engine.read(project(tmp_path), Settings())
