"""What the makers of AWS SAM's resources share: a serverless resource, and the resources made of it at their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.values import Known
from stackproof.synthesis.cloudformation.document import MapNode, entries, new_map, place

if TYPE_CHECKING:
    from stackproof.graph.location import Location

_PASSED_ON = ("Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata", "UpdatePolicy")


class Node:
    """One serverless resource with its properties, the Globals merged in."""

    __slots__ = ("at", "name", "properties", "source")

    def __init__(self, name: str, source: dict[str, object], properties: dict[str, object], at: Location) -> None:
        self.name = name
        self.source = source
        self.properties = properties
        self.at = at

    def get(self, key: str) -> object:
        """A property as it stands in the template."""
        return self.properties.get(key)

    def at_key(self, key: str) -> Location:
        """The place of a property."""
        return place(self.properties, key, self.at)


class Generated:
    """The resources that are made in place of serverless ones."""

    def __init__(self, like: dict[str, object]) -> None:
        self.resources: dict[str, object] = empty_like(like)
        self.undecided: list[Problem] = []
        self.implicit: dict[str, Location] = {}
        self.aliases: dict[str, str] = {}
        self.notifications: dict[str, list[object]] = {}
        self.awaited: dict[str, list[str]] = {}

    def add(self, name: str, kind: str, properties: dict[str, object], node: Node, at: Location | None = None) -> None:
        """Adds a resource; the serverless resource's condition holds for everything made of it."""
        where = at or node.at
        made = empty_like(self.resources, where)
        put(made, "Type", kind, where)
        main = name == node.name
        for key in _PASSED_ON:
            if key in node.source and (main or key == "Condition"):
                put(made, key, node.source[key], place(node.source, key, where))
        put(made, "Properties", properties, place(node.source, "Properties", where) if main else where)
        put(self.resources, name, made, where)

    def open(self, message: str, at: Location) -> None:
        """Names something that SAM makes and that is not known here."""
        self.undecided.append(Problem("note", message, at))


def empty_like(node: object, at: Location | None = None) -> dict[str, object]:
    """An empty mapping that keeps positions when `node` does."""
    if isinstance(node, MapNode):
        return new_map(at or node.at)
    return {}


def put(node: dict[str, object], key: str, value: object, at: Location) -> None:
    """Sets an entry together with its place."""
    node[key] = value
    if isinstance(node, MapNode):
        node.places[key] = at


def copied(node: Node, without: frozenset[str]) -> dict[str, object]:
    """The properties that the CloudFormation type takes as they are, each at its own place."""
    made = empty_like(node.properties, node.at)
    for key, item, where in entries(node.properties, node.at):
        if key not in without:
            put(made, key, item, where)
    return made


def tag_list(tags: object, at: Location) -> object:
    """SAM's map of tags as the list that CloudFormation takes."""
    if not isinstance(tags, dict) or _is_function(tags):
        return tags
    return [{"Key": Known(key, where), "Value": item} for key, item, where in entries(tags, at)]


def _is_function(node: dict[str, object]) -> bool:
    if len(node) != 1:
        return False
    key = next(iter(node))
    return key == "Ref" or key.startswith("Fn::")


def merged(common: object, own: object) -> object:
    """Globals under a resource's own value: maps are merged, lists are joined, everything else is overridden."""
    if isinstance(common, dict) and isinstance(own, dict) and not _is_function(common) and not _is_function(own):
        made = empty_like(own)
        for source in (common, own):
            for key, item, where in entries(source, place(own, "")):
                put(made, key, merged(made[key], item) if key in made else item, where)
        return made
    if isinstance(common, list) and isinstance(own, list):
        return [*common, *own]
    return own
