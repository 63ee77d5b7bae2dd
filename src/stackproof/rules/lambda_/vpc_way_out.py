"""A function in a VPC reaches the AWS services that it uses.

## What it does
Reports a function in subnets of the project that have no way out (no NAT gateway and no other hop behind the default
route) while its role grants it services for which the VPC has no endpoint. A default route to an internet gateway is no
way out, because the interfaces of a function have no public address. What Lambda does on the function's behalf is not
counted: logs, network interfaces, traces, the polling of queues and streams, destinations of failed events. Subnets
that are not part of the project are left alone.

The network is certain, the use is inferred from the role: a grant that the code never uses makes the finding moot.

## Why is this bad
Each call to such a service hangs until the function's timeout ends it.

## How to mend
Add an endpoint of the VPC for each of the services (`AWS::EC2::VPCEndpoint`; for S3 and DynamoDB a gateway endpoint,
which costs nothing), or a NAT gateway with a default route. A function that needs nothing in the VPC is best taken out
of it.

## References
- [Internet access for functions in a VPC](https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html)
- [AWS services with interface endpoints](https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import present
from stackproof.graph.truth import Truth
from stackproof.reasoning.iam import granted
from stackproof.reasoning.network.endpoints import endpoint_services
from stackproof.reasoning.network.places import subnets_of
from stackproof.reasoning.network.ways import way_out
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.network.ways import WayOut

# What Lambda does on the function's behalf, outside the function's subnet.
POLLING = frozenset(
    {f"sqs:{name}" for name in ("receivemessage", "deletemessage", "changemessagevisibility")}
    | {f"sqs:{name}" for name in ("getqueueattributes", "getqueueurl")}
    | {f"dynamodb:{name}" for name in ("getrecords", "getsharditerator", "describestream", "liststreams")}
    | {f"kinesis:{name}" for name in ("getrecords", "getsharditerator", "describestream", "liststreams")}
    | {f"kinesis:{name}" for name in ("describestreamsummary", "listshards", "subscribetoshard")}
)
DESTINATIONS = frozenset({"sqs:sendmessage", "sns:publish", "lambda:invokefunction", "events:putevents"})
# Names of endpoint services that differ from the prefix of the actions, by
# https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html, 2026-11-21.
ENDPOINTS = {
    "bedrock": frozenset({"bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime"}),
    "cloudwatch": frozenset({"monitoring"}),
    "ecr": frozenset({"ecr.api"}),
    "firehose": frozenset({"kinesis-firehose"}),
    "kinesis": frozenset({"kinesis-streams"}),
    "sagemaker": frozenset({"sagemaker.api", "sagemaker.runtime"}),
    "ses": frozenset({"email", "email-smtp"}),
    "states": frozenset({"states", "sync-states"}),
    "s3": frozenset({"s3", "s3-global.accesspoint"}),
}
# Services that code in a function calls. Logs, traces, network interfaces and the decryption of the environment are
# Lambda's own matter; services whose endpoint is not certain stay out, so that a missing row costs no false alarm.
CERTAIN = frozenset(
    {"dynamodb", "events", "lambda", "s3", "secretsmanager", "sns", "sqs", "ssm", "states", "sts"} | ENDPOINTS.keys()
)


@rule(
    id="LAMBDA-VPC-001",
    title="Function without a way to the services that it uses",
    severity="high",
    blocks="runtime",
    category="network",
    types=("AWS::Lambda::Function",),
    root_cause="The function was put into subnets without regard to what it calls from there.",
    fix="Add VPC endpoints for the services, or a NAT gateway with a default route.",
    impacts=Impacts(
        cost="Each call is paid for until the timeout.",
        performance="Each call to such a service hangs until the function times out.",
    ),
    effort=45,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
    source="Lambda Developer Guide, configuration-vpc-internet, 2026-11-21",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the subnets first: most functions are in none, and most subnets have a way out."""
    graph = context.graph
    written = function.get("VpcConfig", "SubnetIds")
    shut = []
    for subnet in subnets_of(graph, written):
        out = way_out(graph, subnet)
        if out.truth is Truth.NO:
            shut.append((subnet, out))
    if not shut:
        return
    used = _services(graph, function)
    for subnet, out in shut:
        served, whole = endpoint_services(graph, subnet)
        unserved = sorted(name for name in used if not (ENDPOINTS.get(name, {name}) & served)) if whole else []
        if unserved:
            yield Fault(
                f"{function.address} runs in {subnet.address} ({subnet.location}), from which it cannot reach "
                f"{', '.join(unserved)}: {_why_not(out)}, and the VPC has no endpoint for {_it(unserved)}",
                written,
                (
                    *quoted({"VpcConfig.SubnetIds": written}),
                    f"the role grants {', '.join(sorted(action for name in unserved for action in used[name]))}",
                    f"endpoints of the VPC: {', '.join(sorted(served)) or 'none'}",
                ),
                certainty="heuristic",
            )
            return


def _services(graph: Graph, function: Resource) -> dict[str, set[str]]:
    """The granted actions by service, as far as the function itself can be their user."""
    found = identify(function.get("Role"), graph, "AWS::IAM::Role")
    role = found.resource
    if role is None or role.type != "AWS::IAM::Role" or found.truth is not Truth.YES:
        return {}
    left_out = POLLING | (DESTINATIONS if _has_destinations(graph, function) else frozenset())
    used: dict[str, set[str]] = {}
    for action in granted(graph, role).actions:
        service = action.partition(":")[0]
        if service in CERTAIN and action not in left_out:
            used.setdefault(service, set()).add(action)
    return used


def _has_destinations(graph: Graph, function: Resource) -> bool:
    if present(function.get("DeadLetterConfig")) is not Truth.NO:
        return True
    return any(
        graph.resources[edge.source].type in ("AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping")
        for edge in graph.edges_to.get(function.address, ())
    )


def _why_not(out: WayOut) -> str:
    if out.through_internet_gateway:
        return "its default route leads to an internet gateway, which serves public addresses alone"
    if out.table is None:
        return "it has no route table of its own, so it has the local route alone"
    return f"its route table {out.table.address} has no way out"


def _it(services: list[str]) -> str:
    return "it" if len(services) == 1 else "them"
