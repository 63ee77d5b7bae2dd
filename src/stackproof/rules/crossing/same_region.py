"""Most services reach only what lies in their own region.

## What it does
Reports a property that names something of another region where the service takes what lies in its own region alone:
subnets, security groups and VPCs; target groups and certificates of load balancers; clusters and task definitions;
queues and streams that a function reads; topics that an alarm calls; KMS keys that encrypt a bucket, queue, topic, log
group, secret, table, database or file system. Regions that are not known are not compared.

## Why is this bad
The service refuses the name: an id of another region "does not exist", an alarm's action has an "invalid region", a key
"is not in this region". A key that is not looked at when it is set fails at every use. Two regions that share a module
or a stack by mistake look right until then.

## How to mend
Make one of each in each region, and hand each region its own.

## References
- [AWS services and regions](https://docs.aws.amazon.com/general/latest/gr/rande-manage.html)
- [Keys and regions](https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html)
- [PutMetricAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import assumption
from stackproof.graph.truth import Truth
from stackproof.reasoning.places import placed, region_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_SERVICES = frozenset(
    {"ec2", "elasticloadbalancingv2", "elasticloadbalancing", "acm", "kms", "sqs", "sns", "lambda", "kinesis"}
    | {"dynamodb", "ecs", "efs", "elasticfilesystem", "rds", "elasticache", "autoscaling"}
)
_LOCAL: dict[str, tuple[str, ...]] = {
    "AWS::EC2::Subnet": ("VpcId",),
    "AWS::EC2::SecurityGroup": ("VpcId",),
    "AWS::EC2::RouteTable": ("VpcId",),
    "AWS::EC2::SubnetRouteTableAssociation": ("SubnetId", "RouteTableId"),
    "AWS::EC2::Route": ("RouteTableId", "GatewayId", "NatGatewayId"),
    "AWS::EC2::VPCGatewayAttachment": ("VpcId", "InternetGatewayId"),
    "AWS::EC2::NatGateway": ("SubnetId", "AllocationId"),
    "AWS::EC2::Instance": ("SubnetId", "SecurityGroupIds"),
    "AWS::EC2::VPCEndpoint": ("VpcId", "SubnetIds", "RouteTableIds", "SecurityGroupIds"),
    "AWS::Lambda::Function": ("VpcConfig", "KmsKeyArn"),
    "AWS::Lambda::EventSourceMapping": ("EventSourceArn", "FunctionName"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Subnets", "SecurityGroups", "SubnetMappings"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("VpcId",),
    "AWS::ElasticLoadBalancingV2::Listener": ("LoadBalancerArn", "Certificates"),
    "AWS::RDS::DBSubnetGroup": ("SubnetIds",),
    "AWS::RDS::DBInstance": ("DBSubnetGroupName", "VPCSecurityGroups", "KmsKeyId"),
    "AWS::RDS::DBCluster": ("DBSubnetGroupName", "VpcSecurityGroupIds", "KmsKeyId"),
    "AWS::ElastiCache::SubnetGroup": ("SubnetIds",),
    "AWS::ElastiCache::ReplicationGroup": ("CacheSubnetGroupName", "SecurityGroupIds", "KmsKeyId"),
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
    "AWS::S3::Bucket": ("BucketEncryption",),
    "AWS::Logs::LogGroup": ("KmsKeyId",),
    "AWS::SecretsManager::Secret": ("KmsKeyId",),
    "AWS::DynamoDB::Table": ("SSESpecification",),
    "AWS::EFS::FileSystem": ("KmsKeyId",),
    "AWS::EFS::MountTarget": ("FileSystemId", "SubnetId", "SecurityGroups"),
    "AWS::CloudWatch::Alarm": ("AlarmActions", "OKActions", "InsufficientDataActions"),
    "AWS::ECS::Service": ("Cluster", "TaskDefinition", "NetworkConfiguration", "LoadBalancers"),
    "AWS::AutoScaling::AutoScalingGroup": ("VPCZoneIdentifier", "TargetGroupARNs", "LaunchTemplate"),
}


@rule(
    id="XREF-REGION-001",
    title="A resource names something of another region that it cannot reach",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=tuple(_LOCAL),
    root_cause="One region's resource was handed to the other region's.",
    fix="Give each region its own, and refer to that.",
    impacts=Impacts(),
    effort=30,
    reference="https://docs.aws.amazon.com/general/latest/gr/rande-manage.html",
    source="The services' API references, as far as they say that an argument is of the same region, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the region of each such property with the resource's own."""
    region = region_of(resource)
    if region is None or resource.exists is not Truth.YES:
        return
    for name in _LOCAL[resource.type]:
        value = resource.properties.entries.get(name)
        for one in placed(value, context.graph) if value is not None else ():
            if one.service in _SERVICES and one.region != region:
                yield Fault(
                    f"{name} of {resource.address} ({region}) names {one.what}, which lies in {one.region}",
                    one.value,
                    (f"region of {resource.address} = {region}", f"region of {one.what} = {one.region}"),
                    "assumption" if one.assumed or assumption(resource.region) else "proved",
                )
