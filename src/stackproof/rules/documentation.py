"""The pages about the rules, made from the rules themselves: facts, docstring and examples."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from stackproof.rules.model import EVERY_TYPE, SEVERITIES
from stackproof.rules.registry import all_rules, examples_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from stackproof.rules.model import Rule

_BLOCKS = {
    "synth": "synthesis",
    "deploy": "deployment",
    "destroy": "deletion of the stack",
    "runtime": "the system at run time",
    "none": "nothing",
}
# Lines of an example that speak to its test and not to a reader.
_FOR_TEST = re.compile(r"^\s*(?:#|//)\s*mutate:.*\n", re.MULTILINE)
_FENCES = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".py": "python", ".ts": "typescript", ".tf": "hcl"}


def pages(rules: Iterable[Rule] | None = None) -> dict[str, str]:
    """Every page in Markdown by its file name; all rules when none are given."""
    chosen = list(all_rules() if rules is None else rules)
    return {"index.md": index(chosen), **{f"{rule.id}.md": page(rule) for rule in chosen}}


def index(rules: list[Rule]) -> str:
    """The table of the rules."""
    lines = [
        "# Rules",
        "",
        f"{len(rules)} rules. This page and those it links to are written by `scripts/generate_docs.py`.",
        "",
        "| rule | what is wrong | severity | blocks | resources |",
        "|---|---|---|---|---|",
    ]
    for rule in rules:
        types = "all" if rule.types == EVERY_TYPE else ", ".join(f"`{name}`" for name in rule.types[:3])
        types += ", …" if len(rule.types) > 3 else ""
        lines.append(
            f"| [{rule.id}]({rule.id}.md) | {rule.title} | {rule.severity} | {_BLOCKS[rule.blocks]} | {types} |"
        )
    counts = {severity: sum(rule.severity == severity for rule in rules) for severity in SEVERITIES}
    shown = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    return "\n".join([*lines, "", f"By severity: {shown}.", ""])


def page(rule: Rule) -> str:
    """The page of one rule."""
    return "\n".join([*_facts(rule), "", inspect.cleandoc(rule.doc), "", *_consequences(rule), *_examples(rule)])


def _facts(rule: Rule) -> Iterator[str]:
    yield f"# {rule.id}: {rule.title}"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| severity | {rule.severity} |"
    yield f"| blocks | {_BLOCKS[rule.blocks]} |"
    yield f"| category | {rule.category} |"
    types = "all" if rule.types == EVERY_TYPE else ", ".join(f"`{name}`" for name in rule.types)
    yield f"| resources | {types} |"
    yield f"| effort to mend | {rule.effort} minutes |"
    if rule.source:
        yield f"| source of the fact | {rule.source} |"
    if rule.aliases:
        yield f"| former ids | {', '.join(rule.aliases)} |"
    if rule.same_as:
        yield f"| reported by oracles as | {', '.join(rule.same_as)} |"


def _consequences(rule: Rule) -> Iterator[str]:
    yield "## Root cause"
    yield rule.root_cause
    yield ""
    yield "## Fix"
    yield rule.fix
    yield ""
    impacts = [
        ("Cost", rule.impacts.cost),
        ("Security", rule.impacts.security),
        ("Performance", rule.impacts.performance),
    ]
    if any(said for _, said in impacts):
        yield "## Impact"
        yield from (f"- {name}: {said}" for name, said in impacts if said)
        yield ""
    yield f"AWS documentation: <{rule.reference}>"
    yield ""


def _examples(rule: Rule) -> Iterator[str]:
    paths = examples_of(rule)
    for start, heading in (("bad", "## Examples that are reported"), ("good", "## Examples that are accepted")):
        chosen = [path for path in paths if path.name.startswith(start)]
        if chosen:
            yield heading
        for path in chosen:
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                yield from _code(file, path)


def _code(file: Path, example: Path) -> Iterator[str]:
    language = _FENCES.get(file.suffix)
    if language is None or not file.is_file():
        return
    yield f"`{file.relative_to(example.parent).as_posix()}`"
    yield ""
    yield f"```{language}"
    yield _FOR_TEST.sub("", file.read_text(encoding="utf-8")).strip("\n")
    yield "```"
    yield ""
