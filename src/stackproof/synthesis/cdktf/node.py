"""Runs programs in TypeScript and JavaScript: which packages they get, and what the framework is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.synthesis.cdktf import python, stacks
from stackproof.synthesis.node import packages

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.synthesis.cdk.execution import Plan
    from stackproof.synthesis.node.packages import Packages
    from stackproof.synthesis.node.runner import Stay

PRELOADS = (Path(__file__).with_name("child") / "lazy.cjs",)


def find(root: Path) -> Packages:
    """The packages that the program runs with: what it pins, else the last versions of the framework it is written for.

    Raises:
        InputError: package.json cannot be read.
        MissingToolchain: npm is not there, or it cannot install.
    """
    asked = packages.wishes(root)
    imported = packages.imported(root)
    framework = _framework(asked.requirement if asked is not None else lambda _: None, imported)
    bindings = f"@{framework}/provider-aws"
    if bindings in imported and (asked is None or asked.requirement(bindings) is None):
        return packages.find(root, (framework, "constructs", bindings), f"{framework} with bindings")
    return packages.find(root, (framework, "constructs"), framework)


def _framework(requirement: Callable[[str], str | None], imported: set[str]) -> str:
    for name in ("cdktn", "cdktf"):
        if requirement(name) is not None:
            return name
    return "cdktf" if "cdktf" in imported and "cdktn" not in imported else "cdktn"


def environment(stay: Stay, plan: Plan) -> dict[str, str]:
    """The variables by which the framework is told its context and where to write."""
    return {
        **python.framework_environment(stay.work / plan.name),
        "CDKTF_CONTEXT_JSON": json.dumps(dict(plan.context)),
    }


def output(folder: Path) -> dict[str, str]:
    """The documents of a synthesis, by stack.

    Raises:
        InputError: they cannot be read.
    """
    return {stack.name: stack.text for stack in stacks.read(folder.parent, folder.name)}
