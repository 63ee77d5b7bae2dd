from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.synthesis.cdk import context
from stackproof.synthesis.model import Setting, Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_context_file_wins_over_cdk_json(tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text('{"app": "x", "context": {"a": 1, "b": {"c": 2}}}', "utf-8")
    (tmp_path / "cdk.context.json").write_text('{"a": 3, "vpc-provider:x": {"vpcId": "vpc-9"}}', "utf-8")
    assert context.read(tmp_path) == {"a": 3, "b": {"c": 2}, "vpc-provider:x": {"vpcId": "vpc-9"}}


def test_a_project_without_either_has_no_context(tmp_path: Path) -> None:
    assert context.read(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("cdk.json", "{\n  oops", "cdk.json:2"),
        ("cdk.json", "[]", "cdk.json:1"),
        ("cdk.json", '{\n "context": 7\n}', "cdk.json:2"),
        ("cdk.context.json", "[" * 100_000, "cdk.context.json"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, name: str, text: str, place: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        context.read(tmp_path)
    assert caught.value.place == place


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cdk.json").mkdir()
    with pytest.raises(InputError, match="plain file"):
        context.read(tmp_path)


SETTINGS = {
    "suffix": Setting("suffix", "demo", env="SUFFIX"),
    "stage": Setting("stage", "beta", context="deploy:stage"),
    "owner": Setting("owner", "me"),
    "size": Setting("size", "9", parameter="Size"),
}


def test_settings_reach_the_program_by_their_channels() -> None:
    assert context.environment(SETTINGS) == {"SUFFIX": "demo", "owner": "me"}
    merged = context.context({"owner": "project", "kept": True, "aws:cdk:enable-path-metadata": False}, SETTINGS)
    own = {key: value for key, value in merged.items() if not key.startswith("aws:cdk:")}
    assert own == {"owner": "me", "kept": True, "deploy:stage": "beta"}
    assert merged["aws:cdk:enable-path-metadata"] is True
    assert merged["aws:cdk:bundling-stacks"] == []


def test_settings_of_parameters_reach_the_template() -> None:
    assert context.parameters(SETTINGS) == {"owner": "me", "Size": "9"}


def test_a_name_that_no_variable_can_have_stays_context_alone() -> None:
    assert context.environment({"a=b": Setting("a=b", "1"), "c": Setting("c", "\0")}) == {}


def test_the_region_is_told_only_where_it_was_stated() -> None:
    assert context.deployment(Settings()) == {"CDK_DEFAULT_ACCOUNT": context.ACCOUNT}
    stated = Settings(regions={"primary": "eu-west-1", "": "us-east-2"})
    assert context.deployment(stated)["CDK_DEFAULT_REGION"] == "eu-west-1"


@given(st.text(alphabet="abcxyzABCXYZ0189-_", min_size=1))
def test_the_other_suffix_has_the_same_form_and_shares_no_letter_or_digit(value: str) -> None:
    other = context.other_suffix(value)
    assert len(other) == len(value)
    for one, another in zip(value, other, strict=True):
        assert (one == another) is (one in "-_")
        assert (one.islower(), one.isupper(), one.isdigit()) == (
            another.islower(),
            another.isupper(),
            another.isdigit(),
        )
