"""Foreign programs run here and nowhere else, as hostile: see docs/sandbox.md for what is isolated by what."""

from __future__ import annotations

from stackproof.sandbox.execution import probe, run, start
from stackproof.sandbox.model import Isolation, Limits, Mount, Outcome, SandboxUnavailable
from stackproof.sandbox.output import list_output, read_output
from stackproof.sandbox.scratch import copy_tree, scratch_copy, scratch_folder
from stackproof.sandbox.session import Session

__all__ = [
    "Isolation",
    "Limits",
    "Mount",
    "Outcome",
    "SandboxUnavailable",
    "Session",
    "copy_tree",
    "list_output",
    "probe",
    "read_output",
    "run",
    "scratch_copy",
    "scratch_folder",
    "start",
]
