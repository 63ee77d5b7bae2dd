"""A replication rule with a filter states its priority and what becomes of delete markers.

## What it does
Reports a replication rule that has a `Filter` and lacks `Priority` or `DeleteMarkerReplication`, and a rule that
filters by tags and has `DeleteMarkerReplication` enabled.

## Why is this bad
`Filter` makes a rule one of the present version of the schema, in which S3 asks for both elements. It never replicates
delete markers of rules that filter by tags. `PutBucketReplication` refuses such a configuration, and the deployment of
the bucket fails.

## How to mend
Give each rule with a filter a `Priority` of its own and a `DeleteMarkerReplication` with the status that you want. With
a filter by tags that status has to be `Disabled`. A rule for all objects is `Filter: {Prefix: ""}`.

## References
- [PutBucketReplication](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html)
- [DeleteMarkerReplication](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteMarkerReplication.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, get, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.replication import BUCKET, rules_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, certainty_under, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="S3-REPL-006",
    title="Replication rule with a filter and without what a filter asks for",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(BUCKET,),
    root_cause="A filter was added to a rule that was otherwise written for the first version of the schema.",
    fix="State Priority and DeleteMarkerReplication beside Filter; disable the latter where tags are filtered by.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html",
    source="S3 API Reference, PutBucketReplication and DeleteMarkerReplication, 2026-11-20",
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Looks at every rule that has a filter."""
    for replication in rules_of(bucket):
        chosen = get(replication.value, "Filter")
        if present(chosen) is not Truth.YES:
            continue
        certainty = certainty_under(replication.doubts)
        for name, patch in (("Priority", "1"), ("DeleteMarkerReplication", "{Status: Disabled}")):
            if isinstance(get(replication.value, name), Absent):
                evidence = (*quoted({"Filter": chosen}), *replication.doubts)
                message = f"a replication rule with a Filter needs {name}"
                yield Fault(message, replication.value, evidence, certainty=certainty, patch=f"{name}: {patch}")
        markers = get(replication.value, "DeleteMarkerReplication", "Status")
        tagged = present(get(chosen, "TagFilter")) | present(get(chosen, "And", "TagFilters"))
        if tagged is Truth.YES and equals(markers, "Enabled") is Truth.YES:
            yield Fault(
                "delete markers cannot be replicated by a rule that filters by tags",
                markers,
                (*quoted({"Filter": chosen, "DeleteMarkerReplication.Status": markers}), *replication.doubts),
                certainty=certainty,
                patch="Status: Disabled",
            )
