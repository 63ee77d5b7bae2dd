"""The handler of a function is in its code.

## What it does
Reports a function whose `Handler` names a module that its package does not have, or a function that the module does
not define. Packages that a build or a framework adds something to are left alone, as are modules in folders of builds,
what a layer may hold, and runtimes other than Python and Node.js.

## Why is this bad
The deployment succeeds, and each invocation fails with `Runtime.ImportModuleError` or `Runtime.HandlerNotFound`.

## How to mend
Write `Handler` as the path of the module inside the package, a dot, and the function. Code that is written into a
CloudFormation template is in a module called `index`.

## References
- [Handlers in Python](https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html)
- [Handlers in Node.js](https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule
from stackproof.sources.functions import code_of, has_layers, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.sources.packages import Package


@rule(
    id="LAMBDA-CODE-001",
    title="Handler that the code of the function does not have",
    severity="high",
    blocks="runtime",
    category="deployability",
    types=("AWS::Lambda::Function",),
    root_cause="The handler's name was written without regard to the files of the package.",
    fix="Let Handler name the module inside the package and the function in it.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
    source="Lambda Developer Guide, python-handler and nodejs-handler, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Compares the handler with the package, where all of that is seen."""
    if context.sources is None or function.framework or function.exists is Truth.NO:
        return
    code = code_of(function, context.sources)
    if code.handler is None or is_placeholder(code.package):
        return
    written = function.get("Handler")
    for trouble in code.handler.troubles:
        if trouble.kind == "no_module" and code.package.whole and not _may_be_there(function, code.package):
            names = sorted(code.package.names)
            listed = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
            yield Fault(
                f"the code of {function.address} has no module for its handler: {trouble.message}",
                written,
                (*quoted({"Handler": written}), f"the package holds {listed}"),
            )
        elif trouble.kind == "no_function":
            at = trouble.at
            message = f"the handler of {function.address} is not in {at.file}: {trouble.message}"
            yield Fault(message, written, quoted({"Handler": written}))


def _may_be_there(function: Resource, package: Package) -> bool:
    """Whether a layer (an agent's handler), a library or a build may have the module."""
    module = (string(function.get("Handler")) or "").rpartition(".")[0]
    if has_layers(function) or package.has_library(module.replace(".", "/").split("/")[0]):
        return True
    return any(package.is_made(f"{module}.{ending}") for ending in ("js", "mjs", "py"))
