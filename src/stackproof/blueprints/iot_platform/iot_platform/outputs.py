"""Outputs: every name, ARN and endpoint that operators and the integration tests need; none is exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from iot_platform.database import DATABASE_NAME
from iot_platform.naming import Names

if TYPE_CHECKING:
    from iot_platform.root import IotPlatformStack


def export_outputs(stack: IotPlatformStack, names: Names) -> None:
    """Give the stack its outputs."""
    cluster = stack.database.cluster
    cache = stack.cache.group
    vpc = stack.network.vpc
    processor = stack.processor
    outputs = {
        "Region": (stack.region, "Region of everything"),
        "VpcId": (vpc.vpc_id, "Network"),
        "PrivateSubnetIds": (
            cdk.Fn.join(",", vpc.select_subnets(subnet_group_name="private").subnet_ids),
            "Subnets of the containers",
        ),
        "DataSubnetIds": (
            cdk.Fn.join(",", vpc.select_subnets(subnet_group_name="data").subnet_ids),
            "Subnets of database and cache",
        ),
        "FlowLogGroupName": (stack.network.flow_log_group.log_group_name, "Log of the network's traffic"),
        "StreamName": (stack.stream.stream_name, "Stream that devices write readings to"),
        "StreamArn": (stack.stream.stream_arn, "ARN of the stream"),
        "ClusterName": (processor.cluster.cluster_name, "Cluster of containers"),
        "ClusterArn": (processor.cluster.cluster_arn, "ARN of the cluster of containers"),
        "ServiceName": (processor.service.service_name, "Service that processes readings"),
        "ServiceArn": (processor.service.service_arn, "ARN of the service"),
        "TaskRoleArn": (processor.task_role.role_arn, "Role of the processor's code"),
        "ExecutionRoleArn": (processor.execution_role.role_arn, "Role that starts the processor"),
        "ProcessorLogGroupName": (processor.log_group.log_group_name, "Log of the processor"),
        "DatabaseClusterIdentifier": (cluster.cluster_identifier, "Database cluster"),
        "DatabaseClusterArn": (cluster.cluster_arn, "ARN of the database cluster"),
        "DatabaseEndpoint": (cluster.cluster_endpoint.hostname, "Endpoint of the writer"),
        "DatabaseReaderEndpoint": (cluster.cluster_read_endpoint.hostname, "Endpoint of the readers"),
        "DatabasePort": (cdk.Token.as_string(cluster.cluster_endpoint.port), "Port of the database"),
        "DatabaseName": (DATABASE_NAME, "Database in the cluster"),
        "DatabaseLogGroupName": (stack.database.log_group.log_group_name, "Log of the database, pgaudit's records too"),
        "CredentialsSecretName": (names.database_credentials, "Secret with the database's user and password"),
        "CacheEndpoint": (cache.attr_primary_end_point_address, "Endpoint of the cache's primary"),
        "CacheReaderEndpoint": (cache.attr_reader_end_point_address, "Endpoint of the cache's replica"),
        "CachePort": (cache.attr_primary_end_point_port, "Port of the cache"),
        "CacheName": (cache.ref, "Replication group of the cache"),
        "CacheUserId": (stack.cache.user.ref, "User that the processor is in the cache"),
        "DataKeyArn": (stack.keys.data.key_arn, "Key of stream, database and cache"),
        "LogsKeyArn": (stack.keys.logs.key_arn, "Key of log groups and alarm messages"),
        "AlarmTopicArn": (stack.topic.topic_arn, "Topic that alarms tell"),
        "AlarmNames": (",".join(stack.alarms.names), "Alarms"),
    }
    if stack.audit is not None:
        outputs |= {
            "AuditTrailArn": (stack.audit.trail.attr_arn, "Trail that records the account"),
            "AuditBucketName": (stack.audit.bucket.bucket_name, "Bucket of the trail's records"),
        }
    for output_id, (value, description) in outputs.items():
        cdk.CfnOutput(stack, output_id, value=value, description=description)
