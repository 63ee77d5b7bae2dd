"""The three stacks, in the order in which they are deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from transaction_dr.global_stack import GlobalStack
from transaction_dr.region_stack import PrimaryStack, RecoveryStack

if TYPE_CHECKING:
    from constructs import Construct

    from transaction_dr.settings import Settings


class Stacks(NamedTuple):
    """What `build` makes."""

    shared: GlobalStack
    primary: PrimaryStack
    recovery: RecoveryStack


def build(scope: Construct, settings: Settings) -> Stacks:
    """Build the stacks: what both regions share, the primary region, the recovery region with the links between both.

    Raises:
        PackagingError: the package of the function cannot be made.
    """
    shared = GlobalStack(scope, settings)
    primary = PrimaryStack(scope, settings, shared)
    recovery = RecoveryStack(scope, settings, shared, primary)
    primary.add_dependency(shared)
    recovery.add_dependency(shared)
    recovery.add_dependency(primary)
    return Stacks(shared, primary, recovery)
