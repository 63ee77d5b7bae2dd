"""What WAF logs to has a name that begins with aws-waf-logs-.

## What it does
Reports a WAF logging configuration whose log group, bucket or Firehose stream, one of the project, has a name that
does not begin with `aws-waf-logs-`, or no name of its own.

## Why is this bad
WAF refuses the destination: "WAFInvalidParameterException: The ARN isn't valid. A valid ARN begins with arn: and
includes other information separated by colons or slashes", which tells little of the cause. The deployment stops
there.

## How to mend
Name the destination `aws-waf-logs-<something>`. A name that the tool makes up begins otherwise.

## References
- [Logging destinations of AWS WAF](https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html)
- [Log groups as destination](https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.canonical import name_of
from stackproof.graph.query import elements, matches
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import BUCKET, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_GROUP, _STREAM = "AWS::Logs::LogGroup", "AWS::KinesisFirehose::DeliveryStream"


@rule(
    id="CW-WAF-001",
    title="Destination of WAF's logs with a name that WAF refuses",
    severity="critical",
    blocks="deploy",
    category="naming",
    types=("AWS::WAFv2::LoggingConfiguration",),
    root_cause="WAF takes destinations by the beginning of their name, and the name was chosen for the project.",
    fix="Let the name begin with aws-waf-logs-.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html",
    source="AWS WAF Developer Guide, logging-destinations, 2026-11-28",
)
def check(logging: Resource, context: Context) -> Iterator[Answer]:
    """Looks up each destination's name."""
    for target in elements(logging.get("LogDestinationConfigs"))[0]:
        found = meant(context.graph, target, _GROUP, BUCKET, _STREAM)
        if found is None:
            continue
        name = name_of(found)
        if matches(name, "aws-waf-logs-*") is Truth.NO:
            yield Fault(
                f"{logging.address} logs to {found.address} ({found.location}), whose name does not begin with "
                "aws-waf-logs-",
                target,
                quoted({f"name of {found.address}": name}),
            )
