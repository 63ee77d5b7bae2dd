"""A bucket whose events a rule waits for sends them to EventBridge.

## What it does
Reports an EventBridge rule that waits for events of S3 (`source: [aws.s3]`, `detail-type: [Object Created]` and the
like) of a bucket of the project that has no `EventBridgeConfiguration`.

## Why is this bad
A bucket sends nothing to EventBridge until it is told to. The rule never fires, and nothing tells so.

## How to mend
Set `NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled: true` on the bucket (`eventbridge = true`
in `aws_s3_bucket_notification`, `eventBridgeEnabled` in the AWS CDK).

## References
- [Enabling Amazon EventBridge](https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, is_true, present, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.json_documents import structure
from stackproof.reasoning.wiring import BUCKET, CDK_NOTIFICATIONS, EVENT_RULE, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

# What S3 itself sends, and only with the setting; API calls recorded by CloudTrail come without it.
_BY_CLOUDTRAIL = ("AWS API Call via CloudTrail", "AWS Console Action via CloudTrail")


@rule(
    id="S3-EVENTS-001",
    title="Rule waits for events that the bucket does not send",
    severity="high",
    blocks="runtime",
    category="wiring",
    types=(EVENT_RULE,),
    root_cause="The rule was written, and the bucket was not told to send its events to EventBridge.",
    fix="Enable EventBridge in the bucket's notification configuration.",
    impacts=Impacts(performance="What the rule was to start never starts."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html",
    source="S3 User Guide, enable-event-notifications-eventbridge, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks up the buckets that the pattern names."""
    pattern = structure(resource.get("EventPattern"))
    if pattern is None:
        return
    sources, whole = elements(get(pattern, "source"))
    kinds = [string(one) for one in elements(get(pattern, "detail-type"))[0]]
    if not whole or [string(one) for one in sources] != ["aws.s3"] or not kinds or None in kinds:
        return
    if any(kind in _BY_CLOUDTRAIL for kind in kinds):
        return
    names, whole = elements(get(pattern, "detail", "bucket", "name"))
    for name in names if whole else ():
        bucket = meant(context.graph, name, BUCKET)
        if bucket is not None and _sends(context.graph, bucket) is Truth.NO:
            setting = bucket.get("NotificationConfiguration")
            yield Fault(
                f"{resource.address} waits for events of {bucket.address} ({bucket.location}), which sends none to "
                "EventBridge",
                name,
                quoted({f"{bucket.address}.NotificationConfiguration": setting}),
                patch="NotificationConfiguration:\n  EventBridgeConfiguration:\n    EventBridgeEnabled: true",
            )


def _sends(graph: Graph, bucket: Resource) -> Truth:
    """Whether the bucket sends its events to EventBridge, by its own property or the AWS CDK's custom resource."""
    own = bucket.get("NotificationConfiguration", "EventBridgeConfiguration")
    if present(own) is not Truth.NO:
        return is_true(get(own, "EventBridgeEnabled"), default=True)
    for custom in graph.of_type(CDK_NOTIFICATIONS):
        meant_bucket = meant(graph, custom.get("BucketName"), BUCKET)
        if meant_bucket is None:
            return Truth.UNDECIDED
        if meant_bucket is bucket:
            return present(custom.get("NotificationConfiguration", "EventBridgeConfiguration"))
    return Truth.NO
