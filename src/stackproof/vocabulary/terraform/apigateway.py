"""Amazon API Gateway: REST APIs, and HTTP and WebSocket APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known, ListValue, MapValue, Value
from stackproof.vocabulary.adjusting import by_name
from stackproof.vocabulary.conversions import pairs
from stackproof.vocabulary.parts import keyed

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_api_gateway_rest_api = AWS::ApiGateway::RestApi
  api_key_source = ApiKeySourceType
  put_rest_api_mode - how the provider imports a definition
  .root_resource_id = RootResourceId
  .id =

aws_api_gateway_rest_api_policy > aws_api_gateway_rest_api by rest_api_id
aws_api_gateway_rest_api_put > aws_api_gateway_rest_api by rest_api_id
  fail_on_warnings = FailOnWarnings
  triggers - when the provider does it again

aws_api_gateway_method = AWS::ApiGateway::Method
  authorization = AuthorizationType

aws_api_gateway_integration > aws_api_gateway_method by http_method and resource_id and rest_api_id at Integration
  credentials = Credentials
  integration_http_method = IntegrationHttpMethod
  timeout_milliseconds = TimeoutInMillis
  integration_target = IntegrationTarget
  response_transfer_mode = ResponseTransferMode
  tls_config - how the backend's certificate is checked

aws_api_gateway_method_response > aws_api_gateway_method by http_method and resource_id and rest_api_id \\
    at MethodResponses[]
aws_api_gateway_integration_response > aws_api_gateway_method by http_method and resource_id and rest_api_id \\
    at Integration.IntegrationResponses[]

aws_api_gateway_method_settings > aws_api_gateway_stage by stage_name and rest_api_id at MethodSettings[]
  method_path ! the path and the method that the settings are for
  settings = .
    caching_enabled = CachingEnabled
    require_authorization_for_cache_control - whether a client may pass the cache by
    unauthorized_cache_control_header_strategy - what a client is answered that passes the cache by

aws_api_gateway_deployment = AWS::ApiGateway::Deployment
  triggers - when the provider deploys again
  variables = StageDescription.Variables
  .id = DeploymentId

aws_api_gateway_stage = AWS::ApiGateway::Stage
  xray_tracing_enabled = TracingEnabled
  access_log_settings = AccessLogSetting
  canary_settings = CanarySetting
  .id =
  .stage_name =

aws_api_gateway_account = AWS::ApiGateway::Account
  reset_on_delete - what the provider does at deletion
aws_api_gateway_base_path_mapping = AWS::ApiGateway::BasePathMapping
  api_id = RestApiId
  domain_name_id - it tells private domains of one name apart
  stage_name = Stage
aws_api_gateway_documentation_version = AWS::ApiGateway::DocumentationVersion
  version = DocumentationVersion
aws_api_gateway_domain_name = AWS::ApiGateway::DomainName
  certificate_body - a certificate that the provider uploads
  certificate_chain - a certificate that the provider uploads
  certificate_name - a certificate that the provider uploads
  certificate_private_key - a certificate that the provider uploads
  regional_certificate_name - a certificate that the provider uploads
  policy - the policy of a private domain
aws_api_gateway_usage_plan = AWS::ApiGateway::UsagePlan
  name = UsagePlanName
  product_code - the product in AWS Marketplace
  api_stages = ApiStages
    throttle ! limits of single methods
  quota_settings = Quota
  throttle_settings = Throttle

aws_apigatewayv2_api = AWS::ApiGatewayV2::Api
  .id =
aws_apigatewayv2_authorizer = AWS::ApiGatewayV2::Authorizer
  identity_sources = IdentitySource
aws_apigatewayv2_deployment = AWS::ApiGatewayV2::Deployment
  triggers - when the provider deploys again
  .id = DeploymentId
aws_apigatewayv2_integration = AWS::ApiGatewayV2::Integration
  timeout_milliseconds = TimeoutInMillis
  response_parameters ! mappings by status code
  .id =
aws_apigatewayv2_route = AWS::ApiGatewayV2::Route
  request_parameter ! parameters by their key
aws_apigatewayv2_routing_rule = AWS::ApiGatewayV2::RoutingRule
  domain_name = DomainNameArn
aws_apigatewayv2_stage = AWS::ApiGatewayV2::Stage
  route_settings ! settings by the key of the route
  .id =
  .name =
"""


def _method_settings(item: Item) -> None:
    """`orders/GET` is the path /orders and the method GET; `*/*` is every method."""
    path = item.argument("method_path")
    if isinstance(path, Known) and isinstance(path.data, str):
        resource, _, method = path.data.rpartition("/")
        item.set("HttpMethod", Known(method, path.at, path.assumed))
        # The path is written as a JSON pointer.
        shown = "/*" if resource in ("", "*") else "/" + resource.strip("/").replace("/", "~1")
        item.set("ResourcePath", Known(shown, path.at, path.assumed))
    elif not isinstance(path, Absent):
        item.complete = False


_ROUTE = {
    "DataTraceEnabled": "b",
    "DetailedMetricsEnabled": "b",
    "LoggingLevel": "s",
    "ThrottlingBurstLimit": "n",
    "ThrottlingRateLimit": "n",
}


def _stage(item: Item) -> None:
    item.set("RouteSettings", keyed(item.argument("route_settings"), _ROUTE, key="route_key"))


def _route(item: Item) -> None:
    parameters = keyed(item.argument("request_parameter"), {"Required": "b"}, key="request_parameter_key")
    item.set("RequestParameters", parameters)


def _integration(item: Item) -> None:
    by_status = by_name("mappings", "status_code")(item.argument("response_parameters"))
    if isinstance(by_status, MapValue):
        entries: dict[str, Value] = {
            status: MapValue({"ResponseParameters": _PARAMETERS(mappings)}, mappings.at)
            for status, mappings in by_status.entries.items()
        }
        by_status = MapValue(entries, by_status.at, by_status.assumed, complete=by_status.complete)
    item.set("ResponseParameters", by_status)


_PARAMETERS = pairs("Destination", "Source")


def _usage_plan(item: Item) -> None:
    stages = item.properties.get("ApiStages")
    blocks, _ = item.blocks("api_stages")
    if not isinstance(stages, ListValue) or len(stages.items) != len(blocks):
        return
    made: list[Value] = []
    for stage, block in zip(stages.items, blocks, strict=True):
        limits = keyed(block.entries.get("throttle", Absent(block.at)), _LIMITS, key="path")
        if isinstance(stage, MapValue) and not isinstance(limits, Absent):
            entries = {**stage.entries, "Throttle": limits}
            made.append(MapValue(entries, stage.at, stage.assumed, complete=stage.complete))
        else:
            made.append(stage)
    item.properties["ApiStages"] = ListValue(tuple(made), stages.at, stages.assumed, complete=stages.complete)


_LIMITS = {"BurstLimit": "n", "RateLimit": "n"}

ADJUST = {
    "aws_api_gateway_method_settings": _method_settings,
    "aws_api_gateway_usage_plan": _usage_plan,
    "aws_apigatewayv2_integration": _integration,
    "aws_apigatewayv2_route": _route,
    "aws_apigatewayv2_stage": _stage,
}
