"""`stackproof new`: a reference stack to start from."""

from __future__ import annotations

from pathlib import Path

import click

from stackproof.errors import InputError


def _list(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from stackproof.blueprints import registry

    for blueprint in registry.all_blueprints():
        click.echo(f"{blueprint.name}  {blueprint.summary}")
    context.exit(0)


@click.command("new")
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="List the reference stacks."
)
@click.argument("name")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
def command(name: str, directory: Path) -> int:
    """Copies the reference stack NAME into the new folder DIR; it is yours from then on."""
    from stackproof.blueprints import registry

    blueprint = registry.find(name)
    if blueprint is None:
        names = ", ".join(known.name for known in registry.all_blueprints())
        raise InputError(f"there is no reference stack {name}", hint=f"There are: {names}")
    count = registry.copy(blueprint, directory)
    click.echo(f"{name}: {count} files in {directory}")
    click.echo(f"  read {directory / 'README.md'}, then: stackproof check {directory}")
    return 0
