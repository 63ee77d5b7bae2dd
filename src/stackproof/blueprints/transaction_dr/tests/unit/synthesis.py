"""Synthesised stacks that the unit tests assert on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdktn import App

from transaction_dr.root import TransactionStacks
from transaction_dr.settings import Settings

SUFFIX = "unit"
STATE = {"TERRAFORM_STATE_BUCKET": "state-of-the-tests"}
CERTIFICATE = "arn:aws:acm:{}:111122223333:certificate/0f0f0f0f-1111-2222-3333-444455556666"

Block = dict[str, Any]


@dataclass(frozen=True)
class Stack:
    """The document of one stack."""

    name: str
    document: Block

    def all(self, kind: str, group: str = "resource") -> dict[str, Block]:
        """Blocks of a type by the path of their construct below the stack."""
        blocks = self.document.get(group, {}).get(kind, {})
        return {block["//"]["metadata"]["path"].partition("/")[2]: block for block in blocks.values()}

    def one(self, kind: str, path: str = "") -> Block:
        """The block of a type; the one of this path where there are several."""
        found = self.all(kind)
        if path:
            return found[path]
        (block,) = found.values()
        return block

    def policy(self, path: str, kind: str = "aws_iam_role_policy", argument: str = "policy") -> dict[str, Block]:
        """The statements of a policy by their id."""
        statements = json.loads(self.one(kind, path)[argument])["Statement"]
        return {statement["Sid"]: statement for statement in statements}

    @property
    def outputs(self) -> Block:
        """Outputs by name, without those that the framework makes for references between stacks."""
        found = self.document.get("output", {})
        return {name: block["value"] for name, block in found.items() if not name.startswith("cross-stack")}


@dataclass(frozen=True)
class Synthesis:
    """The stacks of one configuration."""

    settings: Settings
    shared: Stack
    primary: Stack
    recovery: Stack

    @property
    def stacks(self) -> tuple[Stack, Stack, Stack]:
        """All stacks in order."""
        return self.shared, self.primary, self.recovery

    @property
    def regions(self) -> tuple[Stack, Stack]:
        """The stacks of the regions."""
        return self.primary, self.recovery


def settings_with(**environ: str) -> Settings:
    """The default settings with the unit suffix, changed by environment variables."""
    return Settings.load({"ENVIRONMENT_SUFFIX": SUFFIX, **STATE, **environ}, lambda _: None)


def synthesise(settings: Settings, out: Path) -> Synthesis:
    """Synthesise a configuration into a folder."""
    app = App(outdir=str(out), skip_validation=False)
    TransactionStacks(app, settings)
    app.synth()
    found = [
        Stack(name, json.loads((out / "stacks" / name / "cdk.tf.json").read_text("utf-8")))
        for name in (settings.names.of("stack", part) for part in ("global", "primary", "recovery"))
    ]
    return Synthesis(settings, *found)


def references(value: object) -> set[str]:
    """The addresses that a value refers to, without what is read of them."""
    if isinstance(value, dict):
        return set().union(*map(references, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(references, value)) if value else set()
    return set() if not isinstance(value, str) else {part.split("}")[0] for part in value.split("${")[1:]}
