"""Sends to the queue."""

import boto3
from moto import mock_aws  # finding: TEST-MOCK-001 project


@mock_aws
def test_send():
    queue = boto3.client("sqs").create_queue(QueueName="orders")
    assert queue["QueueUrl"]
