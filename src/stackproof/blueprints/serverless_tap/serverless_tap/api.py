"""The HTTP API in front of the API handler: routes, who may call them, limits and a log of requests."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from serverless_tap.naming import Names
from serverless_tap.settings import Settings

ROUTES = {
    "create-document": "POST /documents",
    "list-documents": "GET /documents",
    "get-document": "GET /documents/{id}",
    "get-content": "GET /documents/{id}/content",
}
"""Route keys by operation. All ask for AWS credentials that may call `execute-api:Invoke`."""

_ACCESS_LOG = {
    "request_id": "$context.requestId",
    "time": "$context.requestTime",
    "source_ip": "$context.identity.sourceIp",
    "caller": "$context.identity.userArn",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "integration_error": "$context.integrationErrorMessage",
}


class DocumentApi(pulumi.ComponentResource):
    """An HTTP API with a route for each operation, all of which end at one function."""

    def __init__(
        self,
        name: str,
        *,
        names: Names,
        settings: Settings,
        key_arn: pulumi.Output[str],
        function: aws.lambda_.Function,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the API and let it call the function.

        Args:
            name: logical name.
            names: physical names of the deployment.
            settings: settings of the deployment, limits among them.
            key_arn: the key of the log of requests.
            function: the API handler.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:DocumentApi", name, None, opts)
        self.api = aws.apigatewayv2.Api(
            name,
            name=names.api,
            description="Takes documents in and gives them out",
            protocol_type="HTTP",
            opts=pulumi.ResourceOptions(parent=self),
        )
        child = pulumi.ResourceOptions(parent=self.api)
        integration = aws.apigatewayv2.Integration(
            name,
            api_id=self.api.id,
            integration_type="AWS_PROXY",
            integration_uri=function.invoke_arn,
            payload_format_version="2.0",
            opts=child,
        )
        routes = [
            aws.apigatewayv2.Route(
                operation,
                api_id=self.api.id,
                route_key=route_key,
                operation_name=operation,
                authorization_type="AWS_IAM",
                target=pulumi.Output.concat("integrations/", integration.id),
                opts=child,
            )
            for operation, route_key in ROUTES.items()
        ]
        permission = aws.lambda_.Permission(
            name,
            statement_id="CallFromApi",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="apigateway.amazonaws.com",
            source_arn=pulumi.Output.concat(self.api.execution_arn, "/*/*"),
            opts=child,
        )
        self.access_log = aws.cloudwatch.LogGroup(
            "api-access",
            name=names.access_log_group,
            retention_in_days=settings.log_retention_days,
            kms_key_id=key_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.stage = aws.apigatewayv2.Stage(
            name,
            api_id=self.api.id,
            name="$default",
            auto_deploy=True,
            access_log_settings=aws.apigatewayv2.StageAccessLogSettingsArgs(
                destination_arn=self.access_log.arn, format=json.dumps(_ACCESS_LOG)
            ),
            default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
                detailed_metrics_enabled=True,
                throttling_burst_limit=settings.burst_limit,
                throttling_rate_limit=settings.rate_limit,
            ),
            # What a stage serves is what there is when it is deployed.
            opts=pulumi.ResourceOptions(parent=self.api, depends_on=[*routes, permission]),
        )
        self.register_outputs({"url": self.stage.invoke_url})
