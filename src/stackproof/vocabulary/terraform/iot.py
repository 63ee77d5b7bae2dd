"""AWS IoT Core: things, certificates, policies, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import ListValue, MapValue
from stackproof.vocabulary.conversions import switch
from stackproof.vocabulary.derive import property_of
from stackproof.vocabulary.parts import structure

if TYPE_CHECKING:
    from stackproof.facts.properties import Shape
    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

_KINDS = (
    *("cloudwatch_alarm", "cloudwatch_logs", "cloudwatch_metric", "dynamodb", "dynamodbv2", "elasticsearch"),
    *("firehose", "http", "iot_analytics", "iot_events", "kafka", "kinesis", "lambda", "republish", "s3", "sns"),
    *("sqs", "step_functions", "timestream"),
)
_ACTIONS = "\n".join([f"  {kind} ! one of the actions" for kind in _KINDS])

TABLE = f"""
aws_iot_thing = AWS::IoT::Thing
  attributes = AttributePayload.Attributes
  thing_type_name - CloudFormation cannot say it

aws_iot_thing_group = AWS::IoT::ThingGroup
  properties = ThingGroupProperties
    description = ThingGroupDescription

aws_iot_thing_type = AWS::IoT::ThingType
  deprecated = DeprecateThingType
  properties = ThingTypeProperties
    description = ThingTypeDescription

aws_iot_billing_group = AWS::IoT::BillingGroup
  properties = BillingGroupProperties
    description = BillingGroupDescription

aws_iot_policy = AWS::IoT::Policy
  policy = PolicyDocument
  .name =

aws_iot_policy_attachment = AWS::IoT::PolicyPrincipalAttachment
  policy = PolicyName
  target = Principal

aws_iot_thing_principal_attachment = AWS::IoT::ThingPrincipalAttachment
  thing = ThingName

aws_iot_certificate = AWS::IoT::Certificate
  active = Status | ACTIVE or INACTIVE
  csr = CertificateSigningRequest
  ca_pem = CACertificatePem

aws_iot_ca_certificate = AWS::IoT::CACertificate
  active = Status | ACTIVE or INACTIVE
  allow_auto_registration = AutoRegistrationStatus | ENABLE or DISABLE

aws_iot_domain_configuration = AWS::IoT::DomainConfiguration
  status = DomainConfigurationStatus

aws_iot_provisioning_template = AWS::IoT::ProvisioningTemplate
  type = TemplateType
  .arn = TemplateArn

aws_iot_role_alias = AWS::IoT::RoleAlias
  alias = RoleAlias
  credential_duration = CredentialDurationSeconds
  .alias =

aws_iot_topic_rule = AWS::IoT::TopicRule
  description = TopicRulePayload.Description
  enabled = TopicRulePayload.RuleDisabled | not
  sql = TopicRulePayload.Sql
  sql_version = TopicRulePayload.AwsIotSqlVersion
  error_action ! the one action that it holds
{_ACTIONS}

aws_iot_topic_rule_destination = AWS::IoT::TopicRuleDestination
  enabled = Status | ENABLED or DISABLED
  vpc_configuration = VpcProperties

aws_iot_event_configurations ! a setting of the account
aws_iot_indexing_configuration ! a setting of the account
aws_iot_logging_options ! a setting of the account
aws_iot_thing_group_membership ! a thing that is put into a group later
"""

_NAMES = {"http": {"http_header": "Headers"}, "dynamodb": {"operation": ""}}
"""CloudFormation has no operation of an action on a table."""


def _action(kind: str, block: MapValue, shapes: Shape) -> MapValue:
    assert isinstance(shapes, dict)
    name = property_of(kind, shapes)
    inside = structure(block, shapes[name], _NAMES.get(kind, {}))
    return MapValue({name: inside}, block.at, block.assumed)


def _rule(item: Item) -> None:
    payload = item.shapes["TopicRulePayload"]
    assert isinstance(payload, dict)
    actions: list[Value] = []
    complete = True
    for kind in _KINDS:
        blocks, whole = item.blocks(kind)
        complete = complete and whole
        actions += [_action(kind, block, payload["ErrorAction"]) for block in blocks]
    if actions or not complete:
        item.set("TopicRulePayload.Actions", ListValue(tuple(actions), item.at, complete=complete))
    outer, whole = item.blocks("error_action")
    for kind in _KINDS if outer else ():
        blocks, known = item.blocks("error_action", kind)
        whole = whole and known
        for block in blocks:
            item.set("TopicRulePayload.ErrorAction", _action(kind, block, payload["ErrorAction"]))
    if not whole and not item.has("TopicRulePayload.ErrorAction"):
        at = item.argument("error_action").at
        item.set("TopicRulePayload.ErrorAction", MapValue({}, at, complete=False))


ADJUST = {"aws_iot_topic_rule": _rule}
CONVERSIONS = {
    "ACTIVE or INACTIVE": switch("ACTIVE", "INACTIVE"),
    "ENABLE or DISABLE": switch("ENABLE", "DISABLE"),
}
