"""The four systems for Pulumi."""

import json

import pulumi
import pulumi_aws as aws


def allow(actions: list[str], *resources: pulumi.Input[str]) -> dict:
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def policy(*statements: dict) -> pulumi.Output[str]:
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(service: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
        }
    )


ACCOUNT = aws.get_caller_identity().account_id


def key(name: str, description: str) -> aws.kms.Key:
    return aws.kms.Key(
        name,
        description=description,
        enable_key_rotation=True,
        deletion_window_in_days=7,
        policy=policy(
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ),
    )


def network(prefix: str, name: str) -> tuple[aws.ec2.Vpc, list[aws.ec2.Subnet]]:
    vpc = aws.ec2.Vpc(name, cidr_block=f"{prefix}.0.0/16", enable_dns_hostnames=True, tags={"Name": name})
    subnets = [
        aws.ec2.Subnet(
            f"{name}-{letter}",
            vpc_id=vpc.id,
            cidr_block=f"{prefix}.{number}.0/24",
            availability_zone=f"us-east-1{letter}",
            tags={"Name": f"{name}-{letter}"},
        )
        for number, letter in enumerate("ab", 1)
    ]
    return vpc, subnets


def egress(port: int, cidr: str, description: str) -> aws.ec2.SecurityGroupEgressArgs:
    return aws.ec2.SecurityGroupEgressArgs(
        protocol="tcp", from_port=port, to_port=port, cidr_blocks=[cidr], description=description
    )


class Documents(pulumi.ComponentResource):
    """A bucket and its replica."""

    def __init__(self, name: str) -> None:
        super().__init__("equal:index:Documents", name)
        self.below = pulumi.ResourceOptions(parent=self)
        source_key = key("source-key", "documents")
        replica_key = key("replica-key", "replica of the documents")
        source, _ = self.bucket("source", source_key)
        replica, versioning = self.bucket("replica", replica_key)
        aws.s3.BucketLifecycleConfiguration(
            "archive",
            bucket=replica.id,
            rules=[
                {
                    "id": "archive",
                    "status": "Enabled",
                    "transitions": [{"days": 90, "storage_class": "GLACIER"}],
                }
            ],
            opts=self.below,
        )
        role = aws.iam.Role(
            "replication",
            name="equal-replication-demo",
            assume_role_policy=trust("s3.amazonaws.com"),
            opts=self.below,
        )
        aws.iam.RolePolicy(
            "replication",
            name="replication",
            role=role.id,
            policy=policy(
                allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.arn),
                allow(
                    [
                        "s3:GetObjectVersionForReplication",
                        "s3:GetObjectVersionAcl",
                        "s3:GetObjectVersionTagging",
                    ],
                    pulumi.Output.concat(source.arn, "/*"),
                ),
                allow(
                    ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                    replica.arn.apply(lambda arn: f"{arn}/*"),
                ),
                allow(["kms:Decrypt"], source_key.arn),
                allow(["kms:Encrypt"], replica_key.arn),
            ),
            opts=self.below,
        )
        aws.s3.BucketReplicationConfig(
            "replicate",
            bucket=source.id,
            role=role.arn,
            rules=[
                {
                    "id": "everything",
                    "status": "Enabled",
                    "priority": 1,
                    "filter": {"prefix": ""},
                    "delete_marker_replication": {"status": "Enabled"},
                    "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
                    "destination": {
                        "bucket": replica.arn,
                        "encryption_configuration": {"replica_kms_key_id": replica_key.arn},
                        "metrics": {"status": "Enabled", "event_threshold": {"minutes": 15}},
                        "replication_time": {"status": "Enabled", "time": {"minutes": 15}},
                    },
                }
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
        aws.s3.BucketPolicy(
            "source",
            bucket=source.id,
            policy=policy(
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [source.arn, pulumi.Output.format("{0}/*", source.arn)],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ),
            opts=self.below,
        )

    def bucket(self, name: str, key: aws.kms.Key) -> tuple[aws.s3.Bucket, aws.s3.BucketVersioning]:
        bucket = aws.s3.Bucket(name, bucket=f"equal-{name}-demo", opts=self.below)
        versioning = aws.s3.BucketVersioning(
            name,
            bucket=bucket.id,
            versioning_configuration={"status": "Enabled"},
            opts=self.below,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.id,
            rules=[
                {
                    "bucket_key_enabled": True,
                    "apply_server_side_encryption_by_default": {
                        "sse_algorithm": "aws:kms",
                        "kms_master_key_id": key.arn,
                    },
                }
            ],
            opts=self.below,
        )
        aws.s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.below,
        )
        return bucket, versioning


def queue() -> None:
    vpc, subnets = network("10.20", "equal-queue")
    table = aws.ec2.RouteTable("equal-queue", vpc_id=vpc.id, tags={"Name": "equal-queue"})
    for number, subnet in enumerate(subnets):
        aws.ec2.RouteTableAssociation(f"equal-{number}", subnet_id=subnet.id, route_table_id=table.id)
    aws.ec2.VpcEndpoint(
        "s3",
        vpc_id=vpc.id,
        service_name="com.amazonaws.us-east-1.s3",
        vpc_endpoint_type="Gateway",
        route_table_ids=[table.id],
    )
    group = aws.ec2.SecurityGroup(
        "worker",
        name="equal-worker-demo",
        description="the worker",
        vpc_id=vpc.id,
        egress=[egress(443, "10.20.0.0/16", "services inside")],
    )
    dead = aws.sqs.Queue(
        "dead-letters",
        name="equal-orders-dead-demo",
        message_retention_seconds=1209600,
        sqs_managed_sse_enabled=True,
    )
    orders = aws.sqs.Queue(
        "orders",
        name="equal-orders-demo",
        visibility_timeout_seconds=30,
        sqs_managed_sse_enabled=True,
        redrive_policy=dead.arn.apply(lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})),
    )
    role = aws.iam.Role("worker", name="equal-worker-demo", assume_role_policy=trust("lambda.amazonaws.com"))
    aws.iam.RolePolicyAttachment(
        "worker",
        role=role.name,
        policy_arn="arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    )
    aws.iam.RolePolicy(
        "orders",
        name="orders",
        role=role.id,
        policy=policy(allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], orders.arn)),
    )
    logs = aws.cloudwatch.LogGroup("worker", name="/aws/lambda/equal-worker-demo", retention_in_days=14)
    worker = aws.lambda_.Function(
        "worker",
        name="equal-worker-demo",
        runtime="python3.13",
        handler="index.handler",
        role=role.arn,
        timeout=60,
        memory_size=256,
        s3_bucket="equal-packages-demo",
        s3_key="worker.zip",
        vpc_config={
            "subnet_ids": [subnet.id for subnet in subnets],
            "security_group_ids": [group.id],
        },
        environment={"variables": {"QUEUE_URL": orders.url}},
        tracing_config={"mode": "Active"},
        opts=pulumi.ResourceOptions(depends_on=[logs]),
    )
    aws.lambda_.EventSourceMapping(
        "orders",
        event_source_arn=orders.arn,
        function_name=worker.arn,
        batch_size=10,
        function_response_types=["ReportBatchItemFailures"],
    )


def aurora() -> None:
    vpc, subnets = network("10.30", "equal-data")
    clients = aws.ec2.SecurityGroup(
        "clients",
        name="equal-clients-demo",
        description="clients of the database",
        vpc_id=vpc.id,
        egress=[egress(5432, "10.30.0.0/16", "the database")],
    )
    database = aws.ec2.SecurityGroup(
        "database",
        name="equal-database-demo",
        description="the database",
        vpc_id=vpc.id,
        ingress=[
            aws.ec2.SecurityGroupIngressArgs(
                protocol="tcp",
                from_port=5432,
                to_port=5432,
                security_groups=[clients.id],
                description="its clients",
            )
        ],
        egress=[egress(443, "10.30.0.0/16", "services inside")],
    )
    subnet_group = aws.rds.SubnetGroup(
        "data",
        name="equal-data-demo",
        description="private subnets",
        subnet_ids=[subnet.id for subnet in subnets],
    )
    parameters = aws.rds.ClusterParameterGroup(
        "data",
        name="equal-data-demo",
        description="TLS only",
        family="aurora-postgresql15",
        parameters=[{"name": "rds.force_ssl", "value": "1"}],
    )
    cluster = aws.rds.Cluster(
        "data",
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
        kms_key_id=key("data", "data").arn,
        backup_retention_period=30,
        enabled_cloudwatch_logs_exports=["postgresql"],
        deletion_protection=False,
        skip_final_snapshot=True,
        serverlessv2_scaling_configuration={"min_capacity": 0.5, "max_capacity": 2},
    )
    for name in ("writer", "reader"):
        aws.rds.ClusterInstance(
            name,
            identifier=f"equal-data-{name}-demo",
            cluster_identifier=cluster.id,
            engine="aurora-postgresql",
            instance_class="db.serverless",
        )


def table() -> None:
    aws.dynamodb.Table(
        "sessions",
        name="equal-sessions-demo",
        billing_mode="PAY_PER_REQUEST",
        hash_key="id",
        range_key="stamp",
        stream_enabled=True,
        stream_view_type="NEW_AND_OLD_IMAGES",
        attributes=[
            {"name": "id", "type": "S"},
            {"name": "stamp", "type": "N"},
            {"name": "owner", "type": "S"},
        ],
        global_secondary_indexes=[{"name": "by-owner", "hash_key": "owner", "projection_type": "ALL"}],
        ttl={"attribute_name": "expires", "enabled": True},
        server_side_encryption={"enabled": True},
        point_in_time_recovery={"enabled": True},
        replicas=[{"region_name": "us-east-2", "point_in_time_recovery": True}],
    )


Documents("documents")
queue()
aurora()
table()
