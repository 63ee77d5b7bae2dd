"""What the tests of the failover share: a world with two regions, and the automation, synthesised once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from tests.unit.automation.world import Cloud, World

if TYPE_CHECKING:
    from tests.unit.automation.synthesis import Synthesis


@pytest.fixture(scope="session")
def clients() -> Cloud:
    """Clients of both regions, made once."""
    return Cloud()


@pytest.fixture(scope="module")
def cloud(clients: Cloud) -> Iterator[Cloud]:
    """Tables of both regions, made once for a file."""
    with mock_aws():
        clients.build()
        yield clients


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, cloud: Cloud) -> World:
    """Two regions in good order, the primary active."""
    return World(monkeypatch, cloud)


@pytest.fixture(scope="session")
def synthesis() -> Synthesis:
    """The automation and the events with default settings."""
    # The framework takes seconds to start; tests of the functions alone do without.
    from tests.unit.automation.synthesis import synthesise

    return synthesise()
