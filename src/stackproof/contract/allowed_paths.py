"""The files of a project lie where the contract allows files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.outcome import listed
from stackproof.contract.verdict import Proof, RequirementVerdict
from stackproof.graph.location import Location
from stackproof.project import tree

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext

ID = "policy.allowed_paths"
_TEXT = "Files lie in the allowed folders and files only"


def judge(context: EvaluationContext) -> RequirementVerdict:
    """How `policy.allowed_paths` stands, as a requirement of its own.

    An entry that ends with `/` allows everything below that folder, any other one file. Hidden files, build output and
    what .gitignore names are nobody's concern. The contract itself is always allowed.
    """
    allowed = context.policy.allowed_paths
    folders = tuple(entry for entry in allowed if entry.endswith("/"))
    names = {entry for entry in allowed if not entry.endswith("/")} | {"stackproof.yaml"}
    found = [file.relative_to(context.root).as_posix() for file in tree.files(context.root)]
    outside = [name for name in found if name not in names and not name.startswith(folders)]
    if not outside:
        note = f"all {len(found)} files lie in {', '.join(allowed)}"
        home = Location(context.home.file or "stackproof.yaml")
        return RequirementVerdict(ID, _TEXT, context.policy.source, "proven", (Proof("", home, note),))
    return RequirementVerdict(
        ID,
        _TEXT,
        context.policy.source,
        "violated",
        tuple(Proof("", Location(name), "lies outside") for name in outside),
        f"outside of {', '.join(allowed)}: {listed(outside)}",
        Location(outside[0]),
    )
