"""Amazon DynamoDB Accelerator (DAX)."""

from __future__ import annotations

from stackproof.vocabulary.adjusting import by_name

TABLE = """
aws_dax_cluster = AWS::DAX::Cluster
  maintenance_window = PreferredMaintenanceWindow
  server_side_encryption = SSESpecification
    enabled = SSEEnabled
  .cluster_name =

aws_dax_parameter_group = AWS::DAX::ParameterGroup
  parameters = ParameterNameValues | names to values

aws_dax_subnet_group = AWS::DAX::SubnetGroup
"""

CONVERSIONS = {"names to values": by_name("value")}
