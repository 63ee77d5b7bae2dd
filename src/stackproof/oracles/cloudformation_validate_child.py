"""Runs cloudformation-validate on the template files named as arguments and prints its diagnostics as JSON.

A program of its own: a crash or a hang of native code on hostile input ends this process and nothing else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cloudformation_validate

if TYPE_CHECKING:
    from collections.abc import Callable


def prepare() -> Callable[[list[str]], None]:
    """Loads the rules, and returns what prints one JSON object for template files: version and diagnostics of all."""
    engine = cloudformation_validate.CompositeEngine()

    def answer(paths: list[str]) -> None:
        rows = []
        for index, path in enumerate(paths):
            report = engine.validate_template(Path(path))
            for found in report.diagnostics:
                entity = found.entity
                is_resource = entity is not None and entity.entity_type is cloudformation_validate.EntityType.RESOURCE
                rows.append(
                    {
                        "rule": found.rule_id,
                        "severity": found.severity.name,
                        "message": found.message,
                        "title": found.rule_description or "",
                        "template": index,
                        "logical_id": entity.logical_id if is_resource else "",
                        "line": found.start_line or 0,
                        "column": found.start_column or 0,
                        "reference": found.documentation_url or "",
                        "fix": found.suggested_fix or "",
                    }
                )
        json.dump({"version": cloudformation_validate.version(), "diagnostics": rows}, sys.stdout)

    return answer


if __name__ == "__main__":
    prepare()(sys.argv[1:])
