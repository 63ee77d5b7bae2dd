"""The network of a region: public subnets for the load balancer, private ones for compute and data, in three zones."""

from __future__ import annotations

import ipaddress
from itertools import islice
from typing import TYPE_CHECKING

from cdktn import Fn
from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.data_aws_availability_zones import DataAwsAvailabilityZones, DataAwsAvailabilityZonesFilter
from cdktn_provider_aws.default_security_group import DefaultSecurityGroup
from cdktn_provider_aws.eip import Eip
from cdktn_provider_aws.flow_log import FlowLog
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.internet_gateway import InternetGateway
from cdktn_provider_aws.nat_gateway import NatGateway
from cdktn_provider_aws.route import Route
from cdktn_provider_aws.route_table import RouteTable
from cdktn_provider_aws.route_table_association import RouteTableAssociation
from cdktn_provider_aws.subnet import Subnet
from cdktn_provider_aws.vpc import Vpc
from constructs import Construct

from transaction_dr.policies import allow, document, trust

if TYPE_CHECKING:
    from transaction_dr.settings import Settings, Site

ZONES = 3
_EVERYWHERE = "0.0.0.0/0"


def public_ranges(cidr: str) -> list[str]:
    """The addresses of the public subnets: 256 each, from the first quarter of the network's."""
    return _first(_quarters(cidr)[0], 24)


def private_ranges(cidr: str) -> list[str]:
    """The addresses of the private subnets: 4,096 each, from the second quarter."""
    return _first(_quarters(cidr)[1], 20)


def private_quarter(cidr: str) -> str:
    """All addresses that private subnets can have."""
    return str(_quarters(cidr)[1])


def _quarters(cidr: str) -> list[ipaddress.IPv4Network]:
    """The four quarters of a network."""
    return list(ipaddress.IPv4Network(cidr).subnets(prefixlen_diff=2))


def _first(part: ipaddress.IPv4Network, prefix: int) -> list[str]:
    """The first ranges of a size in a part of a network, one for each zone."""
    return [str(one) for one in islice(part.subnets(new_prefix=prefix), ZONES)]


class Network(Construct):
    """The VPC of a region with its subnets, routes and flow logs."""

    def __init__(
        self, scope: Construct, name: str, settings: Settings, site: Site, *, account: str, key_arn: str
    ) -> None:
        """Make the network; with `egress=nat` there is one NAT gateway in it."""
        super().__init__(scope, name)
        self._site = site
        names = site.names
        vpc = Vpc(
            self,
            "vpc",
            cidr_block=site.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": names.of("vpc")},
        )
        self.vpc_id: str = vpc.id
        # The group that AWS makes lets its members talk to each other; nobody is to be its member.
        DefaultSecurityGroup(self, "default", vpc_id=vpc.id, tags={"Name": names.of("securitygroup", "unused")})
        gateway = InternetGateway(self, "internet", vpc_id=vpc.id, tags={"Name": names.of("gateway")})
        public = RouteTable(self, "public", vpc_id=vpc.id, tags={"Name": names.of("routes", "public")})
        private = RouteTable(self, "private", vpc_id=vpc.id, tags={"Name": names.of("routes", "private")})
        Route(
            self,
            "to-internet",
            route_table_id=public.id,
            destination_cidr_block=_EVERYWHERE,
            gateway_id=gateway.id,
        )
        zones = DataAwsAvailabilityZones(
            self,
            "zones",
            state="available",
            filter=[DataAwsAvailabilityZonesFilter(name="opt-in-status", values=["opt-in-not-required"])],
        )
        self.public_subnet_ids = self._subnets("public", public_ranges(site.cidr), public, zones)
        self.private_subnet_ids = self._subnets("private", private_ranges(site.cidr), private, zones)
        self.private_route_table_id: str = private.id
        if settings.egress == "nat":
            address = Eip(self, "nat-address", domain="vpc", tags={"Name": names.of("address", "nat")})
            nat = NatGateway(
                self,
                "nat",
                allocation_id=address.id,
                subnet_id=self.public_subnet_ids[0],
                tags={"Name": names.of("nat")},
                depends_on=[gateway],
            )
            Route(
                self,
                "to-nat",
                route_table_id=private.id,
                destination_cidr_block=_EVERYWHERE,
                nat_gateway_id=nat.id,
            )
        self._log_flows(settings, account, key_arn)

    def _subnets(self, kind: str, ranges: list[str], table: RouteTable, zones: DataAwsAvailabilityZones) -> list[str]:
        """A subnet in each zone whose traffic follows one table of routes; returns their ids."""
        made: list[str] = []
        for index, cidr in enumerate(ranges):
            subnet = Subnet(
                self,
                f"{kind}-{index}",
                vpc_id=self.vpc_id,
                cidr_block=cidr,
                availability_zone=Fn.element(zones.names, index),
                map_public_ip_on_launch=False,
                tags={"Name": self._site.names.of("subnet", f"{kind}-{index}")},
            )
            RouteTableAssociation(self, f"{kind}-{index}-routes", subnet_id=subnet.id, route_table_id=table.id)
            made.append(subnet.id)
        return made

    def _log_flows(self, settings: Settings, account: str, key_arn: str) -> None:
        """Write down who talks to whom."""
        names = self._site.names
        logs = CloudwatchLogGroup(
            self,
            "flows",
            name=names.of("log", "flows"),
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
        )
        role = IamRole(
            self,
            "flows-role",
            name=names.of("role", "flows"),
            assume_role_policy=trust("vpc-flow-logs.amazonaws.com", account),
        )
        policy = IamRolePolicy(
            self,
            "flows-policy",
            name=names.of("policy", "flows"),
            role=role.id,
            policy=document(
                allow(
                    "WriteFlows",
                    ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                    [f"{logs.arn}:*"],
                ),
            ),
        )
        FlowLog(
            self,
            "flow-log",
            vpc_id=self.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=logs.arn,
            iam_role_arn=role.arn,
            tags={"Name": names.of("flowlog")},
            depends_on=[policy],
        )
