"""The stacks under the name that the pipeline looks for."""

from __future__ import annotations

from lib.root import TransactionStacks


class TapStack(TransactionStacks):
    """Transaction processing over two regions: the stacks global, primary and recovery."""
