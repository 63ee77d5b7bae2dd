"""Launch templates and fleets of Amazon EC2: what Terraform writes at the top stands below the data of a launch.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/launch_template: unlike that of
an instance, `user_data` is encoded by whoever writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, MapValue
from stackproof.vocabulary.parts import blocks_as, encoded, is_set, items_as, joined, structure, tag_specification

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_launch_template = AWS::EC2::LaunchTemplate
  description = VersionDescription
  default_version - which version is the default one
  update_default_version - which version is the default one
  tags ! tags by kind of resource
  block_device_mappings = LaunchTemplateData.BlockDeviceMappings
  capacity_reservation_specification = LaunchTemplateData.CapacityReservationSpecification
  cpu_options = LaunchTemplateData.CpuOptions
  credit_specification = LaunchTemplateData.CreditSpecification
  disable_api_stop = LaunchTemplateData.DisableApiStop
  disable_api_termination = LaunchTemplateData.DisableApiTermination
  ebs_optimized = LaunchTemplateData.EbsOptimized
  elastic_gpu_specifications - hardware that is no longer to be had
  elastic_inference_accelerator - hardware that is no longer to be had
  enclave_options = LaunchTemplateData.EnclaveOptions
  hibernation_options = LaunchTemplateData.HibernationOptions
  iam_instance_profile = LaunchTemplateData.IamInstanceProfile
  image_id = LaunchTemplateData.ImageId
  instance_initiated_shutdown_behavior = LaunchTemplateData.InstanceInitiatedShutdownBehavior
  instance_market_options = LaunchTemplateData.InstanceMarketOptions
  instance_requirements = LaunchTemplateData.InstanceRequirements
  instance_type = LaunchTemplateData.InstanceType
  kernel_id = LaunchTemplateData.KernelId
  key_name = LaunchTemplateData.KeyName
  license_specification = LaunchTemplateData.LicenseSpecifications
  maintenance_options = LaunchTemplateData.MaintenanceOptions
  metadata_options = LaunchTemplateData.MetadataOptions
  monitoring = LaunchTemplateData.Monitoring
  network_interfaces = LaunchTemplateData.NetworkInterfaces
    ipv4_address_count = SecondaryPrivateIpAddressCount
    ipv4_addresses = PrivateIpAddresses | private addresses
    ipv4_prefixes = Ipv4Prefixes | ipv4 prefixes
    ipv6_addresses = Ipv6Addresses | ipv6 addresses
    ipv6_prefixes = Ipv6Prefixes | ipv6 prefixes
    security_groups = Groups
  network_performance_options = LaunchTemplateData.NetworkPerformanceOptions
  placement = LaunchTemplateData.Placement
  private_dns_name_options = LaunchTemplateData.PrivateDnsNameOptions
  ram_disk_id = LaunchTemplateData.RamDiskId
  secondary_interfaces - interfaces of a second network
  security_group_names = LaunchTemplateData.SecurityGroups
  tag_specifications = LaunchTemplateData.TagSpecifications
  user_data = LaunchTemplateData.UserData
  vpc_security_group_ids = LaunchTemplateData.SecurityGroupIds
  .latest_version = LatestVersionNumber
  .default_version = DefaultVersionNumber

aws_ec2_fleet = AWS::EC2::EC2Fleet
  tags ! tags by kind of resource
  terminate_instances - what the provider does at deletion
  fleet_state - it is read, not set
  fulfilled_capacity - it is read, not set
  fulfilled_on_demand_capacity - it is read, not set
  fleet_instance_set - it is read, not set
  launch_template_config = LaunchTemplateConfigs
    override = Overrides

aws_spot_fleet_request = AWS::EC2::SpotFleet
  allocation_strategy = SpotFleetRequestConfigData.AllocationStrategy
  context = SpotFleetRequestConfigData.Context
  excess_capacity_termination_policy = SpotFleetRequestConfigData.ExcessCapacityTerminationPolicy
  fleet_type = SpotFleetRequestConfigData.Type
  iam_fleet_role = SpotFleetRequestConfigData.IamFleetRole
  instance_interruption_behaviour = SpotFleetRequestConfigData.InstanceInterruptionBehavior
  instance_pools_to_use_count = SpotFleetRequestConfigData.InstancePoolsToUseCount
  launch_specification ! instances of a fleet
  launch_template_config = SpotFleetRequestConfigData.LaunchTemplateConfigs
    launch_template_specification = LaunchTemplateSpecification
      id = LaunchTemplateId
      name = LaunchTemplateName
    overrides = Overrides
  load_balancers ! classic balancers by their names
  on_demand_allocation_strategy = SpotFleetRequestConfigData.OnDemandAllocationStrategy
  on_demand_max_total_price = SpotFleetRequestConfigData.OnDemandMaxTotalPrice
  on_demand_target_capacity = SpotFleetRequestConfigData.OnDemandTargetCapacity
  replace_unhealthy_instances = SpotFleetRequestConfigData.ReplaceUnhealthyInstances
  spot_maintenance_strategies = SpotFleetRequestConfigData.SpotMaintenanceStrategies
  spot_price = SpotFleetRequestConfigData.SpotPrice
  target_capacity = SpotFleetRequestConfigData.TargetCapacity
  target_capacity_unit_type = SpotFleetRequestConfigData.TargetCapacityUnitType
  target_group_arns = SpotFleetRequestConfigData.LoadBalancersConfig.TargetGroupsConfig.TargetGroups | arns
  terminate_instances_on_delete - what the provider does at deletion
  terminate_instances_with_expiration = SpotFleetRequestConfigData.TerminateInstancesWithExpiration
  valid_from = SpotFleetRequestConfigData.ValidFrom
  valid_until = SpotFleetRequestConfigData.ValidUntil
  wait_for_fulfillment - what the provider waits for
"""


def _template(item: Item) -> None:
    item.set("TagSpecifications", tag_specification("launch-template", item.argument("tags")))


def _fleet(item: Item) -> None:
    item.set("TagSpecifications", tag_specification("fleet", item.argument("tags")))


_LAUNCH = {
    "ami": "ImageId",
    "monitoring": "Monitoring.Enabled",
    "iam_instance_profile": "",
    "iam_instance_profile_arn": "IamInstanceProfile.Arn",
    "placement_group": "Placement.GroupName",
    "placement_tenancy": "Placement.Tenancy",
    "availability_zone": "Placement.AvailabilityZone",
    "vpc_security_group_ids": "",
    "user_data": "",
    "tags": "",
    "associate_public_ip_address": "",
    "root_block_device": "",
    "ebs_block_device": "",
    "ephemeral_block_device": "",
}
_DEVICE = {
    "device_name": "DeviceName",
    "virtual_name": "VirtualName",
    "delete_on_termination": "Ebs.DeleteOnTermination",
    "encrypted": "Ebs.Encrypted",
    "iops": "Ebs.Iops",
    "kms_key_id": "",
    "snapshot_id": "Ebs.SnapshotId",
    "throughput": "",
    "volume_size": "Ebs.VolumeSize",
    "volume_type": "Ebs.VolumeType",
}


def _launch(item: Item) -> None:
    """The specifications of a fleet's instances."""
    config = item.shapes["SpotFleetRequestConfigData"]
    shape = config["LaunchSpecifications"][0]

    def device(block: MapValue) -> list[Value]:
        return [structure(block, shape["BlockDeviceMappings"][0], _DEVICE)]

    def one(block: MapValue) -> list[Value]:
        made = structure(block, shape, _LAUNCH)
        more = {
            "SecurityGroups": items_as("GroupId")(block.entries.get("vpc_security_group_ids", Absent())),
            "UserData": encoded(block.entries.get("user_data", Absent())),
            "TagSpecifications": tag_specification("instance", block.entries.get("tags", Absent())),
            "BlockDeviceMappings": joined(
                *(blocks_as(block.entries.get(f"{kind}_block_device", Absent()), device) for kind in _KINDS)
            ),
        }
        written = {name: value for name, value in more.items() if is_set(value)}
        return [MapValue({**made.entries, **written}, made.at, made.assumed, complete=made.complete)]

    classic = items_as("Name")(item.argument("load_balancers"))
    item.set("SpotFleetRequestConfigData.LoadBalancersConfig.ClassicLoadBalancersConfig.ClassicLoadBalancers", classic)
    item.set("SpotFleetRequestConfigData.LaunchSpecifications", blocks_as(item.argument("launch_specification"), one))


_KINDS = ("root", "ebs", "ephemeral")

ADJUST = {
    "aws_launch_template": _template,
    "aws_ec2_fleet": _fleet,
    "aws_spot_fleet_request": _launch,
}
CONVERSIONS = {
    "private addresses": items_as("PrivateIpAddress"),
    "ipv4 prefixes": items_as("Ipv4Prefix"),
    "ipv6 addresses": items_as("Ipv6Address"),
    "ipv6 prefixes": items_as("Ipv6Prefix"),
    "arns": items_as("Arn"),
}
