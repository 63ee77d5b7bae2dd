"""References from one stack to another, which the framework writes as outputs and remote states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import get
from stackproof.graph.values import Absent, Reference, Sensitive, Unknown, Value, moved, rewrite
from stackproof.vocabulary.json_text import Encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stackproof.synthesis.cdktf.stacks import StackDocument
    from stackproof.vocabulary.native import NativeGraph

_REMOTE = "terraform_remote_state"
_INPUT = "cross-stack-reference-input-"
_OUTPUT = "cross-stack-output-"
_MAX_HOPS = 20


class Crossing:
    """Finds what a reference to a remote state means, where that is the state of another stack of the program.

    Args:
        native: all stacks of the program.
        documents: the same, as they were synthesised.
        key_of: the key in the graph for the name of a stack; it stands in front of the stack's addresses.
    """

    def __init__(self, native: NativeGraph, documents: Sequence[StackDocument], key_of: Callable[[str], str]) -> None:
        self._native = native
        self._outputs = {(output.stack, output.name): output for output in native.outputs}
        self._states = {
            f"{key_of(stack.name)}/data.{_REMOTE}.{name}": key_of(producer.name)
            for stack in documents
            for name, block in _remote_states(stack)
            if (producer := _producer(name, block, stack, documents)) is not None
        }

    def resolve(self) -> None:
        """Puts what is meant in the place of such references, in the graph itself."""
        if not self._states:
            return
        for resource in self._native.resources.values():
            arguments = self._resolved(resource.arguments)
            assert isinstance(arguments, type(resource.arguments))
            resource.arguments = arguments
        for output in self._native.outputs:
            output.value = self._resolved(output.value)
            if output.name.startswith(_OUTPUT) and isinstance(output.value, Sensitive):
                # The framework says so of every such output, whatever it is.
                output.value = output.value.inner
        for address in self._states:
            self._native.resources.pop(address, None)
        gone = self._states.keys()
        for resource in self._native.resources.values():
            resource.depends_on = tuple(one for one in resource.depends_on if one not in gone)

    def _resolved(self, value: Value) -> Value:
        return rewrite(value, lambda one: self._meant(one, 0))

    def _meant(self, value: Value, hops: int) -> Value:
        if isinstance(value, Encoded):
            return Encoded(rewrite(value.structure, lambda one: self._meant(one, hops)), value.at, value.assumed)
        if not isinstance(value, Reference) or value.target not in self._states:
            return value
        stack = self._states[value.target]
        what, _, rest = value.attribute.partition(".")
        name, _, below = rest.partition(".")
        if what != "outputs" or not name:
            return value
        output = self._outputs.get((stack, name))
        if output is None or hops > _MAX_HOPS:
            return Unknown(f"the stack {stack} has no output {name}", None, value.at)
        found = output.value
        if name.startswith(_OUTPUT) and isinstance(found, Sensitive):
            found = found.inner
        found = rewrite(found, lambda one: self._meant(one, hops + 1))
        steps = [int(step) if step.isdigit() else step for step in below.split(".") if step]
        found = get(found, *steps) if steps else found
        if isinstance(found, Absent):
            return Unknown(f"the output {name} of the stack {stack} has no {below}", None, value.at)
        return moved(found, value.at)


def _remote_states(stack: StackDocument) -> list[tuple[str, dict[str, object]]]:
    data = stack.document.get("data")
    found = data.get(_REMOTE) if isinstance(data, dict) else None
    named = found.items() if isinstance(found, dict) else ()
    return [(name, block) for name, block in named if isinstance(block, dict)]


def _producer(
    name: str, block: dict[str, object], stack: StackDocument, documents: Sequence[StackDocument]
) -> StackDocument | None:
    """The stack whose state it is: by the framework's own name for it, else by where the state lies."""
    others = [other for other in documents if other is not stack]
    if name.startswith(_INPUT):
        wanted = _bare(name.removeprefix(_INPUT))
        named = [other for other in others if _bare(other.path) == wanted]
        if len(named) == 1:
            return named[0]
    config, kind = block.get("config"), block.get("backend")
    if not isinstance(config, dict) or not isinstance(kind, str) or not config:
        return None
    there = [other for other in others if _backend(other, kind) == config]
    return there[0] if len(there) == 1 else None


def _bare(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name)


def _backend(stack: StackDocument, kind: str) -> object:
    settings = stack.document.get("terraform")
    backend = settings.get("backend") if isinstance(settings, dict) else None
    return backend.get(kind) if isinstance(backend, dict) else None
