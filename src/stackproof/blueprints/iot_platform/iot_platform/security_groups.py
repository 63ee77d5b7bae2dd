"""Who may talk to whom, on which port. Nothing takes a connection from outside the network."""

from __future__ import annotations

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from iot_platform.naming import Names

DATABASE_PORT = 5432
CACHE_PORT = 6379
_HTTPS = ec2.Port.tcp(443)


class SecurityGroups(Construct):
    """The security groups of the tiers.

    Attributes:
        processor: of the containers, which call the database, the cache and services of AWS, and which nobody calls.
        database: of the database, which answers the processor.
        cache: of the cache, which answers the processor.
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, vpc: ec2.Vpc) -> None:
        """Create the groups with their rules."""
        super().__init__(scope, construct_id)
        self._names = names
        self._vpc = vpc
        self.processor = self._group("Processor", "processor", "Containers that process readings")
        self.database = self._group("Database", "database", "Database of readings")
        self.cache = self._group("Cache", "cache", "Cache of the latest readings")
        self._connect(self.processor, self.database, DATABASE_PORT, "processor to database")
        self._connect(self.processor, self.cache, CACHE_PORT, "processor to cache")
        _call_aws(self.processor)

    def for_rotation(self) -> ec2.SecurityGroup:
        """The group of the function that rotates generated credentials: it calls the database and Secrets Manager."""
        rotation = self._group("Rotation", "rotation", "Rotation of the credentials of the database")
        self._connect(rotation, self.database, DATABASE_PORT, "rotation to database")
        _call_aws(rotation)
        return rotation

    def _group(self, construct_id: str, purpose: str, description: str) -> ec2.SecurityGroup:
        """A group without any rule."""
        return ec2.SecurityGroup(
            self,
            construct_id,
            vpc=self._vpc,
            security_group_name=self._names.security_group(purpose),
            description=description,
            allow_all_outbound=False,
        )

    def _connect(self, source: ec2.SecurityGroup, target: ec2.SecurityGroup, port: int, meaning: str) -> None:
        """Let one group call another on one port; both sides have to say so."""
        target.add_ingress_rule(source, ec2.Port.tcp(port), meaning)
        source.add_egress_rule(target, ec2.Port.tcp(port), meaning)


def _call_aws(group: ec2.SecurityGroup) -> None:
    """Let a group call services of AWS, whose addresses change, through the NAT gateway or an endpoint."""
    group.add_egress_rule(ec2.Peer.any_ipv4(), _HTTPS, "services of AWS")
