"""A module from elsewhere without a version is whatever lies there on the day.

## What it does
Reports, in the files of a root module, calls of a module from a registry without `version`, and of one from a git
repository without `?ref=`. Modules in folders of the project have no versions.

## Why is this bad
The newest version of a registry's module, or the head of a repository's branch, is taken at the next `terraform init`
on a fresh checkout. A lock file does not hold modules. What changes there, or who may push there, changes what is
deployed.

## How to mend
State `version` for a registry's module, and `?ref=` with a tag or a commit for a git repository.

## References
- [Module sources in Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/community.html)
- [Module sources](https://developer.hashicorp.com/terraform/language/modules/sources)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import literal, own_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_REGISTRY = re.compile(r"(?:[\w-]+\.[\w.-]+/)?[\w-]+/[\w-]+/[\w-]+(?://[\w./-]+)?")
_GIT = re.compile(r"git::|git@|(?:https://)?(?:github\.com|bitbucket\.org)/")


@rule(
    id="PIN-MODULE-001",
    title="A module from elsewhere has no version",
    severity="low",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("terraform",),
    root_cause="The source was copied from a page that shows no version.",
    fix="State the version, or the tag or commit of the repository.",
    impacts=Impacts(security="Whoever can push to the module's repository can change what is deployed."),
    effort=5,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/community.html",
    source="Terraform's documentation of module sources and of the lock file, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each call of a module."""
    if context.sources is None:
        return
    for block in own_blocks(context.sources, "module"):
        source = literal(block.body, "source")
        if source is None or not block.labels:
            continue
        at = block.body.attributes["source"].at
        if _GIT.match(source):
            if "ref=" not in source:
                yield Fault(f"the module {block.labels[0]} is the head of a repository: {source}", at)
        elif _REGISTRY.fullmatch(source) and block.body.get("version") is None:
            yield Fault(f"the module {block.labels[0]} is the newest {source} of the registry", at)
