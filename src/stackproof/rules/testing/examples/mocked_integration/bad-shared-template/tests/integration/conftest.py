"""Puts moto in the place of AWS."""

import pytest
from moto import mock_aws  # finding: TEST-MOCK-001 project


@pytest.fixture(autouse=True)
def services():
    with mock_aws():
        yield
