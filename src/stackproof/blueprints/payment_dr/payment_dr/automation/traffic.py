"""How the traffic follows the active region: what Route 53 asks, and the route that answers it.

The workflow switches a parameter; `GET /active` of a region answers by it; Route 53's checkers ask. Nothing on this way
calls Route 53's control plane, which lives in one region, and nobody needs the right to change records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.apigatewayv2_integration import Apigatewayv2Integration
from cdktn_provider_aws.apigatewayv2_route import Apigatewayv2Route
from cdktn_provider_aws.lambda_permission import LambdaPermission
from cdktn_provider_aws.route53_health_check import Route53HealthCheck
from constructs import Construct

if TYPE_CHECKING:
    from payment_dr.automation.functions import Step
    from payment_dr.automation.side import Side

ACTIVE_PATH = "/active"

INTERVAL_SECONDS = 10
"""The quicker of the two intervals that Route 53 has."""

FAILURES = 3
"""Answers in a row before Route 53 believes it: half a minute."""


class ActiveRoute(Construct):
    """The route `GET /active` of a region's API. Route 53 cannot sign, so that it is open; it tells only yes or no."""

    def __init__(self, scope: Construct, name: str, side: Side, step: Step) -> None:
        """Make the route of a region."""
        super().__init__(scope, name)
        provider = side.place.provider
        integration = Apigatewayv2Integration(
            self,
            "integration",
            api_id=side.api_id,
            integration_type="AWS_PROXY",
            integration_uri=step.invoke_arn,
            payload_format_version="2.0",
            timeout_milliseconds=5000,
            provider=provider,
        )
        Apigatewayv2Route(
            self,
            "route",
            api_id=side.api_id,
            route_key=f"GET {ACTIVE_PATH}",
            target=f"integrations/{integration.id}",
            provider=provider,
        )
        LambdaPermission(
            self,
            "permission",
            statement_id="HealthCheckers",
            action="lambda:InvokeFunction",
            function_name=step.name,
            principal="apigateway.amazonaws.com",
            source_arn=f"{side.api_execution_arn}/*/GET{ACTIVE_PATH}",
            provider=provider,
        )


class TakeoverCheck(Construct):
    """Health checks by which the primary's record is out while the secondary is active.

    The check of the secondary's `/active` is inverted: it is healthy while the secondary has not taken over. A
    secondary that does not answer has not taken over, so that its loss leaves the primary in service.
    """

    def __init__(self, scope: Construct, name: str, *, primary: Side, secondary: Side) -> None:
        """Make the checks for the two regions."""
        super().__init__(scope, name)
        provider = primary.place.provider
        takeover = Route53HealthCheck(
            self,
            "not-taken-over",
            type="HTTPS",
            fqdn=secondary.api_host,
            port=443,
            resource_path=ACTIVE_PATH,
            request_interval=INTERVAL_SECONDS,
            failure_threshold=FAILURES,
            enable_sni=True,
            invert_healthcheck=True,
            tags={"Name": primary.shared_name("check", "not-taken-over")},
            provider=provider,
        )
        record = Route53HealthCheck(
            self,
            "primary-record",
            type="CALCULATED",
            child_healthchecks=[primary.health_check_id, takeover.id],
            child_health_threshold=2,
            tags={"Name": primary.shared_name("check", "primary-record")},
            provider=provider,
        )
        self.check_id: str = takeover.id
        self.primary_record_check_id: str = record.id
