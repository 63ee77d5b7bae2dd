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

from s3_replication.naming import Names
from s3_replication.replica import ReplicaNestedStack, ReplicaStack
from s3_replication.root import build
from s3_replication.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
SUFFIX = "unit"


@dataclass(frozen=True)
class Synthesis:
    """The templates of one configuration, by the part of the system that they hold."""

    names: Names
    settings: Settings
    root: Template
    storage: Template
    replica: Template
    monitoring: Template

    def all(self) -> Iterator[Template]:
        """Every template."""
        return iter((self.root, self.storage, self.replica, self.monitoring))

    def resources(self) -> Iterator[dict[str, Any]]:
        """Every resource of every template."""
        for template in self.all():
            yield from template.to_json().get("Resources", {}).values()


def settings_with(**environ: str) -> Settings:
    """The default settings with the unit suffix, changed by environment variables."""
    return Settings.load({"ENVIRONMENT_SUFFIX": SUFFIX, **environ}, lambda _: None)


def synthesise(settings: Settings) -> Synthesis:
    """Synthesise a configuration with the feature flags of cdk.json."""
    context = json.loads((PROJECT / "cdk.json").read_text(encoding="utf-8"))["context"]
    app = cdk.App(context=context)
    root = build(app, settings, account=None)
    replicas = [node for node in app.node.find_all() if isinstance(node, ReplicaNestedStack | ReplicaStack)]
    assert len(replicas) == 1
    return Synthesis(
        names=Names(settings.environment_suffix),
        settings=settings,
        root=Template.from_stack(root),
        storage=Template.from_stack(root.storage),
        replica=Template.from_stack(replicas[0]),
        monitoring=Template.from_stack(root.monitoring),
    )


@pytest.fixture(scope="session")
def same_region() -> Synthesis:
    """Both buckets in us-east-1, the default."""
    return synthesise(settings_with())


@pytest.fixture(scope="session")
def cross_region() -> Synthesis:
    """The replica in us-west-2."""
    return synthesise(settings_with(REPLICA_REGION="us-west-2"))


@pytest.fixture(scope="session")
def production() -> Synthesis:
    """Production, where data is protected and somebody gets the alarms."""
    return synthesise(settings_with(ENVIRONMENT="prod", ALARM_EMAIL="oncall@example.com"))


@pytest.fixture(scope="session", params=["same_region", "cross_region", "production"])
def any_configuration(request: pytest.FixtureRequest) -> Synthesis:
    """Each configuration in turn."""
    synthesis = request.getfixturevalue(request.param)
    assert isinstance(synthesis, Synthesis)
    return synthesis
