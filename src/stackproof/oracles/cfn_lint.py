"""cfn-lint (MIT-0): AWS's linter for CloudFormation, asked with `--oracles all`."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from stackproof.oracles.model import Diagnostic, Level, Oracle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LEVELS: dict[str, Level] = {"Error": "error", "Warning": "warning"}
# Exit code 1 is a failure of cfn-lint itself; 2, 4, 8 and their sums tell which levels were found.
_FAILED = 1
_START = "import sys; from cfnlint.runner import main; sys.exit(main())"


def _command(python: str, templates: Sequence[Path]) -> list[str]:
    # What a template tells it to ignore is asked all the same: the suppressions are where it is decided what counts.
    options = ["--format", "json", "--mandatory-checks", "E", "W"]
    return [python, "-I", "-c", _START, *options, "--", *map(str, templates)]


def _read(code: int, stdout: bytes, stderr: bytes, templates: Sequence[Path]) -> tuple[str, list[Diagnostic]]:
    if code == _FAILED or code < 0:
        raise ValueError(stderr.decode("utf-8", "replace").strip()[-300:] or f"it ended with exit code {code}")
    try:
        rows: list[dict[str, Any]] = json.loads(stdout or b"[]")
    except ValueError as error:
        raise ValueError(f"its output is not JSON: {error}") from error
    index = {os.path.realpath(path): number for number, path in enumerate(templates)}
    found = []
    for row in rows:
        level = _LEVELS.get(row["Level"])
        number = index.get(os.path.realpath(row["Filename"]))
        if level is None or number is None:
            continue
        place = row["Location"]
        path = place.get("Path") or []
        found.append(
            Diagnostic(
                rule=row["Rule"]["Id"],
                level=level,
                message=row["Message"],
                title=row["Rule"]["ShortDescription"],
                template=number,
                logical_id=str(path[1]) if len(path) > 1 and path[0] == "Resources" else "",
                line=place["Start"]["LineNumber"],
                column=place["Start"]["ColumnNumber"],
                reference=row["Rule"].get("Source", ""),
                fix="",
            )
        )
    from importlib.metadata import version

    return version("cfn-lint"), found


ORACLE = Oracle(
    name="cfn-lint",
    default=False,
    module="cfnlint",
    install="pip install 'stackproof[cfn-lint]'",
    command=_command,
    read=_read,
    ids=r"[EWI]\d{4}",
)
