"""What an expectation may ask: the graph, its twin, the sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from stackproof.contract.select import Selection
from stackproof.graph.location import Location

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from stackproof.graph.graph import Graph
    from stackproof.rules.model import Policy
    from stackproof.sources.project import ProjectSources
    from stackproof.synthesis.model import Status


@dataclass(frozen=True)
class EvaluationContext:
    """All that is known of a project when its requirements are judged.

    Attributes:
        graph: the whole graph; empty when the synthesis failed.
        twin: the graph under another suffix; None when there is none.
        other_suffix: the suffix of the twin; empty where it is not known.
        project_sources: the project's own files, where there is more than a graph.
        today: the date that dated facts are judged by.
        policy: what was asked for.
        root: folder of the project, for expectations about its files.
        status: how the synthesis went.
        regions: region by role, as the contract gives them.
    """

    graph: Graph
    twin: Graph | None
    today: date
    policy: Policy
    root: Path
    status: Status
    regions: dict[str, str] = field(default_factory=dict)
    other_suffix: str = ""
    project_sources: ProjectSources | None = None

    @cached_property
    def sources(self) -> ProjectSources:
        """The files of the project, for what is asked of code."""
        from stackproof.sources.project import ProjectSources

        return self.project_sources or ProjectSources(self.root, engine="cloudformation", language="", entry="")

    @cached_property
    def selection(self) -> Selection:
        """Selects resources of the graph."""
        return Selection(self.graph)

    @property
    def blind(self) -> str:
        """Why resources may be there that the graph does not show; empty when it shows all of them.

        It completes "undecided, because ...".
        """
        if self.status in {"failed", "not_run"}:
            return "the project was not synthesised"
        if self.status == "partial":
            return "the project was read in part"
        hidden = self.graph.undecided_resources
        return hidden[0].message if hidden else ""

    @property
    def rewritten(self) -> str:
        """Why even the resources that the graph shows may be others; empty when they are as they stand."""
        return self.graph.rewritten

    @property
    def home(self) -> Location:
        """The place of the outermost stack, for what is missing without a more exact one."""
        for stack in self.graph.stacks.values():
            if stack.parent is None and stack.location.file:
                return stack.location
        first = next((resource.location for resource in self.graph.resources.values()), None)
        return Location(first.file, 1) if first is not None else Location("")
