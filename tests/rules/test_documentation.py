"""The pages about the rules say what the rules say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from stackproof.rules.documentation import pages
from stackproof.rules.registry import all_rules, find

ROOT = Path(__file__).resolve().parents[2]


def test_written_pages_are_up_to_date() -> None:
    script = ROOT / "scripts" / "generate_docs.py"
    ended = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_there_is_one_page_for_each_rule_and_an_index_that_links_to_all() -> None:
    made = pages()
    assert set(made) == {"index.md", *(f"{rule.id}.md" for rule in all_rules())}
    for rule in all_rules():
        assert f"[{rule.id}]({rule.id}.md)" in made["index.md"]


def test_page_holds_facts_docstring_and_examples_without_what_is_meant_for_the_test() -> None:
    rule = find("S3-REPL-001")
    page = pages([rule])["S3-REPL-001.md"]
    assert page.startswith(f"# S3-REPL-001: {rule.title}\n")
    for part in (rule.root_cause, rule.fix, rule.reference, "| severity | critical |", "## Why is this bad"):
        assert part in page
    assert "# finding: S3-REPL-001 Replica" in page
    assert "mutate:" not in page
