"""What an expression of a handler can be: an SDK client, a table, a text, an environment variable, a function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Literal, NamedTuple

from stackproof.sources.handlers.python_modules import Module, Scope, statements

if TYPE_CHECKING:
    from stackproof.sources.handlers.python_modules import Body, Modules

_DEPTH = 60
_BUDGET = 100_000
_MOST = 8


class Thing(NamedTuple):
    """One thing that an expression can be.

    Attributes:
        kind: `text`, `variable` (of the environment), `sdk` (boto3 itself), `session`, `client`, `resource`, `object`
            (of a resource: a table, a bucket), `function`, `class`, `instance`, `module`, `environ`, `unknown`.
        name: the text, the variable's name, the service, the class's or module's name.
        target: of an object, what names it.
        scope: of a function or class, where it is.
        default: of a variable, whether something stands in for it.
        part: of an object, its class: `Table`.
    """

    kind: Literal[
        "text", "variable", "sdk", "session", "client", "resource", "object", "function", "class", "instance",
        "module", "os", "environ", "unknown",
    ]  # fmt: skip
    name: str = ""
    target: tuple[Thing, ...] = ()
    scope: Scope = Scope("")
    default: bool = False
    part: str = ""


Things = frozenset[Thing]
UNKNOWN = Thing("unknown")
_UNKNOWN: Things = frozenset({UNKNOWN})
_CREDENTIALS = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "profile_name"})
_ELSEWHERE = frozenset({*_CREDENTIALS, "endpoint_url"})


class Values:
    """Evaluates expressions of a package's modules, on demand and once."""

    def __init__(self, modules: Modules, calls: dict[Scope, list[tuple[ast.Call, Scope]]]) -> None:
        self._modules = modules
        self._calls = calls
        self._done: dict[tuple[int, Scope], Things] = {}
        self._under: set[tuple[int, Scope]] = set()
        self._cuts = 0
        self._budget = _BUDGET

    def forget(self) -> None:
        """What was concluded may be more, since more calls are known."""
        self._done.clear()

    def of(self, node: ast.expr | None, scope: Scope) -> Things:
        """All that an expression can be."""
        if node is None:
            return _UNKNOWN
        key = (id(node), scope)
        found = self._done.get(key)
        if found is not None:
            return found
        if key in self._under:
            self._cuts += 1
            return frozenset()  # Where it is what it is itself, that adds nothing.
        if len(self._under) > _DEPTH or self._budget <= 0:
            self._cuts += 1
            return _UNKNOWN
        self._budget -= 1
        self._under.add(key)
        cuts = self._cuts
        try:
            made = self._evaluate(node, scope)
        finally:
            self._under.discard(key)
        if len(made) > _MOST:
            made = _UNKNOWN
        if cuts == self._cuts or not self._under:
            # What was cut short in a circle is whole only at its beginning.
            self._done[key] = made
        return made

    def _evaluate(self, node: ast.expr, scope: Scope) -> Things:
        if isinstance(node, ast.Constant):
            if node.value is None:
                return frozenset()
            return frozenset({Thing("text", node.value)}) if isinstance(node.value, str) else _UNKNOWN
        if isinstance(node, ast.Name):
            return self.name(node.id, scope)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, scope)
        if isinstance(node, ast.Call):
            return self._call(node, scope)
        if isinstance(node, ast.Subscript):
            holders = self.of(node.value, scope)
            keys = self.of(node.slice, scope)
            if any(one.kind == "environ" for one in holders):
                return frozenset(Thing("variable", one.name) if one.kind == "text" else UNKNOWN for one in keys)
            return _UNKNOWN
        if isinstance(node, ast.BoolOp):
            return self._either(node, scope)
        if isinstance(node, ast.IfExp):
            return self.of(node.body, scope) | self.of(node.orelse, scope)
        if isinstance(node, ast.Await):
            return self.of(node.value, scope)
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value, scope)
        return _UNKNOWN

    def _either(self, node: ast.BoolOp, scope: Scope) -> Things:
        found = [self.of(one, scope) for one in node.values]
        if isinstance(node.op, ast.Or):
            first = frozenset(one._replace(default=True) if one.kind == "variable" else one for one in found[0])
            return first.union(*found[1:])
        return frozenset().union(*found)

    def name(self, name: str, scope: Scope) -> Things:
        """All that a name can be in a scope: bound there, a parameter, or of the module."""
        module = self._modules.at(scope.module)
        if not isinstance(module, Module):
            return _UNKNOWN
        steps = scope.function.split(".") if scope.function else []
        for depth in range(len(steps), -1, -1):
            here = Scope(scope.module, ".".join(steps[:depth]))
            body = module.bodies.get(here.function)
            if body is None:
                continue
            inner = f"{here.function}.{name}" if here.function else name
            found: Things = frozenset()
            for bound in body.bound.get(name, ()):
                found |= self.of(bound, here)
            if name in body.parameters:
                found |= self._parameter(name, body, here)
            if inner in module.bodies:
                found |= {Thing("function", name, scope=Scope(scope.module, inner))}
            if found or name in body.bound:
                return found
        if name in module.classes:
            return frozenset({Thing("class", name, scope=Scope(scope.module))})
        if name in module.imports:
            return self._imported(*module.imports[name])
        return _UNKNOWN

    def _imported(self, source: str, name: str) -> Things:
        if source == "boto3" or source.startswith("boto3."):
            if not name or name == "session":
                return frozenset({Thing("sdk")})
            return frozenset({Thing("sdk", name)})
        if source == "os":
            kinds = {"": Thing("os"), "environ": Thing("environ"), "getenv": Thing("os", "getenv")}
            return frozenset({kinds.get(name, UNKNOWN)})
        inside = self._modules.named(f"{source}.{name}" if source and name else source or name)
        if inside is not None:
            return frozenset({Thing("module", inside.name)})
        module = self._modules.named(source)
        if module is None or not name:
            return _UNKNOWN
        return self.name(name, Scope(module.name))

    def _parameter(self, name: str, body: Body, scope: Scope) -> Things:
        """What the calls in the package give for a parameter."""
        if body.owner and body.parameters[:1] == (name,):
            return frozenset({Thing("instance", body.owner, scope=Scope(scope.module))})
        found: Things = frozenset()
        calls = self._calls.get(scope, [])
        position = body.parameters.index(name) - (1 if body.owner else 0)
        for call, caller in calls:
            given = next((one.value for one in call.keywords if one.arg == name), None)
            starred = any(isinstance(one, ast.Starred) for one in call.args) or any(
                one.arg is None for one in call.keywords
            )
            if given is None and 0 <= position < len(call.args) and not starred:
                given = call.args[position]
            if given is None and not starred and name in body.defaults:
                found |= self.of(body.defaults[name], scope)
            else:
                found |= self.of(given, caller)
        return found if calls else _UNKNOWN

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Things:
        found: Things = frozenset()
        for holder in self.of(node.value, scope):
            found |= self.member(holder, node.attr)
        return found or _UNKNOWN

    def member(self, holder: Thing, name: str) -> Things:
        """What an attribute of a thing can be."""
        if holder.kind == "os":
            return self._imported("os", name)
        if holder.kind == "sdk" and not holder.name:
            return frozenset({Thing("sdk", "" if name == "session" else name)})
        if holder.kind == "module":
            return self.name(name, Scope(holder.name))
        if holder.kind in ("instance", "class"):
            module = self._modules.at(holder.scope.module)
            if not isinstance(module, Module):
                return _UNKNOWN
            method = f"{holder.name}.{name}"
            if method in module.bodies:
                return frozenset({Thing("function", name, scope=Scope(holder.scope.module, method))})
            found: Things = frozenset()
            for value, function in module.attributes.get((holder.name, name), ()):
                found |= self.of(value, Scope(holder.scope.module, function))
            return found or _UNKNOWN
        if holder.kind == "resource" and name == "meta":
            return frozenset({holder})
        if holder.kind in ("resource", "object") and name == "client":
            return frozenset({Thing("client", holder.name)})
        return _UNKNOWN

    def _call(self, node: ast.Call, scope: Scope) -> Things:
        if isinstance(node.func, ast.Attribute):
            made: Things = frozenset()
            for holder in self.of(node.func.value, scope):
                made |= self._method(holder, node.func.attr, node, scope)
            if made:
                return made
        found: Things = frozenset()
        for function in self.of(node.func, scope):
            if function.kind == "sdk" and function.name:
                found |= self._method(Thing("sdk"), function.name, node, scope)
            elif function.kind == "os" and function.name == "getenv":
                found |= self._variable(node, scope)
            elif function.kind == "class":
                found |= {function._replace(kind="instance")}
            elif function.kind == "function":
                found |= self._returned(function.scope)
            else:
                found |= _UNKNOWN
        return found

    def _returned(self, scope: Scope) -> Things:
        module = self._modules.at(scope.module)
        body = module.bodies.get(scope.function) if isinstance(module, Module) else None
        found: Things = frozenset()
        for one in statements(body.node) if body is not None else ():
            if isinstance(one, ast.Return) and one.value is not None:
                found |= self.of(one.value, scope)
        return found or _UNKNOWN

    def _method(self, holder: Thing, name: str, node: ast.Call, scope: Scope) -> Things:
        """What a method of a thing returns; nothing where it is no method that is known here."""
        if holder.kind == "environ" and name == "get":
            return self._variable(node, scope)
        if holder.kind == "os" and name == "getenv":
            return self._variable(node, scope)
        if holder.kind in ("sdk", "session"):
            given = {one.arg for one in node.keywords}
            if holder.kind == "sdk" and name == "Session":
                return _UNKNOWN if given & _CREDENTIALS or node.args else frozenset({Thing("session")})
            if name in ("client", "resource"):
                if given & _ELSEWHERE or None in given or len(node.args) > 2:
                    return _UNKNOWN
                by_keyword = (one.value for one in node.keywords if one.arg == "service_name")
                service = self.of(node.args[0] if node.args else next(by_keyword, None), scope)
                kind: Literal["client", "resource"] = "client" if name == "client" else "resource"
                return frozenset(Thing(kind, one.name) if one.kind == "text" else UNKNOWN for one in service)
        if holder.kind in ("resource", "object") and name[:1].isupper():
            target = tuple(sorted(self.of(node.args[0], scope))) if node.args else ()
            named = target or tuple(sorted(thing for one in node.keywords for thing in self.of(one.value, scope)))
            # An object of a bucket is named by the bucket.
            return frozenset({Thing("object", holder.name, holder.target or named, part=name)})
        if holder.kind == "function" or holder.kind in ("module", "instance", "class"):
            return frozenset()
        return _UNKNOWN if holder.kind in ("client", "resource", "object") else frozenset()

    def _variable(self, node: ast.Call, scope: Scope) -> Things:
        names = self.of(node.args[0], scope) if node.args else _UNKNOWN
        default = len(node.args) > 1 or any(one.arg == "default" for one in node.keywords)
        return frozenset(
            Thing("variable", one.name, default=default) if one.kind == "text" else UNKNOWN for one in names
        )
