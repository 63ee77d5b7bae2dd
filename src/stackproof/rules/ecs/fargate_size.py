"""A task on Fargate has a size that Fargate offers.

## What it does
Reports a task definition for Fargate whose `Cpu` and `Memory` do not go together, and one that lacks either.

## Why is this bad
ECS refuses the task definition: "No Fargate configuration exists for given values." cfn-lint says so of templates
(E3047, E3048); Terraform's provider and Pulumi's do not look.

## How to mend
Take a pair of the table in AWS's page: 256 CPU units go with 512, 1024 or 2048 MiB, and so on.

## References
- [Fargate task CPU and memory](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, number
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.conditions import rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

# MiB by CPU units.
SIZES: dict[float, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4097, 1024)),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16385, 1024)),
    4096: tuple(range(8192, 30721, 1024)),
    8192: tuple(range(16384, 61441, 4096)),
    16384: tuple(range(32768, 122881, 8192)),
}


@rule(
    id="ECS-FARGATE-001",
    title="Size of a task that Fargate does not offer",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::ECS::TaskDefinition",),
    root_cause="CPU and memory were chosen one by one.",
    fix="Take a pair that Fargate offers.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
    source="ECS Developer Guide, fargate-tasks-services, 2026-11-28",
    same_as=("E3047", "E3048"),
)
def check(task: Resource, context: Context) -> Iterator[Answer]:
    """Looks the pair up."""
    asked, _ = elements(task.get("RequiresCompatibilities"))
    if not any(equals(one, "FARGATE") is Truth.YES for one in asked):
        return
    cpu, memory = task.get("Cpu"), task.get("Memory")
    units, size = number(cpu), number(memory)
    missing = [name for name, value in (("Cpu", cpu), ("Memory", memory)) if isinstance(value, Absent)]
    wrong = units is not None and size is not None and size not in SIZES.get(units, ())
    if not missing and not wrong:
        return
    said = f"has no {' and no '.join(missing)}" if missing else f"asks for {units:g} CPU units and {size:g} MiB"
    yield Fault(
        f"{task.address} is for Fargate and {said}",
        memory if not missing else task.location,
        quoted({"Cpu": cpu, "Memory": memory}),
        certainty="assumption" if rests_on(cpu, memory) else "proved",
        fix=f"With {units:g} CPU units: {_listed(units)} MiB." if wrong and units in SIZES else "",
    )


def _listed(units: float) -> str:
    sizes = sorted(SIZES[units])
    return ", ".join(f"{size:g}" for size in sizes) if len(sizes) < 5 else f"{sizes[0]} to {sizes[-1]}"
