"""AWS SAM: the resources that AWS::Serverless-2016-10-31 makes, by its public specification.

Logical ids: https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst.
Where SAM puts a hash into a logical id (deployments, versions), the id here goes without it. What is not made here is
named as undecided, never left out in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Unknown
from stackproof.synthesis.cloudformation.document import entries, place
from stackproof.synthesis.cloudformation.sam_api import api, http_api, implicit_apis
from stackproof.synthesis.cloudformation.sam_function import function, uploaded
from stackproof.synthesis.cloudformation.sam_model import Generated, Node, copied, empty_like, merged, put, tag_list
from stackproof.synthesis.cloudformation.sam_policies import execution_role
from stackproof.synthesis.cloudformation.template import Template, with_sections

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.graph import Problem
    from stackproof.graph.location import Location

_PREFIX = "AWS::Serverless::"


class Serverless:
    """The result: the template without serverless resources, and what is not known of it."""

    __slots__ = ("aliases", "template", "undecided")

    def __init__(self, template: Template, undecided: list[Problem], aliases: dict[str, str]) -> None:
        self.template = template
        self.undecided = undecided
        self.aliases = aliases


def expand_serverless(template: Template) -> Serverless:
    """Replaces the serverless resources of a template by those that SAM makes of them."""
    makers: dict[str, Callable[[Node, Generated], None]] = {
        "Function": function,
        "Api": api,
        "HttpApi": http_api,
        "SimpleTable": _simple_table,
        "StateMachine": _state_machine,
        "LayerVersion": _layer,
        "Application": _application,
    }
    section = template.section("Resources")
    shared = template.section("Globals")
    generated = Generated(section)
    for name, node, at in entries(section, template.section_at("Resources")):
        kind = node.get("Type") if isinstance(node, dict) else None
        if not isinstance(node, dict) or not isinstance(kind, str) or not kind.startswith(_PREFIX):
            # A resource that SAM has made already may stand here in the author's own words: the latter holds.
            put(generated.resources, name, node, at)
            continue
        short = kind.removeprefix(_PREFIX)
        maker = makers.get(short)
        own = node.get("Properties")
        if maker is None or not isinstance(own, (dict, type(None))):
            generated.open(f"{name} is of type {kind}, which is not expanded here", at)
            put(generated.resources, name, node, at)
            continue
        common = shared.get(short)
        properties = merged(common, own or empty_like(node, at)) if isinstance(common, dict) else own
        maker(Node(name, node, properties if isinstance(properties, dict) else {}, at), generated)
    implicit_apis(generated)
    _notify(generated)
    made = with_sections(template, Resources=generated.resources)
    return Serverless(made, generated.undecided, generated.aliases)


def _notify(generated: Generated) -> None:
    """Adds to buckets the notifications of the functions that listen to them."""
    for name, configurations in generated.notifications.items():
        bucket = generated.resources.get(name)
        if not isinstance(bucket, dict):
            continue
        at = place(generated.resources, name)
        written = bucket.get("Properties")
        own = written if isinstance(written, dict) else empty_like(bucket, at)
        added: dict[str, object] = {"NotificationConfiguration": {"LambdaConfigurations": configurations}}
        properties = merged(own, _at_place(added, own, at))
        copy = empty_like(bucket, at)
        for key, item, where in entries(bucket, at):
            put(copy, key, item, where)
        put(copy, "Properties", properties, place(bucket, "Properties", at))
        # S3 tries the function when the notifications are set, so SAM lets the bucket wait for the permissions.
        before = bucket.get("DependsOn", [])
        awaited = generated.awaited.get(name, [])
        waits = [*(before if isinstance(before, list) else [before]), *awaited]
        put(copy, "DependsOn", waits, place(bucket, "DependsOn", at))
        generated.resources[name] = copy


def _at_place(node: dict[str, object], like: dict[str, object], at: Location) -> dict[str, object]:
    made = empty_like(like, at)
    for key, item in node.items():
        put(made, key, item, at)
    return made


_KEY_TYPES = {"String": "S", "Number": "N", "Binary": "B"}


def _simple_table(node: Node, generated: Generated) -> None:
    properties = copied(node, frozenset(("PrimaryKey", "Tags", "PointInTimeRecoverySpecification")))
    key = node.get("PrimaryKey")
    at = node.at_key("PrimaryKey")
    name, kind = (key.get("Name", "id"), key.get("Type", "String")) if isinstance(key, dict) else ("id", "String")
    if isinstance(kind, str):
        kind = _KEY_TYPES.get(kind, kind)
    put(properties, "AttributeDefinitions", [{"AttributeName": name, "AttributeType": kind}], at)
    put(properties, "KeySchema", [{"AttributeName": name, "KeyType": "HASH"}], at)
    if "PointInTimeRecoverySpecification" in node.properties:
        where = node.at_key("PointInTimeRecoverySpecification")
        put(properties, "PointInTimeRecoverySpecification", node.get("PointInTimeRecoverySpecification"), where)
    if "ProvisionedThroughput" not in node.properties:
        put(properties, "BillingMode", "PAY_PER_REQUEST", node.at)
    if "Tags" in node.properties:
        put(properties, "Tags", tag_list(node.get("Tags"), node.at_key("Tags")), node.at_key("Tags"))
    generated.add(node.name, "AWS::DynamoDB::Table", properties, node)


_MACHINE_KEYS = frozenset(
    (
        "Definition", "DefinitionUri", "Name", "Type", "Logging", "Tracing", "Policies", "Events", "Role", "RolePath",
        "PermissionsBoundary", "Tags", "AutoPublishAlias", "DeploymentPreference", "UseAliasAsEventTarget",
        "PropagateTags",
    )
)  # fmt: skip


def _state_machine(node: Node, generated: Generated) -> None:
    properties = copied(node, _MACHINE_KEYS)
    renamed = {
        "Definition": "Definition",
        "Name": "StateMachineName",
        "Type": "StateMachineType",
        "Logging": "LoggingConfiguration",
        "Tracing": "TracingConfiguration",
    }
    for theirs, ours in renamed.items():
        if theirs in node.properties:
            put(properties, ours, node.get(theirs), node.at_key(theirs))
    uri = node.get("DefinitionUri")
    if isinstance(uri, dict):
        put(properties, "DefinitionS3Location", uri, node.at_key("DefinitionUri"))
    elif uri is not None:
        reason = "the definition is uploaded from a local file when the stack is packaged"
        put(properties, "DefinitionString", Unknown(reason, None, node.at), node.at_key("DefinitionUri"))
    tags = node.get("Tags")
    made_by = {"Key": "stateMachine:createdBy", "Value": "SAM"}
    listed = tag_list(tags, node.at_key("Tags")) if tags is not None else []
    put(properties, "Tags", [made_by, *listed] if isinstance(listed, list) else listed, node.at_key("Tags"))
    if "Role" in node.properties:
        put(properties, "RoleArn", node.get("Role"), node.at_key("Role"))
    else:
        put(properties, "RoleArn", {"Fn::GetAtt": [f"{node.name}Role", "Arn"]}, node.at)
        execution_role(node, generated, "states.amazonaws.com", [], [])
    generated.add(node.name, "AWS::StepFunctions::StateMachine", properties, node)
    for key in ("Events", "AutoPublishAlias", "DeploymentPreference"):
        if key in node.properties:
            generated.open(f"what {key} of the state machine {node.name} makes is not expanded here", node.at_key(key))


def _layer(node: Node, generated: Generated) -> None:
    properties = copied(node, frozenset(("ContentUri", "RetentionPolicy")))
    if "ContentUri" in node.properties:
        put(properties, "Content", uploaded(node.get("ContentUri"), node.at), node.at_key("ContentUri"))
    generated.add(node.name, "AWS::Lambda::LayerVersion", properties, node)
    made = generated.resources[node.name]
    if isinstance(made, dict) and "DeletionPolicy" not in made:
        # SAM keeps old versions of a layer unless RetentionPolicy says otherwise.
        policy = node.get("RetentionPolicy") or "Retain"
        put(made, "DeletionPolicy", policy, node.at_key("RetentionPolicy"))


def _application(node: Node, generated: Generated) -> None:
    properties = copied(node, frozenset(("Location", "Tags")))
    location = node.get("Location")
    if isinstance(location, str):
        put(properties, "TemplateURL", location, node.at_key("Location"))
    else:
        reason = "the template is taken from the serverless application repository at deployment"
        put(properties, "TemplateURL", Unknown(reason, None, node.at), node.at_key("Location"))
    if "Tags" in node.properties:
        put(properties, "Tags", tag_list(node.get("Tags"), node.at_key("Tags")), node.at_key("Tags"))
    generated.add(node.name, "AWS::CloudFormation::Stack", properties, node)
