"""Terraform cannot order resources that each need another one first.

## What it does
Follows the references and `depends_on` between the resources, data sources and locals in a root module's own files, and
reports each circle with every step of it, a resource that names itself among them. A resource's provisioners run when
it is there, so that its own name in them is none.

## Why is this bad
`terraform plan` stops with "Error: Cycle", or with "Self-referential block".

## How to mend
Take one step of the circle into a resource of its own. Two security groups that name each other:
`aws_vpc_security_group_ingress_rule`. A role whose policy names what uses the role: `aws_iam_role_policy`. A resource
that names itself: `self` in a provisioner, or a local for the name.

## References
- [Security group rules of their own](https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html)
- [The dependency graph of Terraform](https://developer.hashicorp.com/terraform/internals/graph)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.cycles import circles, shown
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform_links import links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_GROUP = "aws_security_group."


@rule(
    id="TF-CYCLE-001",
    title="Blocks of this module need each other first",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("terraform",),
    root_cause="Two resources were each configured with the other one in place.",
    fix="Take one of the references into a resource of its own that needs both.",
    impacts=Impacts(),
    effort=30,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    source="Terraform's documentation of its dependency graph, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for circles among the blocks."""
    if context.sources is None:
        return
    for circle in circles(links(context.sources)):
        if len(circle) == 1:
            yield Fault(f"{circle[0].source} refers to itself", circle[0].at, shown(circle))
            continue
        names = " -> ".join((*(one.source for one in circle), circle[0].source))
        fix = "put one of the rules into an aws_vpc_security_group_ingress_rule of its own" if _of_groups(names) else ""
        yield Fault(f"no order of deployment exists: {names}", circle[0].at, shown(circle), fix=fix)


def _of_groups(names: str) -> bool:
    return all(name.startswith(_GROUP) for name in names.split(" -> "))
