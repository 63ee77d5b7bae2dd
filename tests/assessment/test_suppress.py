"""Suppressions need a reason, match exactly what they name, and are reported when they match nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackproof.assessment import baseline, suppress
from stackproof.assessment.fingerprint import fingerprint
from stackproof.assessment.model import Finding, Fix
from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.resource import Resource
from stackproof.graph.values import MapValue
from stackproof.rules.model import Impacts


def finding(rule: str, line: int, address: str = "Bucket", message: str = "m") -> Finding:
    return Finding(
        rule, "t", "high", "deploy", "c", "proved", address, Location("a.yaml", line), message, (), "", Fix(""),
        Impacts(), 1, "",
    )  # fmt: skip


def read(root: Path, text: str) -> suppress.Comments:
    file = root / "a.yaml"
    file.write_text(text)
    return suppress.read_comments([file], root)


def suppressed(root: Path, text: str, *findings: Finding) -> set[tuple[str, int, str | None]]:
    resources = {"Bucket": Resource("Bucket", "AWS::S3::Bucket", MapValue({}), Location("a.yaml", 2))}
    entries = read(root, text).entries
    result = suppress.apply(findings, entries, resources, {"NEW-1": ("OLD-1",)})
    return {(one.rule, one.location.line, one.suppressed) for one in result}


def test_a_comment_speaks_of_its_own_line(tmp_path: Path) -> None:
    text = "a:\nb:\nc: 1  # stackproof: ignore X-1: accepted by security\n"
    assert suppressed(tmp_path, text, finding("X-1", 3), finding("X-1", 1), finding("X-2", 3)) == {
        ("X-1", 3, "accepted by security"),
        ("X-1", 1, None),
        ("X-2", 3, None),
    }


def test_a_comment_on_a_line_of_its_own_speaks_of_the_next_code(tmp_path: Path) -> None:
    text = "a:\n# stackproof: ignore X-1, X-2: known\n# more words\n\nb: 1\n"
    assert suppressed(tmp_path, text, finding("X-1", 5), finding("X-2", 5), finding("X-1", 1)) == {
        ("X-1", 5, "known"),
        ("X-2", 5, "known"),
        ("X-1", 1, None),
    }


def test_a_comment_at_a_resource_covers_all_of_it(tmp_path: Path) -> None:
    text = "Resources:\n  Bucket:  # stackproof: ignore X-1: all of it\n    x: 1\n    y: 2\n"
    assert suppressed(tmp_path, text, finding("X-1", 4), finding("X-1", 4, "Other")) == {
        ("X-1", 4, "all of it"),
        ("X-1", 4, None),
    }


def test_a_former_id_still_suppresses(tmp_path: Path) -> None:
    assert suppressed(tmp_path, "a: 1 # stackproof: ignore OLD-1: why\n", finding("NEW-1", 1)) == {("NEW-1", 1, "why")}


def test_a_comment_without_a_reason_is_not_honoured(tmp_path: Path) -> None:
    comments = read(tmp_path, "a: 1  # stackproof: ignore X-1\nb: 1  # stackproof: ignore X-2:   \n")
    assert comments.entries == []
    assert comments.faulty == [Location("a.yaml", 1, 7), Location("a.yaml", 2, 7)]


def test_a_glob_of_the_contract_covers_addresses_and_counts_its_matches() -> None:
    entries = [
        suppress.Entry("X-1", "why", Location("c.yaml", 1), "Storage/*"),
        suppress.Entry("X-9", "why", Location("c.yaml", 2)),
    ]
    result = suppress.apply([finding("X-1", 1, "Storage/B"), finding("X-1", 1, "B")], entries, {}, {})
    assert [one.suppressed for one in result] == ["why", None]
    assert [(given.rule, given.matched) for given in suppress.summary(entries, ())] == [("X-1", 1), ("X-9", 0)]


def baseline_file(root: Path, *findings: Finding) -> Path:
    file = root / "baseline.json"
    rows = [{"fingerprint": fingerprint(one)} for one in findings]
    file.write_text(json.dumps({"schema": "stackproof/assessment/1", "findings": rows}))
    return file


def test_a_baseline_covers_as_many_findings_as_it_had_wherever_they_moved(tmp_path: Path) -> None:
    known = baseline.load(baseline_file(tmp_path, finding("X-1", 3)))
    marked = baseline.apply([finding("X-1", 30), finding("X-1", 40), finding("X-1", 3, message="other")], known)
    assert [one.baseline for one in marked] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "the baseline is not valid JSON"),
        ("[]", "the baseline is not an assessment of stackproof"),
        ('{"schema": "other"}', "the baseline is not an assessment of stackproof"),
        ('{"schema": "stackproof/assessment/1"}', "the baseline's findings are not of the published form"),
        (
            '{"schema": "stackproof/assessment/1", "findings": [1]}',
            "the baseline's findings are not of the published form",
        ),
        ("[" * 100_000, "the baseline is not valid JSON"),
    ],
)
def test_a_bad_baseline_is_refused_with_a_message(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        baseline.load(file)
    assert (caught.value.message, caught.value.file) == (message, str(file))


def test_a_missing_baseline_is_refused_with_a_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the baseline cannot be read"):
        baseline.load(tmp_path / "absent.json")


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("// stackproof: ignore X-1: why\n\n// more\nnew Topic();\n", {4}),
        ("new Topic();  // stackproof: ignore X-1: why\n", {1}),
        ("new Topic();  /* stackproof: ignore X-1: why */\nb();\n", {1}),
        ("/* stackproof: ignore X-1: why */\nnew Topic();\n", {2}),
        ("/* stackproof: ignore X-1: why */ new Topic();\nb();\n", {1}),
        ("/**\n * stackproof: ignore X-1: why\n * and more\n   and more\n */\nnew Topic();\n", {6}),
        ("/* first\n   words */ /* second */\n# stackproof: ignore X-1 -- why\n/* third */\nresource {}\n", {5}),
        ("/* stackproof: ignore X-1: why\n*/ a = 1\n", {2}),
        ("# stackproof: ignore X-1: why, of a/*/b\nresource {}\n", {2}),
        ("a()\n# stackproof: ignore X-1: at the end\n", {2}),
    ],
)
def test_comments_of_every_language_cover_the_same(text: str, covered: set[int], tmp_path: Path) -> None:
    entries = read(tmp_path, text).entries
    assert {entry.line.line for entry in entries if entry.line} == covered
    assert {entry.reason for entry in entries} <= {"why", "why, of a/*/b", "at the end"}


def test_a_block_comment_without_a_reason_is_faulty_where_it_begins(tmp_path: Path) -> None:
    comments = read(tmp_path, "/*\n  * stackproof: ignore X-1\n  */\na(); /* stackproof: ignore X-1: */\n")
    assert (comments.entries, comments.faulty) == ([], [Location("a.yaml", 2, 3), Location("a.yaml", 4, 6)])


@pytest.mark.parametrize(
    ("rule", "oracles", "asked"),
    [
        ("CKV_AWS_18", {"cloudformation-validate"}, False),
        ("CKV2_AWS_5", {"checkov"}, True),
        ("E3012", set(), False),
        ("W3005", {"cfn-lint"}, True),
        ("E3012", {"cloudformation-validate"}, True),
        ("S3-LOG-001", set(), True),
    ],
)
def test_a_suppression_of_an_oracle_that_did_not_run_is_not_called_unused(
    rule: str, oracles: set[str], asked: bool
) -> None:
    entry = suppress.Entry(rule, "why", Location("stackproof.yaml", 3, 1))
    assert [given.asked for given in suppress.summary([entry], oracles)] == [asked]
    entry.matched = 1
    assert [given.asked for given in suppress.summary([entry], oracles)] == [True]
