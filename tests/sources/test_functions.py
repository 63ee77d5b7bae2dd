"""The code of a function is read in the language of its runtime, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.graph.values import MapValue
from stackproof.sources.functions import code_of
from stackproof.sources.project import ProjectSources
from tests.contract.build import resource

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("runtime", "language", "is_read"),
    [
        ("python3.13", "python", True),
        ("python2.7", "python", False),
        ("nodejs22.x", "nodejs", True),
        ("java21", "java", False),
    ],
)
def test_the_languages_that_are_read(tmp_path: Path, runtime: str, language: str, *, is_read: bool) -> None:
    given = {"Runtime": runtime, "Handler": "index.handler", "Code": {"ZipFile": "x = 1"}}
    function = resource("F", "AWS::Lambda::Function", given)
    assert isinstance(function.properties, MapValue)
    code = code_of(function, ProjectSources(tmp_path, engine="cloudformation", language="", entry="", folder=""))
    assert (code.language, code.handler is not None) == (language, is_read)
