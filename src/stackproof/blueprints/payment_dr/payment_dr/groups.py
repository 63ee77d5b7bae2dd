"""Security groups of a region: what the payment function may reach, and who reaches the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.security_group import SecurityGroup
from cdktn_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktn_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from payment_dr.addresses import private_cidrs
from payment_dr.network import EVERYWHERE

if TYPE_CHECKING:
    from payment_dr.placing import Place

DATABASE_PORT = 5432
HTTPS_PORT = 443


class Groups(Construct):
    """The groups of function and database, with each connection named on both sides."""

    def __init__(self, scope: Construct, name: str, place: Place, *, vpc_id: str) -> None:
        """Make the groups of a region."""
        super().__init__(scope, name)
        self._place = place
        function = self._group("function", vpc_id, "The payment function; nothing connects to it")
        database = self._group("database", vpc_id, "The database; reached by payment functions alone")
        self.function_id: str = function.id
        self.database_id: str = database.id
        VpcSecurityGroupEgressRule(
            self,
            "function-to-database",
            security_group_id=function.id,
            referenced_security_group_id=database.id,
            description="PostgreSQL of this region",
            provider=place.provider,
            **_tcp(DATABASE_PORT),
        )
        VpcSecurityGroupIngressRule(
            self,
            "database-from-function",
            security_group_id=database.id,
            referenced_security_group_id=function.id,
            description="PostgreSQL from the function of this region",
            provider=place.provider,
            **_tcp(DATABASE_PORT),
        )
        VpcSecurityGroupEgressRule(
            self,
            "function-to-services",
            security_group_id=function.id,
            cidr_ipv4=EVERYWHERE,
            description="HTTPS to services of AWS, whose addresses change",
            provider=place.provider,
            **_tcp(HTTPS_PORT),
        )
        # Groups of another region cannot be named, so its private subnets are.
        for index, cidr in enumerate(private_cidrs(place.other.cidr)):
            VpcSecurityGroupEgressRule(
                self,
                f"function-to-peer-{index}",
                security_group_id=function.id,
                cidr_ipv4=cidr,
                description=f"PostgreSQL of {place.other.region} by the peering",
                provider=place.provider,
                **_tcp(DATABASE_PORT),
            )
            VpcSecurityGroupIngressRule(
                self,
                f"database-from-peer-{index}",
                security_group_id=database.id,
                cidr_ipv4=cidr,
                description=f"PostgreSQL from {place.other.region} by the peering",
                provider=place.provider,
                **_tcp(DATABASE_PORT),
            )

    def _group(self, purpose: str, vpc_id: str, description: str) -> SecurityGroup:
        """A group without rules of its own."""
        name = self._place.site.names.of("group", purpose)
        return SecurityGroup(
            self,
            purpose,
            name=name,
            description=description,
            vpc_id=vpc_id,
            tags={"Name": name},
            provider=self._place.provider,
        )


def _tcp(port: int) -> dict[str, object]:
    """The arguments of a rule for one TCP port."""
    return {"ip_protocol": "tcp", "from_port": port, "to_port": port}
