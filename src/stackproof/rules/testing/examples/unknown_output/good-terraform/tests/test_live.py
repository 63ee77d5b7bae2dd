"""Looks at what was deployed."""
# mutate: replace "outputs[\"queue_url\"]" with "outputs[\"topic_arn\"]"

import json


def test_queue():
    with open("cfn-outputs/flat-outputs.json", encoding="utf-8") as file:
        outputs = json.load(file)
    assert outputs["queue_url"].endswith("orders")
