"""A service that writes to a log group by itself needs a resource policy of CloudWatch Logs.

## What it does
Reports an OpenSearch (or Elasticsearch) domain that publishes logs to a log group of the project, and a hosted zone
with query logging, when no `AWS::Logs::ResourcePolicy` of the project lets the service write; and query logging to a
log group outside us-east-1.

## Why is this bad
Both services try when the setting is made: "The Resource Access Policy specified for the CloudWatch Logs log group
does not grant sufficient permissions", "The CloudWatch Logs resource policy does not grant Route 53 permission". The
deployment stops there, unless somebody has made such a policy for the whole account by hand.

## How to mend
Add an `AWS::Logs::ResourcePolicy` that lets `es.amazonaws.com` do `logs:CreateLogStream`, `logs:PutLogEvents` and
`logs:PutLogEventsBatch` (`route53.amazonaws.com` the first two) on the log group, and let the domain or zone depend
on it.

## References
- [Publishing OpenSearch logs](https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html)
- [Public DNS query logging](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, is_true, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue
from stackproof.reasoning.iam import permits_principal
from stackproof.reasoning.iam.documents import NO_POLICY, Document, read_document
from stackproof.reasoning.json_documents import structure
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_GROUP, _ZONE = "AWS::Logs::LogGroup", "AWS::Route53::HostedZone"
_DOMAINS = ("AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain")
_WRITES = ("logs:CreateLogStream", "logs:PutLogEvents")
_ONLY_REGION = "us-east-1"


@rule(
    id="CW-LOGPOLICY-001",
    title="Log group that a service may not write to",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(*_DOMAINS, _ZONE),
    root_cause="The log group was named, and CloudWatch Logs was not told of the service that writes to it.",
    fix="Add a resource policy of CloudWatch Logs for the service.",
    impacts=Impacts(),
    effort=10,
    reference=(
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html"
    ),
    source="OpenSearch Service Developer Guide, configure logs; Route 53 Developer Guide, query-logs, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each log group that the resource writes to."""
    graph = context.graph
    service = "route53.amazonaws.com" if resource.type == _ZONE else "es.amazonaws.com"
    actions = _WRITES if resource.type == _ZONE else (*_WRITES, "logs:PutLogEventsBatch")
    policy = graph.index(_policies)
    for named in _log_groups(resource):
        group = meant(graph, named, _GROUP)
        if group is None:
            continue
        region = string(group.region)
        if resource.type == _ZONE and region not in (None, _ONLY_REGION):
            yield Fault(
                f"{resource.address} logs queries to {group.address} ({group.location}) in {region}; the log group has "
                f"to be in {_ONLY_REGION}",
                named,
                quoted({"region": group.region}),
            )
        request = {"aws:SourceAccount": resource.account}
        refused = [
            action
            for action in actions
            if permits_principal(policy, service, action, graph, None, request).truth is Truth.NO
        ]
        if refused:
            yield Fault(
                f"{resource.address} writes to {group.address} ({group.location}), and no AWS::Logs::ResourcePolicy "
                f"lets {service} do so",
                named,
                (f"not allowed to {service}: {', '.join(refused)}", "a policy made by hand for the account would do"),
                certainty="assumption",
            )
            return


def _log_groups(resource: Resource) -> Iterator[Value]:
    if resource.type == _ZONE:
        yield resource.get("QueryLoggingConfig", "CloudWatchLogsLogGroupArn")
        return
    options = resource.get("LogPublishingOptions")
    for one in options.entries.values() if isinstance(options, MapValue) else ():
        if is_true(get(one, "Enabled"), default=True) is Truth.YES:
            yield get(one, "CloudWatchLogsLogGroupArn")


def _policies(graph: Graph) -> Document:
    """The resource policies of CloudWatch Logs; incomplete where a custom resource may make others."""
    found = NO_POLICY
    for policy in graph.of_type("AWS::Logs::ResourcePolicy"):
        written = policy.get("PolicyDocument")
        found += read_document(structure(written) or written, policy)
    custom = any(type_.startswith(("Custom::", "AWS::CloudFormation::CustomResource")) for type_ in graph.types)
    return found._replace(complete=False) if custom else found
