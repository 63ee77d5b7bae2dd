"""Notifications of one bucket share no event of one object.

## What it does
Reports two notifications of a bucket for the same kind of event (`s3:ObjectCreated:*` takes in
`s3:ObjectCreated:Put`) whose filters can both fit the name of one object: the prefixes begin alike and the suffixes
end alike, or there is none.

## Why is this bad
S3 refuses the configuration: "Configurations overlap. Configurations on the same bucket cannot share a common event
type". The deployment stops there.

## How to mend
Make the filters exclude each other, or send the event once, to an SNS topic or through EventBridge, and let all
receivers listen there.

## References
- [Filtering notifications by object name](https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import elements, get, same, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.wiring import BUCKET, CDK_NOTIFICATIONS, deliveries
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


class _Listening(NamedTuple):
    """A notification as far as it is known: events, prefix and suffix of names, where it stands and goes."""

    events: tuple[str, ...]
    prefix: str
    suffix: str
    target: Value
    settings: Value


@rule(
    id="S3-NOTIFY-002",
    title="Notifications of a bucket overlap",
    severity="critical",
    blocks="deploy",
    category="wiring",
    types=(BUCKET, CDK_NOTIFICATIONS),
    root_cause="A second receiver was added for events that a first one already receives.",
    fix="Let the filters exclude each other, or fan out behind one topic or EventBridge.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html",
    source="S3 User Guide, notification-how-to-filtering, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares every pair of notifications that are known in full and certain to be there."""
    known = [
        found
        for delivery in deliveries(context.graph, resource)
        if not delivery.conditional and (found := _listening(delivery.settings, delivery.target)) is not None
    ]
    for index, later in enumerate(known):
        for earlier in known[:index]:
            shared = _overlap(earlier, later)
            if shared:
                yield Fault(
                    f"two notifications of {resource.address} share {shared}: to {show(earlier.target)} "
                    f"({earlier.settings.at}) and to {show(later.target)}",
                    later.settings,
                    (_shown(earlier), _shown(later)),
                )
                break


def _listening(settings: Value, target: Value) -> _Listening | None:
    written = get(settings, "Event")
    events, whole = elements(get(settings, "Events") if isinstance(written, Absent) else written)
    names = [string(one) for one in events]
    rules = get(settings, "Filter", "S3Key", "Rules")
    if isinstance(rules, Absent):
        rules = get(settings, "Filter", "Key", "FilterRules")
    filters, all_filters = elements(rules)
    parts = {"prefix": "", "suffix": ""}
    for one in filters:
        name, value = string(get(one, "Name")), string(get(one, "Value"))
        if name is None or value is None or name.lower() not in parts:
            return None
        parts[name.lower()] = value
    if not whole or not all_filters or not names or None in names:
        return None
    return _Listening(tuple(name for name in names if name), parts["prefix"], parts["suffix"], target, settings)


def _overlap(one: _Listening, other: _Listening) -> str:
    """The event that both listen to; empty when there is none."""
    if not (one.prefix.startswith(other.prefix) or other.prefix.startswith(one.prefix)):
        return ""
    if not (one.suffix.endswith(other.suffix) or other.suffix.endswith(one.suffix)):
        return ""
    if (one.prefix, one.suffix) == (other.prefix, other.suffix) and same(one.target, other.target) is Truth.YES:
        # One notification with several events reads so, too.
        return ""
    for first in one.events:
        for second in other.events:
            if first == second or _takes_in(first, second) or _takes_in(second, first):
                return second if _takes_in(first, second) else first
    return ""


def _takes_in(wide: str, narrow: str) -> bool:
    return wide.endswith(":*") and narrow.startswith(wide[:-1])


def _shown(one: _Listening) -> str:
    filters = f"prefix {one.prefix or '(any)'}, suffix {one.suffix or '(any)'}"
    return f"{', '.join(one.events)} to {show(one.target)}: {filters}"
