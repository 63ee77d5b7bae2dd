"""The table of exceptions: how a type of Terraform's provider is written in CloudFormation's words.

A table is a text. A line at the left edge begins an entry, the indented lines below it are its rows; a backslash at the
end continues a line:

    aws_sqs_queue = AWS::SQS::Queue
      max_message_size = MaximumMessageSize
      policy ! a queue policy of its own
      tags_all - what the provider computes
      .url = QueueUrl

    aws_s3_bucket_versioning > aws_s3_bucket by bucket
      versioning_configuration = VersioningConfiguration

Entries
    TYPE = CLOUDFORMATION_TYPE          the counterpart
    TYPE [variant] = CLOUDFORMATION_TYPE    the counterpart of a variant, which the table's VARIANTS choose
    TYPE > OTHER by ARGUMENT            configures the resource of type OTHER that ARGUMENT names: it is folded into it
    TYPE > OTHER by ARGUMENT and MORE   the same, where only several arguments together name the resource
    TYPE > OTHER by ARGUMENT at PATH    the same, below a property; `Targets[]` makes one item of a list
    TYPE ! WORDS                        has no counterpart as a whole; the words say what becomes of it

Rows; a path may have dots, without marks for lists. A row that is indented below another continues both its path and
its property, so that blocks read as they are written
    argument = Property     the counterpart. `.` dissolves a block into what surrounds it. `= Property | name` converts
    argument ! WORDS        an adjuster of the table sees to it; the words say what becomes of it
    argument - WORDS        there is no counterpart; the words say why
    .attribute = Attribute  what a reference to the attribute is; empty is what Ref gives
    .attribute - WORDS      CloudFormation has no such attribute, whatever its letters; it keeps Terraform's name

What has no row is derived: the property of the same letters (`fifo_queue` is FifoQueue), in its plural too where it is
a list; `name` and `name_prefix` are the physical name. What an adjuster sees to and what has no counterpart is kept
among the attributes of the resource.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_ENTRY = re.compile(r"(?P<type>\w+)(?: \[(?P<variant>\w+)\])? (?P<sign>[=>!]) (?P<rest>.+)")
_FOLD = re.compile(r"(?P<target>\w+) by (?P<by>\w+(?: and \w+)*)(?: at (?P<at>[\w.]+(?:\[\])?))?")
_ROW = re.compile(r"(?P<path>\.?[\w.*]+) (?P<sign>[=!-])(?: (?P<rest>.*))?")


class Row(NamedTuple):
    """One row of an entry.

    Attributes:
        sign: `=`, `!` or `-`.
        target: the property's path for `=`, the words for the others.
        conversion: name of a conversion; empty for none.
    """

    sign: str
    target: str
    conversion: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the table says of one type.

    Attributes:
        type: Terraform's type.
        counterpart: CloudFormation's type; empty for a fold and for what has none.
        fold: type of the resource that it configures, the argument that names it, and the path below it.
        words: what becomes of a type without a counterpart.
        rows: by the argument's path.
        attributes: CloudFormation's attribute by Terraform's.
    """

    type: str
    counterpart: str = ""
    fold: Fold | None = None
    words: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    def inside(self, path: str) -> bool:
        """Whether rows stand for something below an argument."""
        return any(other.startswith(f"{path}.") for other in self.rows)


class Fold(NamedTuple):
    """Where a split resource belongs.

    Attributes:
        target: type of the resource that it configures.
        by: the argument that names that resource.
        also: arguments that, with the first, are equal in both where no reference tells.
        at: the property's path.
    """

    target: str
    by: str
    also: tuple[str, ...]
    at: str


class TableError(Exception):
    """A table of ours is malformed."""


def sections(table: str) -> dict[tuple[str, str], str]:
    """The text of each entry of a table by type and variant (empty for the only one), for `read` to read.

    Raises:
        TableError: a line is neither an entry nor a row, or an entry stands there twice.
    """
    found: dict[tuple[str, str], list[str]] = {}
    current: list[str] | None = None
    for line in re.sub(r"\\\n\s*", "", table).splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line.startswith(" "):
            match = _ENTRY.fullmatch(line.rstrip())
            if match is None:
                raise TableError(f"{line}: no entry")
            key = match["type"], match["variant"] or ""
            if key in found:
                raise TableError(f"{line}: a second entry of this type")
            found[key] = current = []
        if current is None:
            raise TableError(f"{line}: a row without an entry")
        current.append(line)
    return {key: "\n".join(lines) for key, lines in found.items()}


def read(section: str) -> Entry:
    """The entry that a section of a table is.

    Raises:
        TableError: a line is no row, or stands there twice.
    """
    head, *rows = section.rstrip("\n").split("\n")
    entry = _entry(head)
    above: list[_Above] = []
    for line in rows:
        indent = len(line) - len(line.lstrip())
        while above and above[-1].indent >= indent:
            above.pop()
        within = above[-1] if above else _Above(0, "", entry.fold.at if entry.fold else "")
        above.append(_add_row(entry, line.strip(), indent, within))
    return entry


class _Above(NamedTuple):
    """The row that others are indented below: its path and its property."""

    indent: int
    path: str
    target: str


def _entry(line: str) -> Entry:
    match = _ENTRY.fullmatch(line.rstrip())
    assert match is not None
    type_, sign, rest = match["type"], match["sign"], match["rest"].strip()
    if sign == "=":
        return Entry(type_, counterpart=rest)
    if sign == "!":
        return Entry(type_, words=rest)
    fold = _FOLD.fullmatch(rest)
    if fold is None:
        raise TableError(f"{line}: no fold")
    by, *also = fold["by"].split(" and ")
    return Entry(type_, fold=Fold(fold["target"], by, tuple(also), fold["at"] or ""))


def _add_row(entry: Entry, line: str, indent: int, within: _Above) -> _Above:
    match = _ROW.fullmatch(line)
    if match is None:
        raise TableError(f"{entry.type}: {line}: no row")
    path, sign, rest = match["path"], match["sign"], (match["rest"] or "").strip()
    if path.startswith("."):
        if path[1:] in entry.attributes or sign == "!" or within.path:
            raise TableError(f"{entry.type}: {line}: no row")
        entry.attributes[path[1:]] = rest if sign == "=" else path[1:]
        return within
    path = _below(within.path, path)
    if path in entry.rows or not rest:
        raise TableError(f"{entry.type}: {line}: no row, or a second one")
    if sign != "=":
        entry.rows[path] = Row(sign, rest)
        return _Above(indent, path, within.target)
    target, _, conversion = (part.strip() for part in rest.partition("|"))
    dissolved = target == "."
    target = within.target if dissolved else _below(within.target, target)
    entry.rows[path] = Row(sign, "." if dissolved else target, conversion)
    return _Above(indent, path, target)


def _below(outer: str, inner: str) -> str:
    return f"{outer.removesuffix('[]')}.{inner}" if outer else inner
