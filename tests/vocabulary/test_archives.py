"""A function knows what its package is made of, although Terraform writes the archive alone."""

from __future__ import annotations

import pytest

from stackproof.graph.query import get, string
from stackproof.graph.values import Value
from stackproof.vocabulary.translate import translate
from tests.vocabulary.building import native, ref

ARCHIVE = {"type": "zip", "source_dir": "./src", "output_path": "./code.zip"}


@pytest.mark.parametrize("named", [ref("data.archive_file.a", "output_path"), "./code.zip", "code.zip"])
def test_the_archive_of_a_function_is_found_by_reference_and_by_path(named: Value | str) -> None:
    graph = translate(native({"data.archive_file.a": ARCHIVE, "aws_lambda_function.f": {"filename": named}}))
    attributes = graph.resources["aws_lambda_function.f"].attributes
    assert string(get(attributes["archive_file"], "source_dir")) == "./src"


def test_a_path_that_two_archives_write_to_and_another_path_name_none() -> None:
    both = {"data.archive_file.a": ARCHIVE, "data.archive_file.b": ARCHIVE}
    functions = {"aws_lambda_function.f": {"filename": "code.zip"}, "aws_lambda_function.g": {"filename": "other.zip"}}
    graph = translate(native({**both, **functions}))
    assert [name for name, one in graph.resources.items() if "archive_file" in one.attributes] == []
