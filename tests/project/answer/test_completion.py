"""What is written for an answer is code that runs whatever the answer's names are."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from stackproof.project.answer.completion import complete

STACK = """\
import aws_cdk as cdk

class Tap(cdk.Stack):
    def __init__(self, scope, id, suffix, **kwargs):
        pass
"""


def files(root: Path, sources: dict[str, str]) -> dict[str, str]:
    for name, text in sources.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return complete(root, sources, []).files


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("lib/tap_stack.py", "from lib.tap_stack import Tap"),
        ("lib/__init__.py", "from lib import Tap"),
        ("lib/tap-stack.py", "_module = importlib.import_module('lib.tap-stack')"),
        ("lib/it's; exit().py", '_module = importlib.import_module("lib.it\'s; exit()")'),
    ],
)
def test_a_python_entry_imports_files_of_any_name(file: str, line: str, tmp_path: Path) -> None:
    text = files(tmp_path, {file: STACK})["app.py"]
    assert line in text.splitlines()
    assert text.splitlines()[-2:] == ["Tap(app, named('Tap'), suffix=needed('suffix'))", "app.synth()"]
    ast.parse(text)


def test_a_typescript_entry_imports_files_of_any_name(tmp_path: Path) -> None:
    stack = 'import { Stack } from "aws-cdk-lib";\nexport default class Tap extends Stack {}\n'
    text = files(tmp_path, {"lib/it\"s;'.ts": stack})["bin/app.ts"]
    assert 'import Tap from "../lib/it\\"s;\'";' in text.splitlines()
    assert text.splitlines()[-2:] == ['new Tap(app, named("Tap"));', "app.synth();"]


def test_an_entry_takes_no_name_that_the_answer_uses(tmp_path: Path) -> None:
    written = files(tmp_path, {"lib/x.py": STACK, "app.py": "print()\n", "index.py": "x = 1\n"})
    assert set(written) == {"app_2.py", "cdk.json"}
    assert '"python3 app_2.py"' in written["cdk.json"]


def test_the_command_of_a_configuration_is_one_for_a_shell(tmp_path: Path) -> None:
    written = files(tmp_path, {"my app;.py": STACK + "\napp = cdk.App()\n"})
    assert json.loads(written["cdk.json"]) == {"app": "python3 'my app;.py'"}
