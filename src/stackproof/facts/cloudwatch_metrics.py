"""Under which dimensions AWS services publish their metrics, which values these have, and where.

Only what is documented as fixed stands here. Sources, read 2026-11-21 and 2026-11-28: S3 User Guide
(metrics-dimensions), SQS Developer Guide (sqs-available-cloudwatch-metrics), Lambda Developer Guide
(monitoring-metrics-types), DynamoDB Developer Guide (metrics-dimensions), Elastic Load Balancing guides
(load-balancer-cloudwatch-metrics), API Gateway Developer Guide (api-gateway-metrics-and-dimensions,
http-api-metrics), ECS Developer Guide (available-metrics), RDS User Guide (dimensions), Route 53 Developer Guide
(monitoring-cloudwatch), and the metrics of aws-cdk-lib 2.248.
"""

from __future__ import annotations

from typing import NamedTuple


class Dimensions(NamedTuple):
    """The dimensions of some metrics of a namespace.

    Attributes:
        metrics: their names; empty for all metrics of the namespace.
        needed: the dimensions that each of the metrics has.
        only: whether they have these and no others.
        account_wide: whether the metrics also come without any dimension.
    """

    metrics: frozenset[str]
    needed: frozenset[str]
    only: bool = False
    account_wide: bool = False


class Form(NamedTuple):
    """How the value of a dimension is written.

    Attributes:
        type: of the resource that it names.
        wrong: attributes that give another form of it; empty text for `Ref`.
        right: the attribute that gives the right one; empty for `Ref`.
        words: what the right one is, where no attribute gives it.
    """

    type: str
    wrong: frozenset[str]
    right: str
    words: str = ""


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


DIMENSIONS: dict[str, tuple[Dimensions, ...]] = {
    "AWS/S3": (
        Dimensions(
            _of("BytesPendingReplication OperationsFailedReplication OperationsPendingReplication ReplicationLatency"),
            _of("SourceBucket DestinationBucket RuleId"),
            only=True,
        ),
        Dimensions(_of("BucketSizeBytes NumberOfObjects"), _of("BucketName StorageType")),
        Dimensions(
            _of(
                "AllRequests GetRequests PutRequests 4xxErrors 5xxErrors FirstByteLatency TotalRequestLatency "
                "BytesDownloaded BytesUploaded"
            ),
            _of("BucketName FilterId"),
        ),
    ),
    "AWS/SQS": (Dimensions(frozenset(), _of("QueueName"), only=True),),
    "AWS/Lambda": (
        Dimensions(
            _of("Errors Invocations Throttles Duration DeadLetterErrors IteratorAge"),
            _of("FunctionName"),
            account_wide=True,
        ),
    ),
    "AWS/DynamoDB": (
        Dimensions(_of("SuccessfulRequestLatency SystemErrors ThrottledRequests"), _of("TableName Operation")),
        Dimensions(
            _of("ConsumedReadCapacityUnits ConsumedWriteCapacityUnits ReadThrottleEvents WriteThrottleEvents"),
            _of("TableName"),
        ),
        Dimensions(_of("ReplicationLatency"), _of("TableName ReceivingRegion"), only=True),
    ),
    "AWS/ApplicationELB": (
        Dimensions(_of("HealthyHostCount UnHealthyHostCount"), _of("LoadBalancer TargetGroup")),
        Dimensions(
            _of(
                "RequestCount ActiveConnectionCount NewConnectionCount ProcessedBytes TargetResponseTime "
                "HTTPCode_ELB_4XX_Count HTTPCode_ELB_5XX_Count HTTPCode_Target_4XX_Count HTTPCode_Target_5XX_Count"
            ),
            _of("LoadBalancer"),
        ),
    ),
    "AWS/NetworkELB": (Dimensions(_of("HealthyHostCount UnHealthyHostCount"), _of("LoadBalancer TargetGroup")),),
    "AWS/ApiGateway": (
        Dimensions(_of("4XXError 5XXError CacheHitCount CacheMissCount"), _of("ApiName")),
        Dimensions(_of("4xx 5xx DataProcessed"), _of("ApiId")),
    ),
    "AWS/ECS": (Dimensions(_of("CPUUtilization MemoryUtilization"), _of("ClusterName")),),
    "AWS/Route53": (
        Dimensions(_of("HealthCheckStatus HealthCheckPercentageHealthy"), _of("HealthCheckId"), only=True),
    ),
}

NAMES: dict[str, frozenset[str]] = {
    "AWS/RDS": _of(
        "DBInstanceIdentifier DBClusterIdentifier DbClusterIdentifier Role DatabaseClass EngineName SourceRegion "
        "SourceEngine TargetRegion ProxyName Target TargetGroup TargetRole"
    ),
    "AWS/ApplicationELB": _of("LoadBalancer TargetGroup AvailabilityZone"),
    "AWS/NetworkELB": _of("LoadBalancer TargetGroup AvailabilityZone"),
    "AWS/EC2": _of("InstanceId AutoScalingGroupName ImageId InstanceType"),
}
"""By namespace, all the names that its dimensions have."""

FORMS: dict[str, Form] = {
    "QueueName": Form("AWS::SQS::Queue", frozenset({"", "Arn", "QueueUrl"}), "QueueName"),
    "FunctionName": Form("AWS::Lambda::Function", frozenset({"Arn"}), ""),
    "TableName": Form("AWS::DynamoDB::Table", frozenset({"Arn", "StreamArn"}), ""),
    "BucketName": Form("AWS::S3::Bucket", frozenset({"Arn", "DomainName", "RegionalDomainName"}), ""),
    "SourceBucket": Form("AWS::S3::Bucket", frozenset({"Arn", "DomainName", "RegionalDomainName"}), ""),
    "DestinationBucket": Form("AWS::S3::Bucket", frozenset({"Arn", "DomainName", "RegionalDomainName"}), ""),
    "TopicName": Form("AWS::SNS::Topic", frozenset({"", "TopicArn"}), "TopicName"),
    "LoadBalancer": Form(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        frozenset({"", "LoadBalancerArn", "LoadBalancerName", "DNSName"}),
        "LoadBalancerFullName",
    ),
    "TargetGroup": Form(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        frozenset({"", "TargetGroupArn", "TargetGroupName"}),
        "TargetGroupFullName",
    ),
    "DBInstanceIdentifier": Form("AWS::RDS::DBInstance", frozenset({"DBInstanceArn", "Endpoint.Address"}), ""),
    "DBClusterIdentifier": Form("AWS::RDS::DBCluster", frozenset({"DBClusterArn", "Endpoint.Address"}), ""),
    "ServiceName": Form("AWS::ECS::Service", frozenset({"", "ServiceArn"}), "Name"),
    "ClusterName": Form("AWS::ECS::Cluster", frozenset({"Arn"}), ""),
    "StreamName": Form("AWS::Kinesis::Stream", frozenset({"Arn"}), ""),
    "StateMachineArn": Form("AWS::StepFunctions::StateMachine", frozenset({"Name"}), "Arn"),
    "ApiName": Form("AWS::ApiGateway::RestApi", frozenset({"", "RestApiId"}), "", "its Name as it was written"),
}
"""By dimension."""

ONLY_IN: dict[str, str] = {
    "AWS/Route53": "us-east-1",
    "AWS/CloudFront": "us-east-1",
    "AWS/Billing": "us-east-1",
}
"""The one region in which the metrics of a namespace are published."""

PERCENTAGES: dict[str, frozenset[str]] = {
    "AWS/EC2": _of("CPUUtilization"),
    "AWS/RDS": _of("CPUUtilization"),
    "AWS/DocDB": _of("CPUUtilization"),
    "AWS/ElastiCache": _of("CPUUtilization EngineCPUUtilization DatabaseMemoryUsagePercentage"),
    "AWS/EBS": _of("BurstBalance"),
    "AWS/EFS": _of("PercentIOLimit"),
    "AWS/Redshift": _of("CPUUtilization PercentageDiskSpaceUsed"),
}
"""Metrics that lie between 0 and 100. Those of ECS can be higher."""

SHARES: dict[str, frozenset[str]] = {"AWS/ApiGateway": _of("4XXError 5XXError")}
"""Metrics whose average lies between 0 and 1."""

BYTES: dict[str, frozenset[str]] = {
    "AWS/RDS": _of("FreeStorageSpace FreeableMemory FreeLocalStorage"),
    "AWS/ElastiCache": _of("FreeableMemory"),
    "AWS/DocDB": _of("FreeableMemory FreeLocalStorage"),
}
"""Metrics of free room in bytes."""
