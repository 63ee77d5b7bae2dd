"""The relations between resources, declared once.

A rule that asks which key encrypts a queue, or which queue a topic delivers to, asks here and reads no property itself.
Property paths: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/, read 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify, identities
from stackproof.graph.query import elements, get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, Sensitive, Value, from_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


class RelationSpec(NamedTuple):
    """One way in which resources of one type point at resources of others.

    Attributes:
        name: of the relation; several specs share one.
        source: type of the resource that points.
        path: of the property, with `[]` behind what is a list and `{}` behind what is JSON text or a map.
        targets: types that it points at.
    """

    name: str
    source: str
    path: tuple[str, ...]
    targets: tuple[str, ...]


class Related(NamedTuple):
    """The other end of a relation.

    Attributes:
        resource: of the graph; None when the value means none, or it cannot be told which.
        value: the property's value, for its place.
        truth: YES or UNDECIDED for `resource`; without one, NO means something outside the graph.
    """

    resource: Resource | None
    value: Value
    truth: Truth


_KEY = "AWS::KMS::Key AWS::KMS::ReplicaKey"
_FUNCTION = "AWS::Lambda::Function"
_SINKS = f"AWS::SQS::Queue AWS::SNS::Topic {_FUNCTION} AWS::Events::EventBus"
_TARGETS = (
    f"{_SINKS} AWS::Kinesis::Stream AWS::KinesisFirehose::DeliveryStream AWS::Logs::LogGroup "
    "AWS::StepFunctions::StateMachine AWS::ECS::Cluster"
)
_CALLERS = f"{_TARGETS} AWS::S3::Bucket AWS::Events::Rule AWS::ApiGateway::RestApi AWS::ApiGatewayV2::Api"
_STREAMS = "AWS::SQS::Queue AWS::Kinesis::Stream AWS::DynamoDB::Table AWS::DynamoDB::GlobalTable AWS::MSK::Cluster"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_NETWORKS = "AWS::EC2::Subnet"
_GROUPS = "AWS::EC2::SecurityGroup"

_ROWS = f"""
encrypted-by|AWS::Backup::BackupVault|EncryptionKeyArn|{_KEY}
encrypted-by|AWS::CloudTrail::Trail|KMSKeyId|{_KEY}
encrypted-by|AWS::DynamoDB::Table|SSESpecification.KMSMasterKeyId|{_KEY}
encrypted-by|AWS::DynamoDB::GlobalTable|Replicas[].SSESpecification.KMSMasterKeyId|{_KEY}
encrypted-by|AWS::EC2::Volume|KmsKeyId|{_KEY}
encrypted-by|AWS::ECR::Repository|EncryptionConfiguration.KmsKey|{_KEY}
encrypted-by|AWS::EFS::FileSystem|KmsKeyId|{_KEY}
encrypted-by|AWS::ElastiCache::ReplicationGroup|KmsKeyId|{_KEY}
encrypted-by|AWS::Events::EventBus|KmsKeyIdentifier|{_KEY}
encrypted-by|AWS::Kinesis::Stream|StreamEncryption.KeyId|{_KEY}
encrypted-by|{_FUNCTION}|KmsKeyArn|{_KEY}
encrypted-by|AWS::Logs::LogGroup|KmsKeyId|{_KEY}
encrypted-by|AWS::RDS::DBCluster|KmsKeyId|{_KEY}
encrypted-by|AWS::RDS::DBInstance|KmsKeyId|{_KEY}
encrypted-by|AWS::S3::Bucket|BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID|{_KEY}
encrypted-by|AWS::SecretsManager::Secret|KmsKeyId|{_KEY}
encrypted-by|AWS::SNS::Topic|KmsMasterKeyId|{_KEY}
encrypted-by|AWS::SQS::Queue|KmsMasterKeyId|{_KEY}
encrypted-by|AWS::StepFunctions::StateMachine|EncryptionConfiguration.KmsKeyId|{_KEY}
replicates-to|AWS::S3::Bucket|ReplicationConfiguration.Rules[].Destination.Bucket|AWS::S3::Bucket
replica-encrypted-by|AWS::S3::Bucket|ReplicationConfiguration.Rules[].Destination.EncryptionConfiguration.ReplicaKmsKeyID|{_KEY}
role|AWS::S3::Bucket|ReplicationConfiguration.Role|AWS::IAM::Role
role|{_FUNCTION}|Role|AWS::IAM::Role
role|AWS::StepFunctions::StateMachine|RoleArn|AWS::IAM::Role
role|AWS::ECS::TaskDefinition|TaskRoleArn|AWS::IAM::Role
execution-role|AWS::ECS::TaskDefinition|ExecutionRoleArn|AWS::IAM::Role
role|AWS::Events::Rule|Targets[].RoleArn|AWS::IAM::Role
role|AWS::Scheduler::Schedule|Target.RoleArn|AWS::IAM::Role
role|AWS::KinesisFirehose::DeliveryStream|ExtendedS3DestinationConfiguration.RoleARN|AWS::IAM::Role
role|AWS::IAM::InstanceProfile|Roles[]|AWS::IAM::Role
role|AWS::CloudTrail::Trail|CloudWatchLogsRoleArn|AWS::IAM::Role
role|AWS::EC2::FlowLog|DeliverLogsPermissionArn|AWS::IAM::Role
role|AWS::RDS::DBInstance|MonitoringRoleArn|AWS::IAM::Role
attached-policy|AWS::IAM::Role|ManagedPolicyArns[]|AWS::IAM::ManagedPolicy
attached-policy|AWS::IAM::User|ManagedPolicyArns[]|AWS::IAM::ManagedPolicy
attached-policy|AWS::IAM::Group|ManagedPolicyArns[]|AWS::IAM::ManagedPolicy
attached-to|AWS::IAM::Policy|Roles[]|AWS::IAM::Role
attached-to|AWS::IAM::Policy|Users[]|AWS::IAM::User
attached-to|AWS::IAM::ManagedPolicy|Roles[]|AWS::IAM::Role
attached-to|AWS::IAM::RolePolicy|RoleName|AWS::IAM::Role
policy-of|AWS::S3::BucketPolicy|Bucket|AWS::S3::Bucket
policy-of|AWS::SQS::QueuePolicy|Queues[]|AWS::SQS::Queue
policy-of|AWS::SQS::QueueInlinePolicy|Queue|AWS::SQS::Queue
policy-of|AWS::SNS::TopicPolicy|Topics[]|AWS::SNS::Topic
policy-of|AWS::SNS::TopicInlinePolicy|TopicArn|AWS::SNS::Topic
policy-of|AWS::SecretsManager::ResourcePolicy|SecretId|AWS::SecretsManager::Secret
policy-of|AWS::Lambda::Permission|FunctionName|{_FUNCTION}
permits-source|AWS::Lambda::Permission|SourceArn|{_CALLERS}
dead-letters-to|AWS::SQS::Queue|RedrivePolicy{{}}.deadLetterTargetArn|AWS::SQS::Queue
dead-letters-to|{_FUNCTION}|DeadLetterConfig.TargetArn|AWS::SQS::Queue AWS::SNS::Topic
dead-letters-to|AWS::SNS::Subscription|RedrivePolicy{{}}.deadLetterTargetArn|AWS::SQS::Queue
dead-letters-to|AWS::Events::Rule|Targets[].DeadLetterConfig.Arn|AWS::SQS::Queue
dead-letters-to|AWS::Lambda::EventSourceMapping|DestinationConfig.OnFailure.Destination|{_SINKS} AWS::S3::Bucket
on-failure|AWS::Lambda::EventInvokeConfig|DestinationConfig.OnFailure.Destination|{_SINKS} AWS::S3::Bucket
on-success|AWS::Lambda::EventInvokeConfig|DestinationConfig.OnSuccess.Destination|{_SINKS}
event-source|AWS::Lambda::EventSourceMapping|EventSourceArn|{_STREAMS}
invokes|AWS::Lambda::EventSourceMapping|FunctionName|{_FUNCTION}
invokes|AWS::Lambda::EventInvokeConfig|FunctionName|{_FUNCTION}
invokes|AWS::Lambda::Url|TargetFunctionArn|{_FUNCTION}
invokes|AWS::Events::Rule|Targets[].Arn|{_TARGETS}
invokes|AWS::Scheduler::Schedule|Target.Arn|{_TARGETS}
invokes|AWS::ApiGatewayV2::Integration|IntegrationUri|{_FUNCTION}
subscribes|AWS::SNS::Subscription|TopicArn|AWS::SNS::Topic
delivers-to|AWS::SNS::Subscription|Endpoint|AWS::SQS::Queue {_FUNCTION} AWS::KinesisFirehose::DeliveryStream
delivers-to|AWS::SNS::Topic|Subscription[].Endpoint|AWS::SQS::Queue {_FUNCTION}
notifies|AWS::S3::Bucket|NotificationConfiguration.QueueConfigurations[].Queue|AWS::SQS::Queue
notifies|AWS::S3::Bucket|NotificationConfiguration.TopicConfigurations[].Topic|AWS::SNS::Topic
notifies|AWS::S3::Bucket|NotificationConfiguration.LambdaConfigurations[].Function|{_FUNCTION}
notifies|AWS::Backup::BackupVault|Notifications.SNSTopicArn|AWS::SNS::Topic
alarm-action|AWS::CloudWatch::Alarm|AlarmActions[]|{_SINKS}
alarm-action|AWS::CloudWatch::CompositeAlarm|AlarmActions[]|{_SINKS}
logs-to|AWS::S3::Bucket|LoggingConfiguration.DestinationBucketName|AWS::S3::Bucket
logs-to|{_FUNCTION}|LoggingConfig.LogGroup|AWS::Logs::LogGroup
logs-to|AWS::EC2::FlowLog|LogGroupName|AWS::Logs::LogGroup
logs-to|AWS::EC2::FlowLog|LogDestination|AWS::Logs::LogGroup AWS::S3::Bucket
logs-to|AWS::CloudTrail::Trail|CloudWatchLogsLogGroupArn|AWS::Logs::LogGroup
logs-to|AWS::CloudTrail::Trail|S3BucketName|AWS::S3::Bucket
logs-to|AWS::ECS::TaskDefinition|ContainerDefinitions[].LogConfiguration.Options.awslogs-group|AWS::Logs::LogGroup
logs-to|AWS::StepFunctions::StateMachine|LoggingConfiguration.Destinations[].CloudWatchLogsLogGroup.LogGroupArn|AWS::Logs::LogGroup
logs-to|AWS::ApiGatewayV2::Stage|AccessLogSettings.DestinationArn|AWS::Logs::LogGroup
logs-to|AWS::ApiGateway::Stage|AccessLogSetting.DestinationArn|AWS::Logs::LogGroup
logs-of|AWS::Logs::SubscriptionFilter|LogGroupName|AWS::Logs::LogGroup
logs-of|AWS::Logs::MetricFilter|LogGroupName|AWS::Logs::LogGroup
delivers-to|AWS::Logs::SubscriptionFilter|DestinationArn|{_TARGETS}
alias-of|AWS::KMS::Alias|TargetKeyId|{_KEY}
alias-of|AWS::Lambda::Alias|FunctionName|{_FUNCTION}
version-of|AWS::Lambda::Version|FunctionName|{_FUNCTION}
in-vpc|AWS::EC2::Subnet|VpcId|AWS::EC2::VPC
in-vpc|AWS::EC2::SecurityGroup|VpcId|AWS::EC2::VPC
in-vpc|AWS::EC2::RouteTable|VpcId|AWS::EC2::VPC
in-vpc|AWS::EC2::VPCEndpoint|VpcId|AWS::EC2::VPC
in-vpc|AWS::EC2::VPCGatewayAttachment|VpcId|AWS::EC2::VPC
in-vpc|AWS::EC2::NetworkAcl|VpcId|AWS::EC2::VPC
in-vpc|AWS::ElasticLoadBalancingV2::TargetGroup|VpcId|AWS::EC2::VPC
in-subnet|{_FUNCTION}|VpcConfig.SubnetIds[]|{_NETWORKS}
in-subnet|AWS::EC2::Instance|SubnetId|{_NETWORKS}
in-subnet|AWS::EC2::NatGateway|SubnetId|{_NETWORKS}
in-subnet|AWS::EC2::VPCEndpoint|SubnetIds[]|{_NETWORKS}
in-subnet|AWS::EC2::SubnetRouteTableAssociation|SubnetId|{_NETWORKS}
in-subnet|AWS::ECS::Service|NetworkConfiguration.AwsvpcConfiguration.Subnets[]|{_NETWORKS}
in-subnet|AWS::EFS::MountTarget|SubnetId|{_NETWORKS}
in-subnet|AWS::ElastiCache::SubnetGroup|SubnetIds[]|{_NETWORKS}
in-subnet|AWS::RDS::DBSubnetGroup|SubnetIds[]|{_NETWORKS}
in-subnet|{_BALANCER}|Subnets[]|{_NETWORKS}
uses-security-group|{_FUNCTION}|VpcConfig.SecurityGroupIds[]|{_GROUPS}
uses-security-group|AWS::EC2::Instance|SecurityGroupIds[]|{_GROUPS}
uses-security-group|AWS::EC2::VPCEndpoint|SecurityGroupIds[]|{_GROUPS}
uses-security-group|AWS::ECS::Service|NetworkConfiguration.AwsvpcConfiguration.SecurityGroups[]|{_GROUPS}
uses-security-group|AWS::ElastiCache::ReplicationGroup|SecurityGroupIds[]|{_GROUPS}
uses-security-group|AWS::RDS::DBCluster|VpcSecurityGroupIds[]|{_GROUPS}
uses-security-group|AWS::RDS::DBInstance|VPCSecurityGroups[]|{_GROUPS}
uses-security-group|{_BALANCER}|SecurityGroups[]|{_GROUPS}
admits|AWS::EC2::SecurityGroup|SecurityGroupIngress[].SourceSecurityGroupId|{_GROUPS}
admits|AWS::EC2::SecurityGroupIngress|SourceSecurityGroupId|{_GROUPS}
rule-of|AWS::EC2::SecurityGroupIngress|GroupId|{_GROUPS}
rule-of|AWS::EC2::SecurityGroupEgress|GroupId|{_GROUPS}
route-table|AWS::EC2::SubnetRouteTableAssociation|RouteTableId|AWS::EC2::RouteTable
route-table|AWS::EC2::Route|RouteTableId|AWS::EC2::RouteTable
route-table|AWS::EC2::VPCEndpoint|RouteTableIds[]|AWS::EC2::RouteTable
routes|AWS::EC2::Route|GatewayId|AWS::EC2::InternetGateway AWS::EC2::VPNGateway
routes|AWS::EC2::Route|NatGatewayId|AWS::EC2::NatGateway
routes|AWS::EC2::Route|TransitGatewayId|AWS::EC2::TransitGateway
routes|AWS::EC2::Route|VpcPeeringConnectionId|AWS::EC2::VPCPeeringConnection
routes|AWS::EC2::Route|VpcEndpointId|AWS::EC2::VPCEndpoint
subnet-group|AWS::RDS::DBCluster|DBSubnetGroupName|AWS::RDS::DBSubnetGroup
subnet-group|AWS::RDS::DBInstance|DBSubnetGroupName|AWS::RDS::DBSubnetGroup
subnet-group|AWS::ElastiCache::ReplicationGroup|CacheSubnetGroupName|AWS::ElastiCache::SubnetGroup
member-of|AWS::RDS::DBInstance|DBClusterIdentifier|AWS::RDS::DBCluster
member-of|AWS::RDS::DBCluster|GlobalClusterIdentifier|AWS::RDS::GlobalCluster
member-of|AWS::ECS::Service|Cluster|AWS::ECS::Cluster
task-definition|AWS::ECS::Service|TaskDefinition|AWS::ECS::TaskDefinition
target-group|AWS::ECS::Service|LoadBalancers[].TargetGroupArn|AWS::ElasticLoadBalancingV2::TargetGroup
target-group|AWS::ElasticLoadBalancingV2::Listener|DefaultActions[].TargetGroupArn|AWS::ElasticLoadBalancingV2::TargetGroup
listens-on|AWS::ElasticLoadBalancingV2::Listener|LoadBalancerArn|{_BALANCER}
rule-on|AWS::Events::Rule|EventBusName|AWS::Events::EventBus
"""


def _read() -> tuple[RelationSpec, ...]:
    rows = (row.split("|") for row in _ROWS.split("\n") if row)
    return tuple(
        RelationSpec(name, source, tuple(path.split(".")), tuple(targets.split()))
        for name, source, path, targets in rows
    )


RELATIONS = _read()
NAMES = frozenset(spec.name for spec in RELATIONS)

# What stands for a function: an alias or a version leads to it.
_STANDS_FOR = ("AWS::Lambda::Alias", "AWS::Lambda::Version")


class _Relations:
    """Both directions of each relation, worked out for one relation at a time."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._forward: dict[str, dict[str, list[Related]]] = {}
        self._backward: dict[str, dict[str, list[Related]]] = {}

    def _build(self, name: str) -> None:
        if name not in NAMES:
            raise KeyError(f"no relation is called {name}; there are {', '.join(sorted(NAMES))}")
        forward: dict[str, list[Related]] = {}
        backward: dict[str, list[Related]] = {}
        for spec in RELATIONS:
            if spec.name == name:
                for source in self._graph.of_type(spec.source):
                    for found in _follow(source, spec, self._graph):
                        forward.setdefault(source.address, []).append(found)
                        if found.resource is not None:
                            back = Related(source, found.value, found.truth)
                            backward.setdefault(found.resource.address, []).append(back)
        self._forward[name], self._backward[name] = forward, backward

    def forward(self, name: str) -> dict[str, list[Related]]:
        """The far ends by the address that points."""
        if name not in self._forward:
            self._build(name)
        return self._forward[name]

    def backward(self, name: str) -> dict[str, list[Related]]:
        """The near ends by the address that is pointed at."""
        self.forward(name)
        return self._backward[name]


def related(graph: Graph, resource: Resource, name: str) -> list[Related]:
    """What a resource points at by a relation, in the order of the source; nothing when the property is not set.

    Raises:
        KeyError: for a name that `NAMES` does not have.
    """
    return graph.index(_Relations).forward(name).get(resource.address, [])


def related_to(graph: Graph, resource: Resource, name: str) -> list[Related]:
    """What points at a resource by a relation; `Related.resource` is what points.

    Raises:
        KeyError: for a name that `NAMES` does not have.
    """
    return graph.index(_Relations).backward(name).get(resource.address, [])


def _follow(source: Resource, spec: RelationSpec, graph: Graph) -> Iterator[Related]:
    for value, there in _at(source.properties, spec.path, Truth.YES):
        for found in identities(value, graph, *spec.targets):
            resource, truth = found.resource, found.truth & there
            if resource is not None and resource.type in _STANDS_FOR and resource.type not in spec.targets:
                behind = identify(resource.get("FunctionName"), graph, "AWS::Lambda::Function")
                resource, truth = behind.resource, truth & behind.truth
            if resource is None or resource.type in spec.targets:
                yield Related(resource, value, truth)
            else:
                # An attribute of something else, such as the VPC of a subnet.
                yield Related(None, value, Truth.UNDECIDED)


def _at(value: Value, path: tuple[str, ...], there: Truth) -> Iterator[tuple[Value, Truth]]:
    """The values at a path, each item of a list on its own; what hangs on a condition is undecided."""
    while isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, Absent):
        return
    if isinstance(value, Conditional) and path:
        yield from _at(value.then, path, Truth.UNDECIDED)
        yield from _at(value.otherwise, path, Truth.UNDECIDED)
        return
    if not path:
        yield value, there
        return
    step = path[0].removesuffix("[]").removesuffix("{}")
    inner = get(value, step)
    if path[0].endswith("{}"):
        inner = _parsed(inner)
    if path[0].endswith("[]"):
        yield from _each(inner, path[1:], there)
    else:
        yield from _at(inner, path[1:], there)


def _each(value: Value, path: tuple[str, ...], there: Truth) -> Iterator[tuple[Value, Truth]]:
    if isinstance(value, Conditional):
        yield from _each(value.then, path, Truth.UNDECIDED)
        yield from _each(value.otherwise, path, Truth.UNDECIDED)
        return
    items, complete = elements(value)
    for item in items:
        yield from _at(item, path, there)
    if not complete and not items:
        # A list that is not known may point anywhere.
        yield value, Truth.UNDECIDED


def _parsed(value: Value) -> Value:
    """JSON text as the value that it holds."""
    import json

    if isinstance(value, Known) and isinstance(value.data, str):
        try:
            return from_plain(json.loads(value.data), value.at)
        except (ValueError, RecursionError):
            return value
    return value
