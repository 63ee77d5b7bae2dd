"""What could not be seen is shown, keeps a project from being ready, and costs readiness."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from stackproof.assessment.assess import Options, assess

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.assessment.model import Assessment

TOPIC = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n"


def assessed(folder: Path, **templates: str) -> Assessment:
    for name, text in templates.items():
        (folder / f"{name}.yaml").write_text(text)
    (assessment,) = assess(folder, Options(today=date(2026, 11, 21), oracles="none")).assessments
    return assessment


@pytest.mark.parametrize(
    ("template", "message", "line"),
    [
        (f"Transform: Mine\n{TOPIC}", "the macro Mine may change the template at deployment", 1),
        (
            f"{TOPIC}  Child: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: 'https://s3/child.yaml'}}}}\n",
            "the template of the nested stack Child is not at hand, so its resources are not known",
            3,
        ),
        (
            "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList}}\nResources:\n"
            "  Fn::ForEach::Queues: [Name, !Ref Names, {'Queue${Name}': {Type: AWS::SQS::Queue}}]\n",
            "the loop Queues cannot be unrolled: parameter Names has no value",
            4,
        ),
    ],
)
def test_a_project_of_which_a_part_is_not_known_is_undecided(
    tmp_path: Path, template: str, message: str, line: int
) -> None:
    assessment = assessed(tmp_path, main=template)
    assert assessment.verdict == "undecided"
    assert assessment.reasons == (f"not all of the infrastructure is known: {message}",)
    assert [(level, text, at.line) for level, text, at in assessment.synthesis.problems] == [("note", message, line)]
    assert [deduction.reason for deduction in assessment.readiness.deductions] == ["1 part not known at 1 each"]


def test_a_template_that_is_known_in_full_is_ready(tmp_path: Path) -> None:
    assessment = assessed(tmp_path, main=TOPIC)
    assert (assessment.verdict, assessment.reasons, assessment.readiness.score) == ("ready", (), 100)


def test_a_broken_template_among_several_blocks_and_the_others_are_assessed(tmp_path: Path) -> None:
    assessment = assessed(tmp_path, main=TOPIC, other="AWSTemplateFormatVersion: '2010-09-09'\nResources: {A\n")
    assert (assessment.verdict, assessment.reasons) == ("blocked", ("1 error in the templates",))
    assert (assessment.synthesis.status, assessment.graph.resources) == ("partial", 1)
    ((level, message, at),) = assessment.synthesis.problems
    assert (level, at.file, at.line) == ("error", "other.yaml", 3)
    assert message.startswith("the template cannot be read: ")


def test_defaults_that_were_taken_are_shown(tmp_path: Path) -> None:
    template = (
        "Parameters: {Env: {Type: String, Default: dev}}\nConditions: {Prod: !Equals [!Ref Env, prod]}\n"
        "Resources:\n  Topic: {Type: AWS::SNS::Topic, Condition: Prod}\n"
    )
    assert assessed(tmp_path, main=template).assumptions == ("default of parameter Env",)
