"""Which `archive_file` makes the package that a function names: https://registry.terraform.io/providers/hashicorp/archive.

A function names the path that the archive is written to, so that of its sources nothing would be left in the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, MapValue, Reference, Value

if TYPE_CHECKING:
    from stackproof.vocabulary.native import NativeGraph, NativeResource

ARCHIVE = "archive_file"
"""The attribute of a function or layer under which the arguments of its archive are kept."""
_PACKAGED = frozenset({"aws_lambda_function", "aws_lambda_layer_version"})


class Archives:
    """The archives of a graph by the path that they are written to."""

    def __init__(self, native: NativeGraph) -> None:
        self._by_path: dict[Value, NativeResource | None] = {}
        for one in native.resources.values():
            if one.type == ARCHIVE:
                self._by_path[Reference(one.address, "output_path")] = one
                path = one.arguments.entries.get("output_path")
                if path is not None:
                    path = _plain(path)
                    self._by_path[path] = None if path in self._by_path else one

    def of(self, resource: NativeResource) -> dict[str, MapValue]:
        """The attribute that tells of the archive of a function or layer; nothing where none makes its package."""
        if not self._by_path or resource.type not in _PACKAGED:
            return {}
        path = resource.arguments.entries.get("filename")
        made = self._by_path.get(_plain(path)) if path is not None else None
        return {ARCHIVE: MapValue(dict(made.arguments.entries), made.location)} if made is not None else {}


def _plain(path: Value) -> Value:
    """A path without a leading `./`, which `path.module` of the root module is."""
    return Known(path.data.removeprefix("./")) if isinstance(path, Known) and isinstance(path.data, str) else path
