"""What the assessments of many projects have in common."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.oracles.run import Choice
    from stackproof.oracles.standing import Standing
    from stackproof.project.model import Project
    from stackproof.synthesis.workers.pool import Pool


@dataclass(frozen=True, slots=True)
class Shared:
    """Made once for many assessments; None: each has its own.

    Attributes:
        workers: where programs wait that have a framework loaded.
        oracles: oracles that have their tables loaded.
    """

    workers: Pool | None = None
    oracles: Standing | None = None


ALONE = Shared()
"""For an assessment that shares nothing."""


@contextlib.contextmanager
def prepared(shared: Shared, project: Project, choice: Choice) -> Iterator[Shared]:
    """Has the oracles load their rules while a program runs whose templates they will be asked about."""
    if shared.oracles is not None or project.engine != "cdk" or choice == "none":
        yield shared
        return
    from stackproof.oracles.standing import Standing

    with Standing() as standing:
        load_rules(standing, choice)
        yield replace(shared, oracles=standing)


def load_rules(standing: Standing, choice: Choice) -> None:
    """Has the oracles that will be asked load their rules."""
    from stackproof.oracles.run import chosen

    for oracle in chosen(choice, "cdk"):
        if oracle.serves is not None and find_spec(oracle.module) is not None:
            standing.prepare(oracle.serves)
