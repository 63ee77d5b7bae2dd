"""RDS manages the master password, or somebody gives it: not both.

## What it does
Reports a database with `ManageMasterUserPassword: true` and a `MasterUserPassword` of its own.

## Why is this bad
RDS refuses the two together: "You can't specify MasterUserPassword for a DB instance with ManageMasterUserPassword
enabled."

## How to mend
Take `MasterUserPassword` away: the secret that RDS makes is the better of the two.

## References
- [Password management with RDS and Secrets Manager](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="RDS-PASSWORD-001",
    title="Master password that RDS manages and somebody gives",
    severity="critical",
    blocks="deploy",
    category="security",
    types=("AWS::RDS::DBInstance", "AWS::RDS::DBCluster"),
    root_cause="RDS was asked to manage the password, and the old one was left beside it.",
    fix="Take MasterUserPassword away.",
    impacts=Impacts(security="A password that is given lies in templates and state."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    source="RDS API Reference, CreateDBInstance ManageMasterUserPassword (constraints), 2026-11-28",
)
def check(database: Resource, context: Context) -> Iterator[Answer]:
    """Looks at both together."""
    managed, given = database.get("ManageMasterUserPassword"), database.get("MasterUserPassword")
    if agree(_in_order, managed, given, existing=(database,)) is Truth.NO:
        yield Fault(
            f"{database.address} has its master password managed by RDS and gives one as well",
            managed,
            quoted({"ManageMasterUserPassword": managed}),
            certainty="assumption" if rests_on(managed, given) else "proved",
        )


def _in_order(managed: Value, given: Value) -> Truth:
    return ~(is_true(managed) & present(given))
