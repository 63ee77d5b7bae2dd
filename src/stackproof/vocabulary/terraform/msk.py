"""Amazon MSK and MSK Connect."""

from __future__ import annotations

TABLE = """
aws_msk_cluster = AWS::MSK::Cluster
  broker_node_group_info = BrokerNodeGroupInfo
    az_distribution = BrokerAZDistribution
    connectivity_info = ConnectivityInfo
      vpc_connectivity = VpcConnectivity
        client_authentication = ClientAuthentication
          tls = Tls.Enabled
          sasl = Sasl
            iam = Iam.Enabled
            scram = Scram.Enabled
  client_authentication = ClientAuthentication
    unauthenticated = Unauthenticated.Enabled
    sasl = Sasl
      iam = Iam.Enabled
      scram = Scram.Enabled
    tls = Tls
      certificate_authority_arns = CertificateAuthorityArnList
  encryption_info = EncryptionInfo
    encryption_at_rest_kms_key_arn = EncryptionAtRest.DataVolumeKMSKeyId

aws_msk_configuration = AWS::MSK::Configuration
  kafka_versions = KafkaVersionsList
  .latest_revision = LatestRevision.Revision

aws_msk_serverless_cluster = AWS::MSK::ServerlessCluster
  vpc_config = VpcConfigs
    security_group_ids = SecurityGroups

aws_msk_replicator = AWS::MSK::Replicator
  kafka_cluster = KafkaClusters
    vpc_config = VpcConfig
      security_groups_ids = SecurityGroupIds

aws_msk_scram_secret_association = AWS::MSK::BatchScramSecret

aws_msk_single_scram_secret_association = AWS::MSK::BatchScramSecret
  secret_arn = SecretArnList

aws_msk_channel = AWS::MSK::Channel
  iceberg_destination = IcebergDestinationConfiguration
    destination_table = DestinationTableList
      partition_spec = PartitionSpec
        source = SourceList
  s3_destination = S3DestinationConfiguration
  topic_configuration = TopicConfigurationList

aws_mskconnect_connector = AWS::KafkaConnect::Connector
  description = ConnectorDescription
  plugin = Plugins
    custom_plugin = CustomPlugin
      arn = CustomPluginArn
  worker_configuration = WorkerConfiguration
    arn = WorkerConfigurationArn

aws_mskconnect_custom_plugin = AWS::KafkaConnect::CustomPlugin
  location = Location
    s3 = S3Location
  .latest_revision = Revision

aws_mskconnect_worker_configuration = AWS::KafkaConnect::WorkerConfiguration
"""
