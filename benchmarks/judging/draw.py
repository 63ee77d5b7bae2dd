"""Draws the projects whose findings are judged, once, before the rules that are judged were written.

    python -m benchmarks.judging.draw > benchmarks/judging/draws.json

The frame is every project of the lists in `benchmarks/projects` that gave a graph when docs/public-projects.md was
made; a drawing that is there already is repeated exactly, since frame and seed are kept with it.

    python -m benchmarks.judging.draw fresh          or again, anew

adds the drawing of this name: every project of the lists `benchmarks/judging/lists/fresh-*.json`, which were fetched
after the rules were written, in a drawn order. Its first sixty that give a graph are the ones judged.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from benchmarks import copies

SEED = 20261128
LATER_SEEDS = {"fresh": 20261129, "again": 20261130, "anew": 20261201}
DRAWS = Path(__file__).parent / "draws.json"
SIZES = {"first": 60, "second": 30}
RESULTS = Path(__file__).parents[2] / ".corpus" / "results"


def frame(results: Path = RESULTS) -> list[str]:
    """`list: repository@commit:path` of every project that was read in full or in part, sorted."""
    return sorted(
        f"{file.stem}: {key}"
        for file in results.glob("*.json")
        for key, result in json.loads(file.read_text(encoding="utf-8")).items()
        if result["synthesis"] in ("ok", "partial")
    )


def draw(among: list[str], seed: int = SEED) -> dict[str, list[str]]:
    """The drawings by name, without any project in two of them."""
    drawn = random.Random(seed).sample(among, sum(SIZES.values()))
    parts, start = {}, 0
    for name, size in SIZES.items():
        parts[name] = sorted(drawn[start : start + size])
        start += size
    return parts


def later(name: str) -> list[str]:
    """Every project of the held lists of a drawing, in a drawn order."""
    listed = [copies.load(file.stem) for file in sorted(copies.HELD.glob(f"{name}-*.json"))]
    keys = sorted(f"{one.name}: {row.repository}@{row.commit}:{row.path}" for one in listed for row in one.rows)
    return random.Random(LATER_SEEDS[name]).sample(keys, len(keys))


if __name__ == "__main__" and len(sys.argv) == 2:
    wanted = sys.argv[1]
    draws = json.loads(DRAWS.read_text(encoding="utf-8"))
    added = {f"{wanted} seed": LATER_SEEDS[wanted], wanted: later(wanted)}
    DRAWS.write_text(json.dumps({**draws, **added}, indent=1) + "\n", "utf-8")
elif __name__ == "__main__":
    among = frame()
    json.dump({"seed": SEED, "frame": among, **draw(among)}, sys.stdout, indent=1)
    sys.stdout.write("\n")
