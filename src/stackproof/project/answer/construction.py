"""How a stack class of an answer can be made: what its constructor needs, and what stackproof can give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from stackproof.graph.location import Location

Kind = Literal["stack", "component"]

_SUFFIX = re.compile(r"(?:environment|env|deployment|stack|resource|name)?_?suffix", re.IGNORECASE)
_TEST_ENDING = re.compile(r"(?:_test\.py|\.(?:test|spec)\.[mc]?[jt]sx?)$")
_IDENTITY = frozenset({"stackid", "stackname", "constructid", "id", "ns", "name"})


class Pass(NamedTuple):
    """One argument: `form` is how it is passed, `text` what is passed.

    A `suffix` is passed where a setting gives one; a `needed` suffix has a value in any case.
    """

    form: Literal["position", "keyword"]
    name: str
    text: str
    suffix: Literal["no", "given", "needed"] = "no"


@dataclass(frozen=True, slots=True)
class Class:
    """A class of infrastructure in an answer.

    Attributes:
        name: the class's own name.
        file: the file that it is in, relative to the answer's folder.
        at: where it stands there.
        kind: a stack (made in an App) or a component (of Pulumi).
        arguments: what its constructor is called with; None when it cannot be called, and `lacking` says why.
        imports: further names of the file that the arguments use.
    """

    name: str
    file: str
    at: Location
    kind: Kind
    arguments: tuple[Pass, ...] | None
    lacking: str = ""
    imports: tuple[str, ...] = ()


class Lacking(Exception):
    """A parameter of a constructor that nothing is known for."""


def is_suffix(name: str) -> bool:
    """Whether a parameter of this name carries the environment suffix."""
    return _SUFFIX.fullmatch(name) is not None


def is_identity(name: str) -> bool:
    """Whether a parameter of this name is the stack's own id or name."""
    return name.replace("_", "").lower() in _IDENTITY


def is_test(file: str) -> bool:
    """Whether a file is a test, which makes stacks of its own."""
    *folders, name = file.lower().split("/")
    if {"test", "tests", "__tests__"} & set(folders):
        return True
    return (
        name.startswith(("test_", "conftest"))
        or re.search(r"(?:_test\.py|\.(?:test|spec)\.[mc]?[jt]sx?)$", name) is not None
    )
