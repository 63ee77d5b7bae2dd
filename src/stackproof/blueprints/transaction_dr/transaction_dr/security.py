"""Security groups of a region: who may talk to whom, and on which port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.security_group import SecurityGroup
from cdktn_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktn_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from transaction_dr.database import PORT
from transaction_dr.network import private_quarter

if TYPE_CHECKING:
    from transaction_dr.settings import Settings, Site

HTTP, HTTPS = 80, 443
_EVERYWHERE = "0.0.0.0/0"


class SecurityGroups(Construct):
    """The groups of load balancer, function, endpoints and database."""

    def __init__(
        self, scope: Construct, name: str, settings: Settings, site: Site, other: Site, *, vpc_id: str
    ) -> None:
        """Make the groups and their rules.

        The function of either region writes to the database of the region that is primary at the time, by way of the
        peering. Groups cannot be named across regions: there, the addresses of the private subnets stand for them.
        """
        super().__init__(scope, name)
        self._site = site
        self._vpc_id = vpc_id
        self.balancer_id = self._group("balancer", "Load balancer: takes requests from everywhere")
        self.function_id = self._group("function", "Transaction function: takes no connections")
        self.endpoints_id = self._group("endpoints", "Endpoints of AWS services: taken by the function")
        self.database_id = self._group("database", "Aurora: taken by the functions of both regions")
        listened = (HTTP, HTTPS) if site.certificate else (HTTP,)
        for port in listened:
            self._from_range("balancer", self.balancer_id, f"public-{port}", _EVERYWHERE, port, "Public listener")
        self._between("database", self.function_id, self.database_id, PORT, "Database of this region")
        there = private_quarter(other.cidr)
        self._to_range("function", self.function_id, "other-database", there, PORT, "Database of the other region")
        self._from_range("database", self.database_id, "other-function", there, PORT, "Function of the other region")
        if settings.egress == "nat":
            self._to_range("function", self.function_id, "services", _EVERYWHERE, HTTPS, "AWS services by the gateway")
        else:
            self._between("endpoints", self.function_id, self.endpoints_id, HTTPS, "AWS services by endpoints")

    def let_out_to_prefix_list(self, name: str, prefix_list_id: str) -> None:
        """Let the function reach a service behind a gateway endpoint."""
        VpcSecurityGroupEgressRule(
            self,
            f"function-to-{name}",
            security_group_id=self.function_id,
            description=f"{name} by its gateway endpoint",
            prefix_list_id=prefix_list_id,
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
        )

    def _group(self, purpose: str, description: str) -> str:
        """Make a group without rules; returns its id."""
        group = SecurityGroup(
            self,
            purpose,
            name=self._site.names.of("securitygroup", purpose),
            description=description,
            vpc_id=self._vpc_id,
            tags={"Name": self._site.names.of("securitygroup", purpose)},
        )
        found: str = group.id
        return found

    def _between(self, name: str, source: str, target: str, port: int, description: str) -> None:
        """Let members of one group connect to members of another."""
        VpcSecurityGroupEgressRule(
            self,
            f"function-to-{name}",
            security_group_id=source,
            referenced_security_group_id=target,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )
        VpcSecurityGroupIngressRule(
            self,
            f"{name}-from-function",
            security_group_id=target,
            referenced_security_group_id=source,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )

    def _from_range(self, group: str, group_id: str, name: str, cidr: str, port: int, description: str) -> None:
        """Let a range of addresses connect to members of a group."""
        VpcSecurityGroupIngressRule(
            self,
            f"{group}-from-{name}",
            security_group_id=group_id,
            cidr_ipv4=cidr,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )

    def _to_range(self, group: str, group_id: str, name: str, cidr: str, port: int, description: str) -> None:
        """Let members of a group connect to a range of addresses."""
        VpcSecurityGroupEgressRule(
            self,
            f"{group}-to-{name}",
            security_group_id=group_id,
            cidr_ipv4=cidr,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )
