"""The examples of the rules, read as tests.

An example is a file, or the folder of a project, in `rules/<service>/examples/<stem of the rule's file>/`. Its name
starts with `bad` or `good`. Comments in it say what is expected:

    # finding: RULE ADDRESS       the rule reports the resource at this very line
    # undecided: RULE ADDRESS     the rule cannot tell about the resource, at this very line

and, in lines of their own, what the example is assessed under and what must break a good one:

    # mutate: delete PATH         `Resources.Bucket.Properties.Rules.0.Status`; "a.b" in quotes is one step
    # mutate: set PATH = VALUE    VALUE is YAML, tags included
    # mutate: add PATH = VALUE    VALUE is put at the end of the list at PATH
    # mutate: replace "A" with "B"   in the file that says so, whatever its language; each string quoted as in Python
    # mutate: drop FILE           the file is not there
    # policy: destroyable=true    also tags=Environment,Project
    # parameter: NAME=VALUE       a setting that is passed in
    # suffix: NAME                the setting that carries the environment suffix
    # region: us-east-1           # today: 2026-11-20

Where a comment begins with `//`, the same words stand behind that. What is expected in a file that can hold no comments
stands in `findings.txt` beside it: `package.json:4  # finding: RULE ADDRESS`.
"""

from __future__ import annotations

import ast
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
from stackproof.sources.project import sources_of
from stackproof.synthesis.model import Setting, Settings
from stackproof.synthesis.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.rules.run import RuleOutcome

# The day that the first examples were written for; one that hangs on a date states its own.
_TODAY = date(2026, 11, 20)
_EXPECTED = re.compile(r"(?:#|//)\s*(finding|undecided):\s*([A-Z0-9-]+)\s+([^\s#]+)")
_REPLACE = re.compile(r"replace (['\"].*['\"]) with (['\"].*['\"])")
_DIRECTIVE = re.compile(r"^\s*(?:#|//)\s*(mutate|policy|parameter|suffix|region|today):\s*(\S.*?)\s*$", re.MULTILINE)
# Says what is expected in files that can hold no comments: `package.json:4  # finding: RULE ADDRESS`.
_PLACES = "findings.txt"
_PLACED = re.compile(r"(\S+):(\d+)\s")
_SOURCES = {".yaml", ".yml", ".tf", ".py", ".ts", ".js", ".toml", ".txt"}
_TEMPLATES = {".yaml", ".yml"}

Expectation = tuple[str, str, str, str, int]
"""Kind (`finding` or `undecided`), rule, address, file and line."""


@dataclass(frozen=True)
class Example:
    """One example with everything that its comments state."""

    rule: Rule
    path: Path
    expected: Counter[Expectation]
    mutations: tuple[tuple[Path, str], ...]
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
    mutations: list[tuple[Path, str]] = []
    for file in (file for file in files if file.suffix in _SOURCES):
        content = file.read_text(encoding="utf-8")
        name = file.relative_to(path if path.is_dir() else path.parent).as_posix()
        for number, line in enumerate(content.splitlines(), 1):
            placed = _PLACED.match(line) if file.name == _PLACES else None
            where = (placed.group(1), int(placed.group(2))) if placed else (name, number)
            for kind, identifier, address in _EXPECTED.findall(line):
                expected[(kind, identifier, address, *where)] += 1
        for key, value in _DIRECTIVE.findall(content):
            if key == "mutate":
                mutations.append((file, value))
            else:
                stated.setdefault(key, []).append(value)
    parameters = dict(_pair(one) for one in stated.get("parameter", ()))
    suffix = _one(stated, "suffix")
    today = _one(stated, "today")
    return Example(
        rule=rule,
        path=path,
        expected=expected,
        mutations=tuple(mutations),
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
    unknown = set(values) - {"destroyable", "tags", "paths"}
    assert not unknown, f"no such policy: {unknown}"
    destroyable = {None: None, "true": True, "false": False}[values.get("destroyable")]
    tags = tuple(tag.strip() for tag in values.get("tags", "").split(",") if tag.strip())
    paths = tuple(path.strip() for path in values.get("paths", "").split(",") if path.strip())
    return Policy(destroyable=destroyable, suffix=suffix, tags=tags, allowed_paths=paths, source="example")


def assess(example: Example, rules: Iterable[Rule], path: Path | None = None) -> RuleOutcome:
    """What the rules say of the example, or of a changed copy of it at `path`."""
    settings = Settings(
        values={
            name: Setting(name, value, variable=name, parameter=name) for name, value in example.parameters.items()
        },
        suffix=example.suffix,
        regions={"": example.region} if example.region else {},
    )
    path = path or example.path
    (project,) = discover(path, within=path if path.is_dir() else None).projects
    synthesis = read(project, settings)
    assert synthesis.status == "ok", synthesis.problems
    context = Context(synthesis.graph, example.today, example.policy, synthesis.twin, sources_of(project))
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


def mutated(example: Example, file: Path, operation: str, folder: Path) -> Path:
    """A copy of the example in `folder` with one operation, stated in `file`, applied to it.

    Raises:
        AssertionError: the operation changes nothing, so it could not show anything either.
    """
    copy = folder / example.path.name
    if example.path.is_dir():
        shutil.copytree(example.path, copy)
    else:
        shutil.copyfile(example.path, copy)
    kind, _, rest = operation.partition(" ")
    if kind == "drop":
        (copy / rest).unlink()
        return copy
    target = copy / file.relative_to(example.path) if copy.is_dir() else copy
    before = target.read_text(encoding="utf-8")
    if kind == "replace":
        after, unchanged = _replaced(before, operation), before
    else:
        assert file.suffix in _TEMPLATES, f"{example.name}: only templates have paths: {operation}"
        after, unchanged = mutate(before, operation), mutate(before, "")
    assert after != unchanged, f"{example.name}: {operation} changes nothing"
    target.write_text(after, encoding="utf-8")
    return copy


def _replaced(text: str, operation: str) -> str:
    match = _REPLACE.fullmatch(operation)
    assert match, operation
    old, new = (ast.literal_eval(quoted) for quoted in match.groups())
    # Not in the comments that state operations: they hold the words as well.
    lines = text.splitlines(keepends=True)
    stated = {index for index, line in enumerate(lines) if _DIRECTIVE.match(line)}
    kept = "".join("\n" if index in stated else line for index, line in enumerate(lines))
    assert old in kept, f"{operation}: it is not there"
    return kept.replace(old, new)


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
