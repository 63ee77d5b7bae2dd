"""`stackproof completion`: completion for the shell."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> int:
    """Prints the completion script for SHELL.

    bash: eval "$(stackproof completion bash)" in ~/.bashrc; zsh: the same in ~/.zshrc; fish: stackproof completion
    fish > ~/.config/fish/completions/stackproof.fish
    """
    from click.shell_completion import get_completion_class

    from stackproof.cli.main import cli

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(cli, {}, "stackproof", "_STACKPROOF_COMPLETE").source())
    return 0
