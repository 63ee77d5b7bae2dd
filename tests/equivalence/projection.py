"""What two graphs have to agree in, whatever tool they came from: the declared projection.

- Resources of the types in PROPERTIES, each under a label of its own: its type and its physical name, or what else
  tells it from its like (IDENTIFIED_BY).
- Of each the properties in PROPERTIES, scalars as CloudFormation writes them in a text, lists without order where order
  means nothing, references as the label of the resource with `arn`, `name`, `id` or the attribute.
- Policies of a role belong to the role, whether they are written inline, as a policy or attached: a set of statements.
- Rules of a security group belong to the group, whether they stand in it or beside it.
- Lifecycle: what happens at deletion, for what holds data.

Everything else is listed as extra, with its type, and each form's extras are stated in the test.
"""

from __future__ import annotations

import json
from typing import Any

from stackproof.graph.canonical import canonical
from stackproof.graph.graph import Graph
from stackproof.graph.identity import identify
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Known,
    ListValue,
    MapValue,
    Reference,
    Text,
    Unknown,
    Value,
    scalar_text,
)

PROPERTIES: dict[str, tuple[str, ...]] = {
    "AWS::DynamoDB::GlobalTable": (
        "TableName",
        "BillingMode",
        "AttributeDefinitions",
        "KeySchema",
        "GlobalSecondaryIndexes",
        "TimeToLiveSpecification",
        "StreamSpecification.StreamViewType",
        "SSESpecification.SSEEnabled",
        "Replicas",
    ),
    "AWS::EC2::RouteTable": ("VpcId",),
    "AWS::EC2::SecurityGroup": (
        "GroupName",
        "GroupDescription",
        "VpcId",
        "SecurityGroupIngress",
        "SecurityGroupEgress",
    ),
    "AWS::EC2::Subnet": ("VpcId", "CidrBlock", "AvailabilityZone"),
    "AWS::EC2::SubnetRouteTableAssociation": ("SubnetId", "RouteTableId"),
    "AWS::EC2::VPC": ("CidrBlock", "EnableDnsHostnames"),
    "AWS::EC2::VPCEndpoint": ("VpcId", "ServiceName", "VpcEndpointType", "RouteTableIds"),
    "AWS::IAM::Role": ("RoleName", "AssumeRolePolicyDocument", "ManagedPolicyArns"),
    "AWS::KMS::Key": ("Description", "EnableKeyRotation", "PendingWindowInDays", "KeyPolicy"),
    "AWS::Lambda::EventSourceMapping": ("EventSourceArn", "FunctionName", "BatchSize", "FunctionResponseTypes"),
    "AWS::Lambda::Function": (
        "FunctionName",
        "Runtime",
        "Handler",
        "Role",
        "Timeout",
        "MemorySize",
        "Code.S3Bucket",
        "Code.S3Key",
        "VpcConfig.SubnetIds",
        "VpcConfig.SecurityGroupIds",
        "Environment.Variables",
        "TracingConfig.Mode",
    ),
    "AWS::Logs::LogGroup": ("LogGroupName", "RetentionInDays"),
    "AWS::RDS::DBCluster": (
        "DBClusterIdentifier",
        "Engine",
        "EngineVersion",
        "DatabaseName",
        "MasterUsername",
        "ManageMasterUserPassword",
        "DBSubnetGroupName",
        "DBClusterParameterGroupName",
        "VpcSecurityGroupIds",
        "StorageEncrypted",
        "KmsKeyId",
        "BackupRetentionPeriod",
        "EnableCloudwatchLogsExports",
        "DeletionProtection",
        "ServerlessV2ScalingConfiguration",
    ),
    "AWS::RDS::DBClusterParameterGroup": ("DBClusterParameterGroupName", "Family", "Parameters"),
    "AWS::RDS::DBInstance": ("DBInstanceIdentifier", "DBClusterIdentifier", "Engine", "DBInstanceClass"),
    "AWS::RDS::DBSubnetGroup": ("DBSubnetGroupName", "SubnetIds"),
    "AWS::S3::Bucket": (
        "BucketName",
        "VersioningConfiguration",
        "BucketEncryption",
        "PublicAccessBlockConfiguration",
        "LifecycleConfiguration.Rules",
        "ReplicationConfiguration",
    ),
    "AWS::S3::BucketPolicy": ("Bucket", "PolicyDocument"),
    "AWS::SQS::Queue": (
        "QueueName",
        "VisibilityTimeout",
        "MessageRetentionPeriod",
        "SqsManagedSseEnabled",
        "RedrivePolicy",
    ),
}

IDENTIFIED_BY = {
    "AWS::EC2::RouteTable": "Tags",
    "AWS::EC2::Subnet": "Tags",
    "AWS::EC2::VPC": "Tags",
    "AWS::EC2::SubnetRouteTableAssociation": "SubnetId",
    "AWS::EC2::VPCEndpoint": "ServiceName",
    "AWS::KMS::Key": "Description",
    "AWS::Lambda::EventSourceMapping": "FunctionName",
    "AWS::S3::BucketPolicy": "Bucket",
    "AWS::DynamoDB::GlobalTable": "TableName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::RDS::DBClusterParameterGroup": "DBClusterParameterGroupName",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
}

KEEPS_DATA = frozenset({"AWS::DynamoDB::GlobalTable", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::S3::Bucket"})

PARTS = frozenset(
    {
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
    }
)
"""Types that belong to another resource in the projection."""

ORDERED = frozenset({"KeySchema"})
"""Lists whose order means something."""


class Projection:
    """One graph under the declared projection."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.labels: dict[str, str] = {}
        for resource in graph.resources.values():
            if resource.exists is not Truth.NO and resource.type in PROPERTIES:
                self.labels[resource.address] = f"{resource.type}:{self._named(resource)}"

    def resources(self) -> dict[str, dict[str, Any]]:
        """The projected properties by label."""
        found: dict[str, dict[str, Any]] = {}
        for address, label in self.labels.items():
            resource = self.graph.resources[address]
            if label in found:
                raise AssertionError(f"{label} stands for two resources, one of them {address}")
            found[label] = self._projected(resource)
        return dict(sorted(found.items()))

    def extras(self) -> list[str]:
        """The types of what is beside the projection, sorted."""
        rest = [
            one.type
            for one in self.graph.resources.values()
            if one.exists is not Truth.NO and one.type not in PROPERTIES and one.type not in PARTS
        ]
        return sorted(rest)

    def findings(self, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Findings (rule, address) with labels in place of addresses, sorted."""
        return sorted((rule, self.labels.get(address, address)) for rule, address in found)

    def _named(self, resource: Resource) -> str:
        value = resource.get(IDENTIFIED_BY[resource.type])
        if IDENTIFIED_BY[resource.type] == "Tags":
            tags = self.plain(value)
            return next((tag["Value"] for tag in tags or [] if tag["Key"] == "Name"), resource.address)
        target = identify(value, self.graph).resource
        if target is not None and target is not resource and target.type in PROPERTIES:
            return self._named(target)
        return str(self.plain(value))

    def _projected(self, resource: Resource) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for path in PROPERTIES[resource.type]:
            value = self.plain(resource.get(*path.split(".")), path)
            if value not in (None, [], {}):
                made[path] = value
        if resource.type == "AWS::IAM::Role":
            made["Statements"] = self._statements(resource)
        if resource.type == "AWS::EC2::SecurityGroup":
            self._add_rules(resource, made)
        if resource.type in KEEPS_DATA:
            made["on_delete"] = resource.lifecycle.on_delete
        return made

    def _statements(self, role: Resource) -> list[Any]:
        documents = [inline["PolicyDocument"] for inline in self.plain(role.get("Policies")) or []]
        for policy in self.graph.of_type("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"):
            roles = policy.get("RoleName") if policy.type == "AWS::IAM::RolePolicy" else policy.get("Roles")
            named = roles.items if isinstance(roles, ListValue) else (roles,)
            if any(identify(one, self.graph, "AWS::IAM::Role").resource is role for one in named):
                documents.append(self.plain(policy.get("PolicyDocument")))
        return _sorted([statement for document in documents for statement in document["Statement"]])

    def _add_rules(self, group: Resource, made: dict[str, Any]) -> None:
        for kind in ("Ingress", "Egress"):
            rules = list(made.get(f"SecurityGroup{kind}", []))
            for rule in self.graph.of_type(f"AWS::EC2::SecurityGroup{kind}"):
                if identify(rule.get("GroupId"), self.graph).resource is group:
                    plain = self.plain(rule.properties)
                    rules.append({name: value for name, value in plain.items() if name != "GroupId"})
            kept = [
                {name: value for name, value in rule.items() if name != "SourceSecurityGroupOwnerId"} for rule in rules
            ]
            if kept:
                made[f"SecurityGroup{kind}"] = _sorted(kept)

    def plain(self, value: Value, name: str = "") -> Any:
        """A value as plain data: references by label, scalars as texts, lists sorted."""
        if isinstance(value, Absent) or (isinstance(value, Known) and value.data is None):
            return None
        if isinstance(value, (MapValue, ListValue)):
            return self._composite(value, name)
        if isinstance(value, Known):
            return scalar_text(value.data).lower() if isinstance(value.data, bool) else scalar_text(value.data)
        written = canonical(value, self.graph)
        if isinstance(written, (MapValue, ListValue)):
            return self._composite(written, name)
        return self._open(written)

    def _open(self, value: Value) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Known):
            return scalar_text(value.data)
        if isinstance(value, Text):
            return "".join(part if isinstance(part, str) else self._open(part) for part in value.parts)
        if isinstance(value, Reference):
            found = identify(value, self.graph)
            part = found.part if found.part in ("arn", "name", "id") else value.attribute
            return f"${{{self.labels.get(value.target, value.target)} {part}}}"
        if isinstance(value, Unknown) and value.symbol:
            return f"${{{value.symbol}}}"
        return f"<{value!r}>"

    def _composite(self, value: MapValue | ListValue, name: str) -> Any:
        if not value.complete:
            return f"<in part: {value!r}>"
        if isinstance(value, ListValue):
            items = [self.plain(item, name) for item in value.items]
            return items if name in ORDERED else _sorted([item for item in items if item is not None])
        found = {key: self.plain(item, key) for key, item in value.entries.items()}
        kept = {key: item for key, item in found.items() if item is not None}
        if "Effect" in kept:
            # One action or principal and a list of one are the same statement.
            for key in ("Action", "Resource"):
                if isinstance(kept.get(key), str):
                    kept[key] = [kept[key]]
            kept.pop("Sid", None)
            principal = kept.get("Principal")
            if isinstance(principal, dict):
                kept["Principal"] = {kind: [one] if isinstance(one, str) else one for kind, one in principal.items()}
            # The same in the policy of a resource:
            # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
            if kept.get("Principal") == {"AWS": ["*"]}:
                kept["Principal"] = "*"
        if name == "Replicas" and all(set(index) == {"IndexName"} for index in kept.get("GlobalSecondaryIndexes", [])):
            # A replica's index that sets nothing.
            kept.pop("GlobalSecondaryIndexes", None)
        return kept


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
