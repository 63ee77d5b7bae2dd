"""A handler in JavaScript or TypeScript: what is reached from it, what that calls, reads and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.sdk import client_of_class, client_of_package
from stackproof.sources.handlers.javascript_modules import Scripts
from stackproof.sources.handlers.model import Aim, Call, Guard, Handler, Imported, Read, Trouble
from stackproof.sources.javascript import bare, inside, text_of, words

if TYPE_CHECKING:
    from tree_sitter import Node

    from stackproof.sources.handlers.javascript_modules import Script
    from stackproof.sources.packages import Package

_DOCUMENT = {"put": "PutItem", "get": "GetItem", "update": "UpdateItem", "delete": "DeleteItem", "query": "Query",
             "scan": "Scan", "batchget": "BatchGetItem", "batchwrite": "BatchWriteItem",
             "transactget": "TransactGetItems", "transactwrite": "TransactWriteItems"}  # fmt: skip
_ELSEWHERE = frozenset({"credentials", "endpoint", "accessKeyId", "secretAccessKey", "profile"})
_TESTS = frozenset({"if_statement", "ternary_expression", "while_statement"})

# https://nodejs.org/api/modules.html#built-in-modules
_BUILT_IN = frozenset(
    {"assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram",
     "diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module",
     "net", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "sea",
     "sqlite", "stream", "string_decoder", "sys", "test", "timers", "tls", "trace_events", "tty", "url",
     "util", "v8", "vm", "wasi", "worker_threads", "zlib"}
)  # fmt: skip


class _Env(NamedTuple):
    name: str
    default: bool


def read_javascript(package: Package, handler: str) -> Handler:
    """What a handler such as `src/orders.handler` does.

    Args:
        package: the code of the function.
        handler: as the function names it.
    """
    found = Handler()
    path, _, name = handler.rpartition(".")
    scripts = Scripts(package)
    shipped = [one for one in (f"{path}.{ending}" for ending in ("js", "mjs", "cjs")) if one in package.names]
    script = scripts.at(shipped[0]) if shipped else scripts.named(path)
    if script is None or (not shipped and script.name.rpartition(".")[0] != path):
        words_ = f"{shipped[0]} cannot be read" if shipped else f"there is no {path}.js in the package"
        if not shipped:
            found.troubles.append(Trouble("no_module", words_, package.at.at))
        found.unseen = found.hidden_reads = words_
        return found
    if not shipped and package.whole and not _is_compiled(package):
        message = f"there is no {path}.js in the package, and Node.js does not run {script.name} as it is"
        found.troubles.append(Trouble("no_module", message, package.at.at))
    local = script.exports.get(name)
    if local is None and not script.is_open and not script.broken:
        found.troubles.append(Trouble("no_function", f"it exports no {name}", package.place(script.name, 1)))
    body = script.functions.get(local or name)
    block = body.child_by_field_name("body") if body is not None else None
    if body is not None and block is not None and block.type == "statement_block" and not block.named_children:
        at = package.place(script.name, body.start_point[0] + 1)
        found.troubles.append(Trouble("stub", f"{name} does nothing", at))
    _Walk(package, scripts, found).go(script, local or name)
    return found


def _is_compiled(package: Package) -> bool:
    """Whether a compiler writes JavaScript beside TypeScript before the package is made."""
    return any(one.rpartition("/")[2].startswith("tsconfig") for one in package.sources.contents)


class _Walk:
    """Goes through all that the handler reaches."""

    def __init__(self, package: Package, scripts: Scripts, found: Handler) -> None:
        self._package = package
        self._scripts = scripts
        self._found = found
        self._done: set[tuple[str, int]] = set()
        self._waiting: list[tuple[Script, Node]] = []
        self._mentioned: set[str] = set()
        self._scripts_seen: dict[str, Script] = {}
        self._calls: list[Call] = []
        self._elsewhere: set[str] = set()

    def go(self, script: Script, handler: str) -> None:
        """From the top of the module and the handler to everything that they name."""
        self._load(script)
        if handler in script.functions:
            self._waiting.append((script, script.functions[handler]))
        while self._waiting or self._methods():
            here, node = self._waiting.pop()
            if (here.name, node.id) not in self._done:
                self._done.add((here.name, node.id))
                self._unit(here, node)
        self._found.calls = [one for one in self._calls if one.client not in self._elsewhere]
        if self._elsewhere:
            self._found.unseen = self._found.unseen or "a client has an endpoint or credentials of its own"
        self._found.others = tuple(sorted({one.name for one in self._found.imports}))
        self._found.words = frozenset(
            words(node) for one in self._scripts_seen.values() for node in inside(one.root)
            if node.type in ("string_fragment", "property_identifier", "shorthand_property_identifier_pattern")
        )  # fmt: skip

    def _load(self, script: Script) -> None:
        if script.name in self._scripts_seen:
            return
        self._scripts_seen[script.name] = script
        if script.broken:
            self._found.unseen = self._found.unseen or f"{script.name} is not read whole"
            self._found.hidden_reads = self._found.hidden_reads or self._found.unseen
        self._waiting.append((script, script.root))
        for source, node in script.sources:
            other = self._scripts.imported(source, script)
            if other is not None:
                self._load(other)
            elif source.startswith("."):
                self._found.unseen = self._found.unseen or f"{source} is not read"
                self._found.hidden_reads = self._found.hidden_reads or self._found.unseen
            elif source:
                self._import(source, node, script)

    def _import(self, source: str, node: Node, script: Script) -> None:
        guarded = False
        above: Node | None = node
        while above is not None:
            guarded = guarded or above.type == "try_statement" or "function" in above.type
            above = above.parent
        name = "/".join(source.split("/")[: 2 if source.startswith("@") else 1])
        if name.removeprefix("node:") not in _BUILT_IN and not name.startswith("@aws-sdk/"):
            at = self._package.place(script.name, node.start_point[0] + 1)
            self._found.imports.append(Imported(name, guarded, at))

    def _methods(self) -> bool:
        """Methods whose names are mentioned somewhere."""
        for script in self._scripts_seen.values():
            for name in script.methods.keys() & (self._mentioned | {"constructor"}):
                for node in script.methods[name]:
                    if (script.name, node.id) not in self._done:
                        self._waiting.append((script, node))
        return bool(self._waiting)

    def _unit(self, script: Script, unit: Node) -> None:
        """The code of a module outside of its functions, or of one of them."""
        own = {node.id for node in script.functions.values()} | {n.id for many in script.methods.values() for n in many}
        nodes: list[Node] = []
        stack = [unit]
        while stack:
            node = stack.pop()
            nodes.append(node)
            stack.extend(reversed([child for child in node.children if child.id not in own]))
        tests = self._tests(script, nodes)
        for node in nodes:
            if node.type in ("identifier", "shorthand_property_identifier") and not _is_binding(node):
                self._name(script, words(node))
            elif node.type == "property_identifier":
                self._mentioned.add(words(node))
            elif node.type == "new_expression":
                self._new(script, node, tests)
            elif node.type == "call_expression":
                self._call(script, node, tests)
            if node.type in ("member_expression", "subscript_expression"):
                self._read(script, node, tests)
            elif node.type == "variable_declarator" and words(bare(node.child_by_field_name("value"))) == "process.env":
                self._taken_apart(script, node, tests)

    def _name(self, script: Script, name: str) -> None:
        if name in script.functions:
            self._waiting.append((script, script.functions[name]))
        imported = script.imports.get(name)
        other = self._scripts.imported(imported.module, script) if imported is not None else None
        if imported is None or other is None:
            return
        for local in [other.exports.get(imported.name, imported.name)] if imported.name else other.functions:
            if local in other.functions:
                self._waiting.append((other, other.functions[local]))
        if imported.name == "default":
            self._waiting.extend((other, node) for node in other.functions.values())

    def _tests(self, script: Script, nodes: list[Node]) -> frozenset[Guard]:
        """The environment variables that this code asks about."""
        found: set[Guard] = set()
        for node in nodes:
            asked = node.child_by_field_name("condition") if node.type in _TESTS else None
            if node.type == "binary_expression" and words(node.child_by_field_name("operator")) == "&&":
                asked = node.child_by_field_name("left")
            for part in inside(asked) if asked is not None else ():
                if part.type in ("identifier", "member_expression", "subscript_expression"):
                    env = self._variable(script, part)
                    if env is not None:
                        compared = part.parent is not None and part.parent.type == "binary_expression"
                        logical = compared and words(part.parent.child_by_field_name("operator")) in ("&&", "||")  # type: ignore[union-attr]
                        found.add(Guard(env.name, not compared or logical))
        return frozenset(found)

    def _variable(self, script: Script, node: Node | None, depth: int = 0) -> _Env | None:
        """The environment variable that an expression is the value of."""
        node = bare(node)
        if node is None or depth > 5:
            return None
        if node.type == "member_expression" and words(node.child_by_field_name("object")) == "process.env":
            return _Env(words(node.child_by_field_name("property")), False)
        if node.type == "subscript_expression" and words(node.child_by_field_name("object")) == "process.env":
            name = text_of(node.child_by_field_name("index"))
            return _Env(name, False) if name is not None else None
        if node.type == "binary_expression" and words(node.child_by_field_name("operator")) in ("||", "??"):
            left = self._variable(script, node.child_by_field_name("left"), depth + 1)
            return left._replace(default=True) if left is not None else None
        if node.type == "identifier":
            bound = script.values.get(words(node), [])
            return self._variable(script, bound[0], depth + 1) if len(bound) == 1 else None
        return None

    def _value(self, script: Script, node: Node | None, depth: int = 0) -> Node | None:
        """What an expression is, through the one declaration of a name."""
        node = bare(node)
        if node is None or node.type != "identifier" or depth > 5:
            return node
        bound = script.values.get(words(node), [])
        return self._value(script, bound[0], depth + 1) if len(bound) == 1 else node

    def _aims(self, script: Script, node: Node | None) -> tuple[dict[str, Aim], frozenset[str] | None]:
        """What the arguments of a call hold, and their names where they are all known."""
        made = self._value(script, node)
        if made is None or made.type != "object":
            return {}, None if node is not None else frozenset()
        aims: dict[str, Aim] = {}
        given: set[str] = set()
        whole = True
        for one in made.named_children:
            value: Node | None = one
            key = words(one)
            if one.type == "pair":
                key, value = words(one.child_by_field_name("key")), one.child_by_field_name("value")
            elif one.type != "shorthand_property_identifier":
                whole = whole and one.type == "comment"
                continue
            else:
                bound = script.values.get(key, [])
                value = bound[0] if len(bound) == 1 else None
            given.add(key.lower())
            literal = text_of(self._value(script, value))
            env = self._variable(script, value)
            if literal is not None:
                aims[key.lower()] = Aim("literal", literal)
            elif env is not None and not env.default:
                aims[key.lower()] = Aim("variable", env.name)
        return aims, frozenset(given) if whole else None

    def _new(self, script: Script, node: Node, tests: frozenset[Guard]) -> None:
        """`new PutItemCommand(...)`, `new Upload(...)`, and clients that are not the function's own."""
        constructor = node.child_by_field_name("constructor")
        imported = self._imported(script, constructor)
        given = node.child_by_field_name("arguments")
        first = given.named_children[0] if given is not None and given.named_children else None
        if imported is None:
            return
        module, name = imported
        client = client_of_package(module)
        if name.endswith("Command") and (client is not None or module == "@aws-sdk/lib-dynamodb"):
            method = name.removesuffix("Command")
            if module == "@aws-sdk/lib-dynamodb":
                client, method = "dynamodb", _DOCUMENT.get(method.lower(), method)
            self._add(script, node, client or "", method, first, tests)
        elif module == "@aws-sdk/lib-storage" and name == "Upload":
            self._add(script, node, "s3", "PutObject", None, tests)
        else:
            service = client or self._service(module, name)
            if service is not None and self._is_elsewhere(script, first):
                self._elsewhere.add(service)

    def _is_elsewhere(self, script: Script, given: Node | None) -> bool:
        made = self._value(script, given)
        if made is None:
            return False
        if made.type != "object":
            return True
        keys = {words(one.child_by_field_name("key") or one) for one in made.named_children}
        return bool(keys & _ELSEWHERE) or any(one.type == "spread_element" for one in made.named_children)

    def _imported(self, script: Script, node: Node | None) -> tuple[str, str] | None:
        """The module and the name in it that `PutCommand` or `AWS.DynamoDB.DocumentClient` means."""
        path: list[str] = []
        while node is not None and node.type == "member_expression":
            path.insert(0, words(node.child_by_field_name("property")))
            node = node.child_by_field_name("object")
        imported = script.imports.get(words(node)) if node is not None and node.type == "identifier" else None
        if imported is None:
            return None
        head = [] if imported.name in ("", "default") else [imported.name]
        return imported.module, ".".join([*head, *path])

    def _service(self, module: str, name: str) -> str | None:
        """The client of a class of the SDK: `S3` of either version, `DynamoDB.DocumentClient`."""
        if module == "aws-sdk":
            return client_of_class(name.removesuffix(".DocumentClient"))
        if module.startswith("aws-sdk/clients/"):
            return client_of_class(module.removeprefix("aws-sdk/clients/"))
        return client_of_package(module)

    def _call(self, script: Script, node: Node, tests: frozenset[Guard]) -> None:
        """`s3.getObject(...)` of version 2, `dynamodb.putItem(...)`, `paginateScan(...)`."""
        function = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        first = given.named_children[0] if given is not None and given.named_children else None
        if function is None:
            return
        if function.type == "identifier":
            imported = script.imports.get(words(function))
            client = client_of_package(imported.module) if imported is not None else None
            if imported is not None and client is not None and imported.name.startswith("paginate"):
                self._add(script, node, client, imported.name.removeprefix("paginate"), None, tests)
            return
        if function.type != "member_expression":
            return
        made = self._value(script, function.child_by_field_name("object"))
        if made is None or made.type != "new_expression":
            return
        imported_ = self._imported(script, made.child_by_field_name("constructor"))
        service = self._service(*imported_) if imported_ is not None else None
        method = words(function.child_by_field_name("property"))
        if imported_ is None or service is None or method in ("send", "destroy", "config", "makeRequest", "waitFor"):
            return
        if imported_[1].endswith("DocumentClient"):
            method = _DOCUMENT.get(method.lower(), method)
        self._add(script, node, service, method, first, tests)

    def _add(
        self, script: Script, node: Node, client: str, method: str, given: Node | None, tests: frozenset[Guard]
    ) -> None:
        aims, names = self._aims(script, given)
        at = self._package.place(script.name, node.start_point[0] + 1)
        operation = method[:1].upper() + method[1:]
        self._calls.append(Call(client, method.lower(), aims, names, at, tests, operation))
        for aim in aims.values():
            if aim.kind == "variable":
                self._found.reads.append(Read(aim.text, False, True, at, tests))

    def _read(self, script: Script, node: Node, tests: frozenset[Guard]) -> None:
        if words(node) == "process.env":
            parent = node.parent
            if parent is None or parent.type not in (
                "member_expression",
                "subscript_expression",
                "variable_declarator",
            ):
                self._found.hidden_reads = self._found.hidden_reads or "the environment is read as a whole"
            return
        if words(node.child_by_field_name("object")) != "process.env":
            return
        env = self._variable(script, node)
        if env is None:
            self._found.hidden_reads = self._found.hidden_reads or "a variable's name is not known"
            return
        above = node.parent
        while above is not None and bare(above) is not above:
            above = above.parent
        default = above is not None and above.type == "binary_expression"
        at = self._package.place(script.name, node.start_point[0] + 1)
        self._found.reads.append(Read(env.name, default, False, at, tests))

    def _taken_apart(self, script: Script, node: Node, tests: frozenset[Guard]) -> None:
        """`const { TABLE, STAGE = "dev" } = process.env`."""
        pattern = node.child_by_field_name("name")
        for one in pattern.named_children if pattern is not None and pattern.type == "object_pattern" else ():
            if one.type == "rest_pattern":
                self._found.hidden_reads = self._found.hidden_reads or "the environment is read as a whole"
                continue
            name = words(one.child_by_field_name("key") or one.child_by_field_name("left") or one)
            at = self._package.place(script.name, one.start_point[0] + 1)
            self._found.reads.append(Read(name, "assignment" in one.type, False, at, tests))


def _is_binding(node: Node) -> bool:
    """Whether a name is given or exported here, and not used."""
    above = node.parent
    if above is None or above.child_by_field_name("name") == node or above.type == "export_specifier":
        return True
    while above is not None and above.type in ("object", "pair"):
        above = above.parent
    return above is not None and words(above.child_by_field_name("left")).startswith(("module.exports", "exports."))
