"""Policy documents that only the automation has: who may assume a role for one resource alone, and for dead letters."""

from __future__ import annotations

from collections.abc import Sequence

from payment_dr.policies import Statement, allow, deny_without_tls, document


def trust_for(service: str, account: str, source_arn: str) -> str:
    """The trust policy of a role that a service assumes on behalf of one resource."""
    return document(
        {
            "Sid": "AssumedByService",
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": source_arn},
            },
        }
    )


def trust_roles(role_arns: Sequence[str]) -> str:
    """The trust policy of a role that other roles assume."""
    return document(
        {
            "Sid": "AssumedByRecoveryFunctions",
            "Effect": "Allow",
            "Principal": {"AWS": list(role_arns)},
            "Action": "sts:AssumeRole",
        }
    )


def dead_letter_policy(queue_arn: str, source_arns: Sequence[str], account: str) -> str:
    """The policy of a queue for dead letters: EventBridge may send what these rules and buses cannot deliver."""
    return document(
        allow(
            "AcceptDeadLetters",
            ["sqs:SendMessage"],
            [queue_arn],
            principal={"Service": "events.amazonaws.com"},
            condition={
                "ArnEquals": {"aws:SourceArn": list(source_arns)},
                "StringEquals": {"aws:SourceAccount": account},
            },
        ),
        deny_without_tls("sqs:*", [queue_arn]),
    )


def use_key(key_arn: str, *actions: str) -> Statement:
    """A statement that lets a role use the key of a region."""
    return allow("UseKey", [f"kms:{action}" for action in actions], [key_arn])


def trace() -> Statement:
    """A statement that lets a role write traces; X-Ray has no permissions for single resources."""
    return allow("WriteTraces", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"])
