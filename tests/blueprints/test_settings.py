"""The settings of reference stacks: what they are, what a stack says of values, and where they are written."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import yaml

from stackproof.blueprints import context
from stackproof.blueprints.registry import Blueprint, all_blueprints, copy
from stackproof.blueprints.settings import SettingsOf, given_to, pairs
from stackproof.errors import InputError
from stackproof.project.discovery import discover
from stackproof.synthesis.pulumi.configuration import read

SHOP = '''\
"""Settings of the shop."""

from dataclasses import dataclass

from shop.naming import LONGEST


class SettingsError(ValueError):
    """Names what is wrong."""


@dataclass(frozen=True)
class Source:
    """Where a setting comes from."""

    variable: str
    context: str
    default: str
    meaning: str


SOURCES = {
    "suffix": Source("SUFFIX", "nameSuffix", "dev", "End of names."),
    "bucket": Source("BUCKET", "stateBucket", "", "Bucket of the state; required."),
    "pull_request": Source("PULL_REQUEST", "pullRequest", "unknown", "Tag."),
}


class Settings:
    """The settings."""

    @classmethod
    def load(cls, environ, context):
        values = {}
        for name, one in SOURCES.items():
            values[name] = environ.get(one.variable) or context(one.context) or one.default
        wrong = []
        if len(values["suffix"]) > LONGEST:
            wrong.append(f"suffix is {values['suffix']!r}, must be short")
        if not values["bucket"]:
            wrong.append("bucket is '', must be named")
        if wrong:
            raise SettingsError("invalid settings: " + "; ".join(wrong))
        return cls()
'''


@pytest.fixture
def shop(tmp_path: Path) -> SettingsOf:
    package = tmp_path / "shop" / "shop"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "naming.py").write_text("LONGEST = 5\n")
    (package / "settings.py").write_text(SHOP)
    return SettingsOf(tmp_path / "shop")


def test_a_stack_tells_of_its_settings(shop: SettingsOf) -> None:
    assert [tuple(one) for one in shop.known] == [
        ("suffix", "nameSuffix", "dev", "End of names.", True),
        ("bucket", "stateBucket", "", "Bucket of the state; required.", True),
        ("pull_request", "pullRequest", "unknown", "Tag.", False),
    ]
    assert shop.named("suffix") is shop.named("nameSuffix") is shop.known[0]
    assert shop.named("Suffix") is None
    assert shop.near("suffx") == "suffix"
    assert shop.near("stateBuckt") == "bucket"
    assert shop.near("zzz") == ""


def test_loading_leaves_no_trace_in_the_process(shop: SettingsOf) -> None:
    assert not [name for name in sys.modules if name.partition(".")[0] == "shop"]
    assert not [one for one in sys.path if one.endswith("/shop")]


def test_the_environment_of_the_process_has_no_say(shop: SettingsOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUFFIX", "much-too-long")
    assert shop.problems({"stateBucket": "b"}) == []


def test_a_value_that_is_required_and_not_given_is_no_problem_of_those_that_are(shop: SettingsOf) -> None:
    assert shop.problems({}) == ["bucket is '', must be named"]
    assert shop.refused({"nameSuffix": "x"}) == []
    assert shop.refused({"nameSuffix": "too-long"}) == ["suffix is 'too-long', must be short"]


def test_each_stack_gets_the_values_that_it_has_settings_for(shop: SettingsOf, tmp_path: Path) -> None:
    other = tmp_path / "other" / "other"
    other.mkdir(parents=True)
    text = SHOP.replace("from shop.naming import LONGEST", "LONGEST = 50").replace('"pull_request": S', '"owner": S')
    (other / "settings.py").write_text(text)
    stacks = {"shop": shop, "other": SettingsOf(other.parent)}
    assert given_to(stacks, {"suffix": "x", "owner": "me"}) == {
        "shop": {"nameSuffix": "x"},
        "other": {"nameSuffix": "x", "pullRequest": "me"},
    }
    with pytest.raises(InputError, match="invalid settings of shop: suffix is 'sixsix', must be short"):
        given_to(stacks, {"suffix": "sixsix"})
    with pytest.raises(InputError, match="shop or other has no setting region") as raised:
        given_to(stacks, {"region": "x"})
    assert raised.value.hint == "There are: suffix, bucket, pull_request, owner"
    with pytest.raises(InputError, match="--set names suffix twice"):
        given_to(stacks, {"suffix": "x", "nameSuffix": "y"})


def test_pairs_keep_everything_behind_the_first_sign() -> None:
    assert pairs(("a=b=c", "d=")) == {"a": "b=c", "d": ""}
    for wrong in (("a",), ("=b",), ("a=1", "a=2")):
        with pytest.raises(InputError):
            pairs(wrong)


@pytest.mark.parametrize("blueprint", all_blueprints(), ids=lambda blueprint: blueprint.name)
def test_every_stack_has_settings_that_new_can_ask_for(blueprint: Blueprint) -> None:
    settings = SettingsOf(blueprint.folder)
    names = [one.name for one in settings.known]
    assert len({one.context for one in settings.known}) == len(names)
    assert {"environment_suffix", "environment", "project", "owner", "cost_center"} <= set(names)
    assert [one.name for one in settings.known if not one.asked] == ["repository", "commit_author", "pull_request"]
    for one in settings.known:
        assert len(one.meaning.split()) > 1, one.name
        assert one.meaning == one.meaning.strip()
    refused = settings.refused({settings.known[names.index("environment_suffix")].context: "No Suffix"})
    assert len(refused) == 1
    assert refused[0].startswith("environment_suffix ")


@pytest.mark.parametrize("blueprint", all_blueprints(), ids=lambda blueprint: blueprint.name)
def test_the_readme_of_every_stack_has_each_variable_with_its_context_key(blueprint: Blueprint) -> None:
    readme = (blueprint.folder / "README.md").read_text("utf-8")
    for one in SettingsOf(blueprint.folder).known:
        assert f"`{one.context}`" in readme, one.name


@pytest.mark.parametrize("layout", ["plain", "tap"])
@pytest.mark.parametrize("blueprint", all_blueprints(), ids=lambda blueprint: blueprint.name)
def test_a_value_stands_where_the_stack_reads_its_context(blueprint: Blueprint, layout: str, tmp_path: Path) -> None:
    directory = tmp_path / "mine"
    copy(blueprint, directory, layout, {"owner": 'a "team"', "environmentSuffix": "acme"})
    for name in ("cdk.json", "cdktf.json"):
        if (directory / name).is_file():
            found = json.loads((directory / name).read_text("utf-8"))["context"]
            break
    else:
        stack = read(discover(directory).projects[0].root, {})
        found = {key.partition(":")[2]: value for key, value in stack.config.items()}
    assert (found["owner"], found["environmentSuffix"]) == ('a "team"', "acme")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '{\n  "app": "x",\n  "context": {\n    "a": ["b"]\n  }\n}\n',
            '{\n  "app": "x",\n  "context": {\n    "k": "v",\n    "a": ["b"]\n  }\n}\n',
        ),
        ('{\n  "context": {}\n}\n', '{\n  "context": {\n    "k": "v"\n  }\n}\n'),
        ('{"app": "x"}', '{\n  "app": "x",\n  "context": {\n    "k": "v"\n  }\n}\n'),
        ('{"context": {"k": "old"}}', '{\n  "context": {\n    "k": "v"\n  }\n}\n'),
    ],
)
def test_a_json_file_keeps_its_form_but_for_what_is_added(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text(before)
    context.write(tmp_path, {})
    assert (tmp_path / "cdk.json").read_text() == before
    context.write(tmp_path, {"k": "v"})
    assert (tmp_path / "cdk.json").read_text() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: x  # the name\n", 'name: x  # the name\nconfig:\n  n: "1"\n  k: "v"\n'),
        ("config:\n  # ours\n  a: b\nname: x\n", 'config:\n  # ours\n  n: "1"\n  k: "v"\n  a: b\nname: x\n'),
        ("config:\n    k: old\n    a: b\n", 'config:\n    n: "1"\n    k: "v"\n    a: b\n'),
        (
            "config:\n  k:\n    type: string\n    default: old\n",
            'config:\n  n: "1"\n  k:\n    type: string\n    default: "v"\n',
        ),
    ],
)
def test_a_pulumi_file_keeps_its_form_but_for_what_is_added(before: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(before)
    context.write(tmp_path, {"k": "v", "n": "1"})
    assert (tmp_path / "Pulumi.yaml").read_text() == after
    assert yaml.safe_load(after)["config"]["n"] == "1"
