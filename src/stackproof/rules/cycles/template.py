"""Resources that each need another one first can none of them be made.

## What it does
Follows `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn` between the resources of a stack, and from a stack to the stacks
nested in it, and reports each circle with every step of it. What stands in one branch of an `Fn::If` is left out, and
so are resources that a transform turns into others.

## Why is this bad
CloudFormation refuses the template: "Circular dependency between resources". The AWS CDK synthesises such a template
without a word, since it looks for circles between stacks only.

## How to mend
Take one step of the circle into a resource of its own. Two security groups that name each other: a standalone
`AWS::EC2::SecurityGroupIngress`. A bucket that notifies a function, whose permission names the bucket: the
permission's `SourceArn` written as `!Sub arn:${AWS::Partition}:s3:::<name>` with `SourceAccount`. A role whose policy
names what uses the role: an `AWS::IAM::Policy`.

## References
- [Circular dependency errors](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html)
- [The DependsOn attribute](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE
from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Reference, Value, children
from stackproof.reasoning.cycles import Link, circles, circular, shown
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_GROUP = "AWS::EC2::SecurityGroup"
_BUCKET = "AWS::S3::Bucket"
_PERMISSION = "AWS::Lambda::Permission"
_ROLE = "AWS::IAM::Role"
_EXPANDED = ("AWS::Serverless::", "AWS::CloudFormation::Macro")
_WAYS_OUT = (
    ({_GROUP}, "put one of the rules into an AWS::EC2::SecurityGroupIngress of its own"),
    ({_BUCKET, _PERMISSION}, "write the permission's SourceArn with the bucket's name instead of a reference to it"),
    ({_BUCKET}, "name the bucket, and write that name where the bucket is referred to"),
    ({_ROLE}, "put the statement that names the user of the role into an AWS::IAM::Policy of its own"),
)


@rule(
    id="GRAPH-CYCLE-001",
    title="Resources need each other first",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=EVERY_TYPE,
    engines=("cloudformation", "cdk"),
    root_cause="Two resources were each configured with the other one in place.",
    fix="Take one of the references into a resource of its own that needs both.",
    impacts=Impacts(),
    effort=30,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    source="CloudFormation User Guide, troubleshooting, 2026-11-28",
    same_as=("E3004",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Reports a circle at its first member."""
    circle = context.graph.index(_by_first).get(resource.address)
    if circle is None:
        return
    members = {one.source for one in circle}
    types = {context.graph.resources[name].type for name in members}
    fix = next((words for wanted, words in _WAYS_OUT if wanted <= types), "")
    names = " -> ".join((*(one.source for one in circle), circle[0].source))
    yield Fault(f"no order of deployment exists: {names}", circle[0].at, shown(circle), fix=fix)


def _by_first(graph: Graph) -> dict[str, tuple[Link, ...]]:
    if graph.rewritten:
        return {}
    if all(stack.parent is None for stack in graph.stacks.values()) and not circular(graph.edges):
        # Nearly always so, and told at a tenth of the cost.
        return {}
    return {circle[0].source: circle for circle in circles(_links(graph))}


def _links(graph: Graph) -> Iterator[Link]:
    nested = {key: f"{key}" for key in graph.stacks if key in graph.resources and graph.stacks[key].parent is not None}
    for resource in graph.resources.values():
        if resource.exists is not Truth.YES or resource.type.startswith(_EXPANDED):
            continue
        for path, reference in _references(resource.properties):
            target = _node(graph, resource, reference.target, nested)
            if target is not None:
                at = reference.at if reference.at != NOWHERE else resource.location
                yield Link(resource.address, target, ".".join(path), at)
        for name in resource.depends_on:
            target = _node(graph, resource, name, nested)
            if target is not None:
                yield Link(resource.address, target, "DependsOn", resource.location)


def _node(graph: Graph, source: Resource, address: str, nested: dict[str, str]) -> str | None:
    """What CloudFormation waits for: the resource, or the nested stack that it lies in."""
    target = graph.resources.get(address)
    if target is None or target.exists is not Truth.YES or target.type.startswith(_EXPANDED):
        return None
    key = target.stack
    while key != source.stack:
        stack = graph.stacks.get(key)
        if stack is None or stack.parent is None:
            # Another stack, which is deployed by itself.
            return None
        if stack.parent == source.stack:
            return nested.get(key)
        key = stack.parent
    return address


def _references(value: Value) -> Iterator[tuple[tuple[str, ...], Reference]]:
    """References that hold whatever the conditions turn out to be."""
    stack: list[tuple[tuple[str, ...], Value]] = [((), value)]
    while stack:
        path, one = stack.pop()
        if isinstance(one, Reference):
            yield path, one
        elif not isinstance(one, Conditional):
            inner = [((*path, step) if step else path, child) for step, child in children(one)]
            stack.extend(reversed(inner))
