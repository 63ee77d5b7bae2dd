"""Names that follow from each other: `aws_sqs_queue` is AWS::SQS::Queue, `fifo_queue` is FifoQueue."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stackproof.facts.types import known_types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.facts.properties import Shape

_PREFIX = "aws_"
_LB, _ALB = "aws_lb", "aws_alb"


def own_name(type_: str) -> str:
    """A type by the name that the tables have it under: the provider calls each `aws_lb...` `aws_alb...` as well."""
    return _LB + type_.removeprefix(_ALB) if type_ == _ALB or type_.startswith(f"{_ALB}_") else type_


def letters(name: str) -> str:
    """What two spellings of a name have in common."""
    return name.replace("_", "").replace("-", "").lower()


@lru_cache(maxsize=1)
def _types() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in known_types():
        if name.startswith("AWS::"):
            key = letters(name.removeprefix("AWS::").replace("::", ""))
            # Two types of the same letters: none of them is derived.
            found[key] = "" if key in found else name
    return found


@lru_cache(maxsize=4096)
def counterpart(type_: str) -> str:
    """CloudFormation's type of the same letters; empty when there is none."""
    return _types().get(letters(type_.removeprefix(_PREFIX)), "") if type_.startswith(_PREFIX) else ""


def property_of(argument: str, shapes: Mapping[str, Shape]) -> str:
    """The property of the same letters, or in the plural where it is a list or map; empty when there is none."""
    wanted = letters(argument)
    plurals = (f"{wanted}s", f"{wanted}es", f"{wanted[:-1]}ies" if wanted.endswith("y") else f"{wanted}s")
    second = ""
    for name, shape in shapes.items():
        own = letters(name)
        if own == wanted:
            return name
        if not isinstance(shape, str) and own in plurals:
            second = name
    return second
