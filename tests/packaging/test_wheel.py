"""A wheel built from the checkout and installed into an empty environment does the same as the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = ROOT / "src/stackproof/rules/s3/examples/replication_versioning/bad.yaml"
MEGABYTE = 1_000_000

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed") / "venv"
    assert run(sys.executable, "-m", "venv", folder).returncode == 0
    done = run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel)
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def assessment(python: Path, cwd: Path) -> dict[str, object]:
    done = run(python, "-m", "stackproof", "check", "--format", "json", "--today", "2026-11-21", TEMPLATE, cwd=cwd)
    data: dict[str, object] = json.loads(done.stdout)
    del data["timing"]
    return data


def test_the_installed_wheel_gives_the_same_assessment_as_the_checkout(environment: Path, tmp_path: Path) -> None:
    installed = assessment(environment / "python", tmp_path)
    assert installed == assessment(Path(sys.executable), tmp_path)
    assert installed["verdict"] == "blocked"


def test_the_installed_wheel_lists_the_same_rules_checks_and_stacks(environment: Path) -> None:
    for arguments in (["rules"], ["new", "--list"], ["explain", "S3-REPL-001"]):
        here = run(Path(sys.executable).with_name("stackproof"), *arguments)
        there = run(environment / "stackproof", *arguments)
        assert (there.returncode, there.stdout) == (0, here.stdout)


def test_the_installed_wheel_copies_a_whole_stack(environment: Path, tmp_path: Path) -> None:
    assert run(environment / "stackproof", "new", "s3-replication", tmp_path / "there").returncode == 0
    assert run(Path(sys.executable).with_name("stackproof"), "new", "s3-replication", tmp_path / "here").returncode == 0
    there, here = (
        {file.relative_to(tmp_path / place).as_posix(): file.read_bytes() for file in _files(tmp_path / place)}
        for place in ("there", "here")
    )
    assert there == here


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_missing_engine_is_named_with_the_command_that_installs_it(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text('{"app": "python3 app.py"}')
    (tmp_path / "app.py").write_text("import aws_cdk\n")
    done = run(environment / "stackproof", "check", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'stackproof[cdk]'" in done.stderr


def test_the_core_is_small(environment: Path) -> None:
    site = next((environment.parent / "lib").glob("python*/site-packages"))
    brought = [file for file in _files(site) if file.relative_to(site).parts[0] not in {"pip", "setuptools"}]
    assert sum(file.stat().st_size for file in brought) < 100 * MEGABYTE


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0].split("-")[0] for name in names}
    assert tops == {"stackproof"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert "stackproof/py.typed" in names
    assert "stackproof/reports/schemas/assessment-1.json" in names


def test_every_extra_is_part_of_all() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert extras["all"] == [f"stackproof[{','.join(name for name in extras if name != 'all')}]"]
