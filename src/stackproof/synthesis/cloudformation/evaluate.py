"""From the nodes of a document to values: the evaluator of one stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stackproof.graph.graph import Problem
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Unknown,
    Value,
    moved,
)
from stackproof.synthesis.cloudformation import dynamic, extensions, functions
from stackproof.synthesis.cloudformation.combine import assuming
from stackproof.synthesis.cloudformation.conditions import Conditions
from stackproof.synthesis.cloudformation.document import ListNode, MapNode, entries, place
from stackproof.synthesis.cloudformation.template import LANGUAGE_EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.budget import Budget
    from stackproof.synthesis.cloudformation.conditions import World
    from stackproof.synthesis.cloudformation.environment import Environment, Parameters
    from stackproof.synthesis.cloudformation.scope import Function
    from stackproof.synthesis.cloudformation.template import Template

FUNCTIONS: dict[str, Function] = {
    "Ref": functions.ref,
    "Fn::Base64": functions.base64,
    "Fn::Cidr": extensions.cidr,
    "Fn::FindInMap": functions.find_in_map,
    "Fn::GetAZs": functions.get_azs,
    "Fn::GetAtt": functions.get_att,
    "Fn::If": functions.if_,
    "Fn::ImportValue": functions.import_value,
    "Fn::Join": functions.join,
    "Fn::Length": extensions.length,
    "Fn::Select": functions.select,
    "Fn::Split": functions.split,
    "Fn::Sub": functions.sub,
    "Fn::ToJsonString": extensions.to_json_string,
    "Fn::Transform": functions.transform,
}


class Links(Protocol):
    """What an evaluator asks of the other stacks.

    Attributes:
        budget: what the functions of all stacks together may still produce.
    """

    budget: Budget

    def nested_output(self, logical_id: str, output: str, at: Location) -> Value | None:
        """The output of the nested stack that a resource is; None when its template is not at hand."""

    def imported(self, name: Value, at: Location) -> Value:
        """The value that another stack exports under a name."""


class Evaluator:
    """Evaluates the nodes of one stack.

    Attributes:
        mappings: the section Mappings.
        conditions: the section Conditions.
        world: what is held true while the current node is evaluated.
        problems: what was found wrong.
        prefix: stands before the names of conditions, so that those of two stacks differ.
        made_elsewhere: what may make names that the template does not declare (a macro); None when nothing does.
        aliases: logical ids by the names that AWS SAM lets a template use for them (`MyApi.Stage`).
        uses: addresses referred to since it was last emptied, outside branches that are not decided.
    """

    def __init__(
        self,
        template: Template,
        parameters: Parameters,
        environment: Environment,
        addresses: Mapping[str, str],
        links: Links,
    ) -> None:
        self.mappings = template.section("Mappings")
        self.parameters = parameters
        self.environment = environment
        self.addresses = addresses
        self.links = links
        self._problems: dict[Problem, None] = {}
        self.uses: dict[str, Location] = {}
        self.prefix = ""
        self.made_elsewhere: str | None = None
        self.aliases: Mapping[str, str] = {}
        self._branches = 0
        nodes: dict[str, object] = {}
        places: dict[str, Location] = {}
        for name, node, at in entries(template.section("Conditions"), template.section_at("Conditions")):
            nodes[name], places[name] = node, at
        self.conditions = Conditions(nodes, places, self.value, parameters, self.fault)
        self.world: World = self.conditions.base

    @property
    def problems(self) -> list[Problem]:
        """What was found wrong, each once, in the order of finding."""
        return list(self._problems)

    def fault(self, message: str, at: Location) -> None:
        """Reports what CloudFormation would refuse."""
        self._problems[Problem("error", message, at)] = None

    def note(self, message: str, at: Location) -> None:
        """Reports a reservation."""
        self._problems[Problem("note", message, at)] = None

    def wrong(self, message: str, at: Location) -> Value:
        """Reports what CloudFormation would refuse, and stands for the value that cannot be had."""
        self.fault(message, at)
        return Unknown(message, None, at)

    def too_much(self, units: int, at: Location) -> Value | None:
        """What stands for a value that is too large to be made; None when it is not."""
        if self.links.budget.take(units):
            return None
        self.note("the functions of the template make more than can be read", at)
        return Unknown("the functions of the template make more than can be read", None, at)

    def value(self, node: object, at: Location) -> Value:
        """The value of a node that stands at a place."""
        kind = type(node)
        if kind is str:
            known = Known(node, at)  # type: ignore[arg-type]
            return dynamic.resolve(known) if dynamic.OPENING in node else known  # type: ignore[operator]
        if kind is MapNode or kind is dict:
            return self._map(node, at)  # type: ignore[arg-type]
        if kind is ListNode:
            found = [
                self.value(item, where)
                for item, where in zip(node, node.places, strict=True)  # type: ignore[call-overload, attr-defined]
            ]
            return self._list(found, at)
        if kind is list:
            return self._list([self.value(item, at) for item in node], at)  # type: ignore[attr-defined]
        if node is None:
            self.note("CloudFormation takes null only inside free-form JSON, and refuses it elsewhere", at)
            return Known(None, at)
        if isinstance(node, (int, float)):
            return Known(node, at)
        if isinstance(node, Value):
            # A framework that knows of a value more than its template says puts it there.
            return moved(node, at)
        return self.wrong(f"{kind.__name__} is no value of a template", at)

    def _map(self, node: dict[str, object], at: Location) -> Value:
        if len(node) == 1:
            name = next(iter(node))
            function = FUNCTIONS.get(name)
            if function is not None:
                argument = node[name]
                if isinstance(argument, Unknown):
                    return moved(argument, at)
                return function(self, argument, at)
            if name.startswith("Fn::"):
                return self.wrong(f"{name[:80]} is no intrinsic function that can stand here", at)
        made: dict[str, Value] = {}
        assumed = None
        complete = True
        places = node.places if type(node) is MapNode else None
        for key, item in node.items():
            if type(item) is str and dynamic.OPENING not in item:
                made[key] = Known(item, at if places is None else places[key])
                continue
            where = at if places is None else places[key]
            if key == "Fn::Transform":
                # A loop that could not be unrolled has been reported already.
                if not isinstance(item, dict) or item.get("Name") != LANGUAGE_EXTENSIONS:
                    functions.transform(self, item, where)
                complete = False
                continue
            value = self.value(item, where)
            if isinstance(value, Absent):
                # What makes the key disappear is an assumption about the whole mapping.
                assumed = assumed or value.assumed
            else:
                made[key] = value
        return MapValue(made, at, assumed, complete=complete)

    def _list(self, found: list[Value], at: Location) -> Value:
        kept = [value for value in found if not isinstance(value, Absent)]
        assumed = None
        if len(kept) != len(found):
            assumed = next((value.assumed for value in found if isinstance(value, Absent) and value.assumed), None)
        return ListValue(tuple(kept), at, assumed)

    def named(self, name: str, at: Location) -> Value:
        """What `Ref` of a name gives."""
        address = self.addresses.get(name)
        if address is not None:
            self._use(address, at)
            return Reference(address, "", at)
        if name == "AWS::NoValue":
            return Absent(at)
        found = self.parameters.lookup(name, at) or self.environment.pseudo(name, at)
        if found is None and name in self.aliases:
            return self.named(self.aliases[name], at)
        return found or self._undeclared(f"{name[:80]} is neither a parameter nor a resource of the template", at)

    def _undeclared(self, message: str, at: Location) -> Value:
        """A name that nothing in the template declares: a fault, unless a macro may make it."""
        if self.made_elsewhere is None:
            return self.wrong(message, at)
        return Unknown(f"{message}, and {self.made_elsewhere}", None, at)

    def attribute(self, target: str, attribute: str, at: Location) -> Value:
        """What `Fn::GetAtt` gives."""
        address = self.addresses.get(target)
        if address is None:
            return self._undeclared(f"{target[:80]} is no resource of the template", at)
        alias = self.aliases.get(f"{target}.{attribute}") if self.aliases else None
        if alias is not None:
            return self.named(alias, at)
        self._use(address, at)
        if attribute.startswith("Outputs."):
            found = self.links.nested_output(target, attribute.removeprefix("Outputs."), at)
            if found is not None:
                return found
        return Reference(address, attribute, at)

    def _use(self, address: str, at: Location) -> None:
        if not self._branches:
            self.uses.setdefault(address, at)

    def imported(self, name: Value, at: Location) -> Value:
        """The value that another stack exports."""
        return self.links.imported(name, at)

    def branch(self, name: str, argument: list[object], at: Location) -> Value:
        """The branch of an `Fn::If` that is taken, or both under their condition."""
        if name not in self.conditions:
            return self.wrong(f"the condition {name[:80]} is not declared", at)
        decision = self.conditions.decide(name, self.world)
        if decision.truth is not Truth.UNDECIDED:
            index = 1 if decision.truth is Truth.YES else 2
            return assuming(self.value(argument[index], place(argument, index, at)), decision.assumed)
        then = self._held(name, True, argument[1], place(argument, 1, at))
        otherwise = self._held(name, False, argument[2], place(argument, 2, at))
        return then if then == otherwise else Conditional(self.prefix + name, then, otherwise, at)

    def _held(self, name: str, truth: bool, node: object, at: Location) -> Value:
        outside = self.world
        self.world = self.conditions.holding(outside, name, truth)
        self._branches += 1
        try:
            return self.value(node, at)
        finally:
            self.world = outside
            self._branches -= 1

    def existence(self, condition: object, at: Location) -> tuple[Truth, str | None, str | None]:
        """Whether something with a `Condition` exists, the condition's name, and the assumption made."""
        if condition is None:
            return Truth.YES, None, None
        if isinstance(condition, Unknown):
            return Truth.UNDECIDED, None, None
        if not isinstance(condition, str):
            self.fault("Condition is not the name of a condition", at)
            return Truth.UNDECIDED, None, None
        if condition not in self.conditions:
            self.fault(f"the condition {condition[:80]} is not declared", at)
            return Truth.UNDECIDED, condition, None
        decision = self.conditions.decide(condition, self.conditions.base)
        return decision.truth, condition, decision.assumed

    def held_for(self, exists: Truth, condition: str | None) -> World:
        """The world in which something with a condition exists."""
        base = self.conditions.base
        if exists is Truth.UNDECIDED and condition is not None:
            return self.conditions.holding(base, condition, True)
        return base

    def plain(self, node: object, at: Location, assumed: str | None) -> Value:
        """The value of an entry of Mappings, which holds no functions; it is placed where it is used."""
        if isinstance(node, list):
            return ListValue(tuple(self.plain(item, at, assumed) for item in node), at, assumed)
        if isinstance(node, dict):
            return MapValue({key: self.plain(item, at, assumed) for key, item in node.items()}, at, assumed)
        if isinstance(node, str) and dynamic.OPENING in node:
            return dynamic.resolve(Known(node, at, assumed))
        return Known(node if isinstance(node, (str, int, float)) else None, at, assumed)
