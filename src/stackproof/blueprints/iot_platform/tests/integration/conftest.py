"""The deployed stack that the integration tests look at.

They need credentials and the outputs file of a deployment (`OUTPUTS_FILE`, by default `outputs.json`).
`AWS_ENDPOINT_URL` sends them to an endpoint that stands in for AWS.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest

T = TypeVar("T")

WAIT_SECONDS = 5 * 60
"""Readings take seconds, and the line with the service's metrics comes once a minute."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in here as an integration test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.integration)


def eventually(look: Callable[[], T | None], what: str) -> T:
    """What `look` finds, as soon as it finds anything."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        found = look()
        if found is not None:
            return found
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen within {WAIT_SECONDS} s")
        time.sleep(5)


@pytest.fixture(scope="session")
def outputs() -> dict[str, str]:
    """The outputs of the stack."""
    path = Path(os.environ.get("OUTPUTS_FILE", "outputs.json"))
    if not path.is_file():
        pytest.fail(
            f"{path} is missing: deploy with `cdk deploy --all --outputs-file outputs.json`, or set OUTPUTS_FILE"
        )
    stacks: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return next(stack for stack in stacks.values() if "StreamName" in stack)


@pytest.fixture(scope="session")
def client(outputs: dict[str, str]) -> Callable[[str], Any]:
    """Makes a boto3 client of a service, in the stack's region."""
    create: Callable[..., Any] = boto3.client
    return cache(lambda service: create(service, region_name=outputs["Region"]))


@pytest.fixture(scope="session")
def steady(outputs: dict[str, str], client: Callable[[str], Any]) -> Any:
    """The service with tasks that run; a stand-in that runs no containers is not asked for more."""
    (service,) = client("ecs").describe_services(cluster=outputs["ClusterName"], services=[outputs["ServiceName"]])[
        "services"
    ]
    if not service["runningCount"] and "AWS_ENDPOINT_URL" in os.environ:
        pytest.skip("the endpoint that stands in for AWS runs no containers")
    return service
