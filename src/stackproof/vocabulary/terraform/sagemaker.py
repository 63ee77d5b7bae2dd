"""Amazon SageMaker. Ids there are names, where Ref mostly gives an ARN."""

from __future__ import annotations

from stackproof.vocabulary.parts import item_as

_SPEC = "default_resource_spec.sagemaker_image_version_alias"
_LACKING = "CloudFormation cannot say it"


def _without(outer: str, names: str) -> str:
    """Rows for arguments of a block that CloudFormation does not have."""
    return "\n".join([f"  {outer}.{name} - {_LACKING}" for name in names.split()])


_APPS = f"code_editor_app_settings.{_SPEC} jupyter_lab_app_settings.{_SPEC} jupyter_server_app_settings.{_SPEC}"
_USER = (
    f"canvas_app_settings tensor_board_app_settings jupyter_server_app_settings.code_repository {_APPS}"
    f" kernel_gateway_app_settings.{_SPEC}"
)
_LIFE = "code_editor_app_settings.app_lifecycle_management jupyter_lab_app_settings.app_lifecycle_management"

TABLE = f"""
aws_sagemaker_notebook_instance = AWS::SageMaker::NotebookInstance
  security_groups = SecurityGroupIds
  volume_size = VolumeSizeInGB
  .id - its name, where Ref gives the ARN
  .name = NotebookInstanceName

aws_sagemaker_notebook_instance_lifecycle_configuration = AWS::SageMaker::NotebookInstanceLifecycleConfig
  on_create = OnCreate | script
  on_start = OnStart | script
  .id - its name, where Ref gives the ARN
  .name = NotebookInstanceLifecycleConfigName

aws_sagemaker_endpoint_configuration = AWS::SageMaker::EndpointConfig
  kms_key_arn = KmsKeyId
  production_variants.accelerator_type - {_LACKING}
  shadow_production_variants.accelerator_type - {_LACKING}
  .id - its name, where Ref gives the ARN
  .name = EndpointConfigName

aws_sagemaker_model = AWS::SageMaker::Model
{_without("container", "additional_model_data_source")}
{_without("primary_container", "additional_model_data_source")}
  .id - its name, where Ref gives the ARN
  .name = ModelName

aws_sagemaker_pipeline = AWS::SageMaker::Pipeline
  pipeline_definition = PipelineDefinition.PipelineDefinitionBody
  pipeline_definition_s3_location = PipelineDefinition.PipelineDefinitionS3Location
    object_key = Key
    version_id = Version
  .id - its name, where Ref gives the ARN

aws_sagemaker_image = AWS::SageMaker::Image
  description = ImageDescription
  display_name = ImageDisplayName
  role_arn = ImageRoleArn
  .id - its name, where Ref gives the ARN

aws_sagemaker_workteam = AWS::SageMaker::Workteam
  member_definition = MemberDefinitions
    cognito_member_definition = CognitoMemberDefinition
      client_id = CognitoClientId
      user_group = CognitoUserGroup
      user_pool = CognitoUserPool
    oidc_member_definition = OidcMemberDefinition
      groups = OidcGroups
  worker_access_configuration - {_LACKING}

aws_sagemaker_feature_group = AWS::SageMaker::FeatureGroup
{_without("feature_definition", "collection_type collection_config")}
  offline_store_config.s3_storage_config.resolved_output_s3_uri - it is known after deployment

aws_sagemaker_app_image_config = AWS::SageMaker::AppImageConfig
  code_editor_app_image_config.file_system_config - {_LACKING}
  jupyter_lab_image_config = JupyterLabAppImageConfig
    file_system_config - {_LACKING}

aws_sagemaker_domain = AWS::SageMaker::Domain
  retention_policy - what the provider does at deletion
  domain_settings.trusted_identity_propagation_settings - {_LACKING}
{_without("domain_settings", f"r_studio_server_pro_domain_settings.{_SPEC}")}
{_without("default_space_settings", f"jupyter_lab_app_settings.{_SPEC} jupyter_lab_app_settings.emr_settings")}
{_without("default_space_settings", f"jupyter_server_app_settings.code_repository kernel_gateway_app_settings.{_SPEC}")}
{_without("default_space_settings", f"jupyter_server_app_settings.{_SPEC}")}
{_without("default_user_settings", f"{_USER} jupyter_lab_app_settings.emr_settings r_session_app_settings.{_SPEC}")}

aws_sagemaker_user_profile = AWS::SageMaker::UserProfile
{_without("user_settings", f"{_USER} {_LIFE} r_session_app_settings")}

aws_sagemaker_space = AWS::SageMaker::Space
{_without("space_settings", f"{_LIFE} {_APPS} kernel_gateway_app_settings.{_SPEC}")}
  space_settings.jupyter_server_app_settings.code_repository - {_LACKING}

aws_sagemaker_app = AWS::SageMaker::App
  space_name - {_LACKING}
  resource_spec.sagemaker_image_version_alias - {_LACKING}

aws_sagemaker_hyper_parameter_tuning_job ! a job that is run once
aws_sagemaker_labeling_job ! a job that is run once
aws_sagemaker_model_card_export_job ! a job that is run once
aws_sagemaker_model_package_group_policy ! CloudFormation has no policy of its own for it
aws_sagemaker_servicecatalog_portfolio_status ! a setting of the account
aws_sagemaker_training_job ! a job that is run once
"""

CONVERSIONS = {"script": item_as("Content")}
