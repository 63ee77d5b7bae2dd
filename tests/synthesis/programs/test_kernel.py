"""jsii's kernel is started as one process where it is the kernel that we know, else as jsii does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackproof.synthesis.programs import kernel


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """jsii's class for the process, which notes in `started` who starts it."""
    from jsii._kernel.providers import process

    class Node:
        started: list[str] = []

        def _jsii_runtime(self) -> str:
            return str(tmp_path / "bin" / "jsii-runtime.js")

        def start(self) -> None:
            self.started.append("jsii")

        def handshake(self) -> None:
            self.started.append("handshake")

        def stop(self) -> None:
            """As jsii's."""

    Node.started = []
    monkeypatch.setattr(process, "_NodeProcess", Node)
    monkeypatch.setattr(kernel, "_start", lambda *_: Node.started.append("directly"))
    monkeypatch.delenv("JSII_RUNTIME", raising=False)
    monkeypatch.setattr(kernel, "_is_open", lambda _: False)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "program.js").write_text("new SyncStdio({errorFD:2,readFD:3,writeFD:3})")
    return Node


def started(node: Any) -> list[str]:
    kernel.connect_directly()
    node().start()
    found: list[str] = node.started
    return found


def test_a_kernel_on_the_known_descriptor_is_started_directly(node: Any) -> None:
    assert started(node) == ["directly", "handshake"]


@pytest.mark.parametrize("text", ["new SyncStdio({readFD:0,writeFD:1})", None])
def test_another_kernel_is_started_by_jsii(node: Any, text: str | None, tmp_path: Path) -> None:
    (tmp_path / "lib" / "program.js").unlink()
    if text is not None:
        (tmp_path / "lib" / "program.js").write_text(text)
    assert started(node) == ["jsii"]


def test_a_runtime_of_the_users_own_is_started_by_jsii(node: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JSII_RUNTIME", "mine.js")
    assert started(node) == ["jsii"]


def test_a_descriptor_that_is_taken_is_left_alone(node: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "_is_open", lambda _: True)
    assert started(node) == ["jsii"]


@pytest.mark.parametrize("lacking", ["_jsii_runtime", "handshake", "stop"])
def test_a_jsii_that_is_built_otherwise_is_left_as_it_is(node: Any, lacking: str) -> None:
    before = node.start
    delattr(node, lacking)
    kernel.connect_directly()
    assert node.start is before


def test_open_descriptors_are_told_from_others(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        number = file.fileno()
        assert kernel._is_open(number)
    assert not kernel._is_open(number)
