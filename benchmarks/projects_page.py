"""The page of docs/public-projects.md, made of what `benchmarks.projects run` measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stackproof import __version__
from stackproof.synthesis import cache

if TYPE_CHECKING:
    from benchmarks.copies import List, Row
    from benchmarks.projects import Kind, Outcome

    Measured = tuple[List, list[tuple[Row, Outcome]]]

KINDS: tuple[Kind, ...] = ("graph", "partial", "own", "ours")
SAID = 300


def page(measured: Sequence[Measured]) -> str:
    """The page: how it was made, one line a list, then a table of projects a list."""
    from benchmarks.projects import ONE_PROGRAM, TODAY

    lines = [
        "# Public projects",
        "",
        f"Made by `python -m benchmarks.projects page` after `copy` and `run`, with stackproof {__version__},",
        f"judged on {TODAY}. A list in `benchmarks/projects` pins repository, commit, path and SHA-256 of the files;",
        "the projects are other people's and are not shipped. No oracle was asked; two projects were read at a time; a",
        f"program had {ONE_PROGRAM:.0f} s.",
        "",
        "A project is read in full (graph), in part (partial; the problems say what could not be read), or not at all:",
        "by its own fault (own; the reason stands in the list, written after the project was read), or by ours.",
        "The share of those that are not at fault leaves the former out. Settings that a project cannot do without and",
        "does not bring along were given, and stand in the table.",
        "",
        *_summary(measured),
    ]
    for found, rows in measured:
        lines += ["", f"## {found.name}", "", found.chosen, "", *_facts(rows), "", *_table(rows)]
    return "\n".join(lines) + "\n"


def _head(columns: tuple[str, ...]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)


def _summary(measured: Sequence[Measured]) -> Iterator[str]:
    shares = ("gives a graph", "of those not at fault")
    columns = ("list", "projects", "authors", *KINDS, *shares, "resources", "with a line", "own type")
    yield from _head(columns)
    for found, rows in measured:
        yield _summary_row(f"[{found.name}](#{found.name})", rows)
    everything = [row for _, rows in measured for row in rows]
    if len(measured) > 1:
        yield _summary_row("all", everything)


def _summary_row(name: str, rows: list[tuple[Row, Outcome]]) -> str:
    kinds = Counter(outcome.kind(row) for row, outcome in rows)
    read = kinds["graph"] + kinds["partial"]
    resources = sum(outcome.resources for _, outcome in rows)
    lines = sum(outcome.lines for _, outcome in rows)
    unmapped = sum(sum(outcome.unmapped.values()) for _, outcome in rows)
    authors = len({row.author for row, _ in rows})
    shares = (_share(read, len(rows)), _share(read, len(rows) - kinds["own"]))
    cells = [name, len(rows), authors, *(kinds[kind] for kind in KINDS), *shares, resources]
    return f"| {' | '.join(map(str, cells))} | {_share(lines, resources)} | {_share(unmapped, resources)} |"


def _share(part: int, whole: int) -> str:
    # Rounded down: 94.99 % is not 95 %.
    return f"{1000 * part // whole / 10:.1f} %" if whole else "-"


def _facts(rows: list[tuple[Row, Outcome]]) -> Iterator[str]:
    seconds = sorted(outcome.seconds for _, outcome in rows)
    unmapped: Counter[str] = Counter()
    versions: dict[str, set[str]] = {}
    for _, outcome in rows:
        unmapped.update(outcome.unmapped)
        for name, version in outcome.versions.items():
            versions.setdefault(name, set()).add(version)
    yield f"- seconds a project: median {seconds[len(seconds) // 2]:.1f}, longest {seconds[-1]:.1f}"
    if versions:
        shown = (f"{name} {next(iter(all_))}" if len(all_) == 1 else name for name, all_ in sorted(versions.items()))
        yield f"- read with: {', '.join(shown)}"
    if unmapped:
        most = ", ".join(
            f"`{name}` {count}" for name, count in sorted(unmapped.items(), key=lambda one: (-one[1], one))
        )
        yield f"- in the tool's own type, for want of a counterpart: {most}"
    without = [address for _, outcome in rows for address in outcome.without]
    if without:
        yield f"- without a line: {', '.join(f'`{one}`' for one in without[:10])}{' ...' if len(without) > 10 else ''}"


def _table(rows: list[tuple[Row, Outcome]]) -> Iterator[str]:
    counts = ("resources", "with a line", "own type", "findings", "undecided")
    yield from _head(("project", "commit", "result", *counts, "s", "what was said"))
    for row, outcome in rows:
        name = f"{row.repository} `{row.path or '.'}`"
        kind = outcome.kind(row)
        said = "" if kind == "graph" else outcome.said()
        given = f"given {', '.join(f'{one}={value}' for one, value in row.values.items())}" if row.values else ""
        parts = (f"**{row.reason}**" if kind == "own" else "", said, given, row.note)
        words = " — ".join(part for part in parts if part)
        numbers = (
            outcome.resources,
            outcome.lines,
            sum(outcome.unmapped.values()),
            outcome.findings,
            outcome.undecided,
        )
        cells = [name, f"`{row.commit[:10]}`", kind, *numbers, f"{outcome.seconds:.1f}", _cell(words)]
        yield f"| {' | '.join(map(str, cells))} |"


def _cell(text: str) -> str:
    # What was installed for a project lies in another folder on every machine.
    text = text.replace(str(cache.folder()), "(cache)")
    flat = " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
    return flat if len(flat) <= SAID else flat[:SAID] + " ..."
