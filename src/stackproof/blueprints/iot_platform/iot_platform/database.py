"""The database: Aurora PostgreSQL Serverless v2 with a writer and a reader, audited by pgaudit."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from constructs import Construct

from iot_platform.credentials import Credentials
from iot_platform.keys import removal_of_what_lasts
from iot_platform.log_groups import log_group
from iot_platform.naming import Names
from iot_platform.network import DATA, Network
from iot_platform.security_groups import DATABASE_PORT, SecurityGroups
from iot_platform.settings import Settings

DATABASE_NAME = "readings"
CAPACITY = (0.5, 2)
"""Least and most capacity in ACU."""

PARAMETERS = {
    "rds.force_ssl": "1",
    "ssl_min_protocol_version": "TLSv1.2",
    # pgaudit records who changed roles, tables and rows; the extension itself is made by the processor's schema.
    "shared_preload_libraries": "pg_stat_statements,pgaudit",
    "pgaudit.log": "ddl,role,write",
    "log_connections": "1",
    "log_disconnections": "1",
}
"""Parameters of the cluster."""


class Database(Construct):
    """An Aurora cluster that only the processor reaches.

    Attributes:
        cluster: the cluster.
        log_group: where its log goes, pgaudit's records among it.
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
        credentials: Credentials,
        key: kms.Key,
        logs_key: kms.Key,
    ) -> None:
        """Create the database.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            network: where it stands.
            security_groups: who reaches it.
            credentials: user and password.
            key: encrypts data, backups and snapshots.
            logs_key: encrypts the log.
        """
        super().__init__(scope, construct_id)
        self.log_group = log_group(
            self,
            "Logs",
            name=names.database_log_group,
            days=settings.database_log_retention_days,
            key=logs_key,
            # What pgaudit recorded is evidence and outlives the stack in production.
            removal=removal_of_what_lasts(settings),
        )
        engine = rds.DatabaseClusterEngine.aurora_postgres(
            version=rds.AuroraPostgresEngineVersion.of(settings.database_version, "15")
        )
        self.cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            cluster_identifier=names.database,
            engine=engine,
            credentials=credentials.for_database(),
            default_database_name=DATABASE_NAME,
            port=DATABASE_PORT,
            writer=_instance("Writer", names, network.zones[0]),
            readers=[_instance("Reader", names, network.zones[1], scale_with_writer=True)],
            serverless_v2_min_capacity=CAPACITY[0],
            serverless_v2_max_capacity=CAPACITY[1],
            vpc=network.vpc,
            security_groups=[security_groups.database],
            subnet_group=rds.SubnetGroup(
                self,
                "Subnets",
                subnet_group_name=names.of("subnets", "iot-database"),
                description="Private subnets of the database",
                vpc=network.vpc,
                vpc_subnets=DATA,
                removal_policy=cdk.RemovalPolicy.DESTROY,
            ),
            parameter_group=rds.ParameterGroup(
                self,
                "Parameters",
                name=names.of("parameters", "iot-database"),
                description="TLS and audit of the database",
                engine=engine,
                parameters=PARAMETERS,
            ),
            storage_encrypted=True,
            storage_encryption_key=key,
            cloudwatch_logs_exports=["postgresql"],
            backup=rds.BackupProps(
                retention=cdk.Duration.days(settings.backup_retention_days), preferred_window="18:00-19:00"
            ),
            copy_tags_to_snapshot=True,
            preferred_maintenance_window="sun:19:30-sun:20:30",
            deletion_protection=settings.protected,
            removal_policy=cdk.RemovalPolicy.SNAPSHOT if settings.protected else cdk.RemovalPolicy.DESTROY,
        )
        # Aurora would make the group without retention and key where it is not there.
        self.cluster.node.add_dependency(self.log_group)


def _instance(role: str, names: Names, zone: str, *, scale_with_writer: bool | None = None) -> rds.IClusterInstance:
    """An instance in one zone; a reader that scales with the writer can take over at once."""
    return rds.ClusterInstance.serverless_v2(
        role,
        instance_identifier=names.of("database", f"iot-{role.lower()}"),
        availability_zone=zone,
        scale_with_writer=scale_with_writer,
        auto_minor_version_upgrade=True,
        publicly_accessible=False,
    )
