"""The page of mutation scores tells of every reference stack, of the code that is there, and of enough noticed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import handler_mutations
from benchmarks.handler_mutations import PAGE, WANTED_PERCENT, Score
from stackproof.blueprints.registry import Blueprint, all_blueprints


@pytest.mark.parametrize("blueprint", all_blueprints(), ids=lambda blueprint: blueprint.name)
def test_the_handlers_of_a_stack_were_measured_as_they_are_and_tests_notice_enough(blueprint: Blueprint) -> None:
    rows = handler_mutations.rows(PAGE.read_text("utf-8"))
    assert blueprint.name in rows, f"python -m benchmarks.handler_mutations {blueprint.name}"
    cells = [cell.strip() for cell in rows[blueprint.name].strip("|").split("|")]
    total, killed, timeout, survived, untested = map(int, cells[1:6])
    score = Score(blueprint.name, killed, timeout, survived, untested, cells[7].strip("`"))
    assert score.total == total
    assert score.row() == rows[blueprint.name]
    assert score.percent > WANTED_PERCENT
    assert score.digest == handler_mutations.digest(blueprint.folder), "the code is another one now: measure it again"


def test_the_page_tells_of_every_stack_and_of_no_other() -> None:
    assert set(handler_mutations.rows(PAGE.read_text("utf-8"))) == {blueprint.name for blueprint in all_blueprints()}


def test_words_and_layout_change_no_digest_and_code_does() -> None:
    plain = handler_mutations._code("def f(x):\n    return x\n")
    assert handler_mutations._code('"""Told."""\ndef f(x):\n    """Told."""\n    # why\n    return (x)\n') == plain
    assert handler_mutations._code("def f(x):\n    return -x\n") != plain


def test_writing_keeps_the_rows_of_other_stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    monkeypatch.setattr(handler_mutations, "PAGE", page)
    stacks = [Blueprint(name, "", tmp_path) for name in ("one", "two")]
    monkeypatch.setattr("stackproof.blueprints.registry.all_blueprints", lambda: stacks)
    handler_mutations.write([Score("two", 9, 0, 1, 0, "a")])
    handler_mutations.write([Score("one", 3, 1, 0, 0, "b")])
    assert list(handler_mutations.rows(page.read_text("utf-8"))) == ["one", "two"]
    stacks.pop()
    handler_mutations.write([Score("one", 3, 0, 1, 4, "c")])
    assert list(handler_mutations.rows(page.read_text("utf-8")).values()) == [
        "| one | 8 | 3 | 0 | 1 | 4 | 37.5 % | `c` |"
    ]


def test_a_change_whose_tests_never_end_is_noticed_and_code_without_tests_is_not() -> None:
    assert Score("x", 6, 2, 1, 1, "").percent == 80.0
    assert Score("x", 0, 0, 0, 0, "").percent == 0.0


def test_the_database_that_tests_leave_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "database" / "data" / "postmaster.pid"
    file.parent.mkdir(parents=True)
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, pathlib, signal, sys\n"
            "file = pathlib.Path(sys.argv[1])\n"
            "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\n"
            "file.with_suffix('.new').write_text(f'{os.getpid()}\\n/data\\n')\n"
            "file.with_suffix('.new').rename(file)\n"
            "signal.sigwait([signal.SIGINT])\n"
            "file.unlink()\n",
            str(file),
        ]
    )
    while not file.exists():
        time.sleep(0.01)
    handler_mutations._end_databases(tmp_path / "stack")
    assert not file.exists()
    assert server.wait(10) == 0
    handler_mutations._end_databases(tmp_path / "stack")
