"""Policy documents, and the statement that refuses requests without TLS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

Statement = dict[str, Any]


def document(*statements: Statement) -> pulumi.Output[str]:
    """A policy as JSON, of statements that may hold outputs."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)})


def tls_only(action: str, resources: Sequence[pulumi.Input[str]]) -> Statement:
    """Deny everybody who does not use TLS."""
    return {
        "Sid": "DenyRequestsWithoutTls",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def assumable_by(service: str) -> pulumi.Output[str]:
    """The trust policy of a role that one service may assume."""
    return document({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})
