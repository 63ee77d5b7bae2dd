"""How reference stacks are found and copied."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from stackproof.blueprints.registry import Blueprint, all_blueprints, copy, find, new_folder
from stackproof.errors import InputError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def blueprint(tmp_path: Path) -> Blueprint:
    """A small stack that was run where it lies."""
    folder = tmp_path / "shop"
    for name in ("app.py", "README.md", "shop/a.py", "shop/__pycache__/a.pyc", "out/x", "dump.json", "_tap/tap.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    (folder / "_gitignore").write_text("out/\n*.json\n!shop/*.json\n")
    return Blueprint("shop", "A shop", folder)


def test_a_stack_is_known_by_its_name_and_its_first_sentence() -> None:
    names = [blueprint.name for blueprint in all_blueprints()]
    assert names == sorted(names)
    found = find("s3-replication")
    assert found is not None
    assert found.folder.name == "s3_replication"
    assert found.summary.startswith("Every document in an S3 bucket is replicated to a second one")
    assert find("s3_replication") is None


def test_a_first_sentence_may_go_over_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "README.md").write_text("# Shop\n\n## Overview\n\nA shop\nwith goods. And more.\n\nElse.\n")
    monkeypatch.setattr("stackproof.blueprints.registry._FOLDER", tmp_path)
    assert [blueprint.summary for blueprint in all_blueprints()] == ["A shop with goods"]


def test_a_copy_has_what_belongs_to_the_stack_and_not_what_running_it_left(
    blueprint: Blueprint, tmp_path: Path
) -> None:
    directory = tmp_path / "deep" / "mine"
    assert copy(blueprint, directory) == 4
    files = {file.relative_to(directory).as_posix() for file in directory.rglob("*") if file.is_file()}
    assert files == {"app.py", "README.md", "shop/a.py", ".gitignore"}
    assert {one.name for one in directory.parent.iterdir()} == {"mine"}


@pytest.mark.parametrize("blueprint", all_blueprints(), ids=lambda blueprint: blueprint.name)
def test_a_copy_of_a_stack_has_the_files_that_git_has(blueprint: Blueprint, tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", str(blueprint.folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    if not listed:
        pytest.fail("the tests of this repository run in a checkout")
    wanted = {str((ROOT / file).relative_to(blueprint.folder)) for file in listed if (ROOT / file).is_file()}
    ignored = (blueprint.folder / "_gitignore").read_text("utf-8").split()
    wanted = {file for file in wanted if not file.startswith("_tap/") and file.split("/")[0] + "/" not in ignored}
    copy(blueprint, tmp_path / "mine")
    files = {
        file.relative_to(tmp_path / "mine").as_posix() for file in (tmp_path / "mine").rglob("*") if file.is_file()
    }
    assert files == {file.replace("_gitignore", ".gitignore") for file in wanted}


def test_a_folder_that_is_taken_is_refused_and_kept(blueprint: Blueprint, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        copy(blueprint, tmp_path / "taken")
    assert [file.read_text() for file in (tmp_path / "taken").iterdir()] == ["mine"]
    (tmp_path / "empty").mkdir()
    assert copy(blueprint, tmp_path / "empty") == 4


def test_what_fails_on_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with new_folder(tmp_path / "a" / "b" / "c") as made:
            made.mkdir()
            (made / "file").write_text("")
            raise KeyError("x")

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []
