"""Expressions: nodes of tree-sitter to the tree of `syntax`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.synthesis.terraform.numbers import to_number
from stackproof.synthesis.terraform.syntax import (
    MAX_DEPTH,
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
    Step,
    SyntaxFault,
    Traversal,
    Unary,
)
from stackproof.synthesis.terraform.template_syntax import TemplateReader, unescaped

if TYPE_CHECKING:
    from tree_sitter import Node

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.source import Source


class ExpressionReader:
    """Reads the expressions of one source; nesting beyond the limit becomes a Broken one with a fault."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._templates = TemplateReader(source, self.read)
        self._depth = 0

    def read(self, node: Node | None, at: Location) -> Expression:
        """The expression of a node; `at` is its place where there is no node."""
        if node is None:
            return Broken(at, "the expression cannot be read")
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                place = self._source.at(node)
                self._source.faults.append(SyntaxFault(f"expressions are nested deeper than {MAX_DEPTH} levels", place))
                return Broken(place, "the expression is nested too deeply")
            return self._read(node)
        finally:
            self._depth -= 1

    def _read(self, node: Node) -> Expression:
        kind = node.type
        if kind == "expression":
            return self._expression(node)
        if kind == "literal_value":
            return self._literal(node.children[0])
        if kind == "variable_expr":
            return Name(self._source.at(node), self._source.text(node))
        if kind == "template_expr":
            inner = node.children[0]
            return self._templates.heredoc(inner) if inner.type == "heredoc_template" else self._templates.quoted(inner)
        if kind in ("collection_value", "for_expr", "operation"):
            return self._read(node.children[0])
        if kind == "tuple":
            items = tuple([self.read(one, self._source.at(one)) for one in node.children if one.type == "expression"])
            return ListExpression(self._source.at(node), items)
        if kind == "object":
            return self._map(node)
        if kind == "function_call":
            return self._call(node)
        if kind == "binary_operation":
            return self._binary(node)
        if kind == "unary_operation":
            return self._unary(node)
        if kind == "conditional":
            return self._choice(node)
        if kind in ("for_tuple_expr", "for_object_expr"):
            return self._loop(node)
        return Broken(self._source.at(node), "the expression cannot be read")

    def _expression(self, node: Node) -> Expression:
        children = [child for child in node.children if child.type != "comment"]
        return self._operand(children, self._source.at(node))

    def _operand(self, children: list[Node], at: Location) -> Expression:
        """A term in brackets or without, and the steps that are taken from it."""
        if not children:
            return Broken(at, "the expression cannot be read")
        if children[0].type == "(":
            base = self.read(children[1], at) if len(children) > 2 else Broken(at, "there is nothing in the brackets")
            rest = children[3:]
        else:
            base = self._read(children[0])
            rest = children[1:]
        if not rest:
            return base
        steps: list[Step] = []
        for child in rest:
            self._add_step(child, steps)
        return Traversal(at, base, tuple(steps))

    def _add_step(self, node: Node, steps: list[Step]) -> None:
        """One step, or several: of what follows `.*`, an index and all behind it is taken of the list as a whole."""
        if node.type != "splat":
            steps.append(self._step(node))
            return
        inner = node.children[0]
        below: list[Step] = []
        whole: int | None = None
        for child in inner.children:
            if not child.is_named:
                continue
            in_brackets = child.type == "index" and child.children[0].type == "new_index"
            if whole is None and inner.type == "attr_splat" and (in_brackets or child.type == "splat"):
                whole = len(below)
            self._add_step(child, below)
        steps.append(Splat(tuple(below[:whole])))
        steps.extend(below[whole:] if whole is not None else ())

    def _step(self, node: Node) -> Step:
        kind = node.type
        if kind == "get_attr":
            return self._source.text(node.children[-1])
        if kind == "index":
            inner = node.children[0]
            if inner.type == "legacy_index":
                digits = self._source.text(inner).strip(". \t\r\n")
                return Literal(
                    self._source.at(inner), int(digits) if digits.isdecimal() and len(digits) < 20 else digits
                )
            expression = next((child for child in inner.children if child.type == "expression"), None)
            return self.read(expression, self._source.at(inner))
        return Broken(self._source.at(node), "the expression cannot be read")

    def _literal(self, node: Node) -> Expression:
        at = self._source.at(node)
        kind = node.type
        if kind == "string_lit":
            return Literal(at, unescaped(self._source.between(node.start_byte + 1, node.end_byte - 1)))
        text = self._source.text(node)
        if kind == "numeric_lit":
            number = to_number(text)
            if number is not None:
                return Literal(at, number)
        elif kind == "bool_lit":
            return Literal(at, text == "true")
        elif kind == "null_lit":
            return Literal(at, None)
        return Broken(at, "the literal cannot be read")

    def _map(self, node: Node) -> Expression:
        entries: list[tuple[Expression, Expression]] = []
        last_row = -1
        separated = True
        for child in node.children:
            if child.type == ",":
                separated = True
            elif child.type == "object_elem":
                if not separated and child.start_point[0] == last_row:
                    message = "a comma or a new line is expected before this"
                    self._source.faults.append(SyntaxFault(message, self._source.at(child)))
                parts = [part for part in child.children if part.type == "expression"]
                if len(parts) == 2:
                    entries.append((self._key(parts[0]), self.read(parts[1], self._source.at(parts[1]))))
                last_row, separated = child.end_point[0], False
        return MapExpression(self._source.at(node), tuple(entries))

    def _key(self, node: Node) -> Expression:
        key = self.read(node, self._source.at(node))
        # A bare name is the key itself; in brackets it is a variable.
        if node.children[0].type != "(":
            if isinstance(key, Name):
                return Literal(key.at, key.name)
            if isinstance(key, Literal) and key.data is None:
                return Literal(key.at, "null")
        return key

    def _call(self, node: Node) -> Expression:
        name = self._source.text(node.children[0])
        arguments: list[Expression] = []
        spread = False
        for child in node.children:
            if child.type == "function_arguments":
                for one in child.children:
                    if one.type == "expression":
                        arguments.append(self.read(one, self._source.at(one)))
                    elif one.type == "ellipsis":
                        spread = True
        return Call(self._source.at(node), name, tuple(arguments), spread)

    def _binary(self, node: Node) -> Expression:
        children = [child for child in node.children if child.type != "comment"]
        where = next((index for index, child in enumerate(children) if index and _is_operator(child.type)), None)
        at = self._source.at(node)
        if where is None:
            return Broken(at, "the operation cannot be read")
        left, right = children[:where], children[where + 1 :]
        return Binary(at, children[where].type, self._nested(left, at), self._nested(right, at))

    def _unary(self, node: Node) -> Expression:
        children = [child for child in node.children if child.type != "comment"]
        at = self._source.at(node)
        operand = self._nested(children[1:], at)
        if children[0].type == "-" and isinstance(operand, Literal) and type(operand.data) in (int, float):
            return Literal(at, -operand.data)  # type: ignore[operator]
        return Unary(at, children[0].type, operand)

    def _nested(self, children: list[Node], at: Location) -> Expression:
        """An operand; operands in operations are nested without a node `expression` around them."""
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                self._source.faults.append(SyntaxFault(f"operations are nested deeper than {MAX_DEPTH} levels", at))
                return Broken(at, "the expression is nested too deeply")
            return self._operand(children, self._source.at(children[0]) if children else at)
        finally:
            self._depth -= 1

    def _choice(self, node: Node) -> Expression:
        """`a ? b : c ? d : e` is `a ? b : (c ? d : e)`, and tree-sitter reads it as `(a ? b : c) ? d : e`."""
        chain: list[tuple[Node, Node]] = []
        current = node
        while True:
            parts = [child for child in current.children if child.type == "expression"]
            if len(parts) != 3:
                return Broken(self._source.at(node), "the condition cannot be read")
            chain.append((parts[1], parts[2]))
            first = [child for child in parts[0].children if child.type != "comment"]
            if len(first) != 1 or first[0].type != "conditional":
                condition = parts[0]
                break
            current = first[0]
            if len(chain) > MAX_DEPTH:
                at = self._source.at(node)
                self._source.faults.append(SyntaxFault(f"conditions are nested deeper than {MAX_DEPTH} levels", at))
                return Broken(at, "the expression is nested too deeply")
        chain.reverse()
        tests = [condition, *(otherwise for _, otherwise in chain[:-1])]
        result = self.read(chain[-1][1], self._source.at(node))
        for test, (then, _) in zip(reversed(tests), reversed(chain), strict=True):
            at = self._source.at(test)
            text = " ".join(self._source.text(test).split())
            result = Choice(at, self.read(test, at), self.read(then, at), result, text)
        return result

    def _loop(self, node: Node) -> Expression:
        at = self._source.at(node)
        children = node.children
        intro = next(child for child in children if child.type == "for_intro")
        names = [self._source.text(child) for child in intro.children if child.type == "identifier"]
        collection = next((child for child in intro.children if child.type == "expression"), None)
        results = [child for child in children if child.type == "expression"]
        test = next((child for child in children if child.type == "for_cond"), None)
        inner = next((child for child in test.children if child.type == "expression"), None) if test else None
        condition = self.read(inner, at) if inner is not None else None
        key = names[0] if len(names) > 1 else None
        over = self.read(collection, at)
        if node.type == "for_tuple_expr" and results:
            return ForList(at, key, names[-1], over, self.read(results[0], at), condition)
        if len(results) < 2:
            return Broken(at, "the expression cannot be read")
        name, result = self.read(results[0], at), self.read(results[1], at)
        grouped = any(child.type == "ellipsis" for child in children)
        return ForMap(at, key, names[-1], over, name, result, condition, grouped)


def _is_operator(kind: str) -> bool:
    return kind in ("==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "&&", "||")
