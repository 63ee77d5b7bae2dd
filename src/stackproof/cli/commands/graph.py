"""`stackproof graph`: the graph of a project in several forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from stackproof.cli import options
from stackproof.cli.progress import Progress
from stackproof.cli.write import emit

if TYPE_CHECKING:
    from stackproof.synthesis.model import ToolchainChoice


@click.command("graph")
@options.path_argument
@options.reading
@click.option(
    "--format",
    "form",
    type=click.Choice(("json", "mermaid", "cloudformation")),
    default="json",
    show_default=True,
    help="json: everything that is known; mermaid: a picture; cloudformation: a template, with nested stacks "
    "flattened (the order they gave is not kept).",
)
@options.output
def command(
    path: Path,
    contract: Path | None,
    base: Path | None,
    values: dict[str, str],
    timeout: float,
    allow_weak_sandbox: bool,
    toolchain: str,
    form: str,
    output: Path | None,
) -> int:
    """Prints the graph of the project at PATH: its resources, with the line that made each, and how they refer."""
    from stackproof.assessment.graphs import read_graph
    from stackproof.graph.export import render

    with Progress(f"reading {path}"):
        graph = read_graph(
            path,
            contract,
            values,
            timeout=timeout,
            allow_weak_sandbox=allow_weak_sandbox,
            toolchain=cast("ToolchainChoice", toolchain),
            base=base,
        )
    emit(render(graph, form), output)
    return 0
