"""The baseline: findings that were there before, listed but not counted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.assessment.fingerprint import fingerprint
from stackproof.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stackproof.assessment.model import Finding

_MAX_BYTES = 200 * 1024 * 1024
SCHEMAS = ("stackproof/assessment/1", "stackproof/assessments/1")


def load(file: Path) -> dict[str, int]:
    """How often each fingerprint occurs in an earlier assessment in JSON (`check --format json --output FILE`).

    Raises:
        InputError: when the file cannot be read or is not such an assessment.
    """
    hint = "Make one with: stackproof check --format json --output FILE"
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise InputError("the baseline is larger than 200 MB", file=str(file), hint=hint)
        data = json.loads(file.read_bytes())
    except OSError as error:
        raise InputError(f"the baseline cannot be read: {error.strerror}", file=str(file), hint=hint) from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError("the baseline is not valid JSON", file=str(file), line=line, hint=hint) from error
    if not isinstance(data, dict) or data.get("schema") not in SCHEMAS:
        raise InputError("the baseline is not an assessment of stackproof", file=str(file), hint=hint)
    counts: dict[str, int] = {}
    try:
        for assessment in data.get("assessments", [data]):
            for finding in assessment["findings"]:
                key = str(finding["fingerprint"])
                counts[key] = counts.get(key, 0) + 1
    except (KeyError, TypeError) as error:
        raise InputError("the baseline's findings are not of the published form", file=str(file), hint=hint) from error
    return counts


def apply(findings: Iterable[Finding], known: dict[str, int]) -> list[Finding]:
    """Marks as many findings of each fingerprint as the baseline has; any more are new."""
    left = dict(known)
    marked = []
    for finding in findings:
        key = fingerprint(finding)
        if left.get(key, 0) > 0:
            left[key] -= 1
            marked.append(replace(finding, baseline=True))
        else:
            marked.append(finding)
    return marked
