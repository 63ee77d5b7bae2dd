"""Public AWS CDK projects in Python that other people wrote: a pinned list, their copies, and what stackproof says.

The list (`cdk_projects.json`) names repository, commit and path of each project; the projects themselves are not part
of this one. Give the folder that holds clones of the repositories, each named `owner+name` (bare or not):

    git clone --bare https://github.com/OWNER/NAME CLONES/OWNER+NAME
    python -m benchmarks.cdk_projects copy CLONES    # copies the pinned projects into corpus-cdk/, which git ignores
    python -m benchmarks.cdk_projects draw CLONES    # draws a new list with the fixed seed; only to renew it
    python -m benchmarks.cdk_projects report > docs/public-cdk-projects.md

Nothing is installed for a project: one that imports packages which are not beside stackproof is not run, and says so.
An internal error ends the report with exit code 1, and so do two readings of a project that differ.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import sys
import tarfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.copies import archived
from benchmarks.corpus import git
from stackproof import __version__
from stackproof.assessment.assess import Options, assess
from stackproof.assessment.model import Assessment
from stackproof.errors import InputError
from stackproof.graph.serialise import to_json
from stackproof.project.discovery import discover
from stackproof.synthesis.model import Settings, Synthesis
from stackproof.synthesis.read import read

LIST = Path(__file__).with_suffix(".json")
CORPUS = LIST.parent.parent / "corpus-cdk"
SEED = 20261121
TODAY = date(2026, 11, 21)
# How many projects are drawn from each repository; all of them where there are fewer.
SHARES = {
    "aws-samples/amazon-sagemaker-pipeline-deploy-manage-100x-models-python-cdk": 1,
    "aws-samples/aws-cdk-examples": 90,
    "aws-samples/aws-cdk-examples-proserve": 4,
    "aws-samples/aws-cdk-intro-workshop": 4,
    "aws-samples/aws-cdk-managed-elkk": 1,
    "aws-samples/aws-cdk-pipelines-datalake-infrastructure": 1,
    "aws-samples/aws-cdk-project-structure-python": 1,
    "aws-samples/python-cdk-api-rekognition-stepfunctions-ses-sns": 1,
    "aws-samples/serverless-patterns": 24,
    "cdk-patterns/serverless": 4,
    "ran-isenberg/aws-lambda-handler-cookbook": 1,
    "towardsthecloud/aws-cdk-python-starter-kit": 1,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one project.

    Attributes:
        result: the assessment, or why there is none.
        seconds: wall time of the assessment, in which the program is run.
        lines: how many resources stand at a line of the project.
        same: whether a second reading gave the same graph, byte for byte.
    """

    result: Assessment | InputError
    seconds: float
    lines: int
    same: bool


def is_python_app(data: bytes) -> bool:
    """Whether a cdk.json starts a Python program."""
    try:
        command = json.loads(data).get("app")
    except (ValueError, AttributeError):
        return False
    return isinstance(command, str) and ("python" in command or ".py" in command)


def archive(clones: Path, row: dict[str, str]) -> bytes | None:
    """The project as a tar archive; None where the clone lacks some of its files."""
    return archived(clones, row["repository"], f"{row['commit']}:{row['path']}")


def draw(clones: Path) -> None:
    """Writes a new list: a draw with a fixed seed, spread over the repositories."""
    rows: list[dict[str, str]] = []
    for repository, share in SHARES.items():
        commit = git(clones, repository, "rev-parse", "HEAD").decode().strip()
        names = git(clones, repository, "ls-tree", "-r", "--name-only", "-z", commit).decode().split("\0")
        apps = [name for name in names if name.rpartition("/")[2] == "cdk.json"]
        candidates = sorted(name for name in apps if "node_modules" not in name)
        random.Random(f"{SEED} {repository}").shuffle(candidates)
        drawn: list[dict[str, str]] = []
        for name in candidates:
            row = {"repository": repository, "commit": commit, "path": name.rpartition("/")[0]}
            if len(drawn) < share and is_python_app(git(clones, repository, "show", f"{commit}:{name}")):
                drawn += [row] if archive(clones, row) is not None else []
        rows += sorted(drawn, key=lambda row: row["path"])
    LIST.write_text(json.dumps({"seed": SEED, "projects": rows}, indent=1) + "\n")
    print(f"{len(rows)} projects of {len({row['repository'] for row in rows})} repositories")


def copy(clones: Path) -> None:
    """Copies the pinned projects into the corpus folder."""
    shutil.rmtree(CORPUS, ignore_errors=True)
    rows = json.loads(LIST.read_text())["projects"]
    for number, row in enumerate(rows):
        data = archive(clones, row)
        if data is None:
            sys.exit(f"the clone of {row['repository']} lacks {row['path']} at {row['commit']}")
        with tarfile.open(fileobj=io.BytesIO(data)) as opened:
            opened.extractall(CORPUS / f"{number:03}", filter="tar")
    print(f"{len(rows)} projects in {CORPUS}")


def _place(folder: Path) -> Path:
    """What names the project alone: its configuration, as templates and other projects may lie below its folder."""
    configuration = folder / "cdk.json"
    return configuration if configuration.is_file() else folder


def reading(folder: Path) -> Synthesis:
    """One reading of a project."""
    (project,) = discover(_place(folder)).projects
    return read(project, Settings())


def outcome(folder: Path) -> Outcome:
    """Assesses a project, and reads it twice more to compare."""
    started = time.monotonic()
    try:
        (assessment,) = assess(_place(folder), Options(today=TODAY, oracles="none")).assessments
    except InputError as error:
        return Outcome(error, time.monotonic() - started, 0, same=True)
    seconds = time.monotonic() - started
    if assessment.synthesis.status in {"failed", "not_run"}:
        return Outcome(assessment, seconds, 0, same=True)
    one, other = reading(folder).graph, reading(folder).graph
    lines = sum(
        1 for item in one.resources.values() if item.location.line and (folder / str(item.location.file)).is_file()
    )
    return Outcome(assessment, seconds, lines, to_json(one) == to_json(other))


def row(where: dict[str, str], found: Outcome) -> str:
    """One row of the table."""
    name = f"`{where['path'] or '.'}`"
    result = found.result
    if isinstance(result, InputError):
        return f"| {name} | no assessment | - | - | - | {_cell(str(result))} |"
    rules = Counter(finding.rule for finding in result.findings)
    said = [problem for level, problem, _ in result.synthesis.problems if level == "error"]
    said += [f"{rule}{f' x{count}' if count > 1 else ''}" for rule, count in sorted(rules.items())]
    said += [f"undecided: {rule}" for rule in sorted({check.rule for check in result.undecided})]
    said += [] if found.same else ["**two readings differ**"]
    resources = result.graph.resources
    lines = f"{found.lines}" if resources else "-"
    return (
        f"| {name} | {result.synthesis.status} | {resources} | {lines} | {result.verdict} | {_cell('; '.join(said))} |"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")[:400]


def report() -> None:
    """Prints the page."""
    rows = json.loads(LIST.read_text())["projects"]
    if not all((CORPUS / f"{number:03}").is_dir() for number in range(len(rows))):
        sys.exit("the copies are missing: python -m benchmarks.cdk_projects copy CLONES")
    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(outcome, [CORPUS / f"{number:03}" for number in range(len(rows))])
        found = list(zip(rows, outcomes, strict=True))
    done = [one.result for _, one in found if isinstance(one.result, Assessment)]
    broken = [reason for result in done for reason in result.reasons if "bug of stackproof" in reason]
    statuses = Counter(result.synthesis.status for result in done)
    verdicts = Counter(result.verdict for result in done if result.synthesis.status in {"ok", "partial"})
    rules = Counter(finding.rule for result in done for finding in result.findings)
    times = sorted(one.seconds for _, one in found)
    resources = sum(result.graph.resources for result in done)
    restless = sum(1 for _, one in found if not one.same)
    print(f"# {len(rows)} public AWS CDK projects in Python\n")
    versions = ", ".join(f"{name} {version}" for name, version in done[0].project.versions.items())
    print(
        f"Made by `python -m benchmarks.cdk_projects report` with stackproof {__version__}, judged on {TODAY}, beside"
    )
    print(f"{versions}. The list with commits is `benchmarks/cdk_projects.json` (seed {SEED});")
    print(
        "the projects are not shipped, and nothing was installed for them: what imports further packages is `not_run`."
    )
    print("No oracle was asked. Two projects were read at a time.\n")
    print(f"- projects: {len(rows)}, of {len({where['repository'] for where in rows})} repositories")
    print(f"- read: {', '.join(f'{count} {name}' for name, count in sorted(statuses.items()))}")
    print(f"- not assessed (exit code 2): {len(rows) - len(done)}; internal errors: {len(broken)}")
    print(f"- resources: {resources}, of which {sum(one.lines for _, one in found)} stand at a line of the project")
    print(f"- projects of which two readings differ: {restless}")
    print(f"- verdicts on what was read: {', '.join(f'{count} {name}' for name, count in sorted(verdicts.items()))}")
    print(f"- findings: {json.dumps(dict(rules.most_common()))[1:-1] or 'none'}")
    print(f"- seconds a project: median {times[len(times) // 2]:.1f}, longest {times[-1]:.1f}")
    repository = ""
    for where, one in found:
        if where["repository"] != repository:
            repository = where["repository"]
            print(f"\n## {repository}\n\ncommit `{where['commit']}`\n")
            print("| project | synthesis | resources | with a line | verdict | what was said |")
            print("|---|---|---|---|---|---|")
        print(row(where, one))
    for reason in broken:
        print(reason, file=sys.stderr)
    sys.exit(1 if broken or restless else 0)


def main() -> None:
    """Does what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    for name in ("draw", "copy"):
        actions.add_parser(name).add_argument("clones", type=Path)
    actions.add_parser("report")
    given = parser.parse_args()
    if given.action == "report":
        report()
    else:
        {"draw": draw, "copy": copy}[given.action](given.clones)


if __name__ == "__main__":
    main()
