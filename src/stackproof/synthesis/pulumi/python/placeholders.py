"""Texts that stand for what a resource has only after deployment, each naming one attribute of one resource.

A placeholder is made of letters of one of two alphabets that share no letter, and two runs of a program use one each.
So whatever a program makes of a placeholder other than carrying it along whole (a part, a hash, another case) differs
between the two runs, and is known for what it is: not known before deployment.

The process is the foreign program's too: nothing that is written here may be believed without a check.
"""

from __future__ import annotations

import base64
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

ALPHABETS = ("BcDfGhJkLm", "NpQrStVwXz")
OPENINGS = ("LkGf", "VwQr")
CLOSINGS = ("Dh", "Xz")
_DIGITS = 6
_MAX_DECISIONS = 200
_WEB_ADDRESSES = frozenset({"url", "invokeUrl", "functionUrl", "apiEndpoint", "issuer"})
# What a text is asked by code that lets it decide.
_QUESTIONS = (
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__", "count", "endswith", "find", "index",
    "isalnum", "isalpha", "isdigit", "islower", "isnumeric", "isupper", "rfind", "rindex", "startswith",
)  # fmt: skip
# What makes another text of a text: where it gives the same one, that is by chance.
_CHANGES = (
    "lower", "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "rstrip",
    "split", "splitlines", "strip", "upper",
)  # fmt: skip


class Mint:
    """Makes placeholders, and knows them again.

    Args:
        alphabet: 0 or 1.
        relative: gives a source file's path in the project; None for what is not the user's.
    """

    def __init__(self, alphabet: int, relative: Callable[[str], str | None]) -> None:
        self.run = alphabet
        self.alphabet = ALPHABETS[alphabet]
        self.opening = OPENINGS[alphabet]
        self.closing = CLOSINGS[alphabet]
        self.relative = relative
        self.number = 0
        self.whole: set[str] = set()
        self.derived: list[list[str]] = []
        self.decisions: list[list[Any]] = []
        self.asked = 0

    def marker(self) -> str:
        """A new text that is no other's."""
        self.number += 1
        digits = "".join(self.alphabet[int(digit)] for digit in f"{self.number:0{_DIGITS}d}")
        return f"{self.opening}{digits}{self.closing}"

    def placeholder(self, attribute: str) -> str:
        """A new placeholder of the form that the attribute has, so that a program that takes it apart gets parts."""
        if attribute.lower().endswith("arn"):
            first, second, third, fourth, fifth, sixth = (self.marker() for _ in range(6))
            text = f"arn:{first}:{second}:{third}:{fourth}:{fifth}/{sixth}"
        elif attribute == "authorizationToken":
            text = base64.b64encode(f"AWS:{self.marker()}".encode()).decode()
        elif attribute in _WEB_ADDRESSES:
            text = f"https://{self.marker()}/{self.marker()}"
        else:
            text = self.marker()
        self.whole.add(text)
        return text

    def watched(self, text: str) -> str:
        """The text as the program is given it: a placeholder notes what is asked of it."""
        if text not in self.whole:
            return text
        yaml = sys.modules.get("yaml")
        if yaml is not None and Placeholder not in yaml.SafeDumper.yaml_representers:
            for dumper in (yaml.SafeDumper, yaml.Dumper, getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
                dumper.add_representer(Placeholder, lambda writer, data: writer.represent_str(str.__str__(data)))
        return Placeholder(text, self)

    def made_of(self, source: str) -> str:
        """A new text that was made of a placeholder and is known no better than it."""
        made = self.marker()
        self.derived.append([made, source])
        return made

    def inside(self, text: object) -> bool:
        """Whether a text holds a placeholder."""
        return isinstance(text, str) and self.opening in text

    def decided(self, question: str, frame: FrameType | None) -> None:
        """Notes that the user's own code let a placeholder decide something."""
        file = self.relative(frame.f_code.co_filename) if frame is not None else None
        if frame is None or file is None:
            return
        self.asked += 1
        if len(self.decisions) < _MAX_DECISIONS:
            decision = [file, frame.f_lineno, question.strip("_")]
            if decision not in self.decisions:
                self.decisions.append(decision)


class Placeholder(str):
    """A text that notes what the user's code asks of it; whatever is made of it is a plain text again."""

    __slots__ = ("mint",)

    def __new__(cls, text: str, mint: Mint) -> Placeholder:
        """A text of `mint`'s that tells it of questions."""
        made = str.__new__(cls, text)
        made.mint = mint
        return made

    mint: Mint

    __hash__ = str.__hash__

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return (str, (str(self),))

    def __copy__(self) -> Placeholder:
        return self

    def __deepcopy__(self, memo: object) -> Placeholder:
        return self


def _watch() -> None:
    def question(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(self: Placeholder, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the method gives
            self.mint.decided(name, sys._getframe(1))
            return ask(self, *args, **named)

        return asked

    def change(name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def made(self: Placeholder, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the method gives
            result = make(self, *args, **named)
            if self.mint.relative(sys._getframe(1).f_code.co_filename) is None:
                return result
            # The real text may well be another one afterwards.
            if isinstance(result, str):
                return self.mint.made_of(self) if str.__eq__(result, self) else result
            items = [self.mint.made_of(self) if str.__eq__(item, self) is True else item for item in result]
            return type(result)(items)

        return made

    for name in _QUESTIONS:
        setattr(Placeholder, name, question(name, getattr(str, name)))
    for name in _CHANGES:
        setattr(Placeholder, name, change(name, getattr(str, name)))


_watch()
