"""Evaluates expressions into the value algebra."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Unknown,
    Value,
    moved,
)
from stackproof.graph.values import text as joined
from stackproof.synthesis.cloudformation.combine import assuming
from stackproof.synthesis.terraform import operators, steps
from stackproof.synthesis.terraform.attempts import fails, or_else, succeeds
from stackproof.synthesis.terraform.conditions import Conditions
from stackproof.synthesis.terraform.functions.registry import Arguments
from stackproof.synthesis.terraform.functions.table import find
from stackproof.synthesis.terraform.lift import (
    Failed,
    conditional,
    distributed,
    failed,
    kind_of,
    known_bool,
    known_text,
    opaque,
    resting_on,
    sources_of,
)
from stackproof.synthesis.terraform.loops import for_list, for_map
from stackproof.synthesis.terraform.numbers import scalar_text
from stackproof.synthesis.terraform.syntax import (
    Binary,
    Broken,
    Call,
    Choice,
    Expression,
    ForList,
    ForMap,
    ListExpression,
    Literal,
    MapExpression,
    Name,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    Traversal,
    Unary,
)
from stackproof.vocabulary.json_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.frames import Frame
    from stackproof.synthesis.terraform.limits import Limits
    from stackproof.synthesis.terraform.syntax import Step


class Evaluator:
    """Evaluates expressions of one project.

    Attributes:
        faults: what Terraform would refuse, in the order in which it was met; the caller empties it.
        conditions: the names of undecided conditions.
        depth: how deeply evaluations are nested at the moment.
        configured: gives the value that a resource's own block sets an attribute to, None where it sets none.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.faults: list[Failed] = []
        self.conditions = Conditions()
        self.depth = 0
        self.configured: Callable[[Reference], Value | None] = _nothing
        self._handlers: dict[type[Expression], Callable[..., Value]] = {
            Literal: self._literal,
            Broken: self._broken,
            Name: self._name,
            Template: self._template,
            Traversal: self._traversal,
            Call: self._call,
            Choice: self._choice,
            Unary: self._unary,
            Binary: self._binary,
            ListExpression: self._list,
            MapExpression: self._map,
            ForList: self._for_list,
            ForMap: self._for_map,
            TemplateIf: self._template_if,
            TemplateFor: self._template_for,
        }

    def evaluate(self, expression: Expression, frame: Frame) -> Value:
        """The value of an expression."""
        if not self.limits.step():
            return Unknown(self.limits.reason, None, expression.at)
        self.depth += 1
        try:
            return self._handlers[type(expression)](expression, frame)
        finally:
            self.depth -= 1

    def forgiving(self, expression: Expression, frame: Frame) -> Value:
        """The value of an expression that is perhaps never evaluated: what fails in it is no fault."""
        mark = len(self.faults)
        value = self.evaluate(expression, frame)
        del self.faults[mark:]
        return value

    def resolved(self, value: Value) -> Value:
        """What the configuration sets the attribute to that a reference asks for; any other value as it is.

        A reference stays one wherever it is only passed on. Where something is computed from it, Terraform computes
        with what the configuration says at planning, and so is done here.
        """
        if isinstance(value, Reference) and value.attribute:
            found = self.configured(value)
            if found is not None:
                return found
        return value

    def fail(self, reason: str, at: Location) -> Value:
        """A failure of Terraform's, noted."""
        value = failed(reason, at)
        self.faults.append(value)
        return value

    def noted(self, value: Value) -> Value:
        """The value; a failure is noted."""
        if isinstance(value, Failed) and (not self.faults or self.faults[-1] is not value):
            self.faults.append(value)
        return value

    def _literal(self, node: Literal, _frame: Frame) -> Value:
        return Known(node.data, node.at)

    def _broken(self, node: Broken, _frame: Frame) -> Value:
        return Unknown(node.reason, None, node.at)

    def _name(self, node: Name, frame: Frame) -> Value:
        found = frame.find(node.name)
        if found is not None:
            return moved(found, node.at)
        value, _ = frame.scope.resolve(node.name, (), node.at, frame)
        return self.noted(value)

    def _list(self, node: ListExpression, frame: Frame) -> Value:
        return ListValue(tuple([self.evaluate(item, frame) for item in node.items]), node.at)

    def _map(self, node: MapExpression, frame: Frame) -> Value:
        entries: dict[str, Value] = {}
        sources: list[Value] = []
        assumed = None
        for key, item in node.entries:
            if type(key) is Literal and isinstance(key.data, str):
                entries[key.data] = _placed(self.evaluate(item, frame), key.at)
                continue
            name = self.evaluate(key, frame)
            value = self.evaluate(item, frame)
            bare = name.inner if isinstance(name, Sensitive) else name
            text = known_text(bare)
            if text is not None:
                entries[text] = _placed(value, key.at)
                assumed = assumed or name.assumed
            elif isinstance(bare, Known):
                return self.fail("null is no key of a map", key.at)
            else:
                sources += [name, value]
        if sources and not entries:
            return Unknown("its keys are not known", None, node.at, assumed, sources_of(sources))
        return MapValue(entries, node.at, assumed, complete=not sources)

    def _traversal(self, node: Traversal, frame: Frame) -> Value:
        base = node.base
        start = 0
        if type(base) is Name:
            found = frame.find(base.name)
            if found is None:
                found, start = frame.scope.resolve(base.name, node.steps, node.at, frame)
        else:
            found = self.evaluate(base, frame)
        value = self._walk(found, node.steps[start:], node.at, frame)
        return self.noted(value if value.at == node.at else _placed(value, node.at))

    def _walk(self, value: Value, path: Sequence[Step], at: Location, frame: Frame) -> Value:
        for number, step in enumerate(path):
            if isinstance(step, str):
                value = steps.attribute(value, step, at)
            elif isinstance(step, Splat):
                value = steps.splat(value, partial(self._walk_item, step.steps, at, frame), at)
                return self._walk(value, path[number + 1 :], at, frame)
            else:
                value = steps.index(value, self.evaluate(step, frame), at)
        return value

    def _walk_item(self, path: Sequence[Step], at: Location, frame: Frame, item: Value) -> Value:
        return self._walk(item, path, at, frame)

    def _unary(self, node: Unary, frame: Frame) -> Value:
        operand = self.resolved(self.evaluate(node.operand, frame))
        return self.noted(
            operators.negate(operand, node.at) if node.operator == "!" else operators.minus(operand, node.at)
        )

    def _binary(self, node: Binary, frame: Frame) -> Value:
        left = self.resolved(self.evaluate(node.left, frame))
        operator = node.operator
        if operator in ("&&", "||"):
            known = known_bool(left)
            if known is (operator == "||"):
                return Known(known, node.at, left.assumed)
        right = self.resolved(self.evaluate(node.right, frame))
        if operator == "&&":
            return self.noted(operators.both(left, right, node.at))
        if operator == "||":
            return self.noted(operators.either(left, right, node.at))
        if operator == "==":
            return self.noted(operators.equal(left, right, node.at))
        if operator == "!=":
            return self.noted(operators.different(left, right, node.at))
        return self.noted(operators.arithmetic(operator, left, right, node.at))

    def _choice(self, node: Choice, frame: Frame) -> Value:
        return self._chosen(self.evaluate(node.condition, frame), node, frame)

    def _chosen(self, condition: Value, node: Choice, frame: Frame) -> Value:
        condition = self.resolved(condition)
        if isinstance(condition, Failed):
            return condition
        if isinstance(condition, Sensitive):
            inner = self._chosen(condition.inner, node, frame)
            return inner if isinstance(inner, (Failed, Sensitive)) else Sensitive(inner, inner.at, inner.assumed)
        known = known_bool(condition)
        if known is not None:
            taken, left = (node.then, node.otherwise) if known else (node.otherwise, node.then)
            chosen = _as_text_beside(self.evaluate(taken, frame), left)
            return assuming(chosen, condition.assumed) if condition.assumed else chosen
        if isinstance(condition, Conditional):
            mark = len(self.faults)
            then = self._chosen(condition.then, node, frame)
            otherwise = self._chosen(condition.otherwise, node, frame)
            del self.faults[mark:]
            return conditional(condition.condition, then, otherwise, node.at, condition.assumed)
        if isinstance(condition, (Known, ListValue, MapValue)):
            return self.fail(f"a condition is a boolean, and this is {kind_of(condition)}", node.at)
        name, turned = self.conditions.name(condition, node.text, frame.label)
        then, otherwise = self.forgiving(node.then, frame), self.forgiving(node.otherwise, frame)
        if turned:
            then, otherwise = otherwise, then
        return conditional(name, then, otherwise, node.at, condition.assumed)

    def _template(self, node: Template, frame: Frame) -> Value:
        values: list[Value] = []
        layout: list[str | None] = []
        for part in node.parts:
            if isinstance(part, str):
                layout.append(part)
            else:
                layout.append(None)
                values.append(self.evaluate(part, frame))
        return self.noted(distributed(values, lambda found: self._joined(layout, found, node.at), node.at))

    def _joined(self, layout: list[str | None], values: list[Value], at: Location) -> Value:
        filled = iter(values)
        parts: list[str | Value] = []
        assumed = None
        for text in layout:
            if text is not None:
                parts.append(text)
                continue
            value = next(filled)
            assumed = assumed or value.assumed
            if isinstance(value, Known) and value.data is not None:
                parts.append(scalar_text(value.data))
            elif isinstance(value, Failed):
                return value
            elif isinstance(value, (Known, ListValue, MapValue, Absent, steps.ModuleObject)):
                return failed(f"a text cannot hold {kind_of(value)}", at)
            else:
                parts.append(plain_text(value))
        if not self.limits.take(sum(len(part) for part in parts if isinstance(part, str))):
            return Unknown(self.limits.reason, None, at)
        made = joined(parts, at, assumed)
        return moved(made, at) if made.at != at else made

    def _template_if(self, node: TemplateIf, frame: Frame) -> Value:
        return self._choice(node.choice, frame)

    def _template_for(self, node: TemplateFor, frame: Frame) -> Value:
        made = self._for_list(node.loop, frame)
        return find("join").apply(Arguments("join", [Known("", node.at), made], node.at, self, frame))

    def _for_list(self, node: ForList, frame: Frame) -> Value:
        return self.noted(for_list(self, node, frame))

    def _for_map(self, node: ForMap, frame: Frame) -> Value:
        return self.noted(for_map(self, node, frame))

    def _call(self, node: Call, frame: Frame) -> Value:
        name = node.name.removeprefix("core::")
        if name in ("try", "can"):
            return self._attempt(node, frame, name)
        arguments = [self.evaluate(one, frame) for one in node.arguments]
        function = find(name)
        open_ended = False
        if node.spread and arguments:
            last = self.resolved(steps.whole(arguments.pop()))
            bare = last.inner if isinstance(last, Sensitive) else last
            if isinstance(bare, ListValue):
                arguments += [resting_on(item, bare) for item in bare.items]
                open_ended = not bare.complete
            elif isinstance(bare, Conditional):
                return self._spread(node, name, [*arguments, bare], frame)
            else:
                return self.noted(
                    opaque(f"{name}({', '.join(['{}'] * (len(arguments) + 1))}...)", [*arguments, last], node.at)
                )
        call = Arguments(name, arguments, node.at, self, frame, open_ended=open_ended)
        return self.noted(function.apply(call))

    def _spread(self, node: Call, name: str, arguments: list[Value], frame: Frame) -> Value:
        def change(values: list[Value]) -> Value:
            *first, last = values
            if not isinstance(last, ListValue):
                return opaque(f"{name}({', '.join(['{}'] * len(values))}...)", values, node.at)
            call = Arguments(name, [*first, *last.items], node.at, self, frame, open_ended=not last.complete)
            return find(name).apply(call)

        return self.noted(distributed(arguments, change, node.at))

    def _attempt(self, node: Call, frame: Frame, name: str) -> Value:
        """`try` and `can`: the first argument that Terraform does not refuse."""
        found: list[Value] = []
        for argument in node.arguments:
            mark = len(self.faults)
            value = self.evaluate(argument, frame)
            if len(self.faults) > mark and not isinstance(value, Failed):
                # A part of it fails, and so the whole does.
                value = self.faults[mark]
            del self.faults[mark:]
            found.append(value)
            if not fails(value):
                break
        if name == "can":
            return succeeds(found[0], node.at) if found else self.fail("can needs an argument", node.at)
        result = found[-1] if found else failed("try needs an argument", node.at)
        for value in reversed(found[:-1]):
            result = or_else(value, result, node.at)
        return self.noted(moved(result, node.at)) if not isinstance(result, Failed) else self.noted(result)


def _placed(value: Value, at: Location) -> Value:
    """A value at the place of its key; a failure keeps the place where it failed."""
    return value if isinstance(value, Failed) else moved(value, at)


def _nothing(_reference: Reference) -> Value | None:
    return None


def _as_text_beside(value: Value, other: Expression) -> Value:
    """A number or boolean as a text where the branch that is not taken is one: both branches have one type."""
    if type(value) is Known and isinstance(value.data, (bool, int, float)):
        written = type(other) is Template or (type(other) is Literal and isinstance(other.data, str))
        return Known(scalar_text(value.data), value.at, value.assumed) if written else value
    return value
