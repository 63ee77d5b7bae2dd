"""Whatever a Markdown file holds: projects or one InputError, and nothing is written but in the private folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.project.opening import opened

_NAMES = st.sampled_from(
    ["../x.py", "/etc/x.py", "a/../../x.py", "lib", "lib/x.py", "LIB/X.py", "lib/x.py/y.py", "C:\\x.py", "a\\..\\b.py"]
) | st.text(max_size=12)
_TEXTS = st.sampled_from(
    [
        "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n",
        "import aws_cdk as cdk\nclass T(cdk.Stack):\n    def __init__(self, s, i, x: 'T', **k):\n        pass\n",
        "import aws_cdk as cdk\nclass T(",
        'import { Stack } from "aws-cdk-lib";\nexport class T extends Stack { constructor(',
        "import pulumi_aws\n",
        'resource "aws_s3_bucket" "b" {}\n',
        '{"app": "python3 ../x.py"}',
        '{"app": "python3 missing.py"}',
        "name: x\nruntime: python\nmain: /\n",
        "\x00\x1b",
        "```\n",
    ]
) | st.text(max_size=40)
_LINES = st.one_of(
    st.builds("## File: {}".format, _NAMES),
    st.builds("**{}**".format, _NAMES),
    st.builds('```python title="{}"'.format, _NAMES),
    st.sampled_from(["```", "```python", "```ts", "~~~", "# Response A", "# Response B", "> ", "- ", "1. ", "<!--"]),
    _TEXTS,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(_LINES, max_size=14))
def test_lines_of_all_kinds(lines: list[str], tmp_path: Path) -> None:
    _open(tmp_path, "\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.tuples(_NAMES, _TEXTS), max_size=6))
def test_files_with_hostile_names(files: list[tuple[str, str]], tmp_path: Path) -> None:
    document = "".join(f"## File: `{name}`\n\n```\n{text}\n```\n\n" for name, text in files)
    _open(tmp_path, document.encode("utf-8", "surrogatepass"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_bytes(data: bytes, tmp_path: Path) -> None:
    _open(tmp_path, data)


def _open(folder: Path, data: bytes) -> None:
    path = folder / "answer.md"
    path.write_bytes(data)
    count = len(data.split(b"\n"))
    before, tempfile.tempdir = tempfile.tempdir, str(folder / "temporary")
    (folder / "temporary").mkdir(exist_ok=True)
    try:
        with opened(path) as discovery:
            for project in discovery.projects:
                assert project.root.is_relative_to(folder / "temporary")
                assert project.places is not None
                for name in project.places.blocks:
                    # Lines may end in a carriage return alone, so that there are more of them than line feeds.
                    assert project.places.move(Location(name, 1)).line <= count + data.count(b"\r")
    except InputError:
        pass  # one message, and nothing else
    finally:
        tempfile.tempdir = before
    assert sorted(file.name for file in folder.rglob("*")) == ["answer.md", "temporary"]
