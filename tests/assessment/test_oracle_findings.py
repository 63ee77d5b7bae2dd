"""What oracles report is merged with what the graph knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from stackproof.assessment.assess import Options, assess

SAM = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Demo:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): return event"
      FunctionUrlConfig: {AuthType: AWS_IAM}
Outputs:
  Url: {Value: !GetAtt NAME.FunctionUrl}
"""


@pytest.mark.parametrize(("name", "reported"), [("DemoUrl", set()), ("OtherUrl", {"F6101"})])
def test_a_resource_that_sam_makes_is_not_called_missing(name: str, reported: set[str], tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(SAM.replace("NAME", name))
    (assessment,) = assess(tmp_path, Options(today=date(2026, 11, 21))).assessments
    assert {finding.rule for finding in assessment.findings if finding.origin != "stackproof"} == reported


def test_oracles_findings_stay_with_their_template_beside_one_that_cannot_be_read(tmp_path: Path) -> None:
    queue = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  {}:\n    Type: AWS::SQS::Queue\n    Properties: {}\n'
    (tmp_path / "a.yaml").write_text('AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  A: !Nonsense x\n')
    (tmp_path / "b.yaml").write_text(queue.format("B", "{Nope: 1}"))
    (tmp_path / "c.yaml").write_text(queue.format("C", "{VisibilityTimeout: -3}"))
    (assessment,) = assess(tmp_path, Options(today=date(2026, 11, 21))).assessments
    found = {(one.rule, one.location.file, one.address) for one in assessment.findings if one.location.file != "a.yaml"}
    assert found == {("F3002", "b.yaml", "b/B"), ("F3034", "c.yaml", "c/C")}


def test_oracles_findings_stay_with_their_template_beside_one_that_another_nests(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n'
        "    Properties: {Nope: 1}\n"
    )
    (tmp_path / "b.yaml").write_text(
        'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Inner:\n    Type: AWS::CloudFormation::Stack\n'
        "    Properties: {TemplateURL: a.yaml, Nope: 2}\n"
    )
    (assessment,) = assess(tmp_path, Options(today=date(2026, 11, 21))).assessments
    found = {(one.rule, one.location.file, one.location.line) for one in assessment.findings}
    assert found == {("F3002", "a.yaml", 5), ("F3002", "b.yaml", 5), ("W3002", "b.yaml", 5)}
