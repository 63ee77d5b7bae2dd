"""The graph of one project: where a path holds several, the message says how to name one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackproof.assessment.graphs import read_graph
from stackproof.errors import InputError
from stackproof.graph.graph import Graph

TEMPLATE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n"


def read(path: Path) -> Graph:
    return read_graph(path, None, {}, timeout=60, allow_weak_sandbox=False)


def test_each_of_several_projects_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text(json.dumps({"app": "python3 app.py"}))
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text("")
    with pytest.raises(InputError, match="there are 3 projects") as caught:
        read(tmp_path)
    names = f"{tmp_path}/cdk.json, {tmp_path}/template.yaml, {tmp_path}/infra"
    assert caught.value.hint == f"Name one of them: {names}"
    assert set(read(tmp_path / "template.yaml").resources) == {"T"}


def test_several_answers_cannot_be_named_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("".join(f"# Response {x}\n**template.yaml**\n```\n{TEMPLATE}```\n" for x in "AB"))
    with pytest.raises(InputError, match="there are 2 projects") as caught:
        read(path)
    assert caught.value.hint == "Give each a file of its own: a.md (Response A), a.md (Response B)"
