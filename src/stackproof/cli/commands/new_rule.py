"""`stackproof new-rule`: the start of a rule of one's own, in a checkout of stackproof."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from stackproof.rules.model import SEVERITIES, Blocks, Severity

BLOCKS = ("synth", "deploy", "destroy", "runtime", "none")


@click.command("new-rule")
@click.argument("rule_id", metavar="ID")
@click.option("--title", prompt="What is wrong, in a few words", help="What is wrong, in a few words.")
@click.option(
    "--type", "resource_type", prompt="Resource type", metavar="TYPE", help="CloudFormation type it is about."
)
@click.option("--property", "path", prompt="Property, with dots", metavar="PATH", help="Property that it looks at.")
@click.option("--value", prompt="What the property has to be", help="What the property has to be.")
@click.option("--severity", prompt=True, type=click.Choice(SEVERITIES), help="How bad it is.")
@click.option("--blocks", prompt=True, type=click.Choice(BLOCKS), help="Where it bites.")
@click.option("--category", prompt=True, help="deployability, wiring, permissions, network, naming, security, ...")
@click.option("--root-cause", prompt=True, help="The property of the code that leads to it, one sentence.")
@click.option("--fix", prompt=True, help="How it is mended, one sentence.")
@click.option("--effort", prompt="Minutes to mend", type=click.IntRange(1), help="Minutes that mending takes.")
@click.option("--reference", prompt="URL of AWS's own page", metavar="URL", help="AWS's own page on it.")
@click.option("--checkout", type=click.Path(path_type=Path), default=".", show_default=True, help="The checkout.")
def command(
    rule_id: str,
    title: str,
    resource_type: str,
    path: str,
    value: str,
    severity: str,
    blocks: str,
    category: str,
    root_cause: str,
    fix: str,
    effort: int,
    reference: str,
    checkout: Path,
) -> int:
    """Writes the rule ID with its examples into a checkout: a working rule to change from there.

    Asks on the terminal for the facts that no option gives.
    """
    from stackproof.rules.scaffold import NewRule, new_rule

    wanted = NewRule(
        id=rule_id,
        title=title,
        type=resource_type,
        property=path,
        value=value,
        severity=cast("Severity", severity),
        blocks=cast("Blocks", blocks),
        category=category,
        root_cause=root_cause,
        fix=fix,
        effort=effort,
        reference=reference,
    )
    for file in new_rule(wanted, checkout):
        click.echo(file)
    return 0
