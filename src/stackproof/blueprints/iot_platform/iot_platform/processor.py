"""The processing service: containers that read the stream, cache the latest readings and write them to the database."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr_assets as ecr_assets
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kms as kms
from constructs import Construct

from iot_platform.cache import Cache
from iot_platform.credentials import Credentials
from iot_platform.database import DATABASE_NAME, Database
from iot_platform.log_groups import log_group
from iot_platform.naming import Names
from iot_platform.network import CONTAINERS
from iot_platform.paths import SERVICES
from iot_platform.roles import execution_role, task_role
from iot_platform.security_groups import SecurityGroups
from iot_platform.settings import Settings

HEALTH_PORT = 8080
CONTAINER = "processor"


class Processor(Construct):
    """An ECS service on Fargate.

    Attributes:
        cluster: the cluster, with Container Insights.
        service: the service.
        task_role: what its code may do.
        execution_role: what starting it takes.
        log_group: its log.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        settings: Settings,
        vpc: ec2.Vpc,
        security_groups: SecurityGroups,
        stream: kinesis.Stream,
        database: Database,
        cache: Cache,
        credentials: Credentials,
        key: kms.Key,
        logs_key: kms.Key,
    ) -> None:
        """Create the service.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            vpc: where it runs.
            security_groups: whom it reaches.
            stream: what it reads.
            database: what it writes.
            cache: what it caches in.
            credentials: of the database.
            key: encrypts the stream.
            logs_key: encrypts logs.
        """
        super().__init__(scope, construct_id)
        self.cluster = self._cluster(names, settings, vpc, logs_key)
        self.log_group = log_group(
            self, "Logs", name=names.log_group("processor"), days=settings.log_retention_days, key=logs_key
        )
        self.task_role = task_role(
            self, "TaskRole", names=names, stream=stream, stream_key=key, credentials=credentials, cache=cache
        )
        self.execution_role = execution_role(self, "ExecutionRole", names=names)
        task = ecs.FargateTaskDefinition(
            self,
            "Task",
            family=names.task_family,
            cpu=settings.processor_cpu,
            memory_limit_mib=settings.processor_memory_mib,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.X86_64,
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
            task_role=self.task_role,
            execution_role=self.execution_role,
        )
        task.add_container(
            CONTAINER,
            container_name=CONTAINER,
            image=ecs.ContainerImage.from_asset(
                str(SERVICES / CONTAINER), platform=ecr_assets.Platform.LINUX_AMD64, exclude=["**/__pycache__"]
            ),
            environment=_environment(names, stream, database, cache, credentials),
            logging=ecs.LogDrivers.aws_logs(stream_prefix=CONTAINER, log_group=self.log_group),
            readonly_root_filesystem=True,
            # Long enough to write the batch that is being processed and to hand the shard on.
            stop_timeout=cdk.Duration.seconds(60),
            health_check=ecs.HealthCheck(
                command=["CMD", "python", "-m", f"{CONTAINER}.health"],
                interval=cdk.Duration.seconds(30),
                timeout=cdk.Duration.seconds(5),
                retries=3,
                start_period=cdk.Duration.seconds(60),
            ),
        )
        self.service = ecs.FargateService(
            self,
            "Service",
            service_name=names.service,
            cluster=self.cluster,
            task_definition=task,
            # Scaling sets how many tasks there are; a number here would undo that at each deployment.
            min_healthy_percent=100,
            max_healthy_percent=200,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
            vpc_subnets=CONTAINERS,
            security_groups=[security_groups.processor],
            assign_public_ip=False,
            platform_version=ecs.FargatePlatformVersion.VERSION1_4,
            enable_ecs_managed_tags=True,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
        )
        # The first tasks find what they connect to.
        self.service.node.add_dependency(database.cluster, cache.group)
        self._scale(names, settings)

    def _scale(self, names: Names, settings: Settings) -> None:
        """Let the number of tasks follow their use of the CPU."""
        self.service.auto_scale_task_count(
            min_capacity=settings.processor_tasks_min, max_capacity=settings.processor_tasks_max
        ).scale_on_cpu_utilization(
            "Cpu",
            policy_name=names.of("policy", "iot-processor-cpu"),
            target_utilization_percent=settings.processor_cpu_target_percent,
            scale_in_cooldown=cdk.Duration.minutes(5),
            scale_out_cooldown=cdk.Duration.minutes(1),
        )

    def _cluster(self, names: Names, settings: Settings, vpc: ec2.Vpc, logs_key: kms.Key) -> ecs.Cluster:
        """The cluster, and the group that Container Insights would else make without retention."""
        insights = log_group(
            self, "InsightsLogs", name=names.insights_log_group, days=settings.log_retention_days, key=logs_key
        )
        cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=names.cluster,
            vpc=vpc,
            container_insights_v2=ecs.ContainerInsights.ENABLED,
        )
        cluster.node.add_dependency(insights)
        return cluster


def metric_namespace(names: Names) -> str:
    """Namespace of the metrics that the code writes into its log, from which CloudWatch takes them."""
    return f"IotPlatform/{names.suffix}"


def _environment(
    names: Names, stream: kinesis.Stream, database: Database, cache: Cache, credentials: Credentials
) -> dict[str, str]:
    """What the code is told: where everything is, and the name of the secret, never its value."""
    return {
        "STREAM_NAME": stream.stream_name,
        "DATABASE_HOST": database.cluster.cluster_endpoint.hostname,
        "DATABASE_PORT": cdk.Token.as_string(database.cluster.cluster_endpoint.port),
        "DATABASE_NAME": DATABASE_NAME,
        "DATABASE_SECRET_ID": credentials.name,
        "CACHE_HOST": cache.group.attr_primary_end_point_address,
        "CACHE_PORT": cache.group.attr_primary_end_point_port,
        "CACHE_NAME": names.cache,
        "CACHE_USER": names.cache_user,
        "HEALTH_PORT": str(HEALTH_PORT),
        "LOG_LEVEL": "INFO",
        "METRIC_NAMESPACE": metric_namespace(names),
    }
