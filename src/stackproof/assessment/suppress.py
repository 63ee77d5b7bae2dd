"""Suppressions of the contract and of comments: each needs a reason, and one that matches nothing is reported."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from stackproof.assessment.model import Finding, Suppression, UndecidedCheck
from stackproof.graph.location import Location
from stackproof.oracles.run import may_have_reported
from stackproof.project import surroundings, tree
from stackproof.project.programs import LANGUAGES
from stackproof.project.terraform_roots import module_folders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from stackproof.graph.resource import Resource
    from stackproof.project.model import Project

_MARK = b"stackproof: ignore"
_RULE = r"[A-Za-z0-9_-]*[A-Za-z0-9_]"
_SAYS = (
    rf"stackproof:\s*ignore\s+(?P<rules>{_RULE}(?:\s*,\s*{_RULE})*)(?:(?:\s*:|\s+--)\s*(?P<reason>(?!\*/)\S.*?)?)?\s*"
)
_COMMENT = re.compile(rf"(?:#|//)\s*{_SAYS}$")
# `/* ... */` with or without code behind it, and a line within a comment that goes over several.
_BLOCK_COMMENT = re.compile(rf"(?:/\*+|^\s*\*+(?!/))\s*{_SAYS}(?P<end>\*/(?P<code>.*))?$")
# A program in TypeScript may hold JavaScript, and the other way round.
_FAMILIES = dict.fromkeys(("typescript", "javascript"), frozenset({"typescript", "javascript"}))
_PROGRAMS = frozenset({"cdk", "cdktf", "pulumi"})
_MAX_BYTES = 10 * 1024 * 1024


@dataclass(slots=True)
class Entry:
    """One suppression: a rule, what it covers, why, and how often it matched.

    A suppression of the contract covers addresses by a glob; one of a comment covers the findings at one line, or all
    findings of the resource that begins at that line.

    Attributes:
        in_sources: it stands in a file of the project, not in a contract.
        linter: `rule` is the beginning of an id of cfn-lint's, and covers what it alone reports.
    """

    rule: str
    reason: str
    at: Location
    address: str = "*"
    line: Location | None = None
    matched: int = 0
    in_sources: bool = False
    linter: bool = False

    def covers(self, rules: tuple[str, ...], address: str, places: set[tuple[str, int]]) -> bool:
        """Whether a finding of one of `rules` (id and aliases) at one of `places` is meant."""
        if not (any(rule.startswith(self.rule) for rule in rules) if self.linter else self.rule in rules):
            return False
        if self.line is not None:
            return (self.line.file, self.line.line) in places
        return fnmatchcase(address, self.address)


@dataclass(slots=True)
class Comments:
    """What the comments of a project say; `faulty` are those without a reason, which are not honoured."""

    entries: list[Entry] = field(default_factory=list)
    faulty: list[Location] = field(default_factory=list)


def source_files(project: Project) -> list[Path]:
    """The files whose comments speak for a project: its templates, or what is written in its language."""
    if project.templates:
        return list(project.templates)
    family = _FAMILIES.get(project.language, frozenset({project.language}))
    endings = {ending for ending, language in LANGUAGES.items() if language in family}
    if project.engine == "terraform":
        # Other root modules may lie beside this one, with comments of their own.
        entry = project.root / project.entry
        # A plan stands for the code beside it.
        folders = module_folders(entry.parent if entry.is_file() else entry, project.root)
        return [file for folder in folders for file in sorted(folder.iterdir()) if file.suffix == ".tf"]
    if not endings:
        return []
    beside = surroundings.of(project.root).sources() if project.engine in _PROGRAMS else ()
    return [file for file in (*tree.files(project.root), *beside) if file.suffix in endings]


def read_comments(files: Iterable[Path], root: Path) -> Comments:
    """Finds `stackproof: ignore RULE-ID: reason` in the comments of the files: after # or //, or within /* */.

    A comment on a line of its own speaks of the next line that is neither empty nor a comment, else of its own line.
    """
    found = Comments()
    for file in files:
        try:
            data = b"" if file.stat().st_size > _MAX_BYTES else file.read_bytes()
        except OSError:
            continue
        if _MARK not in data.replace(b"stackproof:ignore", _MARK):
            continue
        name = Path(os.path.relpath(file, root)).as_posix()
        _read_lines(data.decode("utf-8", "replace").splitlines(), name, found)
    return found


def _read_lines(lines: list[str], name: str, found: Comments) -> None:
    for number, line in enumerate(lines, 1):
        match = _COMMENT.search(line)
        block = None if match else _BLOCK_COMMENT.search(line)
        match = match or block
        if not match:
            continue
        at = Location(name, number, _begin(line, match) + 1)
        if not match["reason"]:
            found.faulty.append(at)
            continue
        own_line = line[: match.start()].strip() == "" and not (block and (block["code"] or "").strip())
        target = _next_code_line(lines, number, open_=block is not None and not block["end"]) if own_line else number
        for rule in match["rules"].split(","):
            covered = Location(name, target)
            found.entries.append(Entry(rule.strip(), match["reason"], at, line=covered, in_sources=True))


def _begin(line: str, match: re.Match[str]) -> int:
    """Where the comment begins, without the blanks before the star of a line within one."""
    return match.start() + len(line[match.start() :]) - len(line[match.start() :].lstrip())


def _next_code_line(lines: list[str], number: int, *, open_: bool) -> int:
    """The next line with code; `open_` says that a comment /* */ is open at the end of line `number`."""
    for following in range(number, len(lines)):
        text = lines[following].strip()
        if not open_ and text.startswith("/*"):
            open_, text = True, text[2:]
        if open_:
            _, closed, text = text.partition("*/")
            open_ = not closed
            text = text.strip()
        if text and not open_ and not text.startswith(("#", "//")):
            return following + 1
    return number


Outcome = TypeVar("Outcome", bound=Finding | UndecidedCheck)


def apply(
    outcomes: Iterable[Outcome],
    entries: list[Entry],
    resources: Mapping[str, Resource],
    aliases: Mapping[str, tuple[str, ...]],
) -> list[Outcome]:
    """Marks what is suppressed with the reason and counts the matches of each entry; nothing is left out."""
    result: list[Outcome] = []
    for outcome in outcomes:
        resource = resources.get(outcome.address)
        places = {(outcome.location.file, outcome.location.line)}
        if resource is not None:
            places.add((resource.location.file, resource.location.line))
        rules = (outcome.rule, *aliases.get(outcome.rule, ()))
        reason = None
        for entry in entries:
            if entry.linter and getattr(outcome, "origin", "") != "cfn-lint":
                continue
            if entry.covers(rules, outcome.address, places):
                entry.matched += 1
                reason = reason or entry.reason
        result.append(replace(outcome, suppressed=reason) if reason else outcome)
    return result


def summary(entries: Iterable[Entry], oracles: Collection[str]) -> tuple[Suppression, ...]:
    """The entries as the report shows them; `oracles` are the names of those that have finished."""
    return tuple(
        Suppression(
            entry.rule,
            entry.address,
            entry.reason,
            entry.at,
            entry.matched,
            asked=bool(entry.matched) or may_have_reported(entry.rule, oracles),
        )
        for entry in entries
    )
