"""Packages that are zipped at synthesis are led back to the files of the project that they hold."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from stackproof.graph.location import Location
from stackproof.graph.values import Known, ListValue, MapValue, Value
from stackproof.sources.functions import code_of
from stackproof.sources.project import ProjectSources
from stackproof.synthesis.cdktf import assets, engine
from stackproof.synthesis.cdktf.assets import Assets
from stackproof.synthesis.model import Settings
from stackproof.vocabulary.native import NativeGraph, NativeResource
from tests.synthesis.cdktf.conftest import FIXTURES, project

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.sources.functions import Code

AT = Location("main.py", 7, 3)
HASHED = "assets/code/0F/archive.zip"


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip file with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def put(root: Path, name: str, data: bytes) -> None:
    place = root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def named(tmp_path: Path, path: str = HASHED, argument: str = "filename", kind: str = "aws_lambda_function") -> Value:
    """What becomes of the argument of a resource of a stack; the project is in the folder `project`."""
    resource = NativeResource("x.y", kind, MapValue({argument: Known(path, AT)}), AT)
    (tmp_path / "project").mkdir(exist_ok=True)
    made = Assets(tmp_path / "out", "first", tmp_path / "copy", tmp_path / "project")
    made.name_sources(NativeGraph({"x.y": resource}), lambda _: "stacks/s")
    return resource.arguments.entries[argument]


def archive(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, f"out/first/stacks/s/{HASHED}", data)


def held(value: Value) -> tuple[dict[str, object], list[object]]:
    """The project's files and the libraries of an archive."""
    assert isinstance(value, MapValue)
    own, libraries = value.entries["assets"], value.entries["libraries"]
    assert isinstance(own, MapValue)
    assert isinstance(libraries, ListValue)
    return (
        {name: one.data for name, one in own.entries.items() if isinstance(one, Known)},
        [one.data for one in libraries.items if isinstance(one, Known)],
    )


def test_files_are_told_from_libraries_by_their_content(tmp_path: Path) -> None:
    put(tmp_path, "project/handlers/a/main.py", b"a = 1\n")
    put(tmp_path, "project/handlers/b/main.py", b"b = 1\n")
    archive(tmp_path, zipped({"main.py": b"b = 1\n", "lib/main.py": b"c = 1\n"}))
    found = named(tmp_path)
    assert held(found) == ({"main.py": "handlers/b/main.py"}, ["lib/main.py"])
    assert isinstance(found, MapValue)
    own = found.entries["assets"]
    assert isinstance(own, MapValue)
    assert {found.at, own.at, own.entries["main.py"].at} == {AT}


def test_of_equal_files_the_one_with_the_likest_path_is_meant(tmp_path: Path) -> None:
    for name in ("a/__init__.py", "b/pack/__init__.py", "c/pack/__init__.py", "pack/other.py"):
        put(tmp_path, f"project/{name}", b"")
    archive(tmp_path, zipped({"pack/__init__.py": b"", "pack/renamed.py": b""}))
    assert held(named(tmp_path)) == ({"pack/__init__.py": "b/pack/__init__.py"}, ["pack/renamed.py"])


def test_a_file_that_the_program_made_lies_in_its_copy_of_the_project(tmp_path: Path) -> None:
    put(tmp_path, "project/a.py", b"a = 1\n")
    put(tmp_path, "copy/build/a.zip", zipped({"a.py": b"a = 1\n"}))
    assert held(named(tmp_path, "build/a.zip")) == ({"a.py": "a.py"}, [])


@pytest.mark.parametrize("path", ["build/b.zip", "../project/a.zip", "/etc/passwd", "build\n", "link/a.zip"])
def test_what_is_not_below_the_output_or_the_copy_is_left_alone(tmp_path: Path, path: str) -> None:
    put(tmp_path, "project/a.py", b"a = 1\n")
    put(tmp_path, "project/a.zip", zipped({"a.py": b"a = 1\n"}))
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "link").symlink_to(tmp_path / "project")
    assert named(tmp_path, path) == Known(path)


@pytest.mark.parametrize(
    "data",
    [
        b"no zip file",
        zipped({"other.py": b"a = 2\n"}),
        zipped({}),
        zipped({"a.py": b"a = 1\n"}).replace(b"KT", b"KU"),
        zipped({"a.py": b"a = 1\n" * 400})[:-4],
    ],
)
def test_a_package_of_which_nothing_is_seen_in_the_project_stays_a_path(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "project/a.py", b"a = 1\n")
    archive(tmp_path, data)
    assert named(tmp_path) == Known(HASHED)


def test_names_that_lead_out_of_the_package_and_folders_are_none_of_its_files(tmp_path: Path) -> None:
    put(tmp_path, "project/a.py", b"a = 1\n")
    archive(tmp_path, zipped({"a.py": b"a = 1\n", "../a.py": b"a = 1\n", "/a.py": b"a = 1\n", "x/": b""}))
    assert held(named(tmp_path)) == ({"a.py": "a.py"}, [])


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "project/a.py", b"a = 1\n")
    monkeypatch.setattr(assets, "_MAX_BYTES", 100)
    archive(tmp_path, zipped({"a.py": b"a = 1\n", "b.py": b" " * 95}))
    assert named(tmp_path) == Known(HASHED)
    monkeypatch.setattr(assets, "_MAX_BYTES", 101)
    assert held(named(tmp_path)) == ({"a.py": "a.py"}, ["b.py"])
    monkeypatch.setattr(assets, "_MAX_ENTRIES", 1)
    assert named(tmp_path) == Known(HASHED)


def test_a_file_longer_than_any_of_the_project_is_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "project/a.py", b"a = 1\n")
    put(tmp_path, "project/b.py", b"b = 1\n")
    monkeypatch.setattr(assets, "_MAX_FILE_BYTES", 6)
    archive(tmp_path, zipped({"a.py": b"a = 1\n", "b.py": b"b = 1\nmore"}))
    assert held(named(tmp_path)) == ({"a.py": "a.py"}, ["b.py"])


def test_what_archive_file_packs_is_the_folder_or_file_that_was_copied(tmp_path: Path) -> None:
    put(tmp_path, "project/src/a.py", b"a = 1\n")
    put(tmp_path, "project/src/lib/b.py", b"b = 1\n")
    put(tmp_path, "out/first/stacks/s/assets/d/0F/a.py", b"a = 1\n")
    put(tmp_path, "out/first/stacks/s/assets/d/0F/lib/b.py", b"b = 1\n")
    assert named(tmp_path, "assets/d/0F", "source_dir", "archive_file") == Known("src")
    assert named(tmp_path, "assets/d/0F/a.py", "source_file", "archive_file") == Known("src/a.py")
    put(tmp_path, "out/first/stacks/s/assets/d/0F/lib/c.py", b"c = 1\n")
    assert named(tmp_path, "assets/d/0F", "source_dir", "archive_file") == Known("assets/d/0F")
    assert named(tmp_path, "assets/d/0F/lib/c.py", "source_file", "archive_file") == Known("assets/d/0F/lib/c.py")


def test_the_whole_project_as_a_package_is_its_own_folder(tmp_path: Path) -> None:
    put(tmp_path, "project/a.py", b"a = 1\n")
    put(tmp_path, "out/first/stacks/s/assets/d/0F/a.py", b"a = 1\n")
    assert named(tmp_path, "assets/d/0F", "source_dir", "archive_file") == Known(".")


@pytest.fixture(scope="module")
def codes() -> dict[str, Code]:
    """The code of each function of a program that zips a folder, makes a zip file, and names it in two ways."""
    root = FIXTURES / "cdktf_packages"
    synthesis = engine.read(project(root, "python main.py"), Settings())
    assert synthesis.status == "ok"
    sources = ProjectSources(root, engine="cdktf", language="python", entry="main.py")
    return {
        one.address.rpartition(".")[2]: code_of(one, sources)
        for one in synthesis.graph.resources.values()
        if one.type == "AWS::Lambda::Function"
    }


@pytest.mark.slow
def test_handlers_are_read_where_the_project_has_them(codes: dict[str, Code]) -> None:
    own = {name: f"handlers/orders/{name}" for name in ("orders_handler.py", "orders_store.py")}
    assert {name: code.package.files for name, code in codes.items()} == dict.fromkeys(
        ("folded", "built", "elsewhere"), own
    )
    for code in codes.values():
        assert code.handler is not None
        calls = [(one.operation, one.at.file, one.at.line) for one in code.handler.calls]
        assert calls == [("PutItem", "handlers/orders/orders_handler.py", 13)]
        assert {one.name for one in code.handler.reads} == {"STAGE", "TABLE"}


@pytest.mark.slow
def test_libraries_that_the_program_adds_are_known_to_be_there(codes: dict[str, Code]) -> None:
    assert {name: code.package.has_library("pretend") for name, code in codes.items()} == {
        "folded": False,
        "built": True,
        "elsewhere": True,
    }
    assert all(code.package.whole for code in codes.values())
