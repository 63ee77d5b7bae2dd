"""Amazon FSx. CloudFormation has one type of file system and one of volume, Terraform one for each kind.

A backup is taken at deletion unless `skip_final_backup` says otherwise. Sources, read 2026-11-27:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/fsx_windows_file_system and fsx_ontap_volume
beside it (false where it is not set); of OpenZFS what AWS does where nothing is said,
https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/fsx/aws.sdk.kotlin.services.fsx.model/-delete-file-system-open-zfs-configuration/skip-final-backup.html
(a backup is taken). Of Lustre
https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteFileSystemLustreConfiguration.html (none is taken),
and the description of the argument that Pulumi takes over from the provider: true where it is not set, and never a
backup of a scratch file system. That a file system without a `deployment_type` is a scratch one stands in the source,
https://github.com/hashicorp/terraform-provider-aws, internal/service/fsx/lustre_file_system.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.vocabulary.item import Item


def _inside(outer: str, names: str) -> str:
    """Rows for arguments that stand below a property, named by their own letters."""
    rows = [f"  {name} = {outer}.{''.join(part.capitalize() for part in name.split('_'))}" for name in names.split()]
    return "\n".join(rows)


_BACKUPS = "automatic_backup_retention_days daily_automatic_backup_start_time weekly_maintenance_start_time"
_COPIED = f"{_BACKUPS} copy_tags_to_backups"
_NODES = "deployment_type throughput_capacity preferred_subnet_id disk_iops_configuration"
_ROUTED = "endpoint_ip_address_range route_table_ids"

TABLE = f"""
aws_fsx_lustre_file_system = AWS::FSx::FileSystem
{_inside("LustreConfiguration", f"{_COPIED} deployment_type throughput_capacity auto_import_policy drive_cache_type")}
{_inside("LustreConfiguration", "data_compression_type efa_enabled export_path import_path imported_file_chunk_size")}
{_inside("LustreConfiguration", "per_unit_storage_throughput log_configuration metadata_configuration")}
  data_read_cache_configuration = LustreConfiguration.DataReadCacheConfiguration
    size = SizeGiB
  root_squash_configuration - CloudFormation cannot say it
  final_backup_tags - tags of the backup at deletion
  skip_final_backup ! what is left at deletion
  .arn = ResourceARN
  .dns_name = DNSName
  .mount_name = LustreMountName

aws_fsx_windows_file_system = AWS::FSx::FileSystem
{_inside("WindowsConfiguration", f"{_COPIED} {_NODES} active_directory_id aliases audit_log_configuration")}
  self_managed_active_directory = WindowsConfiguration.SelfManagedActiveDirectoryConfiguration
    username = UserName
    password_wo = Password
    password_wo_version - it tells the provider when the password changed
  final_backup_tags - tags of the backup at deletion
  skip_final_backup ! what is left at deletion
  .arn = ResourceARN
  .dns_name = DNSName

aws_fsx_ontap_file_system = AWS::FSx::FileSystem
{_inside("OntapConfiguration", f"{_BACKUPS} {_NODES} {_ROUTED} fsx_admin_password")}
  ha_pairs = OntapConfiguration.HAPairs
  throughput_capacity_per_ha_pair = OntapConfiguration.ThroughputCapacityPerHAPair
  .arn = ResourceARN
  .dns_name = DNSName

aws_fsx_openzfs_file_system = AWS::FSx::FileSystem
{_inside("OpenZFSConfiguration", f"{_COPIED} {_NODES} {_ROUTED} copy_tags_to_volumes root_volume_configuration")}
  delete_options = OpenZFSConfiguration.Options
  read_cache_configuration = OpenZFSConfiguration.ReadCacheConfiguration
    size = SizeGiB
  final_backup_tags - tags of the backup at deletion
  skip_final_backup ! what is left at deletion
  .arn = ResourceARN
  .dns_name = DNSName
  .root_volume_id = RootVolumeId

aws_fsx_ontap_storage_virtual_machine = AWS::FSx::StorageVirtualMachine
  active_directory_configuration = ActiveDirectoryConfiguration
    self_managed_active_directory_configuration = SelfManagedActiveDirectoryConfiguration
      username = UserName
  .arn = ResourceARN

aws_fsx_ontap_volume = AWS::FSx::Volume
{_inside("OntapConfiguration", "aggregate_configuration copy_tags_to_backups junction_path ontap_volume_type")}
{_inside("OntapConfiguration", "security_style size_in_bytes size_in_megabytes snaplock_configuration snapshot_policy")}
{_inside("OntapConfiguration", "storage_efficiency_enabled storage_virtual_machine_id tiering_policy volume_style")}
  bypass_snaplock_enterprise_retention - what the provider does at deletion
  final_backup_tags - tags of the backup at deletion
  skip_final_backup ! what is left at deletion
  .arn = ResourceARN

aws_fsx_openzfs_volume = AWS::FSx::Volume
{_inside("OpenZFSConfiguration", "copy_tags_to_snapshots data_compression_type nfs_exports parent_volume_id read_only")}
{_inside("OpenZFSConfiguration", "user_and_group_quotas")}
  origin_snapshot = OpenZFSConfiguration.OriginSnapshot
  record_size_kib = OpenZFSConfiguration.RecordSizeKiB
  storage_capacity_quota_gib = OpenZFSConfiguration.StorageCapacityQuotaGiB
  storage_capacity_reservation_gib = OpenZFSConfiguration.StorageCapacityReservationGiB
  delete_volume_options = OpenZFSConfiguration.Options
  .arn = ResourceARN

aws_fsx_openzfs_snapshot = AWS::FSx::Snapshot
  .arn = ResourceARN

aws_fsx_data_repository_association = AWS::FSx::DataRepositoryAssociation
  delete_data_in_filesystem - what the provider does at deletion

aws_fsx_backup = AWS::FSx::Backup
  volume_id - CloudFormation's backups are of whole file systems

aws_fsx_file_cache = AWS::FSx::FileCache
  data_repository_association = DataRepositoryAssociations
    data_repository_subdirectories - CloudFormation cannot say it
    nfs - CloudFormation cannot say it
    tags - CloudFormation cannot say it
  .arn = ResourceARN
  .dns_name = DNSName
"""


def _kind(name: str) -> Callable[[Item], None]:
    def adjust(item: Item) -> None:
        item.set("FileSystemType", Known(name, item.at))
        if name != "ONTAP":
            item.snapshot_unless("skip_final_backup")

    return adjust


def _lustre(item: Item) -> None:
    item.set("FileSystemType", Known("LUSTRE", item.at))
    kind = item.argument("deployment_type")
    scratch = Truth.YES if isinstance(kind, Absent) else equals(kind, "SCRATCH_1", "SCRATCH_2")
    skipped = is_true(item.argument("skip_final_backup"), default=True)
    if Truth.YES in (scratch, skipped):
        return
    item.on_delete = "snapshot" if scratch is skipped is Truth.NO else "unknown"


def _volume(name: str) -> Callable[[Item], None]:
    def adjust(item: Item) -> None:
        item.set("VolumeType", Known(name, item.at))
        if name == "ONTAP":
            item.snapshot_unless("skip_final_backup")

    return adjust


ADJUST = {
    "aws_fsx_lustre_file_system": _lustre,
    "aws_fsx_windows_file_system": _kind("WINDOWS"),
    "aws_fsx_ontap_file_system": _kind("ONTAP"),
    "aws_fsx_openzfs_file_system": _kind("OPENZFS"),
    "aws_fsx_ontap_volume": _volume("ONTAP"),
    "aws_fsx_openzfs_volume": _volume("OPENZFS"),
}
