"""What names a fenced block, and what does not."""

from __future__ import annotations

import pytest

from stackproof.project.answer.markdown import Block, Heading
from stackproof.project.answer.naming import name_of


def block(info: str = "", text: str = "x\n", before: str = "", *headings: str) -> Block:
    made = tuple(Heading(level, heading, level) for level, heading in enumerate(headings, 1))
    return Block(info, text, 11, 10, 0, before, made)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("File: lib/x.py", "lib/x.py"),
        ("lib/x.py", "lib/x.py"),
        ("1. lib/x.py", "lib/x.py"),
        ("2.1 `lib/x.py`", "lib/x.py"),
        ("Step 3: **lib/x.py**", "lib/x.py"),
        ("File 2: bin/tap.ts", "bin/tap.ts"),
        ("Filename: `lib/my file.py`", "lib/my file.py"),
        ("Main stack (`lib/x.py`)", "lib/x.py"),
        ("Main stack (lib/x.py)", "lib/x.py"),
        ("lib/x.py - the stack", "lib/x.py"),
        ("[lib/x.py](lib/x.py)", "lib/x.py"),
        ("`__main__.py`", "__main__.py"),
        ("\\_\\_main\\_\\_.py", "__main__.py"),
        ("lib/tap\\_stack.py", "lib/tap_stack.py"),
        ("`Pipfile`", "Pipfile"),
        ("`1.py`", "1.py"),
        (".gitignore", ".gitignore"),
        ("File: ../../etc/passwd", "../../etc/passwd"),
        ("C:\\x\\y.py", "C:\\x\\y.py"),
        ("Node.js", ""),
        ("Overview", ""),
        ("Version 1.2", ""),
        ("From a.py to b.py", ""),
        ("`a.py` and `b.py`", ""),
        ("The file", ""),
    ],
)
def test_headings(heading: str, name: str) -> None:
    assert name_of(block("", "x\n", "", "Title", heading), set())[0] == name


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ('python title="lib/x.py"', "lib/x.py"),
        ("py filename='lib/x.py'", "lib/x.py"),
        ("{.python file=lib/x.py}", "lib/x.py"),
        ("lib/x.py", "lib/x.py"),
        ("python lib/x.py", "lib/x.py"),
        ("python:lib/x.py", "lib/x.py"),
        ("json cdk.json", "cdk.json"),
        ("python", ""),
        ("typescript {1,3}", ""),
        ('python title="The stack"', ""),
    ],
)
def test_info_strings(info: str, name: str) -> None:
    assert name_of(block(info), set())[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# lib/x.py\nimport y\n", "lib/x.py"),
        ("#!/usr/bin/env python3\n# tap.py\n", "tap.py"),
        ("// bin/tap.ts\n", "bin/tap.ts"),
        ("/* bin/tap.ts */\n", "bin/tap.ts"),
        ("<!-- index.html -->\n", "index.html"),
        ('"""lib/x.py"""\n', "lib/x.py"),
        ("# File: lib/x.py\n", "lib/x.py"),
        ("# what lib/x.py needs\n", ""),
        ("import x\n# lib/x.py\n", ""),
    ],
)
def test_first_comments(text: str, name: str) -> None:
    assert name_of(block("", text), set())[0] == name


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("**lib/x.py**", "lib/x.py"),
        ("`lib/x.py`:", "lib/x.py"),
        ("**File: `lib/x.py`**", "lib/x.py"),
        ("lib/x.py", "lib/x.py"),
        ("Change `lib/x.py` as follows:", ""),
    ],
)
def test_the_line_before(before: str, name: str) -> None:
    assert name_of(block("", "x\n", before), set())[0] == name


def test_a_heading_names_one_block_of_its_language() -> None:
    assert name_of(block("python", "x\n", "", "lib/x.py"), set()) == ("lib/x.py", 1)
    assert name_of(block("python", "x\n", "", "lib/x.py", "Code"), set()) == ("lib/x.py", 1)
    assert name_of(block("python", "x\n", "", "lib/x.py"), {1}) == ("", None)
    assert name_of(block("bash", "x\n", "", "lib/x.py"), set()) == ("", None)
    assert name_of(block("text", "x\n", "", "requirements.txt"), set()) == ("requirements.txt", 1)
    assert name_of(block("diff", "x\n", "**lib/x.py**"), set()) == ("", None)


def test_what_stands_nearer_wins_unless_it_is_the_end_of_the_longer_name() -> None:
    assert name_of(block("", "# y.py\n", "", "lib/x.py"), set()) == ("y.py", None)
    assert name_of(block("", "# x.py\n", "", "lib/x.py"), set()) == ("lib/x.py", 1)
    assert name_of(block("", "# lib/x.py\n", "**x.py**", "Code"), set()) == ("lib/x.py", None)
    assert name_of(block("", "# lib/x.py\n", "", "x.py"), set()) == ("lib/x.py", None)
