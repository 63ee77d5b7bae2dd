"""Whatever a tool's configuration holds: projects or InputErrors, within bounds."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.project.configuration import yaml_of
from stackproof.project.discovery import discover

_NAMES = ("cdk.json", "cdktf.json", "Pulumi.yaml", "package.json", "main.tf", "main.tf.json", "template.yaml", "app.py")
_KEYS = ["app", "language", "runtime", "main", "name", "scripts", "Resources", "AWSTemplateFormatVersion", "<<"]
_TEXTS = ["python3 app.py", "npm run app", "node x", "python", "nodejs", "../x", "/", "", "'", "x.ts", "\x00"]
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(_TEXTS) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.dictionaries(
        st.sampled_from(_NAMES),
        _VALUES.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60),
        max_size=4,
    )
)
def test_files_of_every_kind(files: dict[str, bytes], tmp_path: Path) -> None:
    for name in _NAMES:
        (tmp_path / name).unlink(missing_ok=True)
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for path in (tmp_path, *(tmp_path / name for name in files)):
        with contextlib.suppress(InputError):  # one message, and nothing else
            assert discover(path).projects


def grown(form: str) -> str:
    """Each line names the one before it four times."""
    pairs = zip("abcdefghij", "bcdefghijk", strict=True)
    return "".join(f"{name}: &{name} " + form.replace("@", f"*{before}") + "\n" for before, name in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {x: 1}\n" + grown("{<<: [@, @, @, @]}"),
        "a: &a [1]\n" + grown("[@, @, @, @]") + "runtime: *k\n",
        "runtime: &r [*r]\n",
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "a: 2001-99-99\n",
        "? [1, 2]\n: 3\n",
        "!!python/object/apply:os.system [id]\n",
    ],
    ids=["merge", "aliases", "circle", "flow", "maps", "sequences", "date", "key", "object"],
)
def test_yaml_that_wants_to_grow_or_to_run(text: str, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)
    with pytest.raises(InputError):
        discover(tmp_path)


def test_a_merge_key_is_a_key_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n")
    assert yaml_of(tmp_path / "a.yaml") == {"a": {"x": 1}, "b": {"<<": {"x": 1}, "y": 2}}
