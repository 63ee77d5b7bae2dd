"""A role may do what is listed: each action on each resource, by all the policies that have a say.

## What it proves
The evaluator of IAM allows each request for certain: by the role's inline, attached and managed policies, within its
permissions boundary, and by the resource's own policy where it has one (a key has to let the role in). A statement with
a condition allows for certain only when `keys` states the ones that it tests.

## Parameters
- `role`: a glob of the role's name, logical id or address. At least one role has to match.
- `actions`: actions such as `s3:GetObject`; `s3:*` asks for all of them.
- `on`: globs of addresses or logical ids of resources, with `/*` behind for what is inside them (the objects of a
  bucket); ARNs; or `*` for everything, which is asked when nothing is given.
- `keys`: condition keys of the request with their values.

## Example
    expect:
      check: iam.permits
      with: {role: "*Worker*", actions: ["dynamodb:PutItem"], on: ["*Orders*"]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.asking import PARAMETERS, ask
from stackproof.contract.checks.model import check
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.values import Value


@check(PARAMETERS)
def CHECK(
    context: EvaluationContext,
    role: str,
    actions: tuple[str, ...],
    on: tuple[str, ...],
    keys: dict[str, Value] | None,
) -> Outcome:
    """Judges every selected role."""
    return ask(context, role, actions, on, keys, Truth.YES)
