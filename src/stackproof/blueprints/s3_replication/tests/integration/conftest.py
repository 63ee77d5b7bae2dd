"""The deployed stack that the integration tests look at.

They need credentials and the outputs file of a deployment (`OUTPUTS_FILE`, by default `outputs.json`).
`AWS_ENDPOINT_URL` sends them to an endpoint that stands in for AWS.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest

T = TypeVar("T")

WAIT_SECONDS = 16 * 60
"""One minute over the threshold of Replication Time Control; most objects take seconds."""


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
        time.sleep(2)


@pytest.fixture(scope="session")
def outputs() -> dict[str, str]:
    """The outputs of the root stack."""
    path = Path(os.environ.get("OUTPUTS_FILE", "outputs.json"))
    if not path.is_file():
        pytest.fail(
            f"{path} is missing: deploy with `cdk deploy --all --outputs-file outputs.json`, or set OUTPUTS_FILE"
        )
    stacks: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return next(stack for stack in stacks.values() if "PrimaryBucketName" in stack)


@pytest.fixture(scope="session")
def client(outputs: dict[str, str]) -> Callable[..., Any]:
    """Makes a boto3 client of a service, in the region of the primary or of the replica."""
    create: Callable[..., Any] = boto3.client

    def make(service: str, side: str = "Primary") -> Any:
        return create(service, region_name=outputs[f"{side}Region"])

    return make


@pytest.fixture(scope="session")
def enforcing() -> None:
    """Skip what only AWS itself can show: stand-ins do not enforce bucket policies."""
    if "AWS_ENDPOINT_URL" in os.environ:
        pytest.skip("bucket policies are not enforced by the endpoint that stands in for AWS")
