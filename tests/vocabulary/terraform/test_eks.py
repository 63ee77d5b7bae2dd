"""Clusters of Amazon EKS and what runs in them."""

from __future__ import annotations

from tests.vocabulary.building import only, ref, translated
from tests.vocabulary.reading import plain


def test_a_cluster_with_its_network_and_logs() -> None:
    cluster = only(
        {
            "aws_eks_cluster.a": {
                "name": "main",
                "role_arn": "arn:r",
                "version": "1.33",
                "enabled_cluster_log_types": ["api", "audit"],
                "vpc_config": [{"subnet_ids": ["subnet-1"], "endpoint_public_access": False}],
                "encryption_config": [{"resources": ["secrets"], "provider": [{"key_arn": "arn:k"}]}],
                "access_config": [{"authentication_mode": "API"}],
            }
        }
    )
    assert plain(cluster) == {
        "Name": "main",
        "RoleArn": "arn:r",
        "Version": "1.33",
        "Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "api"}, {"Type": "audit"}]}},
        "ResourcesVpcConfig": {"SubnetIds": ["subnet-1"], "EndpointPublicAccess": False},
        "EncryptionConfig": [{"Resources": ["secrets"], "Provider": {"KeyArn": "arn:k"}}],
        "AccessConfig": {"AuthenticationMode": "API"},
    }


def test_attributes_of_a_cluster_are_cloudformations() -> None:
    graph = translated(
        {
            "aws_eks_cluster.a": {"name": "main"},
            "aws_eks_node_group.a": {
                "cluster_name": ref("aws_eks_cluster.a", "name"),
                "node_group_name": "workers",
                "node_role_arn": "arn:r",
                "subnet_ids": ["subnet-1"],
                "tags": {"Team": "a"},
                "labels": {"a": "b"},
                "scaling_config": [{"desired_size": 1, "min_size": 1, "max_size": 2}],
                "remote_access": [
                    {"source_security_group_ids": [ref("aws_eks_cluster.a", "vpc_config.0.cluster_security_group_id")]}
                ],
                "taint": [{"key": "k", "value": "v", "effect": "NO_SCHEDULE"}],
            },
            "aws_iam_openid_connect_provider.a": {"url": ref("aws_eks_cluster.a", "identity.0.oidc.0.issuer")},
        }
    )
    assert plain(graph.resources["aws_eks_node_group.a"]) == {
        "ClusterName": "${aws_eks_cluster.a}",
        "NodegroupName": "workers",
        "NodeRole": "arn:r",
        "Subnets": ["subnet-1"],
        "Tags": {"Team": "a"},
        "Labels": {"a": "b"},
        "ScalingConfig": {"DesiredSize": 1, "MinSize": 1, "MaxSize": 2},
        "RemoteAccess": {"SourceSecurityGroups": ["${aws_eks_cluster.a.ClusterSecurityGroupId}"]},
        "Taints": [{"Key": "k", "Value": "v", "Effect": "NO_SCHEDULE"}],
    }
    assert plain(graph.resources["aws_iam_openid_connect_provider.a"].get("Url")) == (
        "${aws_eks_cluster.a.OpenIdConnectIssuerUrl}"
    )


def test_profiles_addons_and_providers() -> None:
    graph = translated(
        {
            "aws_eks_fargate_profile.a": {
                "fargate_profile_name": "f",
                "subnet_ids": ["subnet-1"],
                "selector": [{"namespace": "default", "labels": {"a": "b"}}],
            },
            "aws_eks_addon.a": {
                "addon_name": "vpc-cni",
                "resolve_conflicts_on_create": "OVERWRITE",
                "resolve_conflicts_on_update": "PRESERVE",
                "preserve": True,
            },
            "aws_eks_identity_provider_config.a": {
                "cluster_name": "main",
                "oidc": [{"identity_provider_config_name": "p", "client_id": "c", "issuer_url": "https://i"}],
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "FargateProfileName": "f",
            "Subnets": ["subnet-1"],
            "Selectors": [{"Namespace": "default", "Labels": [{"Key": "a", "Value": "b"}]}],
        },
        {"AddonName": "vpc-cni", "ResolveConflicts": "OVERWRITE", "PreserveOnDelete": True},
        {
            "ClusterName": "main",
            "Oidc": {"ClientId": "c", "IssuerUrl": "https://i"},
            "IdentityProviderConfigName": "p",
            "Type": "oidc",
        },
    ]


def test_a_policy_belongs_to_the_entry_of_the_same_principal_and_cluster() -> None:
    role = ref("aws_iam_role.a", "arn")
    policy = {"principal_arn": role, "policy_arn": "arn:p", "access_scope": [{"type": "cluster"}]}
    graph = translated(
        {
            "aws_iam_role.a": {},
            "aws_eks_access_entry.a": {"cluster_name": "main", "principal_arn": role},
            "aws_eks_access_entry.b": {"cluster_name": "other", "principal_arn": role},
            "aws_eks_access_policy_association.a": {"cluster_name": "main", **policy},
        }
    )
    assert plain(graph.resources["aws_eks_access_entry.a"]) == {
        "ClusterName": "main",
        "PrincipalArn": "${aws_iam_role.a.Arn}",
        "AccessPolicies": [{"PolicyArn": "arn:p", "AccessScope": {"Type": "cluster"}}],
    }
    assert plain(graph.resources["aws_eks_access_entry.b"]) == {
        "ClusterName": "other",
        "PrincipalArn": "${aws_iam_role.a.Arn}",
    }
    assert graph.unmapped == {}
