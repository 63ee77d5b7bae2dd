"""`stackproof explain`: one rule or check in full."""

from __future__ import annotations

import click

from stackproof.errors import InputError


@click.command("explain")
@click.argument("name")
def command(name: str) -> int:
    """Explains the rule or contract check NAME: what it looks for, why, how to mend it, with examples."""
    from stackproof.contract.checks import registry as checks
    from stackproof.rules import pages, registry

    check = checks.find(name)
    if check is not None:
        click.echo(check.page)
        return 0
    try:
        rule = registry.find(name)
    except InputError as error:
        raise InputError(f"there is no rule or check {name}", hint=error.hint) from error
    click.echo(pages.page(rule))
    return 0
