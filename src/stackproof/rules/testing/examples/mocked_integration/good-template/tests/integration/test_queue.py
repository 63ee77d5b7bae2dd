"""Sends to the queue."""
# mutate: replace "import boto3" with "from unittest import mock"
# mutate: replace "import boto3" with "from unittest.mock import MagicMock"

import boto3


def test_send():
    queue = boto3.client("sqs").get_queue_url(QueueName="orders")
    assert queue["QueueUrl"]
