"""Names of conditions that are not decided. Two conditions of one name are the same condition in the whole graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.synthesis.terraform.lift import describe

if TYPE_CHECKING:
    from stackproof.graph.values import Value

_MAX_NAME = 200


class Conditions:
    """Gives each condition its name: its value's own text, where it has one, so that equal conditions share a name."""

    def __init__(self) -> None:
        self._unnamed: dict[str, list[Value]] = {}

    def name(self, value: Value, text: str, label: str = "") -> tuple[str, bool]:
        """The name of a condition, and whether it is the name of the opposite.

        Args:
            value: the condition's value, which is not known.
            text: how it is written.
            label: the instance that it is evaluated for.
        """
        symbol = describe(value)
        if symbol is not None and len(symbol) <= _MAX_NAME:
            return (symbol[1:], True) if symbol.startswith("!") else (symbol, False)
        shown = text if len(text) <= _MAX_NAME else text[:_MAX_NAME] + "…"
        name = f"{shown} for {label}" if label else shown
        known = self._unnamed.setdefault(name, [])
        for number, one in enumerate(known, 1):
            if one is value:
                return (name if number == 1 else f"{name} ({number})"), False
        known.append(value)
        return (name if len(known) == 1 else f"{name} ({len(known)})"), False
