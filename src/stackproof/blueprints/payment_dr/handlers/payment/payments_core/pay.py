"""A request to pay: claimed, decided, told to the session, kept for repetitions, and told to others."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from payments_core.answers import PASSIVE_RETRY_SECONDS, RETRY_SECONDS, answer, refusal
from payments_core.database import DatabaseUnavailableError
from payments_core.events import BusUnavailableError
from payments_core.idempotency import Answer, Claim, InProgressError, OtherContentError
from payments_core.ledger import CAPTURED, ContradictionError, Outcome
from payments_core.logs import log
from payments_core.requests import Payment, payment_of
from payments_core.service import Service

CAPTURED_COUNT = "PaymentsCaptured"
DECLINED_COUNT = "PaymentsDeclined"
REPLAYED_COUNT = "PaymentsReplayed"
PASSIVE_COUNT = "PaymentsRefusedPassive"
FAILED_COUNT = "PaymentsFailed"
PENDING_COUNT = "EventsPending"


def pay(service: Service, event: Mapping[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    """The answer to a request to pay; what became of it is counted.

    Raises:
        RequestError: the request is not valid.
    """
    payment = payment_of(event)
    try:
        if not service.active_region.is_own():
            counts[PASSIVE_COUNT] = 1
            return refusal(503, "this region does not take payments now", PASSIVE_RETRY_SECONDS)
        claimed = service.idempotency.claim(payment)
        if isinstance(claimed, Answer):
            return _repeat(service, payment, claimed, counts)
        return _work(service, payment, claimed, counts)
    except (OtherContentError, ContradictionError) as error:
        return refusal(422, str(error))
    except InProgressError as error:
        return refusal(409, str(error), RETRY_SECONDS)
    except (DatabaseUnavailableError, BotoCoreError, ClientError) as error:
        # The text of AWS's errors may hold content, their types do not.
        reason = str(error) if isinstance(error, DatabaseUnavailableError) else type(error).__name__
        log("ERROR", "a payment could not be decided", payment_id=payment.payment_id, reason=reason)
        counts[FAILED_COUNT] = 1
        return refusal(503, "payments cannot be decided now", RETRY_SECONDS)


def body_of(payment_id: str, outcome: Outcome) -> dict[str, Any]:
    """What is told of a payment."""
    return {
        "payment_id": payment_id,
        "status": outcome.status,
        **({"reason": outcome.reason} if outcome.reason else {}),
        "recorded_at": outcome.recorded_at.astimezone(UTC).isoformat(),
        "region": outcome.region,
    }


def _work(service: Service, payment: Payment, claim: Claim, counts: dict[str, int]) -> dict[str, Any]:
    """Decide about a payment that has been claimed."""
    try:
        outcome = service.ledger.decide(payment)
        made = _answer_of(payment, outcome)
        service.sessions.advance(payment, outcome)
        service.idempotency.complete(claim, made)
    except BaseException:
        # Where that fails as well, the claim runs out.
        with suppress(BotoCoreError, ClientError):
            service.idempotency.release(claim)
        raise
    return _decided(service, payment, made, counts)


def _repeat(service: Service, payment: Payment, stored: Answer, counts: dict[str, int]) -> dict[str, Any]:
    """The answer to a repetition: the stored one, as far as the book agrees.

    Table and database come to the other region each by its own replication. A failover may lose a payment out of the
    book whose answer has arrived. Such a payment is decided anew, since nobody has it any more.
    """
    outcome = service.ledger.decide(payment)
    made = _answer_of(payment, outcome)
    if made == stored:
        counts[REPLAYED_COUNT] = 1
        return answer(made.status, made.body, idempotent_replayed="true")
    log("WARNING", "the book had lost a payment that was answered", payment_id=payment.payment_id)
    service.sessions.advance(payment, outcome)
    service.idempotency.replace(payment.payment_id, stored, made)
    return _decided(service, payment, made, counts)


def _answer_of(payment: Payment, outcome: Outcome) -> Answer:
    """What a decision is answered with."""
    return Answer(201, body_of(payment.payment_id, outcome))


def _decided(service: Service, payment: Payment, made: Answer, counts: dict[str, int]) -> dict[str, Any]:
    """Count, log, tell and answer a decision that has just been made."""
    status, at = made.body["status"], made.body["recorded_at"]
    counts[CAPTURED_COUNT if status == CAPTURED else DECLINED_COUNT] = 1
    log("INFO", "decided", payment_id=payment.payment_id, status=status, recorded_at=at)
    _tell(service, counts)
    return answer(made.status, made.body)


def _tell(service: Service, counts: dict[str, int]) -> None:
    """Send what is in the outbox. The payment is decided: no failure here is its caller's business."""
    try:
        counts[PENDING_COUNT] = service.ledger.deliver(service.events.send)
    except (DatabaseUnavailableError, BusUnavailableError) as error:
        log("WARNING", "events have to wait", reason=str(error))
        counts[PENDING_COUNT] = 1
