"""Short ways to read a template that a test holds as text."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from stackproof.synthesis.cloudformation.assemble import StackInput, assemble
from stackproof.synthesis.cloudformation.loader import load

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.values import Value


def stack(template: str, *, key: str = "", region: str | None = None, **parameters: str) -> StackInput:
    """A stack of a template given as text."""
    document = load(dedent(template).encode(), "t.yaml")
    return StackInput(key, document.root, "t.yaml", region=region, parameters=parameters)


def graph_of(template: str, *, region: str | None = None, **parameters: str) -> Graph:
    """The graph of one template."""
    return assemble([stack(template, region=region, **parameters)])


def value_of(
    expression: str, *, sections: str = "", region: str | None = None, **parameters: str
) -> tuple[Value, list[str]]:
    """The value of one expression, written where a property stands, and the messages of all problems."""
    text = f"""{dedent(sections)}
Resources:
  Bucket: {{Type: AWS::S3::Bucket}}
  Probe:
    Type: Custom::Probe
    Properties:
      Value: {expression}
"""
    graph = assemble(
        [StackInput("", load(text.encode(), "t.yaml").root, "t.yaml", region=region, parameters=parameters)]
    )
    return graph.resources["Probe"].get("Value"), [problem.message for problem in graph.problems]
