"""What tracing and the sandbox add to the synthesis of an AWS CDK project in Python.

    python -m benchmarks.cdk [--project DIR] [--pairs 9]

Pairs of runs, in turn, so that a machine that gets slower does so for both: the bare program as the CDK CLI would start
it (same interpreter, same node, jsii's package cache warm), and the same program read by stackproof, sandbox, tracing
and graph included. A program is always synthesised a second time in the same process, under another suffix or, where
there is none, to find out what varies by itself; the first ratio leaves that second synthesis out.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.speed import machine
from stackproof.blueprints import registry
from stackproof.synthesis.cdk import engine, toolchain
from stackproof.synthesis.model import Setting, Settings

CONTEXT = {
    "aws:cdk:enable-path-metadata": True,
    "aws:cdk:enable-asset-metadata": True,
    "aws:cdk:bundling-stacks": [],
    "aws:cdk:version-reporting": False,
}


def bare(project: Path, command: str, node: Path) -> float:
    """Wall time of the program alone in seconds."""
    with tempfile.TemporaryDirectory() as out:
        environment = {
            "PATH": os.defpath,
            "HOME": str(Path.home()),
            "CDK_OUTDIR": out,
            "CDK_CONTEXT_JSON": json.dumps(CONTEXT | json.loads((project / "cdk.json").read_text()).get("context", {})),
            "CDK_VALIDATION": "false",
            "JSII_NODE": str(node),
        }
        arguments = [sys.executable, *shlex.split(command)[1:]]
        begun = time.perf_counter()
        subprocess.run(arguments, cwd=project, env=environment, check=True, capture_output=True)
        return time.perf_counter() - begun


def ours(project: Path, command: str, settings: Settings) -> tuple[float, dict[str, float]]:
    """Wall time of reading the project in seconds, and the seconds of its steps."""
    begun = time.perf_counter()
    synthesis = engine.read(project, command, settings)
    seconds = time.perf_counter() - begun
    if synthesis.status != "ok":
        sys.exit(f"the project does not synthesise: {synthesis.problems}")
    return seconds, synthesis.seconds


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, help="a CDK project in Python; the reference stack by default")
    parser.add_argument("--suffix", default="ENVIRONMENT_SUFFIX", help="environment variable that carries the suffix")
    parser.add_argument("--pairs", type=int, default=9)
    given = parser.parse_args()
    print(machine(None))
    found = toolchain.find()
    print(", ".join(f"{name} {text}" for name, text in found.versions.items()))
    with tempfile.TemporaryDirectory() as folder:
        project = given.project
        if project is None:
            blueprint = registry.find("s3-replication")
            assert blueprint is not None
            project = Path(folder) / "project"
            registry.copy(blueprint, project)
        command = json.loads((project / "cdk.json").read_text())["app"]
        setting = Setting("suffix", "demo", env=given.suffix)
        once = Settings(values={"suffix": setting})
        twice = Settings(values={"suffix": setting}, suffix="suffix")
        bare(project, command, found.node)
        ours(project, command, once)
        ratios, whole, plain, read, second = [], [], [], [], []
        for _ in range(given.pairs):
            plain.append(bare(project, command, found.node))
            seconds, steps = ours(project, command, once)
            read.append(seconds)
            ratios.append((seconds - steps["synthesis again"]) / plain[-1])
            whole.append(seconds / plain[-1])
            second.append(ours(project, command, twice)[1])
    print(f"\nbare program           median {statistics.median(plain):.2f} s")
    print(f"read by stackproof     median {statistics.median(read):.2f} s")
    for name, row in (("one synthesis / bare", ratios), ("both / bare", whole)):
        print(f"{name:<22} median {statistics.median(row):.3f}, {min(row):.3f} to {max(row):.3f}, pair by pair")
    print("steps of a reading with a suffix:")
    for name in sorted({name for row in second for name in row}):
        print(f"  {name:<20} median {statistics.median(steps.get(name, 0.0) for steps in second):.3f} s")


if __name__ == "__main__":
    main()
