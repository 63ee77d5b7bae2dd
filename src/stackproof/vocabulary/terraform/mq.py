"""Amazon MQ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import kept_if

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_mq_broker = AWS::AmazonMQ::Broker
  apply_immediately - when the provider changes it

aws_mq_configuration = AWS::AmazonMQ::Configuration
  skip_destroy ! the lifecycle of the resource
  .latest_revision = Revision
"""


def _configuration(item: Item) -> None:
    kept_if(item, "skip_destroy")


ADJUST = {"aws_mq_configuration": _configuration}
