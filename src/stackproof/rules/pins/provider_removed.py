"""The newest AWS provider does not know everything that older code says.

## What it does
Reports, in the files of a root module, resources, data sources and arguments that the AWS provider removed with version
5 or 6, where the version constraint of the module admits no provider that still has them; and where there is neither an
upper end nor a lock file, so that `terraform init` installs the newest provider.

## Why is this bad
`terraform plan` stops: "Unsupported argument" or "Invalid resource type". Code that worked for years fails on the first
fresh checkout, because nothing says which provider it was written for.

## How to mend
Write what stands in its place, named in the finding; or pin the provider to the version that the code is written for
and commit `.terraform.lock.hcl`.

## References
- [Provider versions in Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
- [Upgrade guide of the AWS provider, version 6](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade)
- [Upgrade guide of the AWS provider, version 5](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-5-upgrade)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.facts import aws_provider_removals as facts
from stackproof.reasoning.versions import EVERY, Span, Spans, common, of_terraform, shown, version
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import literal, module_files, own_blocks
from stackproof.sources.terraform_lock import locked, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.location import Location
    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources
    from stackproof.sources.terraform import Block

_NEWEST = "has no lock file, so the newest is installed"


@rule(
    id="PIN-PROVIDER-002",
    title="The AWS provider that is installed has no such thing any more",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("terraform",),
    root_cause="The code is written for an older provider than the one that its constraint installs.",
    fix="Write what stands in its place, or pin the provider that the code is written for.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    source="Upgrade guides of terraform-provider-aws for 5 and 6, and the schema of provider 6; 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares each block with what the admitted providers have."""
    sources = context.sources
    if sources is None:
        return
    words = _words(sources)
    blocks = own_blocks(sources, "resource", "data", words=words) if words else []
    removed = [one for block in blocks for one in _removed(block)]
    if removed:
        spans, why = _installed(sources)
        for what, (since, instead), at in removed if spans is not None else ():
            if spans is not None and not common(spans, (Span((0, 0, 0), since),)):
                then = f"; write {instead}" if instead else ""
                yield Fault(
                    f"the AWS provider has no {what} since {shown(since)}, and {why}{then}",
                    at,
                    certainty="assumption" if why.endswith(_NEWEST) else "proved",
                    patch=instead,
                )


def _words(sources: ProjectSources) -> tuple[str, ...]:
    """The types that the module's texts speak of and that something was removed from that they speak of as well."""
    text = "\n".join(sources.text(name) or "" for name in module_files(sources))
    types = (*facts.RESOURCES, *facts.DATA)
    parts = {kind for kind, name in facts.ARGUMENTS if f'"{kind}"' in text and re.search(rf"^\s*{name}\b", text, re.M)}
    return tuple(sorted(parts | {kind for kind in types if f'"{kind}"' in text}))


def _removed(block: Block) -> Iterator[tuple[str, tuple[facts.Version, str], Location]]:
    kind = block.labels[0] if block.labels else ""
    table = facts.RESOURCES if block.kind == "resource" else facts.DATA
    if kind in table:
        yield f"{'resource' if block.kind == 'resource' else 'data source'} {kind}", table[kind], block.at
    if block.kind != "resource":
        return
    for name, attribute in block.body.attributes.items():
        if (kind, name) in facts.ARGUMENTS:
            yield f"argument {name} of {kind}", facts.ARGUMENTS[kind, name], attribute.at
    for inner in block.body.blocks:
        name = inner.labels[0] if inner.kind == "dynamic" and inner.labels else inner.kind
        if (kind, name) in facts.ARGUMENTS:
            yield f"block {name} of {kind}", facts.ARGUMENTS[kind, name], inner.at


def _installed(sources: ProjectSources) -> tuple[Spans | None, str]:
    """The providers that `terraform init` may install, and why these; nothing where that cannot be told."""
    stated: list[str] = []
    for block in own_blocks(sources, "terraform", "provider"):
        stated.extend(_stated(block))
    spans = EVERY
    for text in stated:
        read = of_terraform(text)
        if read is None:
            return None, ""
        spans = common(spans, read)
    lock = locked(sources).get("hashicorp/aws")
    if lock is not None:
        exact = version(lock.version)
        if exact is None:
            return None, ""
        return (Span(exact, (exact[0], exact[1], exact[2] + 1)),), f"the lock file installs {lock.version}"
    newest = common(spans, (Span(facts.NEWEST_KNOWN, (10**9, 0, 0)),))
    shown_pin = " and ".join(dict.fromkeys(stated))
    if not newest:
        return spans, f"the module asks for {shown_pin}"
    # The newest that is admitted is what gets installed.
    reason = f"the module asks for {shown_pin}" if stated else "the module pins no version"
    return newest, f"{reason} and {_NEWEST}"


def _stated(block: Block) -> Iterator[str]:
    if block.kind == "provider":
        written = literal(block.body, "version") if block.labels[:1] == ("aws",) else None
        if written is not None:
            yield written
        return
    for one in required(block):
        if one.source.lower() == "hashicorp/aws" and one.version is not None:
            yield one.version
