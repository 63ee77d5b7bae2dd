"""The health function of a region: it answers `GET /health`, apart from the payments.

It has instances and requests of its own. A region that is asked for more payments than it has instances for would
otherwise refuse its health checks too, and count as lost: payments that wait would become payments that are lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payment_dr.network_function import NetworkFunction, Surroundings, Work
from payment_dr.policies import Statement, allow

if TYPE_CHECKING:
    from constructs import Construct

    from payment_dr.placing import Place

HANDLER = "health.lambda_handler"
TIMEOUT_SECONDS = 10
"""Route 53 gives up after 4 seconds of connecting and 2 of waiting."""


def health_function(scope: Construct, place: Place, around: Surroundings) -> NetworkFunction:
    """Make the function, out of the package of the payment function."""
    names, settings = place.site.names, place.settings
    work = Work(
        purpose="health",
        name=names.of("function", "health"),
        description=f"Health of the payments in {place.site.region}",
        handler=HANDLER,
        timeout=TIMEOUT_SECONDS,
        concurrency=settings.health_concurrency,
        variables={},
        statements=_statements(place, around.key_arn),
    )
    return NetworkFunction(scope, "Health", place, around, work)


def _statements(place: Place, key_arn: str) -> list[Statement]:
    """What the code of the function calls: it reads, and changes nothing."""
    names = place.site.names
    return [
        allow(
            "ReadParameters",
            ["ssm:GetParameter"],
            [place.arn("ssm", f"parameter/{names.shared('parameter', 'active-region')}")],
        ),
        allow(
            "LookAtSessions",
            ["dynamodb:GetItem"],
            [place.arn("dynamodb", f"table/{names.shared('table', 'sessions')}")],
        ),
        allow("UseKey", ["kms:Decrypt"], [key_arn]),
    ]
