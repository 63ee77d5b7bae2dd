"""Dead letters that the code sends itself: what Lambda does not, because it knows of no failure or tries it again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tap_aws import QUEUE_URL, sqs


def send(source: str, reason: str, body: Mapping[str, object]) -> None:
    """Keep what failed in the queue of dead letters.

    Args:
        source: which function sends it.
        reason: why it failed, in a few words.
        body: what failed; never a content of a document.
    """
    sqs.send_message(
        QueueUrl=QUEUE_URL,
        MessageBody=json.dumps(body, default=str),
        MessageAttributes={
            "Source": {"DataType": "String", "StringValue": source},
            "Reason": {"DataType": "String", "StringValue": reason},
        },
    )
