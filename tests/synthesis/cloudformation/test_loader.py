from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.synthesis.cloudformation.document import MapNode, place
from stackproof.synthesis.cloudformation.loader import MAX_BYTES, load, load_file

if TYPE_CHECKING:
    from pathlib import Path

BUCKET = "Resources:\n  B: {Type: AWS::S3::Bucket}\n"


def refused(data: bytes, file: str = "t.yaml") -> tuple[str, int | None, int | None]:
    with pytest.raises(InputError) as caught:
        load(data, file)
    assert caught.value.file == file
    return caught.value.message, caught.value.line, caught.value.column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!Ref X", {"Ref": "X"}),
        ("!GetAtt A.Arn", {"Fn::GetAtt": "A.Arn"}),
        ("!GetAtt [A, Arn]", {"Fn::GetAtt": ["A", "Arn"]}),
        ("!Sub 'a-${X}'", {"Fn::Sub": "a-${X}"}),
        ("!Sub ['${a}', {a: !Ref X}]", {"Fn::Sub": ["${a}", {"a": {"Ref": "X"}}]}),
        ("!Join ['-', [a, !Ref X]]", {"Fn::Join": ["-", ["a", {"Ref": "X"}]]}),
        ("!If [C, 1, !Ref AWS::NoValue]", {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ("!FindInMap [M, a, b]", {"Fn::FindInMap": ["M", "a", "b"]}),
        ("!Base64 abc", {"Fn::Base64": "abc"}),
        ("!Cidr [10.0.0.0/16, 2, 8]", {"Fn::Cidr": ["10.0.0.0/16", 2, 8]}),
        ("!ImportValue x", {"Fn::ImportValue": "x"}),
        ("!Split [',', 'a,b']", {"Fn::Split": [",", "a,b"]}),
        ("!Transform {Name: AWS::Include}", {"Fn::Transform": {"Name": "AWS::Include"}}),
        ("!Condition C", {"Condition": "C"}),
        ("!And [!Condition A, !Not [!Equals [a, b]]]",
         {"Fn::And": [{"Condition": "A"}, {"Fn::Not": [{"Fn::Equals": ["a", "b"]}]}]}),
        ("!ToJsonString {a: 1}", {"Fn::ToJsonString": {"a": 1}}),
        ("!Length [1, 2]", {"Fn::Length": [1, 2]}),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
    ],
)  # fmt: skip
def test_short_forms_become_long_forms(text: str, expected: object) -> None:
    assert load(f"Resources:\n  R: {text}\n".encode(), "t.yaml").root["Resources"] == {"R": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", True), ("Off", False), ("true", True), ("'true'", "true"), ("~", None), ("", None), ("null", None),
        ("12", 12), ("-3", -3), ("0", 0), ("0x1F", 31), ("1.5", 1.5), ("3.14159", 3.14159),
        ("012345678901", "012345678901"), ("0755", "0755"), ("1.10", "1.10"), ("8.0", "8.0"), ("1e3", "1e3"),
        ("2012-10-17", "2012-10-17"), ("12:30:00", "12:30:00"), ("1_000", "1_000"), (".inf", ".inf"), ("y", "y"),
        ("'12'", "12"), ("|\n    a\n    b\n", "a\nb\n"), ("1.2.3", "1.2.3"), ("+5", 5), ("٣", "٣"),
        ("9" * 5000, "9" * 5000), ("0x" + "f" * 5000, "0x" + "f" * 5000),
    ],
)  # fmt: skip
def test_plain_scalars_keep_what_the_author_wrote(text: str, expected: object) -> None:
    found = load(f"Resources:\n  R: {text}\n".encode(), "t.yaml").root["Resources"]
    assert found == {"R": expected}
    assert isinstance(found, MapNode)
    assert type(found["R"]) is type(expected)


def test_keys_are_always_texts() -> None:
    root = load(b"Resources: {R: 1}\nMappings: {012345678901: {yes: 1, 1.10: 2}}\n", "t.yaml").root
    assert root["Mappings"] == {"012345678901": {"yes": 1, "1.10": 2}}


def test_anchors_aliases_and_merge_keys_are_resolved_and_noted() -> None:
    text = b"""Metadata:
  tags: &tags {a: 1, b: 2}
Resources:
  R:
    <<: *tags
    b: 3
    c: [*tags, *tags]
"""
    document = load(text, "t.yaml")
    assert document.root["Resources"] == {"R": {"a": 1, "b": 3, "c": [{"a": 1, "b": 2}, {"a": 1, "b": 2}]}}
    assert document.alias_at == Location("t.yaml", 5, 5)
    resource = document.root["Resources"]["R"]
    assert place(resource, "a") == Location("t.yaml", 2, 16)
    assert place(resource, "b") == Location("t.yaml", 6, 5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    assert load("Resources: {R: ü€}".encode(encoding), "t.yaml").root == {"Resources": {"R": "ü€"}}


@pytest.mark.parametrize("name", ["t.json", "t.yaml", "t.template"])
def test_json_is_read_with_positions_whatever_its_name(name: str) -> None:
    text = (
        '{\n\t"Resources": {\n'
        '  "R": {"Type": "AWS::S3::Bucket", "N": [1, 2.5, true, null, "\\u00e9\\ud83d\\ude00"]}\n}}'
    )
    root = load(text.encode(), name).root
    assert root == json.loads(text)
    assert place(root["Resources"], "R") == Location(name, 3, 3)
    numbers = root["Resources"]["R"]["N"]  # type: ignore[index]
    assert [place(numbers, index) for index in range(5)] == [
        Location(name, 3, column) for column in (42, 45, 50, 56, 62)
    ]


def test_a_flow_mapping_is_yaml_although_it_begins_like_json() -> None:
    assert load(b"{Resources: {R: !Ref X}}", "t.yaml").root == {"Resources": {"R": {"Ref": "X"}}}


@pytest.mark.parametrize(
    ("data", "message", "line", "column"),
    [
        (b"", "the template is empty", None, None),
        (b" \n\t\r\n", "the template is empty", None, None),
        (b"# nothing\n", "the template is empty", None, None),
        (b"- a\n", "the template is a list, not a mapping", 1, 1),
        (b"\n\nhello\n", "the template is a single value, not a mapping", 3, 1),
        (b"Parameters: {}\n", "the template has no Resources section", 1, 1),
        (b"Resources: {}\n", "the template declares no resources", 1, 1),
        (b"Resources:\n", "the template declares no resources", 1, 1),
        (b"Resources: [a]\n", "the section Resources is not a mapping", 1, 1),
        (b"Resources:\n  A: 1\nResources:\n  B: 2\n", "duplicate key Resources, first written in line 1", 3, 1),
        (b"Resources:\n  A: !Rain x\n", "unknown tag !Rain: it is no intrinsic function of CloudFormation", 2, 6),
        (b"Resources:\n  A: !!python/object/apply:os.system [id]\n",
         "unknown tag !!python/object/apply:os.system: it is no intrinsic function of CloudFormation", 2, 6),
        (b"Resources:\n  A: !!binary aGk=\n",
         "unknown tag !!binary: it is no intrinsic function of CloudFormation", 2, 6),
        (b"Resources: {A: 1}\n---\nResources: {B: 1}\n", "the file holds more than one YAML document", 2, 1),
        (b"Resources:\n  A: 1\n B: 2\n",
         "the template is not valid YAML: did not find expected key", 3, 2),
        (b"Resources:\n  A: {x: [1, 2\n",
         "the template is not valid YAML: did not find expected ',' or ']'", 3, 1),
        (b"Resources:\n  A: 'abc\n",
         "the template is not valid YAML: found unexpected end of stream", 3, 1),
        (b"Resources:\n\tA: 1\n",
         "the template is not valid YAML: found character that cannot start any token", 2, 1),
        (b"Resources: {A: \xff}\n", "the template is not text in UTF-8 or UTF-16", 1, 16),
        (b"Resources: {A: 1}\n\x00\x01\x02", "the template is not readable text: control characters are not allowed",
         2, 1),
        (b"Resources: {[a]: 1}\n", "a key of a mapping is itself a mapping or a list", 1, 13),
        (b"Resources: {A: *no}\n", "the alias *no refers to no anchor before it", 1, 16),
        (b"Resources: &r {A: *r}\n", "the alias *r stands inside the node that it refers to", 1, 19),
        (b"Resources: {<<: 1}\n", "a merge key (<<) takes a mapping or a list of mappings", 1, 13),
        (b"Resources: " + b"[" * 200 + b"]" * 200, "the template is nested deeper than 100 levels", 1, 111),
        (b"[" * 1_000_000, "the template is nested deeper than 100 levels", 1, 101),
        (b"Resources:\n  A: " + b"- " * 5000, "the template is not valid YAML: block sequence entries are not allowed "
         "in this context", 2, 6),
    ],
)  # fmt: skip
def test_what_is_no_yaml_template_is_refused_at_its_place(
    data: bytes, message: str, line: int | None, column: int | None
) -> None:
    assert refused(data) == (message, line, column)


@pytest.mark.parametrize(
    ("data", "message", "line", "column"),
    [
        (b'{"Resources": {"A": 1}, "Resources": {}}', "duplicate key Resources, first written in line 1", 1, 25),
        (b'{"Resources": {"A": ', "the template is not valid JSON: the text ends in the middle of the document", 1, 21),
        (b'{"Resources": {"A": "x', "the template is not valid JSON: a text is not closed by a quotation mark", 1, 21),
        (b'{"Resources": {"A": 01}}', "the template is not valid JSON: a comma or a closing brace is expected here",
         1, 22),
        (b'{"Resources": {A: 1}}', "the template is not valid JSON: a key in quotation marks is expected here", 1, 16),
        (b'{"Resources": {"A": NaN}}', "the template is not valid JSON: a value is expected here", 1, 21),
        (b'{"Resources": {"A" 1}}', "the template is not valid JSON: a colon is expected here", 1, 20),
        (b'{"Resources": {"A": [1 2]}}',
         "the template is not valid JSON: a comma or a closing bracket is expected here", 1, 24),
        (b'{"Resources": {}} x', "the template is not valid JSON: something follows the end of the document", 1, 19),
        (b'{"Resources": {"A": "\\ud800"}}',
         "the template is not valid JSON: half of a surrogate pair stands alone in a text", 1, 21),
        (b'{"a":' * 200, "the template is nested deeper than 100 levels", 1, 501),
    ],
)  # fmt: skip
def test_what_is_no_json_template_is_refused_at_its_place(data: bytes, message: str, line: int, column: int) -> None:
    assert refused(data, "t.json") == (message, line, column)


def test_an_unknown_tag_is_met_with_the_nearest_one() -> None:
    with pytest.raises(InputError) as caught:
        load(b"Resources:\n  A: !getatt x.y\n", "t.yaml")
    assert str(caught.value) == (
        "t.yaml:2:6: unknown tag !getatt: it is no intrinsic function of CloudFormation. Did you mean !GetAtt?"
    )


def test_a_bomb_of_aliases_is_refused_before_it_expands() -> None:
    lines = ["Resources:", "  A0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"  A{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    message, line, _ = refused("\n".join(lines).encode())
    assert message == "the aliases of the template expand to more than 1000000 values"
    assert line == 7


def test_a_deep_ladder_of_aliases_is_refused() -> None:
    lines = ["Resources:", "  A0: &a0 [x]"] + [f"  A{n}: &a{n} [*a{n - 1}]" for n in range(1, 200)]
    assert refused("\n".join(lines).encode())[0] == "the template is nested deeper than 100 levels"


def test_files_that_are_missing_or_no_regular_files_are_refused(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path, "this is not a regular file"),
    ):
        with pytest.raises(InputError) as caught:
            load_file(path, "x.yaml")
        assert (caught.value.message, caught.value.file) == (message, "x.yaml")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    with pytest.raises(InputError, match="the template has 104857600 bytes, more than the 10485760 that are read"):
        load_file(path)
    with pytest.raises(InputError, match="more than the 10485760"):
        load(b" " * (MAX_BYTES + 1), "t.yaml")


def test_a_file_with_too_many_values_is_refused() -> None:
    data = b"Resources: {A: [" + b"1," * 1_000_001 + b"1]}"
    assert refused(data)[0] == "the template has more than 1000000 values"
