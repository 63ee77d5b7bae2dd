"""What the program that runs CDK programs does with versions of the CDK that are not installed here."""

from __future__ import annotations

import importlib.metadata
from typing import Any

import pytest

from stackproof.synthesis.cdk import driver


@pytest.mark.parametrize(
    ("version", "older"), [("2.3.0", True), ("2.45.1", True), ("2.46.0", False), ("2.275.0", False), ("next", False)]
)
def test_versions_that_read_no_context_from_a_file_are_known(
    version: str, older: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _: version)
    assert driver._is_older_than_context_files() is older


def test_an_app_of_such_a_version_gets_the_context_and_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class App:
        def __init__(self, *, context: dict[str, Any] | None = None, outdir: str = "") -> None:
            self.told = context, outdir

    class Derived(App):
        def __init__(self) -> None:
            super().__init__(context={"stage": "code", "zone": "a"}, outdir="out")

    monkeypatch.setattr(driver._AppContext, "installed", False)
    monkeypatch.setattr(driver._AppContext, "given", {})
    for stage in ("first", "second"):
        driver._AppContext.install(App)
        driver._AppContext.given = {"stage": stage}
        assert App().told == ({"stage": stage}, "")
        assert Derived().told == ({"stage": stage, "zone": "a"}, "out")
