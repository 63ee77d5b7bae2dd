"""Amazon CloudFront.

What the provider does: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_function,
read 2026-11-27: it publishes a function unless it is told not to. The id of a function is its name there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import kept_if, provider_default
from stackproof.vocabulary.parts import blocks_as, items_as

if TYPE_CHECKING:
    from stackproof.graph.values import MapValue, Value
    from stackproof.vocabulary.item import Item

_BEHAVIOUR = """
    lambda_function_association = LambdaFunctionAssociations
      lambda_arn = LambdaFunctionARN
"""
TABLE = f"""
aws_cloudfront_distribution = AWS::CloudFront::Distribution
  aliases = DistributionConfig.Aliases
  anycast_ip_list_id = DistributionConfig.AnycastIpListId
  cache_tag_config = DistributionConfig.CacheTagConfig
  comment = DistributionConfig.Comment
  connection_function_association = DistributionConfig.ConnectionFunctionAssociation
  continuous_deployment_policy_id = DistributionConfig.ContinuousDeploymentPolicyId
  custom_error_response = DistributionConfig.CustomErrorResponses
  default_cache_behavior = DistributionConfig.DefaultCacheBehavior
{_BEHAVIOUR}
  default_root_object = DistributionConfig.DefaultRootObject
  enabled = DistributionConfig.Enabled
  http_version = DistributionConfig.HttpVersion
  is_ipv6_enabled = DistributionConfig.IPV6Enabled
  logging_config = DistributionConfig.Logging
  ordered_cache_behavior = DistributionConfig.CacheBehaviors
{_BEHAVIOUR}
  origin = DistributionConfig.Origins
    custom_header = OriginCustomHeaders
      name = HeaderName
      value = HeaderValue
    origin_id = Id
  origin_group = DistributionConfig.OriginGroups.Items
    failover_criteria = FailoverCriteria
      status_codes = StatusCodes.Items
    member = Members.Items
    origin_id = Id
  price_class = DistributionConfig.PriceClass
  restrictions = DistributionConfig.Restrictions
  retain_on_delete ! the lifecycle of the resource
  staging = DistributionConfig.Staging
  viewer_certificate = DistributionConfig.ViewerCertificate
  viewer_mtls_config = DistributionConfig.ViewerMtlsConfig
  wait_for_deployment - what the provider waits for
  web_acl_id = DistributionConfig.WebACLId

aws_cloudfront_origin_access_control = AWS::CloudFront::OriginAccessControl
  description = OriginAccessControlConfig.Description
  name = OriginAccessControlConfig.Name
  origin_access_control_origin_type = OriginAccessControlConfig.OriginAccessControlOriginType
  signing_behavior = OriginAccessControlConfig.SigningBehavior
  signing_protocol = OriginAccessControlConfig.SigningProtocol

aws_cloudfront_origin_access_identity = AWS::CloudFront::CloudFrontOriginAccessIdentity
  comment = CloudFrontOriginAccessIdentityConfig.Comment

aws_cloudfront_cache_policy = AWS::CloudFront::CachePolicy
  comment = CachePolicyConfig.Comment
  default_ttl = CachePolicyConfig.DefaultTTL
  max_ttl = CachePolicyConfig.MaxTTL
  min_ttl = CachePolicyConfig.MinTTL
  name = CachePolicyConfig.Name
  parameters_in_cache_key_and_forwarded_to_origin = CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin
    cookies_config = CookiesConfig
      cookies = .
        items = Cookies
    headers_config = HeadersConfig
      headers = .
        items = Headers
    query_strings_config = QueryStringsConfig
      query_strings = .
        items = QueryStrings

aws_cloudfront_origin_request_policy = AWS::CloudFront::OriginRequestPolicy
  comment = OriginRequestPolicyConfig.Comment
  name = OriginRequestPolicyConfig.Name
  cookies_config = OriginRequestPolicyConfig.CookiesConfig
    cookies = .
      items = Cookies
  headers_config = OriginRequestPolicyConfig.HeadersConfig
    headers = .
      items = Headers
  query_strings_config = OriginRequestPolicyConfig.QueryStringsConfig
    query_strings = .
      items = QueryStrings

aws_cloudfront_response_headers_policy = AWS::CloudFront::ResponseHeadersPolicy
  comment = ResponseHeadersPolicyConfig.Comment
  cors_config = ResponseHeadersPolicyConfig.CorsConfig
  custom_headers_config = ResponseHeadersPolicyConfig.CustomHeadersConfig
  name = ResponseHeadersPolicyConfig.Name
  remove_headers_config = ResponseHeadersPolicyConfig.RemoveHeadersConfig
  security_headers_config = ResponseHeadersPolicyConfig.SecurityHeadersConfig
  server_timing_headers_config = ResponseHeadersPolicyConfig.ServerTimingHeadersConfig

aws_cloudfront_function = AWS::CloudFront::Function
  code = FunctionCode
  comment = FunctionConfig.Comment
  key_value_store_associations = FunctionConfig.KeyValueStoreAssociations | stores
  publish = AutoPublish
  runtime = FunctionConfig.Runtime
  .arn = FunctionARN
  .id = Name

aws_cloudfront_key_group = AWS::CloudFront::KeyGroup
  comment = KeyGroupConfig.Comment
  items = KeyGroupConfig.Items
  name = KeyGroupConfig.Name

aws_cloudfront_public_key = AWS::CloudFront::PublicKey
  comment = PublicKeyConfig.Comment
  encoded_key = PublicKeyConfig.EncodedKey
  name = PublicKeyConfig.Name
  name_prefix = PublicKeyConfig.Name | prefix

aws_cloudfront_realtime_log_config = AWS::CloudFront::RealtimeLogConfig

aws_cloudfront_monitoring_subscription = AWS::CloudFront::MonitoringSubscription

aws_cloudfront_key_value_store = AWS::CloudFront::KeyValueStore

aws_cloudfrontkeyvaluestore_key ! a key of a store, which CloudFormation fills from a file
aws_cloudfrontkeyvaluestore_keys_exclusive ! keys of a store, which CloudFormation fills from a file

aws_cloudfront_continuous_deployment_policy = AWS::CloudFront::ContinuousDeploymentPolicy
  enabled = ContinuousDeploymentPolicyConfig.Enabled
  staging_distribution_dns_names = .
    items = ContinuousDeploymentPolicyConfig.StagingDistributionDnsNames
    quantity - the number of the names
  traffic_config = ContinuousDeploymentPolicyConfig.TrafficConfig

aws_cloudfront_vpc_origin = AWS::CloudFront::VpcOrigin
  vpc_origin_endpoint_config = VpcOriginEndpointConfig
    origin_ssl_protocols = .
      items = OriginSSLProtocols
      quantity - the number of the protocols

aws_cloudfront_distribution_tenant = AWS::CloudFront::DistributionTenant
  domain ! names of the tenant
  wait_for_deployment - what the provider waits for

aws_cloudfront_connection_group = AWS::CloudFront::ConnectionGroup
  wait_for_deployment - what the provider waits for

aws_cloudfront_connection_function = AWS::CloudFront::ConnectionFunction
  publish = AutoPublish

aws_cloudfront_field_level_encryption_config ! CloudFormation has it not
aws_cloudfront_field_level_encryption_profile ! CloudFormation has it not
aws_cloudfront_multitenant_distribution ! a distribution of another kind, with settings of many tenants
"""


def _distribution(item: Item) -> None:
    kept_if(item, "retain_on_delete")


def _function(item: Item) -> None:
    provider_default(item, "publish", "AutoPublish", data=True)


def _tenant(item: Item) -> None:
    def name(block: MapValue) -> list[Value]:
        return [value for value in (block.entries.get("domain"),) if value is not None]

    item.set("Domains", blocks_as(item.argument("domain"), name))


ADJUST = {
    "aws_cloudfront_distribution": _distribution,
    "aws_cloudfront_distribution_tenant": _tenant,
    "aws_cloudfront_function": _function,
}
CONVERSIONS = {"stores": items_as("KeyValueStoreARN")}
