"""Selections of resources and what is asked of their values, which are made of each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from stackproof.contract.judgement import Judgement, either, leaf
from stackproof.graph.values import Conditional, Sensitive

if TYPE_CHECKING:
    from stackproof.contract.path_syntax import Path
    from stackproof.graph.truth import Truth
    from stackproof.graph.values import Value


class Scope(Protocol):
    """What a pattern may ask beside the value."""

    def refers(self, value: Value, selector: Selector) -> Truth:
        """Whether a value is, or holds, the identity of a resource that the selector takes."""
        ...


class Matcher:
    """Base of all patterns: takes conditions and secrets apart, so that `_judge` sees neither.

    As a text it says what is asked for.
    """

    __slots__ = ()

    def judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        """Whether the value, which stands at `path`, is as asked."""
        if isinstance(value, Conditional):
            then, otherwise = self.judge(value.then, path, scope), self.judge(value.otherwise, path, scope)
            return either(value, path, str(self), then, otherwise)
        if isinstance(value, Sensitive):
            truth = self.judge(value.inner, path, scope).truth
            return leaf(truth, path, value, str(self))
        return self._judge(value, path, scope)

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        raise NotImplementedError


Has = tuple["Path", "Matcher"]


@dataclass(frozen=True)
class Where:
    """What narrows a selection. All of it has to hold.

    Attributes:
        name: asked of the physical name.
        id: asked of the logical id and of the address; one of the two is enough.
        stack: asked of the key and the physical name of the stack; one of the two is enough.
        region: asked of the region.
        tags: asked of the value of each tag.
        has: asked of properties, as in an expectation.
        relations: relations that lead from the resource to one that the selector takes.
    """

    name: Matcher | None = None
    id: Matcher | None = None
    stack: Matcher | None = None
    region: Matcher | None = None
    tags: tuple[tuple[str, Matcher], ...] = ()
    has: tuple[Has, ...] = ()
    relations: tuple[tuple[str, Selector], ...] = ()


@dataclass(frozen=True)
class Selector:
    """Resources by type (a glob) and by what narrows them; `text` is how the contract wrote it."""

    type: str
    where: Where = field(default_factory=Where)
    text: str = ""

    def __str__(self) -> str:
        return self.text or self.type
