"""Files lie outside of the folders that are allowed.

## What it does
Where the contract or the profile states `allowed_paths`, reports each folder and file at the top of the project that is
not among them, with how many files lie there. An entry that ends with `/` allows everything below that folder, any
other one file. Hidden files, build output and what git ignores are nobody's concern.

## Why is this bad
A pipeline that checks where files lie refuses the change before anything else is looked at, and code that lies beside
the folders that are built and tested is neither.

## How to mend
Move the files into one of the allowed folders, and change the paths that name them.

## References
- [Structure of Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from stackproof.graph.location import Location
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_ALWAYS = frozenset({"stackproof.yaml"})


def _stated(context: Context) -> bool:
    return bool(context.policy.allowed_paths)


@rule(
    id="LAYOUT-PATHS-001",
    title="Files lie where none are allowed",
    severity="medium",
    blocks="none",
    category="operations",
    types=PROJECT,
    applies=_stated,
    root_cause="The files were placed without the layout that was asked for.",
    fix="Move the files into one of the allowed folders.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Sorts the files by the folder at the top that they lie in."""
    sources = context.sources
    if sources is None:
        return
    allowed = context.policy.allowed_paths
    folders = tuple(entry for entry in allowed if entry.endswith("/"))
    names = _ALWAYS | set(allowed)
    outside: dict[str, list[str]] = defaultdict(list)
    for name in sources.files:
        if name not in names and not name.startswith(folders):
            top, slash, _ = name.partition("/")
            outside[top + slash].append(name)
    for top, found in outside.items():
        count = f" ({len(found)} files)" if top.endswith("/") else ""
        yield Fault(
            f"{top}{count} is none of the places that {context.policy.source} allows: {', '.join(allowed)}",
            Location(found[0], 1),
            tuple(found[:5]),
        )
