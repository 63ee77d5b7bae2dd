"""Amazon ECR."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_ecr_repository = AWS::ECR::Repository
  force_delete = EmptyOnDelete
  image_tag_mutability_exclusion_filter = ImageTagMutabilityExclusionFilters
    filter = ImageTagMutabilityExclusionFilterValue
    filter_type = ImageTagMutabilityExclusionFilterType
  .repository_url = RepositoryUri

aws_ecr_lifecycle_policy > aws_ecr_repository by repository
  policy = LifecyclePolicy.LifecyclePolicyText

aws_ecr_repository_policy > aws_ecr_repository by repository
  policy = RepositoryPolicyText

aws_ecr_registry_policy = AWS::ECR::RegistryPolicy
  policy = PolicyText

aws_ecr_repository_creation_template = AWS::ECR::RepositoryCreationTemplate
  image_tag_mutability_exclusion_filter = ImageTagMutabilityExclusionFilters
    filter = ImageTagMutabilityExclusionFilterValue
    filter_type = ImageTagMutabilityExclusionFilterType

aws_ecrpublic_repository = AWS::ECR::PublicRepository
  catalog_data = RepositoryCatalogData
    description = RepositoryDescription
    logo_image_blob - CloudFormation cannot say it
  force_destroy ! the lifecycle of the resource

aws_ecrpublic_repository_policy > aws_ecrpublic_repository by repository_name
  policy = RepositoryPolicyText

aws_ecr_account_setting ! settings of the account; CloudFormation cannot say them
"""


def _repository(item: Item) -> None:
    item.empties_by("force_delete")


def _public(item: Item) -> None:
    item.empties_by("force_destroy")


ADJUST = {"aws_ecr_repository": _repository, "aws_ecrpublic_repository": _public}
