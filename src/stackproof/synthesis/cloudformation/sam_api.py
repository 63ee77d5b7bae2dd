"""AWS::Serverless::Api and HttpApi, and the APIs that SAM makes when a function's event names none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Unknown
from stackproof.synthesis.cloudformation.sam_model import Node, copied, put, tag_list

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.sam_model import Generated

_STAGE_KEYS = (
    "AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "CanarySetting", "MethodSettings", "TracingEnabled",
    "Variables",
)  # fmt: skip
_OWN_KEYS = frozenset(
    (
        *_STAGE_KEYS, "AlwaysDeploy", "Auth", "Cors", "DefinitionBody", "DefinitionUri", "Domain",
        "EndpointConfiguration", "GatewayResponses", "MergeDefinitions", "Models", "OpenApiVersion", "PropagateTags",
        "StageName", "Tags",
    )
)  # fmt: skip
_HTTP_OWN_KEYS = frozenset(
    (
        "AccessLogSettings", "Auth", "CorsConfiguration", "DefaultRouteSettings", "DefinitionBody", "DefinitionUri",
        "Domain", "FailOnWarnings", "PropagateTags", "RouteSettings", "StageName", "StageVariables", "Tags",
    )
)  # fmt: skip


def api(node: Node, generated: Generated) -> None:
    """Adds the REST API, its deployment and its stage."""
    properties = copied(node, _OWN_KEYS)
    reason = "SAM completes the definition of the API"
    put(properties, "Body", Unknown(reason, None, node.at_key("DefinitionBody")), node.at_key("DefinitionBody"))
    endpoint = node.get("EndpointConfiguration")
    if isinstance(endpoint, dict):
        kind = endpoint.get("Type")
        made: dict[str, object] = {} if kind is None else {"Types": [kind]}
        if "VPCEndpointIds" in endpoint:
            made["VpcEndpointIds"] = endpoint["VPCEndpointIds"]
        put(properties, "EndpointConfiguration", made, node.at_key("EndpointConfiguration"))
    tags = tag_list(node.get("Tags") or {}, node.at_key("Tags"))
    if "Tags" in node.properties:
        put(properties, "Tags", tags, node.at_key("Tags"))
    generated.add(node.name, "AWS::ApiGateway::RestApi", properties, node)
    deployment = f"{node.name}Deployment"
    generated.add(deployment, "AWS::ApiGateway::Deployment", {"RestApiId": {"Ref": node.name}}, node)
    stage = node.get("StageName")
    stage_id = f"{node.name}{stage}Stage" if isinstance(stage, str) else f"{node.name}Stage"
    stage_properties: dict[str, object] = {
        "RestApiId": {"Ref": node.name},
        "DeploymentId": {"Ref": deployment},
        "StageName": stage,
        **{key: node.get(key) for key in _STAGE_KEYS if key in node.properties},
    }
    if "Tags" in node.properties:
        stage_properties["Tags"] = tags
    generated.aliases |= {f"{node.name}.Stage": stage_id, f"{node.name}.Deployment": deployment}
    generated.add(stage_id, "AWS::ApiGateway::Stage", stage_properties, node, node.at_key("StageName"))
    _rest(node, generated)


def http_api(node: Node, generated: Generated) -> None:
    """Adds the HTTP API and its stage."""
    properties = copied(node, _HTTP_OWN_KEYS)
    reason = "SAM completes the definition of the API"
    put(properties, "Body", Unknown(reason, None, node.at_key("DefinitionBody")), node.at_key("DefinitionBody"))
    generated.add(node.name, "AWS::ApiGatewayV2::Api", properties, node)
    stage = node.get("StageName")
    default = stage is None or stage == "$default"
    stage_id = f"{node.name}ApiGatewayDefaultStage" if default else f"{node.name}{stage}Stage"
    if not default and not isinstance(stage, str):
        stage_id = f"{node.name}Stage"
    stage_properties: dict[str, object] = {
        "ApiId": {"Ref": node.name},
        "StageName": "$default" if default else stage,
        "AutoDeploy": True,
    }
    for key in ("AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"):
        if key in node.properties:
            stage_properties[key] = node.get(key)
    if isinstance(node.get("Tags"), dict):
        stage_properties["Tags"] = node.get("Tags")
    generated.aliases[f"{node.name}.Stage"] = stage_id
    generated.add(stage_id, "AWS::ApiGatewayV2::Stage", stage_properties, node, node.at_key("StageName"))
    _rest(node, generated)


def _rest(node: Node, generated: Generated) -> None:
    auth = node.get("Auth")
    for key, makes in (
        ("Auth", isinstance(auth, dict) and ("UsagePlan" in auth or "Authorizers" in auth)),
        ("Domain", "Domain" in node.properties),
    ):
        if makes:
            generated.open(f"what {key} of the API {node.name} makes is not expanded here", node.at_key(key))


def implicit_apis(generated: Generated) -> None:
    """Adds the APIs that functions use without naming one, one of a kind in a stack."""
    for name, at in generated.implicit.items():
        node = _bare(name, at)
        if name == "ServerlessRestApi":
            node.properties["StageName"] = "Prod"
            api(node, generated)
        else:
            http_api(node, generated)


def _bare(name: str, at: Location) -> Node:
    return Node(name, {}, {}, at)
