"""The three stacks, in the order in which they are deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transaction_dr.global_stack import GlobalStack
from transaction_dr.region_stack import PrimaryStack, RecoveryStack

if TYPE_CHECKING:
    from constructs import Construct

    from transaction_dr.settings import Settings


class TransactionStacks:
    """What both regions share, the primary region, and the recovery region with the links between both."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        """Build the stacks in an app.

        Raises:
            PackagingError: the package of the function cannot be made.
        """
        self.shared = GlobalStack(scope, settings)
        self.primary = PrimaryStack(scope, settings, self.shared)
        self.recovery = RecoveryStack(scope, settings, self.shared, self.primary)
        self.primary.add_dependency(self.shared)
        self.recovery.add_dependency(self.shared)
        self.recovery.add_dependency(self.primary)
