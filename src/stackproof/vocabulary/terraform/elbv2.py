"""Application, network and gateway load balancers: what Terraform writes as arguments are pairs of key and value in
CloudFormation.

Keys: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html and those of
listeners and target groups, read 2026-11-27. `aws_alb` is another name of `aws_lb`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.values import Absent, Known, ListValue, MapValue
from stackproof.vocabulary.conversions import switch
from stackproof.vocabulary.parts import blocks_as, item_as
from stackproof.vocabulary.shaping import shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

_ACTION = """
    authenticate_cognito = AuthenticateCognitoConfig
    authenticate_oidc = AuthenticateOidcConfig
    fixed_response = FixedResponseConfig
    forward = ForwardConfig
      stickiness = TargetGroupStickinessConfig
        duration = DurationSeconds
      target_group = TargetGroups
        arn = TargetGroupArn
    jwt_validation = JwtValidationConfig
    redirect = RedirectConfig
"""

_BALANCER = {
    "enable_deletion_protection": "deletion_protection.enabled",
    "enable_cross_zone_load_balancing": "load_balancing.cross_zone.enabled",
    "access_logs.enabled": "access_logs.s3.enabled",
    "access_logs.bucket": "access_logs.s3.bucket",
    "access_logs.prefix": "access_logs.s3.prefix",
    "dns_record_client_routing_policy": "dns_record.client_routing_policy",
    "enable_zonal_shift": "zonal_shift.config.enabled",
    "secondary_ips_auto_assigned_per_subnet": "secondary_ips.auto_assigned.per_subnet",
}
_APPLICATION = {
    "client_keep_alive": "client_keep_alive.seconds",
    "connection_logs.enabled": "connection_logs.s3.enabled",
    "connection_logs.bucket": "connection_logs.s3.bucket",
    "connection_logs.prefix": "connection_logs.s3.prefix",
    "health_check_logs.enabled": "health_check_logs.s3.enabled",
    "health_check_logs.bucket": "health_check_logs.s3.bucket",
    "health_check_logs.prefix": "health_check_logs.s3.prefix",
    "desync_mitigation_mode": "routing.http.desync_mitigation_mode",
    "drop_invalid_header_fields": "routing.http.drop_invalid_header_fields.enabled",
    "enable_http2": "routing.http2.enabled",
    "enable_tls_version_and_cipher_suite_headers": "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
    "enable_waf_fail_open": "waf.fail_open.enabled",
    "enable_xff_client_port": "routing.http.xff_client_port.enabled",
    "idle_timeout": "idle_timeout.timeout_seconds",
    "preserve_host_header": "routing.http.preserve_host_header.enabled",
    "xff_header_processing_mode": "routing.http.xff_header_processing.mode",
}
"""Of application load balancers alone: the provider sends none of them for the others."""
_REQUEST = (
    "x_amzn_mtls_clientcert",
    "x_amzn_mtls_clientcert_issuer",
    "x_amzn_mtls_clientcert_leaf",
    "x_amzn_mtls_clientcert_serial_number",
    "x_amzn_mtls_clientcert_subject",
    "x_amzn_mtls_clientcert_validity",
    "x_amzn_tls_cipher_suite",
    "x_amzn_tls_version",
)
_RESPONSE = (
    "access_control_allow_credentials",
    "access_control_allow_headers",
    "access_control_allow_methods",
    "access_control_allow_origin",
    "access_control_expose_headers",
    "access_control_max_age",
    "content_security_policy",
    "strict_transport_security",
    "x_content_type_options",
    "x_frame_options",
)
_LISTENER = {
    "tcp_idle_timeout_seconds": "tcp.idle_timeout.seconds",
    "routing_http_response_server_enabled": "routing.http.response.server.enabled",
    **{f"routing_http_request_{name}_header_name": f"routing.http.request.{name}.header_name" for name in _REQUEST},
    **{
        f"routing_http_response_{name}_header_value": f"routing.http.response.{name}.header_value" for name in _RESPONSE
    },
}
_GROUP = {
    "deregistration_delay": "deregistration_delay.timeout_seconds",
    "connection_termination": "deregistration_delay.connection_termination.enabled",
    "slow_start": "slow_start.duration_seconds",
    "lambda_multi_value_headers_enabled": "lambda.multi_value_headers.enabled",
    "load_balancing_algorithm_type": "load_balancing.algorithm.type",
    "load_balancing_anomaly_mitigation": "load_balancing.algorithm.anomaly_mitigation",
    "load_balancing_cross_zone_enabled": "load_balancing.cross_zone.enabled",
    "preserve_client_ip": "preserve_client_ip.enabled",
    "proxy_protocol_v2": "proxy_protocol_v2.enabled",
    "stickiness.enabled": "stickiness.enabled",
    "stickiness.type": "stickiness.type",
    "stickiness.cookie_name": "stickiness.app_cookie.cookie_name",
    "target_failover.on_deregistration": "target_failover.on_deregistration",
    "target_failover.on_unhealthy": "target_failover.on_unhealthy",
    **{
        f"target_group_health.{place}.minimum_healthy_targets_{unit}": (
            f"target_group_health.{place}.minimum_healthy_targets.{unit}"
        )
        for place in ("dns_failover", "unhealthy_state_routing")
        for unit in ("count", "percentage")
    },
    "target_health_state.enable_unhealthy_connection_termination": (
        "target_health_state.unhealthy.connection_termination.enabled"
    ),
    "target_health_state.unhealthy_draining_interval": "target_health_state.unhealthy.draining_interval_seconds",
}


def _seen_to(names: Mapping[str, str]) -> str:
    first = dict.fromkeys(name.split(".")[0] for name in names)
    return "\n".join(f"  {name} ! an attribute, a pair of key and value" for name in first)


TABLE = f"""
aws_lb = AWS::ElasticLoadBalancingV2::LoadBalancer
  internal = Scheme | scheme
  load_balancer_type = Type
  customer_owned_ipv4_pool - addresses of an Outpost
  ipam_pools = .
{_seen_to({**_BALANCER, **_APPLICATION})}
  .arn_suffix = LoadBalancerFullName
  .name = LoadBalancerName
  .zone_id = CanonicalHostedZoneID

aws_lb_listener = AWS::ElasticLoadBalancingV2::Listener
  alpn_policy = AlpnPolicy | list
  certificate_arn = Certificates | certificates
{_seen_to(_LISTENER)}
  default_action = DefaultActions
{_ACTION}

aws_lb_listener_certificate = AWS::ElasticLoadBalancingV2::ListenerCertificate
  certificate_arn = Certificates | certificates

aws_lb_listener_rule = AWS::ElasticLoadBalancingV2::ListenerRule
  action = Actions
{_ACTION}
  condition = Conditions
    host_header = HostHeaderConfig
    http_header = HttpHeaderConfig
    http_request_method = HttpRequestMethodConfig
    path_pattern = PathPatternConfig
    query_string = QueryStringConfig.Values
    source_ip = SourceIpConfig

aws_lb_target_group = AWS::ElasticLoadBalancingV2::TargetGroup
  health_check = .
    enabled = HealthCheckEnabled
    healthy_threshold = HealthyThresholdCount
    interval = HealthCheckIntervalSeconds
    matcher ! codes of gRPC or of HTTP
    path = HealthCheckPath
    port = HealthCheckPort
    protocol = HealthCheckProtocol
    timeout = HealthCheckTimeoutSeconds
    unhealthy_threshold = UnhealthyThresholdCount
{_seen_to(_GROUP)}
  .arn_suffix = TargetGroupFullName
  .name = TargetGroupName

aws_lb_target_group_attachment > aws_lb_target_group by target_group_arn at Targets[]
  target_id = Id

aws_lb_trust_store = AWS::ElasticLoadBalancingV2::TrustStore

aws_lb_trust_store_revocation = AWS::ElasticLoadBalancingV2::TrustStoreRevocation
  revocations_s3_bucket = RevocationContents.S3Bucket
  revocations_s3_key = RevocationContents.S3Key
  revocations_s3_object_version = RevocationContents.S3ObjectVersion
"""


def _attributes(item: Item, names: Mapping[str, str]) -> list[Value]:
    """A pair of key and value for each argument that is set."""
    return [
        _pair(key, value)
        for path, key in names.items()
        if not isinstance(value := item.argument(*path.split(".")), Absent)
    ]


def _pair(key: str, value: Value) -> Value:
    return MapValue(
        {"Key": Known(key, value.at), "Value": shaped(value, "s", lambda one: one)}, value.at, value.assumed
    )


def _set(item: Item, name: str, pairs: list[Value]) -> None:
    if pairs:
        item.set(name, ListValue(tuple(pairs), pairs[0].at))


def _balancer(item: Item) -> None:
    kind = string(item.argument("load_balancer_type"))
    names = _BALANCER if kind in ("network", "gateway") else {**_BALANCER, **_APPLICATION}
    _set(item, "LoadBalancerAttributes", _attributes(item, names))


def _listener(item: Item) -> None:
    _set(item, "ListenerAttributes", _attributes(item, _LISTENER))


_FIELDS = {
    "HostHeaderConfig": "host-header",
    "HttpHeaderConfig": "http-header",
    "HttpRequestMethodConfig": "http-request-method",
    "PathPatternConfig": "path-pattern",
    "QueryStringConfig": "query-string",
    "SourceIpConfig": "source-ip",
}


def _rule(item: Item) -> None:
    """Each condition of CloudFormation's says which kind it is."""

    def condition(block: MapValue) -> list[Value]:
        fields = [Known(field, block.at) for name, field in _FIELDS.items() if name in block.entries]
        entries = {**({"Field": fields[0]} if len(fields) == 1 else {}), **block.entries}
        return [MapValue(entries, block.at, block.assumed, complete=block.complete)]

    item.set("Conditions", blocks_as(item.properties.pop("Conditions", Absent()), condition))


def _target_group(item: Item) -> None:
    grpc = string(item.argument("protocol_version")) == "GRPC"
    item.set("Matcher.GrpcCode" if grpc else "Matcher.HttpCode", item.argument("health_check", "matcher"))
    pairs = _attributes(item, _GROUP)
    blocks, _ = item.blocks("stickiness")
    if blocks and isinstance(item.argument("stickiness", "enabled"), Absent):
        # A block that is there switches it on.
        pairs.append(_pair("stickiness.enabled", Known(True, blocks[0].at)))
    duration = item.argument("stickiness", "cookie_duration")
    if not isinstance(duration, Absent):
        kind = "app_cookie" if string(item.argument("stickiness", "type")) == "app_cookie" else "lb_cookie"
        pairs.append(_pair(f"stickiness.{kind}.duration_seconds", duration))
    _set(item, "TargetGroupAttributes", pairs)


ADJUST = {
    "aws_lb": _balancer,
    "aws_lb_listener": _listener,
    "aws_lb_listener_rule": _rule,
    "aws_lb_target_group": _target_group,
}
CONVERSIONS = {"scheme": switch("internal", "internet-facing"), "certificates": item_as("CertificateArn")}
