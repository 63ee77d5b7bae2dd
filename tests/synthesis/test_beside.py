"""Programs that use files of their repository outside of their project's folder, run for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.synthesis.cdk import engine, node_engine
from stackproof.synthesis.model import Settings

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("node")]

PYTHON = {
    "apps/shop/app.py": """
import sys
from pathlib import Path
sys.path.append(str(Path(__file__).resolve().parents[2] / "src"))
import aws_cdk as cdk
from queues import Queues
app = cdk.App()
stack = cdk.Stack(app, "S")
Queues(stack, "Q", Path(__file__).resolve().parents[3])
app.synth()
""",
    "src/queues.py": """
from aws_cdk import aws_sqs as sqs
from constructs import Construct
class Queues(Construct):
    def __init__(self, scope, name, above):
        super().__init__(scope, name)
        secret = (above / "outside.txt").exists() or (above / "repository" / "website").exists()
        sqs.Queue(self, "Queue", queue_name="leaked" if secret else "orders")
""",
}
ASKS = """
import subprocess
import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
def git(*words):
    return subprocess.check_output(["git", *words], text=True).strip()
app = cdk.App()
name = git("branch", "--show-current") + "-" + git("config", "--get", "remote.origin.url").replace("/", "-")
sqs.Queue(cdk.Stack(app, "S"), "Queue", queue_name=name)
app.synth()
"""
TYPESCRIPT = {
    "apps/shop/app.ts": """
import { App, Stack } from 'aws-cdk-lib';
import { Queues } from '../../src/queues';
new Queues(new Stack(new App(), 'S'), 'Q');
""",
    "apps/shop/package.json": "{}",
    "src/queues.ts": """
import { existsSync } from 'fs';
import * as path from 'path';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
export class Queues extends Construct {
  constructor(scope: Construct, name: string) {
    super(scope, name);
    const top = path.dirname(__dirname);
    const secret = existsSync(path.join(top, 'website')) || existsSync(path.join(path.dirname(top), 'outside.txt'));
    new Queue(this, 'Queue', { queueName: secret ? 'leaked' : 'orders' });
  }
}
""",
}


def laid_out(tmp_path: Path, files: dict[str, str]) -> Path:
    (tmp_path / "outside.txt").write_text("secret", "utf-8")
    top = tmp_path / "repository"
    for name, text in {**files, "website/index.html": ""}.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, "utf-8")
    (top / ".git").mkdir()
    return top / "apps" / "shop"


def test_a_component_above_the_folder_of_a_python_program_is_run_and_nothing_else_is_shown(tmp_path: Path) -> None:
    found = engine.read(laid_out(tmp_path, PYTHON), "python3 app.py", Settings())
    assert found.status == "ok", found.problems
    resource = next(iter(found.graph.resources.values()))
    assert str(resource.location).startswith("../../src/queues.py:8")
    assert "orders" in repr(resource.properties)


def test_a_component_above_the_folder_of_a_program_in_typescript_is_run_and_nothing_else_is_shown(
    tmp_path: Path,
) -> None:
    found = node_engine.read(laid_out(tmp_path, TYPESCRIPT), "npx ts-node app.ts", Settings())
    assert found.status == "ok", found.problems
    resource = next(iter(found.graph.resources.values()))
    assert str(resource.location).startswith("../../src/queues.ts:11")
    assert "orders" in repr(resource.properties)


def test_a_program_that_asks_git_is_told_of_its_clone_without_credentials(tmp_path: Path) -> None:
    root = laid_out(tmp_path, {"apps/shop/app.py": ASKS})
    git = root.parents[1] / ".git"
    (git / "HEAD").write_text("ref: refs/heads/feature\n", "utf-8")
    (git / "config").write_text('[remote "origin"]\n\turl = https://user:token@host/x\n', "utf-8")
    found = engine.read(root, "python3 app.py", Settings())
    assert found.status == "ok", found.problems
    assert "feature-https:--host-x" in repr(next(iter(found.graph.resources.values())).properties)
