"""cloudformation-validate (Apache-2.0): the schemas and semantic checks that AWS publishes, offline, in Rust."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.oracles.model import Diagnostic, Level, Oracle

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHILD = Path(__file__).with_name("cloudformation_validate_child.py")
_LEVELS: dict[str, Level] = {"FATAL": "fatal", "ERROR": "error", "WARN": "warning"}


def _command(python: str, templates: Sequence[Path]) -> list[str]:
    return [python, "-I", str(_CHILD), *map(str, templates)]


def _read(code: int, stdout: bytes, stderr: bytes, templates: Sequence[Path]) -> tuple[str, list[Diagnostic]]:
    if code != 0:
        raise ValueError(_last_line(stderr) or f"it ended with exit code {code}")
    try:
        answer: dict[str, Any] = json.loads(stdout)
    except ValueError as error:
        raise ValueError(f"its output is not JSON: {error}") from error
    found = []
    for row in answer["diagnostics"]:
        level = _LEVELS.get(row["severity"])
        if level is not None and 0 <= row["template"] < len(templates):
            found.append(
                Diagnostic(
                    rule=row["rule"],
                    level=level,
                    message=row["message"],
                    title=row["title"] or row["rule"],
                    template=row["template"],
                    logical_id=row["logical_id"],
                    line=row["line"],
                    column=row["column"],
                    reference=row["reference"],
                    fix=row["fix"],
                )
            )
    return answer["version"], found


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else ""


ORACLE = Oracle(
    name="cloudformation-validate",
    default=True,
    module="cloudformation_validate",
    install="pip install cloudformation-validate",
    command=_command,
    read=_read,
    ids=r"[EWI]\d{4}",
    serves=_CHILD,
)
