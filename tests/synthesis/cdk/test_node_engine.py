"""Real syntheses of the projects in fixtures/cdk_ts."""

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
from stackproof.graph.values import Known, MapValue, Reference, Unknown
from stackproof.synthesis.cdk import node_engine
from stackproof.synthesis.model import Setting, Settings
from stackproof.synthesis.node import runner

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.synthesis.model import Synthesis

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("node")]

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cdk_ts"
ORDERS = "npx ts-node --prefer-ts-exts bin/app.ts --quiet"
SUFFIX = Settings(values={"suffix": Setting("suffix", "demo", context="suffix")}, suffix="suffix")


@pytest.fixture(scope="session")
def orders() -> Synthesis:
    return node_engine.read(FIXTURES / "orders", ORDERS, SUFFIX)


@pytest.fixture(scope="session")
def modules() -> list[Synthesis]:
    """Two readings of a program that asks the clock and throws dice."""
    return [node_engine.read(FIXTURES / "modules", "npm run build && npm run app", Settings()) for _ in range(2)]


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Synthesis]:
    """Runs a program of one file and tells what came of it."""

    def run(source: str, *, timeout: float = 20.0, app: str = "npx tsx app.ts", **files: str) -> Synthesis:
        (tmp_path / "package.json").write_text((FIXTURES / "orders" / "package.json").read_text("utf-8"), "utf-8")
        (tmp_path / "app.ts").write_text(source, "utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.ts").write_text(text, "utf-8")
        return node_engine.read(tmp_path, app, Settings(timeout=timeout))

    return run


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


def test_every_resource_has_the_line_that_made_it(orders: Synthesis) -> None:
    bucket = line("lib/orders.ts", "super(scope, id, {")
    worker = line("lib/orders.ts", "new lambda.Function(")
    reader = line("lib/orders.ts", "new iam.Role(")
    assert lines(orders) == {
        "Orders-demo/Documents": bucket,
        "Orders-demo/Documents/Policy": bucket,
        "Orders-demo/Documents/AutoDeleteObjectsCustomResource": bucket,
        "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Role": bucket,
        "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler": bucket,
        "Orders-demo/Queue": line("lib/orders.ts", "new sqs.Queue("),
        "Orders-demo/Worker/ServiceRole": worker,
        "Orders-demo/Worker/ServiceRole/DefaultPolicy": line("lib/orders.ts", "grantRead(worker)"),
        "Orders-demo/Worker": worker,
        "Orders-demo/Worker/LogRetention": worker,
        "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole": worker,
        "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole/DefaultPolicy": worker,
        "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a": worker,
        "Orders-demo/Reader1": reader,
        "Orders-demo/Reader2": reader,
        "Orders-demo/Boundary": line("lib/orders.ts", "new iam.CfnManagedPolicy("),
        "Orders-demo/Archive": line("lib/archive.ts", "super(scope, id)"),
        "Orders-demo/Archive/Copy": line("lib/archive.ts", "new s3.Bucket("),
        "Reports/Backlog": line("lib/reports.ts", "new cloudwatch.Alarm("),
    }


def test_what_the_framework_made_for_itself_is_marked(orders: Synthesis) -> None:
    assert {address for address, resource in orders.graph.resources.items() if resource.framework} == {
        "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Role",
        "Orders-demo/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler",
        "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole",
        "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/ServiceRole/DefaultPolicy",
        "Orders-demo/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a",
    }


def test_the_call_has_its_column(orders: Synthesis) -> None:
    worker = orders.graph.resources["Orders-demo/Worker"]
    assert worker.location.column == 20
    assert worker.get("Handler").at == worker.location


def test_parents_lead_from_the_app_to_the_construct(orders: Synthesis) -> None:
    def parents(address: str) -> list[tuple[str, str, str]]:
        found = orders.graph.resources[address].parents
        return [(parent.kind, parent.name, str(parent.at).rpartition(":")[0]) for parent in found]

    above = [
        ("app", "App", line("bin/app.ts", "new cdk.App()")),
        ("stack", "Orders-demo", line("bin/app.ts", "new OrdersStack(app")),
    ]
    worker = line("lib/orders.ts", "new lambda.Function(")
    assert parents("Orders-demo/Worker/ServiceRole/DefaultPolicy") == [*above, ("construct", "Worker", worker)]
    archive = line("lib/orders.ts", "new Archive(this")
    assert parents("Orders-demo/Archive/Copy") == [*above, ("nested stack", "Archive", archive)]


def test_stacks_and_outputs_stand_where_they_were_called(orders: Synthesis) -> None:
    stacks = {key: str(stack.location).rpartition(":")[0] for key, stack in orders.graph.stacks.items()}
    nested = next(key for key, stack in orders.graph.stacks.items() if stack.parent is not None)
    assert stacks == {
        "Orders-demo": line("bin/app.ts", "new OrdersStack(app"),
        nested: line("lib/orders.ts", "new Archive(this"),
        "Reports": line("bin/app.ts", "new ReportsStack(app"),
    }
    output = next(output for output in orders.graph.outputs if output.name == "Of")
    assert f"{output.at.file}:{output.at.line}" == line("lib/archive.ts", "new cdk.CfnOutput(")
    assert output.value == Reference("Orders-demo/Documents", "Arn")


def test_stacks_keep_their_tags_and_protection(orders: Synthesis) -> None:
    assert orders.graph.stacks["Orders-demo"].tags == {"Owner": Known("platform")}
    assert orders.graph.stacks["Orders-demo"].termination_protection is Truth.YES
    assert {stack.account for stack in orders.graph.stacks.values()} == {Unknown("", "AWS::AccountId")}


def test_what_differs_between_equal_runs_is_unknown_and_enums_are_known(orders: Synthesis) -> None:
    variables = orders.graph.resources["Orders-demo/Worker"].get("Environment", "Variables")
    assert isinstance(variables, MapValue)
    assert isinstance(build := variables.entries["BUILD"], Unknown)
    assert "differs between two runs" in build.reason
    assert variables.entries["BUCKET"] == Reference("Orders-demo/Documents")
    assert variables.entries["KEPT"] == Known("long")


def test_the_twin_differs_in_what_carries_the_suffix(orders: Synthesis) -> None:
    assert orders.twin is not None
    assert orders.twin.resources.keys() == orders.graph.resources.keys()
    names = {"Orders-demo/Documents": "BucketName", "Orders-demo/Queue": "QueueName"}
    assert {address: string(orders.twin.resources[address].get(name)) for address, name in names.items()} == {
        "Orders-demo/Documents": "documents-qrzb",
        "Orders-demo/Queue": "orders-qrzb",
    }


def test_a_function_knows_the_folder_of_its_code_and_nothing_was_staged(orders: Synthesis) -> None:
    folders = {
        address: string(resource.attributes["AssetPath"])
        for address, resource in orders.graph.resources.items()
        if "AssetPath" in resource.attributes
    }
    assert folders == {"Orders-demo/Worker": "handlers/worker"}


def test_annotations_versions_and_isolation_are_told(orders: Synthesis) -> None:
    assert orders.status == "ok"
    found = [problem for problem in orders.problems if "nobody is told" in problem.message]
    assert [f"{problem.level} {problem.at.file}:{problem.at.line}" for problem in found] == [
        "note " + line("lib/reports.ts", "new cloudwatch.Alarm(")
    ]
    assert {name: orders.versions[name] for name in ("aws-cdk-lib", "constructs")} == {
        "aws-cdk-lib": "2.276.0",
        "constructs": "10.8.1",
    }
    assert set(orders.versions) == {"aws-cdk-lib", "constructs", "node", "tsx"}
    assert orders.isolation
    for template in orders.templates.values():
        assert "stackproof-" not in template.text


def test_modules_in_javascript_have_their_lines(modules: list[Synthesis]) -> None:
    upload = line("lib/site.js", "BucketDeployment(", project="modules")
    pages = line("lib/site.js", "new s3.Bucket(", project="modules")
    queue = line("app.js", "new Queue(", project="modules")
    singleton = "Modules/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C"
    assert lines(modules[0]) == {
        "Modules/Site/Pages": pages,
        "Modules/Site/Pages/Policy": pages,
        "Modules/Site/Upload/AwsCliLayer": upload,
        "Modules/Site/Upload/CustomResource": upload,
        f"{singleton}/ServiceRole": upload,
        f"{singleton}/ServiceRole/DefaultPolicy": upload,
        singleton: upload,
        **{f"Modules/{name}": queue for name in ("Clock", "Chance", "Dice", "Uuid", "Web", "Secret", "Fixed")},
    }


def test_two_readings_are_equal_byte_for_byte(modules: list[Synthesis]) -> None:
    one, other = (to_json(reading.graph) for reading in modules)
    assert one == other


def test_what_chance_and_the_clock_decide_is_unknown(modules: list[Synthesis]) -> None:
    names = {
        resource.address: resource.get("QueueName")
        for resource in modules[0].graph.resources.values()
        if resource.type == "AWS::SQS::Queue"
    }
    assert {address for address, name in names.items() if not isinstance(name, Unknown)} == {"Modules/Fixed"}
    assert string(names["Modules/Fixed"]) == "orders"


def test_the_landlock_sandbox_reads_the_same(orders: Synthesis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "run", functools.partial(sandbox.run, _modes=("landlock",)))
    try:
        other = node_engine.read(FIXTURES / "orders", ORDERS.replace("ts-node", "tsx"), SUFFIX)
    except sandbox.SandboxUnavailable as error:
        pytest.skip(str(error))
    assert other.isolation.startswith("landlock")
    assert lines(other) == lines(orders)
    assert [problem for problem in other.problems if problem.at == NOWHERE] == []


def test_a_type_error_is_told_where_the_command_would_stop_at_it(program: Callable[..., Synthesis]) -> None:
    source = (
        "import * as cdk from 'aws-cdk-lib';\nimport * as s3 from 'aws-cdk-lib/aws-s3';\n\n"
        "const stack = new cdk.Stack(new cdk.App(), 'S');\n"
        "new s3.Bucket(stack, 'B', { versioning: true });\n"
        "console.log(process.argv);\n"
    )
    found = program(source, app="npx ts-node app.ts", timeout=120.0)
    assert found.status == "partial"
    assert [(problem.level, str(problem.at), problem.message) for problem in found.problems] == [
        (
            "error",
            "app.ts:5:29",
            "the program does not compile: Object literal may only specify known properties, and 'versioning' does not"
            " exist in type 'BucketProps'. (TS2353)",
        )
    ]
    assert list(found.graph.resources) == ["S/B"]


class TestFaults:
    def told(self, synthesis: Synthesis) -> tuple[str, str, str]:
        assert len(synthesis.problems) == 1
        (problem,) = synthesis.problems
        place = f"{problem.at.file}:{problem.at.line}" if problem.at.file else ""
        return synthesis.status, place, problem.message

    def test_an_exception_is_told_at_the_line_that_threw_it(self, program: Callable[..., Synthesis]) -> None:
        source = "import 'source-map-support/register';\nimport { fail } from './helper';\n\nfail();\n"
        helper = "export interface A {\n  b: string;\n}\n\nexport function fail() {\n  throw new RangeError('no');\n}\n"
        assert self.told(program(source, helper=helper)) == (
            "failed",
            "helper.ts:6",
            "the program failed with RangeError: no",
        )

    def test_what_is_not_typescript_is_told_with_its_line(self, program: Callable[..., Synthesis]) -> None:
        status, place, message = self.told(program("const a = 1;\nconst b: = 2;\n"))
        assert (status, place) == ("failed", "app.ts:2")
        assert message.startswith("the program cannot be translated: ")

    def test_a_package_that_nothing_names_is_an_error_and_the_rest_is_read(
        self, program: Callable[..., Synthesis]
    ) -> None:
        source = "import './second';\nimport { App, Stack } from 'aws-cdk-lib';\nnew Stack(new App(), 'S');\n"
        found = program(source, second="\nimport 'left-pad';\n")
        assert found.status == "partial"
        assert list(found.graph.stacks) == ["S"]
        errors = [(str(one.at), one.message.partition(", so it")[0]) for one in found.problems if one.level == "error"]
        assert errors == [("second.ts:2", "the program imports left-pad, and package.json does not name left-pad")]

    def test_a_file_that_is_not_there_is_told(self, program: Callable[..., Synthesis]) -> None:
        assert self.told(program("import { x } from '../above/x';\nx();\n")) == (
            "failed",
            "app.ts:1",
            "the program imports a file that is not in the project's folder: Cannot find module '../above/x'",
        )

    def test_a_context_key_that_nobody_gave_is_named(self, program: Callable[..., Synthesis]) -> None:
        source = (
            "import * as cdk from 'aws-cdk-lib';\n"
            "const zone = new cdk.App().node.tryGetContext('zone') as string;\n"
            "console.log(zone.length);\n"
        )
        status, place, message = self.told(program(source))
        assert (status, place) == ("failed", "app.ts:3")
        assert message.startswith("the program failed with TypeError: ")
        assert message.endswith("context that nobody gave (zone); give it with --set zone=VALUE")

    def test_a_variable_that_is_not_set_is_named(self, program: Callable[..., Synthesis]) -> None:
        source = (
            "import * as cdk from 'aws-cdk-lib';\n"
            "new cdk.App();\n"
            "const { ZONE } = process.env as Record<string, string>;\n"
            "console.log(process.env.HOME!.length, ZONE.length);\n"
        )
        status, place, message = self.told(program(source))
        assert (status, place) == ("failed", "app.ts:4")
        assert message.endswith("environment variables that are not set (ZONE); give them with --set NAME=VALUE")

    def test_an_exit_code_is_told_with_the_last_words(self, program: Callable[..., Synthesis]) -> None:
        assert self.told(program("console.error('set STAGE first');\nprocess.exit(3);\n")) == (
            "failed",
            "",
            "the program gave up with exit code 3; its last words: set STAGE first",
        )

    def test_a_program_without_an_app_is_told(self, program: Callable[..., Synthesis]) -> None:
        assert self.told(program("export const nothing = 1;\n")) == (
            "failed",
            "",
            "the program ended without a cloud assembly: does it call synth() of its App?",
        )

    def test_a_program_that_does_not_end_is_ended(self, program: Callable[..., Synthesis]) -> None:
        status, _, message = self.told(program("while (true) {}\n", timeout=2.0))
        assert (status, message) == ("failed", "the program was ended at the limit of its wall time")

    def test_neither_network_nor_the_callers_files_are_there(
        self, program: Callable[..., Synthesis], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        secret = tmp_path_factory.mktemp("caller") / "secret"
        secret.write_text("secret", "utf-8")
        source = (
            "import * as fs from 'fs';\nimport * as net from 'net';\n"
            f"if (fs.existsSync({str(secret)!r})) throw new Error('it reads files');\n"
            "const socket = net.connect(80, '127.0.0.1');\n"
            "socket.on('error', (error) => { throw new Error(`no network: ${(error as any).code}`); });\n"
        )
        status, _, message = self.told(program(source))
        assert status == "failed"
        assert message.startswith("the program failed with Error: no network: EPERM") or "EACCES" in message

    def test_links_that_a_run_plants_for_the_next_lead_nowhere(
        self, program: Callable[..., Synthesis], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        victim = tmp_path_factory.mktemp("victim")
        (victim / "file").write_text("untouched", "utf-8")
        source = (
            "import * as fs from 'fs';\nimport * as path from 'path';\nimport * as cdk from 'aws-cdk-lib';\n"
            "const stack = new cdk.Stack(new cdk.App(), 'S');\nconst work = path.dirname(process.cwd());\n"
            "for (const name of ['again.job.json', 'context.json']) {\n"
            "  fs.rmSync(path.join(work, name), { force: true });\n"
            f"  fs.symlinkSync({str(victim / 'file')!r}, path.join(work, name));\n"
            "}\n"
            "const again = path.join(work, 'again');\n"
            f"if (!fs.existsSync(again)) fs.symlinkSync({str(victim)!r}, again);\n"
            "new cdk.CfnOutput(stack, 'O', { value: 'x' });\n"
        )
        assert program(source).status == "ok"
        assert [(file.name, file.read_text("utf-8")) for file in victim.iterdir()] == [("file", "untouched")]
