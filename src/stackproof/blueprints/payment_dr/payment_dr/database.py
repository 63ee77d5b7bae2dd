"""Aurora PostgreSQL: the global database, and the cluster that each region has in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.db_subnet_group import DbSubnetGroup
from cdktn_provider_aws.rds_cluster import RdsCluster
from cdktn_provider_aws.rds_cluster_instance import RdsClusterInstance
from cdktn_provider_aws.rds_cluster_parameter_group import (
    RdsClusterParameterGroup,
    RdsClusterParameterGroupParameter,
)
from cdktn_provider_aws.rds_global_cluster import RdsGlobalCluster
from constructs import Construct

from payment_dr.credentials import master_arguments
from payment_dr.groups import DATABASE_PORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktn import ITerraformDependable

    from payment_dr.placing import Place
    from payment_dr.settings import Settings

ENGINE = "aurora-postgresql"
DATABASE = "payments"
"""The name of the database in the cluster."""

_INSTANCES = ("writer", "reader")


class GlobalDatabase(Construct):
    """The global database that the clusters of both regions belong to.

    It alone leads the version of the engine: raised here, RDS raises it in all clusters and instances.
    """

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
        self.id: str = cluster.id
        self.arn: str = cluster.arn
        self.endpoint: str = cluster.endpoint


class Cluster(Construct):
    """A region's cluster: writer and reader, private, encrypted, TLS alone, its log in CloudWatch.

    In the region that does not serve both instances read; the first becomes the writer when the region is promoted.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        *,
        global_cluster: str,
        key_arn: str,
        subnet_ids: Sequence[str],
        group_id: str,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        """Make the cluster of a region, after what it has to wait for."""
        super().__init__(scope, name)
        site, settings, provider = place.site, place.settings, place.provider
        logs = CloudwatchLogGroup(
            self,
            "logs",
            name=site.names.cluster_logs(),
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
            provider=provider,
        )
        subnets = DbSubnetGroup(
            self,
            "subnets",
            name=site.names.of("subnets", "database"),
            subnet_ids=list(subnet_ids),
            provider=provider,
        )
        parameters = RdsClusterParameterGroup(
            self,
            "parameters",
            name=site.names.of("parameters", "database"),
            family=f"aurora-postgresql{settings.engine_version.partition('.')[0]}",
            description="TLS alone; statements that take longer than a second are logged",
            parameter=[
                RdsClusterParameterGroupParameter(name="rds.force_ssl", value="1", apply_method="pending-reboot"),
                RdsClusterParameterGroupParameter(name="log_min_duration_statement", value="1000"),
            ],
            provider=provider,
        )
        cluster = RdsCluster(
            self,
            "cluster",
            cluster_identifier=site.names.of("cluster"),
            global_cluster_identifier=global_cluster,
            engine=ENGINE,
            engine_mode="provisioned",
            engine_version=settings.engine_version,
            port=DATABASE_PORT,
            db_subnet_group_name=subnets.name,
            db_cluster_parameter_group_name=parameters.name,
            vpc_security_group_ids=[group_id],
            storage_encrypted=True,
            kms_key_id=key_arn,
            backup_retention_period=settings.backup_retention_days,
            preferred_backup_window="03:00-04:00",
            preferred_maintenance_window="sun:06:00-sun:07:00",
            copy_tags_to_snapshot=True,
            enabled_cloudwatch_logs_exports=["postgresql"],
            deletion_protection=settings.protected,
            skip_final_snapshot=not settings.protected,
            final_snapshot_identifier=site.names.of("snapshot", "final") if settings.protected else None,
            # Who replicates from whom changes with a failover, which is not for Terraform to undo. The version comes
            # from the global database; asked for here as well, a plan contradicts itself while it is applied.
            lifecycle={
                "ignore_changes": ["replication_source_identifier", "global_cluster_identifier", "engine_version"]
            },
            depends_on=[logs, *after],
            provider=provider,
            **self._of_role(place),
        )
        self.instances = [self._instance(which, tier, cluster, place, key_arn) for tier, which in enumerate(_INSTANCES)]
        self.identifier: str = cluster.cluster_identifier
        self.arn: str = cluster.arn
        self.endpoint: str = cluster.endpoint
        self.reader_endpoint: str = cluster.reader_endpoint

    def _instance(self, which: str, tier: int, cluster: RdsCluster, place: Place, key_arn: str) -> RdsClusterInstance:
        """One instance; the lower its tier, the sooner it becomes the writer."""
        return RdsClusterInstance(
            self,
            which,
            identifier=place.site.names.of("instance", which),
            cluster_identifier=cluster.id,
            instance_class=place.settings.instance_class,
            engine=ENGINE,
            engine_version=place.settings.engine_version,
            publicly_accessible=False,
            promotion_tier=tier,
            auto_minor_version_upgrade=False,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=key_arn,
            copy_tags_to_snapshot=True,
            # The cluster's, which the global database raises.
            lifecycle={"ignore_changes": ["engine_version"]},
            provider=place.provider,
        )

    def _of_role(self, place: Place) -> dict[str, object]:
        """What the two regions' clusters differ in: one has credentials, the other gets them by replication."""
        if place.site.role == "secondary":
            return {"source_region": place.other.region}
        return {"database_name": DATABASE, **master_arguments(self, place)}
