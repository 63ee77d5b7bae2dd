"""Regular expressions that take linear time and can be asked of texts with holes.

Python's `re` backtracks, so that an expression in a contract could hang the assessment, and it has no answer for a text
of which a part is not known. Here an expression becomes an automaton that is followed with a set of states. Understood:
literals, `.` (any character but a line break), classes, `\\d \\w \\s` and their negations, groups, `|`, `* + ? {m,n}`,
`^` and `$`, and in front of all the flags `(?s)` (`.` takes line breaks), `(?m)` (`^` and `$` at every line) and `(?i)`
(upper and lower case are one). The expression is searched for; `^...$` makes it cover the whole text.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Text, Value, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    # A part of an expression: a character, a repeat, a choice, `begin` or `end`, or several in a row.
    _Tree: TypeAlias = "_Class | _Repeat | _Alternatives | str | list[_Tree]"

MAX_LENGTH = 500
MAX_STATES = 2000
MAX_TEXT = 20_000
MAX_REPEAT = 200
MAX_DEPTH = 50
_MAX_KNOWN = 20_000


class PatternError(ValueError):
    """The expression is wrong or not understood; `offset` is the 0-based place in it."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class _Class:
    """A set of characters: single ones, ranges and named classes, or everything but these."""

    singles: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    names: str = ""
    negated: bool = False

    def has(self, character: str) -> bool:
        inside = (
            character in self.singles
            or any(low <= character <= high for low, high in self.ranges)
            or any(_named(name, character) for name in self.names)
        )
        return inside is not self.negated

    @property
    def everything(self) -> bool:
        """Whether it takes every character that a name or an ARN can hold: all, or all but line breaks."""
        return self.negated and not (self.singles - {"\n"} or self.ranges or self.names)

    def folded(self) -> _Class:
        """The class with every letter in both cases."""
        singles = {form for one in self.singles for form in (one, one.lower(), one.upper()) if len(form) == 1}
        ranges = [(form(low), form(high)) for low, high in self.ranges for form in (str.lower, str.upper)]
        kept = tuple(pair for pair in [*self.ranges, *ranges] if len(pair[0]) == len(pair[1]) == 1)
        return _Class(frozenset(singles), kept, self.names, self.negated)


def _named(name: str, character: str) -> bool:
    known = {
        "d": character.isdecimal(),
        "w": character == "_" or character.isalnum(),
        "s": character.isspace(),
    }
    return known[name.lower()] is name.islower()


_ANY = _Class(negated=True)
_NO_BREAK = _Class(frozenset("\n"), negated=True)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}

# A state is (kind, what, next states): kind is `char` (a class), `split`, `begin`, `end` or `match`.
_State = tuple[str, "_Class | None", list[int]]


class Pattern:
    """A compiled expression."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise PatternError(f"the expression is longer than {MAX_LENGTH} characters", MAX_LENGTH)
        self.text = text
        compiler = _Compiler(text)
        self._states = compiler.states
        self._start = compiler.start
        self._lines = compiler.lines
        self._known: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self._loops = {number for number in range(len(self._states)) if self._survives(number)}

    def truth(self, value: Value) -> Truth:
        """Whether the expression is found in a known text, or in a text with holes whatever they hold."""
        if isinstance(value, Known) and value.data is not None:
            parts: tuple[str | Value, ...] = (scalar_text(value.data),)
        elif isinstance(value, Text):
            parts = value.parts
        else:
            return Truth.UNDECIDED
        if sum(len(part) for part in parts if isinstance(part, str)) > MAX_TEXT:
            return Truth.UNDECIDED
        if not self._accepts(parts, surely=False):
            return Truth.NO
        return Truth.YES if self._accepts(parts, surely=True) else Truth.UNDECIDED

    def truth_of_long(self, text: str) -> bool:
        """Whether the expression is found in a known text of any length."""
        return self._accepts((text,), surely=True)

    def _accepts(self, parts: Iterable[str | Value], *, surely: bool) -> bool:
        """Whether the text is accepted for every filling of the holes, or else for any.

        What AWS fills in (names, ARNs, ids) holds no line break.
        """
        states = self._closure({self._start}, begin=True)
        at_begin = True
        for part in parts:
            if isinstance(part, str):
                for character in part:
                    states = self._after(states, character)
                at_begin = at_begin and not part
            else:
                states = self._past_hole(states, surely=surely)
                at_begin = at_begin and not surely
        final = self._closure(states, begin=at_begin, end=True)
        return any(self._states[number][0] == "match" for number in final)

    def _past_hole(self, states: frozenset[int], *, surely: bool) -> frozenset[int]:
        if not surely:
            return self._reachable(states)
        kept = {number for number in states if number in self._loops}
        # Behind a hole that holds something: all that follows a state that survived. Behind an empty one: what was.
        behind = self._closure(ahead for number in kept for ahead in self._states[number][2])
        return frozenset(kept) | (behind & states) | self._closure({self._start})

    def _after(self, states: frozenset[int], character: str) -> frozenset[int]:
        """The states after one more character; a search may also begin behind it."""
        known = self._known.get((states, character))
        if known is not None:
            return known
        breaks = self._lines and character == "\n"
        following = {self._start}
        for number in self._closure(states, end=True) if breaks else states:
            kind, what, ahead = self._states[number]
            if kind == "match":
                following.add(number)
            elif kind == "char" and what is not None and what.has(character):
                following.update(ahead)
        found = self._closure(following) | self._closure({self._start}, begin=breaks)
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        self._known[states, character] = found
        return found

    def _closure(self, states: Iterable[int], *, begin: bool = False, end: bool = False) -> frozenset[int]:
        found: set[int] = set()
        todo = list(states)
        while todo:
            number = todo.pop()
            if number in found:
                continue
            found.add(number)
            kind, _, ahead = self._states[number]
            if kind == "split" or (kind == "begin" and begin) or (kind == "end" and end):
                todo.extend(ahead)
        return frozenset(found)

    def _reachable(self, states: frozenset[int]) -> frozenset[int]:
        """The states after any text at all, the empty one included."""
        found = set(self._closure({*states, self._start}))
        todo = list(found)
        while todo:
            number = todo.pop()
            kind, _, ahead = self._states[number]
            if kind == "char":
                fresh = self._closure(ahead) - found
                found |= fresh
                todo.extend(fresh)
        return frozenset(found)

    def _survives(self, number: int) -> bool:
        """Whether a state is still there after any text: it has matched, or it takes any character and comes back."""
        kind, what, ahead = self._states[number]
        if kind == "match":
            return True
        return kind == "char" and what is not None and what.everything and number in self._closure(ahead)


class _Compiler:
    """Reads an expression into states, each part compiled in front of what follows it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._any = _NO_BREAK
        self._folds = False
        self.lines = False
        self._flags()
        self.states: list[_State] = []
        tree = self._alternatives()
        if self._at < len(text):
            raise PatternError("a ) has no (", self._at)
        self.start = self._emit(tree, self._add("match", None, []))

    def _flags(self) -> None:
        end = self._text.find(")")
        if not self._text.startswith("(?") or not self._text[2:end] or set(self._text[2:end]) - set("smi"):
            return
        flags = self._text[2:end]
        self._any = _ANY if "s" in flags else _NO_BREAK
        self._folds, self.lines = "i" in flags, "m" in flags
        self._at = end + 1

    def _add(self, kind: str, what: _Class | None, ahead: list[int]) -> int:
        if len(self.states) >= MAX_STATES:
            raise PatternError(f"the expression needs more than {MAX_STATES} states", 0)
        self.states.append((kind, what, ahead))
        return len(self.states) - 1

    def _emit(self, tree: _Tree, ahead: int) -> int:
        """Adds the states of a tree so that it goes on to `ahead`; returns where it begins."""
        if isinstance(tree, _Class):
            return self._add("char", tree.folded() if self._folds else tree, [ahead])
        if isinstance(tree, str):
            return self._add(tree, None, [ahead])
        if isinstance(tree, list):
            for part in reversed(tree):
                ahead = self._emit(part, ahead)
            return ahead
        if isinstance(tree, _Alternatives):
            return self._add("split", None, [self._emit(option, ahead) for option in tree.options])
        if tree.most is None:
            split = self._add("split", None, [ahead])
            self.states[split][2].append(self._emit(tree.inner, split))
            ahead = split
        else:
            last = ahead
            for _ in range(tree.most - tree.least):
                ahead = self._add("split", None, [last, self._emit(tree.inner, ahead)])
        for _ in range(tree.least):
            ahead = self._emit(tree.inner, ahead)
        return ahead

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _alternatives(self) -> _Tree:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise PatternError("the groups are nested too deeply", self._at)
        options = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            options.append(self._sequence())
        self._depth -= 1
        return options[0] if len(options) == 1 else _Alternatives(tuple(options))

    def _sequence(self) -> list[_Tree]:
        parts: list[_Tree] = []
        while self._peek() not in {"", "|", ")"}:
            parts.append(self._repeated(self._atom()))
        return parts

    def _atom(self) -> _Tree:
        start = self._at
        character = self._peek()
        self._at += 1
        if character == "(":
            return self._group(start)
        if character == "[":
            return self._class(start)
        if character == "\\":
            return self._escape(start)
        if character in "*+?{":
            raise PatternError(f"there is nothing before {character} to repeat", start)
        if character in "^$":
            return "begin" if character == "^" else "end"
        return self._any if character == "." else _Class(frozenset(character))

    def _group(self, start: int) -> _Tree:
        if self._text.startswith("?:", self._at):
            self._at += 2
        elif self._peek() == "?":
            raise PatternError("of the groups that begin with (? only (?: is understood", start)
        inner = self._alternatives()
        if self._peek() != ")":
            raise PatternError("this ( has no )", start)
        self._at += 1
        return inner

    def _escape(self, start: int) -> _Class:
        character = self._peek()
        self._at += 1
        if character and character in "dwsDWS":
            return _Class(names=character)
        if character in _ESCAPES:
            return _Class(frozenset(_ESCAPES[character]))
        if character and character in string.punctuation:
            return _Class(frozenset(character))
        raise PatternError(f"the escape \\{character} is not understood", start)

    def _class(self, start: int) -> _Class:
        negated = self._peek() == "^"
        self._at += negated
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        names = ""
        first = True
        while first or self._peek() != "]":
            first = False
            low = self._class_part(start)
            if low.names:
                names += low.names
                continue
            (character,) = low.singles
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in {"]", ""}:
                self._at += 1
                high = self._class_part(start)
                if high.names or next(iter(high.singles)) < character:
                    raise PatternError("the range is the wrong way round", self._at)
                ranges.append((character, next(iter(high.singles))))
            else:
                singles.add(character)
        self._at += 1
        return _Class(frozenset(singles), tuple(ranges), names, negated)

    def _class_part(self, start: int) -> _Class:
        character = self._peek()
        if not character:
            raise PatternError("this [ has no ]", start)
        self._at += 1
        return self._escape(self._at - 1) if character == "\\" else _Class(frozenset(character))

    def _repeated(self, atom: _Tree) -> _Tree:
        while (character := self._peek()) and character in "*+?{":
            start = self._at
            self._at += 1
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(character) or self._bounds(start)
            if self._peek() and self._peek() in "?+":
                raise PatternError("lazy and possessive repeats make no difference here; leave them out", self._at)
            atom = _Repeat(atom, least, most)
        return atom

    def _bounds(self, start: int) -> tuple[int, int | None]:
        end = self._text.find("}", start)
        low, comma, high = self._text[start + 1 : end].partition(",")
        numbers = [low] if not comma else [low or "0", high or "0"]
        if end < 0 or not all(number.isascii() and number.isdigit() and len(number) < 6 for number in numbers):
            raise PatternError("what stands in braces is no repeat", start)
        self._at = end + 1
        least = int(low or 0)
        most = least if not comma else int(high) if high else None
        if least > MAX_REPEAT or (most or 0) > MAX_REPEAT or (most is not None and most < least):
            raise PatternError(f"a repeat goes up to {MAX_REPEAT}", start)
        return least, most


@dataclass(frozen=True, slots=True)
class _Repeat:
    inner: _Tree
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class _Alternatives:
    options: tuple[_Tree, ...]


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """The automaton of an expression.

    Raises:
        PatternError: the expression is wrong or uses what is not understood.
    """
    return Pattern(text)
