"""Which packages a project in Python gets that wants its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.errors import MissingToolchain
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE
from stackproof.synthesis import environments
from stackproof.synthesis.cdktf import environment, faults, inputs, python
from stackproof.synthesis.environments import Environment
from stackproof.synthesis.failures import Fault
from stackproof.synthesis.model import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = {"cdktn": "0.24.0", "cdktn-provider-aws": "25.8.1", "boto3": "1.40.0"}
OLD = {"cdktf": "==0.20.1", "cdktf-cdktf-provider-aws": "==19.1.0", "constructs": "==10.4.2", "boto3": ">=1"}
STAND_INS = {"cdktn": "==0.24.0", "cdktn-provider-aws": "==25.8.1"}


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was asked for, and cannot be had."""
    asked: list[dict[str, str]] = []

    def find(wanted: Mapping[str, str]) -> Environment:
        asked.append(dict(wanted))
        raise MissingToolchain(f"try {len(asked)}")

    monkeypatch.setattr(environments, "find", find)
    monkeypatch.setattr(environments, "versions", lambda _: HERE)
    return asked


def configured(folder: Path, *providers: object) -> Path:
    (folder / "cdktf.json").write_text(json.dumps({"terraformProviders": providers}), "utf-8")
    return folder


def test_pins_come_first_and_then_the_same_bindings_of_cdk_terrain(tried: list[dict[str, str]], tmp_path: Path) -> None:
    pins = {**OLD, "cdktf-cdktf-provider-azurerm": "==1.0.0"}
    with pytest.raises(MissingToolchain, match="try 1"):
        environment.pinned(configured(tmp_path), pins)
    framework = {name: asked for name, asked in pins.items() if name != "boto3"}
    stand_ins = {**STAND_INS, "cdktn-provider-azurerm": ""}
    assert tried == [pins, framework, {"boto3": ">=1", **stand_ins}, stand_ins]


@pytest.mark.parametrize(
    ("pins", "expected"),
    [
        ({"cdktf": "==0.9.4", "constructs": "==10.0.5"}, [{"cdktn": "==0.24.0"}]),
        ({"cdktf": "~=0.11.9", "flask": "==3"}, [{"flask": "==3", "cdktn": "==0.24.0"}]),
        ({"flask": "==3"}, [{"flask": "==3", "cdktn": "==0.24.0"}]),
    ],
)
def test_versions_whose_output_is_another_are_stood_in_for(
    tried: list[dict[str, str]], tmp_path: Path, pins: dict[str, str], expected: list[dict[str, str]]
) -> None:
    monkey = pytest.MonkeyPatch()
    monkey.setattr(environments, "versions", lambda _: {})
    with pytest.raises(MissingToolchain):
        environment.pinned(configured(tmp_path), pins)
    monkey.undo()
    unpinned = [{name: "" if name == "cdktn" else asked for name, asked in one.items()} for one in expected]
    assert tried[: len(unpinned)] == unpinned


def test_generated_bindings_that_are_not_there_are_stood_in_for(tried: list[dict[str, str]], tmp_path: Path) -> None:
    root = configured(tmp_path, "hashicorp/aws@~>4.0", {"name": "google-beta", "source": "x/y"}, "../evil", 3)
    (root / "imports" / "google_beta").mkdir(parents=True)
    assert inputs.providers(root) == {"aws", "google_beta", "evil"}
    pins = {"cdktf": "==0.20.1", "requests": ""}
    with pytest.raises(MissingToolchain):
        environment.pinned(root, pins)
    stand_ins = {**STAND_INS, "cdktn-provider-evil": ""}
    assert tried == [{"requests": "", **stand_ins}, stand_ins]


@pytest.mark.parametrize(
    "source",
    ["from imports.aws import AwsProvider\n", "import x\n  import imports.aws.vpc\n", "from imports import aws\n"],
)
def test_bindings_that_only_a_source_speaks_of_are_stood_in_for(
    tried: list[dict[str, str]], tmp_path: Path, source: str
) -> None:
    (configured(tmp_path) / "main.py").write_text(source + "from imports.vpc import Vpc\n", "utf-8")
    assert environment.pinned(tmp_path, {"cdktf": "==0.20.1"}) is None
    assert tried == []
    (tmp_path / "main.py").write_text("# from imports.aws import vpc\n", "utf-8")
    environment.pinned(tmp_path, {"cdktf": "==0.20.1"})
    assert tried[0] == {"cdktf": "==0.20.1"}


def test_what_is_installed_already_needs_no_environment(tried: list[dict[str, str]], tmp_path: Path) -> None:
    assert environment.pinned(configured(tmp_path, "aws@~>4"), {"cdktf": "==0.20.1", "boto3": ">=1.2"}) is None
    assert environment.pinned(configured(tmp_path), {"cdktn": ">=0.20", "cdktn-provider-aws": ""}) is None
    assert tried == []


def test_programs_run_with_the_environment_and_unpack_their_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = Environment(Path("/made"), Path("/made/bin/python"), Path("/made/site"))
    installed = {"cdktf": "0.20.1", "cdktf-cdktf-provider-aws": "19.1.0", "jsii": "1.100.0", "boto3": "1"}
    monkeypatch.setattr(environment, "pinned", lambda *_: made)
    monkeypatch.setattr(environments, "versions", lambda _: installed)
    (tmp_path / "main.py").write_text("from cdktf import App\n", "utf-8")
    found = python.pinned_packages(tmp_path, OLD)
    assert found.modules == ("cdktf", "cdktf_cdktf_provider_aws")
    assert set(found.versions) == {"cdktf", "cdktf-cdktf-provider-aws", "jsii", "node"}
    harness = python.harness(found)
    assert harness.python == made.python
    assert made.folder in harness.shown
    told = harness.environment(tmp_path)
    assert told["JSII_RUNTIME_PACKAGE_CACHE"] == "disabled"
    assert told["STACKPROOF_FRAMEWORK"] == "cdktf cdktf_cdktf_provider_aws"


def test_who_lacks_a_package_is_told_of_the_pinned_ones() -> None:
    lacking = Fault("not_run", Problem("error", "install it, and run again", NOWHERE))
    pins = {"cdktf-cdktf-provider-azurerm": ""}
    found = faults.offered(lacking, pins, Settings())
    assert found is not None
    assert found.problem.message == "install it, and run again, or take --toolchain pinned"
    assert faults.offered(lacking, {}, Settings()) == lacking
    assert faults.offered(lacking, pins, Settings(toolchain="pinned")) == lacking
    assert faults.offered(None, pins, Settings()) is None
