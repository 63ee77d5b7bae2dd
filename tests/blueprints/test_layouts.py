"""Every reference stack in the layout tap, as `stackproof new NAME DIR --layout tap` makes it."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from stackproof.blueprints.registry import Blueprint, all_blueprints, copy, find
from stackproof.cli.main import run as stackproof
from stackproof.contract import profile
from tests.blueprints.projects import AWS_CDK, CACHE, assert_lints_clean, run

BLUEPRINTS = [
    pytest.param(blueprint, id=blueprint.name, marks=pytest.mark.xdist_group(f"layouts of {blueprint.name}"))
    for blueprint in all_blueprints()
]
METADATA = {
    "platform": str,
    "language": str,
    "complexity": str,
    "turn_type": str,
    "po_id": str,
    "team": str,
    "startedAt": str,
    "subtask": str,
    "subject_labels": list,
    "aws_services": list,
    "region": str,
}
PLATFORMS = {"cdk.json": "cdk", "cdktf.json": "cdktf", "Pulumi.yaml": "pulumi"}
_TOOL = re.compile(r"^([A-Za-z0-9._-]+)(.*)$")


class Copies:
    """Each stack in each layout, by name and layout, made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, wanted: tuple[str, str]) -> Path:
        name, layout = wanted
        directory = self._folder / layout / name
        if not directory.exists():
            blueprint = find(name)
            assert blueprint is not None
            copy(blueprint, directory, layout)
        return directory


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    return Copies(tmp_path_factory.mktemp("layouts"))


def texts(project: Path) -> dict[str, str]:
    found = {}
    for file in sorted(project.rglob("*")):
        if file.is_file():
            try:
                found[file.relative_to(project).as_posix()] = file.read_text("utf-8")
            except UnicodeDecodeError:
                continue
    return found


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_files_lie_where_the_profile_allows_them(blueprint: Blueprint, copies: Copies) -> None:
    project = copies[blueprint.name, "tap"]
    allowed = profile.find("tap").policy.allowed_paths
    for file in project.iterdir():
        if not file.name.startswith("."):
            assert (f"{file.name}/" if file.is_dir() else file.name) in allowed
    assert {file.name for file in (project / "tests").iterdir() if not file.name.startswith("__")} >= {
        "unit",
        "integration",
    }
    classes = [one.name for one in ast.parse((project / "lib/tap_stack.py").read_text()).body if hasattr(one, "name")]
    assert "TapStack" in classes
    assert "TapStack" in (project / "tap.py").read_text() + (project / "lib/root.py").read_text()
    if (blueprint.folder / "handlers").is_dir():
        assert (project / "lib/lambda").is_dir()


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_no_text_speaks_of_the_old_places(blueprint: Blueprint, copies: Copies) -> None:
    package = blueprint.folder.name
    for name, text in texts(copies[blueprint.name, "tap"]).items():
        for number, line in enumerate(text.splitlines(), 1):
            assert not re.search(rf"\b{package}\b|(?<![\w./-])(handlers/|app\.py\b)", line), f"{name}:{number}: {line}"
    for name in texts(copies[blueprint.name, "tap"]):
        assert package not in name


@pytest.mark.parametrize("layout", ["plain", "tap"])
@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_links_lead_somewhere(blueprint: Blueprint, layout: str, copies: Copies) -> None:
    project = copies[blueprint.name, layout]
    for name, text in texts(project).items():
        for link in re.findall(r"\]\(([^)#\s:]+)[)#]", text) if name.endswith(".md") else ():
            assert (project / name).parent.joinpath(link).exists(), f"{name}: {link}"


@pytest.mark.parametrize("layout", ["plain", "tap"])
@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_the_contract_names_lines_and_files_that_are_there(blueprint: Blueprint, layout: str, copies: Copies) -> None:
    project = copies[blueprint.name, layout]
    contract = yaml.safe_load((project / "stackproof.yaml").read_text("utf-8"))
    for requirement in contract["requirements"]:
        file, _, line = requirement["source"].partition(":")
        assert file == ("lib/README.md" if layout == "tap" else "README.md")
        quoted = (project / file).read_text("utf-8").splitlines()[int(line) - 1]
        assert quoted == f"- **{requirement['id']}** {requirement['text']}"
    there = {file.relative_to(project).as_posix() for file in project.rglob("*") if file.is_file()}
    for file in files_named(contract):
        assert any(fnmatchcase(one, file) for one in there), file


def files_named(node: Any) -> list[str]:
    """The files that a contract's expectations name, those that there is to be none of excepted."""
    if isinstance(node, dict):
        here = [node["file"]] if isinstance(node.get("file"), str) and node.get("count") != 0 else []
        return here + [one for value in node.values() for one in files_named(value)]
    return [one for item in node for one in files_named(item)] if isinstance(node, list) else []


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_metadata_has_every_field(blueprint: Blueprint, copies: Copies) -> None:
    project = copies[blueprint.name, "tap"]
    metadata = json.loads((project / "metadata.json").read_text("utf-8"))
    assert {name: type(value) for name, value in metadata.items()} == METADATA
    assert all(metadata.values())
    assert metadata["platform"] == next(platform for name, platform in PLATFORMS.items() if (project / name).is_file())
    assert metadata["language"] == "py"
    assert datetime.fromisoformat(metadata["startedAt"]).tzinfo is not None


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_the_pipfile_has_the_packages_of_the_requirements_and_a_script_for_each_command(
    blueprint: Blueprint, copies: Copies
) -> None:
    project = copies[blueprint.name, "tap"]
    pipfile = tomllib.loads((project / "Pipfile").read_text("utf-8"))
    found = {
        name.lower(): value["version"] if isinstance(value, dict) else value
        for section in ("packages", "dev-packages")
        for name, value in pipfile[section].items()
    }
    # What an image installs beside, pinned as a whole, is the image's own.
    stated = requirements(project / "lib" / "requirements-dev.txt")
    assert {name: stated.get(name) for name in found} == found
    own = [line for name in ("requirements.txt", "requirements-dev.txt") for line in lines(project / "lib" / name)]
    assert {named(line)[0] for line in own if not line.startswith("-")} <= found.keys()
    assert {"lint", "types", "test", "coverage", "integration"} <= set(pipfile["scripts"])
    # A Pulumi program has no synthesis without a backend: its preview needs one.
    assert {"synth", "preview"} & set(pipfile["scripts"])


def requirements(file: Path) -> dict[str, str]:
    """The versions by package that a file of requirements and those that it names ask for."""
    found: dict[str, str] = {}
    for line in lines(file):
        if line.startswith("-r"):
            found |= requirements(file.parent / line.split()[1])
        else:
            name, version = named(line)
            found[name] = version
    return found


def lines(file: Path) -> list[str]:
    """The lines of a file of requirements without comments."""
    found = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return [line for line in found if line]


def named(line: str) -> tuple[str, str]:
    """The package and the versions that a line asks for."""
    match = _TOOL.match(re.sub(r"\[.*?\]", "", line))
    assert match, line
    return match[1].lower(), match[2].strip()


# What tests do is the same in both layouts; where things lie is told by finding them all, and by running those of two.
RUN_AGAIN = {"s3-replication", "serverless-tap"}


@pytest.mark.slow
@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_its_own_tests_are_found_and_it_lints_clean(blueprint: Blueprint, copies: Copies) -> None:
    project = copies[blueprint.name, "tap"]
    only = [] if blueprint.name in RUN_AGAIN else ["--collect-only"]
    tests = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", *only)
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert_lints_clean(project)


@pytest.mark.slow
@pytest.mark.xdist_group("layouts of s3-replication")
def test_lines_are_counted_in_the_layout_tap_too(copies: Copies) -> None:
    # One stack tells that the settings are found; what its tests cover is the same in both layouts.
    project = copies["s3-replication", "tap"]
    tests = run(project, "-m", "coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    report = run(project, "-m", "coverage", "report")
    assert report.returncode == 0, report.stdout
    assert re.search(r"^TOTAL .* 100%$", report.stdout, re.MULTILINE)
    assert re.search(r"^lib/lambda/replication_events/replication_events\.py .* 100%$", report.stdout, re.MULTILINE)
    assert re.search(r"^tap\.py .* 100%$", report.stdout, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.xdist_group(AWS_CDK)
def test_types_are_right_in_the_layout_tap_too(copies: Copies) -> None:
    types = run(copies["s3-replication", "tap"], "-m", "mypy", "--cache-dir", str(CACHE / AWS_CDK))
    assert types.returncode == 0, types.stdout


@pytest.mark.slow
@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_it_is_ready_under_the_profile_with_every_requirement_proven(
    blueprint: Blueprint, copies: Copies, tmp_path: Path
) -> None:
    report = tmp_path / "assessment.json"
    project = str(copies[blueprint.name, "tap"])
    options = ("--profile", "tap", "--fail-on", "low", "--format", "json", "--output", str(report))
    code = stackproof(["check", project, *options])
    assessment = json.loads(report.read_text("utf-8"))
    reasons = {one["id"]: one["reason"] for one in assessment["requirements"] if one["reason"]}
    assert (code, assessment["verdict"], assessment["findings"]) == (0, "ready", []), reasons
    status = {one["id"]: one["status"] for one in assessment["requirements"]}
    assert set(status.values()) <= {"proven", "infeasible"}, reasons
    assert status["TAP-L"] == status["policy.allowed_paths"] == "proven"
