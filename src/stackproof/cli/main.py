"""The group of commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from stackproof import __version__
from stackproof.errors import InputError

EXIT_READY = 0
EXIT_NO_ASSESSMENT = 2
EXIT_INTERRUPTED = 130
ISSUES = "https://github.com/stackproof/stackproof/issues"


class _Commands(click.Group):
    """Finds commands by the modules that are there and imports only the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        folder = Path(__file__).parent / "commands"
        names = [file.stem.rstrip("_").replace("_", "-") for file in folder.glob("[a-z]*.py")]
        return sorted(names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"stackproof.cli.commands.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from None
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="stackproof %(version)s")
def cli() -> None:
    """Proves AWS infrastructure code against its written requirements before anything is deployed.

    Exit codes: 0 ready, 1 blocked or undecided, 2 no assessment (wrong usage, unreadable input, missing toolchain).
    """


def run(arguments: list[str]) -> int:
    """Runs a command and returns the exit code; every error ends as one message on stderr."""
    try:
        result = cli.main(arguments, prog_name="stackproof", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return EXIT_INTERRUPTED
    except click.UsageError as error:
        error.show()
        return EXIT_NO_ASSESSMENT
    except click.ClickException as error:
        _say(error.format_message())
        return EXIT_NO_ASSESSMENT
    except InputError as error:
        _say_input_error(error)
        return EXIT_NO_ASSESSMENT
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error, and nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_NO_ASSESSMENT
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug of ours must say that it is one
        _say_bug(error)
        return EXIT_NO_ASSESSMENT
    return result if isinstance(result, int) else EXIT_READY


def _say(message: str) -> None:
    click.echo(f"stackproof: {message}", err=True)


def _say_input_error(error: InputError) -> None:
    from stackproof.reports.escape import visible

    place = f"{error.place}: " if error.place else ""
    _say(visible(f"{place}{error.message}"))
    if error.hint:
        click.echo(f"  {visible(error.hint)}", err=True)


def _say_bug(error: Exception) -> None:
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    _say(f"this is a bug in stackproof {__version__}, not in your project: {type(error).__name__}: {error}")
    click.echo(f"  at {Path(frame.filename).name}:{frame.lineno}; please report it with this text: {ISSUES}", err=True)
    if os.environ.get("STACKPROOF_DEBUG"):
        traceback.print_exception(error)
    else:
        click.echo("  STACKPROOF_DEBUG=1 prints the traceback", err=True)
