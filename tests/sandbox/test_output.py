from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.sandbox import list_output, read_output
from tests.sandbox.hostile_program import Hostile


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "file").write_text("content")
    (tmp_path / "secret").write_text("secret")
    return folder


def test_reads_a_plain_file(output: Path) -> None:
    assert read_output(output, "sub/file", max_bytes=7) == b"content"


def test_refuses_a_file_that_is_too_large(output: Path) -> None:
    with pytest.raises(InputError, match="larger than 6 bytes"):
        read_output(output, "sub/file", max_bytes=6)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("link", "../secret"),
        ("link", "sub/file"),
        ("link", "/etc/passwd"),
        ("folder/secret", ".."),
        ("folder/file", "sub"),
    ],
)
def test_follows_no_link(output: Path, name: str, target: str) -> None:
    (output / name.split("/", maxsplit=1)[0]).symlink_to(target)
    with pytest.raises(InputError, match="symbolic link"):
        read_output(output, name, max_bytes=100)


@pytest.mark.parametrize(
    "name", ["../secret", "sub/../../secret", "/etc/passwd", "", ".", "sub/", "sub//file", "./sub/file", "a\0b"]
)
def test_stays_beneath_the_folder(output: Path, name: str) -> None:
    with pytest.raises(InputError, match="does not stay"):
        read_output(output, name, max_bytes=100)


@pytest.mark.parametrize("kind", ["fifo", "socket", "folder", "device link"])
def test_refuses_what_is_no_plain_file(output: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(output)
    if kind == "fifo":
        os.mkfifo("x")
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("x")
    elif kind == "folder":
        os.mkdir("x")
    else:
        os.symlink("/dev/zero", "x")
    with pytest.raises(InputError):
        read_output(output, "x", max_bytes=100)
    assert list_output(output) == ["sub/file"]


def test_names_a_missing_file(output: Path) -> None:
    with pytest.raises(InputError, match="sub/none: the file cannot be read: No such file"):
        read_output(output, "sub/none", max_bytes=100)


def test_lists_plain_files_only_and_through_no_link(output: Path) -> None:
    (output / "up").symlink_to("..")
    (output / "a").write_text("")
    assert list_output(output) == ["a", "sub/file"]


def test_lists_no_more_than_it_is_told(output: Path) -> None:
    for number in range(10):
        (output / f"f{number}").write_text("")
    with pytest.raises(InputError, match="more than 5 files"):
        list_output(output, max_entries=5)


def test_lists_no_deeper_than_it_is_told(output: Path) -> None:
    (output / "/".join("abcdef")).mkdir(parents=True)
    with pytest.raises(InputError, match="more than 3 deep"):
        list_output(output, max_depth=3)


def test_a_program_cannot_lead_the_reader_astray(hostile: Hostile, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    program = f"""
import os
os.symlink({str(tmp_path / "secret")!r}, "link")
os.symlink("..", "up")
os.mkfifo("fifo")
open("plain", "w").write("x")
os.link("plain", "hard")
"""
    assert hostile.run(program).ok
    assert list_output(hostile.scratch) == ["hard", "plain"]
    for name in ("link", "up/secret", "fifo"):
        with pytest.raises(InputError):
            read_output(hostile.scratch, name, max_bytes=100)


PARTS = st.sampled_from(["..", ".", "", "sub", "file", "link", "up", "absolute", "secret", "\0", "a" * 300, "\ud800"])


@settings(deadline=None, max_examples=300)
@given(st.lists(PARTS, max_size=6))
def test_no_path_reads_anything_but_the_plain_file(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / "out"
        (output / "sub").mkdir(parents=True)
        (output / "sub" / "file").write_text("content")
        (Path(name) / "secret").write_text("secret")
        (output / "link").symlink_to("sub/file")
        (output / "up").symlink_to("..")
        (output / "sub" / "absolute").symlink_to(name)
        try:
            found = read_output(output, "/".join(parts), max_bytes=100)
        except InputError:
            return
        assert (parts, found) == (["sub", "file"], b"content")
