from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.synthesis.cdk import engine
from stackproof.synthesis.model import Setting, Settings, Synthesis

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cdk"
SUFFIX = Settings(values={"suffix": Setting("suffix", "demo", context="suffix")}, suffix="suffix")


@pytest.fixture(scope="session")
def orders() -> Synthesis:
    return engine.read(FIXTURES / "orders", "python3 app.py --quiet", SUFFIX)


@pytest.fixture(scope="session")
def lookups() -> Synthesis:
    return engine.read(FIXTURES / "lookups", "python app.py", Settings())


@pytest.fixture(scope="session")
def staged() -> Synthesis:
    return engine.read(FIXTURES / "staged", "python -m package", Settings(regions={"primary": "us-west-2"}))


@pytest.fixture(scope="session")
def restless() -> list[Synthesis]:
    """Two readings of a program that asks the clock and throws dice."""
    return [engine.read(FIXTURES / "restless", "python3 app.py", Settings()) for _ in range(2)]


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Synthesis]:
    """Runs a program of one file and tells what came of it."""

    def run(source: str, *, timeout: float = 20.0, **files: str) -> Synthesis:
        project = tmp_path / "project"
        project.mkdir(exist_ok=True)
        (project / "app.py").write_text(source, "utf-8")
        for name, text in files.items():
            (project / f"{name}.py").write_text(text, "utf-8")
        return engine.read(project, "python3 app.py", Settings(timeout=timeout))

    return run
