"""Versions of engines: what can be chosen, what no longer can, and what nobody knows."""

from __future__ import annotations

import pytest

from stackproof.facts import engine_versions
from stackproof.facts.extracts import load


@pytest.mark.parametrize(
    ("engine", "version", "expected"),
    [
        ("postgres", "13.7", "gone"),
        ("postgres", "9.6", "gone"),
        ("postgres", "15.1", "never"),
        ("postgres", "16", "offered"),
        ("postgres", "99.1", "unknown"),
        ("postgres", "latest", "unknown"),
        ("aurora-mysql", "8.0.mysql_aurora.3.04.0", "offered"),
        ("mysql", "8.0.20", "gone"),
        ("neptune", "1.3", "unknown"),
        ("provenance", "1", "unknown"),
    ],
)
def test_how_a_version_stands(engine: str, version: str, expected: str) -> None:
    assert engine_versions.standing(engine, version) == expected


def test_every_version_of_the_table_stands_as_the_table_says() -> None:
    for engine, held in load("engine_versions").items():
        if engine == "provenance":
            continue
        assert {engine_versions.standing(engine, version) for version in held["offered"]} == {"offered"}
        # The beginning of one that is offered means that one.
        gone = {v for v in held["gone"] if not any(one.startswith(f"{v}.") for one in held["offered"])}
        assert {engine_versions.standing(engine, version) for version in gone} <= {"gone"}


def test_what_is_recommended_is_offered_and_of_the_same_line() -> None:
    for version, start in (("13.7", "13."), ("15.1", "15.")):
        found = engine_versions.newest("postgres", version)
        assert found.startswith(start)
        assert engine_versions.standing("postgres", found) == "offered"
