"""The records of a run become a native graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.graph.graph import Output, Problem, Stack
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, MapValue, Reference, Value, unmasked
from stackproof.synthesis.pulumi.naming import place
from stackproof.synthesis.pulumi.providers import Provider, Providers
from stackproof.synthesis.pulumi.values import merged, settled
from stackproof.vocabulary import pulumi as words
from stackproof.vocabulary.native import NativeGraph, NativeResource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.synthesis.pulumi.decoding import Run
    from stackproof.synthesis.pulumi.records import Registration

_ERROR = 4
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
        renamed: turns names of a twin into those of the first run.
    """

    stack: str
    file: Location
    provider: Provider
    assumed: str | None = None
    renamed: Callable[[str], str] = field(default=lambda name: name)


def build(first: Run, again: Run | None, told: Told) -> NativeGraph:
    """The native graph of a run.

    Args:
        first: the run.
        again: another run with equal settings and the other alphabet; what differs from it is unknown.
    """
    graph = NativeGraph()
    provider = told.provider
    graph.stacks[""] = Stack(
        "", Known(told.stack, told.file, told.assumed), provider.region, provider.account, told.file
    )
    others = again.by_address() if again is not None else {}
    providers = Providers(first, provider)
    for one in first.records.registrations:
        address = first.names.address_of(one.urn)
        if address is None:
            continue
        other = others.get(address) if again is not None else None
        graph.resources[address] = _resource(first, one, again, other, address, providers, told)
    _add_outputs(graph, first, again)
    _add_components(graph, first)
    _add_reservations(graph, first)
    if again is not None:
        _add_uncertain(graph, first, again, others)
    if providers.explicit:
        graph.stacks[""].settings["providers"] = MapValue(dict(providers.explicit), told.file)
    return graph


def _resource(
    run: Run,
    one: Registration,
    again: Run | None,
    other: Registration | None,
    address: str,
    providers: Providers,
    told: Told,
) -> NativeResource:
    at = run.names.location(one)
    values = run.inputs(one)
    exists = Truth.YES
    if again is not None:
        if other is None:
            exists = Truth.UNDECIDED
        else:
            values = merged(values, again.inputs(other))
    is_call = one.kind == "call"
    kind = words.data_type(one.token) if is_call else words.terraform_type(one.token)
    arguments = words.arguments(one.token, values, at, is_call=is_call)
    if one.kind == "read":
        arguments.entries.setdefault("id", run.decoder.value(one.identifier, at))
    provider = providers.of(one)
    region = arguments.entries.get("region", Absent())
    explicit = [urn for urn in one.dependencies if not any(urn in urns for urns in one.property_dependencies.values())]
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
        depends_on=tuple(found for urn in explicit if (found := run.names.address_of(urn)) is not None),
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


def _add_outputs(graph: NativeGraph, first: Run, again: Run | None) -> None:
    for name, data in first.records.outputs.items():
        at = first.records.exports.get(name, NOWHERE)
        value = first.decoder.value(data, at)
        if again is not None and name in again.records.outputs:
            value = settled(value, again.decoder.value(again.records.outputs[name], at))
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
            value = unmasked(run.decoder.text(said[:1000]))
            shown = (
                value.data if isinstance(value, Known) else "it is about a value that is known only after deployment"
            )
            graph.problems.append(Problem("error", f"the program logged an error: {shown}", NOWHERE))
    if run.records.cut:
        message = "the program registers more than is read"
        graph.undecided_resources.append(Problem("error", message, NOWHERE))


def _add_uncertain(graph: NativeGraph, first: Run, again: Run, others: Mapping[str, Registration]) -> None:
    """What only one of two equal runs made: how many there are hangs on something that nobody knows."""
    for address, other in others.items():
        if address not in graph.resources:
            message = f"{address} may be there or not: that hangs on what is known only after deployment"
            graph.undecided_resources.append(Problem("note", message, again.names.location(other)))
