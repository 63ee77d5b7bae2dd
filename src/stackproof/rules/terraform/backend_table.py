"""Locking the state with a DynamoDB table is on its way out.

## What it does
Reports `dynamodb_table` of the `s3` backend where `required_version` admits Terraform 1.11 or later, or is not stated.

## Why is this bad
Terraform 1.11 warns at every run that the argument is deprecated and will be removed; the table is one more thing to
create by hand, to pay and to permit.

## How to mend
Set `use_lockfile = true`, which locks with an object beside the state. While older versions are still in use both can
be set together.

## References
- [Backends for Terraform on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html)
- [State locking of the backend s3](https://developer.hashicorp.com/terraform/language/backend/s3#state-locking)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE
from stackproof.graph.query import is_true, present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue
from stackproof.reasoning.versions import common, from_on, of_terraform
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_DEPRECATED = (1, 11, 0)


@rule(
    id="TF-BACKEND-003",
    title="The state is locked with a deprecated argument",
    severity="low",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("terraform", "cdktf"),
    root_cause="The backend follows guides that are older than Terraform 1.10.",
    fix="Lock with use_lockfile, and drop the table when no older Terraform is in use.",
    impacts=Impacts(cost="A table that is only used for locks."),
    effort=10,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
    source="Terraform's documentation of the backend s3, deprecated from 1.11 on, read 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the backend of each stack."""
    for stack in context.graph.stacks.values():
        backend = stack.settings.get("backend")
        s3 = backend.entries.get("s3") if isinstance(backend, MapValue) else None
        table = s3.entries.get("dynamodb_table") if isinstance(s3, MapValue) else None
        if not isinstance(s3, MapValue) or table is None or present(table) is Truth.NO:
            continue
        lock_file = s3.entries.get("use_lockfile")
        if lock_file is not None and is_true(lock_file) is not Truth.NO:
            continue
        required = stack.settings.get("required_version")
        written = string(required) if required is not None else None
        spans = of_terraform(written) if written else None
        if spans is None or common(spans, from_on(_DEPRECATED)):
            place = next((at for at in (table.at, stack.location) if at != NOWHERE), resource.location)
            yield Fault("the state is locked with dynamodb_table, which Terraform 1.11 calls deprecated", place)
