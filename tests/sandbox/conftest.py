"""Every hostile program runs in every strong mode that this machine offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stackproof.sandbox import Isolation, probe, specification
from stackproof.sandbox.execution import _try_mode
from stackproof.sandbox.model import Mode
from stackproof.sandbox.removal import remove_tree
from tests.sandbox.hostile_program import Hostile, Waiting


@pytest.fixture(params=["namespaces", "landlock", "waiting"])
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hostile]:
    """`waiting`: in the mode that `run` takes here, by a process that was started before it got the program."""
    if request.param == "waiting":
        yield from _hostile(probe().mode, tmp_path, Waiting)
    else:
        yield from _hostile(request.param, tmp_path)


@pytest.fixture(params=[3, 5])
def hostile_on_old_kernel(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hostile]:
    """With the Landlock of Linux 6.2 and 6.10, which does not keep signals in."""
    monkeypatch.setattr(specification, "NEWEST_LANDLOCK", request.param)
    yield from _hostile("landlock", tmp_path)


def _hostile(mode: Mode, tmp_path: Path, kind: type[Hostile] = Hostile) -> Iterator[Hostile]:
    offered = _try_mode(mode)
    if not isinstance(offered, Isolation):
        pytest.skip(f"{mode} is not offered here: {offered}")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    sandbox = kind(mode, scratch)
    yield sandbox
    assert sandbox.survivors() == []
    remove_tree(scratch)  # some programs leave what pytest cannot remove
