"""A trail reaches its log group by a role that may write there.

## What it does
Reports a trail with `CloudWatchLogsLogGroupArn` and without `CloudWatchLogsRoleArn` (or the other way round), and one
whose role, one of the project, cannot be assumed by `cloudtrail.amazonaws.com` or is not allowed to make log streams
and put events. A trust policy that lets CloudTrail in on `aws:SourceArn` or `aws:SourceAccount` alone is reported too.

## Why is this bad
CloudTrail tries the role when the trail is made: "InvalidCloudWatchLogsRoleArnException: Access denied. Check the
permissions for your role". The deployment stops there. With `aws:SourceArn` and `aws:SourceAccount` CloudTrail protects
buckets, keys and topics; of this role its page says that they are not supported.

## How to mend
Give the trail a role that `cloudtrail.amazonaws.com` can assume, with `logs:CreateLogStream` and `logs:PutLogEvents`
on the log group's streams, and without conditions in its trust policy.

## References
- [Sending events to CloudWatch Logs](https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html)
- [Role policy document for CloudTrail](https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.reasoning.iam import assumable_by, granted, trust_is_known
from stackproof.reasoning.iam.attachments import ROLE
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Statement

_SERVICE = "cloudtrail.amazonaws.com"
_SOURCE_KEYS = frozenset({"aws:sourcearn", "aws:sourceaccount"})
_NEEDED = ("logs:createlogstream", "logs:putlogevents")


@rule(
    id="TRAIL-LOGS-001",
    title="Trail that cannot write to its log group",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::CloudTrail::Trail",),
    root_cause="The trail was given a log group, and the role that it writes by is missing or was not prepared.",
    fix="Name a role that CloudTrail can assume and that may write to the log group.",
    impacts=Impacts(security="Without the trail nothing tells who did what."),
    effort=10,
    reference=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html"
    ),
    source="CloudTrail User Guide, send-cloudtrail-events-to-cloudwatch-logs and its role policy document, 2026-11-28",
)
def check(trail: Resource, context: Context) -> Iterator[Answer]:
    """Looks at both properties, and at the role."""
    group, role = trail.get("CloudWatchLogsLogGroupArn"), trail.get("CloudWatchLogsRoleArn")
    has_group, has_role = present(group), present(role)
    if {has_group, has_role} == {Truth.YES, Truth.NO}:
        given, missing = ("log group", "role") if has_group is Truth.YES else ("role", "log group")
        yield Fault(
            f"{trail.address} names a {given} of CloudWatch Logs and no {missing}",
            group if has_group is Truth.YES else role,
            quoted({"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": role}),
        )
    found = meant(context.graph, role, ROLE)
    if found is None:
        return
    trusted = assumable_by(found)
    known = trust_is_known(found) and all(isinstance(one.value, Known) for one in trusted)
    if known and not any(string(one.value) in (_SERVICE, "*") for one in trusted):
        yield Fault(
            f"{trail.address} writes by {found.address} ({found.location}), which {_SERVICE} cannot assume",
            role,
            (f"assumable by: {', '.join(string(one.value) or '' for one in trusted) or '(nobody)'}",),
        )
    named = [one for one in trusted if string(one.value) == _SERVICE]
    keys = [_source_key(one.statement) for one in named]
    if known and named and all(keys):
        yield Fault(
            f"{trail.address} writes by {found.address} ({found.location}), whose trust policy asks for {keys[0]}: "
            "CloudTrail does not send it when it assumes this role",
            role,
            (f"asked for at {named[0].statement.value.at}",),
            "heuristic",
        )
    grants = granted(context.graph, found)
    lacking = [action for action in _NEEDED if not grants.of(action)]
    if grants.bounded and lacking:
        yield Fault(
            f"{found.address} ({found.location}) is not allowed what {trail.address} writes its log group by",
            role,
            (f"not allowed on any resource: {', '.join(lacking)}",),
        )


def _source_key(statement: Statement) -> str:
    """The key of a condition that only a caller who names its source meets; empty where there is none for certain."""
    for one in statement.conditions or ():
        if one.key.lower() in _SOURCE_KEYS and not one.operator.lower().endswith("ifexists"):
            return one.key
    return ""
