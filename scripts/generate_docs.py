"""Writes the pages of the rules, the named checks and the profiles; `--check` only says whether they are up to date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from stackproof.contract import profile_pages as profiles
from stackproof.contract.checks import documentation as checks
from stackproof.rules import catalogue
from stackproof.rules import documentation as rules
from stackproof.rules.registry import all_rules

DOCS = Path(__file__).resolve().parent.parent / "docs"


def stale(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Names of the pages that are missing, different from what is wanted, or of no rule at all."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Makes the folder hold exactly the wanted pages; returns the names of those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale(folder, wanted)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed


def main() -> int:
    """Runs the script; 1 when `--check` finds a stale page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is stale")
    titles = {rule.id: rule.title for rule in all_rules()}
    wanted = {
        "rules": rules.pages(),
        "checks": checks.pages(),
        "profiles": profiles.pages(lambda rule: titles.get(rule, "")),
    }
    catalogue.entries.cache_clear()
    listed = catalogue.written(all_rules())
    if parser.parse_args().check:
        if not catalogue.FILE.is_file() or catalogue.FILE.read_text("utf-8") != listed:
            print("the catalogue of rules is stale: run scripts/generate_docs.py", file=sys.stderr)
            return 1
        found = [f"docs/{folder}/{name}" for folder, pages in wanted.items() for name in stale(DOCS / folder, pages)]
        for name in found:
            print(f"{name} is stale: run scripts/generate_docs.py", file=sys.stderr)
        return 1 if found else 0
    catalogue.FILE.write_text(listed, encoding="utf-8")
    for folder, pages in wanted.items():
        for name in write(DOCS / folder, pages):
            print(f"docs/{folder}/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
