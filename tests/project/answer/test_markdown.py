"""Fenced blocks with their lines, and how a Markdown file is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.project.answer import markdown

DOCUMENT = """\
# Title

## First `x`

Words
and **more**

```python title="a b"
x = 1
  y
```

1. One

   ```json

   {"a": 1}
   ```

> ~~~
> quoted
> ~~~

Second
------

    indented

````md
```
inner
```
````
```
unclosed"""


def test_blocks_know_their_lines_headings_and_the_line_before() -> None:
    found = [
        (block.info, block.text, block.fence, block.line, block.indent, block.before)
        for block in markdown.blocks_of(DOCUMENT)
    ]
    assert found == [
        ('python title="a b"', "x = 1\n  y\n", 8, 9, 0, "and **more**"),
        ("json", '\n{"a": 1}\n', 15, 16, 3, "One"),
        ("", "quoted\n", 20, 21, 2, ""),
        ("md", "```\ninner\n```\n", 29, 30, 0, ""),
        ("", "unclosed", 34, 35, 0, ""),
    ]
    headings = [[(one.level, one.text, one.line) for one in block.headings] for block in markdown.blocks_of(DOCUMENT)]
    first, second = (2, "First `x`", 3), (2, "Second", 24)
    assert headings == [[(1, "Title", 1), first]] * 3 + [[(1, "Title", 1), second]] * 2


def test_a_document_within_one_block_is_the_document() -> None:
    inner = "## File: a.py\n\n```python\nx\n```\n"
    (block,) = markdown.blocks_of(f"Here it is:\n\n1. So\n\n   ````markdown\n{indented(inner)}   ````\n")
    assert (block.info, block.text, block.fence, block.line, block.indent) == ("python", "x\n", 8, 9, 3)
    assert [(heading.text, heading.line) for heading in block.headings] == [("File: a.py", 6)]
    assert [block.info for block in markdown.blocks_of(f"````md\n{inner}````\n```\nx\n```\n")] == ["md", ""]


def indented(text: str) -> str:
    return "".join(f"   {line}\n" for line in text.split("\n")[:-1])


def test_line_ends_of_every_kind_count_once(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n```\r\na\r\nb\n```\n")
    (block,) = markdown.blocks_of(markdown.read(file))
    assert (block.line, block.text) == (5, "a\nb\n")


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"a\nb\xff\n", "not text in UTF-8", 2),
        (b"> - ```\n```\n" * 10_001, "more than 20,000 fences", 20_001),
        (b"a" * (markdown.MAX_BYTES + 1), "larger than 4 MiB", None),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, message: str, line: int | None, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(InputError) as caught:
        markdown.read(tmp_path / "a.md")
    assert (message in caught.value.message, caught.value.line) == (True, line)


@given(st.lists(st.sampled_from(["```", "```py", "~~~", "> ", "- ", "   ", "x = 1", "# h", "", "\t"]), max_size=25))
def test_every_line_of_a_block_is_a_line_of_the_document(parts: list[str]) -> None:
    text = "\n".join(parts)
    lines = text.split("\n")
    for block in markdown.blocks_of(text):
        assert block.line == block.fence + 1
        for number, content in enumerate(block.text.removesuffix("\n").split("\n") if block.text else [], block.line):
            assert content.strip() in lines[number - 1]


def test_nul_does_not_pass_for_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"```\na\0b \xef\xbf\xbd\n```\n")
    (block,) = markdown.blocks_of(markdown.read(tmp_path / "a.md"))
    assert block.text == "a\x01b \ufffd\n"
