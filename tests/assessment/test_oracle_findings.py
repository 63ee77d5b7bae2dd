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
