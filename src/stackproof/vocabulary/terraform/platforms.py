"""Where applications run without servers of one's own: Elastic Beanstalk, App Runner, AWS Batch, Lightsail. And images
that EC2 Image Builder makes.

A last snapshot of a database of Lightsail is taken unless `skip_final_snapshot` is true:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lightsail_database, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.values import Absent, Known
from stackproof.vocabulary.adjusting import kept_if
from stackproof.vocabulary.conversions import mapped, pairs

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_elastic_beanstalk_application = AWS::ElasticBeanstalk::Application
  appversion_lifecycle = ResourceLifecycleConfig
    delete_source_from_s3 ! of the rules that there are
    max_age_in_days = VersionLifecycleConfig.MaxAgeRule.MaxAgeInDays
    max_count = VersionLifecycleConfig.MaxCountRule.MaxCount

aws_elastic_beanstalk_application_version = AWS::ElasticBeanstalk::ApplicationVersion
  application = ApplicationName
  bucket = SourceBundle.S3Bucket
  force_delete - what the provider does at deletion
  key = SourceBundle.S3Key
  name - CloudFormation makes up the name
  .name =

aws_elastic_beanstalk_configuration_template = AWS::ElasticBeanstalk::ConfigurationTemplate
  application = ApplicationName
  name - CloudFormation makes up the name
  setting = OptionSettings
    name = OptionName
    resource = ResourceName
  .name = TemplateName

aws_elastic_beanstalk_environment = AWS::ElasticBeanstalk::Environment
  application = ApplicationName
  poll_interval - what the provider waits for
  setting = OptionSettings
    name = OptionName
    resource = ResourceName
  tier ! a name and a type
  wait_for_ready_timeout - what the provider waits for

aws_apprunner_auto_scaling_configuration_version = AWS::AppRunner::AutoScalingConfiguration
aws_apprunner_connection ! the owner of a repository agrees by hand
aws_apprunner_custom_domain_association ! CloudFormation has it not
aws_apprunner_default_auto_scaling_configuration_version ! a setting of the account
aws_apprunner_deployment ! the provider deploys

aws_batch_job_definition = AWS::Batch::JobDefinition
  deregister_on_new_revision - what becomes of the revision before

aws_lightsail_bucket = AWS::Lightsail::Bucket
  force_delete ! the lifecycle of the resource

aws_lightsail_container_service = AWS::Lightsail::Container
  name = ServiceName
  public_domain_names = .
    certificate = PublicDomainNames

aws_lightsail_container_service_deployment_version > aws_lightsail_container_service by service_name at ContainerServiceDeployment
  container = Containers
    environment = Environment | variables
    ports = Ports | ports
  public_endpoint = PublicEndpoint
    health_check = HealthCheckConfig

aws_lightsail_database = AWS::Lightsail::Database
  apply_immediately - when changes are made
  backup_retention_enabled = BackupRetention
  blueprint_id = RelationalDatabaseBlueprintId
  bundle_id = RelationalDatabaseBundleId
  final_snapshot_name - the name of the last copy
  master_password = MasterUserPassword
  skip_final_snapshot ! the lifecycle of the resource

aws_lightsail_disk = AWS::Lightsail::Disk

aws_lightsail_distribution = AWS::Lightsail::Distribution
  cache_behavior_settings = CacheBehaviorSettings
    forwarded_query_strings = ForwardedQueryStrings
      query_strings_allowed_list = QueryStringsAllowList

aws_lightsail_instance = AWS::Lightsail::Instance
  add_on = AddOns
    snapshot_time = AutoSnapshotAddOnRequest.SnapshotTimeOfDay
    type = AddOnType
  ip_address_type - CloudFormation has it not

aws_lightsail_key_pair = AWS::Lightsail::KeyPair
  pgp_key - what the provider encrypts the secret with
  public_key - CloudFormation has it not

aws_lightsail_lb = AWS::Lightsail::LoadBalancer

aws_lightsail_lb_stickiness_policy > aws_lightsail_lb by lb_name
  cookie_duration = SessionStickinessLBCookieDurationSeconds
  enabled = SessionStickinessEnabled

aws_lightsail_bucket_access_key ! a secret for a bucket
aws_lightsail_bucket_resource_access ! a permission on a bucket
aws_lightsail_disk_attachment ! a disk that is attached later
aws_lightsail_domain_entry ! an entry of a domain
aws_lightsail_instance_public_ports ! ports of an instance
aws_lightsail_lb_attachment ! an instance that is attached later
aws_lightsail_lb_certificate ! a certificate of a balancer
aws_lightsail_lb_certificate_attachment ! a certificate of a balancer
aws_lightsail_lb_https_redirection_policy ! a setting of a balancer
aws_lightsail_static_ip_attachment ! an address that is attached later

aws_imagebuilder_component = AWS::ImageBuilder::Component
  skip_destroy ! the lifecycle of the resource

aws_imagebuilder_image_recipe = AWS::ImageBuilder::ImageRecipe
  systems_manager_agent = AdditionalInstanceConfiguration.SystemsManagerAgent
  user_data_base64 = AdditionalInstanceConfiguration.UserDataOverride

aws_imagebuilder_distribution_configuration = AWS::ImageBuilder::DistributionConfiguration
  distribution = Distributions
    ami_distribution_configuration = AmiDistributionConfiguration
      launch_permission = LaunchPermissionConfiguration
    launch_template_configuration = LaunchTemplateConfigurations
      default = SetDefaultVersion
    s3_export_configuration - CloudFormation has it not
"""  # noqa: E501 - an entry is one line

_RULES = {"max_age_in_days": "MaxAgeRule", "max_count": "MaxCountRule"}


def _application(item: Item) -> None:
    """A rule that is there is in force."""
    for argument, rule in _RULES.items():
        value = item.argument("appversion_lifecycle", argument)
        if isinstance(value, Absent):
            continue
        path = f"ResourceLifecycleConfig.VersionLifecycleConfig.{rule}"
        item.set(f"{path}.Enabled", mapped(value, lambda known: Known(True, known.at), "it depends on its limit"))
        item.set(f"{path}.DeleteSourceFromS3", item.argument("appversion_lifecycle", "delete_source_from_s3"))


def _environment(item: Item) -> None:
    tier = item.argument("tier")

    def kind(known: Known) -> Value:
        return Known("SQS/HTTP" if string(known) == "Worker" else "Standard", known.at, known.assumed)

    item.set("Tier.Name", tier)
    item.set("Tier.Type", mapped(tier, kind, "it follows from a tier that is not known"))


ADJUST = {
    "aws_elastic_beanstalk_application": _application,
    "aws_elastic_beanstalk_environment": _environment,
    "aws_imagebuilder_component": lambda item: kept_if(item, "skip_destroy"),
    "aws_lightsail_bucket": lambda item: item.empties_by("force_delete"),
    "aws_lightsail_database": lambda item: item.snapshot_unless("skip_final_snapshot"),
}
CONVERSIONS = {"variables": pairs("Variable", "Value"), "ports": pairs("Port", "Protocol")}
