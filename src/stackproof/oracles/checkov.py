"""checkov (Apache-2.0): single-resource security of Terraform and CloudFormation, asked with `--oracles all`.

It lives in an environment of its own, made on first use, because it pins packages that others need in other versions.
Without an account of its vendor it states no severities: its findings are warnings, and a profile says which count.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.oracles.model import Diagnostic, Oracle

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = "3.3.30"
_CHILD = Path(__file__).with_name("checkov_child.py")
_TERRAFORM = (".tf", ".tf.json")
PROTECTION = frozenset({"CKV_AWS_139", "CKV_AWS_150", "CKV_AWS_172", "CKV_AWS_293", "CKV_AWS_344"})
"""Checks that ask for protection against deletion (read in checkov 3.3.30), which a policy may ask against."""


def _command(python: str, files: Sequence[Path]) -> list[str]:
    paths = [str(path) for path in files]
    if files[0].name.endswith(_TERRAFORM):
        return [python, "-I", str(_CHILD), "terraform", str(files[0].parent), *paths]
    return [python, "-I", str(_CHILD), "cloudformation", *paths]


def _read(code: int, stdout: bytes, stderr: bytes, files: Sequence[Path]) -> tuple[str, list[Diagnostic]]:
    if code != 0:
        lines = stderr.decode("utf-8", "replace").strip().splitlines()
        raise ValueError(lines[-1][:300] if lines else f"it ended with exit code {code}")
    try:
        answer: dict[str, Any] = json.loads(stdout)
    except ValueError as error:
        raise ValueError(f"its output is not JSON: {error}") from error
    if answer["unread"]:
        raise ValueError(f"it could not read {len(answer['unread'])} of the files")
    found = [_diagnostic(row) for row in answer["rows"] if 0 <= row["file"] < len(files)]
    return answer["version"], sorted(found, key=lambda one: (one.template, one.line, one.rule, one.logical_id))


def _diagnostic(row: dict[str, Any]) -> Diagnostic:
    # CloudFormation's resources are called `AWS::S3::Bucket.Documents`, Terraform's by their address.
    resource = str(row["resource"])
    keys = ", ".join(row["keys"][:4])
    skipped = f"its own comment: {row['skipped'] or 'no reason given'}" if row["skip"] else ""
    return Diagnostic(
        rule=row["rule"],
        level="warning",
        message=f"{row['title']} (looked at {keys})" if keys else row["title"],
        title=row["title"],
        template=row["file"],
        logical_id=resource.partition(".")[2] if resource.startswith("AWS::") else resource,
        line=row["line"],
        column=0,
        reference=row["reference"],
        fix="",
        suppressed=skipped,
    )


ORACLE = Oracle(
    name="checkov",
    default=False,
    module="checkov",
    install="it is installed on first use, from the package registry",
    command=_command,
    read=_read,
    ids=r"CKV2?_[A-Z]+_\d+",
    engines=("cloudformation", "cdk", "terraform"),
    requirements={"checkov": f"=={VERSION}"},
)
