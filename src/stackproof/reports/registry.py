"""Finds the report of a form by its module; only the one that is asked for is imported."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.assessment.model import Assessment

_FOLDER = Path(__file__).parent / "forms"


@dataclass(frozen=True, slots=True)
class Style:
    """How a report for people looks.

    Attributes:
        color: whether escape sequences may be used.
        width: columns of the terminal.
        verbose: whether the evidence of what is proven is shown as well.
    """

    color: bool = False
    width: int = 100
    verbose: bool = False


def forms() -> list[str]:
    """The names of all forms."""
    return sorted(file.stem.removesuffix("_") for file in _FOLDER.glob("[a-z]*.py"))


def require(form: str) -> None:
    """Refuses a form that does not exist.

    Raises:
        InputError: there is no such form.
    """
    if form not in forms():
        raise InputError(f"there is no report {form}", hint=f"There are: {', '.join(forms())}")


def render(form: str, assessments: Sequence[Assessment], style: Style) -> str:
    """The assessments in a form.

    Raises:
        InputError: there is no such form.
    """
    require(form)
    # `json_` and not `json`: a module must not hide the one of the standard library that it uses.
    module = importlib.import_module(f"stackproof.reports.forms.{form}_")
    text: str = module.render(assessments, style)
    return text
