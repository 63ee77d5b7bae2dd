"""Classic load balancers.

What the provider does: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb, read
2026-11-27: it spreads over all zones unless it is told not to, and logs of access are on where the block is written.
The name that it gives to a policy of the proxy protocol stands in its source,
https://github.com/hashicorp/terraform-provider-aws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known
from stackproof.vocabulary.conversions import switch
from stackproof.vocabulary.parts import sole

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_elb = AWS::ElasticLoadBalancing::LoadBalancer
  access_logs = AccessLoggingPolicy
    bucket = S3BucketName
    bucket_prefix = S3BucketPrefix
    interval = EmitInterval
  connection_draining = ConnectionDrainingPolicy.Enabled
  connection_draining_timeout = ConnectionDrainingPolicy.Timeout
  cross_zone_load_balancing = CrossZone
  desync_mitigation_mode - CloudFormation has it not
  idle_timeout = ConnectionSettings.IdleTimeout
  internal = Scheme | scheme
  listener = Listeners
    lb_port = LoadBalancerPort
    lb_protocol = Protocol
  source_security_group - a group of a network that is no longer to be had
  .zone_id = CanonicalHostedZoneNameID
  .source_security_group = SourceSecurityGroup.GroupName

aws_elb_attachment > aws_elb by elb at Instances[]
  instance ! one item of the list

aws_lb_cookie_stickiness_policy > aws_elb by load_balancer at LBCookieStickinessPolicy[]
  name = PolicyName
  lb_port - the listener names the policy

aws_app_cookie_stickiness_policy > aws_elb by load_balancer at AppCookieStickinessPolicy[]
  name = PolicyName
  lb_port - the listener names the policy

aws_load_balancer_policy > aws_elb by load_balancer_name at Policies[]
  policy_attribute = Attributes
  policy_type_name = PolicyType

aws_lb_ssl_negotiation_policy > aws_elb by load_balancer at Policies[]
  name = PolicyName
  lb_port = LoadBalancerPorts | list
  triggers - when the provider replaces it

aws_proxy_protocol_policy > aws_elb by load_balancer at Policies[]

aws_load_balancer_listener_policy ! the listener of the balancer names its policies
aws_load_balancer_backend_server_policy ! the policy names the ports of the instances
"""


def _balancer(item: Item) -> None:
    if not item.has("CrossZone"):
        item.set("CrossZone", Known(True, item.at))
    blocks, _ = item.blocks("access_logs")
    if blocks and isinstance(item.argument("access_logs", "enabled"), Absent):
        item.set("AccessLoggingPolicy.Enabled", Known(True, blocks[0].at))


def _negotiation(item: Item) -> None:
    item.properties["PolicyType"] = Known("SSLNegotiationPolicyType", item.at)


def _proxy_protocol(item: Item) -> None:
    item.properties["PolicyName"] = Known("TFEnableProxyProtocol", item.at)
    item.properties["PolicyType"] = Known("ProxyProtocolPolicyType", item.at)


ADJUST = {
    "aws_elb": _balancer,
    "aws_elb_attachment": sole("instance"),
    "aws_lb_ssl_negotiation_policy": _negotiation,
    "aws_proxy_protocol_policy": _proxy_protocol,
}
CONVERSIONS = {"scheme": switch("internal", "internet-facing")}
