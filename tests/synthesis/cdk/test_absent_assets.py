"""Assets that are not there do not keep a program from being read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.cdk import engine, node_engine
from stackproof.synthesis.cdk.absent_assets import problems
from stackproof.synthesis.cdk.execution import Made
from stackproof.synthesis.model import Settings

if TYPE_CHECKING:
    from stackproof.synthesis.model import Synthesis

FAILS = "is not there, so the program fails until it is made; an empty one stood in for it, and the rest was read"
OUTSIDE = "lies outside of the project's folder and was not shown to the program"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a repository that has code beside it; the results of runs lie in `results`."""
    for folder in ("repository/.git", "repository/code", "repository/cdk", "results", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path / "repository" / "cdk"


def noted(project: Path, *notes: object, constructs: dict[str, Made] | None = None) -> list[Problem]:
    results = project.parent.parent / "results"
    text = "".join(note if isinstance(note, str) else f"{json.dumps(note)}\n" for note in notes)
    (results / "absent-assets").write_text(text, "utf-8")
    return problems(project, results, constructs or {})


def test_nothing_is_said_where_nothing_was_missing(project: Path) -> None:
    assert problems(project, project.parent.parent / "results", {}) == []


def test_what_is_nowhere_is_an_error_at_the_line_of_the_nearest_construct(project: Path) -> None:
    made = Made("construct", (("lib/inner.ts", 3, 1), ("app.ts", 7, 5)), 1)
    found = noted(project, ["build", "S/F/Code/Stage"], ["build", "S/G/Code"], constructs={"S/F": made})
    assert found == [Problem("error", f"the asset build {FAILS}", Location("app.ts", 7, 5))]


def test_what_lies_beside_the_project_in_its_repository_is_a_note(project: Path) -> None:
    found = noted(project, ["../code", ""], ["../dist", ""], ["../../elsewhere", ""])
    assert found == [
        Problem("note", f"the asset ../code {OUTSIDE}", NOWHERE),
        Problem("error", f"the asset ../dist {FAILS}", NOWHERE),
        # Files beside the repository are nothing that a program's word makes us look for.
        Problem("error", f"the asset ../../elsewhere {FAILS}", NOWHERE),
    ]


@pytest.mark.parametrize(
    "note",
    ["{", "[" * 100_000, '["a"]\n', '["a", 1]\n', '{"a": "b"}\n', "\udcff\n".encode("utf-8", "replace").decode()],
)
def test_what_a_program_writes_there_is_not_believed(project: Path, note: str) -> None:
    assert noted(project, note) == []


def test_a_name_that_no_file_can_have_is_looked_for_in_vain(project: Path) -> None:
    assert [problem.level for problem in noted(project, ["../" + "a" * 5000, ""])] == ["error"]


PROGRAM = """
import aws_cdk as cdk
from aws_cdk import aws_ecr_assets as assets, aws_lambda as functions
app = cdk.App()
stack = cdk.Stack(app, "S")
def function(name, path):
    code = functions.Code.from_asset(path)
    functions.Function(stack, name, runtime=functions.Runtime.PYTHON_3_13, handler="a.b", code=code)
function("There", "there")
function("Missing", "build")
function("Archive", "dist/code.zip")
function("Beside", "../code")
function("Hidden", "../.code")
assets.DockerImageAsset(stack, "Image", directory="image", file="docker/Dockerfile")
app.synth()
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    top = tmp_path_factory.mktemp("repository")
    for folder in (".git", ".code", "code", "cdk/there"):
        (top / folder).mkdir(parents=True)
    (top / "cdk" / "app.py").write_text(PROGRAM, "utf-8")
    return engine.read(top / "cdk", "python3 app.py", Settings())


@pytest.mark.slow
def test_a_program_in_python_is_read_without_its_assets(read: Synthesis) -> None:
    assert read.status == "partial"
    types = {resource.address for resource in read.graph.resources.values() if resource.type == "AWS::Lambda::Function"}
    assert types == {"S/There", "S/Missing", "S/Archive", "S/Beside", "S/Hidden"}
    said = {
        problem.message: (problem.level, problem.at.line) for problem in read.problems if "asset" in problem.message
    }
    assert said == {
        f"the asset build {FAILS}": ("error", 8),
        f"the asset dist/code.zip {FAILS}": ("error", 8),
        f"the asset image {FAILS}": ("error", 14),
        f"the asset ../.code {OUTSIDE}": ("note", 8),
    }


@pytest.mark.slow
def test_an_asset_that_is_there_keeps_its_folder_and_the_others_have_none(read: Synthesis) -> None:
    folders = {
        address: resource.attributes.get("AssetPath") is not None
        for address, resource in read.graph.resources.items()
        if resource.type == "AWS::Lambda::Function"
    }
    assert folders == {"S/There": True, "S/Missing": False, "S/Archive": False, "S/Beside": False, "S/Hidden": False}


FUNCTIONS = """
import * as cdk from 'aws-cdk-lib';
import { NodejsFunction, NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';

class Own extends NodejsFunction {}
const stack = new cdk.Stack(new cdk.App(), 'S');
const depsLockFilePath = 'package.json';
new NodejsFunction(stack, 'There', { depsLockFilePath });
new Own(stack, 'Derived', { depsLockFilePath });
new NodejsFunction(stack, 'Gone', { depsLockFilePath });
new NodejsFunction(stack, 'Named', { depsLockFilePath, entry: 'lib/named.ts' });
"""


@pytest.mark.slow
@pytest.mark.xdist_group("node")
def test_functions_in_typescript_find_their_entries_and_are_read_without_them(tmp_path: Path) -> None:
    package = Path(__file__).parents[2] / "fixtures" / "cdk_ts" / "orders" / "package.json"
    (tmp_path / "package.json").write_text(package.read_text("utf-8"), "utf-8")
    (tmp_path / "app.ts").write_text(FUNCTIONS, "utf-8")
    for name in ("There", "Derived"):
        (tmp_path / f"app.{name}.ts").write_text("export const handler = () => 1;\n", "utf-8")
    found = node_engine.read(tmp_path, "npx tsx app.ts", Settings())
    assert found.status == "partial", found.problems
    names = {address for address, one in found.graph.resources.items() if one.type == "AWS::Lambda::Function"}
    assert names == {"S/There", "S/Derived", "S/Gone", "S/Named"}
    said = {problem.message: problem.at.line for problem in found.problems if problem.level == "error"}
    assert said == {f"the asset app.Gone.ts {FAILS}": 10, f"the asset lib/named.ts {FAILS}": 11}
