"""Payments in a deployment: taken in the active region, known in both."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from tests.integration.conftest import OTHER, SIDES, Deployment, eventually

pytestmark = pytest.mark.usefixtures("on_aws")


def payment(**changes: str) -> dict[str, str]:
    """A payment of a cent. Its record stays, under a customer of its own."""
    return {
        "payment_id": str(uuid.uuid4()),
        "customer_id": f"integration-{uuid.uuid4().hex[:12]}",
        "session_id": f"integration-{uuid.uuid4().hex[:12]}",
        "amount": "0.01",
        "currency": "EUR",
        "method_token": "tok_integration",
        **changes,
    }


def found(deployment: Deployment, side: str, path: str) -> dict[str, Any] | None:
    """What a side knows of something, None while it knows nothing."""
    status, _, body = deployment.call(side, "GET", path)
    assert status in (200, 404), body
    return body if status == 200 else None


@pytest.fixture(params=SIDES)
def queues(request: pytest.FixtureRequest, deployment: Deployment) -> Iterator[tuple[str, str, dict[str, str]]]:
    """A side, an id of an event, and in both regions a queue that gets this event from the bus; removed afterwards."""
    event_id, bus = str(uuid.uuid4()), deployment.outputs["event_bus"]
    name = f"integration-{event_id[:8]}"
    urls: dict[str, str] = {}
    with ExitStack() as cleaning:
        for side in SIDES:
            sqs, events = deployment.client("sqs", side), deployment.client("events", side)
            urls[side] = sqs.create_queue(QueueName=name)["QueueUrl"]
            cleaning.callback(sqs.delete_queue, QueueUrl=urls[side])
            arn = sqs.get_queue_attributes(QueueUrl=urls[side], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
            pattern = json.dumps({"source": ["payments"], "detail": {"event_id": [event_id]}})
            rule = events.put_rule(Name=name, EventBusName=bus, EventPattern=pattern)["RuleArn"]
            cleaning.callback(events.delete_rule, Name=name, EventBusName=bus)
            policy = {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "events.amazonaws.com"},
                        "Action": "sqs:SendMessage",
                        "Resource": arn,
                        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
                    }
                ],
            }
            sqs.set_queue_attributes(QueueUrl=urls[side], Attributes={"Policy": json.dumps(policy)})
            events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
            cleaning.callback(events.remove_targets, Rule=name, EventBusName=bus, Ids=["queue"])
        yield request.param, event_id, urls


@pytest.mark.parametrize("side", SIDES)
def test_the_function_answers_through_the_api(deployment: Deployment, side: str) -> None:
    """Both regions are healthy; the one that is told to be active says so."""
    status, _, body = deployment.call(side, "GET", "/health")
    assert (status, body["status"], body["region"]) == (200, "healthy", deployment.of(side, "region"))
    assert body["role"] == ("active" if side == deployment.active() else "passive")
    assert {name: check["status"] for name, check in body["checks"].items()} == {"database": "up", "table": "up"}


def test_the_shared_name_leads_to_the_active_region(deployment: Deployment) -> None:
    """By HTTPS, with a certificate for it."""
    shared = Deployment({**deployment.outputs, "primary_api_endpoint": deployment.outputs["api_url"]})
    status, _, body = shared.call("primary", "GET", "/health")
    assert (status, body["role"]) == (200, "active")


def test_a_payment_is_taken_once_and_known_in_both_regions(deployment: Deployment) -> None:
    """The database is replicated, the table with the session too; a repetition gets the first answer."""
    active, wanted = deployment.active(), payment()
    status, headers, body = deployment.call(active, "POST", "/payments", wanted)
    assert (status, body["status"], body["region"]) == (201, "captured", deployment.of(active, "region"))
    assert "idempotent-replayed" not in headers
    status, headers, again = deployment.call(active, "POST", "/payments", wanted)
    assert (status, again, headers["idempotent-replayed"]) == (201, body, "true")
    assert deployment.call(active, "POST", "/payments", {**wanted, "amount": "0.02"})[0] == 422
    for side in SIDES:
        record = eventually(partial(found, deployment, side, f"/payments/{wanted['payment_id']}"), f"record in {side}")
        assert record == body
        session = eventually(
            partial(found, deployment, side, f"/sessions/{wanted['session_id']}"), f"session in {side}"
        )
        assert session["last_payment_id"] == wanted["payment_id"]


def test_the_passive_region_takes_no_payments(deployment: Deployment) -> None:
    """It says when to come back."""
    status, headers, _ = deployment.call(OTHER[deployment.active()], "POST", "/payments", payment())
    assert status == 503
    assert int(headers["retry-after"]) > 0


@pytest.mark.parametrize("side", SIDES)
def test_callers_without_a_key_are_refused(deployment: Deployment, side: str) -> None:
    """By another parameter's value as well."""
    wrong = Deployment({**deployment.outputs, "api_key_parameter": deployment.of(side, "parameter_active_region")})
    assert wrong.call(side, "GET", f"/payments/{uuid.uuid4()}")[0] == 401
    assert deployment.call(side, "GET", f"/payments/{uuid.uuid4()}")[0] == 404


def test_events_are_carried_over_once(deployment: Deployment, queues: tuple[str, str, dict[str, str]]) -> None:
    """From either region to the other, and not back again."""
    side, event_id, urls = queues
    detail = {"event_id": event_id, "origin_region": deployment.of(side, "region"), "of": "an integration test"}

    def received(place: str) -> list[str] | None:
        sqs, ids = deployment.client("sqs", place), []
        while messages := sqs.receive_message(QueueUrl=urls[place], WaitTimeSeconds=5).get("Messages"):
            for message in messages:
                ids.append(json.loads(message["Body"])["detail"]["event_id"])
                sqs.delete_message(QueueUrl=urls[place], ReceiptHandle=message["ReceiptHandle"])
        return ids or None

    time.sleep(10)  # A new rule takes a while until it matches.
    entry = {
        "EventBusName": deployment.outputs["event_bus"],
        "Source": "payments",
        "DetailType": "PaymentCaptured",
        "Detail": json.dumps(detail),
    }
    assert deployment.client("events", side).put_events(Entries=[entry])["FailedEntryCount"] == 0
    assert eventually(partial(received, OTHER[side]), "arrival of the event in the other region") == [event_id]
    time.sleep(20)
    assert received(side) == [event_id]
    assert received(OTHER[side]) is None
