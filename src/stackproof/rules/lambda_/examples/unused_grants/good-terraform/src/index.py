import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def store(order):
    table.put_item(Item=order)


def handler(event, context):
    store(event)
    return table.get_item(Key={"id": event["id"]})["Item"]
