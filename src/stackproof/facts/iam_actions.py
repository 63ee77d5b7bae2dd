"""Which IAM actions can be allowed on single resources.

Source: the Service Authorization Reference, as cfn-lint carries it, extracted by `scripts/extract_facts.py`.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import lru_cache

from stackproof.facts.extracts import raw


@lru_cache(maxsize=256)
def _service(prefix: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The actions of a service in lower case: those that take a resource, and those that do not."""
    data = _lines()
    start = data.find(f'\n["{prefix}",'.encode()) if prefix.replace("-", "").isalnum() else -1
    if start < 0:
        return (), ()
    _, with_resource, without = json.loads(data[start + 1 : data.index(b"\n", start + 1)])
    return tuple(with_resource.split()), tuple(without.split())


@lru_cache(maxsize=1)
def _lines() -> bytes:
    return raw("iam_actions.jsonl")


def takes_resource(action: str) -> bool | None:
    """Whether an action, `*` and `?` in it understood, can be allowed on single resources.

    True when one of the actions that it means can; False when none can; None for an action that is not known.
    """
    prefix, _, name = action.lower().partition(":")
    with_resource, without = _service(prefix)
    if any(fnmatchcase(one, name) for one in with_resource):
        return True
    return False if any(fnmatchcase(one, name) for one in without) else None


def has_service(prefix: str) -> bool:
    """Whether a service prefix is known."""
    return any(_service(prefix.lower()))


def names(prefix: str) -> tuple[str, ...]:
    """The actions of a service in lower case, without the prefix."""
    with_resource, without = _service(prefix.lower())
    return (*with_resource, *without)


def source() -> str:
    """Where the facts were read and when, for an answer that rests on them."""
    data = _lines()
    head = json.loads(data[: data.index(b"\n")])
    return f"{head['reference']} (through {head['package']} {head['version']}, {head['date']})"
