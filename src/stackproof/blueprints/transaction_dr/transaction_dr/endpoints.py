"""How the function reaches AWS services without the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct

if TYPE_CHECKING:
    from transaction_dr.network import Network
    from transaction_dr.security import SecurityGroups
    from transaction_dr.settings import Settings, Site

GATEWAYS = ("s3", "dynamodb")
"""Services with gateway endpoints, which cost nothing and are there with a NAT gateway, too."""

INTERFACES = ("secretsmanager",)
"""Further services that the function calls."""


class Endpoints(Construct):
    """The endpoints of a region's network."""

    def __init__(
        self, scope: Construct, name: str, settings: Settings, site: Site, network: Network, groups: SecurityGroups
    ) -> None:
        """Make gateway endpoints, and interface endpoints where there is no NAT gateway."""
        super().__init__(scope, name)
        for service in GATEWAYS:
            gateway = VpcEndpoint(
                self,
                service,
                vpc_id=network.vpc_id,
                service_name=f"com.amazonaws.{site.region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=[network.private_route_table_id],
                tags={"Name": site.names.of("endpoint", service)},
            )
            groups.let_out_to_prefix_list(service, gateway.prefix_list_id)
        for service in INTERFACES if settings.egress == "endpoints" else ():
            VpcEndpoint(
                self,
                service,
                vpc_id=network.vpc_id,
                service_name=f"com.amazonaws.{site.region}.{service}",
                vpc_endpoint_type="Interface",
                subnet_ids=network.private_subnet_ids,
                security_group_ids=[groups.endpoints_id],
                private_dns_enabled=True,
                tags={"Name": site.names.of("endpoint", service)},
            )
