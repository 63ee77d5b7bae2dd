"""The documentation of contracts is up to date, and its examples are contracts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stackproof.contract import profile
from stackproof.contract.checks import registry
from stackproof.contract.checks.documentation import pages
from stackproof.contract.parse import load, parse
from stackproof.contract.parse_expectation import OPERATORS
from tests.contract.build import contract_text

DOCS = Path(__file__).parents[2] / "docs"
BLUEPRINTS = Path(__file__).parents[2] / "src" / "stackproof" / "blueprints"
_YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_pages_of_the_checks_are_fresh() -> None:
    there = {path.name: path.read_text("utf-8") for path in (DOCS / "checks").glob("*.md")}
    assert there == pages(), "run scripts/generate_docs.py"


def _as_contract(example: str) -> str:
    if example.startswith("version:"):
        return example
    if example.startswith("has:"):
        indented = "".join(f"  {line}\n" for line in example.splitlines())
        return contract_text(f"resource: AWS::S3::Bucket\n{indented[2:]}".replace("\n  ", "\n"))
    head = "version: 1\nsystem: s\nrequirements:\n  - id: R1\n    text: t\n"
    return head + "".join(f"    {line}\n" for line in example.splitlines())


_EXAMPLES = _YAML.findall((DOCS / "contract.md").read_text("utf-8"))


@pytest.mark.parametrize("example", [one for one in _EXAMPLES if "\nprofile:" not in one])
def test_an_example_of_the_format_is_a_contract(example: str) -> None:
    assert parse(_as_contract(example), Path("stackproof.yaml")).requirements


@pytest.mark.parametrize("example", [one for one in _EXAMPLES if "\nprofile:" in one])
def test_an_example_of_a_profile_is_one(example: str, tmp_path: Path) -> None:
    file = tmp_path / "house.yaml"
    file.write_text(example)
    assert (profile.find(str(file)).name, len(profile.find(str(file)).requirements)) == ("house", 1)


@pytest.mark.parametrize("name", registry.names())
def test_a_check_has_a_page_with_an_example_that_is_a_contract(name: str) -> None:
    check = registry.find(name)
    assert "## What it proves" in check.doc
    (example,) = _YAML.findall(pages()[f"{name}.md"])
    assert f"check: {name}" in example
    assert parse(_as_contract(example), Path("stackproof.yaml")).requirements
    for parameter in check.parameters:
        assert f"- `{parameter}`" in check.doc


def test_every_operator_is_documented() -> None:
    text = (DOCS / "contract.md").read_text("utf-8")
    assert {operator for operator in OPERATORS if f"`{operator}: " not in text} == set()


@pytest.mark.parametrize("file", sorted(BLUEPRINTS.glob("*/stackproof.yaml")), ids=lambda file: file.parent.name)
def test_the_contract_of_a_reference_stack_is_read(file: Path) -> None:
    assert load(file).requirements
