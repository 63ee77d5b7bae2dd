"""API Gateway writes the logs of REST APIs by a role of the account.

## What it does
Reports a stage of a REST API that logs (access logs, or a `LoggingLevel` of `INFO` or `ERROR`) in a project without
an `AWS::ApiGateway::Account` that names a role.

## Why is this bad
The role is a setting of account and region. Where nobody has set it before, the stage is refused: "CloudWatch Logs
role ARN must be set in account settings to enable logging".

## How to mend
Set the role once for account and region: `AWS::ApiGateway::Account` with `CloudWatchRoleArn`, in a stack of its own
since there is only one, and let the stage depend on it where both stand together.

## References
- [Set up CloudWatch logging for REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, get, present
from stackproof.graph.truth import Truth, some
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="APIGW-LOGS-001",
    title="Stage that logs without a role in the account's settings",
    severity="medium",
    blocks="runtime",
    category="operations",
    types=("AWS::ApiGateway::Stage",),
    root_cause="Logging is set up at the stage, and the role for it is a setting of the whole account.",
    fix="Set the role in AWS::ApiGateway::Account, once for account and region.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    source="API Gateway Developer Guide, set-up-logging, 2026-11-28",
)
def check(stage: Resource, context: Context) -> Iterator[Answer]:
    """Asks for the account's setting where a stage logs for certain."""
    access = stage.get("AccessLogSetting", "DestinationArn")
    levels = [get(one, "LoggingLevel") for one in elements(stage.get("MethodSettings"))[0]]
    logs = present(access) | some(equals(level, "INFO", "ERROR") for level in levels)
    if logs is Truth.YES and not context.graph.of_type("AWS::ApiGateway::Account"):
        at = access if present(access) is Truth.YES else stage.get("MethodSettings")
        yield Fault(
            f"{stage.address} logs, and no AWS::ApiGateway::Account of the project names the role that it takes",
            at,
            (*quoted({"AccessLogSetting": access}), "the role may have been set for the account before"),
            certainty="assumption",
        )
