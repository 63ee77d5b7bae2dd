"""Whatever text stands in whatever field: the forms stay valid, keep their structure and steer no terminal."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stackproof.assessment.model import Assessment
from stackproof.reports.registry import Style, forms, render
from tests.reports import test_json, test_sarif
from tests.reports.builders import HOSTILE, everything, filled
from tests.reports.test_markdown import PARSER
from tests.reports.test_text import COLOUR

# What means something in one form or another.
TOKENS = (
    "`", "```", "~~~", "|", "\\", "\\|", "#", "* ", "- ", "+ ", "1. ", "> ", "---", "===", "    ", "\t", "\n", "\r\n",
    "\n\n", "\x00", "\x1b[31m", "\x1b]0;x\x07", "\x9b2J", "\x7f", "\u2028", "\u202e", "\ud800", "\udfff", "\ufffe",
    "<", ">", "&", "&amp;", "&#0;", "]]>", "<!--", "<br>", "</failure>", "<code>", "<?xml", '"', "'", "[x](y)", "![",
    "**", "_", "~~", "$", "@org/team", "www.a.b", "https://a.b/", "/", "..", "//", ":", "{", "}", "%", "\ufeff",
)  # fmt: skip
PIECES = st.one_of(st.sampled_from(TOKENS), st.text(st.characters(exclude_categories=()), max_size=6))
TEXTS = st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=1, max_size=5)
BASE = everything()
RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def with_texts(texts: list[str]) -> Assessment:
    """The base with each of its texts replaced by one of `texts`, in turn."""
    whole: Assessment = filled(BASE, itertools.cycle(texts))
    return whole


def solid(texts: list[str]) -> Iterator[str]:
    """The texts without end, each with a letter before or behind it: an empty one would be left out on purpose."""
    for number, text in enumerate(itertools.cycle(texts)):
        yield f"w{text}" if number % 2 else f"{text}w"


@RELAXED
@given(TEXTS)
@example([HOSTILE])
@example([""])
def test_json_stays_json_of_the_schema(texts: list[str]) -> None:
    text = render("json", [with_texts(texts)], Style())
    assert text.isascii()
    assert "\x7f" not in text
    assert test_json.VALIDATOR.is_valid(json.loads(text))


@RELAXED
@given(TEXTS)
@example([HOSTILE])
@example([""])
def test_sarif_stays_valid(texts: list[str]) -> None:
    log = json.loads(render("sarif", [with_texts(texts)], Style()))
    test_sarif.VALIDATOR.validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    violated = sum(1 for requirement in BASE.requirements if requirement.status == "violated")
    assert len(run["results"]) == len(BASE.findings) + violated
    uris = re.findall(r'"uri": "(.*)"', render("sarif", [with_texts(texts)], Style()))
    assert [uri for uri in uris if not re.fullmatch(r"[A-Za-z0-9/._~%:-]*", uri)] == []


@RELAXED
@given(TEXTS)
@example([HOSTILE])
@example([""])
def test_junit_stays_well_formed_and_its_cases_stay(texts: list[str]) -> None:
    root = ElementTree.fromstring(render("junit", [with_texts(texts)], Style()))
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "system-out",
    }  # fmt: skip
    requirements = root.findall("testsuite")[-1]
    assert len(requirements) == len(BASE.requirements)
    assert root.find("testsuite/testcase[@name='verdict']/failure") is not None


@RELAXED
@given(TEXTS)
@example([HOSTILE])
@example(["1. "])
@example(["\\|"])
def test_markdown_keeps_its_headings_tables_lists_and_fences(texts: list[str]) -> None:
    calm = filled(BASE, itertools.repeat("word"))
    wild = filled(BASE, solid(texts))
    expected, found = (PARSER.parse(render("markdown", [each], Style())) for each in (calm, wild))
    assert [(token.type, token.tag, token.level) for token in found] == [
        (token.type, token.tag, token.level) for token in expected
    ]
    inline = [child for token in found for child in token.children or ()]
    assert not {child.type for child in inline} & {"link_open", "image", "em_open", "s_open", "hardbreak"}
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<br>", "<code>", "</code>"}


@RELAXED
@given(TEXTS, st.integers(60, 120))
@example([HOSTILE], 100)
@example([""], 60)
def test_text_has_no_control_character_but_our_own_colours(texts: list[str], width: int) -> None:
    whole = with_texts(texts)
    plain = render("text", [whole, whole], Style(width=width))
    assert [letter for letter in plain if ord(letter) < 32 or 127 <= ord(letter) < 160] == ["\n"] * plain.count("\n")
    assert COLOUR.sub(r"\1", render("text", [whole, whole], Style(width=width, color=True))) == plain


@pytest.mark.parametrize("form", forms())
def test_every_form_can_be_written_as_utf_8(form: str) -> None:
    render(form, [with_texts(["\ud800", "\udfff\ufffe"])], Style()).encode("utf-8")
