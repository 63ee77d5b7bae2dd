"""The Markdown says what the assessment says, and foreign text in it stays text."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from markdown_it import MarkdownIt

from stackproof.assessment.model import ProjectFacts
from stackproof.reports.registry import Style, render
from tests.reports.builders import SAMPLES, assessment, blocked, check, finding, ready, requirement

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def markdown(*assessments: Any) -> str:
    return render("markdown", assessments, Style())


def headings(text: str) -> list[str]:
    tokens = PARSER.parse(text)
    return [after.content for token, after in itertools.pairwise(tokens) if token.type == "heading_open"]


def shown_text(text: str) -> str:
    """What a reader of the rendered text sees, without the marks."""
    parts: list[str] = []
    for token in PARSER.parse(text):
        parts.append("".join(child.content for child in token.children or () if child.type != "html_inline"))
        if token.type == "fence":
            parts.append(token.content)
    return "\n".join(parts)


def test_items_are_numbered_once_through_the_document() -> None:
    items = [title for title in headings(markdown(blocked())) if title[0].isdigit() and not title.startswith("1. Ana")]
    assert [title for title in items if "Replication" in title or "Property" in title] == [
        "1. Replication between buckets without versioning",
        "2. Replication role without a permission that replication needs",
        "3. Replication between buckets without versioning",
        "4. Property type coercion warning",
        "5. Property type coercion warning",
    ]


def test_sections_have_the_numbers_of_the_full_analysis() -> None:
    sections = [title for title in headings(markdown(ready())) if title.partition(".")[0] in map(str, range(1, 18))]
    numbers = [int(title.partition(".")[0]) for title in sections if "Property type" not in title]
    assert numbers == [1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 17]


def test_an_empty_severity_says_so() -> None:
    assert markdown(assessment()).count("None identified.") == 5


def test_a_suppressed_finding_is_accepted_and_one_of_the_baseline_is_counted() -> None:
    shown = markdown(blocked())
    assert "- **Disposition**: accepted: accepted by the owner" in shown
    assert "Findings of the baseline, not shown: 1." in shown
    assert "| medium | 0 | 1 |" in shown


def test_requirements_are_a_table_with_their_proofs() -> None:
    shown = markdown(assessment(requirements=(requirement("violated", id="R|1", source="a|b.md:3", waived="l|ater"),)))
    (row,) = [line for line in shown.splitlines() if "R&#124;1" in line]
    assert row == (
        "| <code>R&#124;1</code> All objects replicate within 15 minutes (<code>a&#124;b.md:3</code>) | waived | "
        "Source: Time.Minutes is 30, needed 15<br>waived: l\\|ater<br>"
        "`stacks/orders/template.yaml:9:7` Time.Minutes = 15 |"
    )
    tokens = [token.type for token in PARSER.parse(shown)]
    assert tokens.count("td_open") == 3 + 4 * 3


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](https://x.example)",
        "![](https://x.example/pixel.png)",
        "**bold** _it_ ~~gone~~ `code`",
        "a | b | c",
        "&lt;b&gt; &copy;",
        "\\",
        "\\`",
        "https://x.example <https://x.example>",
        "# heading",
        "- [ ] task",
        "1. one",
        "``` fence",
        "$\\frac{a}{b}$",
        "@org/team #123",
        "see @org/team, www.x.example|y",
    ],
)
def test_foreign_text_is_shown_as_it_is(text: str) -> None:
    shown = markdown(
        assessment(
            project=ProjectFacts(text, "cloudformation", "yaml", "2 templates"),
            findings=(finding(title=text, message=text, evidence=(text,), address=text, code=((7, text),)),),
            requirements=(requirement("violated", id="R", text=text, reason=text),),
            undecided=(check(reason=text, title=text),),
        )
    )
    tokens = PARSER.parse(shown)
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special", "code_inline", "strong_open", "strong_close", "softbreak", "html_inline"}
    html = {child.content for token in tokens for child in token.children or () if child.type == "html_inline"}
    assert html <= {"<br>", "<code>", "</code>"}
    assert not {token.type for token in tokens} & {"html_block", "blockquote_open", "ordered_list_open", "code_block"}
    rendered = PARSER.render(shown)
    assert "<script" not in rendered
    assert "<a " not in rendered
    assert "<img" not in rendered
    assert shown_text(shown).count(text) >= 10


def test_names_that_would_notify_somebody_are_code() -> None:
    shown = markdown(assessment(findings=(finding(message="ask @org/team (or @me), a@b.example, www.x.example/y"),)))
    assert "ask `@org/team` (or `@me`), a@b.example, `www.x.example/y`" in shown


@pytest.mark.parametrize("code", ["```", "~~~\n```\n````", "`" * 9, "    ```", ""])
def test_a_block_ends_where_the_code_ends(code: str) -> None:
    lines = tuple((number, text) for number, text in enumerate(code.split("\n"), 1))
    fences = [
        token for token in PARSER.parse(markdown(assessment(findings=(finding(code=lines),)))) if token.type == "fence"
    ]
    assert [token.content for token in fences] == [f"{code}\n", "VersioningConfiguration:\n  Status: Enabled\n"]
    assert fences[0].info == "yaml"


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_line_ends_with_blanks(sample: str) -> None:
    if sample != "hostile":
        assert [line for line in render("markdown", SAMPLES[sample], Style()).splitlines() if line.endswith(" ")] == []
