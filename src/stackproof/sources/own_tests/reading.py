"""Finds the files of tests of a project and reads each in its language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.sources.own_tests import python_tests, script_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.own_tests.model import FileOfTests, Mention
    from stackproof.sources.project import ProjectSources

_SHARED = "conftest.py"
_PYTHON = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$")
_SCRIPT = re.compile(r"\.(?:test|spec|int-test|unit-test)\.(?:ts|js|mjs|cjs)$")
_INTEGRATION = re.compile(r"integration|e2e|\bint[-_.]", re.IGNORECASE)


def test_files(sources: ProjectSources) -> Iterator[FileOfTests]:
    """Each file whose name says that it holds tests, in the order of their names; what cannot be parsed is left out.

    What a conftest.py mocks for a folder of integration tests counts as a mock of the first of its files.
    """
    shared = _shared_mocks(sources)
    for name in sources.files:
        meant_so = bool(_INTEGRATION.search(name))
        if _PYTHON.search(name):
            found = _python(sources, name, integration=meant_so)
            if found is not None:
                above = [folder for folder in shared if name.startswith(folder)] if meant_so else []
                mocks = [mock for folder in above for mock in shared.pop(folder)]
                yield found._replace(mocks=(*found.mocks, *mocks))
        elif _SCRIPT.search(name):
            text = sources.text(name)
            if text is not None:
                yield script_tests.read(name, text, integration=meant_so)


def _python(sources: ProjectSources, name: str, *, integration: bool) -> FileOfTests | None:
    tree = sources.python(name)
    text = sources.text(name)
    if text is None or tree is None or isinstance(tree, Exception):
        return None
    return python_tests.read(name, tree, text, integration=integration)


def _shared_mocks(sources: ProjectSources) -> dict[str, tuple[Mention, ...]]:
    """The mocks of each conftest.py that is for integration tests alone, by its folder."""
    found: dict[str, tuple[Mention, ...]] = {}
    for name in sources.files:
        folder, _, last = name.rpartition("/")
        if last == _SHARED and _INTEGRATION.search(f"{folder}/"):
            shared = _python(sources, name, integration=True)
            if shared is not None and shared.mocks:
                found[f"{folder}/"] = shared.mocks
    return found
