"""The pages on coverage are those that the tables and the provider's schema give."""

from __future__ import annotations

from scripts import vocabulary_coverage as coverage


def test_every_argument_of_the_most_used_types_is_mapped_or_listed() -> None:
    found = coverage.covered()
    missing = {
        name: lacking
        for (name, _), (_, rows) in found.items()
        if name in coverage.most_used() and (lacking := [fate.path for fate in rows if fate.kind == "missing"])
    }
    assert missing == {}
    assert {type_ for type_ in coverage.most_used() if not any(name == type_ for name, _ in found)} == set()
    assert len(coverage.most_used()) == 150


def test_the_pages_are_what_the_script_makes() -> None:
    stale = [name for name, text in coverage.pages().items() if (coverage.PAGES / name).read_text("utf-8") != text]
    assert stale == [], "run python scripts/vocabulary_coverage.py"
    assert {file.name for file in coverage.PAGES.glob("*.md")} == set(coverage.pages())
