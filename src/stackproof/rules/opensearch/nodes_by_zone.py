"""The nodes of a search domain are spread evenly over its zones.

## What it does
Reports a zone-aware domain whose number of data nodes is no multiple of the number of its zones (2 where none is
written).

## Why is this bad
OpenSearch Service refuses it: "You must choose an even number of data nodes for a two Availability Zone deployment."

## How to mend
Take a multiple of the number of zones.

## References
- [Configuring a multi-AZ domain](https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, number
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.conditions import rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="OPENSEARCH-ZONES-001",
    title="Nodes of a search domain that its zones cannot share evenly",
    severity="critical",
    blocks="deploy",
    category="recovery",
    types=("AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"),
    root_cause="The number of nodes was chosen without the number of zones.",
    fix="Take a multiple of the number of zones.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html",
    source="OpenSearch Service Developer Guide, managedomains-multiaz, 2026-11-28",
)
def check(domain: Resource, context: Context) -> Iterator[Answer]:
    """Divides the nodes by the zones."""
    cluster = "ElasticsearchClusterConfig" if domain.type == "AWS::Elasticsearch::Domain" else "ClusterConfig"
    aware, nodes = domain.get(cluster, "ZoneAwarenessEnabled"), domain.get(cluster, "InstanceCount")
    zones = domain.get(cluster, "ZoneAwarenessConfig", "AvailabilityZoneCount")
    count = number(nodes)
    share = 2 if isinstance(zones, Absent) else number(zones)
    if is_true(aware) is Truth.YES and count is not None and share and count % share:
        yield Fault(
            f"{domain.address} has {count:g} data nodes for {share:g} zones",
            nodes,
            quoted({"InstanceCount": nodes, "AvailabilityZoneCount": zones}),
            certainty="assumption" if rests_on(aware, nodes, zones) else "proved",
        )
