"""Sends to the queue."""

import boto3


def test_send():
    queue = boto3.client("sqs").create_queue(QueueName="orders")
    assert queue["QueueUrl"]
