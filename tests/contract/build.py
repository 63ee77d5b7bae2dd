"""Graphs and contracts for the tests, written as short as they can be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from stackproof.contract.evaluate import EvaluationContext, evaluate
from stackproof.contract.parse import parse
from stackproof.contract.verdict import RequirementVerdict
from stackproof.graph.graph import Graph, Problem, Stack
from stackproof.graph.location import Location
from stackproof.graph.resource import Lifecycle, Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Reference, Sensitive, Unknown, Value, text
from stackproof.rules.model import Policy

UNSURE = {"Unknown": "nobody said"}


def value(data: Any, line: int = 1) -> Value:
    """A value: `{"Ref": A}`, `{"GetAtt": "A.Arn"}`, `{"Sub": [...]}`, `{"If": [name, a, b]}`, `{"Unknown": why}`."""
    at = Location("template.yaml", line)
    if isinstance(data, Value):
        return data
    if isinstance(data, list):
        return ListValue(tuple(value(item, line) for item in data), at)
    if not isinstance(data, dict):
        return Known(data, at)
    if len(data) == 1:
        ((key, inner),) = data.items()
        if key == "Ref":
            return Reference(inner, "", at)
        if key == "GetAtt":
            target, _, attribute = inner.partition(".")
            return Reference(target, attribute, at)
        if key == "Sub":
            return text([part if isinstance(part, str) else value(part, line) for part in inner], at)
        if key == "If":
            return Conditional(inner[0], value(inner[1], line), value(inner[2], line), at)
        if key == "Unknown":
            return Unknown(inner, None, at)
        if key == "Secret":
            return Sensitive(value(inner, line), at)
    return MapValue({key: value(inner, line) for key, inner in data.items()}, at)


def properties(data: dict[str, Any], line: int) -> MapValue:
    found = value(data, line)
    assert isinstance(found, MapValue)
    return found


def resource(
    name: str,
    type_: str,
    given: dict[str, Any] | None = None,
    *,
    line: int = 1,
    exists: Truth = Truth.YES,
    **facets: Any,
) -> Resource:
    """A resource at a line of `template.yaml`; its properties stand one line below."""
    at = Location("template.yaml", line)
    facets.setdefault("lifecycle", Lifecycle("delete", Truth.YES))
    return Resource(
        name, type_, properties(given or {}, line + 1), at, "", name, exists, condition="Maybe" if exists is
        Truth.UNDECIDED else None, region=Known("us-east-1"), account=Known("111122223333"), **facets
    )  # fmt: skip


def graph(*resources: Resource, **parts: Any) -> Graph:
    parts.setdefault("stacks", {"": Stack("", Known("shop-demo"), Known("us-east-1"), Known("111122223333"))})
    return Graph({one.address: one for one in resources}, **parts)


def context(
    built: Graph, *, twin: Graph | None = None, root: Path = Path("/nonexistent"), **parts: Any
) -> EvaluationContext:
    parts.setdefault("policy", Policy())
    parts.setdefault("status", "ok")
    return EvaluationContext(graph=built, twin=twin, today=date(2026, 11, 21), root=root, **parts)


def contract_text(expect: str) -> str:
    indented = "\n".join("      " + line for line in expect.strip("\n").split("\n"))
    return f"version: 1\nsystem: shop\nrequirements:\n  - id: R1\n    text: it holds\n    expect:\n{indented}\n"


def judge(expect: str, built: Graph, **parts: Any) -> RequirementVerdict:
    """The verdict of a contract with one requirement."""
    contract = parse(contract_text(expect), Path("stackproof.yaml"))
    (verdict,) = evaluate(contract, context(built, **parts))
    return verdict


def macro() -> list[Problem]:
    return [Problem("note", "a macro may add resources", Location("template.yaml", 3))]
