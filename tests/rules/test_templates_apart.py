"""Two templates of one folder are not deployed together unless one nests the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from stackproof.project.discovery import discover
from stackproof.rules.model import Context
from stackproof.rules.registry import all_rules
from stackproof.rules.run import run
from stackproof.sources.project import sources_of
from stackproof.synthesis.model import Settings
from stackproof.synthesis.read import read

QUEUE = "  {name}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: orders}}}}\n"
NESTING = "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: other.yaml}}\n"


def duplicates(folder: Path) -> list[str]:
    (project,) = discover(folder).projects
    rules = [rule for rule in all_rules() if rule.id == "NAME-DUPLICATE-001"]
    context = Context(read(project, Settings()).graph, date(2026, 11, 28), sources=sources_of(project))
    return [one.resource.address for one in run(context, rules).answers]


def test_a_name_in_two_templates_beside_each_other_is_no_duplicate(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("Resources:\n" + QUEUE.format(name="Orders"))
    (tmp_path / "packaged.yaml").write_text("Resources:\n" + QUEUE.format(name="Orders"))
    assert duplicates(tmp_path) == []


def test_a_name_twice_in_a_template_or_in_one_that_it_nests_is(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("Resources:\n" + QUEUE.format(name="A") + QUEUE.format(name="B") + NESTING)
    (tmp_path / "other.yaml").write_text("Resources:\n" + QUEUE.format(name="C"))
    assert len(duplicates(tmp_path)) == 2
