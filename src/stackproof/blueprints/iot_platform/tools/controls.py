"""Writes into docs/controls.md what `stackproof check` found as evidence for each control.

    stackproof check . --contract compliance/hipaa.yaml --report json=hipaa.json
    stackproof check . --contract compliance/iso27001.yaml --report json=iso27001.json
    python -m tools.controls hipaa.json iso27001.json
    python -m tools.controls --check hipaa.json iso27001.json    # in CI: fails when the page shows anything else

The page's own words stay as they are; each table stands between two comments that name its profile.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from iot_platform.paths import PROJECT

PAGE = PROJECT / "docs" / "controls.md"
SHOWN = 6
"""How many resources of a control's evidence are shown."""

_RESTS_ON = re.compile(r" \(((?:[RC]\d+(?:, )?)+)\)$")
_TABLE = "<!-- evidence {profile} -->"
_END = "<!-- end -->"


class ControlsError(ValueError):
    """An assessment or the page is not as it should be; the message says which and why."""


def page(text: str, assessments: Sequence[Mapping[str, Any]]) -> str:
    """The page with the tables of these assessments.

    Raises:
        ControlsError: a control is not proven, or the page has no place for a table.
    """
    for assessment in assessments:
        profile = str(assessment["profile"])
        start = _TABLE.format(profile=profile)
        before, found, after = text.partition(start)
        _, closed, rest = after.partition(_END)
        if not found or not closed:
            raise ControlsError(f"the page has no place for the table of {profile}: {start} ... {_END}")
        text = f"{before}{start}\n{table(assessment)}{_END}{rest}"
    return text


def table(assessment: Mapping[str, Any]) -> str:
    """The controls of an assessment: what serves each, the requirements that it rests on, and the evidence.

    Raises:
        ControlsError: a control is not proven.
    """
    profile = f"profile `{assessment['profile']}`"
    rows = ["| Control | What serves it | Rests on | Evidence |\n|---|---|---|---|\n"]
    for requirement in assessment["requirements"]:
        if requirement["status"] != "proven":
            raise ControlsError(f"{requirement['id']} is {requirement['status']}: {requirement['reason']}")
        text = str(requirement["text"])
        rests_on = _RESTS_ON.search(text)
        rows.append(
            f"| {_cell(requirement['source'])} | {_cell(_RESTS_ON.sub('', text))} "
            f"| {rests_on[1] if rests_on else profile} "
            f"| {_evidence(requirement['evidence'])} |\n"
        )
    return "".join(rows)


def _evidence(proofs: Sequence[Mapping[str, Any]]) -> str:
    """Each resource or file once, with what was first found of it."""
    found: dict[str, str] = {}
    for proof in proofs:
        found.setdefault(_cell(proof["address"] or proof["file"]), str(proof["note"]))
    shown = [f"`{place}` {_cell(note)}".strip() for place, note in list(found.items())[:SHOWN]]
    more = len(found) - len(shown)
    return "<br>".join([*shown, f"and {more} more"] if more else shown)


def _cell(text: object) -> str:
    """A text that may stand in a cell, without the name of the stack that was judged."""
    return re.sub(r"stack-iot-platform-[a-z0-9-]+/", "", str(text)).replace("|", "\\|").replace("\n", " ")


def main(arguments: Sequence[str], target: Path = PAGE) -> int:
    """Write or check the page; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.controls", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="fail when the page shows anything else")
    parser.add_argument("assessments", nargs="+", type=Path, help="reports of `stackproof check` in JSON")
    options = parser.parse_args(arguments)
    old = target.read_text("utf-8")
    try:
        new = page(old, [json.loads(file.read_text("utf-8")) for file in options.assessments])
    except ControlsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if options.check and new != old:
        print(f"error: {target.name} is stale: run python -m tools.controls", file=sys.stderr)
        return 1
    target.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
