"""Amazon API Gateway in Terraform's words."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import Absent, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown


def _api(integration: dict[str, Any]) -> dict[str, dict[str, Any]]:
    method = {"rest_api_id": ref("aws_api_gateway_rest_api.a"), "resource_id": "r", "authorization": "NONE"}
    return {
        "aws_api_gateway_rest_api.a": {"name": "a"},
        "aws_api_gateway_method.get": {**method, "http_method": "GET"},
        "aws_api_gateway_method.post": {**method, "http_method": "POST"},
        "aws_api_gateway_integration.i": {"type": "MOCK", "integration_http_method": "POST", **integration},
    }


@pytest.mark.parametrize(
    "integration",
    [
        {"http_method": ref("aws_api_gateway_method.post", "http_method"), "resource_id": "r"},
        {"http_method": "POST", "resource_id": "r", "rest_api_id": ref("aws_api_gateway_rest_api.a", "id")},
    ],
    ids=["by reference", "by equal values"],
)
def test_an_integration_is_a_part_of_its_method(integration: dict[str, Any]) -> None:
    graph = translated(_api(integration))
    assert properties(graph.resources["aws_api_gateway_method.post"])["Integration"] == {
        "Type": "MOCK",
        "IntegrationHttpMethod": "POST",
    }
    assert isinstance(graph.resources["aws_api_gateway_method.get"].get("Integration"), Absent)
    assert "aws_api_gateway_integration.i" not in graph.resources


def test_an_integration_of_an_unknown_method_makes_that_of_every_method_unknown() -> None:
    graph = translated(
        _api({"http_method": unknown(), "resource_id": "r", "rest_api_id": ref("aws_api_gateway_rest_api.a", "id")})
    )
    found = [graph.resources[f"aws_api_gateway_method.{name}"].get("Integration") for name in ("get", "post")]
    assert [type(value) for value in found] == [Unknown, Unknown]
    assert graph.unmapped == {"aws_api_gateway_integration": 1}


def test_an_integration_of_a_foreign_method_leaves_the_others_alone() -> None:
    graph = translated(
        _api({"http_method": "PUT", "resource_id": "r", "rest_api_id": ref("aws_api_gateway_rest_api.a", "id")})
    )
    assert isinstance(graph.resources["aws_api_gateway_method.get"].get("Integration"), Absent)
    assert graph.unmapped == {"aws_api_gateway_integration": 1}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("*/*", {"HttpMethod": "*", "ResourcePath": "/*"}),
        ("orders/GET", {"HttpMethod": "GET", "ResourcePath": "/orders"}),
        ("orders/{id}/GET", {"HttpMethod": "GET", "ResourcePath": "/orders~1{id}"}),
    ],
)
def test_settings_of_methods_are_a_part_of_the_stage(path: str, expected: dict[str, str]) -> None:
    graph = translated(
        {
            "aws_api_gateway_stage.s": {"stage_name": "v1", "rest_api_id": "x"},
            "aws_api_gateway_method_settings.m": {
                "stage_name": ref("aws_api_gateway_stage.s", "stage_name"),
                "rest_api_id": "x",
                "method_path": path,
                "settings": [{"metrics_enabled": True, "logging_level": "INFO"}],
            },
        }
    )
    assert properties(graph.resources["aws_api_gateway_stage.s"])["MethodSettings"] == [
        {"MetricsEnabled": True, "LoggingLevel": "INFO", **expected}
    ]


def test_settings_of_routes_are_a_map_by_route() -> None:
    found = only(
        {
            "aws_apigatewayv2_stage.s": {
                "api_id": "x",
                "name": "v1",
                "route_settings": [
                    {"route_key": "GET /", "throttling_rate_limit": 5, "throttling_burst_limit": None},
                    {"route_key": "$default", "detailed_metrics_enabled": True},
                ],
            }
        }
    )
    assert properties(found) == {
        "ApiId": "x",
        "StageName": "v1",
        "RouteSettings": {"GET /": {"ThrottlingRateLimit": 5}, "$$default": {"DetailedMetricsEnabled": True}},
    }


def test_a_route_without_a_known_key_leaves_the_map_open() -> None:
    settings = [{"route_key": unknown(), "throttling_rate_limit": 5}]
    found = only({"aws_apigatewayv2_stage.s": {"api_id": "x", "name": "v1", "route_settings": settings}})
    assert properties(found)["RouteSettings"] == {"$partial": {}}


def test_limits_of_single_methods_belong_to_their_stage_in_a_usage_plan() -> None:
    stages = [
        {"api_id": "a", "stage": "v1", "throttle": [{"path": "/x/GET", "rate_limit": 2, "burst_limit": 1}]},
        {"api_id": "b", "stage": "v1"},
    ]
    found = only({"aws_api_gateway_usage_plan.p": {"name": "p", "api_stages": stages}})
    assert properties(found) == {
        "UsagePlanName": "p",
        "ApiStages": [
            {"ApiId": "a", "Stage": "v1", "Throttle": {"/x/GET": {"RateLimit": 2, "BurstLimit": 1}}},
            {"ApiId": "b", "Stage": "v1"},
        ],
    }


def test_parameters_of_responses_are_a_map_by_status() -> None:
    parameters = [{"status_code": "403", "mappings": {"append:header.auth": "$context.authorizer.x"}}]
    found = only(
        {
            "aws_apigatewayv2_integration.i": {
                "api_id": "x",
                "integration_type": "AWS_PROXY",
                "response_parameters": parameters,
            }
        }
    )
    assert properties(found)["ResponseParameters"] == {
        "403": {"ResponseParameters": [{"Destination": "append:header.auth", "Source": "$context.authorizer.x"}]}
    }
