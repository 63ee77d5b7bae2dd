"""All that a region has; used once for the primary region and once for the recovery region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from transaction_dr.alarms import Alarms
from transaction_dr.backup import Backup
from transaction_dr.compute import Processor
from transaction_dr.database import DATABASE, PORT, Cluster
from transaction_dr.dns import Record
from transaction_dr.endpoints import Endpoints
from transaction_dr.load_balancer import LoadBalancer
from transaction_dr.messaging import FUNCTION_TIMEOUT, AlarmTopic, Queue
from transaction_dr.network import Network
from transaction_dr.outputs import output
from transaction_dr.policies import Statement, allow
from transaction_dr.security import SecurityGroups
from transaction_dr.sessions import table_arn
from transaction_dr.storage import PREFIXES, Bucket

if TYPE_CHECKING:
    from transaction_dr.global_stack import GlobalStack
    from transaction_dr.settings import Settings, Site
    from transaction_dr.stack import Stack


class Region(Construct):
    """Network, database cluster, buckets, queue, function, load balancer, record, alarms and backups of a region."""

    def __init__(
        self, scope: Stack, name: str, settings: Settings, site: Site, other: Site, shared: GlobalStack
    ) -> None:
        """Build a region; `other` is the one that stands by it."""
        super().__init__(scope, name)
        self._site = site
        self._account = scope.account
        self._namespace = f"Transactions/{site.names.suffix}"
        key = shared.primary_key if site.role == "primary" else shared.recovery_key
        self.key_arn = key.arn
        account, key_arn = self._account, self.key_arn
        self.network = Network(self, "Network", settings, site, account=account, key_arn=key_arn)
        self.groups = SecurityGroups(self, "Groups", settings, site, other, vpc_id=self.network.vpc_id)
        Endpoints(self, "Endpoints", settings, site, self.network, self.groups)
        self.cluster = Cluster(
            self,
            "Database",
            settings,
            site,
            global_cluster=shared.database.identifier,
            secret=shared.credentials.name,
            key_arn=key_arn,
            subnet_ids=self.network.private_subnet_ids,
            security_group_id=self.groups.database_id,
        )
        self.bucket = Bucket(self, "Documents", settings, site, key_arn=key_arn)
        self.queue = Queue(self, "Queue", site, "incoming", key_arn=key_arn, visibility_timeout=6 * FUNCTION_TIMEOUT)
        self.processor = Processor(
            self,
            "Processor",
            settings,
            site,
            account=account,
            key_arn=key_arn,
            queue=self.queue,
            subnet_ids=self.network.private_subnet_ids,
            security_group_id=self.groups.function_id,
            variables=self._variables(shared),
            statements=self._permissions(shared),
        )
        self.balancer = LoadBalancer(
            self,
            "Balancer",
            settings,
            site,
            subnet_ids=self.network.public_subnet_ids,
            security_group_id=self.groups.balancer_id,
            processor=self.processor,
        )
        self.record = Record(self, "Record", settings, site, shared.zone.zone_id, self.balancer)
        self.topic = AlarmTopic(self, "Topic", settings, site, other, account=account, key_arn=key_arn)
        self.alarms = Alarms(
            self,
            "Alarms",
            settings,
            site,
            other,
            topic_arn=self.topic.arn,
            cluster=self.cluster.identifier,
            function=self.processor.name,
            namespace=self._namespace,
            queue=self.queue.name,
            dead_letters=self.queue.dead_letters.name,
        )
        self.backup = Backup(
            self,
            "Backup",
            settings,
            site,
            account=account,
            key_arn=key_arn,
            cluster_arn=self.cluster.arn,
            table_arn=table_arn(shared.sessions.name, site.region, account),
        )
        self._tell(scope)

    def _variables(self, shared: GlobalStack) -> dict[str, str]:
        """The environment of the function: names alone, no secret."""
        return {
            "DATABASE_WRITER_HOST": shared.database.endpoint,
            "DATABASE_READER_HOST": self.cluster.reader_endpoint,
            "DATABASE_PORT": str(PORT),
            "DATABASE_NAME": DATABASE,
            "DATABASE_SECRET_NAME": shared.credentials.name,
            "SESSIONS_TABLE_NAME": shared.sessions.name,
            "DOCUMENTS_BUCKET_NAME": self.bucket.name,
            "METRIC_NAMESPACE": self._namespace,
        }

    def _permissions(self, shared: GlobalStack) -> list[Statement]:
        """What the code of the function calls, each on what it calls it on."""
        region, account = self._site.region, self._account
        return [
            allow(
                "ReadCredentials",
                ["secretsmanager:GetSecretValue"],
                [f"arn:aws:secretsmanager:{region}:{account}:secret:{shared.credentials.name}-??????"],
            ),
            allow(
                "KeepSessions",
                ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                [table_arn(shared.sessions.name, region, account)],
            ),
            allow("WriteObjects", ["s3:PutObject"], [f"{self.bucket.arn}/{prefix}/*" for prefix in PREFIXES]),
            allow("UseKey", ["kms:Decrypt", "kms:GenerateDataKey"], [self.key_arn]),
        ]

    def _tell(self, stack: Stack) -> None:
        """Give out what operators and integration tests need."""
        for name, value in {
            "Region": self._site.region,
            "VpcId": self.network.vpc_id,
            "PrivateRouteTableId": self.network.private_route_table_id,
            "ClusterId": self.cluster.identifier,
            "ClusterArn": self.cluster.arn,
            "ClusterEndpoint": self.cluster.endpoint,
            "ClusterReaderEndpoint": self.cluster.reader_endpoint,
            "BucketName": self.bucket.name,
            "BucketArn": self.bucket.arn,
            "QueueUrl": self.queue.url,
            "QueueArn": self.queue.arn,
            "DeadLetterQueueUrl": self.queue.dead_letters.url,
            "FunctionName": self.processor.name,
            "FunctionArn": self.processor.arn,
            "FunctionRoleArn": self.processor.role_arn,
            "FunctionLogGroup": self.processor.log_group,
            "LoadBalancerArn": self.balancer.arn,
            "LoadBalancerDnsName": self.balancer.dns_name,
            "TargetGroupArn": self.balancer.target_group_arn,
            "HealthCheckId": self.record.health_check_id,
            "AlarmTopicArn": self.topic.arn,
            "AlarmQueueUrl": self.topic.inbox.url,
            "AlarmNames": self.alarms.names,
            "BackupVaultName": self.backup.vault,
            "BackupPlanId": self.backup.plan_id,
        }.items():
            output(stack, name, value)
