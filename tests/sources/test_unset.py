"""An empty text in what a program makes may be a setting that nobody gave; the program says so where it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.sources.project import ProjectSources
from stackproof.sources.unset import empty_without

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.project.model import Engine


def asked(root: Path, name: str, line: str, engine: Engine = "cdk") -> str:
    (root / name).write_text(f"// settings\n{line}\n", "utf-8")
    return empty_without(ProjectSources(root, engine=engine, language="", entry="", folder=""))


@pytest.mark.parametrize(
    ("name", "line", "shown"),
    [
        ("config.ts", 'const arn = process.env.SSL_ARN || "";', 'process.env.SSL_ARN || ""'),
        ("config.ts", "const arn = process.env['SSL_ARN'] ?? '';", "process.env['SSL_ARN'] ?? ''"),
        ("config.js", 'const arn = app.node.tryGetContext("ssl") || "";', 'tryGetContext("ssl") || ""'),
        ("settings.py", 'arn = os.environ.get("SSL_ARN", "")', 'environ.get("SSL_ARN", "")'),
        ("settings.py", "arn = os.getenv('SSL_ARN') or ''", "getenv('SSL_ARN') or ''"),
        ("settings.py", 'arn = self.node.try_get_context("ssl") or ""', 'try_get_context("ssl") or ""'),
    ],
)
def test_where_a_setting_that_is_not_given_becomes_empty(tmp_path: Path, name: str, line: str, shown: str) -> None:
    assert asked(tmp_path, name, line) == f"{shown} ({name}:2)"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("config.ts", 'const stage = process.env.STAGE || "dev";'),
        ("config.ts", "const arn = process.env.SSL_ARN;"),
        ("settings.py", 'arn = os.environ.get("SSL_ARN", "none")'),
        ("settings.py", 'arn = os.environ["SSL_ARN"]'),
        ("notes.md", 'arn = os.environ.get("SSL_ARN", "")'),
    ],
)
def test_settings_that_are_never_empty(tmp_path: Path, name: str, line: str) -> None:
    assert asked(tmp_path, name, line) == ""


def test_a_template_takes_nothing_from_an_environment(tmp_path: Path) -> None:
    assert asked(tmp_path, "config.ts", 'const arn = process.env.SSL_ARN || "";', "cloudformation") == ""
    assert empty_without(None) == ""
