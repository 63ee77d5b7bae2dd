"""One of many paths on its way from its projects to its result."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.assessment.assess import Result
from stackproof.errors import InputError
from stackproof.project.opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stackproof.assessment.model import Assessment
    from stackproof.project.model import Project


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
