"""What a driver recorded of one run, read as the file of a hostile program.

A record is a line of JSON; `kind` says what it tells of:

- `stack`: `urn`, `name`;
- `resource`: `token`, `name`, `urn`, `parent`, `custom`, `remote`, `inputs` (as the protocol of Pulumi's engine has
  them), `provider` and `providers` (`URN::id`), `dependencies`, `propertyDependencies`, `options`, `placeholders`
  (attribute to text), `missing` (outputs that nobody can tell), `order`, `frames`, `site`;
- `read`: a resource that is there already, with its `id`; `call`: a question to a provider, with its `number`;
- `outputs`: `urn`, `outputs`; `export`: `name`, `frames`;
- `secret`: `key`, `placeholder`; `unset`: the same with `frames`, for what is required and has no value;
- `derived`: `marker`, `source`; `decision`: `file`, `line`, `question`;
- `supposed`: settings were supposed; `placeholder`: the program failed where it met one;
- `log`: `severity`, `message`; `callback`: `what`; `method`: `token`, `frames`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.graph.location import NOWHERE, Location
from stackproof.sandbox import read_output
from stackproof.synthesis.own_files import copy_in, is_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 128 << 20
_MAX_LINES = 200_000
_MAX_FRAMES = 20
_MAX_LINE_NUMBER = 10_000_000


@dataclass(slots=True)
class Registration:
    """A resource, a component, something looked up, or a question to a provider.

    Attributes:
        kind: `resource`, `read` or `call`.
        name: the logical name; for a call its number.
        inputs, property_dependencies, options, placeholders: see the module.
        identifier: of something looked up.
        at: the innermost line of the user's that made it.
        site: the line that called the constructor of its class.
    """

    kind: str
    token: str
    name: str
    urn: str
    parent: str = ""
    custom: bool = True
    remote: bool = False
    inputs: dict[str, Any] = field(default_factory=dict)
    provider: str = ""
    providers: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    property_dependencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)
    identifier: object = None
    order: int = 0
    at: Location = NOWHERE
    site: Location = NOWHERE


@dataclass(slots=True)
class Records:
    """All that one run told.

    Attributes:
        registrations: in the order in which the program made them.
        outputs: what the stack exports, by name; `exports` has their places.
        secrets: key of the configuration by its placeholder; `unset`: of what is required and has no value, with the
            place that requires it.
        derived: what a marker was made of.
        decisions: places at which the program let a placeholder decide, with the question that it asked.
        logs: warnings and errors, as (severity, message).
        callbacks: what Pulumi's engine would have had to call back.
        methods: methods of components whose implementation was not run, with their places.
        supposed: whether the program went on with settings that nobody gave.
        by_placeholder: whether the program failed where it met a placeholder.
        cut: whether there is more than what was read, or nothing that can be.
        home: where the program saw its project.
    """

    registrations: list[Registration] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    exports: dict[str, Location] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    unset: dict[str, tuple[str, Location]] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)
    decisions: list[tuple[Location, str]] = field(default_factory=list)
    logs: list[tuple[int, str]] = field(default_factory=list)
    callbacks: list[str] = field(default_factory=list)
    methods: list[tuple[str, Location]] = field(default_factory=list)
    supposed: bool = False
    by_placeholder: bool = False
    cut: bool = False
    home: str = ""


def read(work: Path, relative: str, root: Path) -> Records:
    """The records of one run; empty, and `cut`, where there are none that can be read.

    Args:
        work: the folder that the program wrote to.
        relative: the file in it.
        root: the project, whose own files alone are believed as places.
    """
    records = Records()
    try:
        data = read_output(work, relative, max_bytes=MAX_BYTES)
    except InputError:
        records.cut = True
        return records
    records.home = copy_in(work, root).as_posix()
    reader = _Reader(records, root)
    for number, line in enumerate(data.split(b"\n")):
        if number > _MAX_LINES:
            records.cut = True
            break
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            reader.add(entry)
    # A run begins with its stack: without it the records are not those of a run.
    records.cut = records.cut or not reader.stack
    records.registrations.sort(key=lambda one: one.order)
    return records


class _Reader:
    def __init__(self, records: Records, root: Path) -> None:
        self.records = records
        self.root = root
        self.files: dict[str, bool] = {}
        self.stack = ""

    def add(self, entry: dict[str, Any]) -> None:
        """Takes one record."""
        records = self.records
        kind = entry.get("kind")
        if kind in ("resource", "read", "call"):
            records.registrations.append(self._registration(str(kind), entry))
        elif kind == "stack":
            self.stack = _text(entry.get("urn"))
        elif kind == "outputs" and _text(entry.get("urn")) == self.stack:
            records.outputs.update(_object(entry.get("outputs")))
        elif kind == "export":
            records.exports.setdefault(_text(entry.get("name")), self._place(entry.get("frames"), 0))
        elif kind == "method":
            records.methods.append((_text(entry.get("token"))[:200], self._place(entry.get("frames"), 0)))
        elif kind == "log":
            records.logs.append((_number(entry.get("severity")), _text(entry.get("message"))))
        elif kind == "callback":
            records.callbacks.append(_text(entry.get("what"))[:80])
        else:
            self._add_of_placeholders(str(kind), entry)

    def _add_of_placeholders(self, kind: str, entry: dict[str, Any]) -> None:
        records = self.records
        if kind == "secret":
            records.secrets[_text(entry.get("placeholder"))] = _text(entry.get("key"))[:200]
        elif kind == "unset":
            found = (_text(entry.get("key"))[:200], self._place(entry.get("frames"), 0))
            records.unset[_text(entry.get("placeholder"))] = found
        elif kind == "derived":
            records.derived[_text(entry.get("marker"))] = _text(entry.get("source"))
        elif kind == "decision":
            frame = [[entry.get("file"), entry.get("line"), 0]]
            records.decisions.append((self._place(frame, 0), _text(entry.get("question"))[:40]))
        elif kind == "supposed":
            records.supposed = True
        elif kind == "placeholder":
            records.by_placeholder = True

    def _registration(self, kind: str, entry: dict[str, Any]) -> Registration:
        dependencies = _object(entry.get("propertyDependencies"))
        name = f"{entry.get('number')}" if kind == "call" else _text(entry.get("name"))
        token = _text(entry.get("token"))
        return Registration(
            kind=kind,
            token=token,
            name=name[:1000],
            urn=_text(entry.get("urn")) if kind != "call" else f"call::{token}::{name}",
            parent=_text(entry.get("parent")),
            custom=entry.get("custom") is not False,
            remote=entry.get("remote") is True,
            inputs=_object(entry.get("inputs")),
            provider=_text(entry.get("provider")),
            providers=tuple(_text(one) for one in _object(entry.get("providers")).values()),
            dependencies=_texts(entry.get("dependencies")),
            property_dependencies={key: _texts(item) for key, item in dependencies.items()},
            options=_object(entry.get("options")),
            placeholders={key: item for key, item in _object(entry.get("placeholders")).items() if _is_text(item)},
            identifier=entry.get("id"),
            order=_number(entry.get("order")),
            at=self._place(entry.get("frames"), 0),
            site=self._place(entry.get("frames"), _number(entry.get("site"))),
        )

    def _place(self, frames: object, index: int) -> Location:
        """The frame at an index, when it lies in a file of the project; else the next one outwards that does."""
        for file, line, column in list(_frames(frames))[max(0, index) :]:
            if is_file(self.root, file, self.files):
                return Location(file, line, column)
        return NOWHERE


def plain_file(path: Path) -> bool:
    """Whether there is a file at a path of whatever form."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _frames(found: object) -> Iterator[tuple[str, int, int]]:
    for frame in found[:_MAX_FRAMES] if isinstance(found, list) else []:
        if isinstance(frame, list) and len(frame) >= 3 and isinstance(frame[0], str):
            yield frame[0], _number(frame[1]), _number(frame[2])


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _number(value: object) -> int:
    plain = isinstance(value, int) and not isinstance(value, bool)
    return value if plain and isinstance(value, int) and 0 <= value < _MAX_LINE_NUMBER else 0


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
