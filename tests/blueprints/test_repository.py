"""One repository with every reference stack."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from stackproof.blueprints.registry import Blueprint, all_blueprints, copy, find
from stackproof.blueprints.repository import copy_all
from tests.blueprints.projects import AWS_CDK, CACHE

NAMES = [blueprint.name for blueprint in all_blueprints()]
STEPS = ("setup", "test", "synth", "check")


@pytest.fixture(scope="module", params=["plain", "tap"])
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("repository") / str(request.param)
    copy_all(all_blueprints(), directory, request.param, {"s3-replication": {"owner": "me"}})
    return directory


def make(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_stack_is_there_as_new_makes_it_and_nothing_else(repository: Path, tmp_path: Path) -> None:
    assert {one.name for one in repository.iterdir()} == {*NAMES, "Makefile", "README.md", ".github"}
    blueprint = find("s3-replication")
    assert blueprint is not None
    copy(blueprint, tmp_path / "alone", repository.name, {"owner": "me"})
    alone, beside = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (tmp_path / "alone", repository / "s3-replication")
    )
    assert beside == alone


def test_there_is_a_target_for_each_system_and_each_step(repository: Path) -> None:
    for name in NAMES:
        done = make(repository, "-n", name)
        assert done.returncode == 0, done.stderr
        steps = re.findall(rf"^make --no-print-directory (\w+)-{name}$", done.stdout, re.MULTILINE)
        assert steps == list(STEPS)
    whole = make(repository, "-n").stdout
    assert [line for line in whole.splitlines() if re.search(r"make .* setup-", line)] == [
        f"make --no-print-directory setup-{name}" for name in NAMES
    ]
    profile = " --profile tap" if repository.name == "tap" else ""
    checks = [f"stackproof check {name}{profile}" for name in NAMES]
    assert make(repository, "-n", "check").stdout.splitlines() == checks
    for name in NAMES:
        one = make(repository, "-n", f"test-{name}").stdout
        assert f"cd {name} && . .venv/bin/activate && coverage run -m pytest" in one
        synth = make(repository, "-n", f"synth-{name}").stdout.splitlines()[-1]
        entered = synth.startswith(f"cd {name} && . .venv/bin/activate && ")
        assert entered or synth == f"stackproof graph {name} > /dev/null"


def test_settings_without_a_default_are_taken_from_the_contract_unless_they_are_given(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    texts = {
        "README.md": "# Shop\n\nA shop\nwith goods. And more.\n",
        "_gitignore": "",
        "requirements-dev.txt": "",
        "pyproject.toml": "",
        "stackproof.yaml": (
            "version: 1\nparameters:\n  state_bucket: {value: states, env: STATE_BUCKET}\n"
            "  suffix: {value: demo, env: SUFFIX}\n  number: 3\n"
        ),
        "shop/settings.py": (
            "class SettingsError(ValueError): ...\n\nSOURCES = {}\n\n\nclass Settings:\n    @classmethod\n"
            "    def load(cls, environ, context):\n        if not context('stateBucket'):\n"
            "            raise SettingsError('invalid settings: state_bucket is missing')\n"
        ),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    stack = Blueprint("shop", "A shop", folder)
    copy_all([stack], tmp_path / "one", "plain", {})
    copy_all([stack], tmp_path / "two", "plain", {"shop": {"stateBucket": "mine"}})
    enter = "cd shop && . .venv/bin/activate &&"
    one, two = (make(tmp_path / name, "-n", "synth-shop").stdout.splitlines()[-1] for name in ("one", "two"))
    assert one == f'{enter} STATE_BUCKET="${{STATE_BUCKET:-states}}" python app.py'
    assert two == f"{enter} python app.py"


def test_the_workflow_runs_make_for_every_system(repository: Path) -> None:
    workflow = yaml.safe_load((repository / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    assert job["strategy"]["matrix"]["system"] == NAMES
    assert job["steps"][-1] == {"run": "make ${{ matrix.system }}"}


def test_the_readme_tells_of_every_system_and_links_to_it(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    assert re.findall(r"^\| \[([a-z0-9-]+)\]\(\1\) \| .{20,} \|$", readme, re.MULTILINE) == NAMES


@pytest.mark.slow
@pytest.mark.xdist_group(AWS_CDK)
def test_make_of_one_system_lints_tests_synthesises_and_checks_it(tmp_path: Path) -> None:
    blueprint = find("s3-replication")
    assert blueprint is not None
    directory = tmp_path / "systems"
    copy_all([blueprint], directory, "plain", {})
    # In place of an installation: this interpreter's packages, and of npx only that it runs the program.
    tools = Path(sys.executable).parent
    venv = directory / "s3-replication" / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "npx").write_text('#!/bin/sh\nshift\necho "npx $@"\nexec python app.py\n')
    (venv / "bin" / "npx").chmod(0o755)
    (venv / "bin" / "activate").write_text(
        f'PATH="{venv}/bin:{tools}:$PATH"\nMYPY_CACHE_DIR="{CACHE / AWS_CDK}"\nexport PATH MYPY_CACHE_DIR\n'
    )
    (venv / ".installed").write_text("")
    done = make(directory, "s3-replication", STACKPROOF=str(tools / "stackproof"), CDK_VALIDATION="false")
    assert done.returncode == 0, done.stdout + done.stderr
    said = [
        r"All checks passed",
        r"Success: no issues found",
        r"TOTAL .* 100%",
        r"npx aws-cdk@2 synth",
        r"READY  s3-repl",
    ]
    assert [one for one in said if not re.search(one, done.stdout)] == []
