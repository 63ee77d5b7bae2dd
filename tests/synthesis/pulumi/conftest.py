from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from stackproof.project.model import Project
from stackproof.synthesis.model import Setting, Settings, Synthesis
from stackproof.synthesis.pulumi import engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.vocabulary.native import NativeGraph

FIXTURES = Path(__file__).parents[2] / "fixtures"
SUFFIX = Settings(values={"suffix": Setting("suffix", "dev", config="suffix")}, suffix="suffix")


class Reading(NamedTuple):
    """What came of a project."""

    native: NativeGraph
    twin: NativeGraph | None
    synthesis: Synthesis


def project(root: Path, entry: str = "__main__.py", language: str = "python") -> Project:
    return Project(root=root, engine="pulumi", language=language, entry=entry)


def reading(root: Path, settings: Settings, entry: str = "__main__.py", language: str = "python") -> Reading:
    native, twin, synthesis = engine.read_native(project(root, entry, language), settings)
    assert native is not None, synthesis.problems
    return Reading(native, twin, synthesis)


@pytest.fixture(scope="session")
def orders() -> Reading:
    return reading(FIXTURES / "pulumi_python" / "orders", SUFFIX)


@pytest.fixture(scope="session")
def restless() -> Reading:
    return reading(FIXTURES / "pulumi_python" / "restless", Settings(regions={"primary": "us-east-1"}))


@pytest.fixture(scope="session")
def orders_in_typescript() -> Reading:
    return reading(FIXTURES / "pulumi_typescript" / "orders", SUFFIX, "index.ts", "typescript")


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Synthesis]:
    """Runs a program of one file and tells what came of it."""

    def run(source: str, *, settings: Settings | None = None, **files: str) -> Synthesis:
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        (root / "Pulumi.yaml").write_text("name: small\nruntime: python\n", "utf-8")
        (root / "__main__.py").write_text(source, "utf-8")
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        return engine.read(project(root), settings or Settings(timeout=30))

    return run
