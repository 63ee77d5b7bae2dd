"""The output of a program, as a friend and as an enemy would leave it."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.synthesis.cdktf import stacks


def leave(folder: Path, manifest: object, **documents: object) -> Path:
    """Writes an output as the framework does; text stays as it is."""
    (folder / "first").mkdir(parents=True, exist_ok=True)
    (folder / "first" / "manifest.json").write_text(as_text(manifest), "utf-8")
    for name, document in documents.items():
        place = folder / "first" / "stacks" / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "cdk.tf.json").write_text(as_text(document), "utf-8")
    return folder


def as_text(data: object) -> str:
    return data if isinstance(data, str) else json.dumps(data)


def entry(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "synthesizedStackPath": f"stacks/{name}/cdk.tf.json", "constructPath": f"app/{name}", **more}


def test_every_stack_is_read_in_the_order_of_the_program(tmp_path: Path) -> None:
    remark = {"constructPath": "app/store/topic", "level": "@cdktf/warn", "message": "old"}
    manifest = {
        "version": "0.24.0",
        "stacks": {"store": entry("store", dependencies=["app/keys"], annotations=[remark]), "keys": entry("keys")},
    }
    found = stacks.read(leave(tmp_path, manifest, store={"resource": {}}, keys={"output": {}}), "first")
    assert [(one.name, one.path, one.document, one.dependencies, one.annotations) for one in found] == [
        (
            "store", "app/store", {"resource": {}}, ("app/keys",),
            (stacks.Annotation("@cdktf/warn", "app/store/topic", "old"),),
        ),
        ("keys", "app/keys", {"output": {}}, (), ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("{", "not valid JSON"),
        ("[]", "JSON object"),
        ("[" * 100_000, "not valid JSON"),
        ({}, "names no stacks"),
        ({"stacks": ["a"]}, "names no stacks"),
        ({"stacks": {"a": "stacks/a"}}, "not understood"),
        ({"stacks": {"a": {"synthesizedStackPath": 7}}}, "not understood"),
        ({"stacks": {str(number): entry("a") for number in range(501)}}, "more than 500"),
        ({"stacks": {"a": entry("a") | {"synthesizedStackPath": "../../etc/passwd"}}}, "does not stay"),
        ({"stacks": {"a": entry("a") | {"synthesizedStackPath": "/etc/passwd"}}}, "does not stay"),
        ({"stacks": {"gone": entry("gone")}}, "cannot be read"),
    ],
)
def test_a_manifest_that_is_not_what_it_should_be_is_refused(tmp_path: Path, manifest: object, message: str) -> None:
    leave(tmp_path, manifest, a={})
    with pytest.raises(InputError, match=message):
        stacks.read(tmp_path, "first")


@pytest.mark.parametrize("document", ["{", "7", "[" * 100_000, '{"a": "' + "x" * 20 + '"'])
def test_a_document_that_is_no_object_is_refused_by_its_name(tmp_path: Path, document: str) -> None:
    with pytest.raises(InputError) as caught:
        stacks.read(leave(tmp_path, {"stacks": {"a": entry("a")}}, a=document), "first")
    assert caught.value.file == "stacks/a/cdk.tf.json"


def test_a_document_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"resource": {}}', "utf-8")
    leave(tmp_path, {"stacks": {"a": entry("a")}}, a={})
    document = tmp_path / "first" / "stacks" / "a" / "cdk.tf.json"
    document.unlink()
    document.symlink_to(tmp_path / "secret.json")
    with pytest.raises(InputError, match="symbolic link"):
        stacks.read(tmp_path, "first")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["stacks", "a", "synthesizedStackPath", "dependencies", "annotations", "level", "message", "constructPath"]
    ), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(manifest=JSON)
def test_whatever_a_manifest_holds_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, manifest: object
) -> None:
    folder = leave(tmp_path_factory.mktemp("output"), manifest, a={})
    with contextlib.suppress(InputError):
        for stack in stacks.read(folder, "first"):
            assert isinstance(stack.document, dict)
