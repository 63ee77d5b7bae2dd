"""The connection between the networks of the two regions, with routes both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.route import Route
from cdktn_provider_aws.vpc_peering_connection import VpcPeeringConnection
from cdktn_provider_aws.vpc_peering_connection_accepter import VpcPeeringConnectionAccepterA
from constructs import Construct

if TYPE_CHECKING:
    from payment_dr.network import Network
    from payment_dr.placing import Place


class Peering(Construct):
    """A peering that the primary's network asks for and the secondary's accepts."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        primary: Place,
        secondary: Place,
        primary_network: Network,
        secondary_network: Network,
    ) -> None:
        """Connect the networks."""
        super().__init__(scope, name)
        tags = {"Name": primary.settings.names.of("peering")}
        connection = VpcPeeringConnection(
            self,
            "connection",
            vpc_id=primary_network.vpc_id,
            peer_vpc_id=secondary_network.vpc_id,
            peer_region=secondary.site.region,
            auto_accept=False,
            tags=tags,
            provider=primary.provider,
        )
        accepter = VpcPeeringConnectionAccepterA(
            self,
            "accepter",
            vpc_peering_connection_id=connection.id,
            auto_accept=True,
            tags=tags,
            provider=secondary.provider,
        )
        self.connection_id: str = connection.id
        for place, network in ((primary, primary_network), (secondary, secondary_network)):
            for index, table in enumerate(network.private_route_table_ids):
                Route(
                    self,
                    f"{place.site.role}-route-{index}",
                    route_table_id=table,
                    destination_cidr_block=place.other.cidr,
                    vpc_peering_connection_id=connection.id,
                    depends_on=[accepter],
                    provider=place.provider,
                )
