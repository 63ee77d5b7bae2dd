"""A resource names a provider configuration that nobody makes.

## What it does
Reports a resource or data source of a root module, or a module call, that says `provider = aws.NAME` (or passes it in
`providers`) where the root module has no `provider` block with that alias.

## Why is this bad
`terraform plan` stops: "Provider configuration not present". A resource for a second region that names the wrong alias
would otherwise go to the first.

## How to mend
Add the `provider` block with the alias and its region, or name one that is there.

## References
- [Several providers in Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
- [The provider argument](https://developer.hashicorp.com/terraform/language/meta-arguments/resource-provider)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import configurations, literal, own_blocks, passed_providers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="TF-ALIAS-001",
    title="A provider configuration that is named does not exist",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("terraform",),
    root_cause="A resource was written for a second region or account, whose provider was not.",
    fix="Add the provider block with this alias, or name one that is there.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    source="Terraform's documentation of the provider argument, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares each name of a configuration with those that the module has."""
    sources = context.sources
    if sources is None:
        return
    providers = own_blocks(sources, "provider")
    if not providers:
        # A module that others call: they hand the configurations in.
        return
    known = {f"{block.labels[0]}.{literal(block.body, 'alias')}" for block in providers if block.labels}
    known |= {name for block in own_blocks(sources, "terraform") for name in configurations(block)}
    for block in own_blocks(sources, "resource", "data", "module", "import", words=("provider",)):
        for name, at in passed_providers(block):
            if "." in name and name not in known:
                provider, _, alias = name.partition(".")
                yield Fault(
                    f"{'.'.join((block.kind, *block.labels))} names {name}, and no provider block {provider} has the "
                    f"alias {alias}",
                    at,
                    patch=f'provider "{provider}" {{\n  alias  = "{alias}"\n  region = "<region>"\n}}',
                )
