"""Reads an AWS CDK project in TypeScript or JavaScript: packages, sandbox, cloud assembly, graph."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.graph.graph import Graph, Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.sandbox import list_output, read_output
from stackproof.synthesis.cdk import context, runs
from stackproof.synthesis.cdk.execution import STAND_INS, UNFINISHED
from stackproof.synthesis.cdk.node_syntheses import Syntheses
from stackproof.synthesis.model import Synthesis
from stackproof.synthesis.node import command, installing, packages, runner, toolchain
from stackproof.synthesis.node.types import Checking

if TYPE_CHECKING:
    from stackproof.synthesis.cdk.execution import Plan
    from stackproof.synthesis.model import Settings

_WANTED = ("aws-cdk-lib", "constructs")
_FIRST_VERSION = "@aws-cdk/core"
_MAX_TEMPLATE_BYTES = 16 << 20
_MAX_ARGUMENT = 100_000
"""What fits into one variable of the environment is given there: versions before 2.50 know no other way."""

_OF_THIS_RUN = re.compile(r'.*"aws:asset:path".*|[0-9a-f]{64}(?=\.json)')


def read(root: Path, entry: str, settings: Settings) -> Synthesis:
    """Runs the program of a CDK project in the sandbox and reads what it synthesises.

    Args:
        root: the project's folder; locations are relative to it.
        entry: the command that starts the program, as in the `app` of cdk.json. No shell sees it.
        settings: passed as context and environment. The program is run a second time: with a suffix setting under
            another value of it, else to tell what differs by itself.

    Raises:
        MissingToolchain: node or npm is not installed, or the project's packages cannot be installed.
        SandboxUnavailable: this machine offers no sandbox, and a weak one was not allowed.
        InputError: the command, the context or package.json cannot be used, or the project cannot be copied.
    """
    started = time.monotonic()
    line = context.line_of(root / "cdk.json", '"app"')
    asked = packages.wishes(root)
    scripts = asked.scripts if asked is not None else {}
    program = command.parse(root, entry, scripts, file="cdk.json" if line else entry, line=line)
    if asked is not None and asked.requirement("aws-cdk-lib") is None and asked.requirement(_FIRST_VERSION) is not None:
        return Synthesis("not_run", Graph(), problems=[_of_first_version(root)])
    tools = toolchain.find()
    try:
        found = packages.find(root, _WANTED, "cdk")
    except installing.NoSuchVersion as error:
        at = Location("package.json", context.line_of(root / "package.json", f'"{_WANTED[0]}"') or 0)
        return Synthesis("failed", Graph(), problems=[Problem("error", error.message, at)])
    plans, replace = runs.plans(root, settings)
    prepared = time.monotonic()
    checking = Checking(root, program, found, tools, timeout=settings.timeout, allow_weak=settings.allow_weak_sandbox)
    with runner.stay(root, found, tools, timeout=settings.timeout, allow_weak=settings.allow_weak_sandbox) as stay:
        made = Syntheses(stay, program, replace, _environment, _templates, (STAND_INS, UNFINISHED))
        made.make(plans, runs.assumed(plans[0]))
        executed = time.monotonic()
        synthesis = runs.synthesis(root, made, settings, replace, made.explain)
    read_at = time.monotonic()
    errors = [*checking.problems(), *stay.undeclared]
    if synthesis.status == "ok" and any(problem.level == "error" for problem in errors):
        # The program runs without its types; whoever starts it as its author does is told of them alone, if of any.
        synthesis.status = "partial"
    synthesis.problems = [
        *synthesis.problems,
        *errors,
        *(Problem("note", note, NOWHERE) for note in stay.packages.notes),
    ]
    synthesis.versions = stay.packages.versions | tools.versions
    isolation = next(iter(stay.runs.values())).outcome.isolation
    synthesis.isolation = f"{isolation.mode}: {', '.join(isolation.features)}"
    synthesis.seconds = {
        "prepare": prepared - started,
        "program": sum(ran.outcome.seconds for ran in stay.runs.values()),
        "sandbox": executed - prepared - sum(ran.outcome.seconds for ran in stay.runs.values()),
        "graph": read_at - executed,
        "types": time.monotonic() - read_at,
        **{f"synthesis {ran.name}": ran.outcome.seconds for ran in stay.runs.values()},
    }
    return synthesis


def _of_first_version(root: Path) -> Problem:
    message = (
        f"the program is written for AWS CDK v1 (package.json names {_FIRST_VERSION}), and stackproof runs AWS CDK v2:"
        " v1 has had no support since 2023-06-01, so move the program to v2"
        " (https://docs.aws.amazon.com/cdk/v2/guide/migrating-v2.html)"
    )
    line = context.line_of(root / "package.json", f'"{_FIRST_VERSION}"')
    return Problem("error", message, Location("package.json", line) if line else NOWHERE)


def _environment(stay: runner.Stay, plan: Plan) -> dict[str, str]:
    output = stay.fresh_folder(plan.name)
    _show_project_in(output, stay.project)
    told = json.dumps(dict(plan.context))
    return {
        "CDK_OUTDIR": str(output),
        "CONTEXT_OVERFLOW_LOCATION_ENV": str(stay.put("context.json", told)),
        "CDK_VALIDATION": "false",
        # Functions in TypeScript build the image that they would be bundled in, although nothing is bundled.
        "CDK_DOCKER": "true",
        **({"CDK_CONTEXT_JSON": told} if len(told) < _MAX_ARGUMENT else {}),
    }


def _show_project_in(output: Path, project: Path) -> None:
    """Some constructs (canaries) look for every asset below the output, also where assets stay where they are."""
    link = output / project.relative_to("/")
    link.parent.mkdir(parents=True)
    link.symlink_to(project)


def _templates(folder: Path) -> dict[str, str]:
    if folder.is_symlink() or not folder.is_dir():
        return {}
    found: dict[str, str] = {}
    for name in list_output(folder):
        if name.endswith(".template.json"):
            text = read_output(folder, name, max_bytes=_MAX_TEMPLATE_BYTES).decode("utf-8", "replace")
            found[name] = _OF_THIS_RUN.sub("", text)
    return found
