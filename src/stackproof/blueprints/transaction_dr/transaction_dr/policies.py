"""Policy documents in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Statement = Mapping[str, object]


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    *,
    principal: Mapping[str, object] | None = None,
    condition: Mapping[str, object] | None = None,
) -> Statement:
    """A statement that allows; without a principal it belongs to an identity."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        **({"Principal": principal} if principal else {}),
        "Action": list(actions),
        "Resource": list(resources),
        **({"Condition": condition} if condition else {}),
    }


def deny_without_tls(action: str, resources: Sequence[str]) -> Statement:
    """A statement that refuses everybody who does not use TLS."""
    return {
        "Sid": "DenyWithoutTls",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def document(*statements: Statement) -> str:
    """A policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def trust(service: str, account: str = "") -> str:
    """The trust policy of a role that one service assumes.

    With an account, the service assumes it on behalf of that account alone; not every service says on whose behalf.
    """
    statement: dict[str, object] = {
        "Sid": "AssumedByService",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    if account:
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": account}}
    return document(statement)
