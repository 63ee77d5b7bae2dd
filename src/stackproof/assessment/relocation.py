"""Places in the files that a Markdown answer was made into become places in the answer."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from stackproof.graph.location import Location
from stackproof.graph.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.assessment.model import Assessment, Finding
    from stackproof.project.places import Places

Data = TypeVar("Data")


def in_answer(assessment: Assessment, places: Places) -> Assessment:
    """The assessment with all places in the user's own files.

    Suppressions are left alone: a contract's lie outside the project, so whoever makes them has to tell them apart.
    """
    findings = tuple(_with_lines(finding, places) for finding in assessment.findings)
    moved = relocated(replace(assessment, findings=findings, suppressions=()), places.move)
    return replace(moved, suppressions=assessment.suppressions)


def _with_lines(finding: Finding, places: Places) -> Finding:
    """The finding whose lines of code are numbered as in the answer; what stackproof wrote is not shown as code."""
    at = finding.location
    if at.file in places.generated:
        return replace(finding, code=())
    return replace(
        finding, code=tuple((places.move(Location(at.file, line)).line, text) for line, text in finding.code)
    )


def relocated(data: Data, move: Callable[[Location], Location]) -> Data:
    """A copy of a structure of dataclasses, values and collections in which each Location is moved; linear cost."""
    return cast("Data", _Relocation(move).of(data))


class _Relocation:
    def __init__(self, move: Callable[[Location], Location]) -> None:
        self._move = move
        # What occurs twice is copied once. The original is kept, so that no other gets its id meanwhile.
        self._done: dict[int, tuple[object, object]] = {}

    def of(self, data: object) -> object:
        if isinstance(data, Location):
            return self._move(data)
        if data is None or isinstance(data, (str, int, float, bytes)):
            return data
        known = self._done.get(id(data))
        if known is None:
            known = self._done[id(data)] = (data, self._copy(data))
        return known[1]

    def _copy(self, data: object) -> object:
        if isinstance(data, Value):
            copied = copy.copy(data)
            for kind in type(data).__mro__:
                for name in getattr(kind, "__slots__", ()):
                    object.__setattr__(copied, name, self.of(getattr(data, name)))
            return copied
        if isinstance(data, tuple):
            items: list[Any] = [self.of(item) for item in data]
            return type(data)(*items) if hasattr(data, "_fields") else tuple(items)
        if isinstance(data, list):
            return [self.of(item) for item in data]
        if isinstance(data, Mapping):
            return {key: self.of(item) for key, item in data.items()}
        if dataclasses.is_dataclass(data) and not isinstance(data, type):
            fields = {
                field.name: self.of(getattr(data, field.name)) for field in dataclasses.fields(data) if field.init
            }
            return replace(data, **fields)
        return data
