"""A project as it lies on disk; nothing of it has been run or evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Engine = Literal["cloudformation", "cdk", "terraform", "cdktf", "pulumi"]

CONTRACT_NAME = "stackproof.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """One thing to assess.

    Attributes:
        root: the folder that locations are relative to.
        engine: the tool that the project is written for; `cdktf` stands for CDK Terrain as well.
        language: `yaml` or `json` for templates, `hcl` for Terraform, else `python`, `typescript` or `javascript`.
        entry: the entry point relative to `root`; for templates their common name or the only file.
        templates: template files, for CloudFormation.
        contract: the contract beside the project, if there is one.
        pins: versions that the project itself asks for, by package.
    """

    root: Path
    engine: Engine
    language: str
    entry: str
    templates: tuple[Path, ...] = ()
    contract: Path | None = None
    pins: dict[str, str] = field(default_factory=dict)
