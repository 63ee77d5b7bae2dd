"""Many paths: projects are assessed beside each other, and the results come in the order of the paths."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from stackproof.assessment import baseline
from stackproof.assessment.assess import Options, assess_project
from stackproof.assessment.opened_path import OpenedPath, open_path
from stackproof.assessment.settings import load_contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from stackproof.assessment.assess import Result

MOST_JOBS = 24
"""As root the sandbox tells 64 runs apart: those at work, as many that wait, and room for more."""


def assess_many(
    paths: Iterable[Path | str], options: Options | None = None, *, jobs: int | None = None
) -> Iterator[Result]:
    """Assesses every project at each of many paths, several at a time.

    A result comes for every path, in the order of the paths, as soon as it and those before it are there. It is that of
    `assess` on the path alone, `timing` apart. What cannot be assessed stands in `Result.skipped`; an error that is
    stackproof's own, in `Result.fault`. The paths are taken a little ahead of the results, by another thread; until
    they end, programs that have the frameworks of the projects before loaded wait for the next one. Leaving the loop
    ends everything that still runs.

    Args:
        paths: folders, files that stand for a project, answers.
        options: the same for all; None: the defaults, judged by the present date in UTC.
        jobs: how many projects are assessed at the same time, at most 24; None: as many as there are processors.

    Raises:
        InputError: the contract or the baseline of `options` cannot be read.
        ValueError: `jobs` is less than 1.
    """
    if options is None:
        import datetime

        options = Options(today=datetime.datetime.now(datetime.UTC).date())
    if jobs is not None and jobs < 1:
        raise ValueError("jobs has to be at least 1")
    known = baseline.load(options.baseline) if options.baseline else {}
    load_contract(options.contract, None)
    opening = partial(open_path, base=options.base)
    wanted = min(jobs or processors(), MOST_JOBS)
    if isinstance(paths, (list, tuple)) and len(paths) == 1:
        entry = opening(paths[0])
        if len(entry.projects) < 2:
            return _alone(entry, options, known)
        entries: Iterable[OpenedPath] = [entry]
    else:
        entries = map(opening, paths)
    from stackproof.assessment.parallel import results

    return results(entries, options, known, wanted, more_may_come=not isinstance(paths, (list, tuple)))


def _alone(entry: OpenedPath, options: Options, known: dict[str, int]) -> Iterator[Result]:
    yield entry.result([partial(assess_project, project, options, known) for project in entry.projects])


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
