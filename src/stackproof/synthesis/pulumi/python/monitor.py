"""Stands for Pulumi's engine: records what a program registers, and answers as the engine would in a preview.

Every record is a line of JSON of its own, written at once, so that a program that fails late still tells of what it
had made. `stackproof.synthesis.pulumi.records` says what the lines hold.

The process is the foreign program's too: nothing that is written here may be believed without a check.
"""
# ruff: noqa: PTH123
# (The engine's methods have the names of its protocol; pathlib would add to the start of every synthesis.)

from __future__ import annotations

import itertools
import json
import sys
from contextvars import ContextVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from stackproof.synthesis.programs.tracing import Tracer
    from stackproof.synthesis.pulumi.python.answers import Answers
    from stackproof.synthesis.pulumi.python.placeholders import Mint
    from stackproof.synthesis.pulumi.python.transforms import Transforms

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_MAX_RECORDS = 200_000

making: ContextVar[dict[str, Any] | None] = ContextVar("making", default=None)
"""What is known of the registration or call that is under way: the class of the result and the user's frames."""


class Monitor:
    """The engine's side of the protocol.

    Args:
        file: where the records go.
        tracer: tells the user's frames.
        answers: what the program is told.
        project, stack: names for the URNs.
    """

    def __init__(self, file: str, tracer: Tracer, answers: Answers, stack: str, project: str) -> None:
        self.file = open(file, "w", encoding="utf-8")  # noqa: SIM115 - open as long as the program runs
        self.tracer = tracer
        self.answers = answers
        self.stack = stack
        self.project = project
        self.count = 0
        self.calls: dict[str, int] = {}
        self.transforms: Transforms | None = None

    def record(self, kind: str, **what: object) -> None:
        """Writes one record."""
        self.count += 1
        if self.count <= _MAX_RECORDS:
            self.file.write(json.dumps({"kind": kind, **what}) + "\n")
            self.file.flush()

    # What the protocol asks for.

    def features(self) -> set[Any]:
        """What this engine can do, in the numbers of a version of Pulumi that has them; empty in an earlier one."""
        from pulumi.runtime.proto import resource_pb2

        names = (
            "SECRETS", "RESOURCE_REFERENCES", "ALIAS_SPECS", "REPLACEMENT_TRIGGER", "DELETED_WITH", "REPLACE_WITH",
            "TRANSFORMS", "INVOKE_TRANSFORMS", "PARAMETERIZATION", "RESOURCE_HOOKS", "ERROR_HOOKS",
            "INVOKE_DEPENDS_ON",
        )  # fmt: skip
        found = (getattr(resource_pb2, f"RESOURCE_MONITOR_FEATURE_{name}", None) for name in names)
        return {one for one in found if one is not None}

    def GetDeploymentInfo(self, _: object) -> Any:  # noqa: ANN401
        """What this engine can do."""
        from pulumi.runtime.proto import resource_pb2

        return resource_pb2.DeploymentInfo(supportedFeatures=sorted(self.features()))

    def SupportsFeature(self, request: Any) -> Any:  # noqa: ANN401
        """Outputs inside of inputs are resolved beforehand: then what they depend on is told beside them."""
        from pulumi.runtime.proto import resource_pb2

        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id != "outputValues")

    def RegisterPackage(self, _: object) -> Any:  # noqa: ANN401
        """A parameterised provider."""
        from pulumi.runtime.proto import resource_pb2

        return resource_pb2.RegisterPackageResponse(ref="package")

    def _nothing(self, _: object) -> Any:  # noqa: ANN401
        from google.protobuf import empty_pb2  # type: ignore[import-untyped]

        return empty_pb2.Empty()

    SignalAndWaitForShutdown = RegisterResourceHook = RegisterErrorHook = _nothing
    RegisterStackTransform = RegisterStackInvokeTransform = _nothing

    def ExistsResource(self, _: object) -> Any:  # noqa: ANN401
        """Whether something is there can be told only in the account."""
        from pulumi.runtime.proto import resource_pb2

        return resource_pb2.ExistsResourceResponse(exists=False, unknown=True)

    def RegisterResource(self, request: Any) -> Any:  # noqa: ANN401
        """A resource or component of the program's."""
        from pulumi.runtime.proto import resource_pb2

        urn = self._urn(request)
        told = making.get() or {}
        if request.type == "pulumi:pulumi:Stack":
            self.record("stack", urn=urn, name=request.name)
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if self.transforms is not None:
            self.transforms.apply(request, urn)
        inputs = _plain(request.object)
        real = request.custom or request.remote
        outputs = self.answers.outputs(told.get("class"), inputs) if real else {}
        placeholders = {}
        identifier = ""
        if request.custom:
            identifier = self.answers.mint.placeholder("id")
            placeholders["id"] = identifier
        answer, missing = self.answers.together(inputs, outputs, placeholders, told.get("class"))
        self.record(
            "resource",
            token=request.type,
            name=request.name,
            urn=urn,
            parent=request.parent,
            custom=request.custom,
            remote=request.remote,
            inputs=inputs,
            provider=request.provider,
            providers=dict(request.providers),
            dependencies=sorted(request.dependencies),
            propertyDependencies={key: sorted(item.urns) for key, item in request.propertyDependencies.items()},
            options=_options(request),
            placeholders=placeholders,
            missing=missing,
            order=told.get("order", 0),
            frames=told.get("frames", []),
            site=told.get("site", 0),
        )
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identifier, object=_struct(answer))

    def ReadResource(self, request: Any) -> Any:  # noqa: ANN401
        """A resource that is there already."""
        from pulumi.runtime.proto import resource_pb2

        urn = self._urn(request)
        told = making.get() or {}
        inputs = _plain(request.properties)
        placeholders: dict[str, str] = {}
        outputs = self.answers.outputs(told.get("class"), inputs)
        answer, _ = self.answers.together(inputs, outputs, placeholders, told.get("class"))
        self.record(
            "read",
            token=request.type,
            name=request.name,
            urn=urn,
            parent=request.parent,
            id=request.id,
            inputs=inputs,
            provider=request.provider,
            dependencies=sorted(request.dependencies),
            placeholders=placeholders,
            order=told.get("order", 0),
            frames=told.get("frames", []),
            site=told.get("site", 0),
        )
        return resource_pb2.ReadResourceResponse(urn=urn, properties=_struct(answer))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: ANN401
        """What a stack or component gives."""
        self.record("outputs", urn=request.urn, outputs=_plain(request.outputs))
        return self._nothing(request)

    def Invoke(self, request: Any) -> Any:  # noqa: ANN401
        """A question to a provider."""
        from pulumi.runtime.proto import provider_pb2, resource_pb2

        inputs = _plain(request.args)
        told = making.get() or {}
        number = self.calls[request.tok] = self.calls.get(request.tok, 0) + 1
        placeholders: dict[str, str] = {}
        answer = {"id": UNKNOWN}
        klass = told.get("class")
        if klass is not None:
            known = dict(inputs)
            outputs = self.answers.call(klass, request.tok, known)
            answer, _ = self.answers.together(known, outputs, placeholders, None)
        self.record(
            "call",
            token=request.tok,
            number=number,
            inputs=inputs,
            provider=request.provider,
            placeholders=placeholders,
            order=told.get("order", 0),
            frames=told.get("frames", []),
            site=told.get("site", 0),
        )
        # Earlier versions of Pulumi had no message of its own for it.
        response = getattr(resource_pb2, "ResourceInvokeResponse", None) or provider_pb2.InvokeResponse
        return response(**{"return": _struct(answer)})

    def Call(self, request: Any) -> Any:  # noqa: ANN401
        """A method of a remote component or provider: its implementation is not run."""
        from pulumi.runtime.proto import provider_pb2

        told = making.get() or {}
        self.record("method", token=request.tok, frames=told.get("frames", []), site=told.get("site", 0))
        return provider_pb2.CallResponse(**{"return": _struct({"value": UNKNOWN})})

    def _urn(self, request: Any) -> str:  # noqa: ANN401
        kind = request.type
        if request.parent and not request.parent.split("::")[2].endswith("pulumi:pulumi:Stack"):
            kind = f"{request.parent.split('::')[2]}${kind}"
        return f"urn:pulumi:{self.stack}::{self.project}::{kind}::{request.name}"


def _options(request: Any) -> dict[str, Any]:  # noqa: ANN401
    """What the program told the engine to do with the resource."""
    names = ("protect", "retainOnDelete", "deleteBeforeReplace", "ignoreChanges", "replaceOnChanges", "importId",
             "deletedWith", "additionalSecretOutputs")  # fmt: skip
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(request, name, None)
        if value:
            found[name] = value if isinstance(value, (str, bool)) else list(value)
    timeouts = {name: getattr(request.customTimeouts, name, "") for name in ("create", "update", "delete")}
    if any(timeouts.values()):
        found["customTimeouts"] = {name: value for name, value in timeouts.items() if value}
    aliases = [alias.urn or alias.spec.name for alias in request.aliases if alias.urn or alias.spec.name]
    aliases = aliases or list(request.aliasURNs)
    if aliases:
        found["aliases"] = aliases
    return found


def _plain(struct: Any) -> dict[str, Any]:  # noqa: ANN401
    """A protobuf structure as data."""

    def value(one: Any) -> Any:  # noqa: ANN401
        kind = one.WhichOneof("kind")
        if kind == "struct_value":
            return {key: value(item) for key, item in one.struct_value.fields.items()}
        if kind == "list_value":
            return [value(item) for item in one.list_value.values]
        return None if kind in (None, "null_value") else getattr(one, kind)

    return {key: value(item) for key, item in struct.fields.items()}


def _struct(data: dict[str, Any]) -> Any:  # noqa: ANN401
    from google.protobuf import struct_pb2

    struct = struct_pb2.Struct()
    struct.update(data)
    return struct


def watch(tracer: Tracer, mint: Mint) -> None:
    """Lets registrations and calls tell their class and the user's frames, and gives out placeholders as such."""
    from pulumi import resource as resources
    from pulumi import runtime
    from pulumi.runtime import resource as registering
    from pulumi.runtime import rpc

    counted = itertools.count(1)

    def told(klass: type | None, instance: object) -> dict[str, Any]:
        frames, site = tracer.frames(instance, sys._getframe(2))
        return {"class": klass, "frames": frames, "site": site, "order": next(counted)}

    for name in ("register_resource", "read_resource"):
        original = getattr(resources, name)
        original = getattr(original, "original", original)

        def registered(res: object, *args: Any, original: Any = original, **named: Any) -> Any:  # noqa: ANN401
            token = making.set(told(type(res), res))
            try:
                return original(res, *args, **named)
            finally:
                making.reset(token)

        setattr(registered, "original", original)  # noqa: B010 - a function
        setattr(resources, name, registered)
    for name in ("invoke", "invoke_output", "invoke_async", "invoke_single", "invoke_output_single", "call"):
        original = getattr(runtime, name, None)
        original = getattr(original, "original", original)
        if original is None:
            continue

        def asked(*args: Any, original: Any = original, **named: Any) -> Any:  # noqa: ANN401
            token = making.set(told(named.get("typ"), None))
            try:
                return original(*args, **named)
            finally:
                making.reset(token)

        setattr(asked, "original", original)  # noqa: B010 - a function
        setattr(runtime, name, asked)
    deserialize = getattr(rpc.deserialize_property, "original", rpc.deserialize_property)

    def deserialized(value: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        result = deserialize(value, *args, **named)
        return mint.watched(result) if isinstance(result, str) else result

    setattr(deserialized, "original", deserialize)  # noqa: B010 - a function
    rpc.deserialize_property = deserialized
    # An identifier takes a way of its own.
    give = getattr(registering.resource_output, "original", registering.resource_output)

    def given(res: Any) -> Any:  # noqa: ANN401
        resolve, made = give(res)

        def resolved(value: Any, *args: Any) -> Any:  # noqa: ANN401
            return resolve(mint.watched(value) if isinstance(value, str) else value, *args)

        return resolved, made

    setattr(given, "original", give)  # noqa: B010 - a function
    setattr(registering, "resource_output", given)  # noqa: B010 - a function
    # A question about what is not known yet is asked all the same: what comes of it is a placeholder.
    setattr(rpc, "struct_contains_unknowns", lambda _: False)  # noqa: B010 - a function
    _watch_apply(mint)


def _watch_apply(mint: Mint) -> None:
    """What a function made after it had asked a placeholder something is not known."""
    from pulumi import output

    apply = getattr(output.Output.apply, "original", output.Output.apply)

    def applied(self: Any, func: Any, run_with_unknowns: bool = False) -> Any:  # noqa: ANN401
        def watched(value: Any) -> Any:  # noqa: ANN401
            before = mint.asked
            result = func(value)
            return output.UNKNOWN if mint.asked > before else result

        return apply(self, watched, run_with_unknowns)

    setattr(applied, "original", apply)  # noqa: B010 - a function
    setattr(output.Output, "apply", applied)  # noqa: B010 - a method
