"""How the ARNs of common resource types are written.

Source: the resource types in AWS's Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html,
read 2026-11-21.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class ArnFormat(NamedTuple):
    """The form `arn:partition:SERVICE:region:account:PREFIXname` of a type's ARNs.

    Attributes:
        type: CloudFormation type.
        service: third field.
        scope: which of region and account are filled in.
        prefix: what stands before the name in the resource part (`function:`, `table/`).
        separators: characters that end the name; what follows is a part of the resource (an object, an index, a
            version). A name that may hold a slash itself has no slash here.
        by: whether the name or another identifier stands in the ARN.
    """

    type: str
    service: str
    scope: Literal["region account", "account", "region", "none"]
    prefix: str
    separators: str
    by: Literal["name", "id"]


_ROWS = """
AWS::ApiGateway::RestApi|apigateway|region|/restapis/|/|id
AWS::ApiGatewayV2::Api|apigateway|region|/apis/|/|id
AWS::AppSync::GraphQLApi|appsync|region account|apis/|/|id
AWS::Athena::WorkGroup|athena|region account|workgroup/||name
AWS::Backup::BackupVault|backup|region account|backup-vault:||name
AWS::Backup::BackupPlan|backup|region account|backup-plan:||id
AWS::CertificateManager::Certificate|acm|region account|certificate/||id
AWS::CloudFormation::Stack|cloudformation|region account|stack/|/|name
AWS::CloudFront::Distribution|cloudfront|account|distribution/||id
AWS::CloudTrail::Trail|cloudtrail|region account|trail/||name
AWS::CloudWatch::Alarm|cloudwatch|region account|alarm:||name
AWS::CloudWatch::CompositeAlarm|cloudwatch|region account|alarm:||name
AWS::CloudWatch::Dashboard|cloudwatch|account|dashboard/||name
AWS::CodeBuild::Project|codebuild|region account|project/||name
AWS::CodePipeline::Pipeline|codepipeline|region account||/|name
AWS::Cognito::UserPool|cognito-idp|region account|userpool/||id
AWS::DynamoDB::GlobalTable|dynamodb|region account|table/|/|name
AWS::DynamoDB::Table|dynamodb|region account|table/|/|name
AWS::EC2::Instance|ec2|region account|instance/||id
AWS::EC2::SecurityGroup|ec2|region account|security-group/||id
AWS::EC2::Subnet|ec2|region account|subnet/||id
AWS::EC2::VPC|ec2|region account|vpc/||id
AWS::EC2::Volume|ec2|region account|volume/||id
AWS::ECR::Repository|ecr|region account|repository/||name
AWS::ECS::Cluster|ecs|region account|cluster/||name
AWS::ECS::TaskDefinition|ecs|region account|task-definition/|:|name
AWS::EFS::FileSystem|elasticfilesystem|region account|file-system/||id
AWS::ElastiCache::ReplicationGroup|elasticache|region account|replicationgroup:||name
AWS::Events::EventBus|events|region account|event-bus/||name
AWS::Events::Rule|events|region account|rule/||name
AWS::Glue::Database|glue|region account|database/||name
AWS::IAM::Group|iam|account|group||name
AWS::IAM::InstanceProfile|iam|account|instance-profile||name
AWS::IAM::ManagedPolicy|iam|account|policy||name
AWS::IAM::Role|iam|account|role||name
AWS::IAM::User|iam|account|user||name
AWS::KMS::Key|kms|region account|key/||id
AWS::KMS::Alias|kms|region account|||name
AWS::Kinesis::Stream|kinesis|region account|stream/|/|name
AWS::KinesisFirehose::DeliveryStream|firehose|region account|deliverystream/||name
AWS::Lambda::Function|lambda|region account|function:|:|name
AWS::Lambda::LayerVersion|lambda|region account|layer:|:|name
AWS::Logs::LogGroup|logs|region account|log-group:|:|name
AWS::MSK::Cluster|kafka|region account|cluster/|/|name
AWS::OpenSearchService::Domain|es|region account|domain/|/|name
AWS::RDS::DBCluster|rds|region account|cluster:||name
AWS::RDS::DBInstance|rds|region account|db:||name
AWS::RDS::DBProxy|rds|region account|db-proxy:||name
AWS::RDS::GlobalCluster|rds|account|global-cluster:||name
AWS::Route53::HealthCheck|route53|none|healthcheck/||id
AWS::Route53::HostedZone|route53|none|hostedzone/||id
AWS::S3::Bucket|s3|none||/|name
AWS::SNS::Topic|sns|region account||:|name
AWS::SQS::Queue|sqs|region account|||name
AWS::SSM::Document|ssm|region account|document/||name
AWS::SSM::Parameter|ssm|region account|parameter||name
AWS::Scheduler::ScheduleGroup|scheduler|region account|schedule-group/||name
AWS::SecretsManager::Secret|secretsmanager|region account|secret:||name
AWS::StepFunctions::StateMachine|states|region account|stateMachine:|:|name
AWS::ApiGateway::RestApi|execute-api|region account||/|id
AWS::ApiGatewayV2::Api|execute-api|region account||/|id
AWS::IAM::Role|sts|account|assumed-role/|/|name
"""

# Types whose name in the ARN may carry a path before it: the name is what follows the last slash.
PATHS = frozenset(
    {"AWS::IAM::Group", "AWS::IAM::InstanceProfile", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::IAM::User"}
)


def _read() -> list[ArnFormat]:
    formats = []
    for row in filter(None, _ROWS.split("\n")):
        type_, service, scope, prefix, separators, by = row.split("|")
        formats.append(ArnFormat(type_, service, scope, prefix, separators, by))  # type: ignore[arg-type]
    return formats


_FORMATS = _read()

# By type; where a type has ARNs in two services, the one that is its own.
FORMATS = {found.type: found for found in reversed(_FORMATS)}

# The formats of each service, the longest prefix first, so that the first that fits is the right one.
BY_SERVICE: dict[str, tuple[ArnFormat, ...]] = {}
for _format in sorted(_FORMATS, key=lambda found: -len(found.prefix)):
    BY_SERVICE[_format.service] = (*BY_SERVICE.get(_format.service, ()), _format)
