"""A physical name consists of characters that its service accepts.

## What it does
Reports a name with a character that the service does not allow (a capital letter or underscore in the name of a bucket,
a space or period in the name of a role or topic), with a beginning or an end that it does not allow (a digit in
front of the identifier of a database, a hyphen at the end of a target group), or with what may not occur in it (two
hyphens in a row in the identifier of a database). Where Terraform's AWS provider is stricter than the service
(capital letters in identifiers of databases), that counts for what it creates. A `random_string` of eight or more
characters that may be capital letters counts as holding one.

## Why is this bad
The service refuses the name and the deployment is rolled back.

## How to mend
Write the name in the characters that the message names; `upper = false` and `special = false` for a `random_string`.

## References
- [Name type](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html)
- [Bucket naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
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
    id="NAME-CHARS-001",
    title="Physical name with characters that the service refuses",
    severity="critical",
    blocks="deploy",
    category="naming",
    types=EVERY_TYPE,
    root_cause="The name was written for people, or taken from another service with other rules.",
    fix="Use the characters that the service accepts.",
    impacts=Impacts(cost="A rolled back deployment, and another once the name is mended."),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html",
    source=SOURCE,
    same_as=("E3031",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Says what of the name's characters the service refuses, whatever its open parts turn out to be."""
    for breach in context.graph.index(breaches_by_matter)["characters"].get(resource.address, ()):
        limits = limits_of(resource)
        page = limits.page if limits is not None else ""
        yield Fault(
            f"the name {breach.spelling.shown} of {resource.address} {breach.said}",
            breach.spelling.value,
            (f"name = {breach.spelling.shown}", *((f"the rules of the name: {page}",) if page else ())),
            certainty="proved" if breach.spelling.value == written_name(resource) else "assumption",
        )
