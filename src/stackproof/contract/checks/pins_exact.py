"""Every package that the project asks for has one exact version.

## What it proves
Each package in requirements, Pipfile, pyproject.toml and package.json is asked for in one exact version, or a lock
file that holds exact versions stands beside (`Pipfile.lock`, `poetry.lock`, `uv.lock`, `package-lock.json`,
`yarn.lock`, `pnpm-lock.yaml`). Each provider that a root module of Terraform asks for has one exact version or an entry
in `.terraform.lock.hcl`. Files that ask for nothing prove nothing: a project without any package is in violation.

## Parameters
None.

## Example
    expect: {check: pins.exact}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import check
from stackproof.contract.outcome import proven, together, violated
from stackproof.contract.verdict import Proof
from stackproof.reasoning.versions import of_npm, of_python, of_terraform
from stackproof.sources.requirements import node_requirements, python_requirements
from stackproof.sources.terraform import own_blocks
from stackproof.sources.terraform_lock import locked, required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.location import Location
    from stackproof.reasoning.versions import Spans
    from stackproof.sources.project import ProjectSources

_PYTHON_LOCKS = ("Pipfile.lock", "poetry.lock", "uv.lock")
_NODE_LOCKS = ("package-lock.json", "yarn.lock", "pnpm-lock.yaml")


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every package and provider."""
    outcomes = list(_judged(context.sources))
    if not outcomes:
        return violated("no file of the project asks for any package or provider", context.home)
    return together(outcomes)


def _judged(sources: ProjectSources) -> Iterator[Outcome]:
    held = any(sources.text(name) is not None for name in _PYTHON_LOCKS)
    for one in python_requirements(sources):
        yield _one(one.name, one.constraint, of_python(one.constraint) if one.constraint else None, one.at, held=held)
    held = any(sources.text(name) is not None for name in _NODE_LOCKS)
    for one in node_requirements(sources):
        yield _one(one.name, one.constraint, of_npm(one.constraint), one.at, held=held)
    lock = locked(sources)
    for block in own_blocks(sources, "terraform"):
        for provider in required(block):
            spans = of_terraform(provider.version) if provider.version else None
            yield _one(
                provider.source, provider.version or "", spans, provider.at, held=provider.source.lower() in lock
            )


def _one(name: str, constraint: str, spans: Spans | None, at: Location, *, held: bool) -> Outcome:
    exact = spans is not None and len(spans) == 1 and _follows(spans[0].low, spans[0].high)
    if exact or held:
        return proven(Proof("", at, f"{name} has one version" if exact else f"{name} is held by a lock file"))
    words = f"{name} is asked for as {constraint}" if constraint else f"{name} is asked for without a version"
    return violated(f"{words}, and no lock file holds one version", at)


def _follows(low: tuple[int, int, int], high: tuple[int, int, int]) -> bool:
    return high == (low[0], low[1], low[2] + 1)
