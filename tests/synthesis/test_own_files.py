"""Which paths of a program's are believed to be files of its project."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackproof.synthesis.own_files import INNER, copy_in, is_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a repository, with files in it, beside it, hidden in it and outside of it."""
    for name in ("repository/app/a.ts", "repository/src/b.ts", "repository/.git/config", "outside.ts"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "repository" / "src" / "link.ts").symlink_to(tmp_path / "outside.ts")
    return tmp_path / "repository" / "app"


@pytest.mark.parametrize(
    ("relative", "believed"),
    [
        ("a.ts", True),
        ("../src/b.ts", True),
        ("../src/gone.ts", False),
        ("../src/link.ts", False),
        ("../.git/config", False),
        ("../../outside.ts", False),
        ("x/../a.ts", False),
        ("../src/../src/b.ts", False),
        ("../app", False),
        ("..", False),
        ("", False),
        ("./a.ts", False),
        ("/etc/passwd", False),
        ("a.ts\0", False),
    ],
)
def test_files_of_the_project_and_of_its_repository_are_believed(root: Path, relative: str, believed: bool) -> None:
    assert is_file(root, relative, {}) is believed


def test_without_a_repository_nothing_outside_is_believed(root: Path) -> None:
    (root.parent / ".git" / "config").unlink()
    (root.parent / ".git").rmdir()
    assert not is_file(root, "../src/b.ts", {})


@pytest.mark.parametrize(
    ("written", "inner"), [("app", "app"), ("", ""), ("../../etc", ""), ("repository", ""), ("pp", "")]
)
def test_where_the_project_lay_in_its_copy_is_believed_only_where_it_fits(
    root: Path, tmp_path: Path, written: str, inner: str
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    assert copy_in(work, root) == work / "project"
    (work / INNER).write_text(written, "utf-8")
    assert copy_in(work, root) == work / "project" / inner
