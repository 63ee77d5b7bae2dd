"""Amazon SageMaker."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain

FOUND: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "aws_sagemaker_notebook_instance": (
        {
            "name": "n",
            "instance_type": "ml.t3.medium",
            "role_arn": "arn:r",
            "security_groups": ["sg-1"],
            "volume_size": 10,
            "direct_internet_access": "Disabled",
        },
        "AWS::SageMaker::NotebookInstance",
        {
            "NotebookInstanceName": "n",
            "InstanceType": "ml.t3.medium",
            "RoleArn": "arn:r",
            "SecurityGroupIds": ["sg-1"],
            "VolumeSizeInGB": 10,
            "DirectInternetAccess": "Disabled",
        },
    ),
    "aws_sagemaker_notebook_instance_lifecycle_configuration": (
        {"name": "n", "on_start": "IyE=", "on_create": unknown()},
        "AWS::SageMaker::NotebookInstanceLifecycleConfig",
        {
            "NotebookInstanceLifecycleConfigName": "n",
            "OnStart": [{"Content": "IyE="}],
            "OnCreate": [{"Content": "unknown"}],
        },
    ),
    "aws_sagemaker_endpoint_configuration": (
        {
            "name": "e",
            "kms_key_arn": "arn:k",
            "production_variants": [
                {"variant_name": "v", "model_name": "m", "initial_instance_count": 1, "accelerator_type": "ml.eia1"}
            ],
        },
        "AWS::SageMaker::EndpointConfig",
        {
            "EndpointConfigName": "e",
            "KmsKeyId": "arn:k",
            "ProductionVariants": [{"VariantName": "v", "ModelName": "m", "InitialInstanceCount": 1}],
        },
    ),
    "aws_sagemaker_image": (
        {"image_name": "i", "description": "d", "display_name": "n", "role_arn": "arn:r"},
        "AWS::SageMaker::Image",
        {"ImageName": "i", "ImageDescription": "d", "ImageDisplayName": "n", "ImageRoleArn": "arn:r"},
    ),
    "aws_sagemaker_pipeline": (
        {
            "pipeline_name": "p",
            "role_arn": "arn:r",
            "pipeline_definition_s3_location": [{"bucket": "b", "object_key": "k"}],
        },
        "AWS::SageMaker::Pipeline",
        {
            "PipelineName": "p",
            "RoleArn": "arn:r",
            "PipelineDefinition": {"PipelineDefinitionS3Location": {"Bucket": "b", "Key": "k"}},
        },
    ),
    "aws_sagemaker_workteam": (
        {
            "workteam_name": "w",
            "member_definition": [
                {"cognito_member_definition": [{"client_id": "c", "user_group": "g", "user_pool": "p"}]},
                {"oidc_member_definition": [{"groups": ["g"]}]},
            ],
        },
        "AWS::SageMaker::Workteam",
        {
            "WorkteamName": "w",
            "MemberDefinitions": [
                {
                    "CognitoMemberDefinition": {
                        "CognitoClientId": "c",
                        "CognitoUserGroup": "g",
                        "CognitoUserPool": "p",
                    }
                },
                {"OidcMemberDefinition": {"OidcGroups": ["g"]}},
            ],
        },
    ),
    "aws_sagemaker_domain": (
        {
            "domain_name": "d",
            "auth_mode": "IAM",
            "vpc_id": "vpc-1",
            "default_user_settings": [
                {
                    "execution_role": "arn:r",
                    "jupyter_server_app_settings": [
                        {"default_resource_spec": [{"instance_type": "system", "sagemaker_image_version_alias": "1"}]}
                    ],
                    "canvas_app_settings": [{"kendra_settings": [{"status": "ENABLED"}]}],
                }
            ],
            "retention_policy": [{"home_efs_file_system": "Delete"}],
        },
        "AWS::SageMaker::Domain",
        {
            "DomainName": "d",
            "AuthMode": "IAM",
            "VpcId": "vpc-1",
            "DefaultUserSettings": {
                "ExecutionRole": "arn:r",
                "JupyterServerAppSettings": {"DefaultResourceSpec": {"InstanceType": "system"}},
            },
        },
    ),
}


@pytest.mark.parametrize("type_", FOUND)
def test_words_of_sagemaker(type_: str) -> None:
    arguments, counterpart, expected = FOUND[type_]
    found = only({f"{type_}.a": arguments})
    assert (found.type, plain(found)) == (counterpart, expected)


def test_the_definition_of_a_pipeline_is_a_text_in_a_structure() -> None:
    found = only({"aws_sagemaker_pipeline.a": {"pipeline_definition": '{"Version": "2020-12-01"}'}})
    assert plain(found) == {"PipelineDefinition": {"PipelineDefinitionBody": '{"Version": "2020-12-01"}'}}


def test_names_of_a_configuration_are_what_an_endpoint_asks_for() -> None:
    graph = translated(
        {
            "aws_sagemaker_endpoint_configuration.a": {"name": "e"},
            "aws_sagemaker_endpoint.a": {
                "name": "x",
                "endpoint_config_name": ref("aws_sagemaker_endpoint_configuration.a", "name"),
            },
        }
    )
    assert plain(graph.resources["aws_sagemaker_endpoint.a"]) == {
        "EndpointName": "x",
        "EndpointConfigName": "${aws_sagemaker_endpoint_configuration.a.EndpointConfigName}",
    }
