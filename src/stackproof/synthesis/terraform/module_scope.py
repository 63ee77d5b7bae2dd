"""One instance of a module: its variables, locals, resources, calls and outputs, computed when they are asked for."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stackproof.graph.values import Known, Reference, Sensitive, Text, Unknown, Value
from stackproof.synthesis.terraform.frames import Frame
from stackproof.synthesis.terraform.instances import Expansion, Instance, by_count, by_each
from stackproof.synthesis.terraform.lift import Failed, failed
from stackproof.synthesis.terraform.steps import ModuleObject, index
from stackproof.synthesis.terraform.syntax import Literal
from stackproof.synthesis.terraform.type_constraints import convert, read_type

_NO_ATTRIBUTES = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle"})

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.context import Context
    from stackproof.synthesis.terraform.declarations import Key, Module
    from stackproof.synthesis.terraform.files import Files
    from stackproof.synthesis.terraform.syntax import Block, Expression, Step


class ModuleScope:
    """A module at one place of the tree of modules.

    Args:
        context: what is shared by all modules.
        module: what its folder declares.
        address: `module.a["k"]`, empty for the root module; `prefix` is the same with a dot behind it.
        given: the value of a variable that was passed, None where none was.
        is_root: whether the user passes the variables, so that a default is an assumption.
    """

    def __init__(
        self,
        context: Context,
        module: Module,
        address: str,
        given: Callable[[str], Value | None],
        *,
        is_root: bool,
    ) -> None:
        self.context = context
        self.module = module
        self.address = address
        self.prefix = f"{address}." if address else ""
        self.frame = Frame(self)
        self._given = given
        self._is_root = is_root

    @property
    def files(self) -> Files:
        """The files that functions may read."""
        return self.context.files

    def resolve(self, name: str, path: Sequence[Step], at: Location, frame: Frame) -> tuple[Value, int]:
        """What a name stands for with as many of the steps behind it as it takes, and how many those are."""
        first = _text(path[0]) if path else None
        if name == "var" and first is not None:
            return self.variable(first, at), 1
        if name == "local" and first is not None:
            return self.local(first, at), 1
        if name == "module" and first is not None:
            return self.call(first, at), 1
        if name == "path" and first is not None:
            return self._path(first, at), 1
        if name == "terraform" and first == "workspace":
            return Known("default", at, "the workspace is default"), 1
        if name in ("each", "count", "self"):
            return self._instance_name(name, at), len(path)
        mode, skipped = ("managed", 0)
        if name in ("data", "ephemeral", "resource"):
            mode, skipped = ("managed" if name == "resource" else name), 1
        names = [name, *map(_text, path)][skipped : skipped + 2]
        if len(names) == 2 and names[0] is not None and names[1] is not None:
            return self.resource((mode, names[0], names[1]), at), skipped + 1
        return failed(f"there is no variable {name[:60]} here", at), len(path)

    def _instance_name(self, name: str, at: Location) -> Value:
        where = {"each": "for_each", "count": "count", "self": "a provisioner"}[name]
        return failed(f"{name} is known only in a block with {where}", at)

    def _undeclared(self, what: str, at: Location) -> Value:
        if self.module.incomplete:
            return Unknown(f"{what} may be declared in a file that cannot be read", None, at)
        return failed(f"{what} is not declared", at)

    def _path(self, name: str, at: Location) -> Value:
        root = self.context.root_folder
        if name == "module":
            return Known(posixpath.relpath(self.module.folder, root), at)
        if name == "root":
            return Known(".", at)
        above = Unknown("it depends on the folder in which Terraform is run", f"path.{name}", at)
        folder = self.files.root_name
        if name != "cwd" or not folder:
            return above
        # Only where the root module lies is not known; that Terraform is run in its folder is assumed.
        above.symbol = "the folder above path.cwd"
        return Text((above, f"/{folder}"), at, "Terraform is run in the folder of the root module")

    def variable(self, name: str, at: Location) -> Value:
        """The value of a variable."""
        if name not in self.module.variables:
            return self._undeclared(f"the variable {name[:60]}", at)
        return self.context.named((self.address, "var", name), lambda: self._variable(name), at)

    def _variable(self, name: str) -> Value:
        block = self.module.variables[name]
        evaluator = self.context.evaluator
        given = self._given(name)
        nullable = not _is_false(block.body.get("nullable"))
        default = block.body.get("default")
        value: Value
        if given is not None and (nullable or not (isinstance(given, Known) and given.data is None) or default is None):
            value = given
        elif default is not None:
            value = evaluator.evaluate(default, self.frame)
            if self._is_root:
                value = self.context.assumed(value, f"default of variable {name}")
        else:
            hint = f"pass it with --set {name}=VALUE" if self._is_root else "its module call does not pass it"
            value = Unknown(f"variable {name} has no value ({hint})", f"{self.prefix}var.{name}", block.at)
            if not self._is_root and not self.module.incomplete:
                evaluator.noted(failed(f"the variable {name} of {self.address} is required and not passed", block.at))
        constraint = read_type(block.body.get("type"))
        converted = convert(value, constraint, lambda one: evaluator.evaluate(one, self.frame), value.at)
        if isinstance(converted, Failed) and not isinstance(value, Failed):
            reason = f"the value of variable {name} does not suit its type: {converted.reason}"
            converted = evaluator.noted(failed(reason, value.at if value.at.line else block.at))
        secret = _is_true(block.body.get("sensitive"))
        if secret and not isinstance(converted, (Sensitive, Failed)):
            return Sensitive(converted, converted.at, converted.assumed)
        return converted

    def local(self, name: str, at: Location) -> Value:
        """The value of a local."""
        found = self.module.locals.get(name)
        if found is None:
            return self._undeclared(f"local.{name[:60]}", at)
        expression = found.expression
        return self.context.named(
            (self.address, "local", name), lambda: self.context.evaluator.evaluate(expression, self.frame), at
        )

    def output(self, name: str, at: Location) -> Value | None:
        """The value of an output; None when there is none of that name."""
        block = self.module.outputs.get(name)
        if block is None:
            return self._undeclared(f"the output {name[:60]}", at) if self.module.incomplete else None
        return self.context.named((self.address, "output", name), lambda: self._output(block), at)

    def _output(self, block: Block) -> Value:
        expression = block.body.get("value")
        if expression is None:
            return Unknown("the output has no value", None, block.at)
        value = self.context.evaluator.evaluate(expression, self.frame)
        secret = _is_true(block.body.get("sensitive")) and not isinstance(value, (Sensitive, Failed))
        return Sensitive(value, value.at, value.assumed) if secret else value

    def expansion(self, block: Block, what: str) -> Expansion:
        """The instances of a resource or module call."""
        counted = block.body.attributes.get("count")
        each = block.body.attributes.get("for_each")
        if counted is None and each is None:
            return Expansion([Instance()])
        key = (self.address, "instances", what)
        chosen = counted or each
        assert chosen is not None
        expression = chosen.expression
        evaluator = self.context.evaluator
        selector = self.context.named(
            key, lambda: evaluator.resolved(evaluator.evaluate(expression, self.frame)), chosen.at
        )
        found = self.context.expansions.get(key)
        if found is None:
            found = by_count(selector, chosen.at) if counted is not None else by_each(selector, chosen.at)
            self.context.expansions[key] = found
        return found

    def resource(self, key: Key, at: Location) -> Value:
        """What the name of a resource stands for: a reference, or a list or map of them."""
        mode, kind, name = key
        block = self.module.resources.get(key)
        shown = f"{'' if mode == 'managed' else mode + '.'}{kind}.{name}"
        if block is None:
            return self._undeclared(f"the resource {shown[:120]}", at)
        address = self.prefix + shown

        def one(suffix: str) -> Value:
            self.context.origins[address + suffix] = (self, key, suffix)
            return Reference(address + suffix, "", at)

        return self.expansion(block, shown).value(one, at)

    def configured(self, key: Key, suffix: str, path: list[str], at: Location) -> Value | None:
        """What a resource's own block sets an attribute to; None where that is not told.

        Args:
            key, suffix: the instance of the resource.
            path: the attribute, and what is asked for inside it.
            at: where it is asked.
        """
        block = self.module.resources[key]
        expression = block.body.get(path[0])
        if expression is None or suffix == "[*]" or path[0] in _NO_ATTRIBUTES or key[0] != "managed":
            return None
        instances = self.expansion(block, f"{key[1]}.{key[2]}").instances
        names = next((one.names for one in instances if one.suffix == suffix), {})
        frame = Frame(self, names, None, f"{self.prefix}{key[1]}.{key[2]}{suffix}") if names else self.frame
        evaluator = self.context.evaluator
        value = self.context.named(
            (self.address, "attribute", f"{key[1]}.{key[2]}{suffix}.{path[0]}"),
            lambda: evaluator.forgiving(expression, frame),
            at,
        )
        for step in path[1:]:
            value = index(value, Known(int(step) if step.isdecimal() else step), at)
        return None if isinstance(value, Failed) or (isinstance(value, Known) and value.data is None) else value

    def call(self, name: str, at: Location) -> Value:
        """What the name of a module call stands for: its outputs, or a list or map of those of its instances."""
        block = self.module.calls.get(name)
        if block is None:
            return self._undeclared(f"the module {name[:60]}", at)
        return self.expansion(block, f"module.{name}").value(
            lambda suffix: self.context.outputs_of(self, name, suffix, at), at
        )


def module_outputs(scope: ModuleScope, at: Location) -> Value:
    """The outputs of a module's instance, computed one by one."""
    return ModuleObject(scope.address, tuple(scope.module.outputs), scope.output, at)


def no_outputs(address: str, reason: str, at: Location) -> Value:
    """The outputs of a module that is not at hand."""
    return Unknown(reason, address, at)


def given_by(
    arguments: dict[str, Expression], frame: Frame, context: Context, key: str
) -> Callable[[str], Value | None]:
    """The variables that a module call passes, computed in the scope of the call."""

    def given(name: str) -> Value | None:
        expression = arguments.get(name)
        if expression is None:
            return None
        return context.named(
            (key, "argument", name), lambda: context.evaluator.evaluate(expression, frame), expression.at
        )

    return given


def _text(step: Step) -> str | None:
    if isinstance(step, str):
        return step
    return step.data if isinstance(step, Literal) and isinstance(step.data, str) else None


def _is_true(expression: Expression | None) -> bool:
    return isinstance(expression, Literal) and expression.data in (True, "true")


def _is_false(expression: Expression | None) -> bool:
    return isinstance(expression, Literal) and expression.data in (False, "false")
