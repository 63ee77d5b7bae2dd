"""What README shows is what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from stackproof.blueprints.registry import all_blueprints
from stackproof.contract.parse import parse

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
LEFT_OUT = "[...]"


@pytest.mark.slow
def test_the_demo_prints_what_readme_shows() -> None:
    block = re.search(r"<!-- demo -->\n```\n(.*?)```\n<!-- /demo -->", README, re.DOTALL)
    assert block is not None
    done = subprocess.run(
        [sys.executable, "scripts/demo.py", "s3-replication"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    printed = iter(_comparable(done.stdout))
    missing = [line for line in _comparable(block.group(1)) if line != LEFT_OUT and line not in printed]
    assert missing == []


def _comparable(text: str) -> list[str]:
    """The lines without what differs from day to day and machine to machine: dates, and the kind of sandbox."""
    dated = re.sub(r"judged on \d{4}-\d\d-\d\d", "judged on DATE", text)
    lines = [line.rstrip() for line in dated.splitlines() if line.strip()]
    return [line for line in lines if not line.startswith(("namespaces:", "landlock:", "weak:"))]


def test_readme_and_its_page_tell_of_every_reference_stack() -> None:
    row = re.compile(r"^\| `([a-z0-9-]+)` \| .* \| (?:AWS CDK|CDK Terrain|Pulumi) \|$", re.MULTILINE)
    for text in (README, (ROOT / "docs" / "stacks.md").read_text("utf-8")):
        assert set(row.findall(text)) >= {blueprint.name for blueprint in all_blueprints()}


def test_the_contract_of_readme_is_a_contract() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (contract,) = [block for block in blocks if block.startswith("version: 1")]
    assert [requirement.id for requirement in parse(contract, Path("stackproof.yaml")).requirements] == ["R1", "R2"]


def test_the_yaml_of_readme_can_be_read() -> None:
    for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL):
        assert yaml.safe_load(block)


def test_the_pages_that_readme_links_to_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
