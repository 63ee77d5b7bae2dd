"""Amazon EKS.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known
from stackproof.vocabulary.parts import items_as

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_eks_cluster = AWS::EKS::Cluster
  enabled_cluster_log_types = Logging.ClusterLogging.EnabledTypes | log types
  force_update_version = Force
  vpc_config = ResourcesVpcConfig
  .certificate_authority.0.data = CertificateAuthorityData
  .vpc_config.0.cluster_security_group_id = ClusterSecurityGroupId
  .identity.0.oidc.0.issuer = OpenIdConnectIssuerUrl

aws_eks_node_group = AWS::EKS::Nodegroup
  force_update_version = ForceUpdateEnabled
  node_group_name_prefix = NodegroupName | prefix
  node_role_arn = NodeRole
  subnet_ids = Subnets
  remote_access = RemoteAccess
    source_security_group_ids = SourceSecurityGroups

aws_eks_fargate_profile = AWS::EKS::FargateProfile
  subnet_ids = Subnets

aws_eks_addon = AWS::EKS::Addon
  preserve = PreserveOnDelete
  resolve_conflicts = ResolveConflicts
  resolve_conflicts_on_create = ResolveConflicts
  resolve_conflicts_on_update - CloudFormation has one setting for both

aws_eks_access_entry = AWS::EKS::AccessEntry

aws_eks_access_policy_association > aws_eks_access_entry by principal_arn and cluster_name at AccessPolicies[]

aws_eks_identity_provider_config = AWS::EKS::IdentityProviderConfig
  oidc = Oidc
    identity_provider_config_name ! the name of the whole

aws_eks_pod_identity_association = AWS::EKS::PodIdentityAssociation

aws_eks_capability = AWS::EKS::Capability
"""


def _provider(item: Item) -> None:
    name = item.argument("oidc", "identity_provider_config_name")
    if not isinstance(name, Absent):
        item.set("IdentityProviderConfigName", name)
    item.set("Type", Known("oidc", item.at))


ADJUST = {"aws_eks_identity_provider_config": _provider}
CONVERSIONS = {"log types": items_as("Type")}
