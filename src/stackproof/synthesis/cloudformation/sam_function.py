"""AWS::Serverless::Function: the function, its role, version and alias, its URL, and what its events make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, Unknown
from stackproof.synthesis.cloudformation.document import entries
from stackproof.synthesis.cloudformation.sam_events import EVENTS, PULLED
from stackproof.synthesis.cloudformation.sam_model import copied, put, tag_list
from stackproof.synthesis.cloudformation.sam_policies import execution_role, managed

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.sam_model import Generated, Node

_OWN_KEYS = frozenset(
    (
        "AssumeRolePolicyDocument", "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256",
        "CapacityProviderConfig", "CodeUri", "DeadLetterQueue", "DeploymentPreference", "EventInvokeConfig", "Events",
        "FunctionUrlConfig", "ImageUri", "InlineCode", "PermissionsBoundary", "Policies", "PropagateTags",
        "ProvisionedConcurrencyConfig", "PublishToLatestPublished", "RolePath", "SourceKMSKeyArn", "Tags", "Tracing",
        "VersionDeletionPolicy", "VersionDescription",
    )
)  # fmt: skip
"""Properties of SAM that are no properties of AWS::Lambda::Function, or have another form there."""

_QUEUE_ACTIONS = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}


def function(node: Node, generated: Generated) -> None:
    """Adds what SAM makes of a function."""
    properties = copied(node, _OWN_KEYS)
    _code(node, properties)
    if node.get("Tracing") is not None:
        put(properties, "TracingConfig", {"Mode": node.get("Tracing")}, node.at_key("Tracing"))
    queue = node.get("DeadLetterQueue")
    if isinstance(queue, dict):
        put(properties, "DeadLetterConfig", {"TargetArn": queue.get("TargetArn")}, node.at_key("DeadLetterQueue"))
    tags = tag_list(node.get("Tags") or {}, node.at_key("Tags"))
    made_by = {"Key": "lambda:createdBy", "Value": "SAM"}
    put(properties, "Tags", [made_by, *tags] if isinstance(tags, list) else tags, node.at_key("Tags"))
    if "Role" not in node.properties:
        put(properties, "Role", {"Fn::GetAtt": [f"{node.name}Role", "Arn"]}, node.at)
    generated.add(node.name, "AWS::Lambda::Function", properties, node)
    if "Role" not in node.properties:
        _role(node, generated)
    alias = _alias(node, generated)
    _url(node, generated, alias)
    if "EventInvokeConfig" in node.properties:
        _invocation(node, generated, alias)
    for name, event, at in _events(node):
        maker = EVENTS.get(str(event.get("Type")))
        if maker is None:
            generated.open(f"what the event {name} of {node.name} makes is not expanded here", at)
        else:
            maker(node, name, event, at, generated)


def _events(node: Node) -> list[tuple[str, dict[str, object], Location]]:
    written = node.get("Events")
    if not isinstance(written, dict):
        return []
    found = entries(written, node.at_key("Events"))
    return [(name, event, at) for name, event, at in found if isinstance(event, dict)]


def uploaded(uri: object, at: Location) -> object:
    """Code as CloudFormation takes it: an object in S3, known by name only when it is there already."""
    if isinstance(uri, dict) and "Bucket" in uri:
        names = {"Bucket": "S3Bucket", "Key": "S3Key", "Version": "S3ObjectVersion"}
        return {names[key]: item for key, item in uri.items() if key in names}
    if isinstance(uri, str) and uri.startswith("s3://"):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return {"S3Bucket": bucket, "S3Key": key}
    reason = "the code is uploaded when the stack is packaged"
    folder = (Known(uri, at),) if isinstance(uri, str) else ()
    return {"S3Bucket": Unknown(reason, None, at), "S3Key": Unknown(reason, None, at, None, folder)}


def _code(node: Node, properties: dict[str, object]) -> None:
    if "InlineCode" in node.properties:
        put(properties, "Code", {"ZipFile": node.get("InlineCode")}, node.at_key("InlineCode"))
    elif "ImageUri" in node.properties:
        put(properties, "Code", {"ImageUri": node.get("ImageUri")}, node.at_key("ImageUri"))
    elif node.get("PackageType") == "Image":
        reason = "the image is built when the stack is packaged"
        put(properties, "Code", {"ImageUri": Unknown(reason, None, node.at)}, node.at_key("PackageType"))
    else:
        code = uploaded(node.get("CodeUri"), node.at_key("CodeUri"))
        put(properties, "Code", code, node.at_key("CodeUri"))


def _role(node: Node, generated: Generated) -> None:
    arns: list[object] = [managed("service-role/AWSLambdaBasicExecutionRole")]
    if node.get("Tracing") in ("Active", "PassThrough"):
        arns.append(managed("AWSXRayDaemonWriteAccess"))
    if node.get("VpcConfig") is not None:
        arns.append(managed("service-role/AWSLambdaVPCAccessExecutionRole"))
    for _, event, _ in _events(node):
        name = PULLED.get(str(event.get("Type")))
        if name and (arn := managed(f"service-role/{name}")) not in arns:
            arns.append(arn)
    inline: list[object] = []
    queue = node.get("DeadLetterQueue")
    if isinstance(queue, dict):
        action = _QUEUE_ACTIONS.get(str(queue.get("Type")))
        statement = {"Effect": "Allow", "Action": action or "", "Resource": queue.get("TargetArn")}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        inline.append({"PolicyName": "DeadLetterQueuePolicy", "PolicyDocument": document})
    execution_role(node, generated, "lambda.amazonaws.com", arns, inline)


def _alias(node: Node, generated: Generated) -> str | None:
    """The logical id of the alias that AutoPublishAlias makes."""
    name = node.get("AutoPublishAlias")
    if name is None:
        return None
    at = node.at_key("AutoPublishAlias")
    if not isinstance(name, str):
        generated.open(f"the name of the alias of {node.name} is not a text", at)
        return None
    version = f"{node.name}Version"
    generated.add(version, "AWS::Lambda::Version", {"FunctionName": {"Ref": node.name}}, node, at)
    made = generated.resources[version]
    if isinstance(made, dict):
        put(made, "DeletionPolicy", node.get("VersionDeletionPolicy") or "Retain", at)
    properties: dict[str, object] = {
        "FunctionName": {"Ref": node.name},
        "FunctionVersion": {"Fn::GetAtt": [version, "Version"]},
        "Name": name,
    }
    if "ProvisionedConcurrencyConfig" in node.properties:
        properties["ProvisionedConcurrencyConfig"] = node.get("ProvisionedConcurrencyConfig")
    logical_id = f"{node.name}Alias{''.join(letter for letter in name if letter.isalnum())}"
    generated.add(logical_id, "AWS::Lambda::Alias", properties, node, at)
    generated.aliases |= {f"{node.name}.Version": version, f"{node.name}.Alias": logical_id}
    if "DeploymentPreference" in node.properties:
        where = node.at_key("DeploymentPreference")
        generated.open(f"the CodeDeploy deployment group of {node.name} is not expanded here", where)
    return logical_id


def _url(node: Node, generated: Generated, alias: str | None) -> None:
    written = node.get("FunctionUrlConfig")
    if not isinstance(written, dict):
        return
    at = node.at_key("FunctionUrlConfig")
    target: object = {"Ref": alias} if alias else {"Ref": node.name}
    generated.add(f"{node.name}Url", "AWS::Lambda::Url", {**written, "TargetFunctionArn": target}, node, at)
    if written.get("AuthType") == "NONE":
        permission: dict[str, object] = {
            "Action": "lambda:InvokeFunctionUrl",
            "FunctionName": target,
            "FunctionUrlAuthType": "NONE",
            "Principal": "*",
        }
        generated.add(f"{node.name}UrlPublicPermissions", "AWS::Lambda::Permission", permission, node, at)


def _invocation(node: Node, generated: Generated, alias: str | None) -> None:
    at = node.at_key("EventInvokeConfig")
    written = node.get("EventInvokeConfig")
    properties: dict[str, object] = {
        "FunctionName": {"Ref": node.name},
        "Qualifier": {"Fn::GetAtt": [f"{node.name}Version", "Version"]} if alias else "$LATEST",
    }
    if isinstance(written, dict):
        for key in ("MaximumEventAgeInSeconds", "MaximumRetryAttempts"):
            if key in written:
                properties[key] = written[key]
        if "DestinationConfig" in written:
            reason = "SAM rewrites the destinations of a function"
            properties["DestinationConfig"] = Unknown(reason, None, at)
            generated.open(f"the destinations of {node.name} are not expanded here", at)
    generated.add(f"{node.name}EventInvokeConfig", "AWS::Lambda::EventInvokeConfig", properties, node, at)
