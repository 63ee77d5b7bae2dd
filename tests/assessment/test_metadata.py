"""What a template's Metadata suppresses: our findings with a reason, and cfn-lint's own for cfn-lint."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from stackproof.assessment.assess import Options, assess

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 28)
QUEUE = """\
AWSTemplateFormatVersion: "2010-09-09"
{template}Resources:
  Orders:
    Type: AWS::SQS::Queue
{resource}    Properties:
      QueueName: orders
      FifoQueue: true
  Other:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: other
      FifoQueue: true
"""
IGNORED = "Metadata: {{stackproof: {{ignore: [{{rule: SQS-FIFO-001, reason: {reason}}}]}}}}\n"
LINTER = "Metadata: {{cfn-lint: {{config: {{ignore_checks: [{check}]}}}}}}\n"


def found(folder: Path, *, contract: str = "", **parts: str) -> dict[tuple[str, str], str | None]:
    file = folder / "template.yaml"
    indented = f"    {parts['resource']}" if "resource" in parts else ""
    file.write_text(QUEUE.format(template=parts.get("template", ""), resource=indented))
    outside = None
    if contract:
        outside = folder / "outside.yaml"
        outside.write_text(contract)
    (assessment,) = assess(file, Options(today=TODAY, oracles="none", contract=outside)).assessments
    return {(one.rule, one.address): one.suppressed for one in assessment.findings}


def test_metadata_of_a_resource_covers_the_resource(tmp_path: Path) -> None:
    assert found(tmp_path, resource=IGNORED.format(reason="an import")) == {
        ("SQS-FIFO-001", "Orders"): "an import",
        ("SQS-FIFO-001", "Other"): None,
    }


def test_metadata_of_a_template_covers_all_of_it(tmp_path: Path) -> None:
    assert set(found(tmp_path, template=IGNORED.format(reason="imports")).values()) == {"imports"}


def test_metadata_without_a_reason_is_not_honoured_and_told(tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(QUEUE.format(template=IGNORED.format(reason='""'), resource=""))
    (assessment,) = assess(file, Options(today=TODAY, oracles="none")).assessments
    assert {one.suppressed for one in assessment.findings} == {None}
    assert [(level, at.line) for level, message, at in assessment.synthesis.problems if "reason" in message] == [
        ("note", 2)
    ]


@pytest.mark.parametrize("check", ["E2531", "E25", "E"])
def test_what_cfn_lint_is_told_to_ignore_counts_for_its_findings_alone(tmp_path: Path, check: str) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(
        f"{LINTER.format(check=check)}Resources:\n  Run:\n    Type: AWS::Lambda::Function\n    Properties:\n"
        "      Runtime: nodejs4.3\n      Handler: index.handler\n      Role: arn:aws:iam::123456789012:role/run\n"
        "      Code: {S3Bucket: code-of-runs, S3Key: run.zip}\n"
    )
    (assessment,) = assess(file, Options(today=TODAY, oracles="all")).assessments
    by_origin = {(one.origin, one.rule): one.suppressed for one in assessment.findings if one.origin != "checkov"}
    told = {key: reason for key, reason in by_origin.items() if reason}
    assert {key for key in told if key[0] != "cfn-lint"} == set()
    assert set(told.values()) <= {f"the template tells cfn-lint to ignore {check}"}


def test_metadata_does_not_count_with_a_contract_from_outside(tmp_path: Path) -> None:
    contract = "version: 1\nsystem: queues\nrequirements: []\n"
    said = found(tmp_path, resource=IGNORED.format(reason="an import"), contract=contract)
    assert set(said.values()) == {None}
