"""A reference with two dollar signs is no reference.

## What it does
Reports a value that holds `${TYPE.NAME...` as plain text, where TYPE.NAME is the address of a resource of the project:
what `$${TYPE.NAME...}` in Terraform, or a reference that was escaped on its way into CDK Terrain's output, comes to.

## Why is this bad
Terraform hands the text on as it is. A queue's address in an environment variable is then the words
`${aws_sqs_queue.orders.url}`, a password is those words for everybody who reads the code. Nothing fails until somebody
uses it, and nothing says that the resource is to be made first.

## How to mend
Write one dollar sign. In a program, hand on the attribute of the object (`queue.url`) in place of a text.

## References
- [Escape sequences in Terraform](https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences)
- [Terraform code on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.values import Known, Text, Value, walk
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_WRITTEN = re.compile(r"\$\{\s*([a-z][a-z0-9_]*\.[A-Za-z_][\w-]*)(?=[.\[])")
_ADDRESS = re.compile(r"([a-z][a-z0-9_]*\.[A-Za-z_][\w-]*)(?:\[[^\[]*\])?\Z")


@rule(
    id="TF-ESCAPE-001",
    title="A reference that was escaped and stays text",
    severity="high",
    blocks="runtime",
    category="wiring",
    types=PROJECT,
    engines=("terraform", "cdktf"),
    root_cause="The reference was escaped as if it were meant for a shell or another template.",
    fix="Write ${...} with one dollar sign, or hand on the attribute itself.",
    impacts=Impacts(security="A password that was to be generated is a text that anybody can read."),
    effort=5,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    source="Terraform's documentation of strings, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for addresses of resources in every known text."""
    graph = context.graph
    for one in graph.resources.values():
        for path, value in walk(one.properties):
            for address in _written(value):
                at = graph.index(_addresses).get(address)
                if at is not None:
                    yield Fault(
                        f"{'.'.join(path)} of {one.address} holds the text ${{{address}...}}, no reference",
                        value,
                        (f"{address} is at {at}",),
                        "heuristic",
                    )


def _written(value: Value) -> Iterable[str]:
    """The addresses that stand in a value's own text; its holes are values of their own."""
    if type(value) is Known:
        return dict.fromkeys(_WRITTEN.findall(value.data)) if type(value.data) is str and "${" in value.data else ()
    if type(value) is Text:
        return dict.fromkeys(one for part in value.parts if isinstance(part, str) for one in _WRITTEN.findall(part))
    return ()


def _addresses(graph: Graph) -> dict[str, str]:
    """Where each resource and each folded part is written, by type and name, as its own module calls it."""
    found: dict[str, str] = {}
    for one in graph.resources.values():
        for address, at in ((one.address, one.location), *((part.address, part.at) for part in one.parts)):
            called = _ADDRESS.search(address)
            if called:
                found.setdefault(called[1], str(at))
    return found
