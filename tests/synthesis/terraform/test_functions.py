from __future__ import annotations

import hashlib
import json
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    references,
)
from stackproof.synthesis.terraform.functions.registry import REGISTRY
from stackproof.synthesis.terraform.lift import Failed, to_plain
from stackproof.vocabulary.json_text import Encoded
from tests.synthesis.terraform.console_answers import ANSWERS
from tests.synthesis.terraform.reading import data, project, value, value_and_faults

FUNCTIONS = frozenset(
    [
        "abs",
        "abspath",
        "alltrue",
        "anytrue",
        "base64decode",
        "base64encode",
        "base64gzip",
        "base64sha256",
        "base64sha512",
        "basename",
        "bcrypt",
        "ceil",
        "chomp",
        "chunklist",
        "cidrhost",
        "cidrnetmask",
        "cidrsubnet",
        "cidrsubnets",
        "coalesce",
        "coalescelist",
        "compact",
        "concat",
        "contains",
        "csvdecode",
        "dirname",
        "distinct",
        "element",
        "endswith",
        "ephemeralasnull",
        "file",
        "filebase64",
        "filebase64sha256",
        "filebase64sha512",
        "fileexists",
        "filemd5",
        "fileset",
        "filesha1",
        "filesha256",
        "filesha512",
        "flatten",
        "floor",
        "format",
        "formatdate",
        "formatlist",
        "indent",
        "index",
        "issensitive",
        "join",
        "jsondecode",
        "jsonencode",
        "keys",
        "length",
        "log",
        "lookup",
        "lower",
        "matchkeys",
        "max",
        "md5",
        "merge",
        "min",
        "nonsensitive",
        "one",
        "parseint",
        "pathexpand",
        "plantimestamp",
        "pow",
        "range",
        "regex",
        "regexall",
        "replace",
        "reverse",
        "rsadecrypt",
        "sensitive",
        "setintersection",
        "setproduct",
        "setsubtract",
        "setunion",
        "sha1",
        "sha256",
        "sha512",
        "signum",
        "slice",
        "sort",
        "split",
        "startswith",
        "strcontains",
        "strrev",
        "substr",
        "sum",
        "templatefile",
        "templatestring",
        "textdecodebase64",
        "textencodebase64",
        "timeadd",
        "timecmp",
        "timestamp",
        "title",
        "tobool",
        "tolist",
        "tomap",
        "tonumber",
        "toset",
        "tostring",
        "transpose",
        "trim",
        "trimprefix",
        "trimspace",
        "trimsuffix",
        "upper",
        "urlencode",
        "uuid",
        "uuidv5",
        "values",
        "yamldecode",
        "yamlencode",
        "zipmap",
    ]
)
"""Those of `terraform metadata functions -json` 1.11.4, without `can` and `try`, which the evaluator has itself."""


def typed(found: Any) -> Any:
    """The data with the type of each scalar, since 1 == True in Python."""
    if isinstance(found, dict):
        return {key: typed(item) for key, item in found.items()}
    if isinstance(found, list):
        return [typed(item) for item in found]
    return (
        "number" if isinstance(found, (int, float)) and not isinstance(found, bool) else type(found).__name__,
        found,
    )


def test_every_function_of_terraform_is_there() -> None:
    assert set(REGISTRY) == FUNCTIONS


@pytest.mark.parametrize(("expression", "expected"), ANSWERS, ids=[text[:60] for text, _ in ANSWERS])
def test_expressions_give_what_terraform_gives(expression: str, expected: object) -> None:
    found, faults = value_and_faults(expression)
    assert faults == []
    assert typed(data_of(found)) == typed(expected)


def data_of(found: Any) -> Any:
    return to_plain(found)


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("nosuch(1)", "there is no function nosuch"),
        ("upper()", "the function upper: it takes 1 arguments and is given 0"),
        ("max()", "the function max: it takes at least 1 arguments and is given 0"),
        ("lookup({})", "the function lookup: it takes 2 to 3 arguments and is given 1"),
        ("[1][1]", "the list has 1 elements, and the one at index 1 is asked for"),
        ("{a = 1}.b", "there is no attribute b in it"),
        ('lookup({a = 1}, "b")', "the function lookup: the map has no key b"),
        ("1 / 0", "a number is divided by zero"),
        ('coalesce(null, "")', "the function coalesce: all its arguments are null or empty"),
        ('tonumber("x")', "the function tonumber: a number cannot be made of this"),
        ('"x${[1]}"', "a text cannot hold a list"),
        ('jsondecode("{")', "the function jsondecode: the text is not valid JSON"),
        ("jsondecode([])", "the function jsondecode: a text is needed"),
        ("yamldecode({})", "the function yamldecode: a text is needed"),
        ('regex("a", "b")', "the function regex: the pattern does not match the text"),
        (
            'cidrsubnet("10.0.0.0/24", 16, 0)',
            "the function cidrsubnet: the network 10.0.0.0/24 cannot be extended by 16 bits",
        ),
        ('cidrhost("10.0.0.0/33", 1)', "the function cidrhost: 10.0.0.0/33 is no network in CIDR notation"),
        ('{for x in ["a", "a"] : x => 1}', "two items have the key a"),
        ('format("%d", "x")', "the function format: a number is needed"),
        ('format("%s %s", "x")', "the function format: there is no argument 2"),
        ('format("%s", "x", "y")', "the function format: it is given 2 arguments, and 1 of them are used"),
        ("var.nope", "the variable nope is not declared"),
        ("local.nope", "local.nope is not declared"),
        ("aws_vpc.nope.id", "the resource aws_vpc.nope is not declared"),
        ("data.aws_ami.nope.id", "the resource data.aws_ami.nope is not declared"),
        ("module.nope.id", "the module nope is not declared"),
        ("each.key", "each is known only in a block with for_each"),
        ("nothing", "there is no variable nothing here"),
        ('"a" ? 1 : 2', "a condition is a boolean, and this is a text"),
        ("[for x in 1 : x]", "a list or map is needed to go through, and this is a number"),
    ],
)
def test_what_terraform_refuses_is_refused(expression: str, complaint: str) -> None:
    found, faults = value_and_faults(expression)
    assert isinstance(found, Failed)
    assert complaint in faults
    assert data(f"can({expression})") is False
    assert data(f'try({expression}, "otherwise")') == "otherwise"


@pytest.mark.parametrize("name", ["timestamp()", "uuid()", 'bcrypt("x")', "plantimestamp()"])
def test_what_changes_with_every_run_is_unknown(name: str) -> None:
    found, faults = value_and_faults(name)
    assert isinstance(found, Unknown)
    assert not isinstance(found, Failed)
    assert faults == []


def test_two_calls_of_uuid_are_two_values() -> None:
    found = value("[uuid(), uuid(), plantimestamp(), plantimestamp()]")
    assert isinstance(found, ListValue)
    first, second, third, fourth = found.items
    assert first != second
    assert third == fourth


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ('"arn/${aws_vpc.v.arn}/*"', ("arn/", Reference("aws_vpc.v", "arn"), "/*")),
        ('join("-", [aws_vpc.v.id, "x", 1])', (Reference("aws_vpc.v", "id"), "-x-1")),
        ('format("%s-%02d-%s", "a", 7, aws_vpc.v.id)', ("a-07-", Reference("aws_vpc.v", "id"))),
        ('format("%q", aws_vpc.v.id)', ('"', Reference("aws_vpc.v", "id"), '"')),
        ('trimsuffix("${aws_vpc.v.id}-abc", "-abc")', None),
        ('trimsuffix("${aws_vpc.v.id}-abc", "bc")', (Reference("aws_vpc.v", "id"), "-a")),
        ('nonsensitive("x-${aws_vpc.v.id}")', ("x-", Reference("aws_vpc.v", "id"))),
    ],
)
def test_texts_keep_their_holes(expression: str, parts: tuple[object, ...] | None) -> None:
    found = value(expression)
    if parts is None:
        assert found == Reference("aws_vpc.v", "id")
    else:
        assert isinstance(found, Text)
        assert found.parts == parts


def test_changing_letters_keeps_what_is_known_of_a_text() -> None:
    found = value('upper("abc-${var.open}")')
    assert isinstance(found, Text)
    assert found.parts[0] == "ABC-"
    assert isinstance(found.parts[1], Unknown)
    assert found.parts[1].symbol == "upper(var.open)"


@pytest.mark.parametrize(
    "expression",
    [
        "md5(aws_vpc.v.id)",
        'split(",", aws_vpc.v.id)',
        "base64encode(aws_vpc.v.id)",
        "cidrsubnet(aws_vpc.v.cidr_block, 8, 1)",
        "length(aws_vpc.v.tags)",
        "tonumber(aws_vpc.v.id) + 1",
        'aws_vpc.v.id == "x"',
        'replace(aws_vpc.v.id, "a", "b")',
        "provider::aws::arn_parse(aws_vpc.v.arn)",
        "jsondecode(aws_vpc.v.id)",
        'format("%5s", aws_vpc.v.id)',
        "{ (aws_vpc.v.id) = 1 }",
        "[for x in aws_vpc.v.tags : x]",
        "templatestring(aws_vpc.v.id, {})",
        "merge(aws_vpc.v.tags)",
        "concat(aws_vpc.v.tags)",
        "abs(aws_vpc.v.id)",
        "flatten([aws_vpc.v.tags])",
    ],
)
def test_what_is_computed_from_a_reference_keeps_it(expression: str) -> None:
    found, faults = value_and_faults(expression)
    assert faults == []
    assert {reference.target for _, reference in references(found)} == {"aws_vpc.v"}


def test_computing_the_same_twice_gives_equal_values() -> None:
    found = value("[md5(aws_vpc.v.id), md5(aws_vpc.v.id), md5(aws_vpc.v.arn)]")
    assert isinstance(found, ListValue)
    assert found.items[0] == found.items[1] != found.items[2]


def test_jsonencode_keeps_the_structure_and_jsondecode_gives_it_back() -> None:
    found = value("jsonencode({ a = aws_vpc.v.arn })")
    assert found == Encoded(MapValue({"a": Reference("aws_vpc.v", "arn")}))
    assert value("jsondecode(jsonencode({ a = aws_vpc.v.arn })).a") == Reference("aws_vpc.v", "arn")


def test_a_json_text_in_a_text_is_the_text() -> None:
    found = value('"x${jsonencode({ a = aws_vpc.v.arn })}"')
    assert isinstance(found, Text)
    assert found.parts == ('x{"a":"', Reference("aws_vpc.v", "arn"), '"}')


def test_the_hash_of_yaml_is_not_claimed() -> None:
    assert isinstance(value('md5(yamlencode({ a = "x" }))'), Unknown)
    assert data('yamldecode(yamlencode({ a = "x" })).a') == "x"


def test_merge_with_an_unknown_map_knows_only_what_comes_after_it() -> None:
    found = value('merge({ a = "1", b = "2" }, var.open, { b = "3" })')
    assert isinstance(found, MapValue)
    assert not found.complete
    assert isinstance(found.entries["a"], Unknown)
    assert found.entries["b"] == Known("3")


def test_concat_with_an_unknown_list_is_known_in_part() -> None:
    assert value('concat(["a"], var.open, ["b"])') == ListValue((Known("a"), Known("b")), complete=False)


def test_coalesce_stops_at_a_value_that_cannot_be_empty() -> None:
    assert value('coalesce(aws_vpc.v.id, "x")') == Reference("aws_vpc.v", "id")
    assert isinstance(value('coalesce(var.open, "x")'), Unknown)
    assert data('coalesce(null, "", "x", var.open)') == "x"


def test_compact_keeps_what_is_perhaps_empty_under_a_condition() -> None:
    assert value('compact(["a", "", aws_vpc.v.id, var.open])') == ListValue(
        (
            Known("a"),
            Reference("aws_vpc.v", "id"),
            Conditional('(var.open == "")', Absent(), Unknown("", "var.open")),
        )
    )


def test_a_slice_of_a_looked_up_list_has_its_length() -> None:
    zones = "data.aws_availability_zones.az"
    assert value(f"slice({zones}.names, 0, 2)") == ListValue((Reference(zones, "names.0"), Reference(zones, "names.1")))
    assert value(f"length(slice({zones}.names, 0, 3))") == Known(3)
    assert value(f"element({zones}.names, 1)") == Reference(zones, "names.1")


def test_lookup_in_a_map_with_an_unknown_key_is_unknown() -> None:
    assert isinstance(value("lookup({ a = 1, b = 2 }, var.open, 3)"), Unknown)
    assert data("lookup({ a = 1, b = 1 }, var.open, 1)") == 1


def test_secrets_stay_secret_through_functions() -> None:
    assert value('upper(sensitive("a"))') == Sensitive(Known("A"))
    assert value('"x-${sensitive("a")}"') == Sensitive(Known("x-a"))
    assert value("jsonencode(sensitive({ a = 1 }))") == Sensitive(Encoded(MapValue({"a": Known(1)})))
    assert value('md5(jsonencode({ a = sensitive("b") }))') == Sensitive(Known(hashlib.md5(b'{"a":"b"}').hexdigest()))
    assert value('nonsensitive(sensitive("a"))') == Known("a")
    assert value('issensitive(sensitive("a"))') == Known(True)


def test_files_are_read_inside_the_project_alone(tmp_path: Path) -> None:
    root = project(
        tmp_path / "inside",
        {
            "a.txt": "one",
            "t.tpl": "Hello ${name}%{ for x in list } ${x}%{ endfor }",
            "d/b.json": "{}",
            "d/e/c.json": "{}",
        },
    )
    (tmp_path / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "inner.txt").symlink_to("a.txt")
    assert data('file("a.txt")', root=root) == "one"
    assert data('file("${path.module}/inner.txt")', root=root) == "one"
    assert data('filemd5("a.txt")', root=root) == "f97c5d29941bfb1b2fdab0874906ab82"
    assert data('templatefile("t.tpl", { name = "x", list = [1, 2] })', root=root) == "Hello x 1 2"
    assert data('fileset(path.module, "d/**/*.json")', root=root) == ["d/b.json", "d/e/c.json"]
    assert data('fileset("d", "*.json")', root=root) == ["b.json"]
    assert data('fileexists("a.txt")', root=root) is True
    for path in ("link.txt", "../secret.txt", str(tmp_path / "secret.txt"), "d/../../secret.txt", "~/x", "a\\u0000b"):
        found, faults = value_and_faults(f'file("{path}")', root=root)
        assert isinstance(found, Unknown), path
        assert not isinstance(found, Failed), path
        assert "outside the project" in found.reason
        assert faults == []


def test_a_file_that_a_build_makes_is_a_note_and_not_a_fault(tmp_path: Path) -> None:
    found, faults = value_and_faults('filebase64sha256("dist.zip")', root=tmp_path)
    assert isinstance(found, Failed)
    assert found.level == "note"
    assert faults == ["the file dist.zip cannot be read: there is no such file"]
    assert value('fileexists("dist.zip")', root=tmp_path).assumed is not None


def test_a_template_sees_its_variables_alone(tmp_path: Path) -> None:
    root = project(
        tmp_path, {"t.tpl": "${var.open}", "u.tpl": '${templatefile("t.tpl", {})}', "v.tpl": "${", "w.tpl": "${x.id}"}
    )
    for name in ("t", "u", "v"):
        assert isinstance(value(f'templatefile("{name}.tpl", {{}})', root=root), Failed), name
    assert value('templatefile("w.tpl", { x = aws_vpc.v })', root=root) == Reference("aws_vpc.v", "id")


DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(DATA)
def test_data_is_read_back_from_hcl_and_through_json(wanted: Any) -> None:
    assert data(hcl(wanted)) == wanted
    if isinstance(wanted, (list, dict)):
        assert data(f"jsondecode(jsonencode({hcl(wanted)}))") == wanted


def hcl(found: Any) -> str:
    if isinstance(found, dict):
        return "{" + ", ".join(f"{hcl(key)} = {hcl(item)}" for key, item in found.items()) + "}"
    if isinstance(found, list):
        return "[" + ", ".join(map(hcl, found)) + "]"
    if isinstance(found, str):
        escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in found)
        return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'
    return json.dumps(found)


@settings(max_examples=60, deadline=None)
@given(st.ip_addresses(v=4), st.integers(0, 32), st.integers(0, 12), st.data())
def test_subnets_are_those_of_pythons_ipaddress(address: object, width: int, bits: int, draw: st.DataObject) -> None:
    network = ip_network(f"{address}/{width}", strict=False)
    if width + bits > 32:
        assert isinstance(value(f'cidrsubnet("{network}", {bits}, 0)'), Failed)
        return
    number = draw.draw(st.integers(0, 2**bits - 1))
    found = ip_network(data(f'cidrsubnet("{network}", {bits}, {number})'))
    assert found.prefixlen == width + bits
    assert found.subnet_of(network)  # type: ignore[arg-type]
    assert int(found.network_address) - int(network.network_address) == number << (32 - width - bits)


@settings(max_examples=60, deadline=None)
@given(st.ip_addresses(), st.data())
def test_hosts_are_those_of_pythons_ipaddress(address: object, draw: st.DataObject) -> None:
    bits = 32 if ip_address(str(address)).version == 4 else 128
    width = draw.draw(st.integers(bits - 16, bits))
    network = ip_network(f"{address}/{width}", strict=False)
    number = draw.draw(st.integers(-network.num_addresses, network.num_addresses - 1))
    assert data(f'cidrhost("{network}", {number})') == str(network[number])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 255)), min_size=1, max_size=4))
def test_consecutive_subnets_do_not_meet(widths: list[tuple[int, int]]) -> None:
    bits = [width + 4 for width, _ in widths]
    found = [ip_network(one) for one in data(f'cidrsubnets("10.0.0.0/8", {", ".join(map(str, bits))})')]
    assert [one.prefixlen for one in found] == [8 + one for one in bits]
    assert not any(a.overlaps(b) for number, a in enumerate(found) for b in found[number + 1 :])


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(0, 12), st.sampled_from(["d", "x", "o", "b"]))
def test_format_of_whole_numbers_is_as_in_python(number: int, width: int, verb: str) -> None:
    assert data(f'format("%{width or ""}{verb}", {number})') == format(number, f">{width}{verb}")
    assert data(f'format("%0{width or 1}d", {number})') == format(number, f"0{width or 1}d")


@pytest.mark.parametrize(
    "expression",
    [
        'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")',
        'regexall("(a|a)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
        'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "/(x*)*y/", "")',
        'regex("a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
        "pow(10, 1000000)",
        'format("%99999999d", 1)',
        'indent(99999999, "a\\nb")',
        "range(0, 1000000000)",
        'join("", [for i in range(1000) : join("", [for j in range(1000) : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])])',
        "setproduct(range(1000), range(1000), range(1000))",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]",
        'yamldecode("a: &a [1]\\nb: *a")',
        'parseint("99999999999999999999999999", 64)',
        'csvdecode("a\\n\\"")',
        'jsondecode(join("", [for i in range(1000) : "["]))',
    ],
)
def test_expensive_and_broken_calls_end_soon(expression: str) -> None:
    found = value(expression)
    assert isinstance(found, Unknown)
