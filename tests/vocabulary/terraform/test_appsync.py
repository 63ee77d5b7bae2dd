"""AWS AppSync and AWS Amplify."""

from __future__ import annotations

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_an_api_with_its_schema_sources_and_resolvers() -> None:
    graph = translated(
        {
            "aws_appsync_graphql_api.a": {
                "name": "api",
                "authentication_type": "API_KEY",
                "schema": "type Query { a: Int }",
                "xray_enabled": True,
                "log_config": [{"cloudwatch_logs_role_arn": "arn:r", "field_log_level": "ALL"}],
                "additional_authentication_provider": [{"authentication_type": "AWS_IAM"}],
            },
            "aws_appsync_datasource.a": {
                "api_id": ref("aws_appsync_graphql_api.a", "id"),
                "name": "table",
                "type": "AMAZON_DYNAMODB",
                "dynamodb_config": [{"table_name": "t", "region": "eu-west-1"}],
            },
            "aws_appsync_datasource.b": {
                "api_id": ref("aws_appsync_graphql_api.a", "id"),
                "name": "function",
                "type": "AWS_LAMBDA",
                "lambda_config": [{"function_arn": "arn:f"}],
            },
            "aws_appsync_datasource.c": {
                "api_id": "x",
                "name": "database",
                "type": "RELATIONAL_DATABASE",
                "relational_database_config": [
                    {
                        "source_type": "RDS_HTTP_ENDPOINT",
                        "http_endpoint_config": [{"db_cluster_identifier": "c", "region": "eu-west-1"}],
                    }
                ],
            },
            "aws_appsync_function.a": {
                "api_id": ref("aws_appsync_graphql_api.a", "id"),
                "data_source": "table",
                "name": "f",
                "request_mapping_template": "{}",
            },
            "aws_appsync_resolver.a": {
                "api_id": ref("aws_appsync_graphql_api.a", "id"),
                "type": "Query",
                "field": "a",
                "data_source": "table",
                "request_template": "{}",
                "response_template": "{}",
                "pipeline_config": [{"functions": [ref("aws_appsync_function.a", "function_id")]}],
            },
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_appsync_graphql_api.a": {
            "Name": "api",
            "AuthenticationType": "API_KEY",
            "XrayEnabled": True,
            "LogConfig": {"CloudWatchLogsRoleArn": "arn:r", "FieldLogLevel": "ALL"},
            "AdditionalAuthenticationProviders": [{"AuthenticationType": "AWS_IAM"}],
        },
        "aws_appsync_graphql_api.a/schema": {
            "ApiId": "${aws_appsync_graphql_api.a.ApiId}",
            "Definition": "type Query { a: Int }",
        },
        "aws_appsync_datasource.a": {
            "ApiId": "${aws_appsync_graphql_api.a.ApiId}",
            "Name": "table",
            "Type": "AMAZON_DYNAMODB",
            "DynamoDBConfig": {"TableName": "t", "AwsRegion": "eu-west-1"},
        },
        "aws_appsync_datasource.b": {
            "ApiId": "${aws_appsync_graphql_api.a.ApiId}",
            "Name": "function",
            "Type": "AWS_LAMBDA",
            "LambdaConfig": {"LambdaFunctionArn": "arn:f"},
        },
        "aws_appsync_datasource.c": {
            "ApiId": "x",
            "Name": "database",
            "Type": "RELATIONAL_DATABASE",
            "RelationalDatabaseConfig": {
                "RelationalDatabaseSourceType": "RDS_HTTP_ENDPOINT",
                "RdsHttpEndpointConfig": {"DbClusterIdentifier": "c", "AwsRegion": "eu-west-1"},
            },
        },
        "aws_appsync_function.a": {
            "ApiId": "${aws_appsync_graphql_api.a.ApiId}",
            "DataSourceName": "table",
            "Name": "f",
            "RequestMappingTemplate": "{}",
        },
        "aws_appsync_resolver.a": {
            "ApiId": "${aws_appsync_graphql_api.a.ApiId}",
            "TypeName": "Query",
            "FieldName": "a",
            "DataSourceName": "table",
            "RequestMappingTemplate": "{}",
            "ResponseMappingTemplate": "{}",
            "PipelineConfig": {"Functions": ["${aws_appsync_function.a.FunctionId}"]},
        },
    }


def test_an_api_without_a_schema_has_none_beside_it() -> None:
    assert list(translated({"aws_appsync_graphql_api.a": {"name": "api"}}).resources) == ["aws_appsync_graphql_api.a"]


def test_a_merged_api_takes_in_another_by_arn_or_id() -> None:
    found = only({"aws_appsync_source_api_association.a": {"merged_api_id": "m", "source_api_arn": "arn:s"}})
    assert plain(found) == {"MergedApiIdentifier": "m", "SourceApiIdentifier": "arn:s"}


def test_an_application_of_amplify() -> None:
    graph = translated(
        {
            "aws_amplify_app.a": {
                "name": "app",
                "repository": "https://example.com/r",
                "iam_service_role_arn": "arn:r",
                "enable_auto_branch_creation": True,
                "auto_branch_creation_patterns": ["*"],
                "auto_branch_creation_config": [
                    {"enable_auto_build": True, "enable_basic_auth": True, "environment_variables": {"C": "d"}}
                ],
                "enable_basic_auth": True,
                "basic_auth_credentials": unknown("var.credentials"),
                "environment_variables": {"A": "b"},
                "custom_rule": [{"source": "/<*>", "target": "/index.html", "status": "404"}],
            },
            "aws_amplify_branch.a": {
                "app_id": ref("aws_amplify_app.a", "id"),
                "branch_name": "main",
                "stage": "PRODUCTION",
                "environment_variables": {"A": "b"},
                "enable_basic_auth": False,
                "ttl": "5",
                "display_name": "d",
            },
            "aws_amplify_domain_association.a": {
                "app_id": ref("aws_amplify_app.a", "id"),
                "domain_name": "example.com",
                "sub_domain": [{"branch_name": "main", "prefix": ""}],
                "certificate_settings": [{"type": "AMPLIFY_MANAGED"}],
                "wait_for_verification": False,
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "Name": "app",
            "Repository": "https://example.com/r",
            "IAMServiceRole": "arn:r",
            "AutoBranchCreationConfig": {
                "EnableAutoBranchCreation": True,
                "AutoBranchCreationPatterns": ["*"],
                "EnableAutoBuild": True,
                "BasicAuthConfig": {"EnableBasicAuth": True},
                "EnvironmentVariables": [{"Name": "C", "Value": "d"}],
            },
            "BasicAuthConfig": {
                "EnableBasicAuth": True,
                "Username": ("secret", "unknown"),
                "Password": ("secret", "unknown"),
            },
            "EnvironmentVariables": [{"Name": "A", "Value": "b"}],
            "CustomRules": [{"Source": "/<*>", "Target": "/index.html", "Status": "404"}],
        },
        {
            "AppId": "${aws_amplify_app.a.AppId}",
            "BranchName": "main",
            "Stage": "PRODUCTION",
            "EnvironmentVariables": [{"Name": "A", "Value": "b"}],
            "BasicAuthConfig": {"EnableBasicAuth": False},
        },
        {
            "AppId": "${aws_amplify_app.a.AppId}",
            "DomainName": "example.com",
            "SubDomainSettings": [{"BranchName": "main", "Prefix": ""}],
            "CertificateSettings": {"CertificateType": "AMPLIFY_MANAGED"},
        },
    ]


def test_credentials_that_stand_in_the_source_are_in_no_attribute_in_plain_text() -> None:
    for type_ in ("aws_amplify_app", "aws_amplify_branch"):
        found = only({f"{type_}.a": {"basic_auth_credentials": "dXNlcjpwYXNz"}})
        assert "dXNlcjpwYXNz" not in str([plain(found), *[plain(one) for one in found.attributes.values()]]).replace(
            "('secret', 'dXNlcjpwYXNz')", ""
        )
        assert plain(found)["BasicAuthConfig"]["Password"] == ("secret", "unknown")
