"""Every hostile program runs in every strong mode that this machine offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stackproof.sandbox import Isolation
from stackproof.sandbox.execution import _try_mode
from stackproof.sandbox.model import Mode
from stackproof.sandbox.removal import remove_tree
from tests.sandbox.hostile_program import Hostile


@pytest.fixture(params=["namespaces", "landlock"])
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hostile]:
    mode: Mode = request.param
    offered = _try_mode(mode)
    if not isinstance(offered, Isolation):
        pytest.skip(f"{mode} is not offered here: {offered}")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    sandbox = Hostile(mode, scratch)
    yield sandbox
    assert sandbox.survivors() == []
    remove_tree(scratch)  # some programs leave what pytest cannot remove
