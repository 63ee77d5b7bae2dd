"""Looks at what was deployed."""
# mutate: replace "outputs[\"QueueUrl\"]" with "outputs[\"TopicArn\"]"

import json


def test_queue():
    with open("cfn-outputs/flat-outputs.json", encoding="utf-8") as file:
        outputs = json.load(file)
    assert outputs["QueueUrl"].endswith("orders")
