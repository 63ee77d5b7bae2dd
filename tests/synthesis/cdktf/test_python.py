"""Which packages a Python program runs with, what it is told, and what is said of stand-ins."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from stackproof.errors import MissingToolchain
from stackproof.synthesis.cdk import toolchain
from stackproof.synthesis.cdk.execution import Ran
from stackproof.synthesis.cdk.toolchain import Toolchain
from stackproof.synthesis.cdktf import inputs, python
from stackproof.synthesis.model import Setting, Settings


def install(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Makes these modules the only ones of the framework that are installed."""
    find = importlib.util.find_spec

    def found(name: str, package: str | None = None) -> ModuleSpec | None:
        if name in modules:
            return ModuleSpec(name, None, origin=f"/site/{name}/__init__.py", is_package=True)
        return None if name.startswith(("cdktf", "cdktn")) else find(name, package)

    def tools(_: object) -> Toolchain:
        return Toolchain(Path("/node"), {"jsii": "1", "node": "24"}, Path("/store"))

    monkeypatch.setattr(importlib.util, "find_spec", found)
    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"version of {name}")
    monkeypatch.setattr(toolchain, "find", tools)


OLD = "from cdktf import App\n"
NEW = "from cdktn import App\n"
EVERYTHING = ("cdktf", "cdktf_cdktf_provider_aws", "cdktn", "cdktn_provider_aws")


@pytest.mark.parametrize(
    ("installed", "source", "expected"),
    [
        (EVERYTHING[2:], NEW, ("cdktn", "cdktn_provider_aws")),
        (EVERYTHING[2:], OLD, ("cdktn", "cdktn_provider_aws")),
        (EVERYTHING[:2], OLD, ("cdktf", "cdktf_cdktf_provider_aws")),
        (EVERYTHING[:2], NEW, ("cdktf", "cdktf_cdktf_provider_aws")),
        (EVERYTHING, OLD, ("cdktf", "cdktf_cdktf_provider_aws")),
        (EVERYTHING, NEW, ("cdktn", "cdktn_provider_aws")),
        (EVERYTHING, "# from cdktf import App\nx = 'import cdktf'\n", ("cdktn", "cdktn_provider_aws")),
        (("cdktn",), NEW, ("cdktn",)),
    ],
)
def test_the_framework_is_the_one_that_the_program_is_written_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: tuple[str, ...], source: str, expected: tuple[str, ...]
) -> None:
    install(monkeypatch, *installed)
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "one.py").write_text(source, "utf-8")
    found = python.packages(tmp_path)
    assert found.modules == expected
    assert set(found.versions) == {"jsii", "node", *(name.replace("_", "-") for name in expected[1:])}


def test_without_a_framework_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    find = toolchain.find
    install(monkeypatch)
    monkeypatch.setattr(toolchain, "find", find)
    with pytest.raises(MissingToolchain, match="CDK Terrain for Python") as caught:
        python.packages(tmp_path)
    assert caught.value.hint == "Install it: pip install 'stackproof[cdktf]'"


def test_a_project_with_bindings_of_its_own_has_no_part_in_the_common_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, *EVERYTHING)
    place = tmp_path / "imports" / "aws" / "_jsii"
    place.mkdir(parents=True)
    common = python.harness(python.packages(tmp_path))
    (place / "aws@0.0.0.jsii.tgz").touch()
    (tmp_path / ".gitignore").write_text("imports\n", "utf-8")
    own = python.harness(python.packages(tmp_path))
    assert set(common.shown) - set(own.shown) == {Path("/store")}
    assert common.environment(tmp_path)["JSII_RUNTIME_PACKAGE_CACHE_ROOT"] == "/store"
    assert "JSII_RUNTIME_PACKAGE_CACHE_ROOT" not in own.environment(tmp_path)
    assert own.environment(tmp_path)["JSII_RUNTIME_PACKAGE_CACHE"] == "disabled"


def test_workers_that_have_loaded_another_framework_do_not_stand_for_each_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, *EVERYTHING)
    (tmp_path / "main.py").write_text(OLD, "utf-8")
    old = python.harness(python.packages(tmp_path)).recipe(Settings())
    (tmp_path / "main.py").write_text(NEW, "utf-8")
    new = python.harness(python.packages(tmp_path)).recipe(Settings())
    assert old != new
    assert new == python.harness(python.packages(tmp_path)).recipe(Settings())


def test_stand_ins_are_told_with_both_versions_and_nothing_else_is_believed() -> None:
    bindings = {
        "cdktf": "cdktn",
        "cdktf_cdktf_provider_aws": "cdktn_provider_aws",
        "imports.aws": "cdktn_provider_aws",
        "imports.x y": "cdktn",
        "cdktf_": "os",
        "imports.random": 7,
    }
    modules = {"imports.vpc": "terraform-aws-modules/vpc/aws\x1b[31m", "imports.\n": "x", "imports.y": []}
    ran = Ran("first", "ok", None, 0.0, details={"bindings": bindings, "modules": modules})
    versions = {"cdktn": "0.24.0", "cdktn-provider-aws": "25.8.1"}
    said = [problem.message for problem in python.notes(ran, versions, {"cdktf": "~=0.20"})]
    assert said == [
        "written for cdktf ~=0.20, read with cdktn 0.24.0 through an alias",
        "written for cdktf-cdktf-provider-aws, read with cdktn-provider-aws 25.8.1 through an alias",
        "written for imports.aws, read with cdktn-provider-aws 25.8.1 through an alias",
        "imports.vpc stands for the module terraform-aws-modules/vpc/aws of cdktf.json: its bindings are not there",
    ]


@pytest.mark.parametrize("details", [{}, {"bindings": []}, {"bindings": {str(n): "cdktn" for n in range(100)}}])
def test_details_that_are_not_what_they_should_be_are_not_shown(details: dict[str, object]) -> None:
    assert list(python.notes(Ran("first", "ok", None, 0.0, details=details), {}, {})) == []


def test_the_program_is_told_what_the_command_line_would_tell_it(tmp_path: Path) -> None:
    (tmp_path / "cdktf.json").write_text('{"context": {"team": "a", "size": "1"}}', "utf-8")
    values = {
        "size": Setting("size", "7", context="size"),
        "stage": Setting("stage", "dev", env="STAGE"),
        "zone": Setting("zone", "z"),
    }
    plans, replace = python.plans(tmp_path, Settings(values=values, suffix="stage", regions={"primary": "eu-west-1"}))
    assert [(plan.name, plan.when) for plan in plans] == [
        (inputs.FIRST, "always"), (inputs.TWIN, "always"), (inputs.AGAIN, "differs"),
    ]  # fmt: skip
    first, twin, again = plans
    assert first.context == {"team": "a", "size": "7", "zone": "z"}
    assert first.environment == {
        "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "STAGE": "dev", "zone": "z",
    }  # fmt: skip
    assert (twin.environment["STAGE"], again.environment["STAGE"]) == (replace[1], "dev")
    assert replace[0] == "dev"
    assert inputs.assumed(first.environment) == {}


def test_without_a_suffix_the_program_synthesises_twice_with_the_same_settings(tmp_path: Path) -> None:
    plans, replace = python.plans(tmp_path, Settings())
    assert [plan.name for plan in plans] == [inputs.FIRST, inputs.AGAIN]
    assert (plans[0].environment, plans[0].context) == (plans[1].environment, plans[1].context) == ({}, {})
    assert replace == ("", "")
    assert inputs.assumed({"AWS_DEFAULT_REGION": "x"}) == {"AWS_REGION": "us-east-1"}
