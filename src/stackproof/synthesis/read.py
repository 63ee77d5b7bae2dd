"""Picks the engine for a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.graph import Graph
from stackproof.synthesis.model import Synthesis

if TYPE_CHECKING:
    from stackproof.project.model import Project
    from stackproof.synthesis.model import Settings


def read(project: Project, settings: Settings) -> Synthesis:
    """Reads a project into a graph.

    Raises:
        InputError: the project cannot be read at all, or its engine is not installed.
    """
    if project.fault is not None:
        return Synthesis("failed", Graph(), problems=[project.fault])
    if project.not_run is not None:
        return Synthesis("not_run", Graph(), problems=[project.not_run])
    if project.engine == "cloudformation":
        from stackproof.synthesis.cloudformation import engine as cloudformation

        return cloudformation.read(project.templates, project.root, settings)
    if project.engine == "terraform":
        from stackproof.synthesis.terraform import engine as terraform

        return terraform.read(project, settings)
    if project.engine == "cdktf":
        from stackproof.synthesis.cdktf import engine as cdktf

        return cdktf.read(project, settings)
    if project.engine == "pulumi":
        from stackproof.synthesis.pulumi import engine as pulumi

        return pulumi.read(project, settings)
    if project.engine == "cdk" and project.language in ("typescript", "javascript"):
        from stackproof.synthesis.cdk import node_engine

        return node_engine.read(project.root, project.entry, settings)
    from stackproof.synthesis.cdk import engine as cdk

    return cdk.read(project.root, project.entry, settings)
