"""A physical name does not use what a service keeps for itself.

## What it does
Reports names with a beginning, an end or a word that is reserved: `sg-` for security groups, `internal-` for load
balancers, `aws` and `ssm` for parameters, `alias/aws/` for key aliases, `aws/` for log groups, `xn--`, `sthree-` and
`amzn-s3-demo-` for buckets as well as their ends `-s3alias`, `--ol-s3`, `--x-s3` and `.mrap`, and `aws`, `amazon` and
`cognito` anywhere in the prefix of a user pool's domain.

## Why is this bad
The service refuses the name and the deployment is rolled back.

## How to mend
Choose another word.

## References
- [Bucket naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
- [CreateSecurityGroup](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html)
- [Names of parameters](https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html)
- [Prefix domains](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.names import SOURCE
from stackproof.reasoning.naming import breaches_by_matter, limits_of, written_name
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="NAME-RESERVED-001",
    title="Physical name that the service keeps for itself",
    severity="critical",
    blocks="deploy",
    category="naming",
    types=EVERY_TYPE,
    root_cause="The name begins, ends or is spelled like the service's own names.",
    fix="Choose another word.",
    impacts=Impacts(cost="A rolled back deployment, and another once the name is another."),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Says what of the name's reserved the service refuses, whatever its open parts turn out to be."""
    for breach in context.graph.index(breaches_by_matter)["reserved"].get(resource.address, ()):
        limits = limits_of(resource)
        page = limits.page if limits is not None else ""
        yield Fault(
            f"the name {breach.spelling.shown} of {resource.address} {breach.said}",
            breach.spelling.value,
            (f"name = {breach.spelling.shown}", *((f"the rules of the name: {page}",) if page else ())),
            certainty="proved" if breach.spelling.value == written_name(resource) else "assumption",
        )
