"""Options that several commands share."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def _date(_: click.Context, param: click.Parameter, value: str | None) -> datetime.date | None:
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date of the form YYYY-MM-DD", param=param) from None


def pairs(_: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The values of an option of the form KEY=VALUE."""
    pairs: dict[str, str] = {}
    for value in values:
        key, found, text = value.partition("=")
        if not found or not key.strip():
            raise click.BadParameter(f"{value!r} is not of the form KEY=VALUE", param=param)
        pairs[key.strip()] = text
    return pairs


def path_argument(command: Command) -> Command:
    """PATH: what to read; the current folder when it is left out."""
    return click.argument("path", default=".", type=click.Path(path_type=Path))(command)


def reading(command: Command) -> Command:
    """Options that say how a project is read."""
    for option in reversed(
        (
            click.option(
                "--contract",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Requirements to prove. Nothing in the project then changes the verdict. "
                "[default: stackproof.yaml beside the project]",
            ),
            click.option(
                "--base",
                type=click.Path(path_type=Path),
                metavar="DIR",
                help="For a Markdown answer: the project with entry point and configuration that it is laid over.",
            ),
            click.option(
                "--set",
                "values",
                multiple=True,
                metavar="KEY=VALUE",
                callback=pairs,
                help="Value of a setting, parameter or context key; may be given several times.",
            ),
            click.option(
                "--timeout",
                type=click.FloatRange(min=1),
                default=120.0,
                show_default=True,
                metavar="SECONDS",
                help="Wall time that one program or oracle may take.",
            ),
            click.option(
                "--allow-weak-sandbox",
                is_flag=True,
                help="Run the project's program although this system cannot isolate files or network.",
            ),
            click.option(
                "--toolchain",
                type=click.Choice(("installed", "pinned")),
                default="installed",
                show_default=True,
                help="pinned: read a program in Python with the packages that it pins, in an environment of "
                "stackproof's own (half a minute once for each set of them).",
            ),
        )
    ):
        command = option(command)
    return command


def output(command: Command) -> Command:
    """Where the result goes."""
    return click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write the result to FILE. [default: standard output]",
    )(command)


def today(command: Command) -> Command:
    """The date that dated facts are judged by."""
    return click.option(
        "--today",
        callback=_date,
        default=None,
        metavar="DATE",
        help="Date that runtimes and versions are judged by. [default: the current date]",
    )(command)


def _jobs(_: click.Context, param: click.Parameter, value: str) -> int | None:
    if value == "auto":
        return None
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise click.BadParameter(f"{value!r} is neither a number from 1 on nor 'auto'", param=param)
    return int(value)


def jobs(command: Command) -> Command:
    """How many projects are assessed at the same time; None stands for `auto`."""
    return click.option(
        "--jobs",
        "-j",
        callback=_jobs,
        default="auto",
        show_default=True,
        metavar="N",
        help="How many projects are assessed at the same time, at most 24; auto: as many as there are processors.",
    )(command)


def date_or_now(given: datetime.date | None) -> datetime.date:
    """The given date, or the current one in UTC, so that two machines agree."""
    return given or datetime.datetime.now(datetime.UTC).date()
