"""Errors that reach the user as one clear message: what, where, what to do."""

from __future__ import annotations


class StackproofError(Exception):
    """Base of every error that stackproof raises on purpose."""


class InputError(StackproofError):
    """The input cannot be assessed; the command line ends with exit code 2.

    Args:
        message: what is wrong, one sentence without a full stop.
        file: the path as the user would name it.
        line: 1-based line in `file`.
        column: 1-based column in `file`.
        hint: what to do about it, one sentence.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.hint = hint

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known; empty where no file is concerned."""
        if self.file is None:
            return ""
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number is not None)]
        return ":".join(parts)

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}. {self.hint}" if self.hint else text


class MissingToolchain(InputError):
    """An engine or an oracle is not installed; the hint names the command that installs it."""
