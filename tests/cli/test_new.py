"""`stackproof new` as a user runs it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stackproof.blueprints.layouts import LAYOUTS
from stackproof.blueprints.registry import all_blueprints
from stackproof.cli.commands import new

STACKPROOF = [sys.executable, "-m", "stackproof"]
NAMES = [blueprint.name for blueprint in all_blueprints()]


def run(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    command = [*STACKPROOF, *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def on_a_terminal(folder: Path, *arguments: str, answers: str) -> tuple[int, str]:
    """The exit code and what is seen on a terminal on which these lines are typed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*STACKPROOF, *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs) as child:
        os.close(theirs)
        os.write(ours, answers.encode())
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # how Linux ends the reading of a terminal that nobody writes to any more
                break
            seen += part
        code = child.wait(timeout=60)
    os.close(ours)
    return code, seen.decode()


def context(project: Path) -> dict[str, str]:
    """The settings in the context of a stack of the AWS CDK, feature flags left out."""
    entries = json.loads((project / "cdk.json").read_text("utf-8"))["context"]
    return {key: value for key, value in entries.items() if not key.startswith("@")}


def test_it_lists_the_reference_stacks_with_a_sentence_each(tmp_path: Path) -> None:
    lines = run("new", "--list", cwd=tmp_path).stdout.splitlines()
    assert [line.split("  ", 1)[0] for line in lines] == NAMES
    assert all(len(line.split("  ", 1)[1]) > 20 for line in lines)
    assert "s3-replication" in NAMES


def test_it_copies_a_stack_into_a_new_folder_only(tmp_path: Path) -> None:
    done = run("new", "s3-replication", "mine", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {file.name for file in (tmp_path / "mine").iterdir()} == {
        *("README.md", "app.py", "cdk.json", "stackproof.yaml", ".gitignore", ".github", "pyproject.toml"),
        *("s3_replication", "handlers", "tools", "tests", "docs", "requirements.txt", "requirements-dev.txt"),
    }
    again = run("new", "s3-replication", "mine", cwd=tmp_path)
    assert again.returncode == 2
    assert "nothing was changed" in again.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"mine"}


def test_an_unknown_stack_is_answered_with_those_there_are(tmp_path: Path) -> None:
    done = run("new", "s3-replikation", "mine", cwd=tmp_path)
    assert done.returncode == 2
    assert f"There are: {', '.join(NAMES)}, all" in done.stderr


def test_settings_are_written_where_the_stack_reads_them(tmp_path: Path) -> None:
    options = ("--set", "owner=docs team", "--set", "glacierAfterDays=30")
    done = run("new", "s3-replication", "mine", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert context(tmp_path / "mine") == {"owner": "docs team", "glacierAfterDays": "30"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ["--set", "log_retention_days=8"],
            r"log_retention_days is '8', must be one of 1, 3, .*\n  Nothing was written",
        ),
        (
            ["--set", "environment_suffix=No", "--set", "glacier_after_days=x"],
            r"invalid settings of s3-replication: environment_suffix is 'No', .*; glacier_after_days is 'x'",
        ),
        (["--set", "ownr=me"], r"s3-replication has no setting ownr\n  Did you mean owner\?"),
        (["--set", "zzz=me"], r"s3-replication has no setting zzz\n  There are: environment_suffix, environment, "),
        (["--set", "owner"], r"--set owner is no key=value"),
        (["--set", "owner=a", "--set", "owner=b"], r"--set names owner twice"),
        (["--set", "cost_center=a", "--set", "costCenter=b"], r"--set names cost_center twice"),
    ],
)
@pytest.mark.parametrize("name", ["s3-replication", "all"])
def test_a_bad_setting_is_one_clear_message_and_nothing_is_left_behind(
    name: str, options: list[str], says: str, tmp_path: Path
) -> None:
    done = run("new", name, "deep/mine", *options, cwd=tmp_path)
    assert done.returncode == 2
    if name != "all":
        assert re.search(says, done.stderr), done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_folders_that_were_made_for_a_copy_that_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("new", "s3-replication", "file/mine", cwd=tmp_path)
    assert done.returncode == 2
    assert {file.name for file in tmp_path.iterdir()} == {"file"}


def test_on_a_terminal_it_asks_until_the_stack_takes_the_answer(tmp_path: Path) -> None:
    answers = "No Suffix\nacme\n" + "\n" * 12
    code, seen = on_a_terminal(tmp_path, "new", "s3-replication", "mine", "--set", "owner=me", answers=answers)
    assert code == 0, seen
    assert "Error: environment_suffix is 'No Suffix', must be" in seen
    asked = re.findall(r"^([a-z_]+)(?: \[(.*)\])?: ", seen, re.MULTILINE)
    assert asked[:3] == [("environment_suffix", "dev"), ("environment_suffix", "dev"), ("environment", "dev")]
    assert {name for name, _ in asked}.isdisjoint({"owner", "repository", "commit_author", "pull_request"})
    assert ("alarm_email", "") in asked
    assert context(tmp_path / "mine") == {"owner": "me", "environmentSuffix": "acme"}


def test_on_a_terminal_of_all_stacks_only_what_they_share_is_asked_for(tmp_path: Path) -> None:
    code, seen = on_a_terminal(tmp_path, "new", "all", "mine", answers="\n" * 40)
    assert code == 0, seen
    asked = re.findall(r"^([a-z_]+)(?: \[.*\])?: ", seen, re.MULTILINE)
    assert "environment" in asked
    assert len(asked) == len(set(asked))


def test_on_a_terminal_nothing_is_asked_with_no_input_or_for_a_folder_that_is_taken(tmp_path: Path) -> None:
    code, seen = on_a_terminal(tmp_path, "new", "s3-replication", "mine", "--no-input", answers="")
    assert (code, len(seen.splitlines())) == (0, 2)
    assert context(tmp_path / "mine") == {}
    code, seen = on_a_terminal(tmp_path, "new", "s3-replication", "mine", answers="")
    assert code == 2
    assert "[dev]" not in seen


def test_it_says_how_the_copy_is_checked_in_each_layout(tmp_path: Path) -> None:
    plain = run("new", "s3-replication", "one", cwd=tmp_path).stdout
    assert plain.endswith("read one/README.md, then: stackproof check one\n")
    tap = run("new", "s3-replication", "two", "--layout", "tap", cwd=tmp_path).stdout
    assert tap.endswith("read two/lib/README.md, then: stackproof check two --profile tap\n")


def test_the_layouts_are_those_there_are() -> None:
    option = next(one for one in new.command.params if one.name == "layout")
    assert tuple(getattr(option.type, "choices")) == LAYOUTS  # noqa: B009


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("new s3", ["s3-replication"]),
        ("new al", ["all"]),
        ("new s3-replication --set environment_", ["environment_suffix="]),
        ("new nothing --set env", []),
    ],
)
def test_the_shell_completes_names_and_settings(words: str, offered: list[str], tmp_path: Path) -> None:
    line = f"stackproof {words}"
    variables = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1), "_STACKPROOF_COMPLETE": "bash_complete"}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("stackproof"))],
        cwd=tmp_path,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [f"plain,{one}" for one in offered]
