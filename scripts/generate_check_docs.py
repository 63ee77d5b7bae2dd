"""Writes the pages of the named checks into `docs/checks`; with `--check` it only says whether they are up to date."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.generate_docs import stale, write

from stackproof.contract.checks.documentation import pages

DOCS = Path(__file__).resolve().parent.parent / "docs" / "checks"


def main(arguments: list[str]) -> int:
    """Runs the script; 1 when `--check` finds a stale page."""
    if arguments == ["--check"]:
        found = stale(DOCS, pages())
        for name in found:
            print(f"docs/checks/{name} is stale: run scripts/generate_check_docs.py", file=sys.stderr)
        return 1 if found else 0
    for name in write(DOCS, pages()):
        print(f"docs/checks/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
