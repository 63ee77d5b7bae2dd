"""What a program may ask git about its clone."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.project import clone

if TYPE_CHECKING:
    from pathlib import Path

COMMIT = "1234567890123456789012345678901234567890"
CONFIG = """
[core]
\tfsmonitor = touch /tmp/never
[remote "origin"]
\turl = https://user:token@github.com/owner/name.git?key=secret
\tfetch = +refs/heads/*:refs/remotes/origin/*
[remote "other"]
\turl = git@example.com:owner/name.git
[user]
\temail = me@example.com
"""
ASKS = "import subprocess\nsubprocess.run(['git', 'rev-parse', '--abbrev-ref', 'HEAD'])\n"


def repository(tmp_path: Path, head: str = "ref: refs/heads/feature/one\n", source: str = ASKS, **git: str) -> Path:
    top = tmp_path / "repository"
    (top / "app").mkdir(parents=True)
    (top / "app" / "app.py").write_text(source, "utf-8")
    for name, text in {"HEAD": head, "config": CONFIG, **git}.items():
        file = top / ".git" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return top / "app"


def test_branch_commit_and_addresses_without_credentials_are_told(tmp_path: Path) -> None:
    found = clone.asked_for(repository(tmp_path, **{"refs/heads/feature/one": f"{COMMIT}\n"}))
    assert found == clone.Clone(
        "feature/one",
        COMMIT,
        (("origin", "https://github.com/owner/name.git"), ("other", "git@example.com:owner/name.git")),
    )


def test_a_packed_branch_and_a_commit_without_one_are_told(tmp_path: Path) -> None:
    packed = {"packed-refs": f"# pack-refs\n{COMMIT} refs/heads/main\n"}
    assert clone.asked_for(repository(tmp_path / "a", "ref: refs/heads/main", **packed)).commit == COMMIT  # type: ignore[union-attr]
    found = clone.asked_for(repository(tmp_path / "b", COMMIT))
    assert found is not None
    assert (found.branch, found.commit) == ("", COMMIT)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "ref: refs/heads/../../config",
        "ref: refs/heads/a/../b",
        "ref: refs/heads/.hidden",
        "ref: /etc/passwd",
        "x" * 40,
    ],
)
def test_what_is_no_branch_is_none(tmp_path: Path, head: str) -> None:
    assert clone.asked_for(repository(tmp_path, head)) is None


def test_a_program_that_does_not_ask_gets_nothing_nor_does_one_in_no_clone(tmp_path: Path) -> None:
    assert clone.asked_for(repository(tmp_path / "a", source="import aws_cdk\n")) is None
    root = repository(tmp_path / "b")
    shutil.rmtree(root.parent / ".git")
    assert clone.asked_for(root) is None
    (root.parent / ".git").symlink_to(tmp_path / "a" / "repository" / ".git")
    assert clone.asked_for(root) is None


def test_git_itself_understands_what_is_written(tmp_path: Path) -> None:
    clone.Clone("feature/one", COMMIT, (("origin", "https://github.com/owner/name.git"),)).write(tmp_path)

    def answer(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()

    assert answer("rev-parse", "--abbrev-ref", "HEAD") in ("feature/one", "HEAD")
    assert answer("branch", "--show-current") == "feature/one"
    assert answer("rev-parse", "HEAD") == COMMIT
    assert answer("config", "--get", "remote.origin.url") == "https://github.com/owner/name.git"


# Letters that a text of the alphabet below does not have, so that only the password can have them.
_SECRET = "SECRET"


@given(st.text(st.characters(exclude_characters=_SECRET), max_size=60))
def test_no_address_keeps_a_password(text: str) -> None:
    assert _SECRET not in clone.without_credentials(f"https://user:{_SECRET}@host/{text}")
    assert _SECRET not in clone.without_credentials(f"https://user:a@{_SECRET}@host/{text}")
    assert _SECRET not in clone.without_credentials(f"ssh://git:{_SECRET}@host/{text}")
