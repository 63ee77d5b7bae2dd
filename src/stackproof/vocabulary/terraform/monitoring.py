"""What watches over applications and their cost: AWS Budgets, CloudWatch Synthetics, AWS X-Ray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known, ListValue, MapValue, Unknown
from stackproof.vocabulary.adjusting import by_name
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.parts import blocks_as, each, is_set, sole, structure

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_budgets_budget = AWS::Budgets::Budget
  account_id - the account that it is deployed to
  name = Budget.BudgetName
  name_prefix = Budget.BudgetName | prefix
  billing_view_arn = Budget.BillingViewArn
  budget_type = Budget.BudgetType
  limit_amount = Budget.BudgetLimit.Amount
  limit_unit = Budget.BudgetLimit.Unit
  metrics = Budget.Metrics
  time_period_start = Budget.TimePeriod.Start | another form
  time_period_end = Budget.TimePeriod.End | another form
  time_unit = Budget.TimeUnit
  auto_adjust_data = Budget.AutoAdjustData
  cost_filter = Budget.CostFilters | names to values
  cost_types = Budget.CostTypes
  filter_expression ! expressions within expressions
  notification ! a notification and those who get it
  planned_limit ! limits by the time from which they hold
  tags = ResourceTags

aws_budgets_budget_action = AWS::Budgets::BudgetsAction
  account_id - the account that it is deployed to
  action_threshold = ActionThreshold
    action_threshold_type = Type
    action_threshold_value = Value
  definition = Definition
    ssm_action_definition = SsmActionDefinition
      action_sub_type = Subtype
  subscriber = Subscribers
    subscription_type = Type
  tags = ResourceTags

aws_synthetics_canary = AWS::Synthetics::Canary
  handler = Code.Handler
  s3_bucket = Code.S3Bucket
  s3_key = Code.S3Key
  s3_version = Code.S3ObjectVersion
  zip_file ! the script is uploaded from disk
  start_canary = StartCanaryAfterCreation
  delete_lambda = DeleteLambdaResourcesOnCanaryDeletion

aws_synthetics_group_association > aws_synthetics_group by group_name at ResourceArns[]
  canary_arn ! the item of the list

aws_xray_sampling_rule = AWS::XRay::SamplingRule
  attributes = SamplingRule.Attributes
  fixed_rate = SamplingRule.FixedRate
  host = SamplingRule.Host
  http_method = SamplingRule.HTTPMethod
  priority = SamplingRule.Priority
  reservoir_size = SamplingRule.ReservoirSize
  resource_arn = SamplingRule.ResourceARN
  service_name = SamplingRule.ServiceName
  service_type = SamplingRule.ServiceType
  url_path = SamplingRule.URLPath
  version = SamplingRule.Version
  .arn = RuleARN

aws_xray_resource_policy = AWS::XRay::ResourcePolicy
  policy_revision_id - a check of the service

aws_xray_encryption_config ! a setting of the account
aws_xray_indexing_rule ! a setting of the account
aws_xray_trace_segment_destination ! a setting of the account
"""

_JOINED = {"and": "And", "or": "Or", "not": "Not"}
_LEAVES = {"cost_categories": "CostCategories", "dimensions": "Dimensions", "tags": "Tags"}
_LEAF = {"Key": "s", "MatchOptions": ["s"], "Values": ["s"]}


def _expression(block: MapValue) -> MapValue:
    """An expression in CloudFormation's names; those inside it are free JSON in the schema."""
    entries: dict[str, Value] = {}
    complete = block.complete
    for argument, value in block.entries.items():
        if not is_set(value) or (isinstance(value, ListValue) and value.complete and not value.items):
            continue
        if argument in _LEAVES:
            found = blocks_as(value, lambda one: [structure(one, _LEAF)])
            entries[_LEAVES[argument]] = _sole(found)
        elif argument in _JOINED:
            found = blocks_as(value, lambda one: [_expression(one)])
            entries[_JOINED[argument]] = _sole(found) if argument == "not" else found
        else:
            complete = False
    return MapValue(entries, block.at, block.assumed, complete=complete)


def _sole(value: Value) -> Value:
    if isinstance(value, ListValue) and value.complete and len(value.items) == 1:
        return value.items[0]
    return Unknown("which block it is is not known", None, value.at, value.assumed, (value,))


_WAYS = {"subscriber_email_addresses": "EMAIL", "subscriber_sns_topic_arns": "SNS"}
_NOTIFICATION = {"ComparisonOperator": "s", "NotificationType": "s", "Threshold": "n", "ThresholdType": "s"}


def _notification(block: MapValue) -> list[Value]:
    subscribers: list[Value] = []
    complete = True
    for argument, way in _WAYS.items():

        def one(address: Value, way: str = way) -> Value:
            return MapValue({"Address": address, "SubscriptionType": Known(way, address.at)}, address.at)

        made, whole = each(block.entries.get(argument, Absent(block.at)), one)
        subscribers += made
        complete = complete and whole
    entries: dict[str, Value] = {"Notification": structure(block, _NOTIFICATION, dict.fromkeys(_WAYS, ""))}
    if subscribers or not complete:
        entries["Subscribers"] = ListValue(tuple(subscribers), block.at, complete=complete)
    return [MapValue(entries, block.at, block.assumed)]


def _budget(item: Item) -> None:
    item.set("NotificationsWithSubscribers", blocks_as(item.argument("notification"), _notification))
    expressions, whole = item.blocks("filter_expression")
    if expressions:
        item.set("Budget.FilterExpression", _expression(expressions[0]))
    elif not whole:
        item.set("Budget.FilterExpression", _unknown(item.argument("filter_expression")))
    limits, whole = item.blocks("planned_limit")
    if limits or not whole:
        item.set("Budget.PlannedBudgetLimits", _unknown(item.argument("planned_limit")))


def _unknown(value: Value) -> Value:
    return Unknown("it is written in another form", None, value.at, value.assumed, (value,))


def _canary(item: Item) -> None:
    script = item.argument("zip_file")
    if not isinstance(script, Absent):
        reason = "the script is uploaded from disk at deployment"
        item.set("Code.Script", Unknown(reason, None, script.at, None, (script,)))


def _another_form(value: Value) -> Value:
    """A date that CloudFormation writes otherwise."""
    return mapped(value, _unknown, "it is written in another form")


ADJUST = {
    "aws_budgets_budget": _budget,
    "aws_synthetics_canary": _canary,
    "aws_synthetics_group_association": sole("canary_arn"),
}
CONVERSIONS = {"names to values": by_name("values"), "another form": _another_form}
