"""`stackproof rules`: what is looked for."""

from __future__ import annotations

import json

import click


@click.command("rules")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="Form of the list."
)
def command(form: str) -> int:
    """Lists the rules, and the checks that a contract can name."""
    from stackproof.contract.checks import documentation
    from stackproof.contract.checks import registry as checks
    from stackproof.rules import registry

    rules = registry.all_rules()
    if form == "json":
        rows = [
            {
                "id": rule.id,
                "title": rule.title,
                "severity": rule.severity,
                "blocks": rule.blocks,
                "category": rule.category,
                "types": list(rule.types),
                "aliases": list(rule.aliases),
                "effort_minutes": rule.effort,
                "reference": rule.reference,
            }
            for rule in rules
        ]
        named = [{"name": name, "summary": documentation.title(name)} for name in checks.names()]
        click.echo(json.dumps({"rules": rows, "checks": named}, indent=2))
        return 0
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        click.echo(f"{rule.id:<{width}}  {rule.severity:<8}  {rule.title}")
    click.echo("\nChecks that a contract can name:")
    width = max(len(name) for name in checks.names())
    for name in checks.names():
        click.echo(f"{name:<{width}}  {documentation.title(name)}")
    return 0
