"""Aurora PostgreSQL: the global database, and the cluster that each region has in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.db_subnet_group import DbSubnetGroup
from cdktn_provider_aws.rds_cluster import RdsCluster
from cdktn_provider_aws.rds_cluster_instance import RdsClusterInstance
from cdktn_provider_aws.rds_cluster_parameter_group import RdsClusterParameterGroup, RdsClusterParameterGroupParameter
from cdktn_provider_aws.rds_global_cluster import RdsGlobalCluster
from constructs import Construct

from transaction_dr.credentials import USER, master_arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transaction_dr.settings import Settings, Site

ENGINE = "aurora-postgresql"
DATABASE = "transactions"
"""The name of the database in the cluster."""

PORT = 5432
_INSTANCES = ("first", "second")


class GlobalDatabase(Construct):
    """The global database that the clusters of both regions belong to."""

    def __init__(self, scope: Construct, name: str, settings: Settings) -> None:
        """Make the global database, without a cluster yet."""
        super().__init__(scope, name)
        cluster = RdsGlobalCluster(
            self,
            "global",
            global_cluster_identifier=settings.names.of("globaldb"),
            engine=ENGINE,
            engine_version=settings.engine_version,
            database_name=DATABASE,
            storage_encrypted=True,
            deletion_protection=settings.protected,
            force_destroy=not settings.protected,
        )
        self.identifier: str = cluster.global_cluster_identifier
        self.arn: str = cluster.arn
        self.endpoint: str = cluster.endpoint


class Cluster(Construct):
    """A region's cluster: two instances, private, encrypted, TLS alone, its log in CloudWatch."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        site: Site,
        *,
        global_cluster: str,
        secret: str,
        key_arn: str,
        subnet_ids: Sequence[str],
        security_group_id: str,
    ) -> None:
        """Make the cluster of a region; the primary's is the one that is written to."""
        super().__init__(scope, name)
        logs = CloudwatchLogGroup(
            self,
            "logs",
            name=site.names.cluster_logs(),
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
        )
        subnets = DbSubnetGroup(self, "subnets", name=site.names.of("subnets", "database"), subnet_ids=list(subnet_ids))
        parameters = RdsClusterParameterGroup(
            self,
            "parameters",
            name=site.names.of("parameters", "database"),
            family="aurora-postgresql15",
            description="TLS alone; statements that take longer than a second are logged",
            parameter=[
                RdsClusterParameterGroupParameter(name="rds.force_ssl", value="1", apply_method="pending-reboot"),
                RdsClusterParameterGroupParameter(name="log_min_duration_statement", value="1000"),
            ],
        )
        cluster = RdsCluster(
            self,
            "cluster",
            cluster_identifier=site.names.of("cluster"),
            global_cluster_identifier=global_cluster,
            engine=ENGINE,
            engine_mode="provisioned",
            engine_version=settings.engine_version,
            serverlessv2_scaling_configuration={
                "min_capacity": settings.min_capacity,
                "max_capacity": settings.max_capacity,
            },
            port=PORT,
            db_subnet_group_name=subnets.name,
            db_cluster_parameter_group_name=parameters.name,
            vpc_security_group_ids=[security_group_id],
            storage_encrypted=True,
            kms_key_id=key_arn,
            backup_retention_period=settings.backup_retention_days,
            preferred_backup_window="03:00-04:00",
            copy_tags_to_snapshot=True,
            enabled_cloudwatch_logs_exports=["postgresql"],
            deletion_protection=settings.protected,
            skip_final_snapshot=not settings.protected,
            final_snapshot_identifier=site.names.of("snapshot", "final") if settings.protected else None,
            # Who replicates from whom changes with a switch-over, which is not for Terraform to undo; the version is
            # raised by the global database, in all clusters and instances.
            lifecycle={
                "ignore_changes": ["replication_source_identifier", "global_cluster_identifier", "engine_version"]
            },
            depends_on=[logs],
            **self._of_role(settings, site, secret),
        )
        for index, which in enumerate(_INSTANCES):
            RdsClusterInstance(
                self,
                f"instance-{which}",
                identifier=site.names.of("instance", which),
                cluster_identifier=cluster.id,
                instance_class="db.serverless",
                engine=ENGINE,
                engine_version=settings.engine_version,
                db_subnet_group_name=subnets.name,
                publicly_accessible=False,
                promotion_tier=index,
                auto_minor_version_upgrade=False,
                performance_insights_enabled=True,
                performance_insights_kms_key_id=key_arn,
                copy_tags_to_snapshot=True,
                lifecycle={"ignore_changes": ["engine_version"]},
            )
        self.identifier: str = cluster.cluster_identifier
        self.arn: str = cluster.arn
        self.endpoint: str = cluster.endpoint
        self.reader_endpoint: str = cluster.reader_endpoint

    def _of_role(self, settings: Settings, site: Site, secret: str) -> dict[str, object]:
        """What the two regions' clusters differ in: one has credentials, the other gets them by replication."""
        if site.role == "recovery":
            return {"source_region": settings.primary_region}
        return {
            "database_name": DATABASE,
            "master_username": USER,
            **master_arguments(self, settings, secret),
        }
