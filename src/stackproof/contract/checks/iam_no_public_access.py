"""No policy of a resource, and no role's trust, lets everybody in.

## What it proves
No bucket, queue, topic, key, secret, repository or vault policy, no permission of a function and no trust policy has a
statement for everybody (`Principal: "*"`) that nothing narrows. A condition on the caller's account, organisation, ARN
or network, or on the source of a service's call, narrows; any other leaves the answer open. A policy that denies what
is not in an organisation leaves it open too, and so does one that is not known in full.

## Parameters
- `resources`: globs of addresses or logical ids of the resources that hold the policies; all when it is not given.

## Example
    expect: {check: iam.no-public-access}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, Parameter, all_known, check
from stackproof.contract.outcome import note, place, proven, together, undecided, violated
from stackproof.graph.query import matches, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known
from stackproof.reasoning.iam.sites import GUARDS, sites_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Condition, Statement
    from stackproof.reasoning.iam.sites import Site

_PERMISSION = "AWS::Lambda::Permission"
_ROLE = "AWS::IAM::Role"
_NARROWS = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "kms:calleraccount",
    "sts:externalid",
}
_POSITIVE = ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike")
_SOURCES = ("SourceArn", "SourceAccount", "PrincipalOrgID")


@check({"resources": Parameter(TEXTS, "globs of the holders of policies", default=("*",))})
def CHECK(context: EvaluationContext, resources: tuple[str, ...]) -> Outcome:
    """Judges every policy of a resource and every trust policy."""
    graph = context.graph
    outcomes: list[Outcome] = []
    for holder in graph.of_type(*GUARDS, _ROLE, _PERMISSION):
        if not any(
            matches(Known(name), glob) is Truth.YES
            for glob in resources
            for name in (holder.address, holder.logical_id)
        ):
            continue
        if holder.type == _PERMISSION:
            outcomes.append(_permission(holder))
        outcomes.extend(_site(site) for site in sites_of(holder, graph) if site.kind != "identity")
    return all_known(context, outcomes, "no policy of a resource and no role in the whole graph")


def _site(site: Site) -> Outcome:
    holder = site.holder
    outcomes = [outcome for statement in site.document.statements for outcome in _statement(holder, statement)]
    if not site.document.complete:
        outcomes.append(undecided(f"the policy of {holder.address} is not known in full", place(holder, site.value)))
    if not outcomes:
        outcomes.append(proven(note(holder, "names who is let in", site.value)))
    found = together(outcomes)
    denies = any(statement.effect != "Allow" and statement.conditions for statement in site.document.statements)
    if found.truth is Truth.NO and denies and site.kind == "resource":
        reason = f"{found.reason}, and a deny may take it away"
        return undecided(reason, found.at or holder.location, *found.evidence)
    return found


def _statement(holder: Resource, statement: Statement) -> Iterator[Outcome]:
    if statement.effect == "Deny":
        return
    at = place(holder, statement.value)
    if statement.not_principals.written:
        yield undecided(f"a statement of {holder.address} is for everybody but some", at)
        return
    if not statement.principals.complete:
        yield undecided(f"whom {holder.address} lets in is not known in full", at)
    for one in statement.principals.items:
        if one.kind != "*":
            continue
        actions = ", ".join(show(item.value) for item in statement.actions.items)
        said = f"{holder.address} lets everybody {actions}"
        shown = note(holder, said, one.value)
        narrowed = statement.conditions is not None and any(_narrows(condition) for condition in statement.conditions)
        if narrowed:
            yield proven(note(holder, "a condition narrows whom it lets in", one.value))
        elif statement.effect and statement.conditions == () and (one.present & statement.present) is Truth.YES:
            yield violated(said, place(holder, one.value), shown)
        else:
            yield undecided(f"whether {said}: it hangs on a condition", place(holder, one.value), shown)


def _narrows(condition: Condition) -> bool:
    operator = condition.operator.rsplit(":", 1)[-1].lower()
    values = [string(item.value) for item in condition.values.items]
    return operator in _POSITIVE and condition.key.lower() in _NARROWS and "*" not in values


def _permission(permission: Resource) -> Outcome:
    principal = permission.get("Principal")
    written = string(principal)
    if written is None:
        return undecided(f"whom {permission.address} lets in is not known", place(permission, principal))
    narrowed = any(not isinstance(permission.get(name), Absent) for name in _SOURCES)
    if written != "*" or narrowed:
        return proven(note(permission, f"lets {written} in", principal))
    said = f"{permission.address} lets everybody run the function"
    return violated(said, place(permission, principal), note(permission, said, principal))
