"""Findings in files of the repository outside of the project's folder: their code, and comments about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.assessment.excerpt import _read
from stackproof.assessment.suppress import read_comments, source_files
from stackproof.project.model import Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that uses a component above its folder, and not the other folder."""
    files = {
        "repository/app/app.ts": "import '../src/queue';\n",
        "repository/src/queue.ts": "// stackproof: ignore SQS-DLQ-001: it is emptied by hand\nnew Queue();\n",
        "repository/other/x.ts": "// stackproof: ignore SQS-DLQ-001: nothing of the project's\n",
        "repository/.git/config": "secret",
        "outside.ts": "secret",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path / "repository" / "app"


def test_comments_of_what_the_project_uses_count_and_no_others(root: Path) -> None:
    project = Project(root=root, engine="cdk", language="typescript", entry="npx ts-node app.ts")
    found = read_comments(source_files(project), root)
    assert [(str(one.at), one.line.line if one.line else 0) for one in found.entries] == [("../src/queue.ts:1:1", 2)]


@pytest.mark.parametrize(
    ("name", "lines"), [("../src/queue.ts", 2), ("app.ts", 1), ("../.git/config", 0), ("../../outside.ts", 0)]
)
def test_lines_are_shown_of_the_repositorys_files_alone(root: Path, name: str, lines: int) -> None:
    assert len(_read(root, name)) == lines
