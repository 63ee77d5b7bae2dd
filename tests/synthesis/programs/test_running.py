"""What a runner knows of the program's modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stackproof.synthesis.programs import running

if TYPE_CHECKING:
    from types import ModuleType

NEEDED = "raise RuntimeError('this module was not needed')\n"


class Tracer:
    absent: list[str]
    constructs: dict[str, dict[str, Any]]

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def settle(self, project: str) -> None:
        """The project's folder is known."""

    def forget(self) -> None:
        """Nothing is recorded."""

    def relative(self, name: str) -> str | None:
        return name.removeprefix(self.prefix) if name.startswith(self.prefix) else None


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that is loaded when something is asked of it, and must not be."""
    file = tmp_path / "waiting.py"
    file.write_text(NEEDED, "utf-8")
    spec = importlib.util.spec_from_file_location("waiting", file)
    assert spec is not None
    assert spec.loader is not None
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "waiting", module)
    return module


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> running.Runner:
    # What it changes of the process belongs to a process of its own.
    monkeypatch.setattr(running, "Chance", lambda: None)
    monkeypatch.setattr(running, "Unset", lambda _: None)
    return running.Runner({"project": str(tmp_path)}, Tracer(f"{tmp_path}/"))


def test_modules_that_wait_to_be_used_are_found_and_not_loaded(runner: running.Runner, waiting: ModuleType) -> None:
    assert runner._modules() == {"waiting": waiting}
    with pytest.raises(RuntimeError, match="was not needed"):
        waiting.anything  # noqa: B018 - asking is what loads it


def test_what_is_no_module_is_no_module_of_the_project(runner: running.Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "odd", object())
    assert runner._modules() == {}


@pytest.mark.parametrize(
    ("source", "sees"),
    [
        ("import time", True),
        ("from datetime import datetime", True),
        ("from time import time as now", True),
        ("import json", False),
        ("time = 'datetime'", False),
    ],
)
def test_a_module_that_sees_the_clock_is_told(source: str, sees: bool, waiting: ModuleType) -> None:
    module: Any = type(sys)("one")
    exec(source, vars(module))
    module.other = waiting
    assert running._sees_clock(module) is sees
