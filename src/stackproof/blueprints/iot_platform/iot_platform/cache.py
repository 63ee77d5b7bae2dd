"""The cache of the latest readings: Redis with a replica, which knows its users by IAM and has no password."""

from __future__ import annotations

from typing import Any

from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from iot_platform.log_groups import log_group
from iot_platform.naming import Names
from iot_platform.network import DATA, Network
from iot_platform.security_groups import CACHE_PORT, SecurityGroups
from iot_platform.settings import Settings

ENGINE_VERSION = "7.1"
NODE_TYPE = "cache.t3.micro"
SNAPSHOT_DAYS = 7


class Cache(Construct):
    """A replication group of two nodes in two zones.

    Attributes:
        group: the replication group.
        user: what the processor is in the cache.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        settings: Settings,
        network: Network,
        security_groups: SecurityGroups,
        key: kms.Key,
        logs_key: kms.Key,
    ) -> None:
        """Create the cache.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            network: where it stands.
            security_groups: who reaches it.
            key: encrypts the data.
            logs_key: encrypts the logs.
        """
        super().__init__(scope, construct_id)
        subnets = elasticache.CfnSubnetGroup(
            self,
            "Subnets",
            cache_subnet_group_name=names.of("subnets", "iot-cache"),
            description="Private subnets of the cache",
            subnet_ids=network.vpc.select_subnets(subnet_group_name=DATA.subnet_group_name).subnet_ids,
        )
        self.user = self._user("User", names.cache_user)
        users = self._users(names)
        slow, engine = (
            log_group(
                self, f"{kind}Logs", name=names.log_group(purpose), days=settings.log_retention_days, key=logs_key
            )
            for kind, purpose in (("Slow", "cache-slow"), ("Engine", "cache-engine"))
        )
        self.group = elasticache.CfnReplicationGroup(
            self,
            "Group",
            replication_group_id=names.cache,
            replication_group_description="Latest reading of every device",
            engine="redis",
            engine_version=ENGINE_VERSION,
            cache_node_type=NODE_TYPE,
            num_cache_clusters=2,
            automatic_failover_enabled=True,
            multi_az_enabled=True,
            port=CACHE_PORT,
            cache_subnet_group_name=subnets.ref,
            security_group_ids=[security_groups.cache.security_group_id],
            at_rest_encryption_enabled=True,
            kms_key_id=key.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            user_group_ids=[users.ref],
            auto_minor_version_upgrade=True,
            snapshot_retention_limit=SNAPSHOT_DAYS,
            snapshot_window="17:00-18:00",
            preferred_maintenance_window="sun:20:30-sun:21:30",
            log_delivery_configurations=[_delivery("slow-log", slow), _delivery("engine-log", engine)],
        )
        self.group.node.add_dependency(_allow_delivery(self, names, [slow, engine]))

    def _user(self, construct_id: str, user_id: str) -> elasticache.CfnUser:
        """A user that proves with IAM who it is, and may do with keys what the processor does."""
        return elasticache.CfnUser(
            self,
            construct_id,
            engine="redis",
            user_id=user_id,
            user_name=user_id,
            access_string="on ~* resetchannels -@all +@read +@write +@connection +@scripting -@dangerous",
            authentication_mode={"Type": "iam"},
        )

    def _users(self, names: Names) -> elasticache.CfnUserGroup:
        """The users that the cache knows; ElastiCache demands one called `default`, which is off."""
        default = elasticache.CfnUser(
            self,
            "DefaultUser",
            engine="redis",
            user_id=names.cache_default_user,
            user_name="default",
            access_string="off ~* -@all",
            authentication_mode={"Type": "no-password-required"},
        )
        return elasticache.CfnUserGroup(
            self,
            "Users",
            engine="redis",
            user_group_id=names.cache_users,
            user_ids=[default.ref, self.user.ref],
        )


def _delivery(log_type: str, group: logs.LogGroup) -> Any:
    """Deliver one of the logs of Redis to a group."""
    return elasticache.CfnReplicationGroup.LogDeliveryConfigurationRequestProperty(
        log_type=log_type,
        log_format="json",
        destination_type="cloudwatch-logs",
        destination_details=elasticache.CfnReplicationGroup.DestinationDetailsProperty(
            cloud_watch_logs_details=elasticache.CfnReplicationGroup.CloudWatchLogsDestinationDetailsProperty(
                log_group=group.log_group_name
            )
        ),
    )


def _allow_delivery(scope: Construct, names: Names, groups: list[logs.LogGroup]) -> logs.ResourcePolicy:
    """Let the delivery of logs write to these groups; else ElastiCache adds a policy that stays behind."""
    return logs.ResourcePolicy(
        scope,
        "Delivery",
        resource_policy_name=names.of("policy", "iot-log-delivery"),
        policy_statements=[
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[group.log_group_arn for group in groups],
            )
        ],
    )
