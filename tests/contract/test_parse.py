"""The contract's format: what it gives, and that each fault is told with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.contract.document import MAX_BYTES
from stackproof.contract.model import Objectives, StoreObjective, Suppress, Waiver
from stackproof.contract.parse import load, parse
from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.rules.model import Policy
from stackproof.synthesis.model import Setting

FILE = Path("stackproof.yaml")
HEAD = "version: 1\nsystem: shop\n"
REQUIREMENTS = "requirements:\n  - {id: R1, text: a bucket, expect: {resource: AWS::S3::Bucket}}\n"
FULL = (
    HEAD
    + """\
parameters:
  suffix: {value: 1.10, env: SUFFIX}
  stage: demo
regions: {primary: us-east-1}
objectives: {rto: 15m, rpo: 90s, stores: {docs: {rpo: 1h, reason: replication is slow}}}
policy: {destroyable: true, suffix: suffix, tags: [Owner], allowed_paths: [lib/]}
profile: default
fail_on: medium
suppress: [{rule: S3-LOG-001, reason: no logs wanted}]
"""
    + REQUIREMENTS
    + """\
  - {id: R2, text: backtrack, infeasible: not with PostgreSQL}
  - {id: R3, text: logs, source: "PROMPT.md:3", expect: {output: Url}, waived: {reason: later, by: Ann}}
"""
)


def test_everything_is_read() -> None:
    contract = parse(FULL, FILE)
    assert contract.system == "shop"
    assert dict(contract.settings) == {
        "suffix": Setting("suffix", "1.10", env="SUFFIX"),
        "stage": Setting("stage", "demo"),
    }
    assert dict(contract.regions) == {"primary": "us-east-1"}
    store = StoreObjective("docs", "replication is slow", Location("stackproof.yaml", 7, 49), None, 3600.0)
    assert contract.objectives == Objectives(900.0, 90.0, (store,))
    assert contract.policy == Policy(True, "1.10", ("Owner",), ("lib/",), "stackproof.yaml:8")
    assert (contract.suffix_setting, contract.profile, contract.fail_on) == ("suffix", "default", "medium")
    assert contract.suppress == (Suppress("S3-LOG-001", "*", "no logs wanted", Location("stackproof.yaml", 11, 12)),)
    assert [(one.id, one.source, one.infeasible, one.waived, len(one.expect)) for one in contract.requirements] == [
        ("R1", "", None, None, 1),
        ("R2", "", "not with PostgreSQL", None, 0),
        ("R3", "PROMPT.md:3", None, Waiver("later", "Ann"), 1),
    ]


def _expecting(expect: str) -> str:
    return f"{HEAD}requirements:\n  - id: R1\n    text: t\n    expect: {expect}\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", None, None, "empty"),
        ("- a\n", 1, 1, "has to be a mapping"),
        ("a: [", 2, 1, "not YAML"),
        (HEAD + REQUIREMENTS + "polcy: {}\n", 5, 1, "Did you mean policy?"),
        ("system: x\nrequirements: []\n", 1, 1, "no version"),
        ("version: 2\nsystem: x\nrequirements: []\n", 1, 10, "version 2 is not known"),
        ("version: true\nsystem: x\nrequirements: []\n", 1, 10, "not known"),
        (HEAD + "system: again\n" + REQUIREMENTS, 3, 1, "twice"),
        (HEAD + REQUIREMENTS + "---\nversion: 1\n", 5, 1, "second one"),
        (HEAD + "profile: !!python/object:os.system x\n" + REQUIREMENTS, 3, 10, "tags"),
        (HEAD + "profile: *nothing\n" + REQUIREMENTS, 3, 10, "anchor"),
        (HEAD + "? [a]\n: b\n" + REQUIREMENTS, 3, 3, "key has to be a text"),
        (HEAD + "parameters: {a: {env: A}}\n" + REQUIREMENTS, 3, 17, "no value"),
        (HEAD + "parameters: {a: {value: 1, enw: A}}\n" + REQUIREMENTS, 3, 28, "Did you mean env?"),
        (HEAD + "parameters: [a]\n" + REQUIREMENTS, 3, 13, "mapping"),
        (HEAD + "regions: {primary: Ohio}\n" + REQUIREMENTS, 3, 20, "not the name of a region"),
        (HEAD + "objectives: {rto: soon}\n" + REQUIREMENTS, 3, 19, "duration"),
        (HEAD + "objectives: {rto: 15}\n" + REQUIREMENTS, 3, 19, "Write 30s, 15m"),
        (HEAD + "objectives: {stores: {docs: {rpo: 5m}}}\n" + REQUIREMENTS, 3, 29, "no reason"),
        (HEAD + "objectives: {stores: {docs: {reason: x}}}\n" + REQUIREMENTS, 3, 29, "neither rto nor rpo"),
        (HEAD + "policy: {suffix: sufix}\nparameters: {suffix: x}\n" + REQUIREMENTS, 3, 18, "Did you mean suffix?"),
        (HEAD + "policy: {destroyable: yes}\n" + REQUIREMENTS, 3, 23, "true or false"),
        (HEAD + "fail_on: hihg\n" + REQUIREMENTS, 3, 10, "Did you mean high?"),
        (HEAD + "suppress: [{rule: X}]\n" + REQUIREMENTS, 3, 12, "no reason"),
        (HEAD + "suppress: [{rule: X, reason: ' '}]\n" + REQUIREMENTS, 3, 30, "empty"),
        (HEAD + "requirements: [{id: R1, text: t}]\n", 3, 16, "expects nothing"),
        (HEAD + "requirements: [{id: R1, text: t, infeasible: ''}]\n", 3, 46, "empty"),
        (HEAD + "requirements: [{id: R 1, text: t, infeasible: x}]\n", 3, 21, "no id"),
        (HEAD + REQUIREMENTS + "  - {id: R1, text: t, infeasible: x}\n", 5, 10, "first one is in line 4"),
        (_expecting("{}"), 6, 13, "no kind"),
        (_expecting("[]"), 6, 13, "empty"),
        (_expecting("{resource: X, output: Y}"), 6, 13, "one kind"),
        (_expecting("{resource: X, wher: {}}"), 6, 27, "Did you mean where?"),
        (_expecting("{resource: X, where: {nme: a}}"), 6, 35, "Did you mean name?"),
        (_expecting("{resource: X, count: -1}"), 6, 34, "whole number"),
        (_expecting("{resource: X, count: {at_least: 2, at_most: 1}}"), 6, 34, "more than at_most"),
        (_expecting("{resource: X, count: 0, has: {A: 1}}"), 6, 37, "count: 0"),
        (_expecting("{resource: X, has: {'A[0:1]': 1}}"), 6, 36, "slices"),
        (_expecting("{resource: X, has: {A: null}}"), 6, 36, "absent: true"),
        (_expecting("{resource: X, has: {A: {at_leest: 1}}}"), 6, 37, "Did you mean at_least?"),
        (_expecting("{resource: X, has: {A: {at_least: x}}}"), 6, 47, "a number"),
        (_expecting("{resource: X, has: {A: {at_least: 1, B: 2}}}"), 6, 50, "do not mix"),
        (_expecting("{resource: X, has: {A: {matches: '('}}}"), 6, 46, "not understood"),
        (_expecting("{resource: X, has: {A: {absent: 1}}}"), 6, 45, "true or false"),
        (_expecting("{resource: X, has: {A: {one_of: []}}}"), 6, 45, "at least one item"),
        (_expecting("{check: iam.no-wildcard}"), 6, 21, "Did you mean iam.no-wildcards?"),
        (_expecting("{check: iam.no-wildcards, with: {a: 1}}"), 6, 46, "no key a"),
        (_expecting("{check: iam.assumable-only-by, with: {role: x}}"), 6, 50, "no principals"),
        (_expecting("{check: files.contain, with: {path: a, all: ['(']}}"), 6, 58, "not understood"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(text: str, line: int | None, column: int | None, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, FILE)
    assert words in str(caught.value)
    assert (caught.value.file, caught.value.line, caught.value.column) == ("stackproof.yaml", line, column)


def test_places_are_kept_by_the_name_of_the_contract_alone(tmp_path: Path) -> None:
    contract = parse(FULL, tmp_path / "stackproof.yaml")
    places = {contract.suppress[0].at.file, contract.requirements[0].at.file, contract.policy.source.split(":")[0]}
    assert places == {"stackproof.yaml"}


def test_plain_scalars_follow_yaml_1_2() -> None:
    contract = parse(HEAD + "parameters: {a: yes, b: 012, c: 1.50, d: true}\n" + REQUIREMENTS, FILE)
    assert {name: one.value for name, one in contract.settings.items()} == {
        "a": "yes", "b": "012", "c": "1.50", "d": "true",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 5000,
        "a0: &a0 [x, x]\n" + "\n".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]" for n in range(22)),
        "x: [" + "1," * 200_000 + "]",
    ],
    ids=["deep", "aliases", "long"],
)  # fmt: skip
def test_bombs_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse(text, FILE)


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    large, binary = tmp_path / "large.yaml", tmp_path / "binary.yaml"
    large.write_bytes(b"a" * (MAX_BYTES + 1))
    binary.write_bytes(b"version: 1\n\xff\xfe\n")
    for file, words in ((tmp_path / "none.yaml", "cannot be read"), (large, "larger"), (binary, "not UTF-8")):
        with pytest.raises(InputError, match=words):
            load(file)


@settings(max_examples=300)
@given(st.text(max_size=60) | st.text(alphabet="abc:{}[]-\n &*'\"!|>", max_size=60))
def test_any_text_is_a_contract_or_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse(text, FILE)
