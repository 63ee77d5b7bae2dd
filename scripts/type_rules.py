"""How the facts of a resource type follow from its CloudFormation schema.

Name property: the first that exists, is a writable string, among
  1. the exceptions below,
  2. `<Type>Name`, where the type is the last part of `AWS::Service::Type` (QueueName of AWS::SQS::Queue),
  3. `Name`,
  4. `<End>Name` where the type ends with End (FilterName of SubscriptionFilter), or `<Something><Type>Name`
     (CacheSubnetGroupName of SubnetGroup), the shortest first,
  5. the primary identifier when it is one writable property ending with Name, Identifier or Id.
Tags: the schema's `tagging.tagProperty`, else a property `Tags`.
ARN attribute: `Arn`, `<Type>Arn`, or the primary identifier when it ends with Arn; read-only in each case.
Ref: what the only (or first) primary identifier is: the name property (name), something ending with Arn (arn), else id;
the exceptions are read in the "Return values" section of the type's page in the CloudFormation reference.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

# Names that no rule above finds; nested ones with a dot. None: the rule finds one that is not a name of the resource.
NAME_EXCEPTIONS: dict[str, str | None] = {
    "AWS::Backup::BackupPlan": "BackupPlan.BackupPlanName",
    "AWS::Backup::BackupSelection": "BackupSelection.SelectionName",
    "AWS::CloudFront::CachePolicy": "CachePolicyConfig.Name",
    "AWS::CloudFront::OriginAccessControl": "OriginAccessControlConfig.Name",
    "AWS::CloudFront::ResponseHeadersPolicy": "ResponseHeadersPolicyConfig.Name",
    "AWS::ECS::TaskDefinition": "Family",
    "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
    "AWS::ElastiCache::User": "UserId",
    "AWS::Glue::Crawler": "Name",
    "AWS::Glue::Database": "DatabaseInput.Name",
    "AWS::Glue::Table": "TableInput.Name",
    "AWS::Lambda::EventSourceMapping": None,
    "AWS::Lambda::LayerVersion": "LayerName",
    "AWS::Lightsail::Database": "RelationalDatabaseName",
    "AWS::RDS::DBParameterGroup": "DBParameterGroupName",
    "AWS::RDS::DBProxyTargetGroup": None,
    "AWS::S3::BucketPolicy": None,
    "AWS::S3::StorageLens": "StorageLensConfiguration.Id",
    "AWS::SSM::MaintenanceWindow": "Name",
}

REF_EXCEPTIONS = {
    "AWS::CertificateManager::Certificate": "arn",
    "AWS::CodeBuild::Project": "name",
    "AWS::Events::Rule": "name",
    "AWS::RDS::DBProxyTargetGroup": "arn",
    "AWS::SecretsManager::Secret": "arn",
    "AWS::SecretsManager::SecretTargetAttachment": "arn",
    "AWS::SecretsManager::RotationSchedule": "arn",
    "AWS::ServiceDiscovery::Service": "id",
}


def describe(name: str, schema: Schema) -> list[Any]:
    """Name property, tags property, shape of the tags, what Ref returns, ARN attribute, read-only attributes."""
    read_only = [pointer.removeprefix("/properties/") for pointer in schema.get("readOnlyProperties", ())]
    attributes = sorted(pointer.replace("/", ".") for pointer in read_only if "*" not in pointer)
    tags, shape = _tags(schema)
    name_property = _name_property(name, schema, set(read_only))
    arn = _arn_attribute(name, schema, read_only)
    return [name_property, tags, shape, _ref(name, schema, name_property), arn, attributes]


def _primary(schema: Schema) -> list[str]:
    return [pointer.removeprefix("/properties/") for pointer in schema.get("primaryIdentifier", ())]


def _resolve(schema: Schema, part: object) -> Schema:
    for _ in range(8):
        if not isinstance(part, dict) or "$ref" not in part:
            break
        target: Any = schema
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target.get(step, {})
        part = target
    return part if isinstance(part, dict) else {}


def _is_string(schema: Schema, prop: str) -> bool:
    found = _resolve(schema, schema["properties"].get(prop))
    kind = found.get("type")
    return kind == "string" or (isinstance(kind, list) and "string" in kind)


def _name_property(name: str, schema: Schema, read_only: set[str]) -> str:
    if name in NAME_EXCEPTIONS:
        return NAME_EXCEPTIONS[name] or ""
    end = name.rsplit("::", 1)[-1]
    writable: list[str] = [prop for prop in schema["properties"] if prop not in read_only and _is_string(schema, prop)]
    for wanted in (f"{end}Name", "Name"):
        if wanted in writable:
            return wanted
    stems = [prop for prop in writable if prop.endswith("Name") and prop != "Name"]
    near = [p for p in stems if end.endswith(p.removesuffix("Name")) or p.removesuffix("Name").endswith(end)]
    if near:
        return min(near, key=lambda prop: (len(prop), prop))
    primary = _primary(schema)
    if len(primary) == 1 and primary[0] in writable and primary[0].endswith(("Name", "Identifier", "Id")):
        stem = primary[0].removesuffix("Name").removesuffix("Identifier").removesuffix("Id")
        # An identifier that names another resource (the VpcId of an attachment) is not this one's name.
        if stem == "" or end.lower().endswith(stem.lower()) or stem.lower().endswith(end.lower()):
            return primary[0]
    return ""


def _tags(schema: Schema) -> tuple[str, str]:
    tagging = schema.get("tagging")
    if isinstance(tagging, dict) and tagging.get("taggable") is False:
        return "", "none"
    pointer = tagging.get("tagProperty", "") if isinstance(tagging, dict) else ""
    prop = pointer.removeprefix("/properties/") or "Tags"
    found = _resolve(schema, schema["properties"].get(prop))
    kind = found.get("type")
    if kind == "array" or (isinstance(kind, list) and "array" in kind):
        keys = _resolve(schema, found.get("items")).get("properties", {})
        return (prop, "list") if {"Key", "Value"} <= set(keys) else (prop, "other")
    if kind == "object" or (isinstance(kind, list) and "object" in kind) or "patternProperties" in found:
        return prop, "map"
    return "", "none"


def _arn_attribute(name: str, schema: Schema, read_only: list[str]) -> str:
    end = name.rsplit("::", 1)[-1]
    for wanted in ("Arn", f"{end}Arn", *(p for p in _primary(schema) if p.endswith("Arn"))):
        if wanted in read_only:
            return wanted
    return ""


def _ref(name: str, schema: Schema, name_property: str) -> str:
    if name in REF_EXCEPTIONS:
        return REF_EXCEPTIONS[name]
    primary = _primary(schema)
    if not primary:
        return "id"
    if primary[0].endswith("Arn") or primary == ["StackId"]:
        return "arn"
    return "name" if len(primary) == 1 and primary[0] == name_property else "id"
