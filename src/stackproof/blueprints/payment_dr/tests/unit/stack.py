"""A synthesised stack, and questions to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdktn import App

from app import main

REQUIRED = {"TERRAFORM_STATE_BUCKET": "states"}
Resource = dict[str, Any]


@dataclass(frozen=True)
class Synthesised:
    """What Terraform gets."""

    name: str
    document: dict[str, Any]

    def all(self, kind: str, part: str = "") -> dict[str, Resource]:
        """Every resource of a type whose id in the program begins so."""
        return {key: one for key, one in self.document["resource"].get(kind, {}).items() if key.startswith(part)}

    def one(self, kind: str, part: str = "") -> Resource:
        """The only resource of a type whose id in the program begins so."""
        (found,) = self.all(kind, part).values()
        return found

    def id_of(self, kind: str, part: str) -> str:
        """The id in Terraform of the only resource of a type whose id in the program begins so."""
        (found,) = self.all(kind, part)
        return f"{kind}.{found}"

    def statements(self, part: str) -> dict[str, dict[str, Any]]:
        """The statements of a role's policy by their ids."""
        policy = json.loads(self.one("aws_iam_role_policy", part)["policy"])
        return {statement["Sid"]: statement for statement in policy["Statement"]}

    @property
    def outputs(self) -> dict[str, Any]:
        """Every output by its name."""
        return {name: output["value"] for name, output in self.document["output"].items()}


def synthesise(folder: Path, environ: Mapping[str, str]) -> Synthesised:
    """What the entry point writes with these variables."""
    assert main(App(outdir=str(folder)), environ) == 0
    (file,) = (folder / "stacks").glob("*/cdk.tf.json")
    return Synthesised(file.parent.name, json.loads(file.read_text("utf-8")))
