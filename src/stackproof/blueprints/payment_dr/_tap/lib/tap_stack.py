"""The stack under the name that the pipeline looks for."""

from __future__ import annotations

from lib.root import PaymentStack


class TapStack(PaymentStack):
    """Payment processing in two regions; takes what `PaymentStack` takes, each also from the environment."""
