"""AWS Lake Formation."""

from __future__ import annotations

from stackproof.graph.values import MapValue, Value
from stackproof.vocabulary.conversions import switch
from stackproof.vocabulary.parts import items_as

TABLE = """
aws_lakeformation_permissions = AWS::LakeFormation::PrincipalPermissions
  catalog_id = Catalog
  principal = Principal.DataLakePrincipalIdentifier
  catalog_resource - the catalog itself, which CloudFormation names
  data_cells_filter = Resource.DataCellsFilter
  data_location = Resource.DataLocation
    arn = ResourceArn
  database = Resource.Database
  lf_tag = Resource.LFTag
    key = TagKey
    values = TagValues
  lf_tag_policy = Resource.LFTagPolicy
    expression = Expression
      key = TagKey
      values = TagValues
  table = Resource.Table
    wildcard = TableWildcard | wildcard
  table_with_columns = Resource.TableWithColumns
    excluded_column_names = ColumnWildcard.ExcludedColumnNames
    wildcard = ColumnWildcard | wildcard

aws_lakeformation_data_lake_settings = AWS::LakeFormation::DataLakeSettings
  catalog_id - CloudFormation's settings are the account's
  admins = Admins | principals
  read_only_admins = ReadOnlyAdmins | principals
  external_data_filtering_allow_list = ExternalDataFilteringAllowList | principals
  create_database_default_permissions = CreateDatabaseDefaultPermissions
    principal = Principal.DataLakePrincipalIdentifier
  create_table_default_permissions = CreateTableDefaultPermissions
    principal = Principal.DataLakePrincipalIdentifier

aws_lakeformation_resource = AWS::LakeFormation::Resource
  arn = ResourceArn
  with_privileged_access - CloudFormation cannot say it
  .arn - of what is registered

aws_lakeformation_data_cells_filter = AWS::LakeFormation::DataCellsFilter
  table_data = .
    version_id - it is known after deployment

aws_lakeformation_lf_tag = AWS::LakeFormation::Tag
  key = TagKey
  values = TagValues

aws_lakeformation_resource_lf_tags = AWS::LakeFormation::TagAssociation
  catalog_id - CloudFormation says it of what is tagged
  database = Resource.Database
  table = Resource.Table
    wildcard = TableWildcard | wildcard
  table_with_columns = Resource.TableWithColumns
    wildcard - CloudFormation cannot say it
    excluded_column_names - CloudFormation cannot say it
  lf_tag = LFTags
    key = TagKey
    value = TagValues

aws_lakeformation_resource_lf_tag = AWS::LakeFormation::TagAssociation
  catalog_id - CloudFormation says it of what is tagged
  database = Resource.Database
  table = Resource.Table
    wildcard = TableWildcard | wildcard
  table_with_columns = Resource.TableWithColumns
    column_wildcard - CloudFormation cannot say it
  lf_tag = LFTags
    key = TagKey
    value = TagValues

aws_lakeformation_identity_center_configuration ! CloudFormation cannot say it
aws_lakeformation_lf_tag_expression ! CloudFormation has no expressions of tags
aws_lakeformation_opt_in ! CloudFormation cannot say it
"""

_EVERYTHING: Value = MapValue({})

CONVERSIONS = {"wildcard": switch(yes=_EVERYTHING, no=None), "principals": items_as("data_lake_principal_identifier")}
