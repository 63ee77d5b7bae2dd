"""Names that lead out of the folder, or mean two things, are refused; none of them is ever made into a path."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.project.answer.safe_names import clean, key


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("lib/x.py", "lib/x.py"),
        ("./lib//x.py", "lib/x.py"),
        ("lib\\x.py", "lib/x.py"),
        ("e\u0301.py", "\u00e9.py"),
        (".gitignore", ".gitignore"),
    ],
)
def test_names_that_can_be_used(name: str, result: str) -> None:
    found = clean(name)
    assert found.name == result
    assert bool(found.message) == ("\\" in name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../x.py", "leads out of its folder"),
        ("a/../../x.py", "leads out of its folder"),
        ("a\\..\\..\\x.py", "leads out of its folder"),
        ("/etc/passwd", "is absolute"),
        ("\\\\host\\share\\x", "is absolute"),
        ("C:\\x.py", "is absolute"),
        ("c:x.py", "is absolute"),
        ("~/x.py", "is absolute"),
        ("a\x00b.py", "cannot be seen"),
        ("a\nb.py", "cannot be seen"),
        ("a\u202eyp.exe", "cannot be seen"),
        ("a\u200b.py", "cannot be seen"),
        ("", "names no file"),
        ("./.", "names no file"),
        ("lib/", "names no file"),
        ("a" * 300 + ".py", "is too long"),
        ("/".join(["a" * 100] * 12), "is too long"),
        ("/".join(["a"] * 40), "folders deep"),
        ("a /b.py", "blank"),
        ("a./b.py", "dot"),
        (".git/hooks/post-checkout", "folder of git"),
    ],
)
def test_names_that_are_refused(name: str, message: str) -> None:
    found = clean(name)
    assert found.name == ""
    assert message in found.message
    assert all(unicodedata.category(character)[0] != "C" for character in found.message)


@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["..", ".", "/", "\\", "a", "C:", "\x00", "~", " "])).map("".join)
)
def test_a_name_that_is_used_stays_in_its_folder(name: str) -> None:
    found = clean(name)
    if found.name:
        target = os.path.normpath(os.path.join("/root", found.name))  # noqa: PTH118
        assert target == f"/root/{found.name}"
        assert clean(found.name) == (found.name, "")
    else:
        assert found.message


def test_names_that_some_systems_take_for_one_have_one_key() -> None:
    assert key("Lib/X.py") == key("lib/x.PY") == key("lib/\uff38.py")
    assert key("lib/x.py") != key("lib/y.py")
