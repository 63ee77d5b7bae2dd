"""The JSON is of the published schema, the schema allows nothing else, and nothing of the assessment is left out."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from stackproof.assessment.model import RequirementStatus, Safety, Verdict
from stackproof.oracles.model import RunStatus
from stackproof.reports.forms import json_
from stackproof.reports.json_text import dumps
from stackproof.reports.registry import Style, render
from stackproof.rules.model import Blocks, Certainty, Severity
from stackproof.synthesis.model import Status
from tests.reports.builders import SAMPLES, assessment, everything, filled, finding

SCHEMA = json.loads((Path(json_.__file__).parents[1] / "schemas" / "assessment-1.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
# Objects whose keys are names from the project: packages, types, steps.
MAPS = {"versions", "types", "unmapped", "timing"}


def data(name: str) -> Any:
    return json.loads(render("json", SAMPLES[name], Style()))


def paths(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in JSON data; of a list the first element stands for all."""
    if at:
        yield at
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*at, key))
    elif isinstance(value, list) and value:
        yield from paths(value[0], (*at, 0))


def at_path(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_is_of_the_schema(sample: str) -> None:
    VALIDATOR.validate(data(sample))


def test_no_key_can_be_missing() -> None:
    good = json_.as_data(everything())
    VALIDATOR.validate(good)
    for path in paths(good):
        if isinstance(path[-1], str) and (len(path) < 2 or path[-2] not in MAPS):
            bad = copy.deepcopy(good)
            del at_path(bad, path[:-1])[path[-1]]
            assert not VALIDATOR.is_valid(bad), path


def test_no_key_can_be_added() -> None:
    good = json_.as_data(everything())
    for path in [(), *paths(good)]:
        if isinstance(at_path(good, path), dict) and (not path or path[-1] not in MAPS):
            bad = copy.deepcopy(good)
            at_path(bad, path)["extra"] = 1
            assert not VALIDATOR.is_valid(bad), path


def test_no_value_can_be_of_another_type() -> None:
    good = json_.as_data(everything())
    for path in paths(good):
        bad = copy.deepcopy(good)
        at_path(bad, path[:-1])[path[-1]] = [[]] if not isinstance(at_path(good, path), list) else {}
        assert not VALIDATOR.is_valid(bad), path


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), "passed"),
        (("schema",), "stackproof/assessment/2"),
        (("today",), "yesterday"),
        (("fail_on",), "none"),
        (("findings", 0, "line"), -1),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "fingerprint"), "0"),
        (("scores", "readiness", "score"), 101),
        (("requirements", 0, "status"), "waived"),
        (("oracles", 0, "status"), "ok"),
        (("synthesis", "problems", 0, "level"), "warning"),
    ],
)
def test_a_value_outside_its_range_is_refused(path: tuple[str | int, ...], value: object) -> None:
    bad = json_.as_data(everything())
    at_path(bad, path[:-1])[path[-1]] = value
    assert not VALIDATOR.is_valid(bad)


def test_the_words_of_the_schema_are_those_of_the_model() -> None:
    defined = SCHEMA["$defs"]

    def words(*path: str) -> set[str]:
        return set(at_path(defined, path)["enum"])

    assert words("severity") == set(get_args(Severity))
    assert words("blocks") == set(get_args(Blocks))
    assert words("verdict") == set(get_args(Verdict))
    assert words("finding", "properties", "certainty") == set(get_args(Certainty))
    assert words("finding", "properties", "fix", "properties", "safety") == set(get_args(Safety))
    assert words("requirement", "properties", "status") == set(get_args(RequirementStatus))
    assert words("assessment", "properties", "synthesis", "properties", "status") == set(get_args(Status))
    assert words("oracle", "properties", "status") == set(get_args(RunStatus))


def test_every_text_of_the_assessment_is_in_the_json() -> None:
    numbers = itertools.count(1)
    given: list[str] = []

    def texts() -> Iterator[str]:
        for number in numbers:
            given.append(f"text-{number:04d}")
            yield given[-1]

    whole = filled(everything(), texts())
    text = render("json", [whole], Style())
    assert len(given) > 150
    assert [name for name in given if name not in text] == []


def test_every_number_and_flag_of_a_finding_is_in_the_json() -> None:
    shown = json_.as_data(assessment(findings=(finding(effort=77, baseline=True, suppressed="known"),)))["findings"][0]
    assert (shown["effort_minutes"], shown["baseline"], shown["suppressed"]) == (77, True, "known")
    assert (shown["file"], shown["line"], shown["column"]) == ("template.yaml", 7, 5)


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        (["ready", "ready"], "ready"),
        (["ready", "undecided"], "undecided"),
        (["undecided", "blocked", "ready"], "blocked"),
    ],
)
def test_several_projects_have_the_worst_verdict_of_them(verdicts: list[str], worst: str) -> None:
    shown = json.loads(render("json", [assessment(verdict=verdict) for verdict in verdicts], Style()))
    assert shown["verdict"] == worst
    assert [each["verdict"] for each in shown["assessments"]] == verdicts


def test_only_the_timing_differs_between_two_equal_runs() -> None:
    one, other = (json_.as_data(assessment(timing={"total": seconds})) for seconds in (1.0, 2.0))
    assert {key for key in one if one[key] != other[key]} == {"timing"}


def test_lone_surrogates_and_controls_are_written_so_that_every_parser_takes_them() -> None:
    text = dumps({"\x7f": "\ud800 \U0001f600 \x9b \x1b"})
    assert text.isascii()
    assert not {character for character in text if not character.isprintable()} - {"\n"}
    assert json.loads(text) == {"\x7f": "\ufffd \U0001f600 \x9b \x1b"}
    # The way without either of them gives the same text.
    assert dumps(["\U0001f600\u00e9"]) == dumps(["\U0001f600\u00e9\x7f"]).replace("\\u007f", "")
