from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.errors import StackproofError
from stackproof.synthesis import cache

if TYPE_CHECKING:
    from collections.abc import Callable


def filled(text: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "file").write_text(text, "utf-8")

    return make


def test_the_cache_lies_where_the_user_wants_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "stackproof"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache.folder() == Path.home() / ".cache" / "stackproof"


def test_what_was_made_once_is_found_again(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "target"
    assert cache.made(target, filled("first")) == target
    cache.made(target, filled("second"))
    assert (target / "file").read_text("utf-8") == "first"


def test_everybody_may_read_and_start_what_is_there_and_nobody_else_may_write_it(tmp_path: Path) -> None:
    def make(folder: Path) -> None:
        for name, mode in (("tool", 0o700), ("data", 0o600)):
            (folder / "bin").mkdir(exist_ok=True, mode=0o700)
            (folder / "bin" / name).touch(mode)
        (folder / "link").symlink_to("/nowhere")

    target = cache.made(tmp_path / "target", make)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in target.rglob("*") if not path.is_symlink()}
    assert modes == {"bin": "0o755", "tool": "0o755", "data": "0o644"}
    assert oct(target.stat().st_mode & 0o777) == "0o755"


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cache.made(tmp_path / "target", fail)
    assert list(tmp_path.iterdir()) == []


def test_another_process_that_was_faster_wins(tmp_path: Path) -> None:
    target = tmp_path / "target"

    def make(folder: Path) -> None:
        (folder / "file").write_text("slow", "utf-8")
        target.mkdir()
        (target / "file").write_text("fast", "utf-8")

    assert cache.made(target, make) == target
    assert (target / "file").read_text("utf-8") == "fast"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackproofError, match="cannot be written"):
        cache.made(tmp_path / "file" / "target", filled(""))


def test_what_was_not_used_for_long_goes_when_there_is_much(tmp_path: Path) -> None:
    day = 24 * 3600
    for number in range(45):
        (tmp_path / f"old{number:02}").mkdir()
        os.utime(tmp_path / f"old{number:02}", (number * day, number * day))
    cache.made(tmp_path / "old00", filled(""))
    cache.made(tmp_path / "new", filled(""))
    gone = {f"old{number:02}" for number in range(45)} - {path.name for path in tmp_path.iterdir()}
    assert gone == {f"old{number:02}" for number in range(1, 7)}
    assert {"new", "old00"} <= {path.name for path in tmp_path.iterdir()}


def test_what_was_used_today_stays_however_much_there_is(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / str(number)).mkdir()
    cache.made(tmp_path / "new", filled(""))
    assert len(list(tmp_path.iterdir())) == 51
