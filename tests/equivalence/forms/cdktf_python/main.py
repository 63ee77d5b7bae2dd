"""The four systems for CDK Terrain."""

import json

from cdktn import App, TerraformStack
from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktn_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTableGlobalSecondaryIndex,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableReplica,
    DynamodbTableServerSideEncryption,
    DynamodbTableTtl,
)
from cdktn_provider_aws.db_subnet_group import DbSubnetGroup
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktn_provider_aws.kms_key import KmsKey
from cdktn_provider_aws.lambda_event_source_mapping import LambdaEventSourceMapping
from cdktn_provider_aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionEnvironment,
    LambdaFunctionTracingConfig,
    LambdaFunctionVpcConfig,
)
from cdktn_provider_aws.provider import AwsProvider
from cdktn_provider_aws.rds_cluster import RdsCluster, RdsClusterServerlessv2ScalingConfiguration
from cdktn_provider_aws.rds_cluster_instance import RdsClusterInstance
from cdktn_provider_aws.rds_cluster_parameter_group import (
    RdsClusterParameterGroup,
    RdsClusterParameterGroupParameter,
)
from cdktn_provider_aws.route_table import RouteTable
from cdktn_provider_aws.route_table_association import RouteTableAssociation
from cdktn_provider_aws.s3_bucket import S3Bucket
from cdktn_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleTransition,
)
from cdktn_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktn_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktn_provider_aws.s3_bucket_replication_configuration import (
    S3BucketReplicationConfigurationA,
    S3BucketReplicationConfigurationRule,
    S3BucketReplicationConfigurationRuleDeleteMarkerReplication,
    S3BucketReplicationConfigurationRuleDestination,
    S3BucketReplicationConfigurationRuleDestinationEncryptionConfiguration,
    S3BucketReplicationConfigurationRuleDestinationMetrics,
    S3BucketReplicationConfigurationRuleDestinationMetricsEventThreshold,
    S3BucketReplicationConfigurationRuleDestinationReplicationTime,
    S3BucketReplicationConfigurationRuleDestinationReplicationTimeTime,
    S3BucketReplicationConfigurationRuleFilter,
    S3BucketReplicationConfigurationRuleSourceSelectionCriteria,
    S3BucketReplicationConfigurationRuleSourceSelectionCriteriaSseKmsEncryptedObjects,
)
from cdktn_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktn_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from cdktn_provider_aws.security_group import SecurityGroup, SecurityGroupEgress, SecurityGroupIngress
from cdktn_provider_aws.sqs_queue import SqsQueue
from cdktn_provider_aws.subnet import Subnet
from cdktn_provider_aws.vpc import Vpc
from cdktn_provider_aws.vpc_endpoint import VpcEndpoint


def policy(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: list[str], *resources: str) -> dict:
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def trust(service: str) -> str:
    return policy({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})


class HomeStack(TerraformStack):
    def __init__(self, scope: App, id_: str) -> None:
        super().__init__(scope, id_)
        AwsProvider(self, "aws", region="us-east-1")

    def key(self, name: str, description: str) -> KmsKey:
        account = self.node.try_find_child("account") or DataAwsCallerIdentity(self, "account")
        return KmsKey(
            self,
            name,
            description=description,
            enable_key_rotation=True,
            deletion_window_in_days=7,
            policy=policy(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{account.account_id}:root"},
                    "Action": "kms:*",
                    "Resource": "*",
                }
            ),
        )

    def network(self, prefix: str, name: str) -> tuple[Vpc, list[Subnet]]:
        vpc = Vpc(self, "vpc", cidr_block=f"{prefix}.0.0/16", enable_dns_hostnames=True, tags={"Name": name})
        subnets = [
            Subnet(
                self,
                f"subnet-{letter}",
                vpc_id=vpc.id,
                cidr_block=f"{prefix}.{number}.0/24",
                availability_zone=f"us-east-1{letter}",
                tags={"Name": f"{name}-{letter}"},
            )
            for number, letter in enumerate("ab", 1)
        ]
        return vpc, subnets


def egress(port: int, cidr: str, description: str) -> SecurityGroupEgress:
    return SecurityGroupEgress(
        protocol="tcp", from_port=port, to_port=port, cidr_blocks=[cidr], description=description
    )


class BucketStack(HomeStack):
    def __init__(self, scope: App, id_: str) -> None:
        super().__init__(scope, id_)
        source_key = self.key("source-key", "documents")
        replica_key = self.key("replica-key", "replica of the documents")
        source, _ = self.bucket("source", source_key)
        replica, replica_versioning = self.bucket("replica", replica_key)
        S3BucketLifecycleConfiguration(
            self,
            "archive",
            bucket=replica.id,
            rule=[
                S3BucketLifecycleConfigurationRule(
                    id="archive",
                    status="Enabled",
                    transition=[S3BucketLifecycleConfigurationRuleTransition(days=90, storage_class="GLACIER")],
                )
            ],
        )
        role = IamRole(
            self,
            "replication",
            name="equal-replication-demo",
            assume_role_policy=trust("s3.amazonaws.com"),
        )
        IamRolePolicy(
            self,
            "replication-policy",
            name="replication",
            role=role.id,
            policy=policy(
                allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.arn),
                allow(
                    ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
                    f"{source.arn}/*",
                ),
                allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], f"{replica.arn}/*"),
                allow(["kms:Decrypt"], source_key.arn),
                allow(["kms:Encrypt"], replica_key.arn),
            ),
        )
        S3BucketReplicationConfigurationA(
            self,
            "replicate",
            bucket=source.id,
            role=role.arn,
            depends_on=[replica_versioning],
            rule=[
                S3BucketReplicationConfigurationRule(
                    id="everything",
                    status="Enabled",
                    priority=1,
                    filter=S3BucketReplicationConfigurationRuleFilter(prefix=""),
                    delete_marker_replication=S3BucketReplicationConfigurationRuleDeleteMarkerReplication(
                        status="Enabled"
                    ),
                    source_selection_criteria=S3BucketReplicationConfigurationRuleSourceSelectionCriteria(
                        sse_kms_encrypted_objects=S3BucketReplicationConfigurationRuleSourceSelectionCriteriaSseKmsEncryptedObjects(
                            status="Enabled"
                        )
                    ),
                    destination=S3BucketReplicationConfigurationRuleDestination(
                        bucket=replica.arn,
                        encryption_configuration=S3BucketReplicationConfigurationRuleDestinationEncryptionConfiguration(
                            replica_kms_key_id=replica_key.arn
                        ),
                        metrics=S3BucketReplicationConfigurationRuleDestinationMetrics(
                            status="Enabled",
                            event_threshold=S3BucketReplicationConfigurationRuleDestinationMetricsEventThreshold(
                                minutes=15
                            ),
                        ),
                        replication_time=S3BucketReplicationConfigurationRuleDestinationReplicationTime(
                            status="Enabled",
                            time=S3BucketReplicationConfigurationRuleDestinationReplicationTimeTime(minutes=15),
                        ),
                    ),
                )
            ],
        )
        S3BucketPolicy(
            self,
            "source-policy",
            bucket=source.id,
            policy=policy(
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [source.arn, f"{source.arn}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ),
        )

    def bucket(self, name: str, key: KmsKey) -> tuple[S3Bucket, S3BucketVersioningA]:
        bucket = S3Bucket(self, name, bucket=f"equal-{name}-demo")
        versioning = S3BucketVersioningA(
            self,
            f"{name}-versioning",
            bucket=bucket.id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            f"{name}-encryption",
            bucket=bucket.id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    bucket_key_enabled=True,
                    apply_server_side_encryption_by_default=S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                        sse_algorithm="aws:kms", kms_master_key_id=key.arn
                    ),
                )
            ],
        )
        S3BucketPublicAccessBlock(
            self,
            f"{name}-access",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        return bucket, versioning


class QueueStack(HomeStack):
    def __init__(self, scope: App, id_: str) -> None:
        super().__init__(scope, id_)
        vpc, subnets = self.network("10.20", "equal-queue")
        table = RouteTable(self, "table", vpc_id=vpc.id, tags={"Name": "equal-queue"})
        for number, subnet in enumerate(subnets):
            RouteTableAssociation(self, f"association-{number}", subnet_id=subnet.id, route_table_id=table.id)
        VpcEndpoint(
            self,
            "endpoint",
            vpc_id=vpc.id,
            service_name="com.amazonaws.us-east-1.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id],
        )
        group = SecurityGroup(
            self,
            "group",
            name="equal-worker-demo",
            description="the worker",
            vpc_id=vpc.id,
            egress=[egress(443, "10.20.0.0/16", "services inside")],
        )
        dead = SqsQueue(
            self,
            "dead-letters",
            name="equal-orders-dead-demo",
            message_retention_seconds=1209600,
            sqs_managed_sse_enabled=True,
        )
        orders = SqsQueue(
            self,
            "orders",
            name="equal-orders-demo",
            visibility_timeout_seconds=30,
            sqs_managed_sse_enabled=True,
            redrive_policy=json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5}),
        )
        role = IamRole(self, "role", name="equal-worker-demo", assume_role_policy=trust("lambda.amazonaws.com"))
        IamRolePolicyAttachment(
            self,
            "in-vpc",
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
        )
        IamRolePolicy(
            self,
            "policy",
            name="orders",
            role=role.id,
            policy=policy(allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], orders.arn)),
        )
        logs = CloudwatchLogGroup(self, "logs", name="/aws/lambda/equal-worker-demo", retention_in_days=14)
        worker = LambdaFunction(
            self,
            "worker",
            function_name="equal-worker-demo",
            runtime="python3.13",
            handler="index.handler",
            role=role.arn,
            timeout=60,
            memory_size=256,
            s3_bucket="equal-packages-demo",
            s3_key="worker.zip",
            vpc_config=LambdaFunctionVpcConfig(
                subnet_ids=[subnet.id for subnet in subnets], security_group_ids=[group.id]
            ),
            environment=LambdaFunctionEnvironment(variables={"QUEUE_URL": orders.url}),
            tracing_config=LambdaFunctionTracingConfig(mode="Active"),
            depends_on=[logs],
        )
        LambdaEventSourceMapping(
            self,
            "mapping",
            event_source_arn=orders.arn,
            function_name=worker.arn,
            batch_size=10,
            function_response_types=["ReportBatchItemFailures"],
        )


class AuroraStack(HomeStack):
    def __init__(self, scope: App, id_: str) -> None:
        super().__init__(scope, id_)
        vpc, subnets = self.network("10.30", "equal-data")
        clients = SecurityGroup(
            self,
            "clients",
            name="equal-clients-demo",
            description="clients of the database",
            vpc_id=vpc.id,
            egress=[egress(5432, "10.30.0.0/16", "the database")],
        )
        database = SecurityGroup(
            self,
            "database",
            name="equal-database-demo",
            description="the database",
            vpc_id=vpc.id,
            ingress=[
                SecurityGroupIngress(
                    protocol="tcp",
                    from_port=5432,
                    to_port=5432,
                    security_groups=[clients.id],
                    description="its clients",
                )
            ],
            egress=[egress(443, "10.30.0.0/16", "services inside")],
        )
        subnet_group = DbSubnetGroup(
            self,
            "subnet-group",
            name="equal-data-demo",
            description="private subnets",
            subnet_ids=[subnet.id for subnet in subnets],
        )
        parameters = RdsClusterParameterGroup(
            self,
            "parameters",
            name="equal-data-demo",
            description="TLS only",
            family="aurora-postgresql15",
            parameter=[RdsClusterParameterGroupParameter(name="rds.force_ssl", value="1")],
        )
        cluster = RdsCluster(
            self,
            "cluster",
            cluster_identifier="equal-data-demo",
            engine="aurora-postgresql",
            engine_version="15.12",
            database_name="equal",
            master_username="steward",
            manage_master_user_password=True,
            db_subnet_group_name=subnet_group.name,
            db_cluster_parameter_group_name=parameters.name,
            vpc_security_group_ids=[database.id],
            storage_encrypted=True,
            kms_key_id=self.key("key", "data").arn,
            backup_retention_period=30,
            enabled_cloudwatch_logs_exports=["postgresql"],
            deletion_protection=False,
            skip_final_snapshot=True,
            serverlessv2_scaling_configuration=RdsClusterServerlessv2ScalingConfiguration(
                min_capacity=0.5, max_capacity=2
            ),
        )
        for name in ("writer", "reader"):
            RdsClusterInstance(
                self,
                name,
                identifier=f"equal-data-{name}-demo",
                cluster_identifier=cluster.id,
                engine="aurora-postgresql",
                instance_class="db.serverless",
            )


class TableStack(HomeStack):
    def __init__(self, scope: App, id_: str) -> None:
        super().__init__(scope, id_)
        DynamodbTable(
            self,
            "sessions",
            name="equal-sessions-demo",
            billing_mode="PAY_PER_REQUEST",
            hash_key="id",
            range_key="stamp",
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            attribute=[
                DynamodbTableAttribute(name="id", type="S"),
                DynamodbTableAttribute(name="stamp", type="N"),
                DynamodbTableAttribute(name="owner", type="S"),
            ],
            global_secondary_index=[
                DynamodbTableGlobalSecondaryIndex(name="by-owner", hash_key="owner", projection_type="ALL")
            ],
            ttl=DynamodbTableTtl(attribute_name="expires", enabled=True),
            server_side_encryption=DynamodbTableServerSideEncryption(enabled=True),
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
            replica=[DynamodbTableReplica(region_name="us-east-2", point_in_time_recovery=True)],
        )


app = App()
BucketStack(app, "equal-bucket")
QueueStack(app, "equal-queue")
AuroraStack(app, "equal-aurora")
TableStack(app, "equal-table")
app.synth()
