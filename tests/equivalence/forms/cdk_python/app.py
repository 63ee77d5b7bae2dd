"""The four systems for the AWS CDK."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct


def key(scope: Construct, name: str, description: str) -> kms.Key:
    return kms.Key(
        scope,
        name,
        description=description,
        enable_key_rotation=True,
        pending_window=cdk.Duration.days(7),
    )


def network(scope: Construct, prefix: str, name: str) -> tuple[ec2.CfnVPC, list[ec2.CfnSubnet]]:
    vpc = ec2.CfnVPC(
        scope,
        "Vpc",
        cidr_block=f"{prefix}.0.0/16",
        enable_dns_hostnames=True,
        enable_dns_support=True,
        tags=[cdk.CfnTag(key="Name", value=name)],
    )
    subnets = [
        ec2.CfnSubnet(
            scope,
            f"Subnet{letter.upper()}",
            vpc_id=vpc.ref,
            cidr_block=f"{prefix}.{number}.0/24",
            availability_zone=f"us-east-1{letter}",
            tags=[cdk.CfnTag(key="Name", value=f"{name}-{letter}")],
        )
        for number, letter in enumerate("ab", 1)
    ]
    return vpc, subnets


def group(
    scope: Construct,
    name: str,
    vpc: ec2.CfnVPC,
    physical: str,
    description: str,
    egress: ec2.CfnSecurityGroup.EgressProperty,
    ingress: list[ec2.CfnSecurityGroup.IngressProperty] | None = None,
) -> ec2.CfnSecurityGroup:
    return ec2.CfnSecurityGroup(
        scope,
        name,
        group_name=physical,
        group_description=description,
        vpc_id=vpc.ref,
        security_group_egress=[egress],
        security_group_ingress=ingress,
    )


class BucketStack(cdk.Stack):
    def __init__(self, scope: Construct, id_: str, **kwargs) -> None:
        super().__init__(scope, id_, **kwargs)
        source_key = key(self, "SourceKey", "documents")
        replica_key = key(self, "ReplicaKey", "replica of the documents")
        replica = s3.Bucket(
            self,
            "Replica",
            bucket_name="equal-replica-demo",
            versioned=True,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=replica_key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=cdk.RemovalPolicy.DESTROY,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="archive",
                    transitions=[
                        s3.Transition(storage_class=s3.StorageClass.GLACIER, transition_after=cdk.Duration.days(90))
                    ],
                )
            ],
        )
        role = iam.Role(
            self,
            "ReplicationRole",
            role_name="equal-replication-demo",
            assumed_by=iam.ServicePrincipal("s3.amazonaws.com"),
        )
        source = s3.Bucket(
            self,
            "Source",
            bucket_name="equal-source-demo",
            versioned=True,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=source_key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=cdk.RemovalPolicy.DESTROY,
            enforce_ssl=True,
        )
        statements = [
            (["s3:GetReplicationConfiguration", "s3:ListBucket"], [source.bucket_arn]),
            (
                ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
                [source.arn_for_objects("*")],
            ),
            (
                ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                [replica.arn_for_objects("*")],
            ),
            (["kms:Decrypt"], [source_key.key_arn]),
            (["kms:Encrypt"], [replica_key.key_arn]),
        ]
        for actions, resources in statements:
            role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
        rule = s3.CfnBucket.ReplicationRuleProperty(
            id="everything",
            status="Enabled",
            priority=1,
            filter=s3.CfnBucket.ReplicationRuleFilterProperty(prefix=""),
            delete_marker_replication=s3.CfnBucket.DeleteMarkerReplicationProperty(status="Enabled"),
            source_selection_criteria=s3.CfnBucket.SourceSelectionCriteriaProperty(
                sse_kms_encrypted_objects=s3.CfnBucket.SseKmsEncryptedObjectsProperty(status="Enabled")
            ),
            destination=s3.CfnBucket.ReplicationDestinationProperty(
                bucket=replica.bucket_arn,
                encryption_configuration=s3.CfnBucket.EncryptionConfigurationProperty(
                    replica_kms_key_id=replica_key.key_arn
                ),
                metrics=s3.CfnBucket.MetricsProperty(
                    status="Enabled", event_threshold=s3.CfnBucket.ReplicationTimeValueProperty(minutes=15)
                ),
                replication_time=s3.CfnBucket.ReplicationTimeProperty(
                    status="Enabled", time=s3.CfnBucket.ReplicationTimeValueProperty(minutes=15)
                ),
            ),
        )
        source.node.default_child.replication_configuration = s3.CfnBucket.ReplicationConfigurationProperty(
            role=role.role_arn, rules=[rule]
        )


class QueueStack(cdk.Stack):
    def __init__(self, scope: Construct, id_: str, **kwargs) -> None:
        super().__init__(scope, id_, **kwargs)
        vpc, subnets = network(self, "10.20", "equal-queue")
        table = ec2.CfnRouteTable(self, "Table", vpc_id=vpc.ref, tags=[cdk.CfnTag(key="Name", value="equal-queue")])
        for number, subnet in enumerate(subnets):
            ec2.CfnSubnetRouteTableAssociation(
                self, f"Association{number}", subnet_id=subnet.ref, route_table_id=table.ref
            )
        ec2.CfnVPCEndpoint(
            self,
            "Endpoint",
            vpc_id=vpc.ref,
            service_name="com.amazonaws.us-east-1.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.ref],
        )
        worker_group = group(
            self,
            "Group",
            vpc,
            "equal-worker-demo",
            "the worker",
            ec2.CfnSecurityGroup.EgressProperty(
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                cidr_ip="10.20.0.0/16",
                description="services inside",
            ),
        )
        dead = sqs.Queue(
            self,
            "DeadLetters",
            queue_name="equal-orders-dead-demo",
            retention_period=cdk.Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
        )
        orders = sqs.Queue(
            self,
            "Orders",
            queue_name="equal-orders-demo",
            visibility_timeout=cdk.Duration.seconds(30),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=5),
        )
        role = iam.Role(
            self,
            "Role",
            role_name="equal-worker-demo",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_managed_policy_arn(
                    self, "InVpc", "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
                )
            ],
        )
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                resources=[orders.queue_arn],
            )
        )
        group_of_logs = logs.LogGroup(
            self,
            "Logs",
            log_group_name="/aws/lambda/equal-worker-demo",
            retention=logs.RetentionDays.TWO_WEEKS,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        worker = lambda_.CfnFunction(
            self,
            "Worker",
            function_name="equal-worker-demo",
            runtime="python3.13",
            handler="index.handler",
            role=role.role_arn,
            timeout=60,
            memory_size=256,
            code=lambda_.CfnFunction.CodeProperty(s3_bucket="equal-packages-demo", s3_key="worker.zip"),
            vpc_config=lambda_.CfnFunction.VpcConfigProperty(
                subnet_ids=[subnet.ref for subnet in subnets],
                security_group_ids=[worker_group.attr_group_id],
            ),
            environment=lambda_.CfnFunction.EnvironmentProperty(variables={"QUEUE_URL": orders.queue_url}),
            tracing_config=lambda_.CfnFunction.TracingConfigProperty(mode="Active"),
        )
        worker.node.add_dependency(group_of_logs)
        lambda_.CfnEventSourceMapping(
            self,
            "Mapping",
            event_source_arn=orders.queue_arn,
            function_name=worker.attr_arn,
            batch_size=10,
            function_response_types=["ReportBatchItemFailures"],
        )


class AuroraStack(cdk.Stack):
    def __init__(self, scope: Construct, id_: str, **kwargs) -> None:
        super().__init__(scope, id_, **kwargs)
        vpc, subnets = network(self, "10.30", "equal-data")
        clients = group(
            self,
            "Clients",
            vpc,
            "equal-clients-demo",
            "clients of the database",
            ec2.CfnSecurityGroup.EgressProperty(
                ip_protocol="tcp",
                from_port=5432,
                to_port=5432,
                cidr_ip="10.30.0.0/16",
                description="the database",
            ),
        )
        database = group(
            self,
            "Database",
            vpc,
            "equal-database-demo",
            "the database",
            ec2.CfnSecurityGroup.EgressProperty(
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                cidr_ip="10.30.0.0/16",
                description="services inside",
            ),
            [
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="tcp",
                    from_port=5432,
                    to_port=5432,
                    source_security_group_id=clients.attr_group_id,
                    description="its clients",
                )
            ],
        )
        subnet_group = rds.CfnDBSubnetGroup(
            self,
            "SubnetGroup",
            db_subnet_group_name="equal-data-demo",
            db_subnet_group_description="private subnets",
            subnet_ids=[subnet.ref for subnet in subnets],
        )
        parameters = rds.CfnDBClusterParameterGroup(
            self,
            "Parameters",
            db_cluster_parameter_group_name="equal-data-demo",
            description="TLS only",
            family="aurora-postgresql15",
            parameters={"rds.force_ssl": "1"},
        )
        cluster = rds.CfnDBCluster(
            self,
            "Cluster",
            db_cluster_identifier="equal-data-demo",
            engine="aurora-postgresql",
            engine_version="15.12",
            database_name="equal",
            master_username="steward",
            manage_master_user_password=True,
            db_subnet_group_name=subnet_group.ref,
            db_cluster_parameter_group_name=parameters.ref,
            vpc_security_group_ids=[database.attr_group_id],
            storage_encrypted=True,
            kms_key_id=key(self, "Key", "data").key_arn,
            backup_retention_period=30,
            enable_cloudwatch_logs_exports=["postgresql"],
            deletion_protection=False,
            serverless_v2_scaling_configuration=rds.CfnDBCluster.ServerlessV2ScalingConfigurationProperty(
                min_capacity=0.5, max_capacity=2
            ),
        )
        cluster.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
        for name in ("writer", "reader"):
            rds.CfnDBInstance(
                self,
                name.title(),
                db_instance_identifier=f"equal-data-{name}-demo",
                db_cluster_identifier=cluster.ref,
                engine="aurora-postgresql",
                db_instance_class="db.serverless",
            )


class TableStack(cdk.Stack):
    def __init__(self, scope: Construct, id_: str, **kwargs) -> None:
        super().__init__(scope, id_, **kwargs)
        dynamodb.TableV2(
            self,
            "Sessions",
            table_name="equal-sessions-demo",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="stamp", type=dynamodb.AttributeType.NUMBER),
            global_secondary_indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name="by-owner",
                    partition_key=dynamodb.Attribute(name="owner", type=dynamodb.AttributeType.STRING),
                )
            ],
            time_to_live_attribute="expires",
            dynamo_stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            encryption=dynamodb.TableEncryptionV2.aws_managed_key(),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            replicas=[dynamodb.ReplicaTableProps(region="us-east-2")],
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )


app = cdk.App()
home = cdk.Environment(region="us-east-1")
BucketStack(app, "equal-bucket", env=home)
QueueStack(app, "equal-queue", env=home)
AuroraStack(app, "equal-aurora", env=home)
TableStack(app, "equal-table", env=home)
app.synth()
