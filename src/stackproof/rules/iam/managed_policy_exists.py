"""An AWS managed policy is named as AWS names it.

## What it does
Reports the ARN of an AWS managed policy (`arn:aws:iam::aws:policy/...`) that is not among those that AWS publishes.
When a policy of that name exists under another path, or one with nearly the same name, the finding names it.

## Why is this bad
IAM refuses to attach a policy that does not exist ("Policy arn:aws:iam::aws:policy/... does not exist or is not
attachable"), so the deployment of the role, user or group fails. The commonest slip is a policy under `service-role/`
written without that path, and the other way round.

## How to mend
Use the ARN as the reference page of the policy shows it. Where the policy has been withdrawn, take its successor or
write a policy of your own with the actions that are needed.

## References
- [AWS managed policy reference](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.facts import managed_policies
from stackproof.graph.query import show, string
from stackproof.graph.values import Text
from stackproof.reasoning.wiring import options
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_PREFIX = ":iam::aws:policy/"
# Policies of the other partitions are not the ones of this list.
_WHOLE = re.compile(r"arn:aws:iam::aws:policy/(.+)")
_NEARLY = 0.8


@rule(
    id="IAM-MANAGED-001",
    title="AWS managed policy that does not exist",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"),
    root_cause="The ARN of a managed policy was written from memory.",
    fix="Use the ARN that AWS publishes for the policy.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    source="extract of AWS's managed policies in stackproof.facts, with its own date",
)
def check(principal: Resource, context: Context) -> Iterator[Answer]:
    """Looks every managed policy of AWS up that is attached or set as a boundary."""
    for name in ("ManagedPolicyArns", "PermissionsBoundary"):
        for arn, conditional in options(principal.get(name)):
            path = _path(arn)
            if path is not None and path not in managed_policies.names():
                yield _fault(arn, path, conditional=conditional)


def _path(arn: Value) -> str | None:
    """What follows `policy/` in the ARN of an AWS managed policy, when it is known in full."""
    whole = string(arn)
    if whole is not None:
        match = _WHOLE.fullmatch(whole)
        return match.group(1) if match else None
    if isinstance(arn, Text) and len(arn.parts) == 3:
        start, _, end = arn.parts
        if start == "arn:" and isinstance(end, str) and end.startswith(_PREFIX):
            return end.removeprefix(_PREFIX) or None
    return None


def _fault(arn: Value, path: str, *, conditional: bool) -> Fault:
    moved = managed_policies.corrected(path)
    near = moved or _nearest(path)
    evidence = [*quoted({"policy": arn}), f"not among the policies of {managed_policies.source()}"]
    if conditional:
        evidence.append("it is attached only if a condition holds that is not decided here")
    return Fault(
        f"there is no AWS managed policy {path}" + (f"; the nearest is {near}" if near else ""),
        arn,
        tuple(evidence),
        # Names are unique over all paths, so a policy under another path proves this one wrong. A name that is on no
        # path at all could be younger than the list.
        certainty="proved" if moved and not conditional else "assumption",
        patch=show(arn).replace(path, near) if near else "",
    )


def _nearest(path: str) -> str | None:
    import difflib

    found = difflib.get_close_matches(path, sorted(managed_policies.names()), n=1, cutoff=_NEARLY)
    return found[0] if found else None
