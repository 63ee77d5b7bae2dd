"""The report of a region's health: whether it can do what its role asks for, to take payments or else to read."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from payments_core.answers import answer
from payments_core.health import check
from payments_core.logs import log
from payments_core.probes import Probes

UNHEALTHY_COUNT = "UnhealthyChecks"


def report(probes: Probes, counts: dict[str, int]) -> dict[str, Any]:
    """The answer: 200 when everything is up that the role needs, else 503; what is down is counted."""
    roles: list[str] = []

    def database() -> None:
        roles.append(_role(probes))
        if roles[0] == "active":
            probes.writer.can_write()
        else:
            probes.reader.can_read()

    checks = check({"database": database, "table": probes.table.can_read})
    role = roles[0] if roles else "unknown"
    down = sum(result["status"] == "down" for result in checks.values())
    counts[UNHEALTHY_COUNT] = down
    if down:
        log("ERROR", "unhealthy", role=role, checks=checks)
    return answer(
        503 if down else 200,
        {
            "status": "unhealthy" if down else "healthy",
            "region": probes.region,
            "role": role,
            "checks": checks,
        },
    )


def _role(probes: Probes) -> str:
    """`active`, `passive`, or `unknown` where the parameter cannot be read."""
    try:
        return "active" if probes.active_region.is_own() else "passive"
    except (BotoCoreError, ClientError) as error:
        log("ERROR", "the active region is not known", reason=type(error).__name__)
        return "unknown"
