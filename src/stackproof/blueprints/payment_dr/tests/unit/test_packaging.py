"""Packages of functions: what they hold, that they are always the same, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import zipfile
from pathlib import Path

import pytest

from payment_dr.packaging import PackagingError, package
from payment_dr.paths import HANDLERS


def folder_with(tmp_path: Path, requirements: str | None = None) -> Path:
    """The folder of a function."""
    folder = tmp_path / "orders"
    (folder / "core" / "__pycache__").mkdir(parents=True)
    (folder / "orders.py").write_text("A = 1\n", "utf-8")
    (folder / "core" / "schema.sql").write_text("select 1;\n", "utf-8")
    (folder / "core" / "__pycache__" / "x.pyc").write_bytes(b"x")
    if requirements is not None:
        (folder / "requirements.txt").write_text(requirements, "utf-8")
    return folder


def names(path: Path) -> set[str]:
    """What a package holds."""
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_a_package_holds_the_code_and_nothing_that_python_makes_of_it(tmp_path: Path) -> None:
    made = package(folder_with(tmp_path), tmp_path / "build")
    assert made.path == tmp_path / "build" / "orders.zip"
    assert names(made.path) == {"orders.py", "core/schema.sql"}
    assert base64.b64decode(made.digest) == hashlib.sha256(made.path.read_bytes()).digest()


def test_it_holds_what_is_pinned(tmp_path: Path) -> None:
    version = importlib.metadata.version("pg8000")
    made = package(folder_with(tmp_path, f"# the driver\n\npg8000=={version}  # pure\n"), tmp_path / "build")
    held = names(made.path)
    assert {"orders.py", "core/schema.sql", "pg8000/__init__.py", "pg8000/native.py"} <= held
    assert not [name for name in held if "__pycache__" in name or ".dist-info" in name or name.startswith("..")]


def test_the_same_files_make_the_same_package(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    one = package(folder, tmp_path / "one")
    (folder / "orders.py").touch()
    two = package(folder, tmp_path / "two")
    assert one.digest == two.digest
    (folder / "orders.py").write_text("A = 2\n", "utf-8")
    assert package(folder, tmp_path / "three").digest != one.digest


def test_files_can_be_read_by_everybody(tmp_path: Path) -> None:
    with zipfile.ZipFile(package(folder_with(tmp_path), tmp_path / "build").path) as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        ("pg8000>=1", "orders/requirements.txt:1: 'pg8000>=1' is no pin; write name==version"),
        ("no-such-thing==1.0", "no-such-thing 1.0 is not installed; run: pip install -r "),
        ("pg8000==0.1", "pg8000 0.1 is asked for and "),
        ("coverage=={coverage}", "is not pure Python, so its files depend on the machine; pin another"),
    ],
)
def test_what_cannot_be_carried_is_refused(requirement: str, words: str, tmp_path: Path) -> None:
    requirement = requirement.format(coverage=importlib.metadata.version("coverage"))
    with pytest.raises(PackagingError) as caught:
        package(folder_with(tmp_path, requirement), tmp_path / "build")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_payment_function_carries_its_driver_and_its_certificates(tmp_path: Path) -> None:
    held = names(package(HANDLERS / "payment", tmp_path).path)
    assert {"payment.py", "rds-ca-bundle.pem", "pg8000/__init__.py", "scramp/__init__.py"} <= held
