"""Asks on the terminal for the settings of reference stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stackproof.blueprints.settings import confirmed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.blueprints.settings import Known, SettingsOf


def ask(stacks: Mapping[str, SettingsOf], values: dict[str, dict[str, str]]) -> None:
    """Asks for what is not given yet and adds the answers, by context key; a default that is taken is not written.

    Of one stack every setting is asked for, of several those that all have with the same default.

    Raises:
        InputError: the answers do not go together.
    """
    first, *others = stacks.values()
    for setting in first.known:
        shared = all((its := other.named(setting.name)) and its[:3] == setting[:3] for other in others)
        if setting.asked and shared and not all(setting.context in given for given in values.values()):
            answer = _answer(setting, stacks, values)
            for given in values.values() if answer != setting.default else ():
                given[setting.context] = answer
    for name, stack in stacks.items():
        confirmed(name, stack, values[name])


def _answer(setting: Known, stacks: Mapping[str, SettingsOf], values: Mapping[str, Mapping[str, str]]) -> str:
    """Asks until every stack takes the answer."""

    def taken(text: str) -> str:
        answer = text.strip()
        for name, stack in stacks.items():
            for problem in stack.problems({**values[name], setting.context: answer}):
                if problem.startswith(f"{setting.name} "):
                    raise click.BadParameter(problem)
        return answer

    click.echo(f"\n{setting.meaning}")
    shown = bool(setting.default)
    answer = click.prompt(setting.name, default=setting.default, value_proc=taken, show_default=shown)
    assert isinstance(answer, str)
    return answer
