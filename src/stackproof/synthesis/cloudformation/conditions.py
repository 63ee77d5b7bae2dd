"""The conditions of a template in three-valued logic, and the worlds in which they are held true or false."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import assumption, same
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown, Value, scalar_text, unmasked
from stackproof.synthesis.cloudformation.document import items, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.environment import Parameters

MAX_CHAIN = 25
"""Conditions that may lead to one another before an undecided one is left undecided."""


class World:
    """What is held true: conditions that are not decided, and what follows from them for unknown values.

    Attributes:
        truths: condition names that are held true or false.
        equal: by the symbol of an unknown value, the text that it must have.
        differ: by the symbol of an unknown value, the texts that it cannot have.
    """

    __slots__ = ("_cache", "_further", "differ", "equal", "truths")

    def __init__(self) -> None:
        self.truths: dict[str, bool] = {}
        self.equal: dict[str, str] = {}
        self.differ: dict[str, frozenset[str]] = {}
        self._cache: dict[str, Decision] = {}
        self._further: dict[tuple[str, bool], World] = {}

    def copy(self) -> World:
        """A world in which the same is held true."""
        made = World()
        made.truths = dict(self.truths)
        made.equal = dict(self.equal)
        made.differ = dict(self.differ)
        return made


class Decision:
    """Whether a condition holds, and the assumption that this rests on."""

    __slots__ = ("assumed", "truth")

    def __init__(self, truth: Truth, assumed: str | None = None) -> None:
        self.truth = truth
        self.assumed = assumed


_UNDECIDED = Decision(Truth.UNDECIDED)


class Conditions:
    """The section Conditions of one template.

    Args:
        nodes: condition by name.
        at: place of each condition by name.
        evaluate: the evaluator of the values inside Fn::Equals.
        parameters: for what an unknown parameter can be.
        fault: reports something wrong.
    """

    def __init__(
        self,
        nodes: dict[str, object],
        at: dict[str, Location],
        evaluate: Callable[[object, Location], Value],
        parameters: Parameters,
        fault: Callable[[str, Location], None],
    ) -> None:
        self._nodes = nodes
        self._at = at
        self._evaluate = evaluate
        self._parameters = parameters
        self._fault = fault
        self._cyclic: set[str] = set()
        self.base = World()
        # In this order no condition asks for one that is not decided yet, however long their chain is.
        for name in self._ordered():
            self.decide(name, self.base)

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def decide(self, name: str, world: World, depth: int = 0) -> Decision:
        """Whether a condition holds in a world. Undecided for a name that does not exist."""
        held = world.truths.get(name)
        if held is not None:
            return Decision(Truth.of(held))
        known = world._cache.get(name)
        if known is not None:
            return known
        decision = _UNDECIDED
        if world is not self.base:
            decision = self.base._cache.get(name, _UNDECIDED)
        if decision.truth is Truth.UNDECIDED and name in self._nodes and name not in self._cyclic and depth < MAX_CHAIN:
            decision = self._holds(self._nodes[name], self._at[name], world, depth + 1)
        world._cache[name] = decision
        return decision

    def holding(self, world: World, name: str, truth: bool) -> World:
        """The world in which a condition is held true or false besides."""
        made = world._further.get((name, truth))
        if made is None:
            made = world.copy()
            self._hold_name(made, name, truth, 0)
            world._further[name, truth] = made
        return made

    def _holds(self, node: object, at: Location, world: World, depth: int) -> Decision:
        if isinstance(node, Unknown):
            return _UNDECIDED
        if not isinstance(node, dict) or len(node) != 1:
            return self._wrong("a condition is one function", at)
        name, argument = next(iter(node.items()))
        where = place(node, name, at)
        if name == "Condition" and isinstance(argument, str):
            if argument not in self._nodes:
                return self._wrong(f"the condition {argument[:80]} is not declared", where)
            return self.decide(argument, world, depth)
        if not isinstance(argument, list):
            return self._wrong(f"{name[:80]} in a condition does not take a list", where)
        if name == "Fn::Equals" and len(argument) == 2:
            return self._equal(argument, where, world)
        if name == "Fn::Not" and len(argument) == 1:
            inner = self._holds(argument[0], place(argument, 0, where), world, depth)
            return Decision(~inner.truth, inner.assumed)
        if name in ("Fn::And", "Fn::Or") and argument:
            return self._several(name, argument, where, world, depth)
        return self._wrong(f"{name[:80]} with {len(argument)} items is no condition", where)

    def _several(self, name: str, argument: list[object], at: Location, world: World, depth: int) -> Decision:
        decisions = [self._holds(node, where, world, depth) for node, where in items(argument, at)]
        deciding = Truth.NO if name == "Fn::And" else Truth.YES
        alone = [one for one in decisions if one.truth is deciding]
        if alone:
            # One operand is enough; when one needs no assumption, neither does the whole.
            free = any(one.assumed is None for one in alone)
            return Decision(deciding, None if free else alone[0].assumed)
        if any(one.truth is Truth.UNDECIDED for one in decisions):
            return _UNDECIDED
        return Decision(~deciding, next((one.assumed for one in decisions if one.assumed), None))

    def _equal(self, argument: list[object], at: Location, world: World) -> Decision:
        left, right = (self._evaluate(node, where) for node, where in items(argument, at))
        assumed = assumption(left) or assumption(right)
        atom = _atom(left, right)
        if atom is not None:
            symbol, text = atom
            held = world.equal.get(symbol)
            if held is not None:
                return Decision(Truth.of(held == text))
            if text in world.differ.get(symbol, ()) or not self._parameters.can_be(symbol, text):
                return Decision(Truth.NO)
        truth = same(left, right)
        return Decision(truth, assumed if truth is not Truth.UNDECIDED else None)

    def _hold_name(self, world: World, name: str, truth: bool, depth: int) -> None:
        if name in world.truths or depth > MAX_CHAIN:
            return
        world.truths[name] = truth
        if name in self._nodes and name not in self._cyclic:
            self._hold(world, self._nodes[name], self._at[name], truth, depth + 1)

    def _hold(self, world: World, node: object, at: Location, truth: bool, depth: int) -> None:
        if not isinstance(node, dict) or len(node) != 1:
            return
        name, argument = next(iter(node.items()))
        if name == "Condition" and isinstance(argument, str):
            self._hold_name(world, argument, truth, depth)
        elif not isinstance(argument, list):
            return
        elif name == "Fn::Not" and len(argument) == 1:
            self._hold(world, argument[0], at, not truth, depth)
        elif name == ("Fn::And" if truth else "Fn::Or"):
            for inner in argument:
                self._hold(world, inner, at, truth, depth)
        elif name == "Fn::Equals" and len(argument) == 2:
            atom = _atom(*(self._evaluate(inner, at) for inner in argument))
            if atom is not None and truth:
                world.equal[atom[0]] = atom[1]
            elif atom is not None:
                world.differ[atom[0]] = world.differ.get(atom[0], frozenset()) | {atom[1]}

    def _wrong(self, message: str, at: Location) -> Decision:
        self._fault(message, at)
        return _UNDECIDED

    def _ordered(self) -> list[str]:
        """The names so that each comes after those that it refers to; those on a cycle are reported and left out."""
        order: list[str] = []
        state: dict[str, int] = {}
        for start in self._nodes:
            path = [(start, iter(_names(self._nodes[start])))] if start not in state else []
            state.setdefault(start, 1)
            while path:
                name, below = path[-1]
                following = next((one for one in below if one in self._nodes and state.get(one) != 2), None)
                if following is None:
                    path.pop()
                    state[name] = 2
                    order.append(name)
                elif state.get(following) == 1:
                    chain = [one for one, _ in path]
                    cycle = [*chain[chain.index(following) :], following]
                    if not self._cyclic.intersection(cycle):
                        self._fault(f"circular conditions {' -> '.join(cycle)}", self._at[following])
                    self._cyclic.update(cycle)
                else:
                    state[following] = 1
                    path.append((following, iter(_names(self._nodes[following]))))
        return [name for name in order if name not in self._cyclic]


def _names(node: object) -> list[str]:
    """The conditions that a condition names."""
    found: list[str] = []
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            name = current.get("Condition")
            if isinstance(name, str):
                found.append(name)
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
    return found


def _atom(left: Value, right: Value) -> tuple[str, str] | None:
    """The symbol and the text of a comparison of an unknown value with a known one."""
    sides = [unmasked(side) for side in (left, right)]
    for unknown, known in (sides, sides[::-1]):
        if isinstance(unknown, Unknown) and unknown.symbol and isinstance(known, Known) and known.assumed is None:
            return unknown.symbol, scalar_text(known.data)
    return None
