"""State that lies on one machine is lost with it, and two people cannot share it.

## What it does
Reports a root module of Terraform, or a stack of CDKTF or CDK Terrain, that configures a provider and makes resources
and names no place for its state: no `backend` and no `cloud` block, or the backend `local`. A module without
a `provider` block is meant to be called by others, one in a folder of examples or tests is for trying out, and
Terragrunt brings a backend of its own; those are left out.

## Why is this bad
The state then is a file in the working folder: a second person, or a pipeline that starts from a fresh checkout, knows
nothing of what exists and tries to create it again. Nothing locks it, nothing keeps older versions of it, and secrets
in it lie in clear text wherever the command was run.

## How to mend
Add a backend that is shared and locks, such as `s3` with a versioned bucket. In CDKTF and CDK Terrain that is an
`S3Backend(self, bucket=..., key=..., region=...)` in the stack.

## References
- [Backends for Terraform on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import MapValue
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import own_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources

_PATCH = """terraform {
  backend "s3" {
    bucket       = "<bucket of the state>"
    key          = "<name>/terraform.tfstate"
    region       = "<region>"
    encrypt      = true
    use_lockfile = true
  }
}"""
_TRIED_OUT = frozenset({"example", "examples", "test", "tests", "fixtures", "modules", "demo", "samples"})


@rule(
    id="TF-BACKEND-001",
    title="State is kept on the machine that runs Terraform",
    severity="medium",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("terraform", "cdktf"),
    root_cause="The code was written for one person on one machine.",
    fix="Keep the state in a backend that is shared, versioned and locked.",
    impacts=Impacts(security="Secrets in the state lie in clear text on whichever machine ran the command."),
    effort=15,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
    source="AWS Prescriptive Guidance, Terraform AWS provider best practices, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a backend in each stack."""
    sources = context.sources
    if sources is None or not context.graph.resources:
        return
    if sources.engine == "terraform":
        yield from _module(sources, context)
        return
    for key, stack in context.graph.stacks.items():
        backend = stack.settings.get("backend")
        kinds = set(backend.entries) if isinstance(backend, MapValue) else set()
        if kinds <= {"local"} and "cloud" not in stack.settings and _is_used(key, context):
            yield Fault(
                f"the stack {key or 'of this program'} has no backend, so its state is a file in the working folder",
                stack.location if stack.location != NOWHERE else resource.location,
                patch='S3Backend(self, bucket="<bucket>", key="<name>.tfstate", region="<region>", encrypt=True)',
            )


def _is_used(key: str, context: Context) -> bool:
    stacks = context.graph.stacks
    return len(stacks) == 1 or any(one.stack == key for one in context.graph.resources.values())


def _module(sources: ProjectSources, context: Context) -> Iterator[Answer]:
    if _TRIED_OUT & set(sources.folder.split("/")) or sources.matching("/terragrunt.hcl"):
        return
    if any({"backend", "cloud"} & stack.settings.keys() for stack in context.graph.stacks.values()):
        backends = [stack.settings.get("backend") for stack in context.graph.stacks.values()]
        if not any(isinstance(one, MapValue) and set(one.entries) == {"local"} for one in backends):
            return
    providers = own_blocks(sources, "provider")
    if not providers:
        return
    settings = own_blocks(sources, "terraform")
    at: Location = next((inner.at for block in settings for inner in block.body.of("backend")), providers[0].at)
    if settings and at == providers[0].at:
        at = settings[0].at
    yield Fault(
        "this root module has no shared backend, so its state is a file in the working folder", at, patch=_PATCH
    )
