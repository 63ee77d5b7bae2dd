"""`stackproof check` on Terraform projects, beside checkov.

    python -m benchmarks.terraform --checkov /path/to/checkov [--pairs 5] [PROJECT ...]

Whole processes, in turn, so that a machine that gets slower does so for both. Without PROJECT the Terraform form of the
equivalence tests is read, and a project of ten modules that is made for the purpose. `check` is the whole command:
discovery, evaluation, translation, rules, report. checkov runs its own checks of the same folder, with its framework
named, no network and no report but its summary.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.speed import machine

FORM = Path(__file__).parent.parent / "tests" / "equivalence" / "forms" / "terraform"
MODULES = 10
LIMIT = 1 / 5


def modules(folder: Path) -> Path:
    """A project that calls the form's resources as a module, several times under other names."""
    shared = folder / "modules" / "system"
    shared.mkdir(parents=True)
    for file in sorted(FORM.glob("*.tf")):
        text = file.read_text("utf-8").replace('"equal-', '"${var.name}-')
        (shared / file.name).write_text(text.replace('provider "aws" {\n  region = "us-east-1"\n}\n', ""), "utf-8")
    (shared / "variables.tf").write_text('variable "name" {\n  type = string\n}\n', "utf-8")
    calls = [
        f'module "system_{number}" {{\n  source = "./modules/system"\n  name   = "system{number}"\n}}\n'
        for number in range(MODULES)
    ]
    (folder / "main.tf").write_text('provider "aws" {\n  region = "us-east-1"\n}\n\n' + "\n".join(calls), "utf-8")
    return folder


def check(project: Path) -> float:
    """Wall time of the whole command in seconds."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "stackproof", "check", str(project)], capture_output=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode not in (0, 1):
        sys.exit(f"{project} was not assessed: {done.stderr.decode('utf-8', 'replace')}")
    return seconds


def checkov(command: str, project: Path) -> float:
    """Wall time of checkov in seconds."""
    arguments = [command, "-d", str(project), "--framework", "terraform", "--compact", "--quiet", "--skip-download"]
    begun = time.perf_counter()
    done = subprocess.run(arguments, capture_output=True, check=False, env={**os.environ, "LOG_LEVEL": "ERROR"})
    seconds = time.perf_counter() - begun
    if done.returncode not in (0, 1) or b"checks" not in done.stdout:
        sys.exit(f"checkov did not finish: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return seconds


def main() -> None:
    """Measures and prints; the exit code tells whether `check` keeps within a fifth of checkov's wall time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", nargs="*", type=Path)
    parser.add_argument("--checkov", default=shutil.which("checkov"), help="the command; default: the one in PATH")
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    if given.checkov is None:
        parser.error("checkov is not installed: name it with --checkov")
    print(machine(given.checkov))
    with tempfile.TemporaryDirectory() as folder:
        projects = given.projects or [FORM, modules(Path(folder) / "modules-10")]
        kept = [measure(project, given.checkov, given.pairs) for project in projects]
    sys.exit(0 if all(kept) else 1)


def measure(project: Path, command: str, pairs: int) -> bool:
    """Prints the figures of one project; whether the limit is kept in the median of the pairs."""
    check(project)
    checkov(command, project)
    ours, theirs = [], []
    for _ in range(pairs):
        ours.append(check(project))
        theirs.append(checkov(command, project))
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    print(
        f"{project.name}: stackproof {statistics.median(ours):.2f} s, checkov {statistics.median(theirs):.2f} s, "
        f"{ratio:.2f} of it in the median of {pairs} pairs (limit {LIMIT:.2f})"
    )
    return ratio <= LIMIT


if __name__ == "__main__":
    main()
