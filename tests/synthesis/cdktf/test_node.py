"""Packages of TypeScript programs, and what stands for generated code that is not in the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.graph.query import get, string
from stackproof.project.model import Project
from stackproof.synthesis.cdktf import engine, node
from stackproof.synthesis.model import Settings
from stackproof.synthesis.node import packages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def written(root: Path, **files: str) -> Path:
    """A project; in names `__` stands for a dot and `_of_` for a slash."""
    for name, text in files.items():
        place = root / name.replace("__", ".").replace("_of_", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return root


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What would be installed: (engine, wanted packages...) and (ours, names...)."""
    found: list[tuple[str, ...]] = []

    def find(root: Path, wanted: Sequence[str], engine: str) -> packages.Packages:
        found.append((engine, *wanted))
        return packages.Packages(root, "pinned", {})

    def set_of(_: object, dependencies: Mapping[str, str]) -> Path:
        found.append(("ours", *dependencies))
        return Path("/ours")

    monkeypatch.setattr(packages, "find", find)
    monkeypatch.setattr(packages, "set_of", set_of)
    return found


def manifest(**dependencies: str) -> str:
    return json.dumps({"dependencies": {name.replace("__", "/"): version for name, version in dependencies.items()}})


@pytest.mark.parametrize(
    ("source", "dependencies", "expected"),
    [
        ('import { App } from "cdktf";', {"cdktf": "0.20.0"}, [("cdktf", "cdktf", "constructs")]),
        ('import { App } from "cdktn";', {"cdktn": "0.24.0"}, [("cdktn", "cdktn", "constructs")]),
        ('import { App } from "cdktf";', {}, [("cdktf", "cdktf", "constructs")]),
        ('import { App } from "cdktn";', {}, [("cdktn", "cdktn", "constructs")]),
        (
            'import { App } from "cdktf"; import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";',
            {"cdktf": "0.20.0"},
            [("cdktf with bindings", "cdktf", "constructs", "@cdktf/provider-aws")],
        ),
        (
            'import { App } from "cdktf"; import { Provider } from "./.gen/providers/aws/provider";',
            {"cdktf": "0.12.0"},
            [("ours", "cdktf", "constructs", "@cdktf/provider-aws"), ("cdktf", "constructs")],
        ),
        (
            'import { App } from "cdktf"; import { Provider } from "../.gen/providers/azurerm";',
            {"cdktf": "0.12.0"},
            [("cdktf", "cdktf", "constructs")],
        ),
    ],
)
def test_the_packages_are_those_that_the_program_is_written_for(
    tmp_path: Path,
    asked: list[tuple[str, ...]],
    source: str,
    dependencies: dict[str, str],
    expected: list[tuple[str, ...]],
) -> None:
    node.find(written(tmp_path, main__ts=source, package__json=manifest(**dependencies)))
    assert asked == expected


def test_generated_code_in_the_project_needs_no_stand_in(tmp_path: Path, asked: list[tuple[str, ...]]) -> None:
    source = 'import { App } from "cdktf"; import { S3Bucket } from "./.gen/providers/aws/s3-bucket";'
    root = written(tmp_path, main__ts=source, package__json=manifest(cdktf="0.20.0"))
    (root / ".gen" / "providers" / "aws").mkdir(parents=True)
    assert node.find(root).instead is None
    assert asked == [("cdktf", "cdktf", "constructs")]


def test_what_is_imported_in_comments_and_tests_is_no_wish(tmp_path: Path, asked: list[tuple[str, ...]]) -> None:
    source = 'import { App } from "cdktf";\n// import { S3Bucket } from "./.gen/providers/aws/s3-bucket";\n'
    test = 'import { Resource } from "../.gen/providers/null/resource";\n'
    root = written(tmp_path, main__ts=source, tests_of_main__ts=test, package__json=manifest(cdktf="0.20.0"))
    assert node.find(root).instead is None


def test_every_release_that_stands_in_is_of_the_framework_that_it_is_for() -> None:
    for framework, release in node._RELEASES.items():
        bindings = [name for name in release if name not in (framework, "constructs")]
        assert all(name.startswith(f"@{framework}/provider-") for name in bindings)
        assert release[framework] == packages.DEFAULTS[framework][framework]


@pytest.mark.slow
def test_generated_code_that_is_not_there_is_stood_in_for(tmp_path: Path) -> None:
    main = """
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { NullProvider } from "./.gen/providers/null/provider";
import { Resource } from "./.gen/providers/null";
import { Vpc } from "./.gen/modules/vpc";

const app = new App();
const stack = new TerraformStack(app, "stack");
new NullProvider(stack, "null");
const net = new Vpc(stack, "net", { cidr: "10.0.0.0/16", enableNatGateway: true });
new Resource(stack, "r", { triggers: { network: net.vpcIdOutput, zone: "a" } });
new TerraformOutput(stack, "id", { value: net.vpcIdOutput });
app.synth();
"""
    module = {"name": "vpc", "source": "./modules/vpc"}
    root = written(
        tmp_path,
        main__ts=main,
        package__json=manifest(cdktf="0.12.0", constructs="10.7.2"),
        cdktf__json=json.dumps({"app": "npx ts-node main.ts", "terraformModules": [module]}),
        modules_of_vpc_of_main__tf=(
            'variable "cidr" {}\nvariable "enable_nat_gateway" {}\n'
            'resource "aws_vpc" "v" {\n  cidr_block = var.cidr\n}\n'
            'output "vpc_id" {\n  value = aws_vpc.v.id\n}\n'
        ),
    )
    found = engine.read(Project(root, "cdktf", "typescript", "npx ts-node main.ts"), Settings())
    assert [problem.message for problem in found.problems] == [
        "what `cdktf get` generates (.gen) is not in the project: read with cdktf 0.21.0 and"
        " @cdktf/provider-null 11.0.1"
    ]
    assert {address: str(one.location).partition(":")[0] for address, one in found.graph.resources.items()} == {
        "null_resource.r": "main.ts",
        "module.net.aws_vpc.v": "modules/vpc/main.tf",
    }
    vpc = found.graph.resources["module.net.aws_vpc.v"]
    assert string(get(vpc.properties, "CidrBlock")) == "10.0.0.0/16"
    (output,) = found.graph.outputs
    assert repr(output.value) == "Reference(('module.net.aws_vpc.v', ''))"


@pytest.mark.slow
def test_generated_code_that_nothing_stands_in_for_is_told(tmp_path: Path) -> None:
    main = 'import { App } from "cdktf";\nimport { Net } from "./.gen/providers/azurerm/net";\nnew Net(new App());\n'
    root = written(tmp_path, main__ts=main, cdktf__json='{"app": "npx ts-node main.ts"}')
    found = engine.read(Project(root, "cdktf", "typescript", "npx ts-node main.ts"), Settings())
    assert found.status == "not_run"
    problem = found.problems[0]
    assert problem.message.startswith("the program imports .gen/providers/azurerm, and what `cdktf get` generates")
    assert (problem.at.file, problem.at.line) == ("main.ts", 2)
