"""Some classes of the AWS bindings of CDKTF end in A.

## What it does
Reports, in Python programs of CDKTF and CDK Terrain, the import of a class that the bindings do not have because a
nested block of another resource took its name first: `S3BucketVersioning` is the block `versioning` of `aws_s3_bucket`,
so the resource `aws_s3_bucket_versioning` is `S3BucketVersioningA`. The list was read from the bindings themselves.

## Why is this bad
The program stops at the import: "cannot import name 'S3BucketVersioning'".

## How to mend
Import the class with the A, under its plain name if you like: `from ... import S3BucketVersioningA as
S3BucketVersioning`.

## References
- [Terraform and the CDK for Terraform on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/choose-iac-tool/terraform-cdk.html)
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from stackproof.facts.cdktf_bindings import RENAMED
from stackproof.graph.location import Location
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_MODULE = re.compile(r"(?:cdktf_cdktf_provider_aws|cdktn_provider_aws|imports\.aws)\.(\w+)")


@rule(
    id="PIN-CLASS-001",
    title="The bindings call this class by another name",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("cdktf",),
    root_cause="The name was derived from the resource's type, and a nested block has that name already.",
    fix="Import the class whose name ends in A.",
    impacts=Impacts(),
    effort=2,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/choose-iac-tool/terraform-cdk.html",
    source="cdktn-provider-aws 25.8.1, and CDK Terrain's provider generator; 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each import from the bindings' own modules."""
    sources = context.sources
    if sources is None or sources.language != "python":
        return
    for name in sources.matching(".py"):
        if "provider_aws" not in (sources.text(name) or "") and "imports.aws" not in (sources.text(name) or ""):
            continue
        tree = sources.python(name)
        if tree is None or isinstance(tree, Exception):
            continue
        tried = _tried(tree)
        for node in ast.walk(tree):
            match = _MODULE.fullmatch(node.module or "") if isinstance(node, ast.ImportFrom) else None
            if match is None or not isinstance(node, ast.ImportFrom):
                continue
            if node.lineno in tried:
                continue
            for alias in node.names:
                right = RENAMED.get(alias.name)
                if right is not None and match.group(1) == _snake(alias.name):
                    yield Fault(
                        f"{node.module} has no {alias.name}; the resource is {right}",
                        Location(name, alias.lineno, alias.col_offset + 1),
                        patch=f"from {node.module} import {right} as {alias.asname or alias.name}",
                    )


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _tried(tree: ast.Module) -> set[int]:
    """Lines inside a `try`, where an import that fails is answered."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
    return {line for block in blocks for one in block.body for line in range(one.lineno, (one.end_lineno or 0) + 1)}
