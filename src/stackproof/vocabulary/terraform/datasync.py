"""AWS DataSync."""

from __future__ import annotations

TABLE = """
aws_datasync_task = AWS::DataSync::Task
  task_report_config = TaskReportConfig
    s3_object_versioning = ObjectVersionIds
    s3_destination = Destination.S3
    report_overrides = Overrides
      deleted_override = Deleted.ReportLevel
      skipped_override = Skipped.ReportLevel
      transferred_override = Transferred.ReportLevel
      verified_override = Verified.ReportLevel

aws_datasync_agent = AWS::DataSync::Agent
  ip_address - how the provider reaches the agent
  private_link_endpoint - how the provider reaches the agent

aws_datasync_location_s3 = AWS::DataSync::LocationS3
  agent_arns - of AWS Outposts

aws_datasync_location_azure_blob = AWS::DataSync::LocationAzureBlob
  access_tier = AzureAccessTier
  authentication_type = AzureBlobAuthenticationType
  blob_type = AzureBlobType
  container_url = AzureBlobContainerUrl
  sas_configuration = AzureBlobSasConfiguration
    token = AzureBlobSasToken

aws_datasync_location_hdfs = AWS::DataSync::LocationHDFS
  kerberos_keytab_base64 = KerberosKeytab
  kerberos_krb5_conf_base64 = KerberosKrb5Conf

aws_datasync_location_fsx_lustre_file_system = AWS::DataSync::LocationFSxLustre
aws_datasync_location_fsx_ontap_file_system = AWS::DataSync::LocationFSxONTAP
aws_datasync_location_fsx_openzfs_file_system = AWS::DataSync::LocationFSxOpenZFS
aws_datasync_location_fsx_windows_file_system = AWS::DataSync::LocationFSxWindows
"""
