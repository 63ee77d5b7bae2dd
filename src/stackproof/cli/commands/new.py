"""`stackproof new`: a reference stack to start from."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from stackproof.errors import InputError

_ALL = "all"


def _list(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from stackproof.blueprints import registry

    for blueprint in registry.all_blueprints():
        click.echo(f"{blueprint.name}  {blueprint.summary}")
    context.exit(0)


def _names(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    from stackproof.blueprints import registry

    known = [(blueprint.name, blueprint.summary) for blueprint in registry.all_blueprints()]
    items = [*known, (_ALL, "one repository with all of them")]
    return [CompletionItem(name, help=text) for name, text in items if name.startswith(begun)]


def _keys(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    from stackproof.blueprints import registry
    from stackproof.blueprints.settings import SettingsOf

    # The line is not complete, so that click has not made parameters of its words.
    blueprint = next((found for word in context.args if (found := registry.find(word))), None)
    known = SettingsOf(blueprint.folder).known if blueprint is not None else []
    return [CompletionItem(f"{one.name}=", help=one.meaning) for one in known if one.name.startswith(begun)]


@click.command("new")
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="List the reference stacks."
)
@click.option(
    "--layout",
    type=click.Choice(("plain", "tap")),
    default="plain",
    show_default=True,
    help="Where files lie: app.py and a package, or tap.py and lib/.",
)
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="KEY=VALUE",
    shell_complete=_keys,
    help="A setting of the stack, written into its context; may be repeated.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing; without a terminal nothing is asked anyway.")
@click.argument("name", shell_complete=_names)
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
def command(name: str, directory: Path, layout: str, given: tuple[str, ...], no_input: bool) -> int:
    """Copies the reference stack NAME into the new folder DIR; it is yours from then on.

    NAME is one of those that --list shows, or all: one repository with every stack, a Makefile and a workflow. On a
    terminal the stack's settings are asked for, those that --set gives excepted.
    """
    from stackproof.blueprints import registry, repository
    from stackproof.blueprints.settings import SettingsOf, given_to, pairs
    from stackproof.cli.questions import ask

    known = registry.all_blueprints()
    chosen = known if name == _ALL else [blueprint for blueprint in known if blueprint.name == name]
    if not chosen:
        names = ", ".join(blueprint.name for blueprint in known)
        raise InputError(f"there is no reference stack {name}", hint=f"There are: {names}, {_ALL}")
    settings = {blueprint.name: SettingsOf(blueprint.folder) for blueprint in chosen}
    values = given_to(settings, pairs(given))
    registry.refuse_taken(directory)
    if not no_input and sys.stdin.isatty() and sys.stdout.isatty():
        ask(settings, values)
    if name == _ALL:
        count = repository.copy_all(chosen, directory, layout, values)
        click.echo(f"{len(chosen)} systems: {count} files in {directory}")
        click.echo(f"  read {directory / 'README.md'}, then: make -C {directory} check")
        return 0
    count = registry.copy(chosen[0], directory, layout, values[name])
    profile = " --profile tap" if layout == "tap" else ""
    readme = directory / ("lib/README.md" if layout == "tap" else "README.md")
    click.echo(f"{name}: {count} files in {directory}")
    click.echo(f"  read {readme}, then: stackproof check {directory}{profile}")
    return 0
