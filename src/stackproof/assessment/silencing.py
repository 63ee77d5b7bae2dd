"""Everything that suppresses findings in one project: the contract, comments, and what a template tells its linters."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stackproof.assessment import metadata, suppress
from stackproof.oracles.checkov import PROTECTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.assessment.model import Finding, OracleRun, Suppression, UndecidedCheck
    from stackproof.contract.model import Contract
    from stackproof.graph.graph import Graph
    from stackproof.graph.location import Location
    from stackproof.project.model import Project
    from stackproof.rules.model import Policy, Rule

_WITHOUT_REASON = "a suppression needs a reason and is not honoured without one: # stackproof: ignore RULE-ID: reason"


@dataclass(slots=True)
class Silence:
    """The suppressions of a project; `problems` tells of those that are not honoured.

    Args:
        project: whose comments and templates are read.
        graph: holds the metadata of stacks and resources.
        contract: whose suppressions count; None where there is none.
        outside: the contract comes from outside of the project: the candidate does not mark its own homework, so
            neither its comments nor its metadata count.
    """

    project: Project
    graph: Graph
    contract: Contract | None
    outside: bool
    problems: list[tuple[str, str, Location]] = field(default_factory=list, init=False)
    _entries: list[suppress.Entry] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        for given in self.contract.suppress if self.contract else ():
            at = self._in_contract(given.at)
            self._entries.append(suppress.Entry(given.rule, given.reason, at, given.address))
        if self.outside:
            return
        comments = suppress.read_comments(suppress.source_files(self.project), self.project.root)
        told = metadata.read(self.graph)
        self._entries += [*comments.entries, *told.entries]
        self.problems = [("note", _WITHOUT_REASON, at) for at in (*comments.faulty, *told.faulty)]

    def findings(self, found: Iterable[Finding], rules: Iterable[Rule], policy: Policy) -> list[Finding]:
        """The findings, marked where they are suppressed."""
        marked = suppress.apply(found, self._entries, self.graph.resources, _aliases(rules))
        return [self._settled(finding, policy) for finding in marked]

    def undecided(self, found: Iterable[UndecidedCheck], rules: Iterable[Rule]) -> list[UndecidedCheck]:
        """The undecided checks, marked likewise."""
        return suppress.apply(found, self._entries, self.graph.resources, _aliases(rules))

    def summary(self, runs: Iterable[OracleRun]) -> tuple[Suppression, ...]:
        """The suppressions as the report shows them, in the user's own files."""
        finished = {run.name for run in runs if run.status == "finished"}
        places = self.project.places
        entries = self._entries
        if places is not None:
            entries = [replace(one, at=places.move(one.at)) if one.in_sources else one for one in entries]
        return suppress.summary(entries, finished)

    def _settled(self, finding: Finding, policy: Policy) -> Finding:
        if self.outside and finding.by_origin is not None and finding.suppressed == finding.by_origin:
            # What an oracle was told to skip by a comment of the candidate's.
            finding = replace(finding, suppressed=None)
        if finding.suppressed is None and policy.destroyable and finding.rule in PROTECTION:
            # Advice for everybody gives way to what was asked for here.
            return replace(finding, suppressed=f"what can be deleted was asked for ({policy.source})")
        return finding

    def _in_contract(self, at: Location) -> Location:
        """A place in the contract as places are given: relative to the project, wherever the contract lies."""
        assert self.contract is not None
        file, root, places = self.contract.file.resolve(), self.project.root.resolve(), self.project.places
        if places is not None and not file.is_relative_to(root):
            return at._replace(file=os.path.relpath(file, places.folder.resolve()))
        within = at._replace(file=os.path.relpath(file, root))
        return places.move(within) if places is not None else within


def _aliases(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    return {rule.id: rule.aliases for rule in rules}
