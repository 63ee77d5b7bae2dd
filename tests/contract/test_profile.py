"""A profile fills what the contract leaves open and is read as strictly; those that come along can be used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from stackproof.assessment.assess import Options, assess
from stackproof.contract import profile as profiles
from stackproof.contract.parse import parse
from stackproof.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.assessment.model import Assessment

HEAD = "version: 1\nprofile: house\ntitle: Ours\nsource: the house, 2026-11-28\n"
QUEUE = "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: orders, FifoQueue: true}\n"
CONTRACT = "version: 1\nsystem: orders\n"


def profile(folder: Path, text: str) -> Path:
    file = folder / "house.yaml"
    file.write_text(HEAD + text)
    return file


def assessed(folder: Path, text: str, contract: str = "") -> Assessment:
    project = folder / "project"
    project.mkdir()
    (project / "template.yaml").write_text(QUEUE)
    if contract:
        (project / "stackproof.yaml").write_text(CONTRACT + contract)
    options = Options(today=date(2026, 11, 28), oracles="none", profile=str(profile(folder, text)))
    (assessment,) = assess(project, options).assessments
    return assessment


def test_a_listed_rule_has_the_severity_and_the_control_of_the_profile(tmp_path: Path) -> None:
    listed = "rules: [{rule: [SQS-FIFO-001], control: 4.2, severity: low}]\n".replace("4.2", '"4.2"')
    found = [(one.severity, one.controls) for one in assessed(tmp_path, listed).findings if one.rule == "SQS-FIFO-001"]
    assert found == [("low", ("house 4.2",))]


def test_a_profile_fills_what_the_contract_leaves_open_and_no_more(tmp_path: Path) -> None:
    house = profiles.find(
        str(profile(tmp_path, "fail_on: medium\npolicy: {destroyable: true, tags: [Owner]}\nrules: []\n"))
    )
    file = tmp_path / "stackproof.yaml"
    given = parse(f"{CONTRACT}policy: {{tags: [Team]}}\nrequirements: []\n", file)
    both = house.over(given)
    assert (both.policy.destroyable, both.policy.tags, both.policy.source) == (True, ("Team",), "stackproof.yaml:3")
    assert both.fail_on == "medium"
    assert house.over(replace(given, fail_on="low")).fail_on == "low"
    alone = house.over(None)
    assert (alone.policy.tags, alone.policy.source, alone.fail_on) == (("Owner",), "profile house", "medium")


def test_requirements_of_a_profile_are_judged_with_and_without_a_contract(tmp_path: Path) -> None:
    named = "{resource: 'AWS::SQS::Queue', has: {QueueName: orders}}"
    text = f"requirements:\n- {{id: H1, text: Queues are named, expect: {named}}}\n"
    own = "requirements:\n- {id: R1, text: None is encrypted, expect: {resource: 'AWS::KMS::Key', count: 0}}\n"
    both = [tmp_path / name for name in ("with", "without")]
    for folder in both:
        folder.mkdir()
    said = [
        [(one.id, one.status) for one in assessed(folder, text, contract).requirements]
        for folder, contract in zip(both, (own, ""), strict=True)
    ]
    assert said == [[("R1", "proven"), ("H1", "proven")], [("H1", "proven")]]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("rule: []\n", "a profile has no key rule", 5),
        ("rules: [{rule: X-1}]\n", "a rule of a profile has no control", 5),
        ("rules: [{rule: [X-1, X-1], control: c}]\n", "the profile lists X-1 twice", 5),
        ("fail_on: often\n", "often is not a severity", 5),
    ],
)
def test_what_is_wrong_in_a_profile_is_told_with_its_place(tmp_path: Path, text: str, message: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        profiles.find(str(profile(tmp_path, text)))
    assert (caught.value.message, caught.value.line) == (message, line)


def test_a_rule_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lists a rule SQS-FIFO-999, which is not there"):
        assessed(tmp_path, "rules: [{rule: SQS-FIFO-999, control: c}]\n")


def test_one_id_in_contract_and_profile_is_refused(tmp_path: Path) -> None:
    requirement = "requirements: [{id: R1, text: t, expect: {resource: 'AWS::SQS::Queue'}}]\n"
    with pytest.raises(InputError, match="the profile house has a requirement R1 as well"):
        assessed(tmp_path, requirement, requirement)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        profiles.find("hippa")
    assert caught.value.message == "there is no profile hippa"


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_that_comes_along_can_be_asked_for(name: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(QUEUE)
    (assessment,) = assess(tmp_path, Options(date(2026, 11, 28), oracles="none", profile=name)).assessments
    assert assessment.profile == profiles.find(name).name == name
