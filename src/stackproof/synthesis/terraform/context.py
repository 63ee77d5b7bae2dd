"""What all modules of one reading share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from stackproof.graph.values import (
    Conditional,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Unknown,
    Value,
    moved,
)
from stackproof.synthesis.terraform.demand import Demand
from stackproof.synthesis.terraform.evaluate import Evaluator
from stackproof.synthesis.terraform.lift import failed
from stackproof.synthesis.terraform.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.files import Files
    from stackproof.synthesis.terraform.instances import Expansion

MAX_HOPS = 20
"""Attributes that are set to one another's attributes, and followed."""

Answer = TypeVar("Answer")


class Context:
    """The evaluator with its bounds, the project's files and the values that were computed already.

    Attributes:
        root_folder: the folder of the root module, relative to the project's folder.
        expansions: the instances of blocks, by the key of their selector.
        assumptions: every assumption that was made, in the order in which it was met.
        origins: by address, the module's scope, the key and the suffix of each instance that was referred to.
        outputs_of: gives the outputs of an instance of a module call; set by whoever builds the tree of modules.
    """

    def __init__(self, files: Files, root_folder: str) -> None:
        self.files = files
        self.root_folder = root_folder
        self.limits = Limits()
        self.evaluator = Evaluator(self.limits)
        self.expansions: dict[Hashable, Expansion] = {}
        self.assumptions: dict[str, None] = {}
        self.origins: dict[str, tuple[Any, Any, str]] = {}
        self.evaluator.configured = self._configured
        self.outputs_of: Callable[[Any, str, str, Location], Value] = _no_modules
        self._places: dict[Hashable, Location] = {}
        self._demand: Demand[Value] = Demand(self.evaluator, self._cycle)

    def named(self, key: Hashable, compute: Callable[[], Value], at: Location) -> Value:
        """The value of a name, computed once; one that is too large or too deep is unknown."""

        self._places[key] = at

        def checked() -> Value:
            value = compute()
            if not self.limits.allows(value):
                return Unknown("the value is too large to be worked with here", None, at)
            return value

        return self._demand.get(key, checked)

    def run(self, compute: Callable[[], Answer]) -> Answer:
        """Evaluates something; every evaluation starts here."""
        return self._demand.run(compute)

    def _configured(self, reference: Reference) -> Value | None:
        origin = self.origins.get(reference.target)
        if origin is None:
            return None
        scope, key, suffix = origin
        found: Value | None = scope.configured(key, suffix, reference.attribute.split("."), reference.at)
        hops = 0
        while isinstance(found, Reference) and found.attribute and hops < MAX_HOPS:
            hops += 1
            following = self.origins.get(found.target)
            if following is None:
                return None
            scope, key, suffix = following
            found = scope.configured(key, suffix, found.attribute.split("."), reference.at)
        return None if isinstance(found, (Reference, Unknown)) else found

    def _cycle(self, keys: list[Hashable]) -> Value:
        shown = " -> ".join(_shown(key) for key in keys[:12])
        return self.evaluator.noted(failed(f"it is defined by itself: {shown}", self._places[keys[-1]]))

    def assumed(self, value: Value, assumption: str) -> Value:
        """The value, and all that is in it, as resting on an assumption."""
        self.assumptions[assumption] = None
        return _marked(value, assumption)


def _no_modules(_scope: object, name: str, _suffix: str, at: Location) -> Value:
    return Unknown(f"module {name} is not in the project", f"module.{name}", at)


def _shown(key: Hashable) -> str:
    if isinstance(key, tuple) and len(key) == 3:
        module, kind, name = key
        prefix = f"{module}." if module else ""
        return f"{prefix}{name}" if kind in ("instances", "argument") else f"{prefix}{kind}.{name}"
    return str(key)


def _marked(value: Value, assumption: str) -> Value:
    copy = moved(value, value.at)
    copy.assumed = copy.assumed or assumption
    if isinstance(copy, MapValue):
        copy.entries = {key: _marked(item, assumption) for key, item in copy.entries.items()}
    elif isinstance(copy, ListValue):
        copy.items = tuple([_marked(item, assumption) for item in copy.items])
    elif isinstance(copy, Conditional):
        copy.then, copy.otherwise = _marked(copy.then, assumption), _marked(copy.otherwise, assumption)
    elif isinstance(copy, Sensitive):
        copy.inner = _marked(copy.inner, assumption)
    return copy
