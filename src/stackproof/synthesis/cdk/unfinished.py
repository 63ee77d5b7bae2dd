"""What a program of the AWS CDK or CDK Terrain had made before it failed.

The framework writes it all the same (unfinished.cjs). What is read of it is there as far as it was made, but nothing of
it is finished: a later line may have added a resource, a property, or a statement to a policy. So nothing is absent.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.values import ListValue, MapValue, Value, rewrite
from stackproof.synthesis.cdk.absent_assets import place
from stackproof.synthesis.cdk.execution import read_object
from stackproof.synthesis.failures import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stackproof.graph.graph import Graph
    from stackproof.synthesis.cdk.execution import Made
    from stackproof.synthesis.failures import Fault

_NOTES = "unfinished.json"
_MAX_BYTES = 4 << 20
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What the framework wrote of a program that failed.

    Attributes:
        reached: the program had made everything, and failed while it was synthesised.
        failed: (path of the construct, message) of each part that could not be written.
    """

    reached: bool
    failed: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing in what was written."""
        return self.reached and not self.failed


def left(folder: Path, run: str) -> bool:
    """Whether a run that failed left something."""
    return os.path.lexists(folder / run / _NOTES)


def read(folder: Path, run: str) -> Unfinished | None:
    """What a run that failed left; None where it left nothing.

    Args:
        folder: where the runs left their results; all of it is the program's own word.
    """
    if not left(folder, run) or not os.path.lexists(folder / run / "manifest.json"):
        return None
    notes = read_object(folder, f"{run}/{_NOTES}", _MAX_BYTES)
    found = notes.get("failed")
    entries = found[:_SHOWN] if isinstance(found, list) else []
    failed = [one for one in entries if isinstance(one, list) and [type(part) for part in one] == [str, str]]
    whole = isinstance(found, list) and len(failed) == len(found)
    return Unfinished(notes.get("reached") is True and whole, tuple((path, clean(said)) for path, said in failed))


def mark(graph: Graph, found: Unfinished, fault: Fault, constructs: Mapping[str, Made]) -> None:
    """Says in the graph of such a program what is not known of it.

    Args:
        fault: why the program failed.
        constructs: what the program's code made, by path, to tell lines.
    """
    count = f"{len(graph.resources)} resource" + ("" if len(graph.resources) == 1 else "s")
    if found.reached:
        rest = f"what it had made by then was read ({count})"
    else:
        rest = f"what it had made before that was read ({count}), and what it would have made after it is not known"
    # A package that is not installed here is no fault of the project's.
    level = "note" if fault.status == "not_run" else "error"
    told = [Problem(level, f"{fault.problem.message.rstrip('.')}. {rest[0].upper()}{rest[1:]}", fault.problem.at)]
    for path, said in found.failed:
        told.append(Problem("note", f"{path}: {said}", place(path, constructs)))
    graph.problems[:0] = told
    graph.undecided_resources.extend(told)
    if not found.whole:
        for resource in graph.resources.values():
            opened = rewrite(resource.properties, _opened)
            assert isinstance(opened, MapValue)
            resource.properties = opened


def _opened(value: Value) -> Value:
    """A mapping or list to which a later line may add something."""
    if isinstance(value, MapValue):
        return MapValue(value.entries, value.at, value.assumed, complete=False)
    if isinstance(value, ListValue):
        return ListValue(value.items, value.at, value.assumed, complete=False)
    return value
