"""Every form of every sample as it stands in `snapshots/`; STACKPROOF_UPDATE_SNAPSHOTS=1 rewrites them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackproof.reports.registry import Style, forms, render
from tests.reports.builders import SAMPLES

FOLDER = Path(__file__).parent / "snapshots"
ENDINGS = {"json": "json", "junit": "xml", "markdown": "md", "sarif": "sarif", "text": "txt"}
UPDATE = os.environ.get("STACKPROOF_UPDATE_SNAPSHOTS") == "1"


@pytest.mark.parametrize("form", forms())
@pytest.mark.parametrize("sample", SAMPLES)
def test_the_report_is_the_one_that_was_read_and_accepted(sample: str, form: str) -> None:
    text = render(form, SAMPLES[sample], Style())
    file = FOLDER / f"{sample}.{ENDINGS[form]}"
    if UPDATE:
        file.write_bytes(text.encode("utf-8"))
    assert text == file.read_bytes().decode("utf-8"), "STACKPROOF_UPDATE_SNAPSHOTS=1 accepts the new text"


def test_there_is_no_snapshot_that_no_sample_makes() -> None:
    expected = {f"{sample}.{ending}" for sample in SAMPLES for ending in ENDINGS.values()}
    assert {file.name for file in FOLDER.iterdir()} == expected


def test_verbose_shows_the_evidence_that_the_brief_report_counts() -> None:
    brief = render("text", SAMPLES["ready"], Style())
    verbose = render("text", SAMPLES["ready"], Style(verbose=True))
    assert "(+3)" in brief
    assert "Bucket8" not in brief
    assert "Bucket8" in verbose
    assert "--verbose" not in verbose
