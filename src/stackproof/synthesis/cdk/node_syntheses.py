"""The syntheses of a TypeScript or JavaScript program: each in a process of its own, all on one copy of the project."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.synthesis.cdk import runs, unfinished
from stackproof.synthesis.cdk.execution import Ran, constructs, traces
from stackproof.synthesis.node import runner
from stackproof.synthesis.node.faults import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from stackproof.sandbox import Mount
    from stackproof.synthesis.cdk.execution import Plan
    from stackproof.synthesis.failures import Fault
    from stackproof.synthesis.node.command import NodeEntry

_RECORDER = Path(runner.__file__).with_name("constructs.cjs")
_MAX_TRACE_BYTES = 64 << 20
_REGION = re.compile(
    r"account/region are not specified|explicitly set (?:region|environment)|\b(?:CDK_DEFAULT|AWS|AWS_DEFAULT)_REGION\b"
)


@dataclass(slots=True)
class Syntheses:
    """The syntheses of one stay, in the words that `runs.synthesis` asks for.

    Attributes:
        replace: the first and the second suffix.
        environment: the variables of a synthesis by which the framework is told its context and where to write: in
            the folder of the synthesis' name in the stay's work folder.
        output: what a synthesis left in its folder, as text by name, without what differs between any two of them;
            raises InputError where it cannot be read.
        preloads: modules of ours that are loaded before the program, besides the one that records constructs.
        mounts: what else the program may see.
    """

    stay: runner.Stay
    program: NodeEntry
    replace: tuple[str, str]
    environment: Callable[[runner.Stay, Plan], Mapping[str, str]]
    output: Callable[[Path], Mapping[str, str]]
    preloads: tuple[Path, ...] = ()
    mounts: tuple[Mount, ...] = ()
    runs: dict[str, Ran] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Holds what each synthesis left; to be read as hostile."""
        return self.stay.work

    @property
    def dropped(self) -> tuple[str, ...]:
        """What was left out of the project's copy."""
        return self.stay.dropped

    def make(self, plans: Sequence[Plan], assumed: Mapping[str, str]) -> None:
        """Makes the syntheses, up to the first that fails and leaves nothing; one that fails is tried with a region."""
        given: dict[str, str] = {}
        for plan in plans:
            if plan.when == "differs" and not self._differ():
                continue
            ran = self._run(plan, given)
            if plan.name == runs.FIRST and assumed and _may_lack_region(ran):
                other = self._run(plan, assumed)
                if other.status == "ok" or _lacks_region(ran):
                    given, ran = dict(assumed), other
                elif unfinished.left(self.folder, plan.name):
                    ran = self._run(plan, given)  # What is read must not rest on the region.
                self.stay.runs[plan.name] = ran
            self.runs[plan.name] = self._described(ran, fallback=plan.name == runs.FIRST and bool(given))
            if ran.status != "ok" and not unfinished.left(self.folder, plan.name):
                break

    def _run(self, plan: Plan, given: Mapping[str, str]) -> runner.Ran:
        environment = {**self.environment(self.stay, plan), **given, **plan.environment}
        return self.stay.run(
            self.program, plan.name, environment, preloads=[_RECORDER, *self.preloads], mounts=self.mounts
        )

    def _described(self, ran: runner.Ran, *, fallback: bool) -> Ran:
        made = Ran(ran.name, ran.status, None, ran.outcome.seconds, fallback)
        if ran.status != "ended":
            trace = self.stay.read_object(f"{ran.name}.trace.json", _MAX_TRACE_BYTES)
            made.constructs = constructs(trace.get("constructs"), self.stay.root)
            made.traces = traces(trace.get("traces"), self.stay.root)
        return made

    def _differ(self) -> bool:
        """Whether the first and the twin differ in more than the suffix, so that a third one has to tell why."""
        old, new = self.replace
        first, twin = self.stay.work / runs.FIRST, self.stay.work / runs.TWIN
        try:
            return self._renamed(first, old, old) != self._renamed(twin, new, old)
        except InputError:
            return True

    def explain(self, ran: Ran | None) -> Fault | None:
        """What kept a synthesis from its end; for one that was not begun, what kept the one before."""
        last = self.stay.runs[ran.name] if ran is not None else next(reversed(self.stay.runs.values()))
        return explain(last, self.stay)

    def _renamed(self, folder: Path, old: str, new: str) -> dict[str, str]:
        return {name.replace(old, new): text.replace(old, new) for name, text in self.output(folder).items()}


def _may_lack_region(ran: runner.Ran) -> bool:
    """Whether a region could help: what is derived from an unknown one fails in many ways."""
    return ran.failure is not None and ran.failure.code == "" and "Transform failed" not in ran.failure.message


def _lacks_region(ran: runner.Ran) -> bool:
    if ran.failure is None:
        return False
    text = ran.failure.message + ran.outcome.stderr[-20_000:].decode("utf-8", "replace")
    return _REGION.search(text) is not None
