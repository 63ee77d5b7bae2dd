"""AWS's own managed policies hold none of the slips that the rules look for."""

from __future__ import annotations

import json
from datetime import date

from stackproof.graph.graph import Graph
from stackproof.graph.location import Location
from stackproof.graph.resource import Resource
from stackproof.graph.values import MapValue, from_plain
from stackproof.rules.model import Context
from stackproof.rules.registry import find
from stackproof.rules.run import run


def test_rules_about_policies_say_nothing_of_those_that_aws_maintains() -> None:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    graph = Graph()
    for name, row in json.loads(aws_managed_policies_data).items():
        at = Location(name, 1)
        properties = from_plain({"PolicyDocument": row["Document"]}, at)
        assert isinstance(properties, MapValue)
        graph.resources[name] = Resource(name, "AWS::IAM::ManagedPolicy", properties, at)
    rules = tuple(find(name) for name in ("IAM-RESOURCE-001", "IAM-VERSION-001", "IAM-SID-001"))
    outcome = run(Context(graph, date(2026, 11, 28)), rules)
    assert (len(graph.resources) > 1500, outcome.crashes) == (True, ())
    assert [(answer.rule.id, answer.resource.address) for answer in outcome.answers] == []
