"""Amazon EFS."""

from __future__ import annotations

TABLE = """
aws_efs_file_system = AWS::EFS::FileSystem
  protection = FileSystemProtection
    replication_overwrite = ReplicationOverwriteProtection
  creation_token - it tells the provider whether the file system is there already

aws_efs_access_point = AWS::EFS::AccessPoint

aws_efs_backup_policy > aws_efs_file_system by file_system_id

aws_efs_file_system_policy > aws_efs_file_system by file_system_id
  policy = FileSystemPolicy

aws_efs_replication_configuration > aws_efs_file_system by source_file_system_id at ReplicationConfiguration
  destination = Destinations
"""
