"""CDKTF is archived.

## What it does
Reports a project that requires `cdktf` (Python) or depends on `cdktf` (npm).

## Why is this bad
HashiCorp archived CDK for Terraform in December 2025: no fixes, no bindings of newer providers, and bindings that end
with AWS provider 6.25.

## How to mend
Move to CDK Terrain (`cdktn`, `cdktn-provider-aws`), which carries it on under the same licence with the same classes,
or to Terraform itself: `cdktf synth --hcl` writes it.

## References
- [Terraform and the CDK for Terraform on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/choose-iac-tool/terraform-cdk.html)
- [CDK for Terraform, archived](https://github.com/hashicorp/terraform-cdk)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.requirements import node_requirements, python_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="PIN-ARCHIVED-001",
    title="The framework is archived",
    severity="low",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("cdktf",),
    root_cause="The program was written before CDKTF was archived.",
    fix="Move to CDK Terrain, or to Terraform itself.",
    impacts=Impacts(security="Faults that are found in it are not mended any more."),
    effort=120,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/choose-iac-tool/terraform-cdk.html",
    source="hashicorp/terraform-cdk and cdktf/cdktf-provider-aws, archived 2025-12-10; read 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for the package among the requirements."""
    if context.sources is None:
        return
    for one in (*python_requirements(context.sources), *node_requirements(context.sources)):
        if one.name == "cdktf":
            yield Fault("cdktf was archived in December 2025; CDK Terrain (cdktn) carries it on", one.at)
            return
