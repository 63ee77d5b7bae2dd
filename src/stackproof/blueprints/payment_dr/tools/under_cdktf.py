"""Makes a copy of this project that runs with CDKTF, the archived predecessor of CDK Terrain.

    python -m tools.under_cdktf DIRECTORY

Names of packages are replaced in imports and pins, and nothing else: the classes are the same. The bindings are the
last ones for version 5 of the AWS provider.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from payment_dr.paths import PROJECT

PINS = {
    "cdktn": "cdktf==0.21.0",
    "cdktn-provider-aws": "cdktf-cdktf-provider-aws==20.1.0",
}
"""What is pinned instead, by the package of CDK Terrain."""

_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", "build", "cdktf.out", "*.pyc", ".*_cache", ".coverage", "outputs.json"
)
_IMPORTED = re.compile(r"^(\s*(?:from|import) )cdktn(?=\b|_provider_)", re.MULTILINE)
_BINDINGS = re.compile(r"^(\s*(?:from|import) )cdktf_provider_", re.MULTILINE)
_PIN = re.compile(r"^(cdktn(?:-provider-aws)?)==\S+", re.MULTILINE)


def renamed(source: str) -> str:
    """The text of a Python file with imports of CDKTF's packages."""
    return _BINDINGS.sub(r"\1cdktf_cdktf_provider_", _IMPORTED.sub(r"\1cdktf", source))


def pinned(requirements: str) -> str:
    """The text of a file of requirements with CDKTF's pins."""
    return _PIN.sub(lambda match: PINS[match[1]], requirements)


def convert(project: Path, directory: Path) -> None:
    """Copy a project and replace the names in the copy.

    Raises:
        FileExistsError: the directory is there already.
    """
    shutil.copytree(project, directory, ignore=_LEFT_OUT)
    for file in directory.rglob("*.py"):
        file.write_text(renamed(file.read_text("utf-8")), "utf-8")
    for file in directory.rglob("requirements*.txt"):
        file.write_text(pinned(file.read_text("utf-8")), "utf-8")


def main(arguments: Sequence[str]) -> int:
    """Make the copy that the command line asks for; returns the exit code."""
    if len(arguments) != 1:
        print("usage: python -m tools.under_cdktf DIRECTORY", file=sys.stderr)
        return 2
    try:
        convert(PROJECT, Path(arguments[0]))
    except FileExistsError:
        print(f"error: {arguments[0]} is there already", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
