"""One process in the sandbox that loads a framework, waits for one project, and is thrown away after it."""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import StackproofError
from stackproof.sandbox import Limits, Mount, copy_tree, scratch_folder, start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.sandbox import Outcome

_READY = b"ready\n"
_WARM_UP_SECONDS = 300.0
"""For our own program on a slow machine; foreign code is not there yet."""
_WAITING_SECONDS = 1800.0
_LAST_WORDS = 400
_SHARED = Path(__file__).parents[1] / "programs"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a worker is started with; equal recipes make workers that may stand for each other.

    Attributes:
        driver: a Python program of ours. It gets the scratch folder as its argument, loads what the projects of its
            framework need, calls `await_job` (`stackproof.synthesis.programs.running`), which it is shown, and does the
            job on the project in the folder `project` of the scratch folder.
        shown: further files and folders that it may read.
        environment: its variables, given the scratch folder; they depend on nothing else than that and `shown`.
        timeout: seconds of wall time for the job.
        allow_weak: start it where files and network cannot be isolated.
        python: the interpreter, among `shown`; None for our own.
    """

    driver: Path
    shown: tuple[Path, ...]
    environment: Callable[[Path], Mapping[str, str]] = field(compare=False)
    timeout: float = 120.0
    allow_weak: bool = False
    python: Path | None = None


def _nothing(_: Path) -> None:
    """Leaves a copy as it is."""


class Worker:
    """A worker from its birth in an empty scratch folder on; for one thread at a time.

    Attributes:
        folder: the scratch folder. What is in it after the job comes from a hostile program.
        project: where the project belongs.

    Raises:
        SandboxUnavailable: see `stackproof.sandbox.start`.
    """

    def __init__(self, recipe: Recipe) -> None:
        self._born = time.monotonic()
        with contextlib.ExitStack() as stack:
            self.folder = stack.enter_context(scratch_folder())
            self.project = self.folder / "project"
            self.project.mkdir()
            self._session = stack.enter_context(
                start(
                    [str(recipe.python or sys.executable), str(recipe.driver), str(self.folder)],
                    scratch=self.folder,
                    mounts=[Mount(path) for path in (recipe.driver, _SHARED, *recipe.shown)],
                    environment=recipe.environment(self.folder),
                    limits=Limits(wall_seconds=recipe.timeout, cpu_seconds=max(1, int(recipe.timeout * 2))),
                    working_directory=self.project,
                    waiting_seconds=_WAITING_SECONDS,
                    allow_weak=recipe.allow_weak,
                )
            )
            self._stack = stack.pop_all()

    def is_ready(self) -> bool:
        """Waits until everything is loaded; False when the worker has died, is about to, or takes for ever."""
        if time.monotonic() - self._born > _WAITING_SECONDS - _WARM_UP_SECONDS:
            return False
        return self._session.read_line(_WARM_UP_SECONDS) == _READY and not self._session.has_ended()

    def failure(self) -> StackproofError:
        """Why the worker did not get ready.

        Raises:
            InputError: the interpreter cannot be started in the sandbox.
        """
        outcome = self._session.finish()
        said = outcome.stderr.decode("utf-8", "replace").strip()[-_LAST_WORDS:]
        ended = outcome.limit or f"exit code {outcome.exit_code}, signal {outcome.signal}"
        return StackproofError(f"the program that runs projects did not get ready ({ended}): {said}")

    def copy(
        self, root: Path, ignore: Callable[[str], bool], complete: Callable[[Path], None] = _nothing
    ) -> tuple[str, ...]:
        """Copies the project at `root` to its place; returns what was left out, see `stackproof.sandbox.copy_tree`.

        Args:
            complete: adds to the copy before the program may touch it.

        Raises:
            InputError: it cannot be copied.
        """
        dropped = copy_tree(root, self.project, ignore=ignore)
        complete(self.project)
        self._session.hand_over(self.project)
        return dropped

    def work(self, job: bytes) -> Outcome:
        """Gives the worker its job (JSON) and waits until it is done. Limits of time count from here."""
        return self._session.finish(job)

    def stop(self) -> None:
        """Ends the processes; any thread may ask for it, and who waits for the work gets an outcome soon."""
        self._session.stop()

    def close(self) -> None:
        """Ends what is left and removes the scratch folder."""
        self._stack.close()
