"""Physical names carry the environment's suffix.

## What it does
Only where the contract or the profile names a suffix: reports a physical name that does not carry it. Where the project
could be read a second time with another suffix, the two readings are compared, and a name that is the same in both is
reported; else the name is searched for the suffix.

Names that live inside another resource of the stack (the stage of an API, the stream of a log group, a service of a
cluster), names that a service prescribes (`dms-vpc-role`) and domain names are not asked for a suffix. A name that AWS
makes up, or that contains the name of the stack or a name that AWS made up, is a different one in every environment
already; account and region make no difference.

## Why is this bad
Most names are unique in an account and region, bucket names in the whole world. The second environment that is deployed
there fails with "already exists", after the first has shown that everything works.

## How to mend
Append the suffix to the name, or leave the name out and let CloudFormation make one up.

## References
- [Name type](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.types import type_facts
from stackproof.graph.canonical import COMPLETED, canonical
from stackproof.graph.query import same, string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Reference, Text, Unknown, unmasked
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

# Names inside a resource that has a name of its own, and domain names, which are nobody's to choose.
_ASKED_NOTHING = frozenset(
    f"AWS::{name}"
    for name in """
    Amplify::Branch Amplify::Domain ApiGateway::Authorizer ApiGateway::Model ApiGateway::RequestValidator
    ApiGateway::Stage ApiGatewayV2::Authorizer ApiGatewayV2::Model ApiGatewayV2::Stage AppConfig::ConfigurationProfile
    AppConfig::Environment AppSync::ChannelNamespace AppSync::DataSource AppSync::FunctionConfiguration
    ApplicationAutoScaling::ScalingPolicy Athena::PreparedStatement AutoScaling::LifecycleHook Backup::BackupSelection
    Bedrock::AgentAlias Bedrock::DataSource Bedrock::FlowAlias Cassandra::Table Cassandra::Type
    CertificateManager::Certificate CodeDeploy::DeploymentGroup Cognito::UserPoolClient Cognito::UserPoolGroup
    Cognito::UserPoolIdentityProvider Cognito::UserPoolResourceServer DirectoryService::MicrosoftAD
    DirectoryService::SimpleAD ECS::Service EKS::Addon EKS::Capability EKS::FargateProfile
    EKS::IdentityProviderConfig EKS::Nodegroup EMR::InstanceFleetConfig EMR::InstanceGroupConfig EMR::Step
    EventSchemas::Schema FSx::StorageVirtualMachine FSx::Volume Glue::Table Glue::UserDefinedFunction
    IoT::SoftwarePackageVersion Kinesis::StreamConsumer LakeFormation::DataCellsFilter MSK::Topic IAM::GroupPolicy
    IAM::Policy IAM::RolePolicy IAM::UserPolicy Lambda::Alias Logs::LogStream
    Logs::MetricFilter Logs::SubscriptionFilter MediaPackage::Asset Route53::HostedZone Route53::KeySigningKey
    Route53::RecordSet S3Tables::Table SES::EmailIdentity SSM::MaintenanceWindowTarget SSM::MaintenanceWindowTask
    ServiceDiscovery::PrivateDnsNamespace ServiceDiscovery::PublicDnsNamespace ServiceDiscovery::Service
    StepFunctions::StateMachineAlias Timestream::Table Transfer::User VpcLattice::Listener VpcLattice::Rule
    """.split()  # noqa: SIM905 - a table
)
# Names that a service asks for, so that no other can be chosen.
_PRESCRIBED = frozenset({"dms-access-for-endpoint", "dms-cloudwatch-logs-role", "dms-vpc-role"})
_OF_THE_PLACE = frozenset({"AWS::AccountId", "AWS::Region", "AWS::Partition", "AWS::URLSuffix"})
_OF_THE_STACK = frozenset({"AWS::StackName", "AWS::StackId"})


@rule(
    id="NAME-SUFFIX-001",
    title="Physical name without the environment's suffix",
    severity="high",
    blocks="deploy",
    category="naming",
    types=EVERY_TYPE,
    root_cause="The name was written out, or put together without the suffix that the project has a setting for.",
    fix="Make the suffix part of the name.",
    impacts=Impacts(cost="Environments cannot stand side by side, so each one waits for, or replaces, another."),
    effort=5,
    applies=lambda context: context.policy.suffix is not None or context.twin is not None,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the name with the one under another suffix, or searches it for the suffix."""
    if resource.type in _ASKED_NOTHING:
        return
    facts = type_facts(resource.type)
    if facts is None or not facts.name_path or resource.framework:
        return
    name = resource.get(*facts.name_path)
    carries, how = _carries(name, resource, facts.name_path, context)
    if carries is Truth.NO:
        yield Fault(
            f"the name of {resource.address} does not carry the environment's suffix",
            name,
            (*quoted({facts.name_property: name}), how),
        )
    elif carries is Truth.UNDECIDED:
        yield Undecided(f"whether {facts.name_property} carries the suffix is not known: {how}", name)


def _carries(written: Value, resource: Resource, path: tuple[str, ...], context: Context) -> tuple[Truth, str]:
    """Whether the name differs between environments, and how that was found out."""
    name = unmasked(canonical(written, context.graph))
    if isinstance(name, Absent) or _is_made_up(name) or string(name) in _PRESCRIBED:
        return Truth.YES, "AWS makes the name up, or a part of it"
    fixed = _is_fixed(name)
    if context.twin is not None:
        other = _counterpart(resource, context.graph, context.twin)
        if other is not None:
            equal = same(name, canonical(other.get(*path), context.twin))
            if equal is Truth.NO:
                return Truth.YES, "the name changes with the suffix"
            if equal is Truth.YES and fixed:
                return Truth.NO, "the name is the same under another suffix"
    if context.policy.suffix and context.policy.suffix in _known_part(name):
        return Truth.YES, "the suffix is part of the name"
    if fixed and context.policy.suffix:
        return Truth.NO, f"the suffix is {context.policy.suffix} ({context.policy.source})"
    return Truth.UNDECIDED, "the resource is missing under another suffix" if fixed else why(name)


def _parts(name: Value) -> tuple[str | Value, ...]:
    return name.parts if isinstance(name, Text) else (name,)


def _is_made_up(name: Value) -> bool:
    """Whether a part of the name is another in every stack: its own name, or what AWS names or numbers by itself."""
    return any(
        isinstance(part, Reference)
        or (isinstance(part, Unknown) and (part.symbol in _OF_THE_STACK or part.reason == COMPLETED))
        for part in _parts(name)
    )


def _is_fixed(name: Value) -> bool:
    """Whether nothing in the name can be another in a second environment of the same account and region."""
    return all(
        isinstance(part, (str, Known)) or (isinstance(part, Unknown) and part.symbol in _OF_THE_PLACE)
        for part in _parts(name)
    )


def _known_part(name: Value) -> str:
    """The text of a name without its holes, whose places are marked."""
    return "\n".join(part if isinstance(part, str) else string(part) or "" for part in _parts(name))


def _counterpart(resource: Resource, graph: Graph, twin: Graph) -> Resource | None:
    """The same resource in the other reading, by its place among those of its type where addresses differ.

    Addresses may carry the suffix themselves.
    """
    found = twin.resources.get(resource.address)
    if found is not None and found.type == resource.type:
        return found
    others = twin.of_type(resource.type)
    if len(graph.of_type(resource.type)) != len(others):
        return None
    return others[graph.index(_positions)[resource.address]]


def _positions(graph: Graph) -> dict[str, int]:
    return {one.address: position for kind in graph.types for position, one in enumerate(graph.of_type(kind))}
