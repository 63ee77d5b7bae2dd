"""Packages that no version can be found for together.

## What it does
Reports, in requirements, Pipfile, pyproject.toml and package.json:

- for Python, `aws-cdk-lib` (version 2) beside packages of AWS CDK version 1 (`aws-cdk.core`, `aws-cdk.aws-s3`); npm
  installs both beside each other, so there nothing is said;
- `aws-cdk-lib` or `cdktf` beside a range of `constructs` that admits no version 10;
- prebuilt bindings of CDKTF beside a range of `cdktf` that they do not work with.

In a project with a lock file of Yarn or pnpm, which only warn of peers, nothing is said of package.json.

## Why is this bad
A fresh install stops: `ResolutionImpossible` of pip, `ERESOLVE` of npm. Where it is forced, constructs of one major
version are no constructs to the other, and the program fails at the first of them.

## How to mend
Keep the packages of one major version; AWS CDK 1 has no support since June 2023.

## References
- [Migrating from AWS CDK v1 to v2](https://docs.aws.amazon.com/cdk/v2/guide/migrating-v2.html)
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from stackproof.facts.cdktf_bindings import AWS
from stackproof.reasoning.versions import EVERY, Span, Spans, common, from_on, of_npm, of_python
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.requirements import node_requirements, python_requirements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stackproof.graph.resource import Resource
    from stackproof.sources.requirements import Requirement

_V1 = re.compile(r"aws-cdk-(?:core|aws-[a-z0-9-]+)")
_ALPHA = re.compile(r"-alpha$")
_BINDINGS = frozenset({"cdktf-cdktf-provider-aws", "@cdktf/provider-aws"})
_TEN = from_on((10, 0, 0))
_FIRST_ON_TEN = (0, 12, 0)


@rule(
    id="PIN-CDK-001",
    title="Required packages exclude each other",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("cdk", "cdktf"),
    root_cause="The packages come from guides for different major versions.",
    fix="Keep the packages of one major version.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/cdk/v2/guide/migrating-v2.html",
    source="Metadata of aws-cdk-lib, cdktf and its bindings on PyPI; pip and npm 11 asked to resolve them; 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the ranges of packages that depend on each other."""
    sources = context.sources
    if sources is None:
        return
    by_file: dict[str, list[Requirement]] = defaultdict(list)
    for one in python_requirements(sources):
        # Files beside each other may be meant for different installations.
        by_file[one.at.file].append(one)
    for required in by_file.values():
        yield from _judged(required, of_python)
    if not any(sources.text(lock) is not None for lock in ("yarn.lock", "pnpm-lock.yaml", "bun.lock")):
        yield from _judged(node_requirements(sources), of_npm)


def _judged(required: list[Requirement], read: Callable[[str], Spans | None]) -> Iterator[Answer]:
    by_name = {one.name: one for one in required}
    library, cdktf, constructs = (by_name.get(name) for name in ("aws-cdk-lib", "cdktf", "constructs"))
    if library is not None:
        for one in required:
            spans = read(one.constraint) if one.constraint else None
            old = spans is None or bool(common(spans, _major(1)))
            if _V1.fullmatch(one.name) and not _ALPHA.search(one.name) and old:
                yield Fault(
                    f"{one.name} is a package of AWS CDK 1, and aws-cdk-lib ({library.at}) is AWS CDK 2", one.at
                )
    for user in (library, cdktf):
        wanted = read(constructs.constraint) if constructs is not None and constructs.constraint else None
        if user is None or constructs is None or wanted is None or common(wanted, _TEN):
            continue
        versions = read(user.constraint) or EVERY
        if user is cdktf and not _only_from(versions, _FIRST_ON_TEN):
            continue
        yield Fault(
            f"constructs {constructs.constraint} admits no version 10, which {user.name} ({user.at}) needs",
            constructs.at,
        )
    for name in sorted(_BINDINGS & by_name.keys()):
        yield from _bindings(by_name[name], cdktf, read)


def _only_from(spans: Spans, floor: tuple[int, int, int]) -> bool:
    return not common(spans, (Span((0, 0, 0), floor),))


def _bindings(one: Requirement, cdktf: Requirement | None, read: Callable[[str], Spans | None]) -> Iterator[Answer]:
    spans = read(one.constraint) if one.constraint else None
    wanted = read(cdktf.constraint) if cdktf is not None and cdktf.constraint else None
    if cdktf is None or spans is None or wanted is None:
        return
    admitted = [major for major in AWS if common(spans, _major(major))]
    # Majors that the table does not hold might go with this version of cdktf.
    if not admitted or common(spans, tuple(span for major in admitted for span in _major(major))) != spans:
        return
    if not any(common(wanted, (Span(*AWS[major].cdktf),)) for major in admitted):
        low, high = AWS[admitted[-1]].cdktf
        yield Fault(
            f"{one.name} {one.constraint} works with cdktf from {low[0]}.{low[1]} to below {high[0]}.{high[1]}, and "
            f"cdktf {cdktf.constraint} ({cdktf.at}) is asked for",
            one.at,
        )


def _major(major: int) -> Spans:
    return (Span((major, 0, 0), (major + 1, 0, 0)),)
