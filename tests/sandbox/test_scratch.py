from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.sandbox import scratch_copy
from stackproof.sandbox.removal import remove_tree
from stackproof.sandbox.scratch import CopyLimits
from tests.sandbox.hostile_program import Hostile


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "lib").mkdir(parents=True)
    (folder / "app.py").write_text("app")
    (folder / "lib" / "stack.py").write_text("stack")
    (folder / "run.sh").write_text("#!/bin/sh")
    (folder / "run.sh").chmod(0o4755)
    return folder


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_copies_files_and_removes_them_afterwards(project: Path) -> None:
    with scratch_copy(project) as copy:
        assert files(copy.path) == files(project)
        assert copy.dropped == ()
        assert copy.path.parent.stat().st_mode & 0o777 == 0o700
    assert not copy.path.parent.exists()


def test_keeps_the_right_to_execute_and_no_other(project: Path) -> None:
    with scratch_copy(project) as copy:
        modes = {path.name: path.stat().st_mode & 0o7777 for path in copy.path.iterdir() if path.is_file()}
    assert modes == {"app.py": 0o600, "run.sh": 0o700}


def test_changes_nothing_in_the_callers_tree(project: Path) -> None:
    before = files(project)
    with scratch_copy(project) as copy:
        (copy.path / "app.py").write_text("changed")
        (copy.path / "lib" / "stack.py").unlink()
    assert files(project) == before


def test_keeps_links_that_stay_inside_and_reports_the_others(project: Path) -> None:
    (project / "lib" / "inside").symlink_to("../app.py")
    (project / "lib" / "outside").symlink_to("../../secret")
    (project / "absolute").symlink_to(project / "app.py")
    (project / "through").symlink_to("lib/../../project/app.py")
    os.mkfifo(project / "fifo")
    with scratch_copy(project) as copy:
        assert copy.dropped == ("absolute", "fifo", "lib/outside", "through")
        assert sorted(path.name for path in copy.path.rglob("*") if path.is_symlink()) == ["inside"]
        assert (copy.path / "lib" / "inside").read_text() == "app"


def test_leaves_out_what_it_is_told(project: Path) -> None:
    with scratch_copy(project, ignore=lambda path: path == "lib") as copy:
        assert set(files(copy.path)) == {"app.py", "run.sh"}


@pytest.mark.parametrize(
    ("limits", "message", "file"),
    [
        (CopyLimits(file_bytes=4), "larger than 4 bytes", "lib/stack.py"),
        (CopyLimits(total_bytes=5), "project is larger than 5 bytes", "lib/stack.py"),
        (CopyLimits(entries=2), "more than 2 files", "lib/stack.py"),
        (CopyLimits(depth=0), "more than 0 deep", "lib"),
    ],
)
def test_names_the_file_that_is_over_a_limit(project: Path, limits: CopyLimits, message: str, file: str) -> None:
    before = set(Path(tempfile.gettempdir()).glob("stackproof-*"))
    with pytest.raises(InputError, match=message) as caught, scratch_copy(project, limits=limits):
        pass
    assert caught.value.file == str(project / file)
    assert set(Path(tempfile.gettempdir()).glob("stackproof-*")) <= before


def test_an_endless_file_is_refused(project: Path) -> None:
    (project / "sparse").touch()
    os.truncate(project / "sparse", 1 << 40)
    with (
        pytest.raises(InputError, match="larger than 65536 bytes"),
        scratch_copy(project, limits=CopyLimits(file_bytes=1 << 16)),
    ):
        pass


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="none: the folder cannot be read: No such file"),
        scratch_copy(tmp_path / "none"),
    ):
        pass


def test_is_removed_whatever_the_program_made_of_it(hostile: Hostile, project: Path) -> None:
    with scratch_copy(project) as copy:
        elsewhere = replace(hostile, scratch=copy.path)
        outcome = elsewhere.run("""
import os
os.chmod("lib/stack.py", 0); os.chmod("lib", 0); os.symlink("/", "root"); os.mkdir("closed"); os.mkdir("closed/x")
os.chmod("closed", 0); os.mkdir("deep"); os.chdir("deep")
for _ in range(300): os.mkdir("d" * 200); os.chdir("d" * 200)
open("f", "w"); os.chmod(".", 0)
""")
        assert outcome.exit_code == 0 or outcome.limit == "disk space", outcome
    assert not copy.path.parent.exists()


def test_removal_follows_no_link(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(kept)
    remove_tree(folder)
    assert (folder.exists(), files(kept)) == (False, {"file": "x"})


LINK_PARTS = st.sampled_from(["..", ".", "", "lib", "app.py", "project", "secret", "more"])


@settings(deadline=None, max_examples=200)
@given(st.lists(LINK_PARTS, min_size=1, max_size=6), st.sampled_from(["", "lib/", "lib/more/"]))
def test_no_link_in_the_copy_leads_out_of_it(parts: list[str], folder: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        (project / "lib" / "more").mkdir(parents=True)
        (project / "app.py").write_text("app")
        target = "/".join(parts)
        if not target:
            return
        (project / folder / "link").symlink_to(target)
        with scratch_copy(project) as copy:
            place = copy.path / folder / "link"
            if place.is_symlink():
                assert Path(os.path.normpath(place.parent / os.readlink(place))).is_relative_to(copy.path)
                assert copy.dropped == ()
            else:
                assert copy.dropped == (f"{folder}link",)
