"""A file of the project is there and contains what is asked for.

## What it proves
The file is a text file below the project's folder, reached without symbolic links, and each of the expressions is found
in it, in one line or over several.

## Parameters
- `path`: the file, or a glob; every file that it names has to contain everything, and there has to be one.
- `all`: regular expressions, each of which is found; none when only the file has to be there.

## Example
    expect: {check: files.contain, with: {path: README.md, all: ["^## Settings"]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check, regexes
from stackproof.contract.evaluate_files import contains
from stackproof.contract.outcome import together, violated
from stackproof.graph.location import Location
from stackproof.project.files import matching

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.contract.pattern import Pattern


def judge(context: EvaluationContext, **given: str | tuple[Pattern, ...]) -> Outcome:
    """Judges every file that the path names."""
    path, patterns = given["path"], given["all"]
    assert isinstance(path, str)
    assert isinstance(patterns, tuple)
    found = matching(context.root, path)
    if not found:
        return violated(f"there is no file {path}", Location(path))
    return together(contains(name, patterns, context) for name in found)


CHECK = check(
    {
        "path": Parameter(TEXT, "a file or a glob", required=True),
        "all": Parameter(regexes, "regular expressions", default=()),
    }
)(judge)
