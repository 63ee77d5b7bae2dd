"""Checks of the project around the resources: its state, its tests, its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.errors import InputError
from stackproof.graph.graph import Stack
from stackproof.graph.values import Known
from stackproof.sources.project import ProjectSources
from tests.contract.build import graph, judge, properties

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.project.model import Engine


def _status(expect: str, root: Path, engine: Engine = "terraform", **settings: object) -> str:
    stack = Stack("", Known("shop"), Known("us-east-1"), Known("111122223333"))
    stack.settings = dict(properties(settings, 1).entries)
    sources = ProjectSources(root, engine, "", "")
    return judge(expect, graph(stacks={"": stack}), root=root, project_sources=sources).status


@pytest.mark.parametrize(
    ("engine", "settings", "expected"),
    [
        ("terraform", {"backend": {"s3": {"bucket": "states"}}}, "proven"),
        ("cdktf", {"backend": {"s3": {}}}, "proven"),
        ("terraform", {"backend": {"local": {}}}, "violated"),
        ("terraform", {"backend": {"s3": {}}, "cloud": {}}, "violated"),
        ("terraform", {}, "violated"),
        ("cloudformation", {}, "violated"),
        ("pulumi", {}, "undecided"),
    ],
)
def test_backend_is_of_the_type(tmp_path: Path, engine: Engine, settings: dict[str, object], expected: str) -> None:
    assert _status("{check: state.backend-is, with: {type: s3}}", tmp_path, engine, **settings) == expected


def test_backend_of_what_was_not_synthesised_is_open(tmp_path: Path) -> None:
    verdict = judge("{check: state.backend-is, with: {type: s3}}", graph(), root=tmp_path, status="failed")
    assert verdict.status == "undecided"


REAL = "def test_a():\n    assert run() == 1\n"


@pytest.mark.parametrize(
    ("files", "kinds", "expected"),
    [
        ({"tests/test_a.py": REAL}, "", "proven"),
        ({}, "", "violated"),
        ({"tests/test_a.py": REAL, "tests/test_b.py": "def test_b():\n    pass\n"}, "", "violated"),
        ({"tests/test_a.py": REAL, "tests/test_b.py": "X = 1\n"}, "", "violated"),
        ({"tests/integration/test_a.py": "import moto\n" + REAL}, "", "violated"),
        ({"tests/unit/test_a.py": "import moto\n" + REAL}, "", "proven"),
        ({"tests/integration/test_a.py": REAL, "tests/integration/conftest.py": "import moto\n"}, "", "violated"),
        ({"tests/integration/test_a.py": REAL, "tests/conftest.py": "import moto\n"}, "", "proven"),
        ({"tests/integration/conftest.py": "import moto\n", "tests/unit/test_a.py": REAL}, "", "proven"),
        ({"tests/unit/test_a.py": REAL}, "unit", "proven"),
        ({"tests/unit/test_a.py": REAL}, "unit, integration", "violated"),
        ({"tests/unit/test_a.py": REAL, "tests/e2e/test_b.py": REAL}, "unit, integration", "proven"),
        ({"test/a.test.ts": "test('a', () => { expect(run()).toBe(1); });"}, "unit", "proven"),
    ],
)
def test_tests_are_real(tmp_path: Path, files: dict[str, str], kinds: str, expected: str) -> None:
    _write(tmp_path, files)
    assert _status(f"{{check: tests.are-real, with: {{kinds: [{kinds}]}}}}", tmp_path) == expected


def test_kind_of_tests_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unit and integration"):
        _status("{check: tests.are-real, with: {kinds: [smoke]}}", tmp_path)


PROVIDER = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "%s" }\n  }\n}\n'
LOCK = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.1.0"\n}\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "violated"),
        ({"requirements.txt": "cdktn==0.24.0\n"}, "proven"),
        ({"requirements.txt": "cdktn>=0.24.0\n"}, "violated"),
        ({"requirements.txt": "cdktn\n"}, "violated"),
        ({"requirements.txt": "cdktn==0.24.0\nboto3==1.*\n"}, "violated"),
        ({"Pipfile": '[packages]\ncdktn = "*"\n'}, "violated"),
        ({"Pipfile": '[packages]\ncdktn = "*"\n', "Pipfile.lock": "{}"}, "proven"),
        ({"package.json": '{"dependencies": {"cdktn": "0.24.0"}}'}, "proven"),
        ({"package.json": '{"dependencies": {"cdktn": "^0.24.0"}}'}, "violated"),
        ({"package.json": '{"dependencies": {"cdktn": "^0.24.0"}}', "yarn.lock": ""}, "proven"),
        ({"main.tf": PROVIDER % "6.1.0"}, "proven"),
        ({"main.tf": PROVIDER % "~> 6.0"}, "violated"),
        ({"main.tf": PROVIDER % "~> 6.0", ".terraform.lock.hcl": LOCK}, "proven"),
    ],
)
def test_pins_are_exact(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    _write(tmp_path, files)
    assert _status("{check: pins.exact}", tmp_path) == expected


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
