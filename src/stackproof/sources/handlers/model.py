"""What is known of a function's code, whatever its language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from stackproof.graph.location import Location

LITERAL, VARIABLE = "literal", "variable"


class Aim(NamedTuple):
    """What a call is aimed at: a text of the code, or what an environment variable holds."""

    kind: Literal["literal", "variable"]
    text: str


class Guard(NamedTuple):
    """An environment variable that decides whether code runs; `plain` where it is only asked whether it is set."""

    name: str
    plain: bool


class Call(NamedTuple):
    """A call of an AWS API that the code makes.

    Attributes:
        client: as boto3 calls the service: `s3`, `dynamodb`.
        method: in lower case without underscores: `putitem`.
        aims: what each argument that names a resource holds, by the argument's name in lower case; those that are not
            known are missing.
        given: the names of the arguments in lower case, where they are all known; None where they are not.
        at: where it stands.
        tests: environment variables that the function around it, or one that leads to it, asks about.
        operation: the method as AWS writes it: `PutItem`.
    """

    client: str
    method: str
    aims: dict[str, Aim]
    given: frozenset[str] | None
    at: Location
    tests: frozenset[Guard]
    operation: str = ""


class Read(NamedTuple):
    """An environment variable that the code reads.

    Attributes:
        default: something stands in for it when it is not set.
        required: the code fails where it is not set: `os.environ["X"]`.
        tests: as for `Call`.
    """

    name: str
    default: bool
    required: bool
    at: Location
    tests: frozenset[Guard]


class Imported(NamedTuple):
    """A module of others that the code imports when it is loaded. `guarded`: the code goes on without it."""

    name: str
    guarded: bool
    at: Location


class Trouble(NamedTuple):
    """Something that is wrong with the code itself."""

    kind: Literal["syntax", "no_module", "no_function", "arity", "stub", "context"]
    message: str
    at: Location


@dataclass
class Handler:
    """What the code does, as far as it is reached from the handler.

    Attributes:
        calls, reads, imports: each once a place, in the order of the source.
        troubles: what is wrong with the code itself.
        unseen: why there may be more calls than `calls`; empty where these are all.
        hidden_reads: why there may be more reads than `reads`; empty where these are all.
        others: modules of others that are loaded: all but the standard library and the SDK.
        words: every text in the modules of the package: names may be put together.
    """

    calls: list[Call] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    imports: list[Imported] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    unseen: str = ""
    hidden_reads: str = ""
    others: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
