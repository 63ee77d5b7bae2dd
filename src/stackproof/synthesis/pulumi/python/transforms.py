"""Transforms that Pulumi's engine would ask the program for: they run in the program here as well.

The process is the foreign program's too: nothing that is written here may be believed without a check.
"""

from __future__ import annotations

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Transforms:
    """Stands for the server through which Pulumi's engine calls the program back.

    Args:
        loop: the program's; the engine's side asks from another thread.
        note: told what cannot be done here.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, note: Callable[[str], None]) -> None:
        self.loop = loop
        self.note = note
        self.functions: dict[str, Callable[[Any], Any]] = {}
        self.of_stack: list[str] = []
        self.inherited: dict[str, list[str]] = {}

    def _callback(self, token: str) -> Any:  # noqa: ANN401
        from pulumi.runtime.proto import callback_pb2

        return callback_pb2.Callback(target="", token=token)

    def register_transform(self, function: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        """A transformation of one resource and its children."""
        token = f"transform {len(self.functions)}"
        self.functions[token] = function
        return self._callback(token)

    def register_stack_transform(self, function: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        """A transformation of all resources."""
        callback = self.register_transform(function)
        self.of_stack.append(callback.token)
        return callback

    def register_stack_invoke_transform(self, _: object) -> Any:  # noqa: ANN401
        """A transformation of all questions to providers."""
        self.note("transform of calls")
        return self._callback("")

    def register_resource_hook(self, _: object) -> None:
        """Runs at deployment."""

    register_error_hook = register_resource_hook

    def register_state_migration(self, _: object) -> Any:  # noqa: ANN401
        """Runs at deployment."""
        return self._callback("")

    def apply(self, request: Any, urn: str) -> None:  # noqa: ANN401
        """Changes a registration as the transforms of the resource, of those above it and of the stack say."""
        above = self.inherited.get(request.parent, [])
        own = [callback.token for callback in request.transforms] + above
        self.inherited[urn] = own
        for token in [*own, *self.of_stack]:
            function = self.functions.get(token)
            if function is not None:
                asyncio.run_coroutine_threadsafe(_applied(function, request), self.loop).result()


async def _applied(function: Callable[[Any], Any], request: Any) -> None:  # noqa: ANN401
    from inspect import isawaitable

    from pulumi.resource import ResourceOptions, ResourceTransformArgs
    from pulumi.runtime import rpc

    options = ResourceOptions(protect=request.protect, retain_on_delete=request.retainOnDelete)
    properties = rpc.deserialize_properties(request.object, True)
    arguments = ResourceTransformArgs(request.custom, request.type, request.name, properties, options)
    result = function(arguments)
    if isawaitable(result):
        result = await result
    if result is None:
        return
    request.object.CopyFrom(await rpc.serialize_properties(result.props, {}))
    if result.opts is not None and result.opts.protect is not None:
        request.protect = result.opts.protect
    if result.opts is not None and result.opts.retain_on_delete is not None:
        request.retainOnDelete = result.opts.retain_on_delete
