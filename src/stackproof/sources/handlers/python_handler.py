"""A handler in Python: what is reached from it, what that calls, reads and imports."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stackproof.sources.handlers.model import Aim, Call, Guard, Handler, Imported, Read, Trouble
from stackproof.sources.handlers.python_entry import check_entry, is_caught
from stackproof.sources.handlers.python_flow import running
from stackproof.sources.handlers.python_modules import Module, Modules, Scope, absolute
from stackproof.sources.handlers.python_values import Thing, Values
from stackproof.sources.python import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.handlers.python_flow import Tests
    from stackproof.sources.packages import Package

# Libraries that call AWS by themselves.
_HIDING = frozenset({"aiobotocore", "aioboto3", "botocore", "pynamodb", "s3fs", "awswrangler", "smart_open", "chalice",
                     "aws_lambda_powertools", "aws_xray_sdk", "langchain_aws", "subprocess", "importlib"})  # fmt: skip
# What of it calls nothing: settings of clients, and the errors that they raise.
_HARMLESS = frozenset({"botocore.config", "botocore.exceptions"})
_SDK = frozenset({"boto3", "botocore"})
_CATCHING = frozenset({"KeyError", "Exception", "BaseException", "LookupError", ""})
_NOT_CALLS = frozenset({"get_paginator", "get_waiter", "close", "can_paginate", "generate_presigned_url",
                        "generate_presigned_post"})  # fmt: skip


class _Reached(NamedTuple):
    scope: Scope
    tests: frozenset[Guard]


def read_python(package: Package, handler: str) -> Handler:
    """What a handler such as `lib/orders.handler` does.

    Args:
        package: the code of the function.
        handler: as the function names it.
    """
    found = Handler()
    path, _, name = handler.rpartition(".")
    wanted = f"{path.replace('.', '/')}.py"
    modules = package.sources.once(("modules", package.key), lambda: Modules(package))
    module = modules.at(wanted)
    if module is None:
        package_wanted = wanted.removesuffix(".py") + "/__init__.py"
        wanted, module = package_wanted, modules.at(package_wanted)
    if module is None:
        wanted = f"{path.replace('.', '/')}.py"
        unread = wanted in package.names
        words = f"{wanted} cannot be read" if unread else f"there is no {wanted} in the package"
        if not unread:
            found.troubles.append(Trouble("no_module", words, package.at.at))
        found.unseen = found.hidden_reads = words
        return found
    if isinstance(module, SourceError):
        message = f"it is not Python: {module}"
        found.troubles.append(Trouble("syntax", message, package.place(wanted, module.line or 1)))
        found.unseen = found.hidden_reads = message
        return found
    check_entry(package, module, name, found)
    _Walk(package, modules, found).go(module, name)
    return found


class _Walk:
    """Goes from the handler to all that it reaches, then says what that does."""

    def __init__(self, package: Package, modules: Modules, found: Handler) -> None:
        self._package = package
        self._modules = modules
        self._found = found
        self._calls: dict[Scope, list[tuple[ast.Call, Scope]]] = {}
        self._values = Values(modules, self._calls)
        self._reached: dict[Scope, frozenset[Guard]] = {}
        self._seen: set[tuple[str, int, int, str]] = set()
        self._asked: dict[tuple[int, Scope], frozenset[Guard]] = {}

    def go(self, module: Module, name: str) -> None:
        """Twice where functions of the package call each other: what a parameter is, is known once its callers are."""
        for again in (False, True):
            if again and not self._calls:
                break
            self._values.forget()
            self._reached.clear()
            self._asked.clear()
            self._calls.clear()
            self._reach(Scope(module.name))
            if name in module.bodies:
                self._reach(Scope(module.name, name))
            else:
                for thing in self._values.name(name, Scope(module.name)):
                    if thing.kind == "function":
                        self._reach(thing.scope)
        for scope, tests in list(self._reached.items()):
            self._say(scope, tests)
        self._found.others = tuple(
            sorted({one.name for one in self._found.imports if one.name.split(".")[0] not in _SDK})
        )
        self._found.words = self._modules.words()

    def _reach(self, start: Scope) -> None:
        waiting = [_Reached(start, frozenset())]
        while waiting:
            scope, outer = waiting.pop()
            module = self._modules.at(scope.module)
            body = module.bodies.get(scope.function) if isinstance(module, Module) else None
            known = self._reached.get(scope)
            if body is None or not isinstance(module, Module) or (known is not None and known <= outer):
                continue
            first = known is None
            # More ways lead here: what all of them ask is what it hangs on.
            outer = outer if known is None else known & outer
            self._reached[scope] = outer
            for node, asked in running(body.node):
                tests = outer | self._tests(asked, scope) if asked else outer
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    waiting.extend(_Reached(Scope(name), outer) for name in self._own(node, module))
                elif isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                    for thing in self._values.of(node, scope):
                        waiting.extend(_Reached(one, tests) for one in self._scopes(thing, scope))
                elif isinstance(node, ast.Call) and first:
                    for thing in self._values.of(node.func, scope):
                        for one in self._called(thing):
                            self._calls.setdefault(one, []).append((node, scope))
                elif isinstance(node, ast.ClassDef):
                    waiting.extend(
                        _Reached(Scope(scope.module, f"{node.name}.{n.name}"), tests)
                        for n in node.body
                        if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.bases
                    )

    def _called(self, thing: Thing) -> Iterator[Scope]:
        if thing.kind == "function":
            yield thing.scope
        elif thing.kind == "class":
            yield Scope(thing.scope.module, f"{thing.name}.__init__")

    def _scopes(self, thing: Thing, here: Scope) -> Iterator[Scope]:
        if thing.kind == "function" and thing.scope != here:
            yield thing.scope
        elif thing.kind == "class":
            module = self._modules.at(thing.scope.module)
            if isinstance(module, Module):
                for name in module.bodies:
                    if name.startswith(f"{thing.name}.__"):
                        yield Scope(thing.scope.module, name)

    def _own(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterator[str]:
        """The modules of the package that an import loads."""
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            source = absolute(node, module.name)
            names = [source, *(f"{source}.{alias.name}" if source else alias.name for alias in node.names)]
        for name in names:
            for part in {name, name.split(".")[0]}:
                found = self._modules.named(part) if part else None
                if found is not None:
                    yield found.name

    def _tests(self, asked: Tests, scope: Scope) -> frozenset[Guard]:
        """The environment variables that these expressions ask about."""
        found: set[Guard] = set()
        for test in asked:
            key = (id(test), scope)
            if key not in self._asked:
                self._asked[key] = frozenset(self._variables(test, scope))
            found |= self._asked[key]
        return frozenset(found)

    def _variables(self, asked: ast.expr, scope: Scope) -> Iterator[Guard]:
        compared: set[int] = set()
        for part in ast.walk(asked):
            if isinstance(part, ast.Compare):
                compared.update(id(one) for one in ast.walk(part))
                holders = [thing for one in part.comparators for thing in self._values.of(one, scope)]
                if any(one.kind == "environ" for one in holders):
                    yield from (
                        Guard(one.name, True) for one in self._values.of(part.left, scope) if one.kind == "text"
                    )
        for part in ast.walk(asked):
            if isinstance(part, ast.expr):
                for thing in self._values.of(part, scope):
                    if thing.kind == "variable":
                        yield Guard(thing.name, id(part) not in compared)

    def _say(self, scope: Scope, outer: frozenset[Guard]) -> None:
        module = self._modules.at(scope.module)
        assert isinstance(module, Module)
        body = module.bodies[scope.function]
        for node, asked in running(body.node):
            tests = outer | self._tests(asked, scope) if asked else outer
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._import(node, module, body.node, scope)
            elif isinstance(node, ast.Call):
                self._call(node, scope, tests)
                self._variable(node, scope, body.node, tests)
                self._escape(node, scope, body.node)
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                self._variable(node, scope, body.node, tests)
            elif isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                self._escape(node, scope, body.node)

    def _import(self, node: ast.Import | ast.ImportFrom, module: Module, body: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.ImportFrom) and node.level:
            return
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        guarded = is_caught(body, node, frozenset({"ImportError", "ModuleNotFoundError", "Exception", ""}))
        for name in names:
            top = name.split(".")[0]
            if top in _HIDING and name not in _HARMLESS:
                self._found.unseen = self._found.unseen or f"{top} may call AWS by itself"
            if top in sys.stdlib_module_names or self._modules.named(top) or self._is_folder(top):
                continue
            at = self._package.place(module.name, node.lineno)
            self._found.imports.append(Imported(name, guarded or bool(scope.function), at))

    def _is_folder(self, top: str) -> bool:
        return any(name.startswith(f"{top}/") for name in self._package.names)

    def _call(self, node: ast.Call, scope: Scope, tests: frozenset[Guard]) -> None:
        if not isinstance(node.func, ast.Attribute):
            return
        holders = self._values.of(node.func.value, scope)
        if {one.kind for one in holders} - {"client", "resource", "object"} or not holders:
            return
        services = {one.name for one in holders}
        if len(services) != 1 or len({one.part for one in holders}) != 1:
            self._found.unseen = self._found.unseen or "a call is made on one of several clients"
            return
        (holder, *_) = sorted(holders)
        method = node.func.attr
        if method in _NOT_CALLS or (holder.kind != "client" and method[:1].isupper()):
            if not (method in ("get_paginator", "generate_presigned_url") and node.args):
                return
            named = self._values.of(node.args[0], scope)
            if len(named) != 1 or next(iter(named)).kind != "text":
                self._found.unseen = self._found.unseen or f"what {method} is asked for is not known"
                return
            method = next(iter(named)).name
        given = frozenset(one.arg.lower() for one in node.keywords if one.arg)
        known = all(one.arg is not None for one in node.keywords) and node.func.attr == method
        aims = {
            one.arg.lower(): aim
            for one in node.keywords
            if one.arg and (aim := self._aim(self._values.of(one.value, scope)))
        }
        if holder.kind == "object":
            targets = [self._aim(frozenset(one.target)) for one in holders]
            if len(set(targets)) == 1 and targets[0] is not None:
                aims[holder.part.lower()] = targets[0]
            method = f"{holder.part}.{method}"
        at = self._package.place(scope.module, node.lineno)
        operation = "".join(part[:1].upper() + part[1:] for part in method.rpartition(".")[2].split("_"))
        called = method.replace("_", "").lower()
        self._once(Call(holder.name, called, aims, given if known else None, at, tests, operation), node, method)

    @staticmethod
    def _aim(things: frozenset[Thing]) -> Aim | None:
        if len(things) != 1:
            return None
        (one,) = things
        if one.kind == "text":
            return Aim("literal", one.name)
        return Aim("variable", one.name) if one.kind == "variable" and not one.default else None

    def _once(self, call: Call, node: ast.AST, what: str) -> None:
        key = (call.at.file, getattr(node, "lineno", 0), getattr(node, "col_offset", 0), what)
        if key not in self._seen:
            self._seen.add(key)
            self._found.calls.append(call)

    def _variable(self, node: ast.Call | ast.Subscript, scope: Scope, body: ast.AST, tests: frozenset[Guard]) -> None:
        holder = node.value if isinstance(node, ast.Subscript) else node.func
        of_environ = any(
            one.kind == "environ" or (one.kind == "os" and one.name == "getenv")
            for part in (holder, *([holder.value] if isinstance(holder, ast.Attribute) else []))
            for one in self._values.of(part, scope)
        )
        if not of_environ:
            return
        if isinstance(node, ast.Call) and isinstance(holder, ast.Attribute) and holder.attr not in ("get", "getenv"):
            if holder.attr not in ("setdefault", "pop", "update"):
                self._found.hidden_reads = self._found.hidden_reads or "the environment is read as a whole"
            return
        for thing in self._values.of(node, scope):
            if thing.kind != "variable":
                self._found.hidden_reads = self._found.hidden_reads or "a variable's name is not known"
                continue
            required = isinstance(node, ast.Subscript) and not is_caught(body, node, _CATCHING)
            key = (scope.module, node.lineno, node.col_offset, thing.name)
            if key not in self._seen:
                self._seen.add(key)
                default = thing.default or self._has_fallback(body, node)
                at = self._package.place(scope.module, node.lineno)
                self._found.reads.append(Read(thing.name, default, required, at, tests))

    def _escape(self, node: ast.expr, scope: Scope, body: ast.AST) -> None:
        """A client or the whole environment that is handed on to code that is not seen."""
        if self._found.unseen and self._found.hidden_reads:
            return
        kinds = {one.kind for one in self._values.of(node, scope)}
        if kinds & {"client", "resource", "object", "session"} and not self._is_followed(body, node, scope):
            self._found.unseen = self._found.unseen or "a client is handed on"
        if "environ" in kinds and not self._is_followed(body, node, scope):
            self._found.hidden_reads = self._found.hidden_reads or "the environment is handed on"

    @staticmethod
    def _above(body: ast.AST, node: ast.AST) -> ast.AST | None:
        return _parents(body).get(id(node))

    def _has_fallback(self, body: ast.AST, node: ast.AST) -> bool:
        """Whether something stands in where a value is not set: `x or "default"`."""
        above = self._above(body, node)
        return isinstance(above, ast.BoolOp) and isinstance(above.op, ast.Or) and above.values[-1] is not node

    def _is_followed(self, body: ast.AST, node: ast.AST, scope: Scope) -> bool:
        """Whether a client is used where its use is seen: its method, an assignment, an argument of the package's."""
        above = self._above(body, node)
        if isinstance(above, ast.keyword):
            above = self._above(body, above)
        if isinstance(above, ast.Call):
            called = self._values.of(above.func, scope)
            return node is above.func or (bool(called) and all(one.kind in ("function", "class") for one in called))
        if isinstance(
            above, (ast.Attribute, ast.Return, ast.Compare, ast.Subscript, ast.UnaryOp, ast.BoolOp, ast.Expr)
        ):
            return True
        if isinstance(above, (ast.Assign, ast.AnnAssign)):
            targets = above.targets if isinstance(above, ast.Assign) else [above.target]
            return not any(isinstance(one, ast.Subscript) for one in targets)
        return isinstance(above, (ast.If, ast.IfExp, ast.While, ast.NamedExpr))


@lru_cache(maxsize=256)
def _parents(body: ast.AST) -> dict[int, ast.AST]:
    return {id(child): node for node in ast.walk(body) for child in ast.iter_child_nodes(node)}
