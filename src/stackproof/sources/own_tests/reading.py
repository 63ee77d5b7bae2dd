"""Finds the files of tests of a project and reads each in its language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.sources.own_tests import python_tests, script_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.own_tests.model import FileOfTests
    from stackproof.sources.project import ProjectSources

_PYTHON = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$")
_SCRIPT = re.compile(r"\.(?:test|spec|int-test|unit-test)\.(?:ts|js|mjs|cjs)$")
_INTEGRATION = re.compile(r"integration|e2e|\bint[-_.]", re.IGNORECASE)


def test_files(sources: ProjectSources) -> Iterator[FileOfTests]:
    """Each file whose name says that it holds tests, in the order of their names; what cannot be parsed is left out."""
    for name in sources.files:
        meant_so = bool(_INTEGRATION.search(name))
        if _PYTHON.search(name):
            tree = sources.python(name)
            text = sources.text(name)
            if text is not None and tree is not None and not isinstance(tree, Exception):
                yield python_tests.read(name, tree, text, integration=meant_so)
        elif _SCRIPT.search(name):
            text = sources.text(name)
            if text is not None:
                yield script_tests.read(name, text, integration=meant_so)
