"""Writes a new rule: a file and examples that pass their test at once, to be made sharper from there.

The rule written is the commonest one: a property has to have a value. It is complete; nothing in it is left to fill in.
"""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, get_args

from stackproof.errors import InputError
from stackproof.rules.model import CATEGORIES, SEVERITIES, Blocks
from stackproof.rules.registry import EXAMPLES, all_rules, file_of

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.rules.model import Severity

_ID = re.compile(r"([A-Z][A-Z0-9]*)(-[A-Z][A-Z0-9]*)*-[0-9]{3}")
_TYPE = re.compile(r"[A-Za-z0-9]{2,64}(::[A-Za-z0-9]{2,64}){2}")
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*")
_RULES = ("src", "stackproof", "rules")
_WIDTH = 116
# Characters, so that each line that is written from a fact fits into the width.
_LONGEST = {
    "title": 100,
    "property": 60,
    "value": 30,
    "root_cause": 100,
    "fix": 100,
    "reference": 100,
}

_MODULE = Template('''\
"""$Title.

## What it does
Reports a resource of type `$type` whose `$property` is not `$value`.

## Why is this bad
$root_cause

## How to mend
$fix

## References
- <$reference>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, why
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id=$id_literal,
    title=$title_literal,
    severity="$severity",
    blocks="$blocks",
    category="$category",
    types=($type_literal,),
    root_cause=$root_cause_literal,
    fix=$fix_literal,
    impacts=Impacts(),
    effort=$effort,
    reference=$reference_literal,
    # Its examples are CloudFormation's; with some in Terraform beside them it is for every engine, without this line.
    engines=("cloudformation", "cdk"),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Asks for the value of the property."""
    found = resource.get($path)
    answer = equals(found, $value_literal)
    if answer is Truth.NO:
        message = $message_literal
        yield Fault(message, found, quoted({$property_literal: found}))
    elif answer is Truth.UNDECIDED:
        yield Undecided(why(found), found)
''')


@dataclass(frozen=True, slots=True)
class NewRule:
    """The facts that a rule cannot do without.

    Attributes:
        id: `SERVICE-TOPIC-NNN`.
        title: what is wrong, in a few words, without a full stop.
        type: CloudFormation type of the resources it is about.
        property: path of the property, with dots.
        value: what the property has to be, as CloudFormation writes it (`true`, `Enabled`, `15`).
        severity, blocks, category, effort: as in `Rule`.
        root_cause: the property of the code that leads to it, one sentence.
        fix: how it is mended, one sentence.
        reference: URL of AWS's own page.
    """

    id: str
    title: str
    type: str
    property: str
    value: str
    severity: Severity
    blocks: Blocks
    category: str
    root_cause: str
    fix: str
    effort: int
    reference: str


def new_rule(new: NewRule, root: Path) -> list[Path]:
    """Writes the rule into the checkout at `root`; returns the files written.

    Raises:
        InputError: `root` is no checkout, the id is taken, or one of the facts is not what it has to be.
    """
    rules = root.joinpath(*_RULES)
    if not (rules / "registry.py").is_file():
        raise InputError(
            "a new rule is written into a checkout of stackproof",
            file=str(root),
            hint="Change to the checkout's folder",
        )
    _check(new)
    folder = rules / _service(new.id)
    stem = _stem(new.title)
    module = folder / f"{stem}.py"
    examples = folder / EXAMPLES / stem
    for path in (module, examples):
        if path.exists():
            raise InputError("a rule of this title is there already", file=str(path), hint="Choose another title")
    examples.mkdir(parents=True)
    written = {module: _module(new), examples / "bad.yaml": _bad(new), examples / "good.yaml": _good(new)}
    package = folder / "__init__.py"
    if not package.exists():
        written[package] = f'"""Rules about {_service(new.id)}."""\n'
    for path, content in written.items():
        path.write_text(content, encoding="utf-8")
    return sorted(written)


def _check_id(identifier: str) -> None:
    if not _ID.fullmatch(identifier):
        raise InputError(f"{identifier} is no id of a rule", hint="Ids look like S3-REPL-001")
    for rule in all_rules():
        if identifier in (rule.id, *rule.aliases):
            hint = "Count on from the highest number of its topic"
            raise InputError(f"{identifier} is taken by {rule.title!r}", hint=hint)


def _check(new: NewRule) -> None:
    _check_id(new.id)
    if not _TYPE.fullmatch(new.type):
        raise InputError(f"{new.type} is no resource type", hint="Types look like AWS::S3::Bucket")
    if not _PROPERTY.fullmatch(new.property):
        raise InputError(f"{new.property} is no path of a property", hint="Paths look like Destination.Metrics.Status")
    if new.severity not in SEVERITIES or new.blocks not in get_args(Blocks):
        raise InputError(f"severity is one of {', '.join(SEVERITIES)} and blocks one of {', '.join(get_args(Blocks))}")
    if new.category not in CATEGORIES:
        raise InputError(f"{new.category} is no category", hint=f"Categories are {', '.join(CATEGORIES)}")
    if not new.reference.startswith("https://docs.aws.amazon.com/"):
        raise InputError(f"{new.reference} is no page of AWS's documentation")
    if new.effort < 1:
        raise InputError("the effort is a number of minutes, 1 or more")
    if not _stem(new.title):
        raise InputError("the title has no word in it")
    for name, longest in _LONGEST.items():
        text = getattr(new, name)
        # Docstrings, literals and YAML are written from these, so each has to be one plain line.
        if len(text) > longest:
            raise InputError(f"the {name} has {len(text)} characters and may have {longest}")
        if not text or not text.isprintable() or '"""' in text or "\\" in text:
            raise InputError(f"the {name} has to be one line of text without backslashes and triple quotes")


def _service(identifier: str) -> str:
    """The folder of the rules with the same first part of the id, or a new one."""
    prefix = identifier.partition("-")[0]
    for rule in all_rules():
        if rule.id.partition("-")[0] == prefix:
            return file_of(rule).parent.name
    name = prefix.lower()
    return f"{name}_" if keyword.iskeyword(name) else name


def _stem(title: str) -> str:
    stem = "_".join(re.findall(r"[a-z0-9]+", title.lower())[:5])
    return f"rule_{stem}" if stem[:1].isdigit() or keyword.iskeyword(stem) else stem


def _module(new: NewRule) -> str:
    title = new.title.rstrip(".")
    steps = new.property.split(".")
    return _MODULE.substitute(
        Title=_wrap(title[:1].upper() + title[1:]),
        type=new.type,
        property=new.property,
        value=new.value,
        severity=new.severity,
        blocks=new.blocks,
        category=new.category,
        effort=new.effort,
        reference=new.reference,
        root_cause=_wrap(_sentence(new.root_cause)),
        fix=_wrap(_sentence(new.fix)),
        path=", ".join(map(_literal, steps)),
        id_literal=_literal(new.id),
        title_literal=_literal(title),
        type_literal=_literal(new.type),
        root_cause_literal=_literal(_sentence(new.root_cause)),
        fix_literal=_literal(_sentence(new.fix)),
        reference_literal=_literal(new.reference),
        value_literal=_literal(new.value),
        property_literal=_literal(new.property),
        message_literal=_literal(f"{new.property} has to be {new.value}"),
    )


def _literal(text: str) -> str:
    # A JSON string is a Python string; the formatter wants double quotes unless single ones save escapes.
    return repr(text) if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _wrap(text: str) -> str:
    import textwrap

    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _good(new: NewRule) -> str:
    top = new.property.split(".")[0]
    lines = [
        f"# mutate: delete Resources.Example.Properties.{top}",
        "Resources:",
        "  Example:",
        f"    Type: {new.type}",
    ]
    lines.append("    Properties:")
    indent = 6
    *steps, last = new.property.split(".")
    for step in steps:
        lines.append(f"{' ' * indent}{step}:")
        indent += 2
    return "\n".join([*lines, f"{' ' * indent}{last}: {json.dumps(new.value, ensure_ascii=False)}", ""])


def _bad(new: NewRule) -> str:
    return f"Resources:\n  Example: # finding: {new.id} Example\n    Type: {new.type}\n"
