"""Elastic Beanstalk, App Runner, AWS Batch, Lightsail, Image Builder, VPC Lattice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stackproof.graph.truth import Truth
from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_an_environment_of_elastic_beanstalk() -> None:
    graph = translated(
        {
            "aws_elastic_beanstalk_application.a": {
                "name": "app",
                "appversion_lifecycle": [
                    {"service_role": "arn:r", "max_count": 10, "delete_source_from_s3": True},
                ],
            },
            "aws_elastic_beanstalk_environment.a": {
                "name": "prod",
                "application": ref("aws_elastic_beanstalk_application.a", "name"),
                "solution_stack_name": "s",
                "tier": "Worker",
                "setting": [{"namespace": "aws:x", "name": "A", "value": "1", "resource": ""}],
                "wait_for_ready_timeout": "20m",
            },
            "aws_elastic_beanstalk_application_version.a": {
                "name": "v1",
                "application": "app",
                "bucket": "b",
                "key": "k.zip",
                "force_delete": True,
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "ApplicationName": "app",
            "ResourceLifecycleConfig": {
                "ServiceRole": "arn:r",
                "VersionLifecycleConfig": {
                    "MaxCountRule": {"MaxCount": 10, "Enabled": True, "DeleteSourceFromS3": True}
                },
            },
        },
        {
            "EnvironmentName": "prod",
            "ApplicationName": "${aws_elastic_beanstalk_application.a}",
            "SolutionStackName": "s",
            "Tier": {"Name": "Worker", "Type": "SQS/HTTP"},
            "OptionSettings": [{"Namespace": "aws:x", "OptionName": "A", "Value": "1", "ResourceName": ""}],
        },
        {"ApplicationName": "app", "SourceBundle": {"S3Bucket": "b", "S3Key": "k.zip"}},
    ]


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        (None, {}),
        ("WebServer", {"Tier": {"Name": "WebServer", "Type": "Standard"}}),
        (unknown("var.tier"), {"Tier": {"Name": "unknown", "Type": "unknown"}}),
    ],
)
def test_the_type_of_a_tier_follows_from_its_name(tier: Any, expected: dict[str, Any]) -> None:
    assert plain(only({"aws_elastic_beanstalk_environment.a": {"tier": tier}})) == expected


def test_containers_of_a_job_are_in_cloudformations_words() -> None:
    properties = {
        "image": "busybox",
        "command": ["true"],
        "jobRoleArn": "arn:r",
        "resourceRequirements": [{"type": "VCPU", "value": "1"}],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g"}},
    }
    job = only(
        {
            "aws_batch_job_definition.a": {
                "name": "job",
                "type": "container",
                "container_properties": json.dumps(properties),
                "retry_strategy": [{"attempts": 2}],
                "deregister_on_new_revision": True,
            }
        }
    )
    assert plain(job) == {
        "JobDefinitionName": "job",
        "Type": "container",
        "ContainerProperties": {
            "Image": "busybox",
            "Command": ["true"],
            "JobRoleArn": "arn:r",
            "ResourceRequirements": [{"Type": "VCPU", "Value": "1"}],
            "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "g"}},
        },
        "RetryStrategy": {"Attempts": 2},
    }


def test_what_runs_in_a_container_service_is_its_own() -> None:
    graph = translated(
        {
            "aws_lightsail_container_service.a": {"name": "web", "power": "nano", "scale": 1},
            "aws_lightsail_container_service_deployment_version.a": {
                "service_name": ref("aws_lightsail_container_service.a", "name"),
                "container": [
                    {"container_name": "web", "image": "nginx", "environment": {"A": "b"}, "ports": {"80": "HTTP"}}
                ],
                "public_endpoint": [{"container_name": "web", "container_port": 80, "health_check": [{"path": "/"}]}],
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "ServiceName": "web",
            "Power": "nano",
            "Scale": 1,
            "ContainerServiceDeployment": {
                "Containers": [
                    {
                        "ContainerName": "web",
                        "Image": "nginx",
                        "Environment": [{"Variable": "A", "Value": "b"}],
                        "Ports": [{"Port": "80", "Protocol": "HTTP"}],
                    }
                ],
                "PublicEndpoint": {
                    "ContainerName": "web",
                    "ContainerPort": 80,
                    "HealthCheckConfig": {"Path": "/"},
                },
            },
        }
    ]


@pytest.mark.parametrize(("skip", "expected"), [(None, "snapshot"), (True, "delete"), (unknown("var.skip"), "unknown")])
def test_a_database_leaves_a_snapshot_unless_told_not_to(skip: Any, expected: str) -> None:
    database = only({"aws_lightsail_database.a": {"relational_database_name": "d", "skip_final_snapshot": skip}})
    assert plain(database) == {"RelationalDatabaseName": "d"}
    assert database.lifecycle.on_delete == expected


def test_a_bucket_of_lightsail_may_be_emptied() -> None:
    bucket = only({"aws_lightsail_bucket.a": {"name": "b", "bundle_id": "small_1_0", "force_delete": True}})
    assert plain(bucket) == {"BucketName": "b", "BundleId": "small_1_0"}
    assert bucket.lifecycle.empties_on_delete is Truth.YES


def test_images_and_where_they_go() -> None:
    graph = translated(
        {
            "aws_imagebuilder_component.a": {
                "name": "c",
                "platform": "Linux",
                "version": "1.0.0",
                "skip_destroy": True,
            },
            "aws_imagebuilder_image_recipe.a": {
                "name": "r",
                "parent_image": "arn:i",
                "version": "1.0.0",
                "component": [{"component_arn": ref("aws_imagebuilder_component.a", "arn")}],
                "user_data_base64": "IyE=",
                "systems_manager_agent": [{"uninstall_after_build": True}],
            },
            "aws_imagebuilder_distribution_configuration.a": {
                "name": "d",
                "distribution": [
                    {
                        "region": "eu-west-1",
                        "ami_distribution_configuration": [
                            {"name": "n", "ami_tags": {"a": "b"}, "launch_permission": [{"user_ids": ["123456789012"]}]}
                        ],
                        "launch_template_configuration": [{"launch_template_id": "lt-1", "default": True}],
                    }
                ],
            },
        }
    )
    assert graph.resources["aws_imagebuilder_component.a"].lifecycle.on_delete == "retain"
    assert [plain(one) for one in graph.resources.values()][1:] == [
        {
            "Name": "r",
            "ParentImage": "arn:i",
            "Version": "1.0.0",
            "Components": [{"ComponentArn": "${aws_imagebuilder_component.a}"}],
            "AdditionalInstanceConfiguration": {
                "UserDataOverride": "IyE=",
                "SystemsManagerAgent": {"UninstallAfterBuild": True},
            },
        },
        {
            "Name": "d",
            "Distributions": [
                {
                    "Region": "eu-west-1",
                    "AmiDistributionConfiguration": {
                        "Name": "n",
                        "AmiTags": {"a": "b"},
                        "LaunchPermissionConfiguration": {"UserIds": ["123456789012"]},
                    },
                    "LaunchTemplateConfigurations": [{"LaunchTemplateId": "lt-1", "SetDefaultVersion": True}],
                }
            ],
        },
    ]


def test_targets_and_rules_of_a_lattice() -> None:
    graph = translated(
        {
            "aws_vpclattice_service.a": {"name": "s"},
            "aws_vpclattice_target_group.a": {
                "name": "t",
                "type": "IP",
                "config": [
                    {
                        "port": 80,
                        "protocol": "HTTP",
                        "vpc_identifier": "vpc-1",
                        "health_check": [{"enabled": True, "matcher": [{"value": "200"}]}],
                    }
                ],
            },
            "aws_vpclattice_target_group_attachment.a": {
                "target_group_identifier": ref("aws_vpclattice_target_group.a", "id"),
                "target": [{"id": "10.0.0.9", "port": 80}],
            },
            "aws_vpclattice_listener_rule.a": {
                "name": "r",
                "priority": 1,
                "service_identifier": ref("aws_vpclattice_service.a", "id"),
                "match": [{"http_match": [{"path_match": [{"match": [{"prefix": "/"}]}]}]}],
                "action": [{"fixed_response": [{"status_code": 404}]}],
            },
            "aws_vpclattice_resource_configuration.a": {
                "name": "c",
                "type": "SINGLE",
                "port_ranges": ["443"],
                "resource_gateway_identifier": "rgw-1",
                "resource_configuration_definition": [{"ip_resource": [{"ip_address": "10.0.0.5"}]}],
            },
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_vpclattice_service.a": {"Name": "s"},
        "aws_vpclattice_target_group.a": {
            "Name": "t",
            "Type": "IP",
            "Config": {
                "Port": 80,
                "Protocol": "HTTP",
                "VpcIdentifier": "vpc-1",
                "HealthCheck": {"Enabled": True, "Matcher": {"HttpCode": "200"}},
            },
            "Targets": [{"Id": "10.0.0.9", "Port": 80}],
        },
        "aws_vpclattice_listener_rule.a": {
            "Name": "r",
            "Priority": 1,
            "ServiceIdentifier": "${aws_vpclattice_service.a.Id}",
            "Match": {"HttpMatch": {"PathMatch": {"Match": {"Prefix": "/"}}}},
            "Action": {"FixedResponse": {"StatusCode": 404}},
        },
        "aws_vpclattice_resource_configuration.a": {
            "Name": "c",
            "ResourceConfigurationType": "SINGLE",
            "PortRanges": ["443"],
            "ResourceGatewayId": "rgw-1",
            "ResourceConfigurationDefinition": {"IpResource": "10.0.0.5"},
        },
    }
