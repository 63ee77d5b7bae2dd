"""Where a program takes a setting from outside and an empty text when there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.sources.project import ProjectSources

_PROGRAMS = (".py", ".ts", ".mts", ".js", ".mjs", ".cjs")
_NAME = r"""(?:\.\w+|\[\s*["']\w+["']\s*\])"""
_ASKED = r"""\(\s*["'][\w.:/-]+["']\s*"""
_EMPTY = re.compile(
    rf"""process\.env{_NAME}\s*(?:\|\||\?\?)\s*(?:""|''|``)"""
    rf"""|(?:environ\.get|getenv){_ASKED},\s*(?:""|'')\s*\)"""
    rf"""|(?:environ\.get|getenv|try_get_context){_ASKED}\)\s*or\s*(?:""|'')"""
    rf"""|tryGetContext{_ASKED}\)\s*(?:\|\||\?\?)\s*(?:""|''|``)"""
)


def empty_without(sources: ProjectSources | None) -> str:
    """The first place of a program where a setting that is not given becomes an empty text; empty where there is none.

    An empty text in what the program makes may be that setting, which whoever deploys it gives.
    """
    if sources is None or sources.engine not in ("cdk", "cdktf", "pulumi"):
        return ""
    return sources.once("empty without", lambda: _first(sources))


def _first(sources: ProjectSources) -> str:
    for name in sources.matching(*_PROGRAMS):
        text = sources.text(name)
        found = _EMPTY.search(text) if text else None
        if found is not None and text is not None:
            shown = " ".join(found.group().split())
            return f"{shown} ({name}:{text.count(chr(10), 0, found.start()) + 1})"
    return ""
