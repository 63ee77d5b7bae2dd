"""Configurations, each of which is synthesised once in a test session."""

from __future__ import annotations

import pytest

from tests.unit.synthesis import CERTIFICATE, Synthesis, settings_with, synthesise


@pytest.fixture(scope="session")
def default(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """What comes of nothing but what is required: a trial without certificates."""
    return synthesise(settings_with(), tmp_path_factory.mktemp("default"))


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """Everything that can be chosen, chosen otherwise: production behind HTTPS, deployed by an old Terraform."""
    settings = settings_with(
        ENVIRONMENT="prod",
        ALARM_EMAIL="oncall@example.com",
        EGRESS="nat",
        ROUTING="weighted",
        RECOVERY_WEIGHT="20",
        LOG_RETENTION_DAYS="14",
        PRIMARY_CERTIFICATE_ARN=CERTIFICATE.format("us-east-1"),
        RECOVERY_CERTIFICATE_ARN=CERTIFICATE.format("us-east-2"),
        DATABASE_SECRET_NAME="payroll/database",
        TERRAFORM_VERSION="1.10",
        QUEUE_CONCURRENCY="2",
    )
    return synthesise(settings, tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="session", params=["default", "production"])
def any_configuration(request: pytest.FixtureRequest) -> Synthesis:
    """Each configuration in turn."""
    synthesis = request.getfixturevalue(request.param)
    assert isinstance(synthesis, Synthesis)
    return synthesis
