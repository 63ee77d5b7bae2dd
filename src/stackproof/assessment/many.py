"""Many paths: projects are assessed beside each other, and the results come in the order of the paths."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.assessment import baseline
from stackproof.assessment.assess import Options, Result, assess_project
from stackproof.assessment.settings import load_contract
from stackproof.errors import InputError
from stackproof.project.opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stackproof.assessment.model import Assessment
    from stackproof.project.model import Project

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
            return iter([entry.result([partial(assess_project, one, options, known) for one in entry.projects])])
        entries: Iterable[OpenedPath] = [entry]
    else:
        entries = map(opening, paths)
    from stackproof.assessment.parallel import results

    return results(entries, options, known, wanted, more_may_come=not isinstance(paths, (list, tuple)))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(slots=True)
class OpenedPath:
    """A path whose projects are known; its files stay until it is closed."""

    path: Path
    projects: list[Project] = field(default_factory=list)
    skipped: list[InputError] = field(default_factory=list)
    fault: Exception | None = None
    resources: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def result(self, assessments: Iterable[Callable[[], Assessment]]) -> Result:
        """The result, when each of `assessments` (one for each project) gives one or raises, and closes the path."""
        done: list[Assessment] = []
        with self.resources:
            for assessment in assessments:
                try:
                    done.append(assessment())
                except InputError as error:
                    self.skipped.append(error)
                except Exception as error:  # noqa: BLE001 - a fault of ours at one project is none at the others
                    self.fault = self.fault or error
        return Result(tuple(done), tuple(self.skipped), self.path, self.fault)


def open_path(path: Path | str, base: Path | None) -> OpenedPath:
    """Finds the projects at a path; what is wrong with it is part of the answer."""
    entry = OpenedPath(Path(path))
    try:
        discovery = entry.resources.enter_context(opened(entry.path, base))
    except InputError as error:
        entry.skipped.append(error)
    except Exception as error:  # noqa: BLE001 - a fault of ours at one path is none at the others
        entry.fault = error
    else:
        entry.projects = discovery.projects
        entry.skipped += discovery.skipped
    return entry
