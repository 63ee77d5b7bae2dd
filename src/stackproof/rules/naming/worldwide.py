"""A name that is unique in the whole world is not one that anybody would choose.

## What it does
Reports a bucket or the prefix domain of a user pool whose name is written out in full and consists of everyday words
alone (`my-terraform-state-bucket`, `test-data`, `static-website`).

## Why is this bad
Names of buckets are unique over all accounts, prefix domains over all in a region. Such a name was taken by somebody
else long ago, and the deployment fails with "BucketAlreadyExists" or "Domain already associated with another user
pool".

## How to mend
Make the account, the region or a random text part of the name, or leave the name of the bucket out.

## References
- [Bucket naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import assumption
from stackproof.reasoning.naming import measured_names
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_WORD = re.compile(r"[a-z]+|\d+")
_EVERYDAY = frozenset(
    """
    access api app application artifact artifacts assets audit auth aws backend backup backups bar baz bucket
    bucketname cdk cdn cloud cloudtrail code config configs customer data database demo deploy deployment dev
    development dist docs documents example examples file files firehose foo frontend hello images infra input
    instance lake lambda log logging logs main media model models my name new output page pipeline private prod
    product production project public qa raw remote replica results sample sandbox server service shared site source
    stage staging state static storage store stream terraform test testing tf tfstate the this tutorial unique
    upload uploads user users video videos web website world your
    """.split()  # noqa: SIM905 - a table
)
_ALONE = 2
"""A number of so few digits does not make a name another one."""


@rule(
    id="NAME-GLOBAL-001",
    title="Everyday name where names are unique in the world",
    severity="medium",
    blocks="none",
    category="naming",
    types=("AWS::S3::Bucket", "AWS::Cognito::UserPoolDomain"),
    root_cause="The name was chosen as if it were one's own account's.",
    fix="Make the account, the region or a random text part of the name, or leave it out.",
    impacts=Impacts(security="What is sent to the name goes to whoever owns it."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
    source="Amazon S3 User Guide, bucket naming rules, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at a name that is known in full and was written for this resource."""
    if context.policy.suffix:
        # Names were asked for that carry a suffix: whoever chose it answers for their being free.
        return
    measured = context.graph.index(measured_names).get(resource.address)
    if measured is None or len(measured.spellings) != 1:
        return
    (spelling,) = measured.spellings
    name = spelling.known
    if name is None or assumption(spelling.value):
        return
    words = _WORD.findall(name)
    if words and all(word in _EVERYDAY or (word.isdigit() and len(word) <= _ALONE) for word in words):
        yield Fault(
            f"{name}, the name of {resource.address}, is unique in the world and is hardly still free",
            spelling.value,
            (f"name = {name}",),
            certainty="heuristic",
        )
