"""Documents to a graph without running a program."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.query import string
from stackproof.graph.values import Unknown
from stackproof.synthesis.cdk.execution import Made, Ran
from stackproof.synthesis.cdktf.graphing import Reading, Result, read_run
from stackproof.synthesis.model import Setting
from stackproof.vocabulary.translate import translate

CONSTRUCTS = {
    "": Made("app", (("main.py", 1, 1),), 0),
    "store": Made("stack", (("store.py", 4, 9), ("main.py", 2, 1)), 1),
    "store/aws": Made("provider aws", (("store.py", 5, 9),), 0),
    "store/west": Made("provider aws", (("store.py", 6, 9),), 0),
    "store/b": Made("construct", (("store.py", 7, 9),), 0),
    "store/arn": Made("construct", (("store.py", 8, 9),), 0),
}


def resource(path: str, **arguments: Any) -> dict[str, Any]:
    return {"//": {"metadata": {"path": path}}, **arguments}


def document(**more: Any) -> dict[str, Any]:
    bucket = resource("store/b", bucket="logs", provider="aws.west")
    return {
        "//": {"outputs": {"store": {"arn": "arn"}}},
        "provider": {"aws": [{"region": "us-east-1"}, {"alias": "west", "region": "us-west-2", "default_tags": [
            {"tags": {"team": "orders"}}
        ]}]},
        "resource": {"aws_s3_bucket": {"b": bucket}},
        "output": {"arn": {"value": "${aws_s3_bucket.b.arn}"}},
        **more,
    }  # fmt: skip


def read(
    folder: Path,
    documents: dict[str, Any],
    again: dict[str, Any] | None = None,
    given: tuple[Setting, ...] = (),
    regions: dict[str, str] | None = None,
) -> Result:
    """What becomes of the documents of the stacks of a program; `again` are those of a second synthesis."""
    runs = []
    for name, found in (("first", documents), ("again", again)):
        if found is None:
            continue
        stacks = {key: {"synthesizedStackPath": f"stacks/{key}/cdk.tf.json", "constructPath": key} for key in found}
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "manifest.json").write_text(json.dumps({"stacks": stacks}), "utf-8")
        for key, one in found.items():
            (folder / name / "stacks" / key).mkdir(parents=True, exist_ok=True)
            text = one if isinstance(one, str) else json.dumps(one, indent=2)
            (folder / name / "stacks" / key / "cdk.tf.json").write_text(text, "utf-8")
        runs.append(Ran(name, "ok", None, 0.0, constructs=CONSTRUCTS))
    reading = Reading(folder, folder, regions or {}, {one.name: one for one in given}, ())
    return read_run(reading, runs[0], (runs[0], runs[1]) if len(runs) == 2 else None)


def test_everything_stands_where_its_construct_was_made(tmp_path: Path) -> None:
    native = read(tmp_path, {"store": document()}).native
    bucket = native.resources["aws_s3_bucket.b"]
    assert (bucket.location, bucket.document is not None) == (Location("store.py", 7, 9), True)
    assert bucket.arguments.entries["bucket"].at == Location("store.py", 7, 9)
    assert bucket.default_tags is not None
    assert bucket.default_tags.at == Location("store.py", 6, 9)
    assert (string(bucket.region), bucket.region.at) == ("us-west-2", Location("store.py", 6, 9))
    assert [(one.name, one.at) for one in native.outputs] == [("arn", Location("store.py", 8, 9))]
    assert native.stacks[""].location == Location("main.py", 2, 1)


def test_a_provider_that_cannot_be_told_from_others_stands_at_its_stack(tmp_path: Path) -> None:
    found = document(
        provider={"aws": [{"region": "us-east-1"}, {"alias": "a"}, {"alias": "west", "region": "us-west-2"}]}
    )
    native = read(tmp_path, {"store": found}).native
    assert native.resources["aws_s3_bucket.b"].region.at == Location("main.py", 2, 1)


def test_the_region_that_was_stated_is_that_of_stacks_that_state_none(tmp_path: Path) -> None:
    native = read(
        tmp_path, {"store": document(provider={"aws": [{}, {"alias": "west"}]})}, regions={"primary": "eu-west-3"}
    )
    assert string(native.native.resources["aws_s3_bucket.b"].region) == "eu-west-3"


@pytest.mark.parametrize(
    "setting",
    [
        Setting("size", "7", variable="size"),
        Setting("anything", "7", env="TF_VAR_size"),
        Setting("size", "7"),
    ],
)
def test_a_setting_reaches_the_variable_that_it_names(tmp_path: Path, setting: Setting) -> None:
    found = document(variable={"size": {"default": 3}}, locals={})
    found["resource"]["aws_s3_bucket"]["b"]["bucket"] = "logs-${var.size}"
    native = read(tmp_path, {"store": found}, given=(setting,)).native
    assert string(native.resources["aws_s3_bucket.b"].arguments.entries["bucket"]) == "logs-7"


def test_the_default_of_a_variable_is_an_assumption(tmp_path: Path) -> None:
    found = document(variable={"size": {"default": 3}})
    found["resource"]["aws_s3_bucket"]["b"]["bucket"] = "logs-${var.size}"
    value = read(tmp_path, {"store": found}).native.resources["aws_s3_bucket.b"].arguments.entries["bucket"]
    assert (string(value), value.assumed is not None) == ("logs-3", True)


def test_what_the_second_synthesis_says_otherwise_is_unknown(tmp_path: Path) -> None:
    other = document()
    other["resource"]["aws_s3_bucket"]["b"]["bucket"] = "logs-2"
    bucket = read(tmp_path, {"store": document()}, {"store": other}).native.resources["aws_s3_bucket.b"]
    assert isinstance(bucket.arguments.entries["bucket"], Unknown)
    assert bucket.arguments.entries["bucket"].at == Location("store.py", 7, 9)


def test_addresses_of_several_stacks_are_told_apart(tmp_path: Path) -> None:
    native = read(tmp_path, {"store": document(), "depot": document()}).native
    assert list(native.resources) == ["store/aws_s3_bucket.b", "depot/aws_s3_bucket.b"]
    assert {key: string(stack.name) for key, stack in native.stacks.items()} == {"store": "store", "depot": "depot"}


WORDS = st.sampled_from(
    [
        "resource", "data", "module", "output", "provider", "variable", "terraform", "locals", "moved", "import", "//",
        "metadata", "path", "outputs", "aws_s3_bucket", "aws", "b", "count", "for_each", "lifecycle", "dynamic",
        "source", "backend", "config", "terraform_remote_state", "cross-stack-reference-input-store", "value",
        "default", "alias", "depends_on", "content", "region",
    ]
)  # fmt: skip
TEXTS = st.sampled_from(
    [
        "", "store/b", "${aws_s3_bucket.b.id}", "${var.b}", "${count.index}", "${each.value}", "${", "%{ if true }",
        "${data.terraform_remote_state.b.outputs.value}", "./modules/x", "us-east-1", "aws.west", "\u0000", "\ud800",
    ]
)  # fmt: skip
JSON = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(-2, 3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=st.dictionaries(WORDS, JSON, max_size=6), second=st.dictionaries(WORDS, JSON, max_size=3))
def test_whatever_documents_hold_is_read_or_refused(tmp_path: Path, first: object, second: object) -> None:
    with contextlib.suppress(InputError):
        result = read(tmp_path, {"store": first, "keys": second}, {"store": second, "keys": first})
        translate(result.native)


@pytest.mark.parametrize("depth", [50, 99, 5_000])
def test_deep_documents_are_read_or_refused(tmp_path: Path, depth: int) -> None:
    text = '{"resource": {"aws_s3_bucket": {"b": {"x": ' + "[" * depth + "]" * depth + "}}}}"
    with contextlib.suppress(InputError):
        read(tmp_path, {"store": text}, {"store": text})
