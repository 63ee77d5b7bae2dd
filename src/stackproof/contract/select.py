"""Which resources a requirement speaks of, with three-valued membership."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.path import follow
from stackproof.contract.relations import held, leads_to
from stackproof.facts.types import type_facts
from stackproof.graph.identity import identify
from stackproof.graph.query import is_open, matches, string
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Sensitive,
    Unknown,
    Value,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.judgement import Judgement
    from stackproof.contract.matcher import Has, Matcher, Selector, Where
    from stackproof.contract.path import Tally
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

# The random part of a generated name, by characters that no glob names.
_RANDOM = "\0" * 12


class Selection:
    """Selects resources of one graph, remembering what was asked before."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._known: dict[Selector, list[tuple[Resource, Truth]]] = {}

    def members(self, selector: Selector) -> list[tuple[Resource, Truth]]:
        """The resources that are, or may be, meant, in the order of the source."""
        found = self._known.get(selector)
        if found is None:
            found = []
            for resource in self.graph.resources.values():
                truth = self.takes(selector, resource)
                if truth is not Truth.NO:
                    found.append((resource, truth))
            self._known[selector] = found
        return found

    def takes(self, selector: Selector, resource: Resource) -> Truth:
        """Whether a resource exists and is meant."""
        if not fnmatchcase(resource.type, selector.type):
            return Truth.NO
        return resource.exists & self._narrowed(selector.where, resource)

    def _narrowed(self, where: Where, resource: Resource) -> Truth:
        truth = every(self._asked_of_facets(where, resource))
        if truth is Truth.NO:
            return truth
        truth &= every(self.has(resource, has)[0] for has in where.has)
        for relation, other in where.relations:
            truth &= leads_to(self.graph, resource, relation, other, self.takes)
        return truth

    def _asked_of_facets(self, where: Where, resource: Resource) -> Iterator[Truth]:
        if where.id is not None:
            given = (Known(resource.logical_id), Known(resource.address))
            yield some(self._asks(where.id, name) for name in given)
        if where.name is not None:
            yield some(self._asks(where.name, name) for name in physical_names(self.graph, resource))
        if where.stack is not None:
            yield some(self._asks(where.stack, name) for name in stack_names(self.graph, resource))
        if where.region is not None:
            yield self._asks(where.region, resource.region)
        for key, matcher in where.tags:
            yield self._asks(matcher, tag(self.graph, resource, key))

    def names_stack(self, matcher: Matcher, name: Value) -> bool:
        """Whether the name of a stack is, or may be, the one that is asked for."""
        return self._asks(matcher, name) is not Truth.NO

    def _asks(self, matcher: Matcher, value: Value) -> Truth:
        return matcher.judge(value, "", self).truth

    def has(self, resource: Resource, has: Has) -> tuple[Truth, Tally]:
        """Whether everything that the path leads to is as asked; nothing at all is not, unless absence is asked for."""
        from stackproof.contract.match import Missing

        path, matcher = has

        def test(value: Value, here: str) -> Judgement:
            return matcher.judge(value, here, self)

        tally = follow(path, resource.properties, test)
        if isinstance(matcher, Missing):
            return tally.every, tally
        return tally.every & tally.found, tally

    def named(self, type_: str, glob: str) -> list[tuple[Resource, Truth]]:
        """Resources of a type whose physical name, logical id or address matches a glob."""
        found: list[tuple[Resource, Truth]] = []
        for resource in self.graph.of_type(type_):
            names = [*physical_names(self.graph, resource), Known(resource.logical_id), Known(resource.address)]
            truth = resource.exists & some(matches(name, glob) for name in names)
            if truth is not Truth.NO:
                found.append((resource, truth))
        return found

    def refers(self, value: Value, selector: Selector) -> Truth:
        """Whether a value is, or holds, the identity of a selected resource: a reference, its ARN or its name."""
        if isinstance(value, Sensitive):
            return self.refers(value.inner, selector)
        if isinstance(value, Conditional):
            then, otherwise = self.refers(value.then, selector), self.refers(value.otherwise, selector)
            return then if then is otherwise else Truth.UNDECIDED
        if isinstance(value, (ListValue, MapValue)):
            inner = value.items if isinstance(value, ListValue) else value.entries.values()
            truth = some(self.refers(one, selector) for one in inner)
            return truth if value.complete else truth | Truth.UNDECIDED
        return self._means(value, selector)

    def _means(self, value: Value, selector: Selector) -> Truth:
        types = () if "*" in selector.type else (selector.type,)
        found = identify(value, self.graph, *types)
        ends = held(value)
        refers = some(
            truth & self.takes(selector, self.graph.resources[target])
            for target, truth in ends.items()
            if target in self.graph.resources
        )
        if found.resource is not None:
            return refers | (found.truth & self.takes(selector, found.resource))
        return refers | (Truth.UNDECIDED if found.truth is Truth.UNDECIDED and not ends else Truth.NO)


def physical_names(graph: Graph, resource: Resource) -> list[Value]:
    """The names of a resource after deployment: its own, a generated one, and the aliases of a key."""
    facts = type_facts(resource.type)
    names: list[Value] = []
    if facts is None:
        names.append(Unknown(f"which property of {resource.type} is its name is not known", None, resource.location))
    elif facts.name_path:
        given = resource.get(*facts.name_path)
        names.append(_generated(graph, resource) if isinstance(given, Absent) else given)
    if resource.type == "AWS::KMS::Key":
        names.extend(_aliases(graph, resource))
    return names


def _aliases(graph: Graph, key: Resource) -> Iterator[Value]:
    """The names of the aliases of a key; one that may not be there, or be of another key, is conditional."""
    for alias in graph.of_type("AWS::KMS::Alias"):
        truth = alias.exists & held(alias.get("TargetKeyId")).get(key.address, Truth.NO)
        if truth is Truth.YES:
            yield alias.get("AliasName")
        elif truth is Truth.UNDECIDED:
            yield Conditional(alias.condition or alias.address, alias.get("AliasName"), Absent())


def _generated(graph: Graph, resource: Resource) -> Value:
    """The name that CloudFormation generates: stack, logical id, and a random part.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-resource-name.html (2026-11).
    """
    stack = graph.stacks.get(resource.stack)
    name = stack.name if stack is not None else Unknown("the name of the stack is not stated", "AWS::StackName")
    logical = resource.logical_id
    if resource.type == "AWS::S3::Bucket":
        logical = logical.lower()
    return text([name, f"-{logical}-{_RANDOM}"], resource.location)


def stack_names(graph: Graph, resource: Resource) -> list[Value]:
    """The key and the physical name of the stack of a resource."""
    stack = graph.stacks.get(resource.stack)
    return [Known(resource.stack)] if stack is None else [Known(stack.key), stack.name]


def tag(graph: Graph, resource: Resource, key: str) -> Value:
    """The value of a tag of a resource: its own, else the one that its stack passes on."""
    own = own_tag(resource, key)
    if not isinstance(own, Absent):
        return own
    stack = graph.stacks.get(resource.stack)
    while stack is not None:
        if key in stack.tags:
            return stack.tags[key]
        stack = graph.stacks.get(stack.parent) if stack.parent is not None else None
    return own


def own_tag(resource: Resource, key: str) -> Value:
    """The value of a tag as the resource's own properties give it."""
    facts = type_facts(resource.type)
    if facts is None:
        return Unknown(f"which property of {resource.type} holds its tags is not known", None, resource.location)
    if not facts.tags_property:
        return Absent(resource.location)
    given = resource.get(*facts.tags_property.split("."))
    return _tag_in(given, key)


def _tag_in(given: Value, key: str) -> Value:
    if isinstance(given, Sensitive):
        given = given.inner
    if isinstance(given, Conditional):
        then, otherwise = _tag_in(given.then, key), _tag_in(given.otherwise, key)
        return then if then == otherwise else Conditional(given.condition, then, otherwise, given.at)
    if isinstance(given, MapValue):
        found = given.entries.get(key)
        return found if found is not None else _missing(given, given.complete)
    if not isinstance(given, ListValue):
        return Unknown("the tags are not known", None, given.at) if is_open(given) else Absent(given.at)
    certain = given.complete
    for one in given.items:
        if isinstance(one, MapValue):
            name = string(one.entries.get("Key", Absent()))
            if name == key:
                return one.entries.get("Value", Absent(one.at))
            certain = certain and name is not None
        elif isinstance(one, Conditional):
            in_one = _tag_in(ListValue((one.then,), one.at), key), _tag_in(ListValue((one.otherwise,), one.at), key)
            if not all(isinstance(branch, Absent) for branch in in_one):
                return Conditional(one.condition, *in_one, one.at)
        elif not isinstance(one, Absent):
            certain = False
    return _missing(given, certain)


def _missing(given: Value, certain: bool) -> Value:
    return Absent(given.at) if certain else Unknown("the tags are known in part only", None, given.at)
