"""AWS Glue: the catalog, jobs, crawlers and what starts them.

Many ids are made of several names here, where Ref gives one name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, MapValue

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

# How a table or a partition is stored, within the property that the indent says.
_STORED = """
    additional_locations - CloudFormation cannot say it
    ser_de_info = SerdeInfo
    columns = Columns
      parameters - CloudFormation cannot say it"""
_TARGETS = "\n".join(
    f"  {own}_target = Targets.{target}"
    for own, target in {
        "catalog": "CatalogTargets",
        "delta": "DeltaTargets",
        "dynamodb": "DynamoDBTargets",
        "hudi": "HudiTargets",
        "iceberg": "IcebergTargets",
        "jdbc": "JdbcTargets",
        "s3": "S3Targets",
    }.items()
)

TABLE = f"""
aws_glue_catalog_database = AWS::Glue::Database
  name = DatabaseInput.Name
  description = DatabaseInput.Description
  location_uri = DatabaseInput.LocationUri
  parameters = DatabaseInput.Parameters
  create_table_default_permission = DatabaseInput.CreateTableDefaultPermissions
  federated_database = DatabaseInput.FederatedDatabase
  target_database = DatabaseInput.TargetDatabase
  .id - the names of catalog and database in one
  .name =

aws_glue_catalog_table = AWS::Glue::Table
  name = TableInput.Name
  description = TableInput.Description
  owner = TableInput.Owner
  parameters = TableInput.Parameters
  retention = TableInput.Retention
  table_type = TableInput.TableType
  view_expanded_text = TableInput.ViewExpandedText
  view_original_text = TableInput.ViewOriginalText
  target_table = TableInput.TargetTable
  partition_keys = TableInput.PartitionKeys
    parameters - CloudFormation cannot say it
  storage_descriptor = TableInput.StorageDescriptor{_STORED}
  view_definition = TableInput.ViewDefinition
    last_refresh_type - CloudFormation cannot say it
    refresh_seconds - CloudFormation cannot say it
    sub_object_version_ids - CloudFormation cannot say it
    view_version_id - CloudFormation cannot say it
    view_version_token - CloudFormation cannot say it
  open_table_format_input = OpenTableFormatInput
    iceberg_input = IcebergInput
      iceberg_table_input = IcebergTableInput
        sort_order = WriteOrder
        schema = Schema
          fields = Fields
            initial_default - CloudFormation cannot say it
            write_default - CloudFormation cannot say it
  partition_index - CloudFormation has no indexes of tables
  .id - the names of catalog, database and table in one
  .name =

aws_glue_partition = AWS::Glue::Partition
  parameters = PartitionInput.Parameters
  partition_values = PartitionInput.Values
  storage_descriptor = PartitionInput.StorageDescriptor
    additional_locations - CloudFormation cannot say it
    ser_de_info = SerdeInfo

aws_glue_job = AWS::Glue::Job
  role_arn = Role
  connections = Connections.Connections
  source_control_details - CloudFormation cannot say it

aws_glue_crawler = AWS::Glue::Crawler
  schedule = Schedule.ScheduleExpression
  security_configuration = CrawlerSecurityConfiguration
  lineage_configuration - CloudFormation cannot say it
{_TARGETS}
  mongodb_target = Targets.MongoDBTargets
    scan_all - CloudFormation cannot say it

aws_glue_trigger = AWS::Glue::Trigger
  enabled - whether it fires at the moment

aws_glue_connection = AWS::Glue::Connection
  name = ConnectionInput.Name
  description = ConnectionInput.Description
  connection_type = ConnectionInput.ConnectionType
  connection_properties = ConnectionInput.ConnectionProperties
  athena_properties = ConnectionInput.AthenaProperties
  match_criteria = ConnectionInput.MatchCriteria
  physical_connection_requirements = ConnectionInput.PhysicalConnectionRequirements
  authentication_configuration = ConnectionInput.AuthenticationConfiguration
  .id - the names of catalog and connection in one
  .name =

aws_glue_classifier = AWS::Glue::Classifier
  name ! of the one classifier in it
  csv_classifier = CsvClassifier
    custom_datatypes = ContainsCustomDatatype
    serde - CloudFormation cannot say it

aws_glue_ml_transform = AWS::Glue::MLTransform
  role_arn = Role
  input_record_tables = InputRecordTables.GlueTables
  parameters = TransformParameters

aws_glue_registry = AWS::Glue::Registry
  registry_name = Name

aws_glue_schema = AWS::Glue::Schema
  schema_name = Name
  registry_arn = Registry.Arn

aws_glue_data_quality_ruleset = AWS::Glue::DataQualityRuleset
  target_table = TargetTable
    catalog_id - CloudFormation cannot say it

aws_glue_data_catalog_encryption_settings = AWS::Glue::DataCatalogEncryptionSettings
  data_catalog_encryption_settings = DataCatalogEncryptionSettings
    connection_password_encryption = ConnectionPasswordEncryption
      aws_kms_key_id = KmsKeyId
    encryption_at_rest = EncryptionAtRest

aws_glue_catalog_table_optimizer = AWS::Glue::TableOptimizer
  configuration = TableOptimizerConfiguration
    compaction_configuration = CompactionConfiguration
    orphan_file_deletion_configuration = OrphanFileDeletionConfiguration
      iceberg_configuration = IcebergConfiguration
        run_rate_in_hours - CloudFormation cannot say it
    retention_configuration = RetentionConfiguration
      iceberg_configuration = IcebergConfiguration
        run_rate_in_hours - CloudFormation cannot say it

aws_glue_user_defined_function = AWS::Glue::UserDefinedFunction
  catalog_id - CloudFormation cannot say it
  .id - the names of catalog, database and function in one

aws_glue_catalog = AWS::Glue::Catalog
  catalog_properties = CatalogProperties
    iceberg_optimization_properties - CloudFormation cannot say it
  federated_catalog = FederatedCatalog
    connection_type - CloudFormation cannot say it

aws_glue_partition_index ! CloudFormation has no indexes of tables
aws_glue_resource_policy ! the policy of the account's catalog; CloudFormation cannot say it
"""

_KINDS = ("CsvClassifier", "GrokClassifier", "JsonClassifier", "XMLClassifier")


def _classifier(item: Item) -> None:
    name = item.argument("name")
    for kind in _KINDS:
        if isinstance(item.properties.get(kind), MapValue) and not isinstance(name, Absent):
            item.set(f"{kind}.Name", name)


ADJUST = {"aws_glue_classifier": _classifier}
