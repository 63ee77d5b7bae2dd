"""Which stack a project is read as, and what its configuration holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.errors import InputError
from stackproof.synthesis.model import Setting, Settings
from stackproof.synthesis.pulumi import configuration, running

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """
name: shop
runtime: python
config:
  size: 3
  days: {type: integer, default: 14}
  aws:region: {value: eu-west-1}
  token: {type: string, secret: true}
  tags: {value: {a: 1}}
template:
  config:
    aws:region: {default: us-west-2}
    colour: {description: which, default: red}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT, "utf-8")
    return tmp_path


def test_the_project_gives_values_for_all_stacks_and_proposals(root: Path) -> None:
    found = configuration.read(root, {})
    assert found.project == "shop"
    assert found.config == {"shop:size": "3", "shop:days": "14", "aws:region": "eu-west-1", "shop:tags": '{"a": 1}'}
    assert found.suggested == {"aws:region": "us-west-2", "shop:colour": "red"}


def test_the_only_stack_is_taken_and_dev_among_several(root: Path) -> None:
    (root / "Pulumi.prod.yaml").write_text("config: {shop:size: 9}\n", "utf-8")
    only = configuration.read(root, {})
    assert (only.name, only.assumed, only.config["shop:size"]) == ("prod", None, "9")
    (root / "Pulumi.dev.yaml").write_text("config: {size: 5}\n", "utf-8")
    several = configuration.read(root, {})
    assert (several.name, several.config["shop:size"]) == ("dev", "5")
    assert several.assumed == "the stack is dev of dev, prod: name another with --set stack=NAME"
    told = configuration.read(root, {"stack": Setting("stack", "prod")})
    assert (told.name, told.assumed, told.config["shop:size"]) == ("prod", None, "9")


def test_an_encrypted_value_is_withheld_unless_somebody_gives_it(root: Path) -> None:
    text = "config:\n  shop:key: {secure: AAAA}\n  shop:nested: {value: {secure: AAAA}}\n"
    (root / "Pulumi.dev.yaml").write_text(text, "utf-8")
    found = configuration.read(root, {})
    assert found.withheld == ["shop:key"]
    assert found.secrets == ["shop:nested"]
    given = configuration.read(root, {"shop:key": Setting("shop:key", "open")})
    assert (given.withheld, given.config["shop:key"]) == ([], "open")
    assert "shop:key" in given.secrets


def test_settings_reach_the_configuration_by_their_channel() -> None:
    values = {
        "one": Setting("one", "1"),
        "two": Setting("two", "2", config="aws:profile"),
        "three": Setting("three", "3", env="THREE"),
        "four": Setting("four", "4", context="four"),
    }
    assert configuration.given("shop", values) == {"shop:one": "1", "aws:profile": "2"}
    assert configuration.environment(values) == {"one": "1", "THREE": "3"}


def test_broken_configuration_is_bad_input_with_its_line(root: Path) -> None:
    (root / "Pulumi.dev.yaml").write_text("config:\n  a: [\n", "utf-8")
    with pytest.raises(InputError) as raised:
        configuration.read(root, {})
    assert raised.value.line is not None


@pytest.mark.parametrize("text", ["- a\n", "config: 5\n", "config:\n  1: 2\n  x: !!python/object:os.system {}\n", ""])
def test_strange_stack_files_are_read_or_refused_but_never_run(root: Path, text: str) -> None:
    (root / "Pulumi.dev.yaml").write_text(text, "utf-8")
    try:
        found = configuration.read(root, {})
    except InputError:
        return
    assert found.name == "dev"


def test_two_equal_runs_have_different_placeholders_and_a_twin_another_suffix(root: Path) -> None:
    values = {"env": Setting("env", "dev", config="env")}
    told, replace = running.tellings(root, Settings(values=values, suffix="env"))
    assert [(one.name, one.alphabet, one.stack.config["shop:env"]) for one in told] == [
        ("first", 0, "dev"),
        ("twin", 0, replace[1]),
        ("again", 1, "dev"),
    ]
    assert replace == ("dev", replace[1]) != ("dev", "dev")


def test_the_suffix_may_be_the_stack(root: Path) -> None:
    (root / "Pulumi.dev.yaml").write_text("config: {size: 5}\n", "utf-8")
    told, replace = running.tellings(root, Settings(values={"stack": Setting("stack", "dev")}, suffix="stack"))
    assert [(one.stack.name, one.stack.config["shop:size"]) for one in told] == [
        ("dev", "5"),
        (replace[1], "5"),
        ("dev", "5"),
    ]


def test_what_may_be_supposed_is_the_templates_proposals_and_a_region(root: Path) -> None:
    told, _ = running.tellings(root, Settings())
    assert running.suppositions(told[0]) == {"PULUMI_CONFIG_SHOP_COLOUR": "red"}
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\n", "utf-8")
    told, _ = running.tellings(root, Settings())
    assert running.suppositions(told[0])["PULUMI_CONFIG_AWS_REGION"] == "us-east-1"
    told, _ = running.tellings(root, Settings(regions={"primary": "eu-west-1"}))
    assert running.suppositions(told[0]) == {}
    assert told[0].region == "eu-west-1"
