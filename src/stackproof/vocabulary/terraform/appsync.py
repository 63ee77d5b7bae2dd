"""AWS AppSync and AWS Amplify.

CloudFormation has a schema beside its API. The id of an API is its own id, where Ref gives the ARN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Unknown
from stackproof.vocabulary.adjusting import hidden, kept_secret

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_appsync_graphql_api = AWS::AppSync::GraphQLApi
  schema ! a schema of its own
  .id = ApiId
  .uris.GRAPHQL = GraphQLUrl
  .uris.REALTIME = RealtimeUrl

aws_appsync_datasource = AWS::AppSync::DataSource
  dynamodb_config = DynamoDBConfig
    region = AwsRegion
  elasticsearch_config = ElasticsearchConfig
    region = AwsRegion
  lambda_config = LambdaConfig
    function_arn = LambdaFunctionArn
  opensearchservice_config = OpenSearchServiceConfig
    region = AwsRegion
  relational_database_config = RelationalDatabaseConfig
    source_type = RelationalDatabaseSourceType
    http_endpoint_config = RdsHttpEndpointConfig
      region = AwsRegion
  .id - ids of API and source in one

aws_appsync_resolver = AWS::AppSync::Resolver
  data_source = DataSourceName
  field = FieldName
  request_template = RequestMappingTemplate
  response_template = ResponseMappingTemplate
  type = TypeName
  .id - ids of API, type and field in one

aws_appsync_function = AWS::AppSync::FunctionConfiguration
  data_source = DataSourceName
  .id - ids of API and function in one

aws_appsync_source_api_association = AWS::AppSync::SourceApiAssociation
  merged_api_arn = MergedApiIdentifier
  merged_api_id = MergedApiIdentifier
  source_api_arn = SourceApiIdentifier
  source_api_id = SourceApiIdentifier
  .id - ids of API and association in one

aws_amplify_app = AWS::Amplify::App
  auto_branch_creation_config = AutoBranchCreationConfig
    basic_auth_credentials ! name and password in one
    enable_basic_auth = BasicAuthConfig.EnableBasicAuth
    environment_variables = EnvironmentVariables | name and value
  auto_branch_creation_patterns = AutoBranchCreationConfig.AutoBranchCreationPatterns
  basic_auth_credentials ! name and password in one
  enable_auto_branch_creation = AutoBranchCreationConfig.EnableAutoBranchCreation
  enable_basic_auth = BasicAuthConfig.EnableBasicAuth
  environment_variables = EnvironmentVariables | name and value
  enable_branch_auto_build - CloudFormation says it of each branch
  iam_service_role_arn = IAMServiceRole
  .id = AppId

aws_amplify_branch = AWS::Amplify::Branch
  backend_environment_arn - CloudFormation has no such environments
  basic_auth_credentials ! name and password in one
  display_name - a name in the addresses of the branch
  enable_basic_auth = BasicAuthConfig.EnableBasicAuth
  environment_variables = EnvironmentVariables | name and value
  enable_notification - CloudFormation cannot say it
  ttl - how long content is kept
  .id - ids of application and branch in one

aws_amplify_domain_association = AWS::Amplify::Domain
  certificate_settings = CertificateSettings
    type = CertificateType
  sub_domain = SubDomainSettings
  wait_for_verification - what the provider waits for
  .id - ids of application and domain in one

aws_amplify_backend_environment ! CloudFormation has no such environments
"""


def _api(item: Item) -> None:
    schema = item.argument("schema")
    if not isinstance(schema, Absent):
        given = {"ApiId": item.reference("ApiId"), "Definition": schema}
        item.beside("schema", "AWS::AppSync::GraphQLSchema", given, schema.at)


def _credentials(item: Item, argument: tuple[str, ...], path: str) -> None:
    """Name and password are one text in base64 there; here they are set, and secret."""
    given = item.argument(*argument)
    if not isinstance(given, Absent):
        for name in ("Username", "Password"):
            reason = "it is a part of credentials that are written in one"
            item.set(f"{path}.{name}", hidden(Unknown(reason, None, given.at, None, (given,))))


def _app(item: Item) -> None:
    _credentials(item, ("basic_auth_credentials",), "BasicAuthConfig")
    branches = ("auto_branch_creation_config", "basic_auth_credentials")
    _credentials(item, branches, "AutoBranchCreationConfig.BasicAuthConfig")
    kept_secret(item, "basic_auth_credentials")
    kept_secret(item, ".".join(branches))


def _branch(item: Item) -> None:
    _credentials(item, ("basic_auth_credentials",), "BasicAuthConfig")
    kept_secret(item, "basic_auth_credentials")


ADJUST = {"aws_appsync_graphql_api": _api, "aws_amplify_app": _app, "aws_amplify_branch": _branch}
