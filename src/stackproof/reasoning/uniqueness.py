"""Which resources of a graph would have one and the same physical name.

Source: the API references of the services (the errors `...AlreadyExists`, `Duplicate...Name`, `EntityAlreadyExists`),
2026-11-20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.canonical import canonical
from stackproof.graph.query import assumption, get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Reference, Text, Unknown, Value, scalar_text
from stackproof.reasoning.naming import written_name
from stackproof.reasoning.placement import Place, place_of

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_REGION = """
    ApiGateway::DomainName AutoScaling::AutoScalingGroup Backup::BackupVault Batch::ComputeEnvironment Batch::JobQueue
    CloudTrail::Trail CodeBuild::Project CodeCommit::Repository CodePipeline::Pipeline Cognito::UserPoolDomain
    DynamoDB::Table EC2::LaunchTemplate ECR::Repository EKS::Cluster ElastiCache::CacheCluster
    ElastiCache::ReplicationGroup ElastiCache::SubnetGroup ElasticLoadBalancing::LoadBalancer
    ElasticLoadBalancingV2::LoadBalancer ElasticLoadBalancingV2::TargetGroup Events::EventBus Glue::Crawler Glue::Job
    Kinesis::Stream KinesisFirehose::DeliveryStream KMS::Alias Lambda::Function Logs::LogGroup
    OpenSearchService::Domain Pipes::Pipe RDS::DBCluster RDS::DBClusterParameterGroup RDS::DBInstance
    RDS::DBParameterGroup RDS::DBSubnetGroup Redshift::Cluster SecretsManager::Secret SSM::Parameter
    StepFunctions::StateMachine
"""
_ACCOUNT = "IAM::Group IAM::InstanceProfile IAM::ManagedPolicy IAM::Role IAM::User"
_WORLD = "S3::Bucket"
_SCOPES = {
    f"AWS::{name}": scope
    for names, scope in ((_REGION, "region"), (_ACCOUNT, "account"), (_WORLD, "world"))
    for name in names.split()
}
# Names are unique inside what these properties say: a security group in its VPC.
_INSIDE = {"AWS::EC2::SecurityGroup": ("VpcId",), "AWS::Scheduler::Schedule": ("GroupName",)}
_SCOPES.update(dict.fromkeys(_INSIDE, "region"))
# CloudFormation refuses to create what exists, although the service itself would take the second call as an update.
_CLOUDFORMATION = {
    f"AWS::{name}": "region"
    for name in ("CloudWatch::Alarm", "CloudWatch::Dashboard", "ECS::Cluster", "SNS::Topic", "SQS::Queue")
}


class Namesake(NamedTuple):
    """A resource with a name that another one has before it in the order of the source."""

    first: Resource
    name: Value
    place: Place


def namesakes(graph: Graph) -> dict[str, Namesake]:
    """The resources whose name another one has too, by address; for `graph.index`.

    Both exist for certain or under the same condition, and lie in one account and region, or their type's names are
    unique wherever they lie. What holds a part that nobody can tell apart is not compared.
    """
    found: dict[str, Namesake] = {}
    seen: dict[tuple[object, ...], Resource] = {}
    for resource in graph.resources.values():
        scope = _scope(resource)
        if not scope or resource.exists is Truth.NO or resource.framework:
            continue
        written = written_name(resource)
        name = _text(written, graph)
        if name is None:
            continue
        place = place_of(resource, graph)
        where: object = place
        if scope == "account":
            where = (place.account, place.within)
        elif scope == "world":
            where = ""
        inside = tuple(get(resource.properties, step) for step in _INSIDE.get(resource.type, ()))
        if any(isinstance(one, Unknown) for one in inside):
            continue
        condition = resource.condition if resource.exists is Truth.UNDECIDED else None
        if resource.exists is Truth.UNDECIDED and condition is None:
            continue
        key = (resource.type, name, where, inside, condition, resource.stack if condition else "")
        first = seen.setdefault(key, resource)
        if first is resource:
            continue
        # Two settings with equal defaults wait for a value each.
        if assumption(written) == assumption(written_name(first)):
            found[resource.address] = Namesake(first, written, place)
    return found


def _scope(resource: Resource) -> str:
    scope = _SCOPES.get(resource.type, "")
    if not scope and resource.native_type in ("", resource.type):
        scope = _CLOUDFORMATION.get(resource.type, "")
    return scope


def _text(written: Value, graph: Graph) -> Value | None:
    """The name in canonical form; None where it is not written as one text whose open parts can be told apart."""
    if isinstance(written, Absent):
        return None
    name = written if isinstance(written, Known) else canonical(written, graph)
    if isinstance(name, Known):
        return Known(scalar_text(name.data)) if isinstance(name.data, str) and name.data else None
    if not isinstance(name, Text):
        return None
    for part in name.parts:
        if isinstance(part, (str, Reference)):
            continue
        if not isinstance(part, Unknown) or part.symbol is None:
            return None
    return name
