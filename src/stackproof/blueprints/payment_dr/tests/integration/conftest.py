"""The deployment that the integration tests look at.

They need credentials and the outputs of the deployment (`OUTPUTS_FILE`, by default `outputs.json`).
`AWS_ENDPOINT_URL` sends them to an endpoint that stands in for AWS; what only AWS itself can show is skipped then.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest

from tools.outputs import OutputsError, read_outputs

T = TypeVar("T")

WAIT_SECONDS = 5 * 60
"""What may be lost at most; nearly everything takes seconds."""

SIDES = ("primary", "secondary")
OTHER = {"primary": "secondary", "secondary": "primary"}


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
    """The outputs, and clients in either region."""

    outputs: dict[str, str]

    def of(self, side: str, name: str) -> str:
        """An output of a side."""
        return self.outputs[f"{side}_{name}"]

    def client(self, service: str, side: str = "primary") -> Any:
        """A client of a service in the region of a side."""
        create: Callable[..., Any] = boto3.client
        return create(service, region_name=self.of(side, "region"))

    def parameter(self, side: str, name: str) -> str:
        """The value of a parameter in the region of a side."""
        found = self.client("ssm", side).get_parameter(Name=name, WithDecryption=True)
        return str(found["Parameter"]["Value"])

    def active(self) -> str:
        """The side that takes payments."""
        region = self.parameter("primary", self.of("primary", "parameter_active_region"))
        return next(side for side in SIDES if self.of(side, "region") == region)

    def call(self, side: str, method: str, path: str, body: object = None) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body of the answer that a side's API gives to a caller with a key."""
        key = self.parameter(side, self.outputs["api_key_parameter"]).replace(",", " ").split()[0]
        request = urllib.request.Request(
            f"{self.of(side, 'api_endpoint')}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"x-api-key": key, "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, _lower(answer.headers), json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, _lower(error.headers), json.load(error)


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.fixture(scope="session")
def deployment() -> Deployment:
    """What was deployed."""
    try:
        return Deployment(read_outputs(Path(os.environ.get("OUTPUTS_FILE", "outputs.json"))))
    except OutputsError as error:
        pytest.fail(f"{error}: deploy with `--outputs-file outputs.json`, or set OUTPUTS_FILE")


@pytest.fixture(scope="session")
def on_aws() -> None:
    """Skip what only AWS itself can show: stand-ins neither replicate, nor route, nor check health."""
    if "AWS_ENDPOINT_URL" in os.environ:
        pytest.skip("the endpoint that stands in for AWS cannot show this")
