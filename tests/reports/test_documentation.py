"""The page about the output keeps up with what is put out."""

from __future__ import annotations

import re
from pathlib import Path

from stackproof.assessment.verdict import POINTS
from stackproof.reports.registry import forms
from stackproof.rules.model import SEVERITIES
from tests.reports.test_json import SCHEMA

PAGE = Path(__file__).parents[2] / "docs" / "output.md"
TEXT = PAGE.read_text("utf-8")
NAMED = {word for code in re.findall(r"`([^`\n]+)`", TEXT) for word in code.split(".")}


def test_every_form_is_described() -> None:
    assert set(forms()) - NAMED == set()


def test_every_key_of_the_json_is_described() -> None:
    defined = SCHEMA["$defs"]
    keys = {key for name in defined for key in defined[name].get("properties", {})}
    keys |= set(defined["assessment"]["properties"]["graph"]["properties"])
    assert keys - NAMED == set()


def test_every_word_of_an_enumeration_is_described() -> None:
    words = {word for name in SCHEMA["$defs"].values() for word in name.get("enum", ())}
    assert {word for word in words if word not in TEXT} == set()


def test_the_points_are_those_that_are_deducted() -> None:
    points = ", ".join(f"{POINTS[severity]:g}" for severity in SEVERITIES)
    assert f"| {points} | each {', '.join(SEVERITIES)} finding that counts |" in TEXT


def test_links_lead_somewhere() -> None:
    links = {link for link in re.findall(r"\]\(([^)#]+)", TEXT) if not link.startswith("https://")}
    assert {link for link in links if not (PAGE.parent / link).exists()} == set()
