"""Tests in TypeScript and JavaScript, for Jest, Vitest and Mocha.

The text is read by its brackets: comments are blanked out, strings are skipped, and a test's body is what its braces
hold. That is enough to tell a test that tests nothing, and it never takes a comment for code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.location import Location
from stackproof.sources.own_tests.model import Case, FileOfTests, Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

_CASE = re.compile(
    r"(?<![\w.$])(?:test|it)(?:\.(?:only|concurrent))?\s*\(\s*(?P<quote>['\"`])(?P<name>.{0,300}?)(?P=quote)\s*,"
)
_BODY = re.compile(r"\s*(?:async\s*)?(?:function\s*\w*\s*)?\([^()]{0,500}\)\s*(?::\s*[\w<>]+\s*)?(?:=>)?\s*\{")
_FIXED = r"(?:true|false|null|undefined|\d+|'[^']*'|\"[^\"]*\")"
_NOTHING = re.compile(
    rf"(?:expect\(\s*{_FIXED}\s*\)(?:\.not)?\.to\w+\(\s*{_FIXED}?\s*\)|assert\.?\w*\(\s*{_FIXED}(?:\s*,\s*{_FIXED})*\s*\)"
    r"|(?:fail|done)\([^()]*\)|throw new Error\([^()]*\)|return)\s*;?"
)
_ASSERTION = re.compile(r"\b(?:expect|assert)\b|template\.|\.toMatchSnapshot\(")
_MOCKS = re.compile(
    r"\b(?:jest|vi)\.(?:mock|spyOn)\s*\(|from\s+['\"](?:aws-sdk-client-mock|aws-sdk-mock|sinon|nock)['\"]"
    r"|require\(\s*['\"](?:aws-sdk-client-mock|aws-sdk-mock|sinon|nock)['\"]\s*\)"
)
_OUTPUT = re.compile(
    r"\b(?:flat|cfn|stack|tf)?[oO]utputs(?:\?)?"
    r"(?:\.(?P<dotted>[A-Za-z]\w*)\b(?!\s*\()|\[\s*['\"](?P<key>[^'\"\n]{1,200})['\"]\s*\])"
)
_TYPED = re.compile(
    r"\.(?:resourceCountIs|hasResource|hasResourceProperties|allResources|allResourcesProperties)\(\s*"
    r"['\"](?P<type>(?:AWS|Custom)::\w+(?:::\w+)?)['\"](?:\s*,\s*(?P<count>\d+)\s*\))?"
)
_METHODS = frozenset({"length", "map", "filter", "find", "forEach", "keys", "values", "entries", "json"})


def read(name: str, text: str, *, integration: bool) -> FileOfTests:
    """What a file tests."""
    code, strings = _without_comments(text)
    begins = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(position: int) -> Location:
        import bisect

        line = bisect.bisect_right(begins, position)
        return Location(name, line, position - begins[line - 1] + 1)

    outputs = (
        Mention(key, at(match.start()))
        for match in _OUTPUT.finditer(code)
        if (key := match["dotted"] or match["key"]) not in _METHODS
    )
    return FileOfTests(
        name,
        integration,
        tuple(Case(case, at(start), nothing) for case, start, nothing in _cases(code, text, strings)),
        tuple(Mention(match.group().split("(")[0].strip(), at(match.start())) for match in _MOCKS.finditer(code)),
        tuple(outputs) if re.search(r"outputs?[\w.-]*\.json", code) else (),
        tuple(
            Mention(match["type"], at(match.start()), int(match["count"]) if match["count"] else None)
            for match in _TYPED.finditer(code)
        ),
    )


def _cases(code: str, text: str, strings: str) -> Iterator[tuple[str, int, str]]:
    for match in _CASE.finditer(code):
        # Inside a string the words are no test.
        if strings[match.start()] == "s":
            continue
        opened = _BODY.match(code, match.end())
        if opened is None:
            yield match["name"], match.start(), ""
            continue
        end = _closing(code, strings, opened.end())
        body, original = code[opened.end() : end].strip(), text[opened.end() : end]
        nothing = ""
        if not body:
            nothing = "its assertions are commented out" if _ASSERTION.search(original) else "its body is empty"
        elif _only_nothing(body):
            nothing = f"it asserts nothing of the code: {body[:60].splitlines()[0]}"
        elif not _ASSERTION.search(body) and _ASSERTION.search(original):
            nothing = "its assertions are commented out"
        yield match["name"], match.start(), nothing


def _only_nothing(body: str) -> bool:
    position = 0
    while position < len(body):
        match = _NOTHING.match(body, position)
        if match is None:
            return False
        position = match.end()
        while position < len(body) and body[position].isspace():
            position += 1
    return True


def _closing(code: str, strings: str, start: int) -> int:
    depth = 1
    for position in range(start, len(code)):
        if strings[position] == "s":
            continue
        if code[position] == "{":
            depth += 1
        elif code[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    return len(code)


_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<string>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`)",
    re.DOTALL,
)


def _without_comments(text: str) -> tuple[str, str]:
    """The text with blanks for comments, and a map of the same length that marks strings with `s`."""
    code: list[str] = []
    strings: list[str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        plain = text[position : match.start()]
        code.append(plain)
        strings.append(" " * len(plain))
        found = match.group()
        if match["comment"] is not None:
            blank = re.sub(r"[^\n]", " ", found)
            code.append(blank)
            strings.append(" " * len(blank))
        else:
            code.append(found)
            strings.append("s" * len(found))
        position = match.end()
    code.append(text[position:])
    strings.append(" " * (len(text) - position))
    return "".join(code), "".join(strings)
