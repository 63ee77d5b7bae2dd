"""Assesses projects in several threads: what takes long is done by processes that they wait for."""

from __future__ import annotations

import contextlib
import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from stackproof.assessment.assess import assess_project
from stackproof.assessment.sharing import Shared, load_rules
from stackproof.errors import InputError
from stackproof.oracles.standing import Standing
from stackproof.synthesis.model import Settings
from stackproof.synthesis.workers.pool import Pool
from stackproof.synthesis.workers.recipes import recipe_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from stackproof.assessment.assess import Options, Result
    from stackproof.assessment.model import Assessment
    from stackproof.assessment.opened_path import OpenedPath
    from stackproof.project.model import Project

_AHEAD = 4
"""How many paths are opened ahead of the result that comes next, for each job."""

_Tasks = list["Future[Assessment]"]


def results(
    entries: Iterable[OpenedPath], options: Options, known: dict[str, int], jobs: int, *, more_may_come: bool
) -> Iterator[Result]:
    """One result for each of `entries`, in their order; see `stackproof.assessment.many.assess_many`.

    Args:
        entries: taken by another thread.
        options: as `assess_many`.
        known: what a baseline lists.
        jobs: how many projects are assessed at the same time.
        more_may_come: whether the entries come from somewhere that may keep us waiting for the next.
    """
    with contextlib.ExitStack() as stack:
        oracles = stack.enter_context(Standing())
        load_rules(oracles, options.oracles)
        # One job is one program at a time: none gets ready beside it.
        workers = stack.enter_context(Pool(jobs)) if jobs > 1 else None
        if workers is not None:
            workers.stay_ready(more_may_come)
        feeder = _Feeder(entries, options, known, Shared(workers, oracles), jobs)
        stack.callback(feeder.end)
        feeder.start()
        while (item := feeder.ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            feeder.room.release()
            entry, tasks = item
            yield entry.result([task.result for task in tasks])


class _Feeder(threading.Thread):
    """Takes the paths, tells the pool what is coming, and has the projects assessed.

    Attributes:
        ready: what comes next, in order; an exception of the caller's own iterator; None at the end.
        room: one for each path that may be opened ahead.
    """

    def __init__(
        self, entries: Iterable[OpenedPath], options: Options, known: dict[str, int], shared: Shared, jobs: int
    ) -> None:
        super().__init__(name="stackproof-paths", daemon=True)
        self.ready: queue.SimpleQueue[tuple[OpenedPath, _Tasks] | BaseException | None] = queue.SimpleQueue()
        self.room = threading.Semaphore(jobs * _AHEAD)
        self._entries, self._options, self._known, self._shared = entries, options, known, shared
        self._settings = Settings(
            timeout=options.timeout,
            allow_weak_sandbox=options.allow_weak_sandbox,
            toolchain=options.toolchain,
        )
        self._executor = ThreadPoolExecutor(jobs, thread_name_prefix="stackproof")
        self._lock = threading.Lock()
        self._ended = False

    def run(self) -> None:
        """Goes on until the paths end, or nobody wants them any more."""
        workers = self._shared.workers
        try:
            for entry in self._entries:
                with self._lock:
                    if self._ended:
                        entry.resources.close()
                        return
                    self.ready.put((entry, [self._submit(project) for project in entry.projects]))
                self.room.acquire()
            if workers is not None:
                workers.stay_ready(False)
            self.ready.put(None)
        except BaseException as error:  # noqa: BLE001 - whatever the caller's own iterator raises is the caller's
            self.ready.put(error)

    def _submit(self, project: Project) -> Future[Assessment]:
        if self._shared.workers is not None:
            # What is wrong with the toolchain is told where the project is read.
            with contextlib.suppress(InputError):
                recipe = recipe_for(project, self._settings)
                if recipe is not None:
                    self._shared.workers.expect(recipe)
        return self._executor.submit(assess_project, project, self._options, self._known, self._shared)

    def end(self) -> None:
        """Takes no further path, ends what is at work, and gives back what was opened."""
        with self._lock:
            self._ended = True
        self.room.release()
        if self._shared.workers is not None:
            self._shared.workers.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        while not self.ready.empty():
            item = self.ready.get()
            if isinstance(item, tuple):
                item[0].resources.close()
