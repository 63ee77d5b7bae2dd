"""Runs checkov on files and prints what failed and what was skipped as JSON, in checkov's own environment.

    checkov_child.py terraform FOLDER FILE...       the root module in FOLDER; FILEs are those whose findings count
    checkov_child.py cloudformation FILE...

checkov's command line is not used: it reads `.checkov.yaml` beside the files, which may name Python code to be run.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import version
from typing import Any


def main(framework: str, paths: list[str]) -> None:
    """Prints one JSON object: checkov's version and the records by file."""
    from checkov.runner_filter import RunnerFilter

    chosen = RunnerFilter(framework=[framework], download_external_modules=False)
    if framework == "terraform":
        from checkov.terraform.runner import Runner

        folder, *paths = paths
        report = Runner().run(root_folder=folder, runner_filter=chosen)
    else:
        from checkov.cloudformation.runner import Runner

        report = Runner().run(root_folder=None, files=paths, runner_filter=chosen)
    index = {os.path.realpath(path): number for number, path in enumerate(paths)}
    rows = [_row(record, index) for record in (*report.failed_checks, *report.skipped_checks)]
    unread = [str(path) for path in report.parsing_errors]
    json.dump({"version": version("checkov"), "rows": [row for row in rows if row], "unread": unread}, sys.stdout)


def _row(
    record: Any,  # noqa: ANN401 - a Record of checkov, which is not installed here
    index: dict[str, int],
) -> dict[str, Any] | None:
    number = index.get(os.path.realpath(record.file_abs_path))
    if number is None:
        return None
    return {
        "rule": record.check_id,
        "title": record.check_name,
        "resource": record.resource,
        "file": number,
        "line": record.file_line_range[0],
        "keys": [key for key in record.check_result.get("evaluated_keys") or [] if isinstance(key, str)],
        "reference": record.guideline or "",
        "skipped": record.check_result.get("suppress_comment") or "",
        "skip": getattr(record.check_result.get("result"), "name", "") == "SKIPPED",
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
