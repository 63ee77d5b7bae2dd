"""Looks at what was deployed."""

import json


def test_queue():
    with open("cfn-outputs/flat-outputs.json", encoding="utf-8") as file:
        outputs = json.load(file)
    assert outputs["QueueUrl"].endswith("orders")
    assert outputs.get("TopicArn")  # finding: TEST-OUTPUT-001 project
