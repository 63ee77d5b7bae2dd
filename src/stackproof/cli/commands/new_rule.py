"""`stackproof new-rule`: the start of a rule of one's own, in a checkout of stackproof."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new-rule")
@click.argument("rule_id", metavar="ID")
@click.option("--title", required=True, help="What is wrong, in a few words.")
@click.option("--type", "resource_type", required=True, metavar="TYPE", help="Resource type that it asks about.")
@click.option("--property", "property_path", required=True, metavar="PATH", help="Property that it looks at, dotted.")
@click.option("--checkout", type=click.Path(path_type=Path), default=".", show_default=True, help="The checkout.")
def command(rule_id: str, title: str, resource_type: str, property_path: str, checkout: Path) -> int:
    """Writes the rule ID with its examples into a checkout: a working rule to change from there."""
    from stackproof.rules.scaffold import new_rule

    for file in new_rule(rule_id, title, resource_type, property_path, checkout):
        click.echo(file)
    return 0
