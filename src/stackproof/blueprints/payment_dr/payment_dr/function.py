"""The payment function of a region: what it is given, and what its code calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payment_dr.events import BUS_PURPOSE, SOURCE
from payment_dr.network_function import NetworkFunction, Surroundings, Work
from payment_dr.policies import Statement, allow

if TYPE_CHECKING:
    from constructs import Construct

    from payment_dr.placing import Place

HANDLER = "payment.lambda_handler"
TIMEOUT_SECONDS = 29
"""A second below what the API waits for an answer at most."""


def payment_function(scope: Construct, place: Place, around: Surroundings) -> NetworkFunction:
    """Make the function that takes payments."""
    names, settings = place.site.names, place.settings
    work = Work(
        purpose="function",
        name=names.of("function"),
        description=f"Payments in {place.site.region}",
        handler=HANDLER,
        timeout=TIMEOUT_SECONDS,
        concurrency=settings.function_concurrency,
        variables={
            "EVENT_BUS_NAME": names.shared("bus", BUS_PURPOSE),
            "API_KEY_PARAMETER": settings.api_keys_name,
        },
        statements=_statements(place, around.key_arn),
    )
    return NetworkFunction(scope, "Function", place, around, work)


def _statements(place: Place, key_arn: str) -> list[Statement]:
    """What the code of the function calls."""
    names, settings = place.site.names, place.settings
    parameters = [names.shared("parameter", "active-region"), settings.api_keys_name.lstrip("/")]
    own = [place.arn("ssm", f"parameter/{name}") for name in parameters]
    return [
        allow("ReadParameters", ["ssm:GetParameter"], own),
        # As the secret: none but this parameter can be decrypted.
        allow(
            "DecryptApiKeys",
            ["kms:Decrypt"],
            [place.arn("kms", "key/*")],
            condition={
                "StringEquals": {
                    "kms:ViaService": f"ssm.{place.site.region}.amazonaws.com",
                    "kms:EncryptionContext:PARAMETER_ARN": own[1],
                }
            },
        ),
        allow(
            "KeepSessions",
            ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
            [place.arn("dynamodb", f"table/{names.shared('table', 'sessions')}")],
        ),
        allow(
            "SendEvents",
            ["events:PutEvents"],
            [place.arn("events", f"event-bus/{names.shared('bus', BUS_PURPOSE)}")],
            condition={"StringEquals": {"events:source": SOURCE}},
        ),
        allow("UseKey", ["kms:Decrypt", "kms:GenerateDataKey"], [key_arn]),
    ]
