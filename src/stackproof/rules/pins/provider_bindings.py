"""cdktf.json and the prebuilt bindings name two different AWS providers.

## What it does
Compares the AWS provider that `terraformProviders` of cdktf.json asks for with the one that the required version of the
prebuilt bindings (`cdktf-cdktf-provider-aws`, `@cdktf/provider-aws`) was generated from, and reports where no version
of the provider is both.

## Why is this bad
The program imports the prebuilt bindings, so the provider in cdktf.json is not the one that is deployed with: whoever
reads it works from the wrong documentation. `cdktf get` generates a second set of bindings, which nothing uses, and
classes and arguments of one are missing in the other.

## How to mend
Drop the entry from cdktf.json, or ask for the bindings of that provider version.

## References
- [Provider versions in Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
- [Prebuilt bindings](https://pypi.org/project/cdktf-cdktf-provider-aws/)
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from stackproof.facts.cdktf_bindings import AWS
from stackproof.graph.location import Location
from stackproof.reasoning.versions import Span, common, of_npm, of_python, of_terraform
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.requirements import node_requirements, python_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources

_STATED = re.compile(r"(?:registry\.terraform\.io/)?(?:hashicorp/)?aws@\s*(.+)")
_BINDINGS = {"cdktf-cdktf-provider-aws": of_python, "@cdktf/provider-aws": of_npm}


@rule(
    id="PIN-PROVIDER-003",
    title="cdktf.json asks for another provider than the bindings are made for",
    severity="medium",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("cdktf",),
    root_cause="The provider is pinned in two places that know nothing of each other.",
    fix="Drop the entry from cdktf.json, or ask for the bindings of that provider version.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    source="Metadata of cdktf-cdktf-provider-aws on PyPI, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the two."""
    sources = context.sources
    if sources is None:
        return
    for written, at in _stated(sources):
        stated = of_terraform(written)
        for one in (*python_requirements(sources), *node_requirements(sources)):
            read = _BINDINGS.get(one.name)
            spans = read(one.constraint) if read is not None and one.constraint else None
            if stated is None or spans is None:
                continue
            majors = [major for major in AWS if common(spans, (Span((major, 0, 0), (major + 1, 0, 0)),))]
            providers = {AWS[major].provider for major in majors}
            whole = common(spans, tuple(Span((major, 0, 0), (major + 1, 0, 0)) for major in majors)) == spans
            if len(providers) != 1 or not whole:
                continue
            made_for = providers.pop()
            if not common(stated, (Span((made_for, 0, 0), (made_for + 1, 0, 0)),)):
                yield Fault(
                    f"the AWS provider is asked for as {written}, and {one.name} {one.constraint} ({one.at}) is made "
                    f"for provider {made_for}",
                    at,
                    patch=f'"terraformProviders": ["aws@~> {made_for}.0"]',
                )


def _stated(sources: ProjectSources) -> Iterator[tuple[str, Location]]:
    text = sources.text("cdktf.json")
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return
    entries = data.get("terraformProviders") if isinstance(data, dict) else None
    lines = (text or "").splitlines()
    for entry in entries if isinstance(entries, list) else []:
        match = _STATED.fullmatch(entry) if isinstance(entry, str) else None
        if match:
            number = next((n for n, line in enumerate(lines, 1) if f'"{entry}"' in line), 1)
            yield match.group(1).strip(), Location("cdktf.json", number, 1)
