"""Names of which a service says no more than length and characters: one row a type.

Source: the service models of botocore 1.44.5 (2026-11-20), which carry the API references. Columns: type, shortest,
longest, characters (the inside of a regular expression's class; empty: any), page below docs.aws.amazon.com.
"""

from __future__ import annotations

_WAF = "waf/latest/APIReference/API_CreateWebACL.html"
_DEPLOY = "codedeploy/latest/APIReference/API_CreateApplication.html"
_SAGEMAKER = "sagemaker/latest/APIReference/API_CreateEndpoint.html"
_POOL = "cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html"
_XRAY = "xray/latest/api/API_CreateGroup.html"
_ALARM = "AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_ANALYZER = "access-analyzer/latest/APIReference/API_CreateAnalyzer.html"
_ACCELERATOR = "global-accelerator/latest/api/API_CreateAccelerator.html"
_FLINK = "managed-flink/latest/apiv2/API_CreateApplication.html"
_FIREWALL = "network-firewall/latest/APIReference/API_CreateFirewall.html"
_SCHEDULES = "scheduler/latest/APIReference/API_CreateScheduleGroup.html"
_WORDS = r"\w+=,.@-"

ROWS: tuple[tuple[str, int, int, str, str], ...] = (
    ("AWS::AccessAnalyzer::Analyzer", 1, 255, "A-Za-z0-9_.-", _ANALYZER),
    ("AWS::AmazonMQ::Broker", 1, 50, "A-Za-z0-9_-", "amazon-mq/latest/api-reference/brokers.html"),
    ("AWS::AppRunner::Service", 4, 40, "A-Za-z0-9_-", "apprunner/latest/api/API_CreateService.html"),
    ("AWS::Athena::WorkGroup", 1, 128, "A-Za-z0-9._-", "athena/latest/APIReference/API_CreateWorkGroup.html"),
    ("AWS::Backup::BackupVault", 2, 50, "A-Za-z0-9_-", "aws-backup/latest/devguide/API_CreateBackupVault.html"),
    ("AWS::Batch::JobDefinition", 1, 128, "A-Za-z0-9_-", "batch/latest/APIReference/API_RegisterJobDefinition.html"),
    ("AWS::CloudFront::Function", 1, 64, "A-Za-z0-9_-", "cloudfront/latest/APIReference/API_CreateFunction.html"),
    ("AWS::CloudTrail::Trail", 3, 128, "A-Za-z0-9._-", "awscloudtrail/latest/APIReference/API_CreateTrail.html"),
    ("AWS::CloudWatch::Alarm", 1, 255, "", _ALARM),
    ("AWS::CloudWatch::CompositeAlarm", 1, 255, "", _ALARM),
    ("AWS::CodeArtifact::Domain", 2, 50, "a-z0-9-", "codeartifact/latest/APIReference/API_CreateDomain.html"),
    ("AWS::CodeCommit::Repository", 1, 100, r"\w.-", "codecommit/latest/APIReference/API_CreateRepository.html"),
    ("AWS::CodeDeploy::Application", 1, 100, "A-Za-z0-9+=,.@_-", _DEPLOY),
    ("AWS::CodeDeploy::DeploymentGroup", 1, 100, "A-Za-z0-9+=,.@_-", _DEPLOY),
    ("AWS::Cognito::IdentityPool", 1, 128, r"\w\s+=,.@-", _POOL),
    ("AWS::Cognito::UserPool", 1, 128, r"\w\s+=,.@-", _POOL),
    ("AWS::Cognito::UserPoolClient", 1, 128, r"\w\s+=,.@-", _POOL),
    ("AWS::Config::ConfigRule", 1, 128, "", "config/latest/APIReference/API_ConfigRule.html"),
    ("AWS::EKS::Nodegroup", 1, 63, "A-Za-z0-9_-", "eks/latest/userguide/create-managed-node-group.html"),
    ("AWS::GlobalAccelerator::Accelerator", 1, 64, "", _ACCELERATOR),
    ("AWS::Glue::Crawler", 1, 255, "", "glue/latest/webapi/API_CreateCrawler.html"),
    ("AWS::Glue::Database", 1, 255, "", "glue/latest/webapi/API_DatabaseInput.html"),
    ("AWS::Glue::Table", 1, 255, "", "glue/latest/webapi/API_TableInput.html"),
    ("AWS::Glue::Job", 1, 255, "", "glue/latest/webapi/API_CreateJob.html"),
    ("AWS::IoT::Policy", 1, 128, _WORDS, "iot/latest/apireference/API_CreatePolicy.html"),
    ("AWS::IoT::Thing", 1, 128, "A-Za-z0-9:_-", "iot/latest/apireference/API_CreateThing.html"),
    ("AWS::IoT::TopicRule", 1, 128, "A-Za-z0-9_", "iot/latest/apireference/API_CreateTopicRule.html"),
    ("AWS::KinesisAnalyticsV2::Application", 1, 128, "A-Za-z0-9_.-", _FLINK),
    ("AWS::Lambda::Alias", 1, 128, "A-Za-z0-9_-", "lambda/latest/api/API_CreateAlias.html"),
    ("AWS::Lambda::LayerVersion", 1, 140, "A-Za-z0-9_-", "lambda/latest/api/API_PublishLayerVersion.html"),
    ("AWS::MSK::Cluster", 1, 64, "", "msk/1.0/apireference/clusters.html"),
    ("AWS::NetworkFirewall::Firewall", 1, 128, "A-Za-z0-9-", _FIREWALL),
    ("AWS::SES::ConfigurationSet", 1, 64, "A-Za-z0-9_-", "ses/latest/APIReference-V2/API_CreateConfigurationSet.html"),
    ("AWS::SSM::Document", 3, 128, "A-Za-z0-9_.-", "systems-manager/latest/APIReference/API_CreateDocument.html"),
    ("AWS::SSO::PermissionSet", 1, 32, _WORDS, "singlesignon/latest/APIReference/API_CreatePermissionSet.html"),
    ("AWS::SageMaker::Endpoint", 1, 63, "A-Za-z0-9-", _SAGEMAKER),
    ("AWS::SageMaker::Model", 1, 63, "A-Za-z0-9-", _SAGEMAKER),
    ("AWS::SageMaker::NotebookInstance", 1, 63, "A-Za-z0-9-", _SAGEMAKER),
    ("AWS::Scheduler::ScheduleGroup", 1, 64, "A-Za-z0-9._-", _SCHEDULES),
    ("AWS::Synthetics::Canary", 1, 255, "a-z0-9_-", "AmazonSynthetics/latest/APIReference/API_CreateCanary.html"),
    ("AWS::WAFv2::IPSet", 1, 128, r"\w-", _WAF),
    ("AWS::WAFv2::RegexPatternSet", 1, 128, r"\w-", _WAF),
    ("AWS::WAFv2::RuleGroup", 1, 128, r"\w-", _WAF),
    ("AWS::WAFv2::WebACL", 1, 128, r"\w-", _WAF),
    ("AWS::XRay::Group", 1, 32, "", _XRAY),
    ("AWS::XRay::SamplingRule", 1, 32, "", _XRAY),
)  # fmt: skip
