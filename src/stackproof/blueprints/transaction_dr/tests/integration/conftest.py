"""The deployment that the integration tests look at.

They need credentials and the outputs that `python -m tools.deploy` wrote (`OUTPUTS_FILE`, else `outputs.json`).
`AWS_ENDPOINT_URL` sends them to an endpoint that stands in for AWS; what only AWS itself can show is skipped then.
"""

from __future__ import annotations

import json
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest

T = TypeVar("T")
Outputs = dict[str, Any]

WAIT_SECONDS = 16 * 60
"""One minute over the threshold of Replication Time Control; nearly everything takes seconds."""

SIDES = ("primary", "recovery")
OTHER = {"primary": "recovery", "recovery": "primary"}


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


@dataclass(frozen=True)
class Deployment:
    """The outputs of the three stacks, and clients in either region."""

    shared: Outputs
    sides: dict[str, Outputs]

    def client(self, service: str, side: str = "primary") -> Any:
        """A client of a service in the region of a side."""
        create: Callable[..., Any] = boto3.client
        return create(service, region_name=self.sides[side]["Region"])

    def key_arn(self, side: str) -> str:
        """The key of a side's region."""
        return str(self.shared[f"{side.capitalize()}KeyArn"])

    def get(self, side: str, path: str) -> tuple[int, Any]:
        """Status and body of the answer that a side's load balancer gives."""
        scheme = str(self.shared["ServiceUrl"]).partition(":")[0]
        context = ssl.create_default_context()
        # The certificate is for the name of the service, which leads to one region alone.
        context.check_hostname = False
        url = f"{scheme}://{self.sides[side]['LoadBalancerDnsName']}{path}"
        try:
            with urllib.request.urlopen(url, timeout=30, context=context if scheme == "https" else None) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


@pytest.fixture(scope="session")
def deployment() -> Deployment:
    """What was deployed."""
    path = Path(os.environ.get("OUTPUTS_FILE", "outputs.json"))
    if not path.is_file():
        pytest.fail(f"{path} is missing: deploy with `python -m tools.deploy`, or set OUTPUTS_FILE")
    stacks: dict[str, Outputs] = json.loads(path.read_text(encoding="utf-8"))
    (shared,) = (one for one in stacks.values() if "GlobalClusterId" in one)
    (recovery,) = (one for one in stacks.values() if "PeeringId" in one)
    (primary,) = (one for one in stacks.values() if "ClusterId" in one and "PeeringId" not in one)
    return Deployment(shared, {"primary": primary, "recovery": recovery})


@pytest.fixture(scope="session")
def on_aws() -> None:
    """Skip what only AWS itself can show: stand-ins neither replicate, nor route, nor check health."""
    if "AWS_ENDPOINT_URL" in os.environ:
        pytest.skip("the endpoint that stands in for AWS cannot show this")
