"""A role may not do what is listed: none of the actions on any of the resources.

## What it proves
The evaluator of IAM refuses each request for certain: no policy allows it, or one denies it, or the permissions
boundary does not allow it. A statement that may allow it, by a condition or value that is not known, leaves the answer
open.

## Parameters
- `role`: a glob of the role's name, logical id or address. At least one role has to match.
- `actions`: actions such as `s3:DeleteObject`. An action with `*` asks whether all that it stands for is allowed at
  once, so name the ones that must not be.
- `on`: globs of addresses or logical ids of resources, with `/*` behind for what is inside them; ARNs; or `*`.
- `keys`: condition keys of the request with their values.

## Example
    expect:
      check: iam.denies
      with: {role: "*Reader*", actions: ["s3:DeleteObject", "s3:PutObject"], on: ["*Docs*/*"]}
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
    return ask(context, role, actions, on, keys, Truth.NO)
