"""Which worker a project will want: known before it is read, so that one can get ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.project.model import Project
    from stackproof.synthesis.model import Settings
    from stackproof.synthesis.workers.worker import Recipe


def recipe_for(project: Project, settings: Settings) -> Recipe | None:
    """The recipe for the worker of a project; None where none is used.

    Raises:
        MissingToolchain: what the engine needs is not installed.
    """
    if project.not_run is not None or project.language != "python" or settings.toolchain == "pinned":
        return None
    if project.engine == "cdk":
        from stackproof.synthesis.cdk import execution, toolchain

        return execution.harness(toolchain.find()).recipe(settings)
    if project.engine == "cdktf":
        from stackproof.synthesis.cdktf import python

        return python.harness(python.packages(project.root)).recipe(settings)
    if project.engine == "pulumi":
        from stackproof.synthesis.pulumi import python_program

        return python_program.harness().recipe(settings)
    return None
