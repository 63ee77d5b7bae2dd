"""A role can be assumed by the named principals and by nobody else.

## What it proves
The trust policy of every selected role lets in each of the named principals for certain, and none besides. A trust
policy that cannot be read in full leaves the answer open.

## Parameters
- `role`: a glob of the role's name, logical id or address. At least one role has to match.
- `principals`: services such as `s3.amazonaws.com`, account ids, ARNs, or `*`.

## Example
    expect: {check: iam.assumable-only-by, with: {role: "*replication*", principals: [s3.amazonaws.com]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, TEXTS, Parameter, check, each
from stackproof.contract.outcome import note, place, proven, together, undecided, violated
from stackproof.graph.query import equals, show, why
from stackproof.graph.truth import Truth, some
from stackproof.reasoning.iam import assumable_by, trust_is_known, trust_policy

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource


@check(
    {"role": Parameter(TEXT, "a glob of roles", required=True), "principals": Parameter(TEXTS, "who", required=True)}
)
def CHECK(context: EvaluationContext, role: str, principals: tuple[str, ...]) -> Outcome:
    """Judges every selected role."""
    return each(context, "AWS::IAM::Role", role, lambda one: _role(one, principals))


def _role(role: Resource, principals: tuple[str, ...]) -> Outcome:
    assumers = assumable_by(role)
    trust = role.get("AssumeRolePolicyDocument")
    outcomes = []
    for one in assumers:
        wanted = equals(one.value, *principals)
        shown = f"{role.address} can be assumed by {show(one.value)}"
        at = place(role, one.value)
        if wanted is Truth.NO and one.truth is Truth.YES:
            outcomes.append(violated(shown, at, note(role, shown, one.value)))
        elif wanted is not Truth.YES or one.truth is not Truth.YES:
            reason = f"whether {shown}: {why(one.value) if wanted is Truth.UNDECIDED else 'it hangs on a condition'}"
            outcomes.append(undecided(reason, at, note(role, shown, one.value)))
        else:
            outcomes.append(proven(note(role, f"assumable by {show(one.value)}", one.value)))
    if not trust_is_known(role):
        outcomes.append(undecided(f"the trust policy of {role.address} is not known in full", place(role, trust)))
    for statement in trust_policy(role).statements:
        if statement.effect != "Allow":
            reason = f"a statement of the trust policy of {role.address} does not allow but deny, or is not known"
            outcomes.append(undecided(reason, place(role, statement.value)))
    for principal in principals:
        let_in = some(equals(one.value, principal) for one in assumers)
        if let_in is Truth.NO and trust_is_known(role):
            reason = f"{role.address} cannot be assumed by {principal}"
            outcomes.append(violated(reason, place(role, trust), note(role, reason, trust)))
    return together(outcomes)
