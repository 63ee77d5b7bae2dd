"""Counts the `aws_*` resource types that public Terraform repositories use, and writes scripts/most_used_types.txt.

    python scripts/most_used_types.py CLONES

CLONES is a folder with clones of repositories, each named `owner+name` (bare or not). Counted are blocks
`resource "aws_..."` of all *.tf files at the newest commit, outside of `.terraform`. A type's rank is the number of
repositories that use it, so that one large repository counts as one; equal ones are ranked by the number of blocks.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

TARGET = Path(__file__).with_suffix(".txt")
WANTED = 150
_BLOCK = r'^[[:space:]]*resource[[:space:]]+"aws_[a-z0-9_]+"'
_TYPE = re.compile(r'"(aws_[a-z0-9_]+)"')


def uses(clone: Path) -> Counter[str]:
    """How often a repository declares each type; empty where the clone has no commit."""
    places = (clone, clone / "repo", clone / ".git", clone / "repo" / ".git")
    folder = next((place for place in places if (place / "HEAD").exists()), None)
    if folder is None:
        return Counter()
    command = ["git", "--git-dir", str(folder), "grep", "-hE", _BLOCK, "HEAD", "--", "*.tf", ":!*/.terraform/*"]
    answer = subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)
    return Counter(_TYPE.findall(answer.stdout.decode("utf-8", "replace")))


def main(clones: Path) -> None:
    """Writes the list."""
    counted = {clone.name: uses(clone) for clone in sorted(clones.iterdir()) if clone.is_dir()}
    repositories: Counter[str] = Counter()
    blocks: Counter[str] = Counter()
    for found in counted.values():
        repositories.update(found.keys())
        blocks.update(found)
    ranked = sorted(repositories, key=lambda name: (-repositories[name], -blocks[name], name))
    with_any = sum(1 for found in counted.values() if found)
    today = datetime.now(tz=UTC).date()
    lines = [
        f"# The {WANTED} aws_* resource types that the most of {with_any} public repositories use, one a line:",
        "# type, repositories that use it, blocks in them.",
        f"# Counted by scripts/most_used_types.py on {today} in the *.tf files at the newest commit of each,",
        f"# {blocks.total()} blocks of {len(repositories)} types. A repository counts once for a type;",
        "# of equal ones the type with more blocks comes first.",
        *(f"{name} {repositories[name]} {blocks[name]}" for name in ranked[:WANTED]),
    ]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{with_any} repositories, {blocks.total()} blocks, {len(repositories)} types")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
