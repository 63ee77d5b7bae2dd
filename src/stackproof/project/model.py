"""A project as it lies on disk; nothing of it has been run or evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.graph.graph import Problem
    from stackproof.project.places import Places

Engine = Literal["cloudformation", "cdk", "terraform", "cdktf", "pulumi"]

CONTRACT_NAME = "stackproof.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """One thing to assess.

    Attributes:
        root: the folder that locations are relative to.
        engine: the tool that the project is written for; `cdktf` stands for CDK Terrain as well.
        language: `yaml` or `json` for templates, `hcl` for Terraform (`json` for *.tf.json alone and for a plan), else
            `python`, `typescript` or `javascript`.
        entry: what is read or run. For templates their common name or the only file; for AWS CDK and CDK Terrain the
            command that starts the program (`python3 app.py`); for Pulumi the program relative to `root`: a file, or a
            folder that the language's own rules find the file in; for Terraform the folder of the root module
            relative to `root`, or the file of a plan.
        templates: template files, for CloudFormation.
        contract: the contract beside the project, if there is one.
        pins: versions that the project itself asks for, by package.
        notes: what its author should know of the files before anything was read, with the place.
        not_run: why there is nothing to run or parse although sources are there; they alone are judged then.
        fault: what is wrong with the sources themselves, so that no program of them could run.
        sources: the folder with the project's own files alone, where stackproof wrote further ones into `root`.
        places: for a Markdown answer, where its files stand in what the user has; None for a project on disk.
    """

    root: Path
    engine: Engine
    language: str
    entry: str
    templates: tuple[Path, ...] = ()
    contract: Path | None = None
    pins: dict[str, str] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    not_run: Problem | None = None
    fault: Problem | None = None
    sources: Path | None = None
    places: Places | None = None
