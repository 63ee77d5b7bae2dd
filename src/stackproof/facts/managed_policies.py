"""AWS's managed policies by ARN.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, as moto carries it; version
and date are in the extract. The statements are shipped for the policies that execution roles commonly get.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from stackproof.facts.extracts import load, source_of

_ARN = re.compile(r"arn:[^:]*:iam::aws:policy/(.+)", re.DOTALL)


def path_of(arn: str) -> str | None:
    """The part after `policy/` of the ARN of an AWS managed policy (`service-role/Name`); None for another ARN."""
    match = _ARN.fullmatch(arn)
    return match.group(1) if match else None


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Path and name of every AWS managed policy: `AdministratorAccess`, `service-role/AWSLambdaBasicExecutionRole`."""
    return frozenset(load("managed_policies")["policies"].split("\n"))


def corrected(path: str) -> str | None:
    """The true path of a policy that was named with a wrong one (`AWSLambdaBasicExecutionRole`); None without such."""
    wanted = path.rsplit("/", 1)[-1]
    return next((name for name in sorted(names()) if name.rsplit("/", 1)[-1] == wanted and name != path), None)


def denies(path: str) -> bool:
    """Whether a policy has a statement that denies; most only allow."""
    return path in load("managed_policies")["denying"]


def document(path: str) -> dict[str, Any] | None:
    """The policy document, for the policies whose statements are shipped."""
    found: dict[str, Any] | None = load("managed_policies")["documents"].get(path)
    return found


def source() -> str:
    """Where and when the policies were read."""
    return source_of("managed_policies")
