"""The failover automation of both regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from payment_dr.automation.functions import StepRole
from payment_dr.automation.lock import LockTable
from payment_dr.automation.parameters import SwitchedParameters
from payment_dr.automation.recovery import RecoveryRole
from payment_dr.automation.region import Base, Database, FailoverRegion
from payment_dr.automation.side import Limits

if TYPE_CHECKING:
    from payment_dr.automation.side import Package, Side

STEPS = ("lock", "assess", "change", "active")
ACROSS = ("lock", "change")
"""Steps that act in both regions, and for that assume the recovery roles."""


class FailoverAutomation(Construct):
    """What makes either region the active one: the same in both, each for itself."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        primary: Side,
        secondary: Side,
        global_cluster_identifier: str,
        global_cluster_arn: str,
        package: Package,
        limits: Limits | None = None,
    ) -> None:
        """Make the automation of both regions.

        Args:
            scope: parent construct.
            name: id in the parent.
            primary: the region that is active at first.
            secondary: the other one.
            global_cluster_identifier: the global database.
            global_cluster_arn: its ARN.
            package: code of the functions (handlers/failover_steps).
            limits: pauses, time-outs and thresholds; the tested ones by default.
        """
        super().__init__(scope, name)
        sides = (primary, secondary)
        bases = {side.label: self._base(side, primary) for side in sides}
        assumed_by = [base.roles[step].arn for base in bases.values() for step in ACROSS]
        roles = {
            side.label: RecoveryRole(
                self,
                f"{side.label}-recovery",
                side,
                assumed_by=assumed_by,
                table_arn=bases[side.label].table.arn,
                parameter_arns=bases[side.label].parameters.arns,
                database_arns=[side.cluster_arn for side in sides],
                global_cluster_arn=global_cluster_arn,
            )
            for side in sides
        }
        self.regions = {
            own.label: FailoverRegion(
                self,
                own.label,
                own=bases[own.label],
                peer=bases[peer.label],
                own_role=roles[own.label],
                peer_role=roles[peer.label],
                database=Database(global_cluster_identifier, global_cluster_arn),
                package=package,
                limits=Limits() if limits is None else limits,
            )
            for own, peer in ((primary, secondary), (secondary, primary))
        }

    def _base(self, side: Side, first: Side) -> Base:
        """What of a region both regions' steps use."""
        return Base(
            side=side,
            table=LockTable(self, f"{side.label}-lock", side),
            parameters=SwitchedParameters(self, f"{side.label}-parameters", side, first=first),
            roles={step: StepRole(self, f"{side.label}-{step}-role", side, step) for step in STEPS},
        )
