"""A lock file holds a provider that the module no longer asks for.

## What it does
Compares each provider in `.terraform.lock.hcl` with the version constraints of the root module, and reports one whose
locked version they do not admit.

## Why is this bad
`terraform init` stops: "locked provider ... does not match configured version constraint; must use terraform init
-upgrade". A pipeline that never passes `-upgrade`, as it should not, cannot get past that.

## How to mend
Run `terraform init -upgrade` and commit the lock file together with the constraint.

## References
- [Provider versions in Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
- [The dependency lock file](https://developer.hashicorp.com/terraform/language/files/dependency-lock)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.versions import admits, of_terraform, version
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import own_blocks
from stackproof.sources.terraform_lock import locked, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="PIN-LOCK-001",
    title="The lock file and the version constraint contradict each other",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("terraform",),
    root_cause="The constraint was changed and the lock file was not written anew.",
    fix="Run terraform init -upgrade and commit the lock file.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    source="Terraform's documentation of the dependency lock file, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares each entry of required_providers with the lock file."""
    sources = context.sources
    if sources is None:
        return
    held = locked(sources)
    if not held:
        return
    for block in own_blocks(sources, "terraform"):
        for one in required(block):
            lock = held.get(one.source.lower())
            spans = of_terraform(one.version) if one.version else None
            exact = version(lock.version) if lock is not None else None
            if lock is None or spans is None or exact is None or "-" in lock.version or "!=" in (one.version or ""):
                continue
            if not admits(spans, exact):
                yield Fault(
                    f"{one.source} is locked at {lock.version} ({lock.at}), which {one.version} does not admit",
                    one.at,
                    (f"version = {one.version} ({one.at})", f"locked = {lock.version} ({lock.at})"),
                    patch="terraform init -upgrade",
                )
