"""A provider without a version is another one each time somebody starts afresh.

## What it does
Reports a root module that configures a provider for which no version constraint is stated and which no lock file holds:
the newest is installed, whatever its major version is. Modules without a `provider` block are left out, since their
caller decides.

## Why is this bad
Major versions of the AWS provider remove resources and arguments. Code that is right today then fails on a fresh
checkout, and two people who start in different months work with different providers.

## How to mend
State the major version in `required_providers` and commit `.terraform.lock.hcl`.

## References
- [Provider versions in Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import literal, own_blocks
from stackproof.sources.terraform_lock import locked, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="PIN-PROVIDER-001",
    title="A provider has no version",
    severity="low",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("terraform",),
    root_cause="The module relies on whatever provider is newest.",
    fix="State a version constraint, and commit the lock file.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    source="AWS Prescriptive Guidance, Terraform AWS provider best practices, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a constraint of each configured provider."""
    sources = context.sources
    if sources is None:
        return
    providers = own_blocks(sources, "provider")
    if not providers:
        return
    stated = {
        one.name: (one.source.lower(), one.version)
        for block in own_blocks(sources, "terraform")
        for one in required(block)
    }
    held = locked(sources)
    pinned = {block.labels[0] for block in providers if block.labels and literal(block.body, "version")}
    seen: set[str] = set()
    for block in providers:
        name = block.labels[0] if block.labels else ""
        source, version = stated.get(name, (f"hashicorp/{name}", None))
        if name and name not in seen | pinned and version is None and source not in held:
            seen.add(name)
            yield Fault(
                f"no version of the provider {name} is stated, so the newest is installed",
                block.at,
                patch=f'{name} = {{\n  source  = "{source}"\n  version = "~> <major>.0"\n}}',
            )
