from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stackproof.synthesis.node import toolchain
from stackproof.synthesis.node.toolchain import InstallationFailed, Node

if TYPE_CHECKING:
    from collections.abc import Callable


class Npm:
    """Stands for npm: writes what package.json asks for into node_modules, and keeps what it was asked.

    Attributes:
        calls: (command, package.json, lock file) of each installation.
        failures: what it says when it fails, by how the command begins; each is said once.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[list[str], dict[str, Any], dict[str, Any] | None]] = []
        self.failures: list[tuple[str, str]] = []

    def install(self, node: Node, folder: Path, command: list[str], what: str) -> None:
        package = json.loads((folder / "package.json").read_text("utf-8"))
        lock = folder / "package-lock.json"
        self.calls.append((command, package, json.loads(lock.read_text("utf-8")) if lock.is_file() else None))
        if self.failures and " ".join(command).startswith(self.failures[0][0]):
            said = self.failures.pop(0)[1]
            raise InstallationFailed(f"{what} cannot be installed", said, "")
        wanted = package["dependencies"].items()
        if "--no-save" in command:
            wanted = [(command[-1].rpartition("@")[0], "1.0.0")]
        for name, version in wanted:
            place = folder / "node_modules" / name
            place.mkdir(parents=True)
            (place / "package.json").write_text(json.dumps({"version": version.lstrip("^~")}), "utf-8")


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Npm:
    """An npm that needs no registry, and a cache of its own."""
    fake = Npm()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(toolchain, "install", fake.install)
    monkeypatch.setattr(toolchain, "find_node", lambda **_: Node(Path("/usr/bin/node"), "24.0.0", ("npm",)))
    return fake


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """A project with a package.json, if one is given, and further files."""

    def make(package: dict[str, Any] | None = None, **files: str) -> Path:
        root = tmp_path / "repository" / "project"
        root.mkdir(parents=True, exist_ok=True)
        (tmp_path / "repository" / ".git").mkdir(exist_ok=True)
        if package is not None:
            (root / "package.json").write_text(json.dumps(package), "utf-8")
        for name, text in files.items():
            (root / name.replace("__", ".").replace("_", "-")).write_text(text, "utf-8")
        return root

    return make
