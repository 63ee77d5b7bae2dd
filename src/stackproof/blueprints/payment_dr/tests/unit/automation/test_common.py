"""Clients with the rights of a recovery role, and log lines."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

import failover_common
from tests.unit.automation.world import EAST, WEST, World, refusal


def test_a_client_has_the_rights_of_the_role_of_its_region_and_its_token_from_this_region(world: World) -> None:
    """The region that is down gives no tokens."""
    with world.within(WEST):
        client = failover_common.client("ssm", failover_common.peer_site())
        client.get_parameter(Name="parameter-payment-active-region-dev")
    assert world.calls == [("sts", "assume_role", WEST), ("ssm", "get_parameter", EAST)]
    assert world.used["recovery"] == {"ssm:GetParameter"}


def test_the_sites_are_read_from_the_environment(world: World) -> None:
    """Each with its own table and role."""
    with world.within(WEST):
        own, peer = failover_common.own_site(), failover_common.peer_site()
    role = "arn:aws:iam::123456789012:role/role-payment-{}-recovery-dev"
    table = "table-payment-{}-failover-lock-dev"
    assert own == failover_common.Site(WEST, table.format("secondary"), role.format("secondary"))
    assert peer == failover_common.Site(EAST, table.format("primary"), role.format("primary"))


class Tokens:
    """A token service that notes what it is asked."""

    def __init__(self, seconds: float) -> None:
        """Grant credentials for this long."""
        self.until = datetime.now(UTC) + timedelta(seconds=seconds)
        self.asked: list[dict[str, Any]] = []
        self.made: list[tuple[str, dict[str, Any]]] = []

    def client(self, service: str, **arguments: Any) -> Any:
        """A client as boto3 would make it."""
        self.made.append((service, arguments))
        if service == "sts":
            return SimpleNamespace(assume_role=self._assume)
        return object()

    def _assume(self, **arguments: Any) -> dict[str, Any]:
        """Grant credentials."""
        self.asked.append(arguments)
        return {
            "Credentials": {
                "AccessKeyId": "key",
                "SecretAccessKey": "secret",
                "SessionToken": "token",
                "Expiration": self.until,
            }
        }


SITE = failover_common.Site(EAST, "table", "role")


@pytest.fixture
def cleared(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No client is kept from an earlier test."""
    failover_common._clients.clear()
    monkeypatch.setenv("AWS_REGION", WEST)
    return monkeypatch


def test_a_role_is_assumed_for_a_quarter_of_an_hour_with_short_calls(cleared: pytest.MonkeyPatch) -> None:
    """A region that does not answer is given up soon."""
    tokens = Tokens(900)
    cleared.setattr(boto3, "client", tokens.client)
    failover_common.client("ssm", SITE)
    assert tokens.asked == [{"RoleArn": "role", "RoleSessionName": "failover", "DurationSeconds": 900}]
    assert tokens.made == [
        ("sts", {"region_name": WEST, "config": failover_common.CALLS}),
        (
            "ssm",
            {
                "region_name": EAST,
                "aws_access_key_id": "key",
                "aws_secret_access_key": "secret",
                "aws_session_token": "token",
                "config": failover_common.CALLS,
            },
        ),
    ]
    calls: Any = failover_common.CALLS
    assert (calls.connect_timeout, calls.read_timeout) == (3, 5)
    assert calls.retries == {"mode": "standard", "total_max_attempts": 3}


def test_a_client_is_kept_while_its_credentials_last(cleared: pytest.MonkeyPatch) -> None:
    """One for each service and role."""
    tokens = Tokens(150)
    cleared.setattr(boto3, "client", tokens.client)
    first = failover_common.client("ssm", SITE)
    assert failover_common.client("ssm", SITE) is first
    assert failover_common.client("rds", SITE) is not first
    assert failover_common.client("ssm", failover_common.Site(EAST, "table", "another role")) is not first
    assert len(tokens.asked) == 3


def test_a_client_whose_credentials_are_about_to_end_is_made_anew(cleared: pytest.MonkeyPatch) -> None:
    """Not in the middle of a step."""
    tokens = Tokens(100)
    cleared.setattr(boto3, "client", tokens.client)
    first = failover_common.client("ssm", SITE)
    assert failover_common.client("ssm", SITE) is not first
    assert len(tokens.asked) == 2


def test_a_client_is_made_anew_when_exactly_the_margin_is_left(cleared: pytest.MonkeyPatch) -> None:
    """The margin is what a step may take."""
    tokens = Tokens(900)
    cleared.setattr(boto3, "client", tokens.client)
    first = failover_common.client("ssm", SITE)
    until = tokens.until.timestamp() - 120
    cleared.setattr(time, "time", lambda: until)
    assert failover_common.client("ssm", SITE) is not first


def test_errors_are_named_by_code_or_kind() -> None:
    """Whatever came of a call can be told in one word."""
    assert failover_common.error_code(refusal("AccessDeniedException")) == "AccessDeniedException"
    assert failover_common.error_code(EndpointConnectionError(endpoint_url="x")) == "EndpointConnectionError"


def test_log_lines_are_one_line_of_json_each(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is in them."""
    failover_common.write("INFO", "hello", when=datetime(2026, 1, 1, tzinfo=UTC), n=1)
    line = capsys.readouterr().out
    assert line == '{"level":"INFO","message":"hello","when":"2026-01-01 00:00:00+00:00","n":1}\n'
    assert json.loads(line)["n"] == 1
