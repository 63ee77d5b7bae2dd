"""The network of a region: three zones, NAT, a gateway endpoint to DynamoDB, flow logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import Fn
from cdktn_provider_aws.data_aws_availability_zones import DataAwsAvailabilityZones
from cdktn_provider_aws.default_security_group import DefaultSecurityGroup
from cdktn_provider_aws.eip import Eip
from cdktn_provider_aws.internet_gateway import InternetGateway
from cdktn_provider_aws.nat_gateway import NatGateway
from cdktn_provider_aws.route import Route
from cdktn_provider_aws.route_table import RouteTable
from cdktn_provider_aws.route_table_association import RouteTableAssociation
from cdktn_provider_aws.subnet import Subnet
from cdktn_provider_aws.vpc import Vpc
from cdktn_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct

from payment_dr.addresses import ZONES, private_cidrs, public_cidrs
from payment_dr.policies import allow, document

if TYPE_CHECKING:
    from payment_dr.placing import Place

EVERYWHERE = "0.0.0.0/0"


class Network(Construct):
    """A network with a private and a public subnet in each zone."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        """Make the network of a region."""
        super().__init__(scope, name)
        self._place = place
        site, provider = place.site, place.provider
        vpc = Vpc(
            self,
            "vpc",
            cidr_block=site.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": site.names.of("vpc")},
            provider=provider,
        )
        self.vpc_id: str = vpc.id
        # Without rules: what is put into it by mistake reaches nothing.
        DefaultSecurityGroup(
            self, "default-group", vpc_id=vpc.id, tags={"Name": site.names.of("group", "default")}, provider=provider
        )
        zones = DataAwsAvailabilityZones(
            self,
            "zones",
            state="available",
            filter=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
            provider=provider,
        )
        self._zones: list[str] = [Fn.element(zones.names, index) for index in range(ZONES)]
        public = self._subnets("public", public_cidrs(site.cidr))
        private = self._subnets("private", private_cidrs(site.cidr))
        self.private_subnet_ids: list[str] = [subnet.id for subnet in private]
        internet = self._route_public(public)
        self.private_route_table_ids: list[str] = self._route_private(private, self._nat_gateways(public, internet))
        self._endpoint_to_table()

    def _subnets(self, kind: str, cidrs: list[str]) -> list[Subnet]:
        """One subnet of a kind in each zone; none gives public addresses to what is started in it."""
        names = self._place.site.names
        return [
            Subnet(
                self,
                f"{kind}-{index}",
                vpc_id=self.vpc_id,
                cidr_block=cidr,
                availability_zone=self._zones[index],
                map_public_ip_on_launch=False,
                tags={"Name": names.of("subnet", f"{kind}-{index}")},
                provider=self._place.provider,
            )
            for index, cidr in enumerate(cidrs)
        ]

    def _route_public(self, subnets: list[Subnet]) -> InternetGateway:
        """Lead public subnets to the internet; returns the gateway to it."""
        names, provider = self._place.site.names, self._place.provider
        gateway = InternetGateway(
            self, "internet", vpc_id=self.vpc_id, tags={"Name": names.of("gateway", "internet")}, provider=provider
        )
        table = RouteTable(
            self, "public-routes", vpc_id=self.vpc_id, tags={"Name": names.of("routes", "public")}, provider=provider
        )
        Route(
            self,
            "public-default",
            route_table_id=table.id,
            destination_cidr_block=EVERYWHERE,
            gateway_id=gateway.id,
            provider=provider,
        )
        for index, subnet in enumerate(subnets):
            RouteTableAssociation(
                self,
                f"public-association-{index}",
                route_table_id=table.id,
                subnet_id=subnet.id,
                provider=provider,
            )
        return gateway

    def _nat_gateways(self, subnets: list[Subnet], internet: InternetGateway) -> list[NatGateway]:
        """One gateway in the first zone, or one in each.

        A network without a gateway to the internet takes neither a public address nor a NAT gateway: both are made
        after it, and go before it.
        """
        names, provider = self._place.site.names, self._place.provider
        gateways = []
        for index, subnet in enumerate(subnets[: 1 if self._place.settings.nat_gateways == "one" else ZONES]):
            address = Eip(
                self,
                f"nat-address-{index}",
                domain="vpc",
                tags={"Name": names.of("address", f"nat-{index}")},
                depends_on=[internet],
                provider=provider,
            )
            gateways.append(
                NatGateway(
                    self,
                    f"nat-{index}",
                    allocation_id=address.id,
                    subnet_id=subnet.id,
                    tags={"Name": names.of("nat", str(index))},
                    depends_on=[internet],
                    provider=provider,
                )
            )
        return gateways

    def _route_private(self, subnets: list[Subnet], gateways: list[NatGateway]) -> list[str]:
        """Lead private subnets to the internet by the gateway of their zone, or by the only one."""
        names, provider = self._place.site.names, self._place.provider
        tables: list[str] = []
        for index, subnet in enumerate(subnets):
            table = RouteTable(
                self,
                f"private-routes-{index}",
                vpc_id=self.vpc_id,
                tags={"Name": names.of("routes", f"private-{index}")},
                provider=provider,
            )
            Route(
                self,
                f"private-default-{index}",
                route_table_id=table.id,
                destination_cidr_block=EVERYWHERE,
                nat_gateway_id=gateways[index % len(gateways)].id,
                provider=provider,
            )
            RouteTableAssociation(
                self,
                f"private-association-{index}",
                route_table_id=table.id,
                subnet_id=subnet.id,
                provider=provider,
            )
            tables.append(table.id)
        return tables

    def _endpoint_to_table(self) -> None:
        """Reach DynamoDB without the NAT gateway, which costs by the gigabyte; this endpoint costs nothing."""
        place = self._place
        table = place.arn("dynamodb", f"table/{place.site.names.shared('table', 'sessions')}")
        VpcEndpoint(
            self,
            "dynamodb",
            vpc_id=self.vpc_id,
            service_name=f"com.amazonaws.{place.site.region}.dynamodb",
            vpc_endpoint_type="Gateway",
            route_table_ids=self.private_route_table_ids,
            policy=document(
                allow(
                    "SessionsAlone",
                    ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
                    [table],
                    principal={"AWS": "*"},
                    condition={"StringEquals": {"aws:PrincipalAccount": place.account}},
                )
            ),
            tags={"Name": place.site.names.of("endpoint", "dynamodb")},
            provider=place.provider,
        )
