"""Amazon SQS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import ListValue
from stackproof.vocabulary.adjusting import argument_beside

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_sqs_queue = AWS::SQS::Queue
  max_message_size = MaximumMessageSize
  message_retention_seconds = MessageRetentionPeriod
  receive_wait_time_seconds = ReceiveMessageWaitTimeSeconds
  visibility_timeout_seconds = VisibilityTimeout
  policy ! a queue policy of its own
  .url =

aws_sqs_queue_policy = AWS::SQS::QueuePolicy
  queue_url = Queues
  policy = PolicyDocument
  .id = Queues

aws_sqs_queue_redrive_policy > aws_sqs_queue by queue_url

aws_sqs_queue_redrive_allow_policy > aws_sqs_queue by queue_url
"""


def _queue(item: Item) -> None:
    queues = ListValue((item.reference(),), item.at)
    argument_beside(item, "policy", "AWS::SQS::QueuePolicy", {"Queues": queues}, "PolicyDocument")


ADJUST = {"aws_sqs_queue": _queue}
