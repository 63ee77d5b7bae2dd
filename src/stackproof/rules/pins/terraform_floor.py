"""A module cannot ask for an old Terraform and be written for a new one.

## What it does
Compares `required_version` of a root module with what its files use: `moved` (1.1), preconditions (1.2), optional
attributes (1.3), `terraform_data` (1.4), `import` and `check` blocks (1.5), `removed` (1.7), functions of providers
(1.8), ephemeral values and `use_lockfile` of the backend `s3` (1.10), write-only arguments (1.11), and the functions
that came with each. It reports a use that no version the module admits knows of. The lower end alone is not judged:
whoever runs a newer version is well.

A major version of the AWS provider asks for no Terraform of its own: provider 6 speaks the protocol that Terraform 0.12
knows. What needs a newer Terraform is always a use, and the use is what is reported.

## Why is this bad
With a version that `required_version` admits, the module does not load ("Unsupported block type", "Call to unknown
function"); with a version that could load it, Terraform refuses to run at all.

## How to mend
Raise `required_version` to the version named, or write it in the older way.

## References
- [Versions in Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
- [Terraform's changelogs](https://github.com/hashicorp/terraform/releases)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.reasoning.versions import common, from_on, of_terraform, shown
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform_features import uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="PIN-TERRAFORM-001",
    title="No Terraform that this module admits can read it",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("terraform",),
    root_cause="The code and the version that it is pinned to come from different times.",
    fix="Raise required_version to what the code uses.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    source="Terraform's changelogs; hashicorp/terraform-provider-aws#45149 for the provider's protocol; 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the pin with each use; one finding for each part of the language."""
    if context.sources is None:
        return
    for stack in context.graph.stacks.values():
        required = stack.settings.get("required_version")
        written = string(required) if required is not None else None
        spans = of_terraform(written) if written else None
        # Nothing above the newest part of the language has to be looked for where anything newer is admitted.
        if spans is None or common(spans, from_on((1, 11, 0))):
            continue
        seen: set[str] = set()
        for use in uses(context.sources):
            if use.what not in seen and not common(spans, from_on(use.floor)):
                seen.add(use.what)
                yield Fault(
                    f"{use.what} needs Terraform {shown(use.floor)}, and required_version ({written}) admits only "
                    "older ones",
                    use.at,
                    (f"required_version = {written} ({required.at})" if required is not None else "",),
                    patch=f'required_version = ">= {shown(use.floor)}"',
                )
