"""Keeps workers waiting, so that a project finds its framework loaded."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from stackproof.errors import StackproofError
from stackproof.synthesis.workers.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from stackproof.synthesis.workers.worker import Recipe

_TRIES = 3
"""So many workers may have died while they waited; then one is started that is asked what is wrong."""


class Pool:
    """Workers that wait for projects, for any number of threads.

    A worker is given out once. When it is, the next one is started, which gets ready beside the work.

    Args:
        size: how many wait at the same time for each recipe.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._waiting: dict[Recipe, list[Worker]] = {}
        self._expected: dict[Recipe, int] = {}
        self._at_work: set[Worker] = set()
        self._open_ended = False
        self._closed = False

    def expect(self, recipe: Recipe, projects: int = 1) -> None:
        """Tells of projects that will want a worker: no more than those are started."""
        with self._lock:
            self._expected[recipe] = self._expected.get(recipe, 0) + projects
            self._fill(recipe)

    def stay_ready(self, ready: bool) -> None:
        """Whether projects of which nobody knows yet may want a worker of a recipe that was seen before."""
        with self._lock:
            self._open_ended = ready

    def take(self, recipe: Recipe) -> Worker | None:
        """A worker that was started before and was given to nobody; None when there is none."""
        with self._lock:
            self._expected[recipe] = max(0, self._expected.get(recipe, 0) - 1)
            waiting = self._waiting.get(recipe)
            worker = waiting.pop(0) if waiting else None
            self._fill(recipe)
            return worker

    def watch(self, worker: Worker) -> None:
        """Ends the worker with the pool, until `forget` is told that it has been closed."""
        with self._lock:
            self._at_work.add(worker)
            closed = self._closed
        if closed:
            worker.stop()

    def forget(self, worker: Worker) -> None:
        """The worker has been closed."""
        with self._lock:
            self._at_work.discard(worker)

    def close(self) -> None:
        """Ends all that wait, and what is at work."""
        with self._lock:
            self._closed = True
            waiting = [worker for workers in self._waiting.values() for worker in workers]
            self._waiting.clear()
            at_work = list(self._at_work)
        for worker in at_work:
            worker.stop()
        for worker in waiting:
            worker.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fill(self, recipe: Recipe) -> None:
        """Starting takes milliseconds: what takes long, the worker does by itself."""
        waiting = self._waiting.setdefault(recipe, [])
        wanted = self._size if self._open_ended else min(self._size, self._expected[recipe])
        # Whoever needs a worker that cannot be started starts one again, and is told what is wrong.
        with contextlib.suppress(StackproofError, OSError):
            while not self._closed and len(waiting) < wanted:
                waiting.append(Worker(recipe))


@contextlib.contextmanager
def ready_worker(recipe: Recipe, pool: Pool | None) -> Iterator[Worker]:
    """A worker that has everything loaded: one that waits in the pool, else one that is started now.

    Raises:
        SandboxUnavailable: see `stackproof.sandbox.start`.
        StackproofError: a worker cannot be had.
    """
    tries = 0
    while pool is not None and tries < _TRIES and (waiting := pool.take(recipe)) is not None:
        with _closing(waiting, pool):
            if waiting.is_ready():
                yield waiting
                return
        # It died while it waited; the project still wants one.
        pool.expect(recipe)
        tries += 1
    with _closing(Worker(recipe), pool) as worker:
        if not worker.is_ready():
            raise worker.failure()
        yield worker


@contextlib.contextmanager
def _closing(worker: Worker, pool: Pool | None) -> Iterator[Worker]:
    try:
        if pool is not None:
            pool.watch(worker)
        yield worker
    finally:
        worker.close()
        if pool is not None:
            pool.forget(worker)
