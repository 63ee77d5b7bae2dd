"""What the tests of the stack share: two syntheses, one with the defaults and one with everything that can be set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.stack import Synthesised


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The stack with the default settings."""
    # The framework takes seconds to start; tests of the functions alone do without.
    from tests.unit.stack import REQUIRED, synthesise

    return synthesise(tmp_path_factory.mktemp("default"), {**REQUIRED, "ENVIRONMENT_SUFFIX": "unit"})


@pytest.fixture(scope="session")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Synthesised:
    """The stack in production, with everything that is an option, for a Terraform before 1.10."""
    from tests.unit.stack import REQUIRED, synthesise

    variables = {
        "ENVIRONMENT_SUFFIX": "prod-eu",
        "ENVIRONMENT": "prod",
        "PRIMARY_REGION": "eu-central-1",
        "SECONDARY_REGION": "eu-west-1",
        "PRIMARY_CIDR": "10.8.0.0/16",
        "SECONDARY_CIDR": "10.9.0.0/16",
        "NAT_GATEWAYS": "zones",
        "HOSTED_ZONE_ID": "Z123",
        "DOMAIN_NAME": "pay.example.org",
        "ALARM_EMAIL": "people@example.org",
        "CONFIG_RULES": "true",
        "TERRAFORM_VERSION": "1.9",
        "TERRAFORM_STATE_LOCK_TABLE": "locks",
        "DATABASE_SECRET_NAME": "payments/database",
        "API_KEY_PARAMETER": "/payments/api-keys",
        "ENGINE_VERSION": "15.18",
        "BACKUP_RETENTION_DAYS": "30",
        "REPLICATION_LAG_THRESHOLD_SECONDS": "30",
    }
    return synthesise(tmp_path_factory.mktemp("protected"), {**REQUIRED, **variables})
