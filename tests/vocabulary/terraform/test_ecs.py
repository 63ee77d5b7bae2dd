"""Clusters, services and task definitions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stackproof.graph.relations import related
from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_containers_are_in_cloudformations_words() -> None:
    containers = [
        {
            "name": "web",
            "image": "nginx",
            "cpu": 256,
            "essential": True,
            "portMappings": [{"containerPort": 80, "hostPort": 80}],
            "environment": [{"name": "A", "value": "b"}],
            "secrets": [{"name": "S", "valueFrom": "arn:s"}],
            "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web"}},
        }
    ]
    task = only(
        {
            "aws_ecs_task_definition.a": {
                "family": "web",
                "cpu": 256,
                "memory": 512,
                "network_mode": "awsvpc",
                "requires_compatibilities": ["FARGATE"],
                "execution_role_arn": "arn:e",
                "container_definitions": json.dumps(containers),
                "runtime_platform": [{"cpu_architecture": "ARM64"}],
                "volume": [
                    {"name": "data", "efs_volume_configuration": [{"file_system_id": "fs-1"}]},
                    {"name": "host", "host_path": "/srv"},
                ],
                "proxy_configuration": [{"container_name": "envoy", "properties": {"ProxyIngressPort": "15000"}}],
            }
        }
    )
    assert (task.type, plain(task)) == (
        "AWS::ECS::TaskDefinition",
        {
            "Family": "web",
            "Cpu": "256",
            "Memory": "512",
            "NetworkMode": "awsvpc",
            "RequiresCompatibilities": ["FARGATE"],
            "ExecutionRoleArn": "arn:e",
            "ContainerDefinitions": [
                {
                    "Name": "web",
                    "Image": "nginx",
                    "Cpu": 256,
                    "Essential": True,
                    "PortMappings": [{"ContainerPort": 80, "HostPort": 80}],
                    "Environment": [{"Name": "A", "Value": "b"}],
                    "Secrets": [{"Name": "S", "ValueFrom": "arn:s"}],
                    "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "/ecs/web"}},
                }
            ],
            "RuntimePlatform": {"CpuArchitecture": "ARM64"},
            "Volumes": [
                {"Name": "data", "EFSVolumeConfiguration": {"FilesystemId": "fs-1"}},
                {"Name": "host", "Host": {"SourcePath": "/srv"}},
            ],
            "ProxyConfiguration": {
                "ContainerName": "envoy",
                "ProxyConfigurationProperties": [{"Name": "ProxyIngressPort", "Value": "15000"}],
            },
        },
    )


@pytest.mark.parametrize(("skip", "expected"), [(True, "retain"), (False, "delete"), (unknown("var.s"), "unknown")])
def test_a_revision_may_outlive_its_resource(skip: Any, expected: str) -> None:
    task = only({"aws_ecs_task_definition.a": {"family": "web", "skip_destroy": skip}})
    assert task.lifecycle.on_delete == expected


def test_a_service_names_its_cluster_task_and_network() -> None:
    graph = translated(
        {
            "aws_ecs_cluster.a": {"name": "main", "setting": [{"name": "containerInsights", "value": "enabled"}]},
            "aws_ecs_task_definition.a": {"family": "web"},
            "aws_ecs_service.a": {
                "name": "web",
                "cluster": ref("aws_ecs_cluster.a", "id"),
                "task_definition": ref("aws_ecs_task_definition.a", "arn"),
                "desired_count": 2,
                "launch_type": "FARGATE",
                "deployment_minimum_healthy_percent": 50,
                "deployment_circuit_breaker": [{"enable": True, "rollback": True}],
                "network_configuration": [
                    {"subnets": ["subnet-1"], "security_groups": ["sg-1"], "assign_public_ip": False}
                ],
                "load_balancer": [{"target_group_arn": "arn:t", "container_name": "web", "container_port": 80}],
                "service_registries": [{"registry_arn": "arn:r"}],
                "force_new_deployment": True,
            },
        }
    )
    cluster, _, service = graph.resources.values()
    assert plain(cluster) == {
        "ClusterName": "main",
        "ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}],
    }
    assert plain(service) == {
        "ServiceName": "web",
        "Cluster": "${aws_ecs_cluster.a.Arn}",
        "TaskDefinition": "${aws_ecs_task_definition.a}",
        "DesiredCount": 2,
        "LaunchType": "FARGATE",
        "DeploymentConfiguration": {
            "MinimumHealthyPercent": 50,
            "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
        },
        "NetworkConfiguration": {
            "AwsvpcConfiguration": {"Subnets": ["subnet-1"], "SecurityGroups": ["sg-1"], "AssignPublicIp": "DISABLED"}
        },
        "LoadBalancers": [{"TargetGroupArn": "arn:t", "ContainerName": "web", "ContainerPort": 80}],
        "ServiceRegistries": [{"RegistryArn": "arn:r"}],
    }
    assert [one.resource for one in related(graph, service, "member-of")] == [cluster]


def test_the_id_of_a_task_definition_is_its_family() -> None:
    graph = translated(
        {
            "aws_ecs_task_definition.a": {"family": "web"},
            "aws_ecs_service.a": {"task_definition": ref("aws_ecs_task_definition.a", "id")},
        }
    )
    assert plain(graph.resources["aws_ecs_service.a"]) == {"TaskDefinition": "${aws_ecs_task_definition.a.Family}"}


def test_capacity_providers_of_a_cluster() -> None:
    graph = translated(
        {
            "aws_ecs_cluster.a": {"name": "main"},
            "aws_ecs_cluster_capacity_providers.a": {
                "cluster_name": ref("aws_ecs_cluster.a", "name"),
                "capacity_providers": ["FARGATE_SPOT"],
                "default_capacity_provider_strategy": [{"capacity_provider": "FARGATE_SPOT", "weight": 1}],
            },
        }
    )
    found = graph.resources["aws_ecs_cluster_capacity_providers.a"]
    assert (found.type, plain(found)) == (
        "AWS::ECS::ClusterCapacityProviderAssociations",
        {
            "Cluster": "${aws_ecs_cluster.a}",
            "CapacityProviders": ["FARGATE_SPOT"],
            "DefaultCapacityProviderStrategy": [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}],
        },
    )
