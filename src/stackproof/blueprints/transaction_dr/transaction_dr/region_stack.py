"""The stacks of the two regions. Links between the regions are in the recovery stack, which is deployed last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transaction_dr.alarms import HealthAlarms
from transaction_dr.outputs import output
from transaction_dr.peering import Peering
from transaction_dr.region import Region
from transaction_dr.replication import Replication
from transaction_dr.stack import Stack

if TYPE_CHECKING:
    from constructs import Construct

    from transaction_dr.global_stack import GlobalStack
    from transaction_dr.settings import Settings


class PrimaryStack(Stack):
    """The region that serves."""

    def __init__(self, scope: Construct, settings: Settings, shared: GlobalStack) -> None:
        """Build the primary region."""
        site = settings.primary
        super().__init__(scope, settings.names.of("stack", "primary"), settings, site.region)
        self.region = Region(self, "Region", settings, site, settings.recovery, shared)


class RecoveryStack(Stack):
    """The region that takes over, and what links both: peering, replication, health, alarms told crosswise."""

    def __init__(self, scope: Construct, settings: Settings, shared: GlobalStack, primary: PrimaryStack) -> None:
        """Build the recovery region and the links."""
        site = settings.recovery
        super().__init__(scope, settings.names.of("stack", "recovery"), settings, site.region)
        self.region = Region(self, "Region", settings, site, settings.primary, shared)
        there = self.provider_of("primary", settings.primary_region)
        peering = Peering(self, "Peering", settings, primary.region.network, self.region.network, there)
        replication = Replication(
            self,
            "Replication",
            settings,
            primary=primary.region.bucket,
            recovery=self.region.bucket,
            primary_key=shared.primary_key.arn,
            recovery_key=shared.recovery_key.arn,
            primary_provider=there,
        )
        primary.region.topic.subscribe("primary-alarms", self, self.region.topic.inbox.arn, there)
        self.region.topic.subscribe("recovery-alarms", self, primary.region.topic.inbox.arn)
        watched = {settings.primary: primary.region, site: self.region}
        health = HealthAlarms(self, "Health", watched, there)
        output(self, "PeeringId", peering.id)
        output(self, "ReplicationRoleArn", replication.role_arn)
        output(self, "HealthAlarmNames", health.names)
