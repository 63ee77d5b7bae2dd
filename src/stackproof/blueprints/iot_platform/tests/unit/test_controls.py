"""The page of controls and the tool that fills it in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from iot_platform.paths import PROJECT
from tools.controls import PAGE, ControlsError, main, page, table


def requirement(**given: Any) -> dict[str, Any]:
    """A requirement as `stackproof check` reports it."""
    return {
        "id": "A.8.24",
        "text": "Data is encrypted (R3, C4)",
        "source": "A.8.24 use of cryptography",
        "status": "proven",
        "reason": "",
        "evidence": [
            {"address": "stack-iot-platform-x/Stream", "file": "iot_platform/stream.py", "note": "KeyId = a|b"},
            {"address": "stack-iot-platform-x/Stream", "file": "iot_platform/stream.py", "note": "seen before"},
            {"address": "", "file": "app.py", "note": ""},
        ],
        **given,
    }


def assessment(*requirements: dict[str, Any]) -> dict[str, Any]:
    """An assessment under the profile `iso27001`."""
    return {"profile": "iso27001", "requirements": list(requirements)}


def test_a_control_shows_what_it_rests_on_and_each_place_of_its_evidence_once() -> None:
    """Without the name of the stack, and with bars that end no cell."""
    row = table(assessment(requirement())).splitlines()[2]
    assert row == ("| A.8.24 use of cryptography | Data is encrypted | R3, C4 | `Stream` KeyId = a\\|b<br>`app.py` |")


def test_a_control_of_the_profile_says_so() -> None:
    """It names no requirement of ours."""
    assert "| Data is backed up | profile `iso27001` |" in table(assessment(requirement(text="Data is backed up")))


def test_long_evidence_is_cut_and_says_how_much() -> None:
    """Six places are enough to look at."""
    proofs = [{"address": f"stack-iot-platform-x/Key{n}", "file": "keys.py", "note": "rotates"} for n in range(9)]
    row = table(assessment(requirement(evidence=proofs))).splitlines()[2]
    assert row.count("<br>") == 6
    assert row.endswith("and 3 more |")


def test_a_control_that_is_not_proven_makes_no_page() -> None:
    """A page of evidence without evidence would be worse than none."""
    with pytest.raises(ControlsError, match=r"A\.8\.24 is violated: nothing is encrypted"):
        table(assessment(requirement(status="violated", reason="nothing is encrypted")))


@pytest.mark.parametrize("text", ["no place", "<!-- evidence iso27001 --> never ends", "<!-- end -->"])
def test_a_page_without_a_place_for_the_table_is_refused(text: str) -> None:
    """The comments mark it."""
    with pytest.raises(ControlsError, match="no place for the table of iso27001"):
        page(text, [assessment()])


def run(tmp_path: Path, text: str, *options: str, status: str = "proven") -> tuple[int, str]:
    """The exit code of the command, and the page afterwards."""
    target, report = tmp_path / "controls.md", tmp_path / "iso27001.json"
    target.write_text(text, "utf-8")
    report.write_text(json.dumps(assessment(requirement(status=status))), "utf-8")
    return main([*options, str(report)], target), target.read_text("utf-8")


EMPTY = "before\n<!-- evidence iso27001 -->\n<!-- end -->\nafter\n"


def test_the_command_fills_the_table_in_and_keeps_the_rest(tmp_path: Path) -> None:
    """A second time it changes nothing."""
    code, text = run(tmp_path, EMPTY)
    assert code == 0
    assert text.startswith("before\n<!-- evidence iso27001 -->\n| Control |")
    assert text.endswith("|\n<!-- end -->\nafter\n")
    assert run(tmp_path, text, "--check") == (0, text)


def test_a_stale_page_fails_the_check_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CI tells what to do."""
    assert run(tmp_path, EMPTY, "--check") == (1, EMPTY)
    assert "controls.md is stale" in capsys.readouterr().err


def test_what_is_not_proven_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the page stays."""
    assert run(tmp_path, EMPTY, status="undecided") == (1, EMPTY)
    assert capsys.readouterr().err == "error: A.8.24 is undecided: \n"


@pytest.mark.parametrize("profile", ["hipaa", "iso27001"])
def test_the_page_has_a_row_for_every_control_of_the_contracts(profile: str) -> None:
    """Each with evidence."""
    contract = (PROJECT / "compliance" / f"{profile}.yaml").read_text("utf-8")
    sources = re.findall(r"^    source: (.+)$", contract, re.MULTILINE)
    assert len(sources) >= 13
    shown = PAGE.read_text("utf-8").partition(f"<!-- evidence {profile} -->")[2].partition("<!-- end -->")[0]
    rows = [line for line in shown.splitlines() if line.startswith("| ")]
    for source in sources:
        (row,) = (one for one in rows if one.startswith(f"| {source} |") and "profile `" not in one)
        assert row.count("`") >= 2, row
