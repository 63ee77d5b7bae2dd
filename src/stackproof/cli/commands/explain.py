"""`stackproof explain`: one rule or check in full."""

from __future__ import annotations

import click

from stackproof.errors import InputError


@click.command("explain")
@click.argument("name")
def command(name: str) -> int:
    """Explains the rule or contract check NAME: what it looks for, why, how to mend it, with examples."""
    from stackproof.contract.checks import documentation as checks
    from stackproof.contract.checks.registry import names
    from stackproof.rules import documentation, registry

    if name in names():
        click.echo(checks.page(name))
        return 0
    try:
        rule = registry.find(name)
    except InputError as error:
        raise InputError(f"there is no rule or check {name}", hint=error.hint) from error
    click.echo(documentation.page(rule))
    return 0
