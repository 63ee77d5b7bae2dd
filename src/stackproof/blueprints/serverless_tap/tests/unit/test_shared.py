"""What both functions use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

import tap_aws
from document_keys import ID, created_at, id_of, key_of, new_id
from serverless_tap.functions import API_HANDLER, PROCESSOR, Workload
from tap_log import Log
from tests.unit.events import lines

NOW = datetime(2026, 11, 28, 5, 0, 0, 123000, UTC)


def test_an_id_begins_with_its_time_and_is_never_the_same() -> None:
    """With 80 random bits behind it."""
    made = {new_id(NOW) for _ in range(100)}
    assert len(made) == 100
    assert all(ID.fullmatch(one) for one in made)
    assert {created_at(one) for one in made} == {"2026-11-28T05:00:00.123Z"}


def test_ids_sort_by_their_time() -> None:
    """As texts."""
    assert new_id(NOW) < new_id(NOW.replace(microsecond=124000)) < new_id(NOW.replace(year=2027))


def test_a_key_leads_back_to_its_document() -> None:
    """And no other key leads anywhere."""
    document_id = new_id(NOW)
    assert key_of(document_id) == f"documents/{document_id}/content"
    assert id_of(key_of(document_id)) == document_id
    assert [id_of(key) for key in ("", document_id, f"documents/{document_id}", "documents/x/content")] == [None] * 4


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (ClientError({"Error": {"Code": "SlowDown"}}, "GetObject"), True),
        (ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "Query"), True),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject"), False),
        (ClientError({}, "GetObject"), False),
        (EndpointConnectionError(endpoint_url="https://s3"), True),
        (ValueError("no"), False),
    ],
)
def test_what_may_pass_is_told_from_what_stays(error: Exception, passing: bool) -> None:
    """By the service's code, or because it was not reached."""
    assert tap_aws.is_passing(error) is passing


def test_the_code_of_an_error_is_a_text() -> None:
    """Also where the service gave none."""
    assert tap_aws.code_of(ClientError({"Error": {"Code": "SlowDown"}}, "GetObject")) == "SlowDown"
    assert tap_aws.code_of(ClientError({}, "GetObject")) == ""


def test_calls_are_tried_again_a_few_times_and_connections_kept() -> None:
    """By every client, as often and as long as the environment says."""
    for client in (tap_aws.s3, tap_aws.sqs, tap_aws.table.meta.client):
        config = client.meta.config
        assert config.retries == {"mode": "standard", "total_max_attempts": 2}
        assert config.max_pool_connections == 10
        assert (config.connect_timeout, config.read_timeout) == (2, 3)


@pytest.mark.parametrize("workload", [API_HANDLER, PROCESSOR])
def test_a_call_without_an_answer_and_its_dead_letter_fit_into_the_time_of_a_function(workload: Workload) -> None:
    """With a pause of a second at most after the first try, of two after the second and so on; a quarter is left."""
    tries = workload.call_attempts * (tap_aws.CONNECT_SECONDS + workload.read_timeout_seconds)
    pauses = sum(2**number for number in range(workload.call_attempts - 1))
    assert 2 * (tries + pauses) <= workload.timeout_seconds * 3 / 4


def test_a_line_is_json_with_the_trace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Outside Lambda there is none."""
    monkeypatch.delenv("_X_AMZN_TRACE_ID", raising=False)
    Log(function="f").info("plain", when=NOW)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Parent=def;Root=1-abc=")
    Log(function="f").warning("traced")
    first, second = lines(capsys.readouterr().out)
    assert first == {
        "level": "INFO",
        "message": "plain",
        "trace_id": None,
        "environment": "unit",
        "function": "f",
        "when": "2026-11-28 05:00:00.123000+00:00",
    }
    assert (second["level"], second["trace_id"]) == ("WARNING", "1-abc=")
