"""`stackproof check`: the main job."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from stackproof.cli import options
from stackproof.cli.progress import Progress
from stackproof.cli.write import emit
from stackproof.rules.model import SEVERITIES, Severity

if TYPE_CHECKING:
    from stackproof.assessment.model import Assessment
    from stackproof.errors import InputError
    from stackproof.synthesis.model import ToolchainChoice

FORMATS = ("text", "json", "markdown", "sarif", "junit")


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@options.reading
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the report."
)
@options.output
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORM=FILE",
    callback=options.pairs,
    help="Write one more report to a file, such as sarif=out.sarif; may be given several times.",
)
@click.option(
    "--oracles",
    type=click.Choice(("none", "default", "all")),
    default="default",
    show_default=True,
    help="Other validators to ask: none, cloudformation-validate, or cfn-lint and checkov as well.",
)
@click.option(
    "--profile",
    metavar="NAME",
    help="What the contract leaves open: default, tap, hipaa, iso27001, or a YAML file. [default: the contract's]",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default=None,
    metavar="LEVEL",
    help="Least severity that blocks: critical, high, medium or low. [default: high, or the contract's]",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An earlier assessment in JSON; what it reports is listed but does not count.",
)
@options.today
@options.jobs
@click.option("--verbose", "-v", is_flag=True, help="Show the evidence of every proven requirement in the text report.")
def command(
    paths: tuple[Path, ...],
    contract: Path | None,
    base: Path | None,
    values: dict[str, str],
    timeout: float,
    allow_weak_sandbox: bool,
    toolchain: str,
    form: str,
    output: Path | None,
    reports: dict[str, str],
    oracles: str,
    profile: str | None,
    fail_on: str | None,
    baseline: Path | None,
    today: datetime.date | None,
    jobs: int | None,
    verbose: bool,
) -> int:
    """Proves the projects at each PATH; the current folder when none is given.

    PATH is a folder (AWS CDK, CDKTF or CDK Terrain, Pulumi, Terraform, CloudFormation), a template, a Terraform plan in
    JSON, or a model's answer in Markdown. Reads it, asks the rules, the contract and the oracles, and says ready,
    blocked or undecided, with evidence.
    """
    from stackproof.assessment.assess import Options
    from stackproof.assessment.many import assess_many
    from stackproof.oracles.run import Choice
    from stackproof.reports.registry import Style, render, require

    for extra in reports:
        require(extra)
    wanted = Options(
        today=options.date_or_now(today),
        contract=contract,
        oracles=cast("Choice", oracles),
        fail_on=cast("Severity | None", fail_on),
        values=values,
        timeout=timeout,
        allow_weak_sandbox=allow_weak_sandbox,
        toolchain=cast("ToolchainChoice", toolchain),
        baseline=baseline,
        base=base,
        profile=profile,
    )
    asked = list(paths) or [Path()]
    assessments: list[Assessment] = []
    problems: list[InputError] = []
    with Progress(_doing(asked, 0)) as progress:
        for done, result in enumerate(assess_many(asked, wanted, jobs=jobs), 1):
            if result.fault is not None:
                raise result.fault
            assessments += result.assessments
            problems += result.skipped
            progress.change(_doing(asked, done))
    if not assessments:
        raise problems[0]
    for problem in problems:
        click.echo(f"stackproof: not assessed: {problem}", err=True)
    style = Style(color=output is None and _wants_color(), width=_width(), verbose=verbose)
    emit(render(form, assessments, style), output)
    for extra, file in reports.items():
        emit(render(extra, assessments, Style()), Path(file))
    ready = all(assessment.verdict == "ready" for assessment in assessments)
    return 0 if ready and not problems else 1


def _doing(paths: list[Path], done: int) -> str:
    return f"assessing {paths[0]}" if len(paths) == 1 else f"assessing {len(paths)} paths, {done} done"


def _wants_color() -> bool:
    """Colour for people only: https://no-color.org, and nothing in a pipe."""
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _width() -> int:
    import shutil

    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))
