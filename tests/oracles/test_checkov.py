"""checkov reads Terraform and templates in an environment of its own, and nothing of the project beside them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from stackproof.assessment.assess import Options, assess

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.assessment.model import Assessment

pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 28)
MAIN = """\
module "topics" {
  source = "../modules/topics"
}

resource "aws_sqs_queue" "orders" {
  count = 1
  name  = "orders"
}

resource "aws_db_instance" "orders" {
  #checkov:skip=CKV_AWS_157:one zone is enough
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  skip_final_snapshot = true
}
"""
TOPIC = 'resource "aws_sns_topic" "t" {\n  name = "t"\n}\n'
CONTRACT = "version: 1\nsystem: orders\npolicy: {destroyable: true}\nrequirements: []\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("orders")
    (root / ".git").mkdir()
    main, module = root / "live", root / "modules" / "topics"
    main.mkdir()
    module.mkdir(parents=True)
    (main / "main.tf").write_text(MAIN)
    (module / "main.tf").write_text(TOPIC)
    # What checkov would read and run from the project's folder.
    (main / ".checkov.yaml").write_text("skip-check: [CKV_AWS_26, CKV_AWS_27]\nexternal-checks-dir: [checks]\n")
    checks = main / "checks"
    checks.mkdir()
    (checks / "__init__.py").write_text(f"open({str(root / 'ran')!r}, 'w')\n")
    return main


def assessed(project: Path, **options: object) -> Assessment:
    (assessment,) = assess(project, Options(today=TODAY, oracles="all", **options)).assessments  # type: ignore[arg-type]
    assert [(run.name, run.status) for run in assessment.oracles] == [("checkov", "finished")]
    return assessment


def test_findings_stand_at_the_resources_of_the_configuration(project: Path) -> None:
    found = {
        (one.rule, one.address, one.location.file, one.location.line, one.severity)
        for one in assessed(project).findings
        if one.rule in {"CKV_AWS_26", "CKV_AWS_27"}
    }
    assert found == {
        ("CKV_AWS_26", "module.topics.aws_sns_topic.t", "modules/topics/main.tf", 1, "low"),
        ("CKV_AWS_27", "aws_sqs_queue.orders[0]", "live/main.tf", 5, "low"),
    }
    assert not (project.parent / "ran").exists()


def test_its_own_comments_count_unless_the_contract_comes_from_outside(project: Path, tmp_path: Path) -> None:
    contract = tmp_path / "outside.yaml"
    contract.write_text(CONTRACT)
    reasons = [
        {one.rule: one.suppressed for one in assessed(project, contract=given).findings} for given in (None, contract)
    ]
    assert [one["CKV_AWS_157"] for one in reasons] == ["its own comment: one zone is enough", None]
    # What the policy asks against is no fault.
    assert [one["CKV_AWS_293"] for one in reasons] == [None, "what can be deleted was asked for (outside.yaml:3)"]
