"""Templates that the unit tests assert on: each configuration is synthesised once in a test session."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

# The CDK would validate every template against CloudFormation's rules; the workflow does that once, after synthesis.
os.environ.setdefault("CDK_VALIDATION", "false")

import aws_cdk as cdk
from aws_cdk.assertions import Template

from iot_platform.naming import Names
from iot_platform.root import build
from iot_platform.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
SUFFIX = "unit"


@dataclass(frozen=True)
class Synthesis:
    """The template of one configuration."""

    names: Names
    settings: Settings
    template: Template

    def of_type(self, type_: str) -> dict[str, dict[str, Any]]:
        """The properties of all resources of a type by their logical ids."""
        return {name: one.get("Properties", {}) for name, one in self.template.find_resources(type_).items()}

    def one(self, type_: str, id_: str = "") -> dict[str, Any]:
        """The properties of the one resource of a type whose logical id begins so."""
        (found,) = (one for name, one in self.of_type(type_).items() if name.startswith(id_))
        return found

    def resources(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every resource by its logical id."""
        yield from self.template.to_json()["Resources"].items()


def settings_with(**environ: str) -> Settings:
    """The default settings with the unit suffix, changed by environment variables."""
    return Settings.load({"ENVIRONMENT_SUFFIX": SUFFIX, **environ}, lambda _: None)


def synthesise(settings: Settings) -> Synthesis:
    """Synthesise a configuration with the feature flags of cdk.json."""
    context = json.loads((PROJECT / "cdk.json").read_text(encoding="utf-8"))["context"]
    root = build(cdk.App(context=context), settings)
    return Synthesis(Names(settings.environment_suffix), settings, Template.from_stack(root))


def text(value: object) -> str:
    """A value of a template as text, with references by the ids of what they refer to."""
    if isinstance(value, dict):
        ((function, given),) = value.items()
        if function == "Fn::Join":
            return str(given[0]).join(map(text, given[1]))
        return "${" + (".".join(given) if isinstance(given, list) else str(given)) + "}"
    return str(value)


def statements(policy: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The statements of a policy document by their ids."""
    return {one.get("Sid", ""): one for one in policy["Statement"]}


@pytest.fixture(scope="session")
def default() -> Synthesis:
    """The default settings."""
    return synthesise(settings_with())


@pytest.fixture(scope="session")
def regulated() -> Synthesis:
    """Production with the audit trail, where data is protected and somebody gets the alarms."""
    return synthesise(
        settings_with(
            ENVIRONMENT="prod",
            AUDIT_TRAIL="true",
            LOG_RETENTION_DAYS="90",
            DATABASE_LOG_RETENTION_DAYS="2192",
            ALARM_EMAIL="oncall@example.com",
            DATABASE_CREDENTIALS_KEY_ARN="arn:aws:kms:ap-southeast-1:111122223333:key/11111111-2222-3333-4444-555555555555",
        )
    )


@pytest.fixture(scope="session")
def generated() -> Synthesis:
    """Generated credentials, and an audit trail outside production."""
    return synthesise(settings_with(DATABASE_CREDENTIALS="generated", AUDIT_TRAIL="true", REGION="eu-central-1"))


@pytest.fixture(scope="session", params=["default", "regulated", "generated"])
def any_configuration(request: pytest.FixtureRequest) -> Synthesis:
    """Each configuration in turn."""
    synthesis = request.getfixturevalue(request.param)
    assert isinstance(synthesis, Synthesis)
    return synthesis
