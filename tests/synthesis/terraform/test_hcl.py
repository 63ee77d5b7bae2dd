from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.synthesis.terraform.hcl import read_expression, read_hcl, read_template
from stackproof.synthesis.terraform.syntax import (
    MAX_DEPTH,
    Binary,
    Body,
    Broken,
    Choice,
    Literal,
    Name,
    Template,
    Traversal,
)
from tests.synthesis.terraform.reading import AT


def read(text: str) -> Body:
    body, faults = read_hcl(text.encode(), "m.tf")
    assert faults == []
    return body


def faults(text: str) -> list[str]:
    _, found = read_hcl(text.encode(), "m.tf")
    return [f"{fault.at}: {fault.message}" for fault in found]


def test_blocks_and_arguments_know_their_places() -> None:
    body = read('# note\nresource "aws_x" name {\n  a = 1\n\n  inner {\n    é = "ü" # ä\n  }\n}\n')
    (block,) = body.blocks
    assert (block.kind, block.labels, str(block.at)) == ("resource", ("aws_x", "name"), "m.tf:2:1")
    assert str(block.body.attributes["a"].at) == "m.tf:3:3"
    (inner,) = block.body.blocks
    assert (inner.kind, str(inner.at)) == ("inner", "m.tf:5:3")
    assert str(inner.body.attributes["é"].expression.at) == "m.tf:6:9"


def test_columns_count_characters_and_not_bytes() -> None:
    body = read('a = ["é", b]\n')
    listed = body.get("a")
    assert [str(item.at) for item in listed.items] == ["m.tf:1:6", "m.tf:1:11"]  # type: ignore[union-attr]


def test_conditions_are_read_from_the_right() -> None:
    choice = read("a = b ? c : d ? e : f ? g : h\n").get("a")
    assert isinstance(choice, Choice)
    assert choice.text == "b"
    assert isinstance(choice.otherwise, Choice)
    assert choice.otherwise.text == "d"
    assert isinstance(choice.otherwise.otherwise, Choice)
    bracketed = read("a = (b ? c : d) ? e : f\n").get("a")
    assert isinstance(bracketed, Choice)
    assert isinstance(bracketed.condition, Choice)


def test_operators_bind_as_in_terraform() -> None:
    found = read("a = !b == c || d && e + f * 2 > 3\n").get("a")
    assert isinstance(found, Binary)
    assert found.operator == "||"
    assert isinstance(found.left, Binary)
    assert found.left.operator == "=="
    assert isinstance(found.right, Binary)
    assert found.right.operator == "&&"
    assert isinstance(found.right.right, Binary)
    assert found.right.right.operator == ">"


def test_an_exponent_without_a_fraction_is_a_number() -> None:
    found = read('a = 1e3\nb = "x-1e3"\n')
    assert isinstance(found.get("a"), Literal)
    assert found.get("a").data == 1000  # type: ignore[union-attr]
    assert found.get("b").data == "x-1e3"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a = "  x  "', "  x  "),
        ('a = "$${x} %%{y} $ % $$ %%"', "${x} %{y} $ % $$ %%"),
        (r'a = "\t\"\\\n\u00e9\U0001F600"', '\t"\\\né😀'),
        ("a = <<E\n  x\n\n  y\nE", "  x\n\n  y\n"),
        ("a = <<-E\n    x\n\n      y\n  E", "x\n\n  y\n"),
        ("a = <<E\nE", ""),
        ('a = <<E\n$${x} \\n "q"\nE', '${x} \\n "q"\n'),
    ],
)
def test_texts_are_unescaped(text: str, expected: str) -> None:
    found = read(text + "\n").get("a")
    assert isinstance(found, Literal)
    assert found.data == expected


def test_a_template_of_one_interpolation_is_the_expression() -> None:
    assert isinstance(read('a = "${b.c}"\n').get("a"), Traversal)
    assert isinstance(read('a = "${b}"\n').get("a"), Name)
    found = read('a = " ${b} "\n').get("a")
    assert isinstance(found, Template)
    assert found.parts[0] == found.parts[2] == " "


def test_a_template_that_stands_alone_keeps_its_ends() -> None:
    for text, expected in (("a\n", "a\n"), ("a", "a"), ("", ""), ("  a \n\n", "  a \n\n")):
        found, faults = read_template(text, AT)
        assert faults == []
        assert isinstance(found, Literal)
        assert found.data == expected
    found, _ = read_template("${b}", AT)
    assert isinstance(found, Name)
    found, _ = read_template("END\n${b}\nEND_\n", AT)
    assert isinstance(found, Template)
    assert found.parts[0] == "END\n"


def test_an_expression_that_stands_alone_has_one_place() -> None:
    found, faults = read_expression("[1,\n {a = 2}]", AT)
    assert faults == []
    assert found.at == AT
    broken, faults = read_expression("1)\nb = (2", AT)
    assert isinstance(broken, Broken)
    assert faults != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'variable "a" { type = string default = "x" }\n',
            ["m.tf:1:30: an argument or block begins on the line on which another one ends"],
        ),
        ("a = {b = 1 c = 2}\n", ["m.tf:1:12: a comma or a new line is expected before this"]),
        ("a = 1\na = 2\n", ["m.tf:2:1: the argument a is set twice, first in line 1"]),
        ('resource "a" "b" {\n  c = 1\n', ["m.tf:3:1: } is missing here"]),
        ("a = [1, 2\n", ["m.tf:2:1: ] is missing here"]),
        ("a = 1\n)\n", ["m.tf:2:1: ) is not expected here"]),
    ],
)
def test_faults_have_a_place(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def test_a_fault_leaves_the_other_blocks_readable() -> None:
    text = 'variable "a" {}\nresource "x" "y" {\n  b = [1,\n}\nvariable "c" {\n  default = 1\n}\n'
    body, found = read_hcl(text.encode(), "m.tf")
    assert [block.labels for block in body.blocks] == [("a",), ("x", "y"), ("c",)]
    assert {fault.at.line for fault in found} <= {3, 4, 5}
    assert found != []
    assert str(body.blocks[2].body.attributes["default"].at) == "m.tf:6:3"


def test_a_fault_shows_no_text_in_quotation_marks() -> None:
    for text in ('a = "one" "hunter2"\n', 'a "hunter2" = 1\n', 'password = "hunter2\n'):
        assert "hunter2" not in " ".join(faults(text))


OPENINGS = ["<<A\n", '"%{if a}', "1 + ", "x.*", "a {\n"]


@pytest.mark.parametrize(
    "opening",
    [
        "[",
        "{a=",
        "(",
        "!",
        "-",
        '"${',
        "a ? b : ",
        "x[",
        "f(",
        "[for a in b : ",
        "<<A\n",
        '"%{if a}',
        "1 + ",
        "x.*",
        "a {\n",
    ],
)
@pytest.mark.parametrize("count", [MAX_DEPTH + 1, 5000])
def test_deep_nesting_ends_with_a_message_or_is_read(opening: str, count: int) -> None:
    closing = {"[": "]", "{a=": "}", "(": ")", '"${': '}"', "x[": "]", "f(": ")", "[for a in b : ": "]"}.get(
        opening, ""
    )
    start = "" if opening == "a {\n" else "a = "
    body, found = read_hcl((start + opening * count + "z" + closing * count + "\n").encode(), "m.tf")
    assert found or body.attributes or body.blocks


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    body, found = read_hcl(data, "m.tf")
    assert isinstance(body, Body)
    assert all(fault.message for fault in found)


SAMPLE = b"""
terraform { required_version = ">= 1.5" }
variable "a" {
  type    = map(object({ b = optional(string, "x") }))
  default = { k = { b = "${1 + 2}-%{ if true }y%{ else }n%{ endif }" } }
}
locals {
  c = [for k, v in var.a : upper(v.b)... if k != null]
  d = <<-EOT
    one ${ jsonencode({ a = [1, 2.5, -3] }) }
      two %{ for x in local.c ~} ${x} %{ endfor ~}
  EOT
}
resource "aws_x" "y" {
  count = length(var.a) > 0 ? 1 : 0
  dynamic "z" {
    for_each = var.a
    content { w = z.value.b[*].q.*.r[0] }
  }
}
"""


def test_the_sample_of_the_mutations_is_sound() -> None:
    assert read_hcl(SAMPLE.replace(b"...", b""), "m.tf")[1] == []


INSERTED = [b"{", b"}", b'"', b"${", b"%{", b"[", b"\n", b"<<A\n", b"\xff", b"\0"]


@pytest.mark.parametrize("seed", range(60))
def test_mutated_files_are_read_or_refused(seed: int) -> None:
    random_source = random.Random(seed)
    data = bytearray(SAMPLE)
    for _ in range(random_source.randint(1, 8)):
        position = random_source.randrange(len(data))
        kind = random_source.randrange(4)
        if kind == 0:
            del data[position : position + random_source.randint(1, 20)]
        elif kind == 1:
            data[position:position] = random_source.choice(
                [b"{", b"}", b'"', b"${", b"%{", b"[", b"\n", b"<<A\n", b"\xff", b"\0"]
            )
        elif kind == 2:
            data[position] = random_source.randrange(256)
        else:
            data[position:position] = data[position // 2 : position // 2 + 30]
    body, _ = read_hcl(bytes(data), "m.tf")
    assert isinstance(body, Body)
