"""The HTTPS API of a region, under a name of its own and under the name that both regions share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktn_provider_aws.apigatewayv2_api import Apigatewayv2Api
from cdktn_provider_aws.apigatewayv2_api_mapping import Apigatewayv2ApiMapping
from cdktn_provider_aws.apigatewayv2_domain_name import Apigatewayv2DomainName
from cdktn_provider_aws.apigatewayv2_integration import Apigatewayv2Integration
from cdktn_provider_aws.apigatewayv2_route import Apigatewayv2Route
from cdktn_provider_aws.apigatewayv2_stage import Apigatewayv2Stage, Apigatewayv2StageRouteSettings
from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.lambda_permission import LambdaPermission
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payment_dr.network_function import NetworkFunction
    from payment_dr.placing import Place

HEALTH_PATH = "/health"
HEALTH_ROUTE = f"GET {HEALTH_PATH}"
"""What the health function answers to."""

ROUTES = (HEALTH_ROUTE, "POST /payments", "GET /payments/{payment_id}", "GET /sessions/{session_id}")
"""The routes of both functions; what is not the health function's is the payment function's."""

REQUESTS_PER_SECOND = 200
BURST = 100
HEALTH_REQUESTS_PER_SECOND = 100
"""Far more than Route 53's checkers and the other region ask, and less than the health function's instances answer."""
HEALTH_BURST = 50

_LOG_FIELDS = (
    "requestId",
    "requestTime",
    "httpMethod",
    "routeKey",
    "status",
    "responseLatency",
    "integrationErrorMessage",
)


class Api(Construct):
    """The API: routes to the two functions, a log of requests, and limits on how many it takes.

    Health has a limit of its own, so that a rush of payments takes nothing from it.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        *,
        function: NetworkFunction,
        health: NetworkFunction,
        key_arn: str,
    ) -> None:
        """Make the API of a region."""
        super().__init__(scope, name)
        self._place = place
        names, provider = place.site.names, place.provider
        api = Apigatewayv2Api(
            self,
            "api",
            name=names.of("api"),
            protocol_type="HTTP",
            description=f"Payments in {place.site.region}",
            provider=provider,
        )
        integrations = {
            which: Apigatewayv2Integration(
                self,
                which,
                api_id=api.id,
                integration_type="AWS_PROXY",
                integration_uri=invoked.invoke_arn,
                payload_format_version="2.0",
                provider=provider,
            )
            for which, invoked in (("function", function), ("health", health))
        }
        routes = [
            # Callers show an API key, which the function compares; health checks of Route 53 cannot show one.
            Apigatewayv2Route(
                self,
                f"route-{index}",
                api_id=api.id,
                route_key=route,
                target=f"integrations/{integrations['health' if route == HEALTH_ROUTE else 'function'].id}",
                authorization_type="NONE",
                provider=provider,
            )
            for index, route in enumerate(ROUTES)
        ]
        LambdaPermission(
            self,
            "permission",
            statement_id=names.of("permission", "api"),
            action="lambda:InvokeFunction",
            function_name=function.name,
            principal="apigateway.amazonaws.com",
            source_arn=f"{api.execution_arn}/*/*",
            provider=provider,
        )
        LambdaPermission(
            self,
            "health-permission",
            statement_id=names.of("permission", "health"),
            action="lambda:InvokeFunction",
            function_name=health.name,
            principal="apigateway.amazonaws.com",
            source_arn=f"{api.execution_arn}/*/GET{HEALTH_PATH}",
            provider=provider,
        )
        stage = self._stage(api, key_arn, routes)
        self.id: str = api.id
        self.arn: str = api.arn
        self.execution_arn: str = api.execution_arn
        self.stage: str = stage.id
        self.host: str = f"{api.id}.execute-api.{place.site.region}.amazonaws.com"
        self.url: str = f"https://{self.host}"

    def _stage(self, api: Apigatewayv2Api, key_arn: str, routes: Sequence[Apigatewayv2Route]) -> Apigatewayv2Stage:
        """The stage that answers at the root of the API's address."""
        place = self._place
        logs = CloudwatchLogGroup(
            self,
            "logs",
            # This beginning spares the log group a line in the account's policy of log delivery, which is short.
            name=f"/aws/vendedlogs/{place.site.names.of('log', 'api')}",
            retention_in_days=place.settings.log_retention_days,
            kms_key_id=key_arn,
            provider=place.provider,
        )
        return Apigatewayv2Stage(
            self,
            "stage",
            api_id=api.id,
            name="$default",
            auto_deploy=True,
            access_log_settings={
                "destination_arn": logs.arn,
                "format": json.dumps({field: f"$context.{field}" for field in _LOG_FIELDS}),
            },
            default_route_settings={
                "throttling_burst_limit": BURST,
                "throttling_rate_limit": REQUESTS_PER_SECOND,
                "detailed_metrics_enabled": True,
            },
            route_settings=[
                Apigatewayv2StageRouteSettings(
                    route_key=HEALTH_ROUTE,
                    throttling_burst_limit=HEALTH_BURST,
                    throttling_rate_limit=HEALTH_REQUESTS_PER_SECOND,
                    detailed_metrics_enabled=True,
                )
            ],
            # A limit cannot be set on a route that is not there yet.
            depends_on=routes,
            provider=place.provider,
        )


class SharedName(Construct):
    """The name that both regions share, as one region's API answers to it."""

    def __init__(self, scope: Construct, name: str, place: Place, *, api: Api, host: str, certificate_arn: str) -> None:
        """Let the API of a region answer to the shared name."""
        super().__init__(scope, name)
        domain = Apigatewayv2DomainName(
            self,
            "domain",
            domain_name=host,
            domain_name_configuration={
                "certificate_arn": certificate_arn,
                "endpoint_type": "REGIONAL",
                "security_policy": "TLS_1_2",
            },
            tags={"Name": host},
            provider=place.provider,
        )
        Apigatewayv2ApiMapping(
            self, "mapping", api_id=api.id, domain_name=domain.id, stage=api.stage, provider=place.provider
        )
        self.target: str = domain.domain_name_configuration.target_domain_name
        self.target_zone: str = domain.domain_name_configuration.hosted_zone_id
