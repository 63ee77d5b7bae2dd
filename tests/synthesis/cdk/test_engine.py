"""Real syntheses of the projects in fixtures/cdk."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof import sandbox
from stackproof.graph.location import NOWHERE
from stackproof.graph.query import string
from stackproof.graph.serialise import to_json
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue, Reference, Text, Unknown, Value, walk
from stackproof.synthesis.cdk import engine, execution
from stackproof.synthesis.cdk.context import ACCOUNT
from stackproof.synthesis.model import Setting, Settings
from stackproof.synthesis.workers import worker

if TYPE_CHECKING:
    from stackproof.synthesis.model import Synthesis

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cdk"


def line(file: str, text: str, *, project: str = "orders") -> str:
    """`file:line` of the first line that holds a text, so that the fixtures can be edited."""
    for number, one in enumerate((FIXTURES / project / file).read_text("utf-8").splitlines(), 1):
        if text in one:
            return f"{file}:{number}"
    raise AssertionError(f"{text} is not in {file}")


def lines(synthesis: Synthesis) -> dict[str, str]:
    return {
        address: f"{resource.location.file}:{resource.location.line}"
        for address, resource in synthesis.graph.resources.items()
    }


class TestLines:
    def test_every_resource_has_the_line_that_made_it(self, orders: Synthesis) -> None:
        bucket = line("lib/orders.py", "super().__init__(")
        worker = line("lib/orders.py", "lambda_.Function(")
        assert lines(orders) == {
            "Orders-demo/Documents": bucket,
            "Orders-demo/Documents/Policy": bucket,
            "Orders-demo/Documents/AutoDeleteObjectsCustomResource": bucket,
            "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Role": bucket,
            "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler": bucket,
            "Orders-demo/Queue": line("lib/orders.py", "sqs.Queue("),
            "Orders-demo/Worker/ServiceRole": worker,
            "Orders-demo/Worker/ServiceRole/DefaultPolicy": line("lib/orders.py", "grant_read(worker)"),
            "Orders-demo/Worker": worker,
            "Orders-demo/Worker/LogRetention": worker,
            "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole": worker,
            "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole/DefaultPolicy": worker,
            "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a": worker,
            "Orders-demo/Boundary": line("lib/orders.py", "CfnManagedPolicy("),
            "Orders-demo/Archive": line("lib/archive.py", "super().__init__("),
            "Orders-demo/Archive/Copy": line("lib/archive.py", "s3.Bucket("),
            "Reports/Backlog": line("lib/reports.py", "cloudwatch.Alarm("),
        }

    def test_what_the_framework_made_for_itself_is_marked(self, orders: Synthesis) -> None:
        marked = {address for address, resource in orders.graph.resources.items() if resource.framework}
        assert marked == {
            "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Role",
            "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler",
            "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole",
            "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole/DefaultPolicy",
            "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a",
        }

    def test_the_call_has_its_column_and_values_stand_where_the_call_does(self, orders: Synthesis) -> None:
        queue = orders.graph.resources["Orders-demo/Queue"]
        assert queue.location.column == 22
        assert queue.get("QueueName").at == queue.location

    def test_parents_lead_from_the_app_to_the_construct(self, orders: Synthesis) -> None:
        policy = orders.graph.resources["Orders-demo/Worker/ServiceRole/DefaultPolicy"]
        assert [(parent.kind, parent.name, str(parent.at).rpartition(":")[0]) for parent in policy.parents] == [
            ("app", "App", line("app.py", "cdk.App()")),
            ("stack", "Orders-demo", line("app.py", "OrdersStack(app")),
            ("construct", "Worker", line("lib/orders.py", "lambda_.Function(")),
        ]
        copy = orders.graph.resources["Orders-demo/Archive/Copy"]
        assert [(parent.kind, parent.name) for parent in copy.parents] == [
            ("app", "App"),
            ("stack", "Orders-demo"),
            ("nested stack", "Archive"),
        ]

    def test_stacks_and_outputs_stand_where_they_were_called(self, orders: Synthesis) -> None:
        stacks = {key: str(stack.location).rpartition(":")[0] for key, stack in orders.graph.stacks.items()}
        nested = next(key for key, stack in orders.graph.stacks.items() if stack.parent is not None)
        assert stacks == {
            "Orders-demo": line("app.py", "OrdersStack(app"),
            nested: line("lib/orders.py", "Archive(self"),
            "Reports": line("app.py", "ReportsStack(app"),
        }
        output = next(output for output in orders.graph.outputs if output.name == "Of")
        assert f"{output.at.file}:{output.at.line}" == line("lib/archive.py", "CfnOutput(")

    def test_the_place_in_the_synthesised_template_is_kept(self, orders: Synthesis) -> None:
        for resource in orders.graph.resources.values():
            assert resource.document is not None
            text = orders.templates[resource.document.file].text
            assert text.splitlines()[resource.document.line - 1] == f'  "{resource.logical_id}": {{'


class TestGraph:
    def test_stacks_are_one_graph_with_references_between_them(self, orders: Synthesis) -> None:
        edges = {(edge.source, edge.target) for edge in orders.graph.edges}
        assert ("Reports/Backlog", "Orders-demo/Queue") in edges
        of = next(output for output in orders.graph.outputs if output.name == "Of")
        assert of.value == Reference("Orders-demo/Documents", "Arn")

    def test_stacks_keep_their_tags_and_protection(self, orders: Synthesis) -> None:
        stacks = orders.graph.stacks
        assert stacks["Orders-demo"].tags == {"Owner": Known("platform")}
        assert stacks["Orders-demo"].termination_protection is Truth.YES
        assert stacks["Reports"].termination_protection is Truth.NO

    def test_the_account_is_unknown_wherever_it_was_used(self, orders: Synthesis) -> None:
        resource = orders.graph.resources["Orders-demo/Boundary"].get("PolicyDocument", "Statement", 0, "Resource")
        assert isinstance(resource, Text)
        assert [part.symbol if isinstance(part, Unknown) else part for part in resource.parts] == [
            "arn:aws:s3:::",
            "AWS::AccountId",
            "-documents/*",
        ]
        assert {stack.account for stack in orders.graph.stacks.values()} == {Unknown("", "AWS::AccountId")}
        assert not [value for value in every_value(orders) if isinstance(value, Known) and ACCOUNT in str(value.data)]

    def test_what_differs_between_equal_runs_is_unknown(self, orders: Synthesis) -> None:
        variables = orders.graph.resources["Orders-demo/Worker"].get("Environment", "Variables")
        assert isinstance(variables, MapValue)
        build = variables.entries["BUILD"]
        assert isinstance(build, Unknown)
        assert "differs between two runs" in build.reason
        assert variables.entries["BUCKET"] == Reference("Orders-demo/Documents")

    def test_the_twin_differs_in_what_carries_the_suffix(self, orders: Synthesis) -> None:
        assert orders.twin is not None
        assert orders.twin.resources.keys() == orders.graph.resources.keys()
        assert {
            address: (string(resource.get(name)), string(orders.twin.resources[address].get(name)))
            for address, resource in orders.graph.resources.items()
            for name in ("BucketName", "QueueName")
            if resource.type in ("AWS::S3::Bucket", "AWS::SQS::Queue") and string(resource.get(name))
        } == {
            "Orders-demo/Documents": ("documents-demo", "documents-qrzb"),
            "Orders-demo/Queue": ("orders-demo", "orders-qrzb"),
        }
        assert [string(stack.name) for stack in orders.twin.stacks.values() if stack.parent is None] == [
            "Orders-qrzb",
            "Reports",
        ]

    def test_a_function_knows_the_folder_of_its_code(self, orders: Synthesis) -> None:
        folders = {
            address: string(resource.attributes["AssetPath"])
            for address, resource in orders.graph.resources.items()
            if "AssetPath" in resource.attributes
        }
        assert folders == {"Orders-demo/Worker": "handlers/worker"}

    def test_annotations_of_the_program_are_problems_at_their_construct(self, orders: Synthesis) -> None:
        found = [problem for problem in orders.problems if "nobody is told" in problem.message]
        assert [problem.level for problem in found] == ["note"]
        assert f"{found[0].at.file}:{found[0].at.line}" == line("lib/reports.py", "cloudwatch.Alarm(")

    def test_versions_isolation_and_times_are_told(self, orders: Synthesis) -> None:
        assert orders.status == "ok"
        assert set(orders.versions) == {"aws-cdk-lib", "constructs", "jsii", "node"}
        assert all(orders.versions.values())
        assert orders.isolation
        assert orders.seconds["synthesis twin"] < orders.seconds["synthesis first"] + orders.seconds["loading"]

    def test_templates_for_the_oracles_name_no_temporary_folder(self, orders: Synthesis) -> None:
        assert set(orders.templates) == {stack.document for stack in orders.graph.stacks.values()}
        for template in orders.templates.values():
            assert "stackproof-" not in template.text
        main = orders.templates["cdk.out/Orders-demo.template.json"]
        assert set(main.addresses.values()) == {
            address for address, resource in orders.graph.resources.items() if resource.stack == "Orders-demo"
        }


class TestLookups:
    def test_what_a_look_up_would_answer_is_unknown(self, lookups: Synthesis) -> None:
        group = lookups.graph.resources["Network/Group"]
        vpc = group.get("VpcId")
        assert isinstance(vpc, Unknown)
        assert 'look-up vpc-provider (filter {"tag:Name": "shared"})' in vpc.reason
        description = group.get("GroupDescription")
        assert isinstance(description, Text)
        assert description.parts[0] == "for "
        assert isinstance(description.parts[1], Unknown)
        subnets = lookups.graph.outputs[0].value
        assert isinstance(subnets, Text)
        first, comma, second = subnets.parts
        assert comma == ","
        assert first != second
        assert not [value for value in every_value(lookups) if isinstance(value, Known) and "12345" in str(value.data)]

    def test_a_look_up_that_decides_resources_leaves_their_number_open(self, lookups: Synthesis) -> None:
        assert [problem.message for problem in lookups.graph.undecided_resources] == [
            'look-up vpc-provider (filter {"tag:Name": "shared"}) may decide which resources there are'
        ]

    def test_a_region_that_the_program_cannot_do_without_is_assumed_and_said_so(self, lookups: Synthesis) -> None:
        assert lookups.graph.stacks["Network"].region == Known("us-east-1")
        assert "us-east-1 was assumed" in " ".join(problem.message for problem in lookups.problems)


class TestStages:
    def test_stages_are_read_with_their_own_account_and_region(self, staged: Synthesis) -> None:
        assert {
            key: (string(stack.name), string(stack.region), string(stack.account))
            for key, stack in staged.graph.stacks.items()
        } == {
            "Beta/Alerts": ("alerts-beta", "eu-west-1", "111122223333"),
            "Live/Alerts": ("alerts-live", "eu-central-1", "111122223333"),
        }

    def test_a_module_entry_runs_and_its_lines_are_known(self, staged: Synthesis) -> None:
        topic = line("package/__main__.py", "sns.Topic(", project="staged")
        assert lines(staged) == {"Beta/Alerts/Topic": topic, "Live/Alerts/Topic": topic}
        assert [parent.kind for parent in staged.graph.resources["Beta/Alerts/Topic"].parents] == [
            "app",
            "stage",
            "stack",
        ]

    def test_without_a_suffix_there_is_no_twin(self, staged: Synthesis) -> None:
        assert staged.twin is None
        steps = ["prepare", "loading", "program", "sandbox", "graph", "synthesis first", "synthesis again"]
        assert list(staged.seconds) == steps


class TestDeterminism:
    def test_two_readings_are_equal_byte_for_byte(self, restless: list[Synthesis]) -> None:
        one, other = (to_json(reading.graph) for reading in restless)
        assert "S/Inner/F" in restless[0].graph.resources
        assert one == other

    def test_what_chance_and_the_clock_decide_is_unknown(self, restless: list[Synthesis]) -> None:
        resources = restless[0].graph.resources
        names = {
            address: resources[f"S/{address}"].get("QueueName") for address in ("Clock", "Uuid", "Chance", "Secret")
        }
        assert {type(name) for name in names.values()} == {Unknown}
        assert resources["S/Fixed"].get("QueueName") == Known("orders", resources["S/Fixed"].location)

    def test_the_projects_own_folder_is_known_as_an_asset(self, restless: list[Synthesis]) -> None:
        assert restless[0].graph.resources["S/Inner/F"].attributes["AssetPath"] == Known(
            ".", restless[0].graph.resources["S/Inner/F"].location
        )


def test_the_landlock_sandbox_reads_the_same(orders: Synthesis, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        monkeypatch.setattr(worker, "start", functools.partial(sandbox.start, _modes=("landlock",)))
        other = engine.read(FIXTURES / "orders", "python3 app.py --quiet", suffixed())
    except sandbox.SandboxUnavailable as error:
        pytest.skip(str(error))
    assert other.isolation.startswith("landlock")
    assert lines(other) == lines(orders)
    assert [problem for problem in other.problems if problem.at == NOWHERE] == []


def suffixed() -> Settings:
    return Settings(values={"suffix": Setting("suffix", "demo", context="suffix")}, suffix="suffix")


def every_value(synthesis: Synthesis) -> list[Value]:
    roots: list[Value] = [resource.properties for resource in synthesis.graph.resources.values()]
    roots += [output.value for output in synthesis.graph.outputs]
    return [value for root in roots for _, value in walk(root)]


def test_without_stack_traces_of_the_framework_the_nearest_construct_gives_the_line(
    orders: Synthesis, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = execution._environment
    monkeypatch.setattr(execution, "_environment", lambda *all_: given(*all_) | {"JSII_HOST_STACK_TRACES": "0"})
    other = engine.read(FIXTURES / "orders", "python3 app.py --quiet", suffixed())
    differing = {address: found for address, found in lines(other).items() if found != lines(orders)[address]}
    worker = line("lib/orders.py", "lambda_.Function(")
    assert differing == {"Orders-demo/Worker/ServiceRole/DefaultPolicy": worker}


def test_every_resource_of_the_reference_stack_has_its_line() -> None:
    from stackproof import blueprints

    root = Path(next(iter(blueprints.__path__))) / "s3_replication"
    suffix = Setting("environment_suffix", "demo", env="ENVIRONMENT_SUFFIX")
    found = engine.read(root, "python3 app.py", Settings(values={"suffix": suffix}, suffix="suffix"))
    assert found.status == "ok"
    assert len(found.graph.resources) > 30
    for resource in found.graph.resources.values():
        source = (root / resource.location.file).read_text("utf-8").splitlines()
        assert resource.location.file.endswith(".py")
        assert 0 < resource.location.line <= len(source)
    assert found.twin is not None
    assert found.twin.resources.keys() == found.graph.resources.keys()
    assert found.seconds["synthesis twin"] < found.seconds["synthesis first"] + found.seconds["loading"]
