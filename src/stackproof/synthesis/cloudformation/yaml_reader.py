"""YAML to a document, from the events of libyaml's parser.

The events are used, not the composer: the composer calls itself in C for every level of nesting and overflows the
stack of the process on hostile input; and no Python object is ever constructed from a tag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.synthesis.cloudformation.document import (
    MAX_DEPTH,
    MAX_NODES,
    ListNode,
    MapNode,
    new_list,
    new_map,
)
from stackproof.synthesis.cloudformation.doubled import Doubled, settle
from stackproof.synthesis.cloudformation.scalars import resolve
from stackproof.synthesis.cloudformation.tags import tagged

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_KEY = object()
_MERGE = "<<"


class _Anchored:
    """An anchored node with the number of nodes in it and its height, for the budget of its aliases."""

    __slots__ = ("height", "node", "size")

    def __init__(self, node: object, size: int, height: int) -> None:
        self.node = node
        self.size = size
        self.height = height


class YamlDocument:
    """The result of reading: the root node, the place of the first alias or merge key, and keys written twice."""

    __slots__ = ("alias_at", "doubled", "root", "root_at")

    def __init__(
        self, root: object, root_at: Location, alias_at: Location | None, doubled: tuple[Doubled, ...] = ()
    ) -> None:
        self.root = root
        self.root_at = root_at
        self.alias_at = alias_at
        self.doubled = doubled


def read_yaml(data: bytes, file: str) -> YamlDocument:
    """Reads one YAML document in UTF-8 or UTF-16.

    Raises:
        InputError: for everything that is not one well-formed YAML document within the limits.
    """
    builder = _Builder(file)
    try:
        return builder.run(CParser(data))
    except ReaderError as error:
        raise _unreadable(error, data, file) from None
    except MarkedYAMLError as error:
        raise _malformed(error, file) from None
    except YAMLError as error:
        raise InputError(f"the template is not valid YAML: {error}", file=file) from None


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.anchors: dict[str, _Anchored] = {}
        self.open_anchors: set[str] = set()
        self.count = 0
        self.alias_at: Location | None = None
        self.doubled: list[Doubled] = []
        self.heights: dict[int, int] = {}
        self.merged: dict[int, set[str]] = {}

    def fail(self, message: str, at: Location, hint: str | None = None) -> InputError:
        return InputError(message, file=self.file, line=at.line, column=at.column, hint=hint)

    def run(self, parser: CParser) -> YamlDocument:  # noqa: PLR0912, PLR0915 - one dispatch, in the hottest loop of all
        next_event: Callable[[], Any] = parser.get_event
        file = self.file
        make = tuple.__new__
        stack: list[tuple[MapNode | ListNode | None, object, Location, str | None, str | None, int]] = []
        current: MapNode | ListNode | None = None
        key: object = _NO_KEY
        key_at = Location(file)
        root: object = None
        root_at = Location(file)
        documents = 0
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                mark = event.start_mark
                at = make(Location, (file, mark.line + 1, mark.column + 1))
                self.count += 1
                if type(current) is MapNode and key is _NO_KEY:
                    key = self.key_of(event, current, at)
                    key_at = at
                    continue
                node: object = event.value
                if event.tag is not None and not event.implicit[0]:
                    node = tagged(event.tag, node, at)
                elif event.implicit[0]:
                    node = resolve(event.value)
                if event.anchor is not None:
                    self.anchors[event.anchor] = _Anchored(node, 1, 0)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                mark = event.start_mark
                at = make(Location, (file, mark.line + 1, mark.column + 1))
                self.count += 1
                if type(current) is MapNode and key is _NO_KEY:
                    raise self.fail("a key of a mapping is itself a mapping or a list", at, "Quote the key")
                if len(stack) >= MAX_DEPTH:
                    raise self.fail(f"the template is nested deeper than {MAX_DEPTH} levels", at)
                if event.anchor is not None:
                    self.open_anchors.add(event.anchor)
                stack.append((current, key, key_at, event.tag, event.anchor, self.count))
                current = new_map(at) if kind is MappingStartEvent else new_list(at)
                key = _NO_KEY
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                assert current is not None
                node, at = current, current.at
                current, key, key_at, tag, anchor, before = stack.pop()
                if tag is not None:
                    node = tagged(tag, node, at)
                if anchor is not None:
                    self.open_anchors.discard(anchor)
                    self.anchors[anchor] = _Anchored(node, self.count - before + 1, self.height(node))
            elif kind is AliasEvent:
                mark = event.start_mark
                at = make(Location, (file, mark.line + 1, mark.column + 1))
                if type(current) is MapNode and key is _NO_KEY:
                    raise self.fail("an alias stands for a key", at, "Write the key out")
                node = self.aliased(event.anchor, at, len(stack))
            elif kind is StreamEndEvent:
                break
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    mark = event.start_mark
                    raise self.fail(
                        "the file holds more than one YAML document",
                        Location(file, mark.line + 1, mark.column + 1),
                        "Put each template into a file of its own",
                    )
                continue
            else:
                continue
            # A value is complete: it goes where its parent waits for it.
            if type(current) is MapNode:
                if key is _MERGE:
                    self.merge(current, node, key_at)
                else:
                    current[key] = node  # type: ignore[index]
                    current.places[key] = key_at  # type: ignore[index]
                key = _NO_KEY
            elif current is not None:
                current.append(node)  # type: ignore[union-attr]
                current.places.append(at)  # type: ignore[union-attr]
            else:
                root, root_at = node, at
            if self.count > MAX_NODES:
                raise self.fail(f"the template has more than {MAX_NODES} values", at)
        if not documents:
            raise InputError("the template is empty", file=file, hint="A template needs at least a Resources section")
        settle(self.doubled, root)
        return YamlDocument(root, root_at, self.alias_at, tuple(self.doubled))

    def key_of(self, event: ScalarEvent, current: MapNode, at: Location) -> str:
        """The key, which is always a text: `123456789012:` and `yes:` keep what was written."""
        value: str = event.value
        if event.tag is not None and not isinstance(tagged(event.tag, value, at), str):
            raise self.fail(f"the key {value[:60]} has a tag", at, "Write the key as plain text")
        if value == _MERGE and event.implicit[0]:
            self.alias_at = self.alias_at or at
            return _MERGE
        first = current.places.get(value)
        # A key that came from a merge may be overridden by the mapping's own.
        if first is not None and value not in self.merged.get(id(current), ()):
            self.doubled.append(Doubled(current, value, current[value], first, at))
        return value

    def aliased(self, name: str, at: Location, depth: int) -> object:
        self.alias_at = self.alias_at or at
        found = self.anchors.get(name)
        if name in self.open_anchors:
            raise self.fail(f"the alias *{name[:60]} stands inside the node that it refers to", at)
        if found is None:
            raise self.fail(f"the alias *{name[:60]} refers to no anchor before it", at)
        self.count += found.size
        if self.count > MAX_NODES:
            raise self.fail(
                f"the aliases of the template expand to more than {MAX_NODES} values",
                at,
                "Write out what is repeated, or use fewer levels of aliases",
            )
        if depth + found.height > MAX_DEPTH:
            raise self.fail(f"the template is nested deeper than {MAX_DEPTH} levels", at)
        return found.node

    def merge(self, current: MapNode, node: object, at: Location) -> None:
        sources = node if isinstance(node, list) else [node]
        merged = self.merged.setdefault(id(current), set())
        for source in sources:
            if type(source) is not MapNode:
                raise self.fail("a merge key (<<) takes a mapping or a list of mappings", at)
            for key, item in source.items():
                if key not in current:
                    current[key] = item
                    current.places[key] = source.places[key]
                    merged.add(key)

    def height(self, node: object) -> int:
        """Levels of nesting inside a node; anchored nodes inside it are counted once."""
        if not isinstance(node, (dict, list)):
            return 0
        known = self.heights.get(id(node))
        if known is None:
            inside = node.values() if isinstance(node, dict) else node
            known = 1 + max((self.height(item) for item in inside), default=0)
            self.heights[id(node)] = known
        return known


def _malformed(error: MarkedYAMLError, file: str) -> InputError:
    mark = error.problem_mark or error.context_mark
    what = error.problem or error.context or "it cannot be parsed"
    where = {"line": mark.line + 1, "column": mark.column + 1} if mark is not None else {}
    hint = "Is the file complete?" if "end" in what else "Check indentation and quotes near that place"
    return InputError(f"the template is not valid YAML: {what}", file=file, hint=hint, **where)


def _unreadable(error: ReaderError, data: bytes, file: str) -> InputError:
    offset = error.position if isinstance(error.position, int) else 0
    before = data[:offset]
    return InputError(
        f"the template is not readable text: {error.reason}",
        file=file,
        line=before.count(b"\n") + 1,
        column=offset - before.rfind(b"\n"),
        hint="Save the template as UTF-8 text",
    )
