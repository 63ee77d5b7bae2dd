"""What is answered to a program in place of what only a deployment can tell.

A text is a placeholder; an object is made of such texts. For a question to a provider, which wants an answer at once,
numbers, lists and truth values are made up, other ones in each run, so that what hangs on them differs between the
runs.

The process is the foreign program's too: nothing that is written here may be believed without a check.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from stackproof.synthesis.pulumi.python.placeholders import Mint

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_REGION_CALL = "aws:index/getRegion:getRegion"
_DEPTH = 4
_MADE_UP_ITEMS = (3, 4)
"""How many items a list has whose length nobody can know, by run."""


class Answers:
    """Makes the answers of one run.

    Args:
        mint: makes the placeholders.
        region: the region of the default provider, as far as it is told.
    """

    def __init__(self, mint: Mint, region: str) -> None:
        self.mint = mint
        self.region = region
        self.empty = False
        """Whether something was left empty that has something in it after the deployment: a map, an object."""

    def outputs(self, klass: type | None, inputs: dict[str, Any]) -> dict[str, Any]:
        """The outputs that a class of resources has beside what the program gave: attribute to placeholder."""
        from pulumi import _types

        if klass is None:
            return {}
        try:
            types = _types.resource_types(klass)
        except Exception:  # noqa: BLE001 - the program's own class may have whatever annotations
            return {}
        found = {}
        optional = _optional(klass)
        for name, kind in types.items():
            if name not in inputs and name not in ("id", "urn") and name not in optional:
                value = self._made_up(name, kind, 0)
                if value is not None:
                    found[name] = value
        return found

    def _made_up(self, path: str, kind: Any, depth: int) -> Any:  # noqa: ANN401
        """A text for a text, an object of them for an object; None for what no placeholder can stand for."""
        from pulumi import _types

        if kind is str:
            return {"placeholder": path}
        if depth < _DEPTH and isinstance(kind, type) and _types.is_output_type(kind):
            names = _types.output_type_types(kind)
            found = {name: self._made_up(f"{path}.{name}", one, depth + 1) for name, one in names.items()}
            return {name: UNKNOWN if value is None else value for name, value in found.items()}
        return None

    def call(self, klass: type, token: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question: texts are placeholders, all else is made up, otherwise in each run.

        What was asked with stays an answer too; it is taken out of `inputs` where it is not known itself.
        """
        from pulumi import _types

        found: dict[str, Any] = {}
        optional = _optional(klass)
        for name, kind in _types.output_type_types(klass).items():
            if name in inputs and _marked(inputs[name]):
                del inputs[name]
                found[name] = self._made_up_answer(name, kind, 0)
            elif name not in inputs and name not in optional:
                found[name] = self._made_up_answer(name, kind, 0)
        if token == _REGION_CALL and self.region and "region" not in inputs:
            for name in ("id", "name", "region"):
                if name in found:
                    found[name] = self.region
        return found

    def _made_up_answer(self, path: str, kind: Any, depth: int) -> Any:  # noqa: ANN401
        from collections.abc import Mapping, Sequence
        from typing import get_args, get_origin

        from pulumi import _types

        run = self.mint.run
        origin, arguments = get_origin(kind), get_args(kind)
        plain = {str: {"placeholder": path}, bool: run == 0, int: 2 + run, float: 2.0 + run}
        if kind in plain:
            return plain[kind]
        if origin in (list, Sequence) and depth < _DEPTH:
            count = _MADE_UP_ITEMS[run]
            return [self._made_up_answer(f"{path}.{index}", arguments[0], depth + 1) for index in range(count)]
        if origin in (dict, Mapping):
            self.empty = True
            return {}
        if isinstance(kind, type) and _types.is_output_type(kind) and depth < _DEPTH:
            names = _types.output_type_types(kind)
            return {name: self._made_up_answer(f"{path}.{name}", one, depth + 1) for name, one in names.items()}
        self.empty = True
        return None

    def together(
        self, inputs: dict[str, Any], outputs: dict[str, Any], placeholders: dict[str, str], klass: type | None
    ) -> tuple[dict[str, Any], list[str]]:
        """Inputs and outputs together; placeholders are made here, in the order of the names."""
        fitting, missing = _fitting(inputs, klass)

        def filled(value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, dict):
                path = value.get("placeholder")
                if len(value) == 1 and isinstance(path, str):
                    placeholders[path] = self.mint.placeholder(path.rpartition(".")[2])
                    return placeholders[path]
                return {key: filled(item) for key, item in value.items()}
            return [filled(item) for item in value] if isinstance(value, list) else value

        made = {name: filled(outputs[name]) for name in sorted(outputs)}
        return {**made, **fitting}, missing


def _optional(klass: type) -> frozenset[str]:
    """The properties of a class that may well be absent."""
    from typing import get_args

    found = set()
    for base in klass.__mro__:
        for name, member in vars(base).items():
            getter = member.fget if isinstance(member, property) else None
            kind = getattr(getter, "__annotations__", {}).get("return")
            inner = get_args(kind)
            if type(None) in inner or any(type(None) in get_args(one) for one in inner):
                found.add(getattr(getter, "_pulumi_name", name))
    return frozenset(found)


def _fitting(inputs: dict[str, Any], klass: type | None) -> tuple[dict[str, Any], list[str]]:
    """The inputs that the class has as outputs of the same form, and the names of those of another form."""
    if klass is None:
        return dict(inputs), []
    from pulumi import _types
    from pulumi.runtime import rpc

    try:
        types = _types.resource_types(klass)
    except Exception:  # noqa: BLE001 - the program's own class may have whatever annotations
        return dict(inputs), []
    kept: dict[str, Any] = {}
    missing = []
    for name, given in inputs.items():
        kind = types.get(name)
        value = _identified(given)
        fitting = json.dumps(value) if kind is str and isinstance(value, dict) and _SIGNATURE not in value else value
        try:
            if kind is not None and not _marked(fitting):
                rpc.translate_output_properties(fitting, lambda one: one, kind, True)
        except Exception:  # noqa: BLE001 - the real engine would give it another form; nobody can tell which
            missing.append(name)
            continue
        kept[name] = fitting
    return kept, missing


def _identified(value: Any) -> Any:  # noqa: ANN401
    """A value with the identifier of a resource in place of the resource itself, as a provider gives it back."""
    if isinstance(value, list):
        return [_identified(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(_SIGNATURE) == _RESOURCE:
        return value.get("id", UNKNOWN) or UNKNOWN
    return {key: _identified(item) for key, item in value.items()}


def _marked(value: Any) -> bool:  # noqa: ANN401
    """Whether there is something of the protocol's own in a value: a secret, an asset, what is unknown."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            if _SIGNATURE in current:
                return True
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
        elif current == UNKNOWN:
            return True
    return False
