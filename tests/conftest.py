"""What holds for every test."""

from __future__ import annotations

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Leaves alone what is there at the end.

    pytest looks through all objects several times before it ends, for exceptions that nobody saw. After thousands of
    tests that takes longer than a worker is waited for, and it is then interrupted in the middle of it.
    """
    gc.freeze()
