"""Amazon SNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known, ListValue, MapValue, Value
from stackproof.vocabulary.adjusting import argument_beside, may_be_absent

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_sns_topic = AWS::SNS::Topic
  policy ! a topic policy of its own
  delivery_policy - how often a delivery is tried; CloudFormation says it of subscriptions
  application_failure_feedback_role_arn ! the logging of deliveries
  application_success_feedback_role_arn ! the logging of deliveries
  application_success_feedback_sample_rate ! the logging of deliveries
  firehose_failure_feedback_role_arn ! the logging of deliveries
  firehose_success_feedback_role_arn ! the logging of deliveries
  firehose_success_feedback_sample_rate ! the logging of deliveries
  http_failure_feedback_role_arn ! the logging of deliveries
  http_success_feedback_role_arn ! the logging of deliveries
  http_success_feedback_sample_rate ! the logging of deliveries
  lambda_failure_feedback_role_arn ! the logging of deliveries
  lambda_success_feedback_role_arn ! the logging of deliveries
  lambda_success_feedback_sample_rate ! the logging of deliveries
  sqs_failure_feedback_role_arn ! the logging of deliveries
  sqs_success_feedback_role_arn ! the logging of deliveries
  sqs_success_feedback_sample_rate ! the logging of deliveries

aws_sns_topic_policy = AWS::SNS::TopicPolicy
  arn = Topics
  policy = PolicyDocument
  .id = Topics
  .arn = Topics

aws_sns_topic_subscription = AWS::SNS::Subscription
  confirmation_timeout_in_minutes - how long the provider waits
  endpoint_auto_confirms - how long the provider waits

aws_sns_topic_data_protection_policy > aws_sns_topic by arn
  policy = DataProtectionPolicy

aws_sns_platform_application ! CloudFormation has no platform applications
aws_sns_sms_preferences ! settings of the account; CloudFormation cannot say them
"""

_PROTOCOLS = {"application": "application", "firehose": "firehose", "http": "http/s", "lambda": "lambda", "sqs": "sqs"}
_FEEDBACK = {
    "failure_feedback_role_arn": "FailureFeedbackRoleArn",
    "success_feedback_role_arn": "SuccessFeedbackRoleArn",
    "success_feedback_sample_rate": "SuccessFeedbackSampleRate",
}


def _topic(item: Item) -> None:
    topics = ListValue((item.reference(),), item.at)
    argument_beside(item, "policy", "AWS::SNS::TopicPolicy", {"Topics": topics}, "PolicyDocument")
    logged: list[Value] = []
    complete = True
    for name, protocol in _PROTOCOLS.items():
        given = {own: item.argument(f"{name}_{argument}") for argument, own in _FEEDBACK.items()}
        entries = {own: value for own, value in given.items() if not isinstance(value, Absent)}
        if not entries:
            continue
        if all(may_be_absent(value) for value in entries.values()):
            complete = False
            continue
        rate = entries.get("SuccessFeedbackSampleRate")
        if isinstance(rate, Known) and rate.data is not None:
            entries["SuccessFeedbackSampleRate"] = Known(str(rate.data), rate.at, rate.assumed)
        logged.append(MapValue({"Protocol": Known(protocol, item.at), **entries}, item.at))
    if logged or not complete:
        item.set("DeliveryStatusLogging", ListValue(tuple(logged), item.at, complete=complete))


ADJUST = {"aws_sns_topic": _topic}
