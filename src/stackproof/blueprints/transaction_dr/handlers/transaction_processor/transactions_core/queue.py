"""Batches of the queue: each message succeeds or goes back alone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from transactions_core.database import DatabaseUnavailableError
from transactions_core.ledger import ContradictionError
from transactions_core.logs import log, log_metrics
from transactions_core.messages import InvalidTransactionError, parse
from transactions_core.service import Service

RESERVE_MILLISECONDS = 40_000
"""No message is begun with less time than this. A database that does not answer keeps it for 21 s: four attempts of 5 s
and the waits between. A call of AWS that fails keeps it for 15 s more."""

RECORDED = "TransactionsRecorded"
REPEATED = "TransactionsRepeated"
REJECTED = "TransactionsRejected"
FAILED = "TransactionsFailed"

_AWAY = "the database is not available"


def process(
    service: Service, messages: Sequence[Mapping[str, Any]], remaining_milliseconds: Callable[[], int]
) -> dict[str, list[dict[str, str]]]:
    """Record the transactions of a batch. A database that is away for one of them is away for those after it.

    Returns:
        The partial batch response: ids of the messages that SQS is to deliver again, or at last to set aside.
    """
    started = time.monotonic()
    outcomes: list[str] = []
    failures = []
    given_up = ""
    for message in messages:
        message_id = message["messageId"]
        if remaining_milliseconds() < RESERVE_MILLISECONDS:
            given_up = given_up or "too little time"
        if given_up:
            log("WARNING", f"not begun: {given_up}", message_id=message_id)
            outcomes.append(FAILED)
        else:
            try:
                outcomes.append(_attempt(service, message_id, message["body"]))
            except DatabaseUnavailableError as error:
                log("ERROR", _AWAY, message_id=message_id, reason=str(error))
                outcomes.append(FAILED)
                given_up = _AWAY
        if outcomes[-1] in (REJECTED, FAILED):
            failures.append({"itemIdentifier": message_id})
    counts = Counter(outcomes)
    log_metrics(
        service.namespace,
        "transaction-processor",
        {name: counts[name] for name in (RECORDED, REPEATED, REJECTED, FAILED)},
        {"ProcessingTime": int((time.monotonic() - started) * 1000)},
    )
    return {"batchItemFailures": failures}


def _attempt(service: Service, message_id: str, body: str) -> str:
    """Record one transaction; what became of it.

    Raises:
        DatabaseUnavailableError: the database could not be used.
    """
    try:
        transaction = parse(body)
        record = service.ledger.record(transaction)
        # After the book, and each of them repeatable: a message that failed here is recorded and comes again.
        service.documents.keep(transaction, record)
        moved = service.sessions.advance(transaction, record)
    except (InvalidTransactionError, ContradictionError) as error:
        log("ERROR", "rejected", message_id=message_id, reason=str(error))
        return REJECTED
    except DatabaseUnavailableError:
        raise
    except Exception as error:
        # Whatever it is, it is this message's alone. Texts of errors may hold content, their types do not.
        log("ERROR", "failed", message_id=message_id, reason=type(error).__name__)
        return FAILED
    outcome = REPEATED if record.repeated else RECORDED
    log(
        "INFO",
        "repeated" if record.repeated else "recorded",
        message_id=message_id,
        transaction_id=transaction.transaction_id,
        session_moved=moved,
    )
    return outcome
