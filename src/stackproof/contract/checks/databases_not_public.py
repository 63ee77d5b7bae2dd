"""No database answers to the internet.

## What it proves
`PubliclyAccessible` of every database instance, Redshift cluster and replication instance is false. Where it is not set
the answer is open: the service then decides by the subnets and the network.

## Parameters
None.

## Example
    expect: {check: databases.not-public}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.checks.stating import states
from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome

_TYPES = ("AWS::RDS::DBInstance", "AWS::Redshift::Cluster", "AWS::DMS::ReplicationInstance")


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every database."""
    databases = context.graph.of_type(*_TYPES)
    outcomes = [states(one, "PubliclyAccessible", _closed, "false") for one in databases]
    return all_known(context, outcomes, "no database in the whole graph")


def _closed(value: Value) -> Truth:
    return Truth.UNDECIDED if isinstance(value, Absent) else ~is_true(value)
