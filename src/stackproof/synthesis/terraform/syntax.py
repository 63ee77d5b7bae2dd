"""Terraform's language as a small positioned tree, the same for HCL and for its JSON syntax."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stackproof.graph.location import Location

MAX_DEPTH = 60
"""Levels that expressions and blocks may be nested in; the deepest of 284 public root modules has 20."""


class SyntaxFault(NamedTuple):
    """A place that cannot be read."""

    message: str
    at: Location


@dataclass(slots=True, eq=False)
class Expression:
    """Base of all expressions; `at` is where it begins."""

    at: Location


@dataclass(slots=True, eq=False)
class Literal(Expression):
    """A text without holes, a number, a boolean or null."""

    data: str | int | float | bool | None


@dataclass(slots=True, eq=False)
class Broken(Expression):
    """An expression that cannot be read; `reason` completes "undecided, because ..."."""

    reason: str


@dataclass(slots=True, eq=False)
class Template(Expression):
    """A text with interpolations and directives. A template that is one interpolation alone is that expression."""

    parts: tuple[str | Expression, ...]


@dataclass(slots=True, eq=False)
class TemplateIf(Expression):
    """`%{ if }` ... `%{ else }` ... `%{ endif }` in a template."""

    choice: Choice


@dataclass(slots=True, eq=False)
class TemplateFor(Expression):
    """`%{ for }` ... `%{ endfor }` in a template: the texts of `loop` joined."""

    loop: ForList


@dataclass(slots=True, eq=False)
class Name(Expression):
    """A bare identifier: the root of a traversal, a variable of a `for`, or a key of an object."""

    name: str


class Splat(NamedTuple):
    """`.*` or `[*]` with the steps that are taken of each item."""

    steps: tuple[Step, ...]


Step = str | Expression | Splat
"""One step of a traversal: an attribute, an index, or a splat."""


@dataclass(slots=True, eq=False)
class Traversal(Expression):
    """Steps taken from an expression: `var.name`, `aws_x.y[0].id`, `f(x).z`."""

    base: Expression
    steps: tuple[Step, ...]


@dataclass(slots=True, eq=False)
class Call(Expression):
    """A function call; `spread` tells that the last argument is a list of arguments."""

    name: str
    arguments: tuple[Expression, ...]
    spread: bool


@dataclass(slots=True, eq=False)
class Choice(Expression):
    """`condition ? then : otherwise`; `text` is the condition as it is written."""

    condition: Expression
    then: Expression
    otherwise: Expression
    text: str


@dataclass(slots=True, eq=False)
class Unary(Expression):
    """`!x` or `-x`."""

    operator: str
    operand: Expression


@dataclass(slots=True, eq=False)
class Binary(Expression):
    """An operation of two operands."""

    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class ListExpression(Expression):
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(slots=True, eq=False)
class MapExpression(Expression):
    """`{ key = value }`; a key that is a Literal is one already."""

    entries: tuple[tuple[Expression, Expression], ...]


@dataclass(slots=True, eq=False)
class ForList(Expression):
    """`[for key, value in collection : result if condition]`."""

    key: str | None
    value: str
    collection: Expression
    result: Expression
    condition: Expression | None


@dataclass(slots=True, eq=False)
class ForMap(Expression):
    """`{for key, value in collection : name => result... if condition}`."""

    key: str | None
    value: str
    collection: Expression
    name: Expression
    result: Expression
    condition: Expression | None
    grouped: bool


class Attribute(NamedTuple):
    """`name = expression`; `at` is the place of the name."""

    name: str
    expression: Expression
    at: Location


@dataclass(slots=True, eq=False)
class Body:
    """What stands between braces, or in a file."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def of(self, kind: str) -> list[Block]:
        """The blocks of a type, in the order of the source."""
        return [block for block in self.blocks if block.kind == kind]

    def get(self, name: str) -> Expression | None:
        """The expression of an attribute."""
        found = self.attributes.get(name)
        return None if found is None else found.expression


@dataclass(slots=True, eq=False)
class Block:
    """`kind "label" "label" { body }`; `at` is where it begins."""

    kind: str
    labels: tuple[str, ...]
    body: Body
    at: Location
