"""The findings about the drawn public projects: read by stackproof, judged by people, and how many of them are right.

    python -m benchmarks.judging.run find first          findings of the drawing into benchmarks/judging/first.json
    python -m benchmarks.judging.run repeat first        finds them again: are they the same, byte for byte?
    python -m benchmarks.judging.run find fresh          sixty fetched after the rules were written; `again`: 60 more
    python -m benchmarks.judging.run page > docs/public-findings.md

The copies of the projects come from `python -m benchmarks.projects copy`. Findings of the severities critical and high
are judged: `right` is true, false or null (not judged), and `cause` says why one is wrong. A finding that was judged
keeps its judgement when it is found again; one that is found no longer stays in the file with `gone`. No oracle is
asked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import copies
from benchmarks.copies import CORPUS, List, Row
from benchmarks.judging.draw import LATER_SEEDS, SIZES
from benchmarks.projects import LIMIT, ONE_PROGRAM, TODAY, chosen

FOLDER = Path(__file__).parent
DRAWS = FOLDER / "draws.json"
FOUND = CORPUS / "judging"
SERIOUS = ("critical", "high")


def drawn(draw: str) -> list[tuple[List, Row]]:
    """The projects of a drawing, in its order; of `rest LIST` those of a list that are in none."""
    found = []
    draws = json.loads(DRAWS.read_text("utf-8"))
    if draw.startswith("rest "):
        held = {*draws["first"], *draws["second"]}
        lines = [line for line in draws["frame"] if line not in held and line.startswith(f"{draw[5:]}: ")]
    else:
        lines = draws[draw]
    for line in lines:
        name, _, key = line.partition(": ")
        listed = copies.load(name)
        found += [(listed, row) for row in listed.rows if f"{row.repository}@{row.commit}:{row.path}" == key]
    return found


def findings(found: List, row: Row) -> dict[str, Any]:
    """All that the assessment says of one project, as plain data; read in this process."""
    from stackproof.assessment.assess import Options, assess_project
    from stackproof.reports.registry import Style, render

    project = chosen(found, row)
    if isinstance(project, str):
        sys.exit(project)
    options = Options(
        today=TODAY,
        oracles="none",
        timeout=ONE_PROGRAM,
        toolchain=row.toolchain or found.toolchain,
        values=row.values,
    )
    report: dict[str, Any] = json.loads(render("json", [assess_project(project, options, {})], Style()))
    keys = ("findings", "undecided", "verdict", "reasons", "graph", "synthesis")
    return {key: report[key] for key in keys}


def _in_child(draw: str, number: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.judging.run", "one", draw, str(number)]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
    try:
        answer, _ = child.communicate(timeout=LIMIT)
        data: dict[str, Any] = json.loads(answer)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return {"findings": [], "fault": f"no answer within {LIMIT:.0f} s"}
    except ValueError:
        return {"findings": [], "fault": f"the process ended with code {child.returncode}"}
    return data


def read(draw: str, jobs: int) -> dict[str, dict[str, Any]]:
    """The findings of every project of a drawing, by `list: repository path`."""
    projects = drawn(draw)
    answers: dict[str, dict[str, Any]] = {}
    with ThreadPoolExecutor(jobs) as pool:
        ordered = pool.map(lambda number: _in_child(draw, number), range(len(projects)))
        for (found, row), answer in zip(projects, ordered, strict=True):
            name = f"{found.name}: {row.repository} {row.path}".rstrip()
            answers[name] = answer
            serious = sum(1 for one in answer["findings"] if one["severity"] in SERIOUS)
            said = answer.get("fault", "")
            print(f"{serious:4} of {len(answer['findings']):4}  {name} {said}", file=sys.stderr, flush=True)
    return answers


def _first_with_a_graph(answers: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The first sixty, in the order that was drawn, that were read in full or in part."""
    read_so = [name for name, one in answers.items() if one.get("synthesis", {}).get("status") in ("ok", "partial")]
    return {name: answers[name] for name in read_so[: SIZES["first"]]}


def _identity(project: str, one: dict[str, Any]) -> tuple[str, ...]:
    at = f"{one['file']}:{one['line']}"
    return (project, one["rule"], one["address"], at, one["message"])


def find(draw: str, jobs: int) -> None:
    """Writes the serious findings to judge, and all of them beside the copies."""
    answers = read(draw, jobs)
    if draw in LATER_SEEDS:
        answers = _first_with_a_graph(answers)
    if draw.startswith("rest "):
        # They were there to be looked at while rules were written: found again, and not judged.
        FOUND.mkdir(parents=True, exist_ok=True)
        (FOUND / f"{draw}.json").write_text(json.dumps(answers, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    FOUND.mkdir(parents=True, exist_ok=True)
    (FOUND / f"{draw}.json").write_text(json.dumps(answers, indent=1, sort_keys=True) + "\n", "utf-8")
    file = FOLDER / f"{draw}.json"
    known = json.loads(file.read_text("utf-8")) if file.is_file() else []
    judged: dict[tuple[str, ...], Any] = {
        (one["project"], one["rule"], one["address"], one["at"], one["message"]): one for one in known
    }
    now: dict[tuple[str, ...], dict[str, Any]] = {}
    for project, answer in answers.items():
        for one in answer["findings"]:
            if one["severity"] not in SERIOUS or one["suppressed"] is not None:
                continue
            key = _identity(project, one)
            old = judged.get(key, {})
            now[key] = {
                "project": project,
                "rule": one["rule"],
                "severity": one["severity"],
                "certainty": one["certainty"],
                "address": one["address"],
                "at": key[3],
                "message": one["message"],
                "right": old.get("right"),
                "cause": old.get("cause", ""),
            }
    gone = [{**one, "gone": True} for key, one in judged.items() if key not in now]
    rows = sorted([*now.values(), *gone], key=lambda one: (one["project"], one["rule"], one["at"], one["message"]))
    file.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def repeat(draw: str, jobs: int) -> bool:
    """Whether a second run finds the same, byte for byte."""
    before = json.loads((FOUND / f"{draw}.json").read_text("utf-8"))
    after = read(draw, jobs)
    different = [name for name in before if _digest(before[name]) != _digest(after[name])]
    count = sum(len(answer["findings"]) for answer in before.values())
    print(f"{count} findings in {len(before)} projects; different in {len(different)}: {', '.join(different) or '-'}")
    return not different


def _digest(answer: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()


def main() -> None:
    """Does what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    for name in ("find", "repeat"):
        one = actions.add_parser(name)
        one.add_argument("draw")
        one.add_argument("--jobs", type=int, default=2)
    one = actions.add_parser("one")
    one.add_argument("draw")
    one.add_argument("number", type=int)
    actions.add_parser("page")
    given = parser.parse_args()
    if given.action == "find":
        find(given.draw, given.jobs)
    elif given.action == "repeat":
        sys.exit(0 if repeat(given.draw, given.jobs) else 1)
    elif given.action == "one":
        print(json.dumps(findings(*drawn(given.draw)[given.number])))
    else:
        from benchmarks.judging.page import page

        print(page(), end="")


if __name__ == "__main__":
    main()
