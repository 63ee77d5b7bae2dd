"""The entry of a function that the AWS CDK bundles (`NodejsFunction`): read from the call that makes it.

The handler in the template is that of the bundle, which is not made here. The entry is the argument `entry`, relative
to the working folder, or the file `<file of the call>.<id>.ts` beside it where there is none:
https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs-readme.html
"""

from __future__ import annotations

from posixpath import dirname, normpath
from typing import TYPE_CHECKING

from stackproof.sources.javascript import inside, syntax, text_of, words

if TYPE_CHECKING:
    from tree_sitter import Node

    from stackproof.graph.location import Location
    from stackproof.sources.project import ProjectSources

_CLASS = "NodejsFunction"
_ENDINGS = ("ts", "js", "mjs", "mts", "cts", "cjs", "tsx", "jsx")


def entry_of(at: Location, sources: ProjectSources) -> str | None:
    """The file of the project that the function made at a place begins with; None where that is not known."""
    text = sources.text(at.file) if at.file.endswith((".ts", ".js", ".tsx", ".mjs")) else None
    if text is None:
        return None
    root = sources.once(("syntax", at.file), lambda: syntax(at.file, text))
    calls = [
        node
        for node in inside(root)
        if node.type == "new_expression"
        and node.start_point[0] <= at.line - 1 <= node.end_point[0]
        and words(node.child_by_field_name("constructor")).rpartition(".")[2] == _CLASS
    ]
    calls = [one for one in calls if one.start_point[0] == at.line - 1] or calls
    if len(calls) != 1:
        return None
    given = calls[0].child_by_field_name("arguments")
    arguments = given.named_children if given is not None else []
    props = arguments[2] if len(arguments) > 2 else None
    if props is not None and props.type != "object":
        return None
    named = {words(one.child_by_field_name("key") or one): one for one in props.named_children} if props else {}
    if any(one.type == "spread_element" for one in named.values()):
        return None
    if "entry" in named:
        path = _path(named["entry"].child_by_field_name("value"), dirname(at.file))
        return path if path is not None and path in sources.contents else None
    name = text_of(arguments[1]) if len(arguments) > 1 else None
    beside = [f"{at.file.rpartition('.')[0]}.{name}.{ending}" for ending in _ENDINGS] if name is not None else []
    return next((one for one in beside if one in sources.contents), None)


def _path(node: Node | None, folder: str) -> str | None:
    """A path that is written: a text, `path.join(__dirname, ...)`, or a template that begins with `__dirname`."""
    if node is None:
        return None
    literal = text_of(node)
    if literal is not None:
        return _inner(literal)
    if node.type == "template_string":
        written = words(node)[1:-1].replace("${__dirname}", folder or ".")
        return None if "${" in written else _inner(written)
    if node.type != "call_expression":
        return None
    called = words(node.child_by_field_name("function")).rpartition(".")[2]
    given = node.child_by_field_name("arguments")
    if called not in ("join", "resolve") or given is None:
        return None
    steps = []
    for one in given.named_children:
        step = (folder or ".") if words(one) == "__dirname" else text_of(one)
        if step is None:
            return None
        steps.append(step)
    return _inner("/".join(steps)) if steps else None


def _inner(path: str) -> str | None:
    made = normpath(path)
    return None if made.startswith(("/", "..")) else made
