"""The package of a function: its code, the libraries that it pins, and nothing that cannot run elsewhere."""

from __future__ import annotations

import zipfile
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from transaction_dr.packaging import PackagingError, package
from transaction_dr.paths import PROCESSOR


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The code of a function."""
    folder = tmp_path / "handlers" / "example"
    (folder / "inner" / "__pycache__").mkdir(parents=True)
    (folder / "example.py").write_text("x = 1\n")
    (folder / "inner" / "more.py").write_text("y = 1\n")
    (folder / "inner" / "__pycache__" / "more.pyc").write_text("")
    return folder


def names(file: Path) -> list[str]:
    """The names in a package."""
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def test_code_lies_at_the_top_and_caches_are_left_out(source: Path, tmp_path: Path) -> None:
    assert names(package(source, tmp_path / "out" / "example.zip")) == ["example.py", "inner/more.py"]


def test_equal_sources_give_an_equal_package(source: Path, tmp_path: Path) -> None:
    one, two = (package(source, tmp_path / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert one == two
    (source / "example.py").write_text("x = 2\n")
    assert package(source, tmp_path / "three.zip").read_bytes() != one


def test_libraries_that_are_pinned_come_along(source: Path, tmp_path: Path) -> None:
    version = metadata.version("pg8000")
    (source / "requirements.txt").write_text(f"# the driver\npg8000=={version}  # pure Python\n\n")
    found = names(package(source, tmp_path / "example.zip"))
    assert "pg8000/__init__.py" in found
    assert f"pg8000-{version}.dist-info/METADATA" in found
    assert "requirements.txt" not in found
    assert not [name for name in found if name.endswith(("RECORD", ".pyc")) or ".." in name]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("requirements", "message"),
    [
        ("pg8000>=1.30", "requirements.txt:1: 'pg8000>=1.30' is no pin such as pg8000==1.31.6"),
        ("pg8000==0.1", "pg8000 is installed in version .*, not 0.1; run: pip install -r example/requirements.txt"),
        ("no-such-library==1.0", "no-such-library==1.0 is not installed here; run: pip install -r example/requ"),
    ],
)
def test_what_is_not_as_pinned_is_refused(source: Path, tmp_path: Path, requirements: str, message: str) -> None:
    (source / "requirements.txt").write_text(requirements)
    with pytest.raises(PackagingError, match=message):
        package(source, tmp_path / "example.zip")


@pytest.mark.parametrize("wheel", ["Root-Is-Purelib: false\n", None])
def test_what_is_not_pure_python_is_refused(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wheel: str | None
) -> None:
    (source / "requirements.txt").write_text("fast==1.0")
    found = SimpleNamespace(version="1.0", files=None, read_text=lambda _: wheel)
    monkeypatch.setattr(metadata, "distribution", lambda _: found)
    with pytest.raises(PackagingError, match=r"fast==1.0 is not pure Python"):
        package(source, tmp_path / "example.zip")


def test_the_function_of_the_stacks_can_be_packed(tmp_path: Path) -> None:
    found = names(package(PROCESSOR, tmp_path / "processor.zip"))
    assert {"transaction_processor.py", "pg8000/__init__.py", "scramp/__init__.py"} <= set(found)
