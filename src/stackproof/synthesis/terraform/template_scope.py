"""What a template of `templatefile` can see: the variables that it is given, and nothing of the module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.synthesis.terraform.frames import Frame
from stackproof.synthesis.terraform.lift import failed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.graph.location import Location
    from stackproof.graph.values import MapValue, Value
    from stackproof.synthesis.terraform.files import Files
    from stackproof.synthesis.terraform.syntax import Step


class TemplateScope:
    """The scope of one template."""

    def __init__(self, files: Files) -> None:
        self._files = files

    @property
    def files(self) -> Files:
        """The files that functions may read."""
        return self._files

    def resolve(self, name: str, path: Sequence[Step], at: Location, frame: Frame) -> tuple[Value, int]:
        """Nothing: a template sees its variables alone."""
        return failed(f"the template asks for {name[:60]}, which it is not given", at), len(path)


def template_frame(around: Frame, variables: MapValue) -> Frame:
    """The frame of a template that is given some variables."""
    return Frame(TemplateScope(around.scope.files), dict(variables.entries), None, around.label)
