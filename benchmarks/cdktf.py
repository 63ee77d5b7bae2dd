"""`stackproof check` on a CDKTF project in Python, beside the plain run of its program.

    python -m benchmarks.cdktf [--pairs 5] [--python INTERPRETER]

Pairs of runs, in turn, so that a machine that gets slower does so for both; every run is a process of its own, with
jsii's package cache warm. Two projects of the tests:

- written for CDKTF: plain is `python main.py` with `cdktf` and `cdktf-cdktf-provider-aws`, in an environment that is
  made for it once in stackproof's cache (or with --python, an interpreter that has both);
- written for CDK Terrain: plain is `python main.py` with this interpreter's `cdktn` and `cdktn-provider-aws`.

`check` is the whole command: discovery, the program twice in the sandbox, graph, rules, oracles, report.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.speed import machine
from stackproof.synthesis import cache
from stackproof.synthesis.cdktf import python

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
PLAIN = ("cdktf==0.21.0", "cdktf-cdktf-provider-aws==21.22.1")
LIMIT = 1 / 3


def environment() -> Path:
    """The interpreter of an environment that has CDKTF, made on first use (70 MB from the package registry)."""
    folder = cache.folder() / "benchmarks" / "-".join(PLAIN).replace("==", "-")
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(interpreter), "-m", "pip", "install", "--quiet", *PLAIN], check=True)
    return interpreter


def plain(project: Path, interpreter: Path, node: Path) -> float:
    """Wall time of the program alone in seconds."""
    configuration = json.loads((project / "cdktf.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        given = {
            "PATH": os.defpath,
            "HOME": str(Path.home()),
            "CDKTF_OUTDIR": f"{folder}/cdktf.out",
            "CDKTF_CONTEXT_JSON": json.dumps(configuration.get("context", {})),
            "JSII_NODE": str(node),
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        }
        begun = time.perf_counter()
        subprocess.run([str(interpreter), "main.py"], cwd=project, env=given, check=True, capture_output=True)
        return time.perf_counter() - begun


def check(project: Path) -> float:
    """Wall time of the whole command in seconds."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "stackproof", "check", str(project), "--format", "json"]
    answer = subprocess.run(command, capture_output=True, check=False)
    seconds = time.perf_counter() - begun
    if answer.returncode not in (0, 1):
        sys.exit(f"the project was not assessed: {answer.stderr.decode('utf-8', 'replace')}")
    synthesis = json.loads(answer.stdout)["synthesis"]
    if synthesis["status"] != "ok":
        sys.exit(f"the project does not synthesise: {synthesis}")
    return seconds


def main() -> None:
    """Measures and prints; the exit code tells whether `check` keeps within a third of the plain run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, help="an interpreter that has cdktf and cdktf-cdktf-provider-aws")
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    print(machine(None))
    found = python.packages(FIXTURES / "cdktf_two_regions")
    print(", ".join(f"{name} {version}" for name, version in found.versions.items()), "|", ", ".join(PLAIN))
    old = given.python or environment()
    worst = 0.0
    for title, fixture, interpreter in (
        ("written for CDKTF", "cdktf_orders", old),
        ("written for CDK Terrain", "cdktf_two_regions", Path(sys.executable)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder) / "project"
            shutil.copytree(FIXTURES / fixture, project)
            plain(project, interpreter, found.tools.node)
            check(project)
            programs, checks = [], []
            for _ in range(given.pairs):
                programs.append(plain(project, interpreter, found.tools.node))
                checks.append(check(project))
        ratios = [one / other for one, other in zip(checks, programs, strict=True)]
        worst = max(worst, statistics.median(ratios))
        print(f"\n{title}")
        print(f"  plain run of the program  median {statistics.median(programs):6.2f} s")
        print(f"  stackproof check          median {statistics.median(checks):6.2f} s")
        spread = f"{min(ratios):.3f} to {max(ratios):.3f}"
        print(f"  ratio, pair by pair       median {statistics.median(ratios):.3f}, {spread}")
    sys.exit(0 if worst <= LIMIT else 1)


if __name__ == "__main__":
    main()
