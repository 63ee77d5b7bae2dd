"""Identifiers of existing resources are real ones.

## What it does
Reports identifiers of VPCs, subnets, security groups, images, hosted zones and the like that are written out and
that nobody's account can have: of a wrong form (`subnet-public`, `vpc-xxxxxxxx`, `sg-123`), or invented
(`vpc-12345678`, `ami-0123456789abcdef0`, `subnet-11111111`). Defaults of parameters and variables are not reported:
they wait for a value.

## Why is this bad
The service refuses the identifier ("InvalidSubnetID.NotFound", "Invalid id") and the deployment is rolled back.

## How to mend
Create the resource in the same stack, look it up, or make it a parameter of the type `AWS::EC2::Subnet::Id`; for images
`{{resolve:ssm:/aws/service/ami-amazon-linux-latest/...}}` or the data source `aws_ami`.

## References
- [Resource IDs](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html)
- [Parameters of AWS-specific types](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.identifiers import PAGE, PREFIXES, SOURCE, is_invented, is_invented_zone, is_malformed
from stackproof.graph.query import assumption
from stackproof.reasoning.literals import LiteralText, identifiers
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_ZONE = "HostedZoneId"


@rule(
    id="LITERAL-ID-001",
    title="Identifier that exists in nobody's account",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=EVERY_TYPE,
    root_cause="A placeholder from an example was left where the identifier of a real resource belongs.",
    fix="Create the resource, look it up, or make its identifier a parameter.",
    impacts=Impacts(),
    effort=10,
    reference=PAGE,
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks of each identifier once, at the first resource that names it."""
    found = context.graph.index(_unreal).get(resource.address, {})
    for key, literals in found.items():
        first = literals[0]
        texts = ", ".join(one.text for one in literals[:5])
        malformed = key != _ZONE and is_malformed(first.text)
        said = "has not the form that identifiers have" if malformed else "is a placeholder"
        form = (f"{PREFIXES[key]}- and 8 or 17 hexadecimal digits: {PAGE}",) if key in PREFIXES else ()
        yield Fault(
            f"{first.text} in {key} of {resource.address} {said}; there is no such resource",
            first.value,
            (f"{key} = {texts}", *form),
        )


def _unreal(graph: Graph) -> dict[str, dict[str, list[LiteralText]]]:
    """Identifiers that nobody's resource has, by the address of the resource that names them first and by property."""
    found: dict[str, dict[str, list[LiteralText]]] = {}
    seen: set[str] = set()
    for address, literals in graph.index(identifiers).items():
        for one in literals:
            if one.text in seen or assumption(one.value):
                continue
            prefix = PREFIXES.get(one.key)
            if prefix is not None and one.text.startswith(f"{prefix}-"):
                unreal = is_malformed(one.text) or is_invented(one.text)
            else:
                unreal = one.key == _ZONE and is_invented_zone(one.text)
            if unreal:
                seen.add(one.text)
                found.setdefault(address, {}).setdefault(one.key, []).append(one)
    return found
