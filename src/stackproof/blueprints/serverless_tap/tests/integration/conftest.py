"""The deployed stack that the integration tests look at.

They need credentials and the outputs file of a deployment (`OUTPUTS_FILE`, by default `outputs.json`).
`AWS_ENDPOINT_URL` sends them to an endpoint that stands in for AWS.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

T = TypeVar("T")

WAIT_SECONDS = 120
"""An event of S3 takes seconds, a cold function a few more."""


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
    """The outputs of the stack."""
    path = Path(os.environ.get("OUTPUTS_FILE", "outputs.json"))
    if not path.is_file():
        pytest.fail(
            f"{path} is missing: write it with `pulumi stack output --json > outputs.json`, or set OUTPUTS_FILE"
        )
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def client(outputs: dict[str, str]) -> Callable[[str], Any]:
    """Makes a boto3 client of a service, in the region of the deployment."""
    create: Callable[..., Any] = boto3.client
    return lambda service: create(service, region_name=outputs["region"])


@dataclass(frozen=True)
class Answer:
    """What came back for a request."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects are answers to be looked at."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""


class Api:
    """The deployed API, called with the credentials of the tests."""

    def __init__(self, url: str, region: str) -> None:
        """Take where the API is."""
        self._url = url.rstrip("/")
        self._region = region
        self._opener = urllib.request.build_opener(_NoRedirects)

    def call(self, method: str, path: str, body: object = None, key: str = "", *, signed: bool = True) -> Answer:
        """Send one request, signed with version 4."""
        data = b"" if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", **({"idempotency-key": key} if key else {})}
        request: Any = AWSRequest(method, self._url + path, headers=headers, data=data)
        if signed:
            credentials: Any = boto3.Session().get_credentials()
            SigV4Auth(credentials, "execute-api", self._region).add_auth(request)
        return self.send(method, request.url, data, dict(request.headers.items()))

    def send(self, method: str, url: str, data: bytes, headers: dict[str, str]) -> Answer:
        """Send one request as it is."""
        request = urllib.request.Request(url, data or None, headers, method=method)
        try:
            with self._opener.open(request, timeout=35) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())


@pytest.fixture(scope="session")
def api(outputs: dict[str, str]) -> Api:
    """The API of the deployment."""
    return Api(outputs["apiUrl"], outputs["region"])


@pytest.fixture
def key() -> str:
    """An idempotency key that nobody has used."""
    return f"integration-{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def enforcing() -> None:
    """Skip what only AWS itself can show: stand-ins enforce neither policies nor signatures."""
    if "AWS_ENDPOINT_URL" in os.environ:
        pytest.skip("policies are not enforced by the endpoint that stands in for AWS")
