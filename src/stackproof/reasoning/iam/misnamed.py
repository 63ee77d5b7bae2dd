"""Actions of a statement that IAM does not know: they grant nothing, and nobody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts import iam_services
from stackproof.graph.query import string
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Statement


class Misnamed(NamedTuple):
    """An action that does not exist, as written, and the nearest that does."""

    value: Value
    written: str
    nearest: str | None


def misnamed(statement: Statement) -> tuple[list[Misnamed], bool]:
    """The actions of a statement that no service has, and whether these are all that it lists."""
    found: list[Misnamed] = []
    every = statement.actions.complete and bool(statement.actions.items)
    for item in statement.actions.items:
        written = string(item.value)
        if written is not None and item.present is Truth.YES and iam_services.exists(written) is False:
            found.append(Misnamed(item.value, written, iam_services.nearest(written)))
        else:
            every = False
    return found, every and bool(found)
