"""What a folder with Terraform's code declares, its override files merged in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from stackproof.graph.graph import Problem
from stackproof.synthesis.terraform.syntax import Body

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.syntax import Attribute, Block

Key = tuple[str, str, str]
"""Mode (`managed`, `data`, `ephemeral`), type and name of a resource."""

Name = TypeVar("Name")

_MODES = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}
_WANTED_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
_WITHOUT_LABELS = frozenset({"locals", "terraform", "moved", "import", "removed"})
_ANY_LABELS = frozenset({"check", "action"})
_MERGED_WHOLE = frozenset({"lifecycle"})


@dataclass(slots=True)
class Module:
    """The declarations of one folder, in the order of the source.

    Attributes:
        folder: relative to the project's folder.
        incomplete: some of its files cannot be read in full, so that what is not declared here may be declared there.
        others: blocks `moved`, `import`, `removed`, `check` and `action`.
        problems: what Terraform refuses already when it reads the files.
    """

    folder: str
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[Key, Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    settings: list[Block] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    incomplete: bool = False

    def fault(self, message: str, at: Location) -> None:
        """Notes what Terraform refuses."""
        self.problems.append(Problem("error", message, at))

    def add(self, body: Body) -> None:
        """Adds the blocks of a file."""
        for attribute in body.attributes.values():
            self.fault(f"the argument {attribute.name[:60]} stands outside of any block", attribute.at)
        for block in body.blocks:
            if self._is_well_formed(block):
                self._add_block(block)

    def _is_well_formed(self, block: Block) -> bool:
        wanted = 0 if block.kind in _WITHOUT_LABELS else _WANTED_LABELS.get(block.kind)
        if wanted is None:
            if block.kind in _ANY_LABELS:
                return True
            self.fault(f"there are no blocks of the type {block.kind[:60]}", block.at)
            return False
        if len(block.labels) != wanted:
            self.fault(f"a block {block.kind} has {wanted} labels, and this one has {len(block.labels)}", block.at)
            return False
        return True

    def _add_block(self, block: Block) -> None:
        kind = block.kind
        if kind in _MODES:
            self._declare(self.resources, (_MODES[kind], *block.labels), block)  # type: ignore[misc]
        elif kind == "variable":
            self._declare(self.variables, block.labels[0], block)
        elif kind == "output":
            self._declare(self.outputs, block.labels[0], block)
        elif kind == "module":
            self._declare(self.calls, block.labels[0], block)
        elif kind == "provider":
            self.providers.append(block)
        elif kind == "terraform":
            self.settings.append(block)
        elif kind == "locals":
            for name, attribute in block.body.attributes.items():
                if name in self.locals:
                    self.fault(f"local.{name[:60]} is defined twice", attribute.at)
                else:
                    self.locals[name] = attribute
        else:
            self.others.append(block)

    def _declare(self, table: dict[Name, Block], name: Name, block: Block) -> None:
        first = table.get(name)
        if first is None:
            table[name] = block
            return
        shown = ".".join(block.labels)[:120]
        self.fault(f"{block.kind} {shown} is declared twice, first at {first.at.file}:{first.at.line}", block.at)

    def override(self, body: Body) -> None:
        """Merges the blocks of an override file into those that are there."""
        for block in body.blocks:
            if not self._is_well_formed(block):
                continue
            kind = block.kind
            if kind == "locals":
                self.locals.update(block.body.attributes)
            elif kind == "terraform":
                self._override_settings(block)
            elif kind == "provider":
                alias = block.body.attributes.get("alias")
                self._replace(self.providers, block, alias)
            else:
                self._override_named(block)

    def _override_named(self, block: Block) -> None:
        kind = block.kind
        table: dict[object, Block]
        name: object = block.labels[0] if block.labels else ""
        if kind in _MODES:
            table, name = self.resources, (_MODES[kind], *block.labels)  # type: ignore[assignment]
        elif kind in ("variable", "output", "module"):
            table = {"variable": self.variables, "output": self.outputs, "module": self.calls}[kind]  # type: ignore[assignment]
        else:
            self.others.append(block)
            return
        first = table.get(name)
        if first is None:
            self.fault(f"there is no {kind} {'.'.join(block.labels)[:120]} to override", block.at)
        else:
            table[name] = _merged(first, block)

    def _override_settings(self, block: Block) -> None:
        for number, first in enumerate(self.settings):
            self.settings[number] = _merged(first, block)
            return
        self.settings.append(block)

    def _replace(self, blocks: list[Block], block: Block, alias: Attribute | None) -> None:
        for number, first in enumerate(blocks):
            other = first.body.attributes.get("alias")
            same_alias = (alias is None) == (other is None) and (
                alias is None or other is None or _text(alias) == _text(other)
            )
            if first.labels == block.labels and same_alias:
                blocks[number] = _merged(first, block)
                return
        blocks.append(block)


def _text(attribute: Attribute) -> object:
    return getattr(attribute.expression, "data", None)


def _merged(first: Block, second: Block) -> Block:
    """A block with another one of an override file over it: arguments and nested blocks are replaced by type."""
    attributes = {**first.body.attributes, **second.body.attributes}
    blocks = list(first.body.blocks)
    for kind in dict.fromkeys(block.kind for block in second.body.blocks):
        over = second.body.of(kind)
        below = [block for block in blocks if block.kind == kind]
        if below and (kind in _MERGED_WHOLE or (first.kind == "terraform" and kind == "required_providers")):
            blocks = [_merged(block, over[0]) if block is below[0] else block for block in blocks]
        else:
            # A dynamic block makes blocks of the type that its label names.
            blocks = [
                block
                for block in blocks
                if block.kind != kind and not (block.kind == "dynamic" and kind in block.labels)
            ]
            blocks.extend(over)
    return replace(first, body=Body(attributes, blocks))
