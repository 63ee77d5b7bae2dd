from __future__ import annotations

from pathlib import Path

import pytest

from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    walk,
)
from stackproof.synthesis.terraform.lift import Failed, OpenInstances
from stackproof.vocabulary.json_text import Encoded, plain_text
from tests.synthesis.terraform.reading import data, errors, native, project, value, value_and_faults

VPC = Reference("aws_vpc.v", "id")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("aws_vpc.v.id", VPC),
        ("aws_vpc.v", Reference("aws_vpc.v", "")),
        ("aws_vpc.v.tags.Name", Reference("aws_vpc.v", "tags.Name")),
        ('aws_vpc.v.tags["Name"]', Reference("aws_vpc.v", "tags.Name")),
        ("aws_vpc.v.config[0].id", Reference("aws_vpc.v", "config.0.id")),
        ("aws_vpc.v.config.0.id", Reference("aws_vpc.v", "config.0.id")),
        ("aws_subnet.s[1].arn", Reference("aws_subnet.s[1]", "arn")),
        ("aws_subnet.s[*].id", ListValue((Reference("aws_subnet.s[0]", "id"), Reference("aws_subnet.s[1]", "id")))),
        ("aws_subnet.s.*.id", ListValue((Reference("aws_subnet.s[0]", "id"), Reference("aws_subnet.s[1]", "id")))),
        ("aws_vpc.v[*].id", ListValue((VPC,))),
        ('aws_sqs_queue.each["a"].arn', Reference('aws_sqs_queue.each["a"]', "arn")),
        (
            "{for k, q in aws_sqs_queue.each : k => q.arn}",
            MapValue(
                {
                    "a": Reference('aws_sqs_queue.each["a"]', "arn"),
                    "b": Reference('aws_sqs_queue.each["b"]', "arn"),
                }
            ),
        ),
        (
            "values(aws_sqs_queue.each)[*].id",
            ListValue((Reference('aws_sqs_queue.each["a"]', "id"), Reference('aws_sqs_queue.each["b"]', "id"))),
        ),
        ("data.aws_availability_zones.az.names", Reference("data.aws_availability_zones.az", "names")),
        ("data.aws_availability_zones.az.names[0]", Reference("data.aws_availability_zones.az", "names.0")),
        ("aws_eip.many[7].id", Reference("aws_eip.many[*]", "id")),
        ("aws_eip.many[*].id", ListValue((Reference("aws_eip.many[*]", "id"),), complete=False)),
        ("one(aws_eip.many[*].id)", Reference("aws_eip.many[*]", "id")),
    ],
)
def test_names_of_resources_are_references(expression: str, expected: object) -> None:
    found, faults = value_and_faults(expression)
    assert faults == []
    assert found == expected


def test_all_instances_of_an_unknown_number_are_open() -> None:
    found = value("aws_eip.many")
    assert isinstance(found, OpenInstances)
    assert found.one == Reference("aws_eip.many[*]", "")


def test_what_exists_under_a_condition_is_conditional() -> None:
    topic = Reference("aws_sns_topic.maybe[0]", "arn")
    assert value("aws_sns_topic.maybe[*].arn") == Conditional("var.open", ListValue((topic,)), ListValue(()))
    assert value("one(aws_sns_topic.maybe[*].arn)") == Conditional("var.open", topic, Known(None))
    assert value("length(aws_sns_topic.maybe)") == Conditional("var.open", Known(1), Known(0))
    # The same condition asked again is settled, and what fails in the branch that is not taken is no fault.
    found, faults = value_and_faults('var.open ? aws_sns_topic.maybe[0].arn : "none"')
    assert faults == []
    assert found == Conditional("var.open", topic, Known("none"))
    assert value('try(aws_sns_topic.maybe[0].arn, "none")') == found
    assert value("can(aws_sns_topic.maybe[0].arn)") == Conditional("var.open", Known(True), Known(False))


@pytest.mark.parametrize(
    ("expression", "name", "then", "otherwise"),
    [
        ("var.open ? 1 : 2", "var.open", 1, 2),
        ("!var.open ? 1 : 2", "var.open", 2, 1),
        ("var.open == true ? 1 : 2", "(var.open == true)", 1, 2),
        ('var.open != "x" ? 1 : 2', '(var.open == "x")', 2, 1),
        ("var.open && var.other ? 1 : 2", "(var.open && var.other)", 1, 2),
        ("var.open && true ? 1 : 2", "var.open", 1, 2),
        ("length(var.open) > 0 ? 1 : 2", "(length(var.open) > 0)", 1, 2),
        ("aws_vpc.v.flag ? 1 : 2", "aws_vpc.v.flag", 1, 2),
    ],
)
def test_a_condition_is_named_by_what_it_asks(expression: str, name: str, then: int, otherwise: int) -> None:
    assert value(expression) == Conditional(name, Known(then), Known(otherwise))


def test_conditions_that_cannot_be_named_are_told_apart() -> None:
    found = value('[for x in [uuid(), uuid()] : x == "a" ? 1 : 2]')
    assert isinstance(found, ListValue)
    first, second = found.items
    assert isinstance(first, Conditional)
    assert isinstance(second, Conditional)
    assert first.condition != second.condition


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.open && false", False),
        ("false && var.open", False),
        ("var.open || true", True),
        ("aws_vpc.v.id == null", False),
        ("[var.open] == null", False),
        ('"a${var.open}" == "b"', False),
        ("var.open == var.open", True),
        ("var.open ? 1 : 1", 1),
        ('contains(["a", var.open], "a")', True),
        ('startswith("abc-${var.open}", "abd")', False),
        ('startswith("abc-${var.open}", "abc")', True),
        ("length([var.open, var.other])", 2),
        ("length({ a = var.open })", 1),
        ("[var.open, 2][1]", 2),
        ("{ a = var.open, b = 2 }.b", 2),
        ("alltrue([false, var.open])", False),
        ("anytrue([true, var.open])", True),
        ("keys({ b = var.open, a = 1 })", ["a", "b"]),
        ("reverse([1, var.open])[1]", 1),
        ('zipmap(["a"], [1])', {"a": 1}),
    ],
)
def test_what_is_known_of_the_partly_unknown_is_told(expression: str, expected: object) -> None:
    assert data(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "var.open",
        "var.open + 1",
        "var.open == 1",
        '"x${var.open}" == "xy"',
        "var.open[0]",
        "var.open.a.b",
        "var.open[*].a",
        "[for x in var.open : x]",
        "{ for x in var.open : x => 1 }",
        "[1, 2][var.open]",
        "length(var.open)",
        "contains([var.open], 1)",
        "merge(var.open, {}).a",
        "terraform.nothing",
        "try(var.open.a, 1)",
    ],
)
def test_what_is_not_known_is_never_told(expression: str) -> None:
    found = value(expression)
    assert isinstance(found, Unknown)
    assert found.reason


def test_an_unknown_variable_says_how_to_pass_it() -> None:
    found = value("var.open")
    assert isinstance(found, Unknown)
    assert found.symbol == "var.open"
    assert found.reason == "variable open has no value (pass it with --set open=VALUE)"
    below = value("var.open.a[0]")
    assert isinstance(below, Unknown)
    assert below.symbol == "var.open.a[0]"


def test_an_element_at_an_unknown_index_is_known_when_all_are_equal() -> None:
    assert data('["a", "a"][var.open]') == "a"
    assert isinstance(value('["a", "b"][var.open]'), Unknown)


def test_loops_over_what_is_there_perhaps() -> None:
    found = value('[for x in ["a", "b"] : x if x != "b" || var.open]')
    assert found == ListValue((Known("a"), Conditional("var.open", Known("b"), Absent())))
    assert value('length([for x in ["a", "b"] : x if x != "b" || var.open])') == Conditional(
        "var.open", Known(2), Known(1)
    )
    chosen = value('{for x in ["a", "b"] : x => 1 if x == "a" || var.open}')
    assert chosen == MapValue({"a": Known(1), "b": Conditional("var.open", Known(1), Absent())})
    assert value('lookup({for x in ["a"] : x => 1 if var.open}, "a", 2)') == Conditional("var.open", Known(1), Known(2))
    assert value('merge({ a = 3 }, {for x in ["a"] : x => 1 if var.open}).a') == Conditional(
        "var.open", Known(1), Known(3)
    )


def test_a_loop_over_an_incomplete_list_is_incomplete() -> None:
    found = value('[for x in concat(["a"], var.open) : upper(x)]')
    assert found == ListValue((Known("A"),), complete=False)
    indexed = value('[for i, x in concat(["a"], var.open) : i]')
    assert isinstance(indexed, ListValue)
    assert isinstance(indexed.items[0], Unknown)


def test_functions_are_computed_in_each_branch() -> None:
    assert value('upper(var.open ? "a" : "b")') == Conditional("var.open", Known("A"), Known("B"))
    assert value('"x-${var.open ? "a" : "b"}-${var.open ? "c" : "d"}"') == Conditional(
        "var.open", Known("x-a-c"), Known("x-b-d")
    )
    assert value("concat(var.open ? [1] : [], [2])") == Conditional(
        "var.open", ListValue((Known(1), Known(2))), ListValue((Known(2),))
    )


def test_secrets_hide_what_depends_on_them() -> None:
    more = 'variable "password" {\n  default   = "hunter2"\n  sensitive = true\n}\n'
    for expression in ("var.password", '"x-${var.password}"', "upper(var.password)", 'var.password == "a" ? 1 : 2'):
        assert isinstance(value(expression, more), Sensitive), expression
    listed = value("[var.password]", more)
    assert isinstance(listed, ListValue)
    assert isinstance(listed.items[0], Sensitive)
    asked = value('md5(var.password) == aws_vpc.v.id ? "a" : "b"', more)
    assert "hunter2" not in repr(asked)
    assert "hunter2" not in str(getattr(asked, "inner", asked))


def test_a_default_is_an_assumption_wherever_it_is_used() -> None:
    more = 'variable "d" {\n  default = { a = ["x"], on = true }\n}\n'
    note = "default of variable d"
    assert value("var.d.a[0]", more).assumed == note
    assert value('"${var.d.a[0]}-b"', more).assumed == note
    assert value("upper(var.d.a[0])", more).assumed == note
    assert value('var.d.on ? "a" : "b"', more).assumed == note
    assert value("length(var.d.a)", more).assumed == note
    assert value("var.d.on && true", more).assumed == note
    assert value("[for x in var.d.a : 1]", more).assumed == note
    assert value("[for x in [1] : x if var.d.on]", more).assumed == note
    assert value("md5(jsonencode(var.d))", more).assumed == note
    assert value('"plain"', more).assumed is None


def test_values_have_the_place_where_they_are_used() -> None:
    found = value("{\n    a = aws_vpc.v.id\n    b = [\n      local.c,\n    ]\n  }", 'locals {\n  c = "x"\n}\n')
    assert isinstance(found, MapValue)
    assert str(found.at) == "m.tf:2:8"
    assert str(found.entries["a"].at) == "m.tf:3:5"
    listed = found.entries["b"]
    assert isinstance(listed, ListValue)
    assert str(listed.items[0].at) == "m.tf:5:7"


def test_locals_that_define_each_other_are_a_fault(tmp_path: Path) -> None:
    files = {"main.tf": "locals {\n  a = local.b\n  b = [local.c]\n  c = local.a\n  d = local.d\n  e = 1\n}\n"}
    found = errors(native(project(tmp_path, files)))
    assert "it is defined by itself: local.a -> local.b -> local.c -> local.a" in found[0]
    assert any("it is defined by itself: local.d -> local.d" in one for one in found)


def test_long_chains_of_names_are_followed(tmp_path: Path) -> None:
    lines = ["locals {", "  a0 = 1"]
    lines += [f"  a{number} = local.a{number - 1} + 1" for number in range(1, 3000)]
    lines += ["}", 'resource "x" "y" {', "  a = local.a2999", "}"]
    graph = native(project(tmp_path, {"main.tf": "\n".join(lines) + "\n"}))
    assert errors(graph) == []
    assert graph.resources["x.y"].arguments.entries["a"] == Known(3000)


def test_a_long_circle_of_names_is_found(tmp_path: Path) -> None:
    lines = ["locals {", *(f"  a{number} = local.a{(number + 1) % 500}" for number in range(500)), "}"]
    found = errors(native(project(tmp_path, {"main.tf": "\n".join(lines) + "\n"})))
    assert any("it is defined by itself" in one for one in found)


GROWING = [
    "[local.a{0}, local.a{0}]",
    '"${{local.a{0}}}${{local.a{0}}}"',
    "{{ x = local.a{0}, y = local.a{0} }}",
    "[local.a{0}]",
    "jsonencode([local.a{0}, local.a{0}])",
]


@pytest.mark.parametrize("step", GROWING)
def test_values_that_grow_without_end_are_unknown_somewhere(step: str, tmp_path: Path) -> None:
    lines = ["locals {", '  a0 = ["xxxxxxxxxx"]' if "$" not in step else '  a0 = "xxxxxxxxxx"']
    lines += [f"  a{number} = " + step.format(number - 1) for number in range(1, 200)]
    lines += ["}", 'resource "x" "y" {', "  count = 30", "  a = local.a199", "  b = jsonencode(local.a199)", "}"]
    graph = native(project(tmp_path, {"main.tf": "\n".join(lines) + "\n"}))
    total = 0
    for resource in graph.resources.values():
        inside = [one for argument in resource.arguments.entries.values() for _, one in walk(plain_text(argument))]
        assert any(isinstance(one, Unknown) for one in inside)
        total += len(inside)
    assert total < 2_000_000


def test_many_open_conditions_end_soon() -> None:
    more = "".join(f'variable "v{number}" {{}}\n' for number in range(40))
    parts = "".join(f'${{var.v{number} ? "a" : "b"}}' for number in range(40))
    found = value(f'"{parts}"', more)
    assert found is not None


def test_failures_are_no_values_of_try() -> None:
    assert data('try({ a = [1][5] }.a, "x")') == "x"
    assert data('try([[1][5]], "x")') == "x"
    assert data("length(try(flatten([{}.encryption]), []))") == 0
    found, faults = value_and_faults("try(local.nope, var.nope)")
    assert isinstance(found, Failed)
    assert faults == ["the variable nope is not declared"]


def test_texts_with_conditions_inside_lists_stay_texts() -> None:
    found = value('join("-", ["a", var.open ? "b" : "c"])')
    assert isinstance(found, Text)
    assert found.parts == ("a-", Conditional("var.open", Known("b"), Known("c")))


CONFIGURED = """
variable "cidr" { default = "10.0.0.0/16" }
resource "aws_vpc" "net" {
  cidr_block = var.cidr
  enabled    = true
  names      = ["a", "b"]
  tags       = { Name = "n" }
  secret     = sensitive("x")
  open       = var.open
  other      = aws_vpc.v.id
}
resource "aws_vpc" "copy" {
  cidr_block = aws_vpc.net.cidr_block
}
resource "aws_vpc" "many" {
  count      = 2
  cidr_block = "10.${count.index}.0.0/16"
}
resource "aws_vpc" "self" { cidr_block = upper(aws_vpc.self.cidr_block) }
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cidrsubnet(aws_vpc.net.cidr_block, 8, 1)", "10.0.1.0/24"),
        ("cidrsubnet(aws_vpc.copy.cidr_block, 8, 1)", "10.0.1.0/24"),
        ("cidrsubnet(aws_vpc.many[1].cidr_block, 8, 0)", "10.1.0.0/24"),
        ("aws_vpc.net.enabled ? 1 : 2", 1),
        ("!aws_vpc.net.enabled", False),
        ('aws_vpc.net.tags.Name == "n"', True),
        ("length(aws_vpc.net.names)", 2),
        ("[for n in aws_vpc.net.names : upper(n)]", ["A", "B"]),
        ("merge(aws_vpc.net.tags, { x = 1 })", {"Name": "n", "x": 1}),
        ("keys(aws_vpc.net.tags)", ["Name"]),
        ('contains(aws_vpc.net.names, "b")', True),
    ],
)
def test_what_a_block_sets_an_attribute_to_is_computed_with(expression: str, expected: object) -> None:
    assert data(expression, CONFIGURED) == expected


def test_what_is_only_passed_on_stays_a_reference() -> None:
    block = Reference("aws_vpc.net", "cidr_block")
    assert value("aws_vpc.net.cidr_block", CONFIGURED) == block
    passed = value('"x-${aws_vpc.net.cidr_block}"', CONFIGURED)
    assert isinstance(passed, Text)
    assert passed.parts == ("x-", block)
    assert value("jsonencode([aws_vpc.net.cidr_block])", CONFIGURED) == Encoded(ListValue((block,)))
    assert value("[aws_vpc.net.tags.Name]", CONFIGURED) == ListValue((Reference("aws_vpc.net", "tags.Name"),))


def test_attributes_that_no_block_sets_stay_unknown() -> None:
    for expression in ("upper(aws_vpc.net.arn)", "length(aws_vpc.net.open)", "md5(aws_vpc.net.other)"):
        found, faults = value_and_faults(expression, CONFIGURED)
        assert not isinstance(found, Known), expression
        assert faults == []
    assert isinstance(value("md5(aws_vpc.net.secret)", CONFIGURED), Sensitive)
    assert value("cidrnetmask(aws_vpc.net.cidr_block)", CONFIGURED).assumed == "default of variable cidr"


def test_a_resource_that_is_defined_by_itself_ends() -> None:
    found = value("md5(aws_vpc.self.cidr_block)", CONFIGURED)
    assert isinstance(found, Unknown)


def test_the_folder_in_which_terraform_is_run_is_known_by_its_name(tmp_path: Path) -> None:
    root = project(tmp_path / "shop", {"x.txt": ""})
    name = value("basename(path.cwd)", root=root)
    assert name == Known("shop")
    assert name.assumed == "Terraform is run in the folder of the root module"
    assert str(tmp_path) not in repr(value("path.cwd", root=root))
    assert isinstance(value("path.cwd"), Unknown)
