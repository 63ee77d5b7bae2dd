"""Public templates that other people wrote: a pinned list, and the copies that it is run on.

The list (`corpus.json`) names repository, commit, path and SHA-256 of each template; the templates themselves are not
part of this project. Give the folder that holds clones of the repositories, each named `owner+name` (bare or not):

    git clone --bare https://github.com/OWNER/NAME CLONES/OWNER+NAME
    python -m benchmarks.corpus copy CLONES          # copies the pinned templates into corpus/, which git ignores
    python -m benchmarks.corpus draw CLONES          # draws a new list with the fixed seed; only to renew it
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LIST = HERE / "corpus.json"
CORPUS = HERE.parent / "corpus"
SEED = 20261121
# How many templates are drawn from each repository; all of them where there are fewer.
SHARES = {
    "aws-cloudformation/aws-cloudformation-templates": 26,
    "aws-ia/cfn-ps-aws-vpc": 4,
    "aws-samples/aws-refarch-wordpress": 8,
    "aws-samples/ecs-refarch-cloudformation": 8,
    "aws-samples/serverless-patterns": 20,
    "aws-samples/startup-kit-templates": 8,
    "nathanpeck/aws-cloudformation-fargate": 4,
    "stelligent/cloudformation_templates": 12,
    "thinegan/cloudformation": 8,
    "widdix/aws-cf-templates": 20,
}
WANTED = 100
ENDINGS = (".yaml", ".yml", ".json", ".template")


def git(clones: Path, repository: str, *arguments: str) -> bytes:
    """What git says about a clone."""
    top = clones / repository.replace("/", "+")
    folder = next(
        place for place in (top, top / "repo", top / "repo" / ".git", top / ".git") if (place / "HEAD").exists()
    )
    return subprocess.run(
        ["git", "--git-dir", str(folder), *arguments], check=True, capture_output=True, stdin=subprocess.DEVNULL
    ).stdout


def is_template(data: bytes) -> bool:
    """Whether a file says of itself that it is a template with resources."""
    return b"AWSTemplateFormatVersion" in data and b"Resources" in data


def draw(clones: Path) -> None:
    """Writes a new list: a draw with a fixed seed, spread over the repositories."""
    rows: list[dict[str, str]] = []
    spare: list[dict[str, str]] = []
    for repository, share in SHARES.items():
        commit = git(clones, repository, "rev-parse", "HEAD").decode().strip()
        names = git(clones, repository, "ls-tree", "-r", "--name-only", "-z", commit).decode().split("\0")
        candidates = sorted(name for name in names if name.endswith(ENDINGS) and "node_modules" not in name)
        random.Random(f"{SEED} {repository}").shuffle(candidates)
        taken = 0
        for name in candidates:
            if taken >= share + 10:
                break
            data = git(clones, repository, "show", f"{commit}:{name}")
            if is_template(data):
                digest = hashlib.sha256(data).hexdigest()
                row = {"repository": repository, "commit": commit, "path": name, "sha256": digest}
                (rows if taken < share else spare).append(row)
                taken += 1
    rows += spare[: WANTED - len(rows)]
    rows = sorted(rows[:WANTED], key=lambda row: (row["repository"], row["path"]))
    LIST.write_text(json.dumps({"seed": SEED, "templates": rows}, indent=1) + "\n")
    print(f"{len(rows)} templates of {len({row['repository'] for row in rows})} repositories")


def copy(clones: Path) -> None:
    """Copies the pinned templates into the corpus folder and checks their hashes."""
    rows = json.loads(LIST.read_text())["templates"]
    for number, row in enumerate(rows):
        data = git(clones, row["repository"], "show", f"{row['commit']}:{row['path']}")
        if hashlib.sha256(data).hexdigest() != row["sha256"]:
            sys.exit(f"{row['repository']}/{row['path']} is not the pinned file")
        # A folder of its own for each: templates beside each other would be read as one project.
        folder = CORPUS / f"{number:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / Path(row["path"]).name).write_bytes(data)
    print(f"{len(rows)} templates in {CORPUS}")


def templates() -> list[tuple[dict[str, str], Path]]:
    """The rows of the list with the copies; ends the program where they are not there."""
    rows = json.loads(LIST.read_text())["templates"]
    found = [(row, CORPUS / f"{number:03}" / Path(row["path"]).name) for number, row in enumerate(rows)]
    if not all(path.exists() for _, path in found):
        sys.exit("the copies are missing: python -m benchmarks.corpus copy CLONES")
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("draw", "copy"))
    parser.add_argument("clones", type=Path)
    given = parser.parse_args()
    {"draw": draw, "copy": copy}[given.action](given.clones)
