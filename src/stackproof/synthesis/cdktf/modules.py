"""Terraform modules in the project: the framework copies them, and here they are read where they were written."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COPY = re.compile(r"\./assets/__cdktf_module_asset[^/]*/[0-9A-Fa-f]+/?(?P<rest>.*)")
_LOCAL = re.compile(r"\.\.?(?:/|$)")


def find_local(document: dict[str, Any], folder: str, local: Sequence[str]) -> None:
    """Makes the sources of local modules in the document of a stack relative to the project.

    Args:
        document: changed in place.
        folder: where it lies, relative to the project.
        local: sources of the modules that cdktf.json names, relative to the project.
    """
    calls = document.get("module")
    for call in calls.values() if isinstance(calls, dict) else ():
        if _is_local(call):
            call["source"] = _source(call["source"], folder, local)


def names_local(document: Mapping[str, Any]) -> bool:
    """Whether a stack calls a module by its folder."""
    calls = document.get("module")
    return isinstance(calls, dict) and any(_is_local(call) for call in calls.values())


def _is_local(call: object) -> bool:
    source = call.get("source") if isinstance(call, dict) else None
    return isinstance(source, str) and _LOCAL.match(source) is not None


def _source(source: str, folder: str, local: Sequence[str]) -> str:
    copied = _COPY.fullmatch(source)
    if copied is None:
        found = posixpath.normpath(posixpath.join(folder, source))
    elif local:
        # All of them are copied in one piece, which begins at the folder that they have in common.
        common = posixpath.commonpath([posixpath.normpath(posixpath.join("/", one)) for one in local])
        found = posixpath.relpath(posixpath.normpath(posixpath.join(common, copied.group("rest"))), "/")
    else:
        return source
    return found if found.startswith("../") else f"./{found}"
