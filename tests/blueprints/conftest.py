"""What the tests of several reference stacks share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stackproof.assessment.settings import combine, load_contract
from stackproof.project.discovery import discover
from stackproof.synthesis.read import read
from tests.blueprints.projects import fresh_copy, run
from tests.mutation.stacks import Stack


@pytest.fixture(scope="session")
def under_cdktf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Stack]:
    """Reads the copy of a stack that its command makes for CDKTF, with the packages that the copy pins.

    Stacks that pin the same packages share one environment; tests that use this belong to the group `under cdktf`, so
    that it is made once.
    """

    def read_copy(name: str) -> Stack:
        folder = tmp_path_factory.mktemp("under-cdktf")
        plain = fresh_copy(name, folder / "plain")
        made = folder / name
        done = run(plain, "-m", "tools.under_cdktf", str(made))
        assert done.returncode == 0, done.stderr
        # What the program runs with is enough; its tests are not run here.
        (made / "requirements-dev.txt").unlink()
        project = discover(made).projects[0]
        contract = load_contract(None, project.contract)
        assert contract is not None
        options = combine(contract, {}, timeout=240.0, allow_weak_sandbox=False, toolchain="pinned")
        return Stack(project, contract, read(project, options))

    return read_copy
