"""The peering of the two networks, with its accepter and the routes of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.route import Route
from cdktn_provider_aws.vpc_peering_connection import VpcPeeringConnection
from cdktn_provider_aws.vpc_peering_connection_accepter import VpcPeeringConnectionAccepterA
from cdktn_provider_aws.vpc_peering_connection_options import VpcPeeringConnectionOptions
from constructs import Construct

if TYPE_CHECKING:
    from transaction_dr.network import Network
    from transaction_dr.settings import Settings


class Peering(Construct):
    """Lets the function of either region reach the database that is written to."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        primary: Network,
        recovery: Network,
        primary_provider: object,
    ) -> None:
        """Ask for the peering in the primary region and accept it in the other; route and resolve names both ways."""
        super().__init__(scope, name)
        label = settings.names.of("peering")
        peering = VpcPeeringConnection(
            self,
            "peering",
            vpc_id=primary.vpc_id,
            peer_vpc_id=recovery.vpc_id,
            peer_region=settings.recovery_region,
            auto_accept=False,
            tags={"Name": label},
            provider=primary_provider,
        )
        accepter = VpcPeeringConnectionAccepterA(
            self, "accepter", vpc_peering_connection_id=peering.id, auto_accept=True, tags={"Name": label}
        )
        resolved = {"allow_remote_vpc_dns_resolution": True}
        for side, provider in (("requester", primary_provider), ("accepter", None)):
            VpcPeeringConnectionOptions(
                self,
                f"{side}-options",
                vpc_peering_connection_id=accepter.vpc_peering_connection_id,
                provider=provider,
                **{side: resolved},
            )
        Route(
            self,
            "to-recovery",
            route_table_id=primary.private_route_table_id,
            destination_cidr_block=settings.recovery_cidr,
            vpc_peering_connection_id=peering.id,
            depends_on=[accepter],
            provider=primary_provider,
        )
        Route(
            self,
            "to-primary",
            route_table_id=recovery.private_route_table_id,
            destination_cidr_block=settings.primary_cidr,
            vpc_peering_connection_id=peering.id,
            depends_on=[accepter],
        )
        self.id: str = peering.id
