"""A key for log groups lets CloudWatch Logs use it.

## What it does
Reports a KMS key that a log group of the project is encrypted with and whose key policy does not let the service
principal `logs.<region>.amazonaws.com` encrypt, decrypt and generate data keys for that log group.

## Why is this bad
CloudWatch Logs tries the key when the log group is made. Without the permission the deployment fails with "The
specified KMS key does not exist or is not allowed to be used". The default key policy gives the account everything and
the service nothing; IAM policies cannot make up for it.

## How to mend
Add a statement for `logs.<region>.amazonaws.com` with `kms:Encrypt`, `kms:Decrypt`, `kms:ReEncrypt*`,
`kms:GenerateDataKey*` and `kms:Describe*`, limited by `kms:EncryptionContext:aws:logs:arn` to the log groups meant. Let
the log groups depend on the key, which a reference to its ARN does by itself.

## References
- [Encrypt log data using KMS](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import arn_of, identify
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, Known, text
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, certainty_under, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Document

_KEY = "AWS::KMS::Key"
_GROUP = "AWS::Logs::LogGroup"
# Without these a log group cannot be made; ReEncrypt and Describe are recommended beside them.
_ACTIONS = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")


@rule(
    id="KMS-LOGS-001",
    title="Key of a log group that CloudWatch Logs may not use",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(_KEY,),
    root_cause="The log group was given the key, and the key policy was not told of the service.",
    fix="Let logs.<region>.amazonaws.com use the key in its key policy.",
    impacts=Impacts(security="The log group cannot be made; without it what it would record is not recorded."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    source="CloudWatch Logs User Guide, Encrypt log data using KMS, 2026-11-20",
)
def check(key: Resource, context: Context) -> Iterator[Answer]:
    """Asks the key policy about every log group that names the key."""
    groups = context.graph.index(_groups_by_key).get(key.address, [])
    if not groups:
        return
    from stackproof.reasoning.iam.attachments import resource_policy

    policy = resource_policy(key, context.graph)
    written = key.get("KeyPolicy")
    refused: dict[tuple[str, ...], list[Resource]] = {}
    for group in groups:
        usage = _usage(group, policy, context.graph)
        if usage.missing:
            refused.setdefault(usage.missing, []).append(group)
        elif usage.open:
            reason = f"whether CloudWatch Logs may {', '.join(usage.open)} for {group.address}: {usage.reason}"
            yield Undecided(reason, written)
    for missing, those in refused.items():
        yield _fault(key, written, missing, those)


def _fault(key: Resource, written: Value, missing: tuple[str, ...], groups: list[Resource]) -> Fault:
    certain = any(group.exists is Truth.YES for group in groups)
    doubts = () if certain else ("the log groups exist only under conditions that are not decided here",)
    return Fault(
        f"{key.address} does not let CloudWatch Logs use it, and {_listed(groups)} cannot be made without",
        written,
        (
            f"not allowed to logs.<region>.amazonaws.com: {', '.join(missing)}",
            *(f"{group.address} names the key at {group.get('KmsKeyId').at}" for group in groups),
            *doubts,
        ),
        certainty=certainty_under(doubts),
        patch=(
            "- Effect: Allow\n"
            "  Principal:\n"
            "    Service: !Sub logs.${AWS::Region}.amazonaws.com\n"
            "  Action: [kms:Encrypt, kms:Decrypt, 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*']\n"
            "  Resource: '*'"
        ),
    )


def _listed(groups: list[Resource]) -> str:
    return ", ".join(group.address for group in groups)


class _Usage(NamedTuple):
    """Actions that the service may not do for a log group, and those that are not decided, with the reason."""

    missing: tuple[str, ...]
    open: tuple[str, ...]
    reason: str


def _usage(group: Resource, policy: Document, graph: Graph) -> _Usage:
    from stackproof.reasoning.iam import permits_principal

    arn = arn_of(group, graph)
    request = {
        "kms:EncryptionContext:aws:logs:arn": arn,
        "kms:CallerAccount": group.account,
        "aws:SourceArn": arn,
        "aws:SourceAccount": group.account,
    }
    # The documentation names the regional principal; policies that AWS publishes itself leave the region out.
    services = (text(["logs.", group.region, ".amazonaws.com"]), Known("logs.amazonaws.com"))
    missing, undecided, reasons = [], [], ""
    for action in _ACTIONS:
        decisions = []
        for service in services:
            decisions.append(permits_principal(policy, service, action, graph, context=request))
            if decisions[-1].truth is Truth.YES:
                break
        allowed = some(decision.truth for decision in decisions)
        if allowed is Truth.NO:
            missing.append(action)
        elif allowed is Truth.UNDECIDED:
            undecided.append(action)
            reasons = "; ".join(why for one in decisions if one.truth is Truth.UNDECIDED for why in one.reasons)
    return _Usage(tuple(missing), tuple(undecided), reasons)


def _groups_by_key(graph: Graph) -> dict[str, list[Resource]]:
    index: dict[str, list[Resource]] = {}
    for group in graph.of_type(_GROUP):
        named = group.get("KmsKeyId")
        if not isinstance(named, Absent):
            found = identify(named, graph, _KEY)
            if found.resource is not None and found.resource.type == _KEY and found.truth is Truth.YES:
                index.setdefault(found.resource.address, []).append(group)
    return index
