"""The records of a run become a native graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.graph.graph import Output, Problem, Stack
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, MapValue, Reference, Value, references
from stackproof.synthesis.pulumi.naming import place
from stackproof.synthesis.pulumi.providers import Provider, Providers
from stackproof.synthesis.pulumi.values import merged, settled
from stackproof.vocabulary import pulumi as words
from stackproof.vocabulary.native import NativeGraph, NativeResource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.synthesis.pulumi.decoding import Run
    from stackproof.synthesis.pulumi.records import Registration

_ERROR = 3
"""Severity of Pulumi's protocol."""

_META = {
    "deleteBeforeReplace": "delete_before_replace",
    "importId": "import",
    "customTimeouts": "timeouts",
    "aliases": "aliases",
    "additionalSecretOutputs": "additional_secret_outputs",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the deployment beside the program.

    Attributes:
        stack: its name; `assumed`, why it is that one where nobody said so.
        file: the project's file.
        provider: what the default provider of AWS is told.
    """

    stack: str
    file: Location
    provider: Provider
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Equals:
    """Two runs with equal settings and different placeholders: what differs between them nobody can know."""

    first: Run
    again: Run

    def inputs(self, address: str, run: Run, one: Registration) -> dict[str, Value] | None:
        """The values of a registration of one run, unknown where the two differ; None where one of them lacks it."""
        both = self.first.registered.get(address), self.again.registered.get(address)
        if both[0] is None or both[1] is None:
            return None
        return merged(run.inputs(one), self.first.inputs(both[0]), self.again.inputs(both[1]))


def build(run: Run, equals: Equals | None, told: Told) -> NativeGraph:
    """The native graph of a run.

    Args:
        run: the run; the first of the equal ones, or one under another suffix.
        equals: None where the program could not be run twice.
    """
    graph = NativeGraph()
    provider = told.provider
    name = Known(told.stack, told.file, told.assumed)
    graph.stacks[""] = Stack("", name, provider.region, provider.account, told.file)
    providers = Providers(run, provider)
    for address, one in run.registered.items():
        graph.resources[address] = _resource(run, one, equals, address, providers)
    _add_outputs(graph, run, equals)
    _add_components(graph, run)
    _add_reservations(graph, run)
    if equals is not None:
        _add_uncertain(graph, equals)
    if providers.explicit:
        graph.stacks[""].settings["providers"] = MapValue(dict(providers.explicit), told.file)
    return graph


def _resource(run: Run, one: Registration, equals: Equals | None, address: str, providers: Providers) -> NativeResource:
    at = run.names.location(one)
    settled_values = equals.inputs(address, run, one) if equals is not None else run.inputs(one)
    exists = Truth.YES if settled_values is not None else Truth.UNDECIDED
    is_call = one.kind == "call"
    kind = words.data_type(one.token) if is_call else words.terraform_type(one.token)
    values = settled_values if settled_values is not None else run.inputs(one)
    arguments = words.arguments(one.token, values, at, is_call=is_call)
    if one.kind == "read":
        arguments.entries.setdefault("id", run.decoder.value(one.identifier, at))
    provider = providers.of(one)
    region = arguments.entries.get("region", Absent())
    # What is made of an output that the program gave itself holds no reference, and waits all the same.
    waits = (found for urn in one.dependencies if (found := run.names.address_of(urn)) is not None)
    seen = {reference.target for _, reference in references(arguments)}
    return NativeResource(
        address=address,
        type=kind,
        arguments=arguments,
        location=at,
        mode="managed" if one.kind == "resource" else "data",
        native_type=one.token,
        logical_id=run.names.name(one),
        exists=exists,
        region=provider.region if isinstance(region, Absent) else region,
        account=provider.account,
        default_tags=provider.default_tags,
        protected=Truth.YES if one.options.get("protect") is True else Truth.NO,
        retain=Truth.YES if one.options.get("retainOnDelete") is True else Truth.NO,
        parents=run.names.parents(one),
        depends_on=tuple(found for found in waits if found not in seen),
        meta=_meta(run, one, at, providers),
    )


def _meta(run: Run, one: Registration, at: Location, providers: Providers) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for name, key in _META.items():
        if one.options.get(name):
            found[key] = run.decoder.value(one.options[name], at)
    for name, key in (("ignoreChanges", "ignore_changes"), ("replaceOnChanges", "replace_on_changes")):
        paths = one.options.get(name)
        if isinstance(paths, list) and paths:
            shown = [words.path(one.token, path) for path in paths if isinstance(path, str)]
            found[key] = run.decoder.value(shown, at)
    deleted_with = run.names.address_of(str(one.options.get("deletedWith")))
    if deleted_with is not None:
        found["deleted_with"] = Reference(deleted_with, "", at)
    name = providers.name(one)
    if name:
        found["provider"] = Known(name, at)
    return found


def _add_outputs(graph: NativeGraph, run: Run, equals: Equals | None) -> None:
    for name, data in run.records.outputs.items():
        at = run.records.exports.get(name, NOWHERE)
        value = run.decoder.value(data, at)
        if equals is not None:
            both = [one.decoder.value(one.records.outputs.get(name), at) for one in (equals.first, equals.again)]
            value = settled(both[0], both[1], value)
        graph.outputs.append(Output(name, "", value, at))


def _add_components(graph: NativeGraph, run: Run) -> None:
    for one in run.names.components():
        if one.remote:
            message = f"{one.name}: what the component {one.token} makes is not known, as its implementation is not run"
            graph.undecided_resources.append(Problem("note", message, place(one)))
    for token, at in run.records.methods:
        graph.problems.append(
            Problem("note", f"{token} is a method of a component whose implementation is not run", at)
        )


def _add_reservations(graph: NativeGraph, run: Run) -> None:
    for at, question in run.records.decisions:
        message = (
            f"the program lets a value that is known only after deployment decide ({question}):"
            " what it makes of that may be something else"
        )
        graph.problems.append(Problem("note", message, at))
        graph.undecided_resources.append(Problem("note", message, at))
    for what in dict.fromkeys(run.records.callbacks):
        message = f"a {what} runs in Pulumi's engine alone: what it changes is not known"
        graph.problems.append(Problem("note", message, NOWHERE))
        graph.undecided_resources.append(Problem("note", message, NOWHERE))
    for severity, said in run.records.logs:
        if severity >= _ERROR:
            value = run.decoder.text(run.names.readable(said[:1000]))
            shown = value.data if isinstance(value, Known) else "it is about a secret"
            graph.problems.append(Problem("error", f"the program logged an error: {shown}", NOWHERE))
    if run.records.cut:
        message = "what the program registered cannot be read, or not all of it"
        graph.undecided_resources.append(Problem("error", message, NOWHERE))


def _add_uncertain(graph: NativeGraph, equals: Equals) -> None:
    """What only one of two equal runs made: how many there are hangs on something that nobody knows."""
    for address, other in equals.again.registered.items():
        if address not in equals.first.registered:
            message = f"{address} may be there or not: that hangs on what is known only after deployment"
            graph.undecided_resources.append(Problem("note", message, equals.again.names.location(other)))
