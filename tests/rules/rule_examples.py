"""The examples of the rules, read as tests.

An example is a file, or the folder of a project, in `rules/<service>/examples/<stem of the rule's file>/`. Its name
starts with `bad` or `good`. Comments in it say what is expected:

    # finding: RULE ADDRESS       the rule reports the resource at this very line
    # undecided: RULE ADDRESS     the rule cannot tell about the resource, at this very line

and, in lines of their own, what the example is assessed under and what must break a good one:

    # mutate: delete PATH         `Resources.Bucket.Properties.Rules.0.Status`; "a.b" in quotes is one step
    # mutate: set PATH = VALUE    VALUE is YAML, tags included
    # mutate: add PATH = VALUE    VALUE is put at the end of the list at PATH
    # policy: destroyable=true    also tags=Environment,Project
    # parameter: NAME=VALUE       a setting that is passed in
    # suffix: NAME                the setting that carries the environment suffix
    # region: us-east-1           # today: 2026-11-20
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from stackproof.project.discovery import discover
from stackproof.rules.model import Context, Fault, Policy, Rule
from stackproof.rules.registry import examples_of
from stackproof.rules.run import run
from stackproof.synthesis.model import Setting, Settings
from stackproof.synthesis.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.rules.run import RuleOutcome

# The day that the first examples were written for; one that hangs on a date states its own.
_TODAY = date(2026, 11, 20)
_EXPECTED = re.compile(r"#\s*(finding|undecided):\s*([A-Z0-9-]+)\s+([^\s#]+)")
_DIRECTIVE = re.compile(r"^\s*#\s*(mutate|policy|parameter|suffix|region|today):\s*(\S.*?)\s*$", re.MULTILINE)
_SOURCES = {".yaml", ".yml", ".tf", ".py", ".ts"}
_TEMPLATES = {".yaml", ".yml"}

Expectation = tuple[str, str, str, str, int]
"""Kind (`finding` or `undecided`), rule, address, file and line."""


@dataclass(frozen=True)
class Example:
    """One example with everything that its comments state."""

    rule: Rule
    path: Path
    expected: Counter[Expectation]
    mutations: tuple[str, ...]
    policy: Policy
    parameters: dict[str, str]
    suffix: str | None
    region: str | None
    today: date
    files: tuple[Path, ...] = field(default=())

    @property
    def name(self) -> str:
        return f"{self.rule.id}/{self.path.name}"

    @property
    def is_bad(self) -> bool:
        return self.path.name.startswith("bad")


def examples(rules: Iterable[Rule]) -> list[Example]:
    """Every example of the rules."""
    return [load(rule, path) for rule in rules for path in examples_of(rule)]


def load(rule: Rule, path: Path) -> Example:
    """An example with what its comments state."""
    files = tuple(sorted(p for p in path.rglob("*") if p.is_file())) if path.is_dir() else (path,)
    expected: Counter[Expectation] = Counter()
    stated: dict[str, list[str]] = {}
    for file in (file for file in files if file.suffix in _SOURCES):
        content = file.read_text(encoding="utf-8")
        name = file.relative_to(path if path.is_dir() else path.parent).as_posix()
        for number, line in enumerate(content.splitlines(), 1):
            for kind, identifier, address in _EXPECTED.findall(line):
                expected[kind, identifier, address, name, number] += 1
        for key, value in _DIRECTIVE.findall(content):
            stated.setdefault(key, []).append(value)
    parameters = dict(_pair(one) for one in stated.get("parameter", ()))
    suffix = _one(stated, "suffix")
    today = _one(stated, "today")
    return Example(
        rule=rule,
        path=path,
        expected=expected,
        mutations=tuple(stated.get("mutate", ())),
        policy=_policy(stated.get("policy", ()), parameters.get(suffix) if suffix else None),
        parameters=parameters,
        suffix=suffix,
        region=_one(stated, "region"),
        today=date.fromisoformat(today) if today else _TODAY,
        files=files,
    )


def _one(stated: dict[str, list[str]], key: str) -> str | None:
    values = stated.get(key, [])
    assert len(values) <= 1, f"{key} is stated {len(values)} times"
    return values[0] if values else None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    assert equals, f"not NAME=VALUE: {text}"
    return name.strip(), value.strip()


def _policy(stated: Iterable[str], suffix: str | None) -> Policy:
    values = dict(_pair(one) for one in stated)
    unknown = set(values) - {"destroyable", "tags"}
    assert not unknown, f"no such policy: {unknown}"
    destroyable = {None: None, "true": True, "false": False}[values.get("destroyable")]
    tags = tuple(tag.strip() for tag in values.get("tags", "").split(",") if tag.strip())
    return Policy(destroyable=destroyable, suffix=suffix, tags=tags, source="example")


def assess(example: Example, rules: Iterable[Rule], path: Path | None = None) -> RuleOutcome:
    """What the rules say of the example, or of a changed copy of it at `path`."""
    settings = Settings(
        values={name: Setting(name, value, parameter=name) for name, value in example.parameters.items()},
        suffix=example.suffix,
        regions={"": example.region} if example.region else {},
    )
    (project,) = discover(path or example.path).projects
    synthesis = read(project, settings)
    assert synthesis.status == "ok", synthesis.problems
    context = Context(synthesis.graph, example.today, example.policy, synthesis.twin)
    outcome = run(context, rules)
    assert not outcome.crashes, [crash.message for crash in outcome.crashes]
    return outcome


def said(outcome: RuleOutcome) -> Counter[Expectation]:
    """The answers in the form of expectations."""
    return Counter(
        (
            "finding" if isinstance(one.answer, Fault) else "undecided",
            one.rule.id,
            one.resource.address,
            one.answer.location.file,
            one.answer.location.line,
        )
        for one in outcome.answers
    )


def mutated(example: Example, operation: str, folder: Path) -> Path:
    """A copy of the example in `folder` with one operation applied to its template.

    Raises:
        AssertionError: the operation changes nothing, so it could not show anything either.
    """
    templates = [file for file in example.files if file.suffix in _TEMPLATES]
    assert len(templates) == 1, f"{example.name}: mutations work on one template, and there are {len(templates)}"
    copy = folder / example.path.name
    if example.path.is_dir():
        shutil.copytree(example.path, copy)
    else:
        shutil.copyfile(example.path, copy)
    template = copy / templates[0].relative_to(example.path) if copy.is_dir() else copy
    before = template.read_text(encoding="utf-8")
    after = mutate(before, operation)
    assert after != mutate(before, ""), f"{example.name}: {operation} changes nothing"
    template.write_text(after, encoding="utf-8")
    return copy


def mutate(template: str, operation: str) -> str:
    """The template with an operation applied to it, written anew; an empty operation changes only the style."""
    root = yaml.compose(template, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    if operation:
        kind, _, rest = operation.partition(" ")
        path, _, written = rest.partition(" = ")
        *steps, last = _steps(path)
        node: yaml.Node = root
        for step in steps:
            node = _inside(node, step, operation)
        value = yaml.compose(written, Loader=yaml.SafeLoader) if written else None
        _OPERATIONS[kind](node, last, value, operation)
    return yaml.serialize(root)


def _steps(path: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]+)"|([^."]+)', path.strip())]


def _inside(node: yaml.Node, step: str, operation: str) -> yaml.Node:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value  # type: ignore[no-any-return]
    elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)]  # type: ignore[no-any-return]
    raise AssertionError(f"{operation}: there is no {step}")


def _delete(node: yaml.Node, step: str, value: yaml.Node | None, operation: str) -> None:
    assert value is None, operation
    gone = _inside(node, step, operation)
    if isinstance(node, yaml.MappingNode):
        node.value = [(key, kept) for key, kept in node.value if kept is not gone]
    else:
        node.value = [kept for kept in node.value if kept is not gone]


def _set(node: yaml.Node, step: str, value: yaml.Node | None, operation: str) -> None:
    assert value is not None, operation
    if isinstance(node, yaml.SequenceNode):
        _inside(node, step, operation)
        node.value[int(step)] = value
        return
    assert isinstance(node, yaml.MappingNode), operation
    key = yaml.ScalarNode("tag:yaml.org,2002:str", step)
    kept = [(known, old) for known, old in node.value if known.value != step]
    node.value = [*kept, (key, value)]


def _add(node: yaml.Node, step: str, value: yaml.Node | None, operation: str) -> None:
    assert value is not None, operation
    items = _inside(node, step, operation)
    assert isinstance(items, yaml.SequenceNode), operation
    items.value.append(value)


_OPERATIONS = {"delete": _delete, "set": _set, "add": _add}
