"""The page of docs/public-findings.md, made of the judgements in this folder."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from benchmarks.judging.draw import LATER_SEEDS, SIZES
from benchmarks.judging.run import DRAWS, FOLDER
from benchmarks.projects import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOLD = {
    "first": "The first drawing: found by the rules as they were written, before any of these projects was looked at.",
    "second": "The second drawing: found after the causes of the first one's false alarms were mended.",
    "fresh": "The third drawing: projects that were fetched after the rules were written, before any was looked at.",
    "again": "The fourth drawing: fetched and read after the causes of the third one's false alarms were mended.",
    "anew": "The fifth drawing: fetched and read after those of the fourth, and after some 500 repositories were read.",
}


def page() -> str:
    """How right the findings were, each false alarm with its cause, then every finding by rule."""
    draws = json.loads(DRAWS.read_text("utf-8"))
    lines = [
        "# Findings about public projects, judged",
        "",
        "Written by `python -m benchmarks.judging.run page`, after `find first`, `second`, `fresh`, `again`, `anew`;",
        f"facts as of {TODAY}. Of the public projects that gave a graph ([list](public-projects.md)), 60 and then",
        f"30 were drawn with the seed {draws['seed']} before the rules were written (`benchmarks/judging/draws.json`).",
        f"Three more (seeds {', '.join(str(draws[f'{name} seed']) for name in LATER_SEEDS)}) are of projects that were",
        "fetched for them alone (`benchmarks/judging/lists`): the first 60 in the drawn order that give a graph. So",
        "the first, third, fourth and fifth are first runs: no rule was written or mended with their projects in view.",
        "Every finding of the severities critical and high was read beside the source and judged: right where what it",
        "says is so and has the consequence that it names for this project. Findings of oracles are not among them.",
    ]
    for draw, told in _TOLD.items():
        file = FOLDER / f"{draw}.json"
        if file.is_file():
            projects = draws[draw][: SIZES["first"]]
            lines += ["", f"## {told.partition(':')[0]}", "", told, "", *_of(projects, json.loads(file.read_text()))]
    return "\n".join(lines) + "\n"


def _of(projects: list[str], rows: list[dict[str, Any]]) -> Iterator[str]:
    judged = [one for one in rows if one["right"] is not None]
    right = sum(1 for one in judged if one["right"])
    share = f"{100 * right / len(judged):.1f} %" if judged else "-"
    found_in = len({one["project"] for one in rows})
    yield f"{len(projects)} projects, {found_in} of them with such findings: {len(rows)} findings,"
    yield f"{len(judged)} judged, {right} right: {share}."
    wrong = [one for one in judged if not one["right"]]
    yield ""
    if wrong:
        yield "| false alarm | project | place | cause |"
        yield "|---|---|---|---|"
        for one in wrong:
            yield f"| {one['rule']} | {one['project']} | `{one['at']}` | {_cell(one['cause'])} |"
        yield ""
    yield "| rule | right | wrong |"
    yield "|---|---|---|"
    counted = Counter((one["rule"], bool(one["right"])) for one in judged)
    for rule in sorted({one["rule"] for one in judged}):
        yield f"| [{rule}](rules/{rule}.md) | {counted[rule, True]} | {counted[rule, False]} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
