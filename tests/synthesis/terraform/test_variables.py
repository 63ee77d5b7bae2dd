from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackproof.graph.values import Known, MapValue, Sensitive, Unknown
from stackproof.synthesis.model import Setting
from stackproof.synthesis.terraform.context import Context
from stackproof.synthesis.terraform.files import Files
from stackproof.synthesis.terraform.lift import to_plain
from stackproof.synthesis.terraform.loader import Loader
from stackproof.synthesis.terraform.variable_files import given_values
from tests.synthesis.terraform.reading import errors, native, plain, project

CODE = 'variable "v" {\n  default = "default"\n}\nresource "x" "y" {\n  a = var.v\n}\n'


@pytest.mark.parametrize(
    ("files", "passed", "expected", "assumed"),
    [
        ({}, {}, "default", "default of variable v"),
        ({"terraform.tfvars": 'v = "one"\n'}, {}, "one", None),
        ({"terraform.tfvars": 'v = "one"\n', "terraform.tfvars.json": {"v": "two"}}, {}, "two", None),
        ({"terraform.tfvars.json": {"v": "two"}, "a.auto.tfvars": 'v = "three"\n'}, {}, "three", None),
        ({"a.auto.tfvars": 'v = "three"\n', "b.auto.tfvars.json": {"v": "four"}}, {}, "four", None),
        ({"b.auto.tfvars.json": {"v": "four"}}, {"v": "five"}, "five", None),
        ({"other.tfvars": 'v = "six"\n'}, {}, "default", "default of variable v"),
    ],
)
def test_later_sources_win(
    files: dict[str, Any], passed: dict[str, str], expected: str, assumed: str | None, tmp_path: Path
) -> None:
    graph = native(project(tmp_path, {"main.tf": CODE, **files}), settings=passed)
    assert errors(graph) == []
    found = graph.resources["x.y"].arguments.entries["a"]
    assert found == Known(expected)
    assert found.assumed == assumed
    assert graph.assumptions == ([assumed] if assumed else [])


def given(root: Path, *settings: Setting) -> dict[str, Any]:
    files = Files(root)
    module = Loader(files).module(".")
    found = given_values(Context(files, "."), module, {setting.name: setting for setting in settings})
    return {name: to_plain(value) for name, value in found.values.items()}


def test_settings_reach_variables_by_their_channel(tmp_path: Path) -> None:
    root = project(tmp_path, {"main.tf": CODE, "terraform.tfvars": 'v = "file"\n'})
    assert given(root, Setting("suffix", "x", variable="v")) == {"v": "x"}
    assert given(root, Setting("suffix", "x", env="TF_VAR_v")) == {"v": "file"}
    assert given(root, Setting("v", "x", env="OTHER")) == {"v": "file"}
    assert given(root, Setting("v", "x", parameter="Other")) == {"v": "file"}
    assert given(root, Setting("v", "x")) == {"v": "x"}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("string", "[1]", "[1]"),
        ("string", "5", "5"),
        ("number", "5", 5),
        ("bool", "true", True),
        ("list(string)", '["a", 1]', ["a", "1"]),
        ("map(number)", '{a = "1"}', {"a": 1}),
        ("any", "[1]", [1]),
        ("any", "plain text", "plain text"),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
        (
            "object({a = string, b = optional(number, 2), c = optional(bool)})",
            "{a = 1, z = 2}",
            {"a": "1", "b": 2, "c": None},
        ),
        ("tuple([string, number])", '[1, "2"]', ["1", 2]),
        ('list(object({n = optional(list(string), ["x"])}))', "[{}, {n = null}]", [{"n": ["x"]}, {"n": ["x"]}]),
    ],
)
def test_a_passed_text_becomes_what_the_type_asks_for(kind: str, text: str, expected: object, tmp_path: Path) -> None:
    code = f'variable "v" {{\n  type = {kind}\n}}\nresource "x" "y" {{\n  a = {{ v = var.v }}\n}}\n'
    graph = native(project(tmp_path, {"main.tf": code}), settings={"v": text})
    assert errors(graph) == []
    assert plain(graph, "x.y") == {"a": {"v": expected}}


@pytest.mark.parametrize(
    ("kind", "text", "complaint"),
    [
        ("number", "x", "a number is needed, and this is a text"),
        ("bool", "yes", "a bool is needed, and this is a text"),
        ("list(number)", '["x"]', "a number is needed, and this is a text"),
        ("object({a = string})", "{}", "the attribute a is required"),
        ("map(string)", "[1]", "a map is needed, and this is a list"),
        ("tuple([string])", "[]", "a tuple of 1 items is needed, and this has 0"),
    ],
)
def test_a_passed_text_that_does_not_suit_is_a_fault(kind: str, text: str, complaint: str, tmp_path: Path) -> None:
    code = f'variable "v" {{\n  type = {kind}\n}}\n'
    graph = native(project(tmp_path, {"main.tf": code}), settings={"v": text})
    assert errors(graph) == [f"main.tf:1:1: the value of variable v does not suit its type: {complaint}"]


def test_null_takes_the_default_where_it_is_not_allowed(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}\n',
        "m/main.tf": 'variable "a" {\n  default  = "x"\n  nullable = false\n}\nvariable "b" { default = "x" }\n'
        'resource "x" "y" {\n  a = var.a\n  b = var.b\n}\n',
    }
    graph = native(project(tmp_path, files))
    assert plain(graph, "module.m.x.y") == {"a": "x"}


def test_values_that_no_variable_takes_are_noted(tmp_path: Path) -> None:
    files = {"main.tf": CODE, "terraform.tfvars": 'nope = 1\nv = upper("x")\nw = aws_vpc.v.id\n'}
    graph = native(project(tmp_path, files), settings={"other": "1"})
    assert {(one.level, str(one.at), one.message) for one in graph.problems} == {
        ("note", "terraform.tfvars:1:1", "the root module has no variable nope"),
        ("error", "terraform.tfvars:3:1", "a value of a variable is a literal"),
        ("note", "", "the root module has no variable other"),
    }


def test_broken_variable_files_are_named(tmp_path: Path) -> None:
    files = {"main.tf": CODE, "terraform.tfvars": "v = [\n", "a.auto.tfvars.json": "[", "b.auto.tfvars.json": "[1]"}
    found = errors(native(project(tmp_path, files)))
    assert len(found) == 3
    assert {one.partition(":")[0] for one in found} == {"terraform.tfvars", "a.auto.tfvars.json", "b.auto.tfvars.json"}


def test_secrets_are_secret_and_unknowns_stay_unknown(tmp_path: Path) -> None:
    code = (
        'variable "s" {\n  sensitive = true\n}\nvariable "m" {\n  type = object({ a = string })\n}\n'
        'resource "x" "y" {\n  a = var.s\n  b = var.m.a\n  c = { d = var.s }\n}\n'
    )
    root = project(tmp_path, {"main.tf": code})
    found = native(root).resources["x.y"].arguments.entries
    assert isinstance(found["a"], Sensitive)
    assert isinstance(found["a"].inner, Unknown)
    assert found["b"] == Unknown("", "var.m.a")
    passed = native(root, settings={"s": "hunter2"})
    assert passed.resources["x.y"].arguments.entries["a"] == Sensitive(Known("hunter2"))
    assert passed.resources["x.y"].arguments.entries["c"] == MapValue({"d": Sensitive(Known("hunter2"))})
    assert "hunter2" not in repr(passed.resources)


VALIDATED = """
variable "size" {
  type    = number
  default = 0
  validation {
    condition     = var.size > 0
    error_message = "It has to be positive."
  }
  validation {
    condition     = can(regex("^([a-z]+)+$", "${var.size}${aws_vpc.v.id}"))
    error_message = "Not known."
  }
}
variable "open" {
  validation {
    condition     = length(var.open) > 3
    error_message = "Too short."
  }
}
resource "aws_vpc" "v" {}
"""


def test_a_value_that_breaks_its_validation_is_a_fault_and_a_default_a_note(tmp_path: Path) -> None:
    root = project(tmp_path, {"main.tf": VALIDATED})
    message = "the value of variable size breaks its validation: It has to be positive."
    assert [(one.level, one.message) for one in native(root).problems] == [("note", message)]
    assert [(one.level, one.message) for one in native(root, settings={"size": "-1"}).problems] == [("error", message)]
    assert native(root, settings={"size": "2", "open": "long enough"}).problems == []
    short = native(root, settings={"size": "2", "open": "abc"}).problems
    assert [(one.level, one.message) for one in short] == [
        ("error", "the value of variable open breaks its validation: Too short.")
    ]
