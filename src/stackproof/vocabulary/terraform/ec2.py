"""Amazon EC2: instances, key pairs, volumes, placement and capacity.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs. `user_data`
is a text that the provider encodes; CloudFormation wants it encoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Unknown
from stackproof.vocabulary.parts import blocks_as, encoded, items_as, joined, structure, tag_specification

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_instance = AWS::EC2::Instance
  ami = ImageId
  associate_public_ip_address ! part of its first network interface
  capacity_reservation_specification - CloudFormation has it in launch templates alone
  cpu_options = CpuOptions
    amd_sev_snp - CloudFormation has it in launch templates alone
    nested_virtualization - CloudFormation has it in launch templates alone
  cpu_core_count = CpuOptions.CoreCount
  cpu_threads_per_core = CpuOptions.ThreadsPerCore
  disable_api_stop - CloudFormation has it in launch templates alone
  ebs_block_device ! block devices in one list
  enable_primary_ipv6 - CloudFormation has it in network interfaces alone
  ephemeral_block_device ! block devices in one list
  force_destroy - what the provider does at deletion
  get_password_data - what the provider reads
  hibernation = HibernationOptions.Configured
  instance_market_options - CloudFormation has it in launch templates alone
  ipv6_addresses = Ipv6Addresses | ipv6 addresses
  launch_template = LaunchTemplate
    id = LaunchTemplateId
    name = LaunchTemplateName
  maintenance_options - CloudFormation has it in launch templates alone
  network_interface = NetworkInterfaces
    network_card_index - CloudFormation has it in launch templates alone
  placement_group = PlacementGroupName
  placement_group_id - CloudFormation names the group
  placement_partition_number - CloudFormation has it in launch templates alone
  primary_network_interface ! the first network interface
  private_ip = PrivateIpAddress
  root_block_device ! block devices in one list
  secondary_network_interface - interfaces of a second network
  secondary_private_ips - CloudFormation has them in network interfaces alone
  user_data = UserData | base64
  user_data_base64 = UserData
  user_data_replace_on_change - when the provider replaces it
  volume_tags - tags of its volumes
  vpc_security_group_ids = SecurityGroupIds
  .private_dns = PrivateDnsName
  .private_ip = PrivateIp
  .public_dns = PublicDnsName

aws_spot_instance_request ! CloudFormation has spot instances by launch templates and fleets alone

aws_ec2_instance_state ! what the provider does after the instance was made

aws_ec2_instance_metadata_defaults ! a setting of the account
aws_ec2_serial_console_access ! a setting of the account
aws_ec2_image_block_public_access ! a setting of the account
aws_ec2_availability_zone_group ! a setting of the account
aws_ec2_tag ! a tag of another resource
aws_ebs_encryption_by_default ! a setting of the account
aws_ebs_default_kms_key ! a setting of the account
aws_ebs_snapshot ! a copy of a volume that the provider makes
aws_ebs_snapshot_copy ! a copy of a volume that the provider makes
aws_ebs_snapshot_import ! a copy of a volume that the provider makes
aws_snapshot_create_volume_permission ! a permission for a copy of a volume
aws_ami ! an image that the provider registers
aws_ami_copy ! an image that the provider makes
aws_ami_from_instance ! an image that the provider makes
aws_ami_launch_permission ! a permission for an image

aws_key_pair = AWS::EC2::KeyPair
  key_name_prefix = KeyName | prefix
  public_key = PublicKeyMaterial
  .key_name =
  .fingerprint = KeyFingerprint

aws_ebs_volume = AWS::EC2::Volume
  type = VolumeType
  final_snapshot ! the lifecycle of the resource

aws_volume_attachment = AWS::EC2::VolumeAttachment
  device_name = Device
  force_detach - what the provider does at deletion
  skip_destroy - what the provider does at deletion
  stop_instance_before_detaching - what the provider does at deletion

aws_placement_group = AWS::EC2::PlacementGroup
  name - CloudFormation makes up the name
  .name = GroupName
  .placement_group_id = GroupId

aws_ec2_capacity_reservation = AWS::EC2::CapacityReservation
  tags ! tags by kind of resource

aws_ec2_host = AWS::EC2::Host

aws_ec2_instance_connect_endpoint = AWS::EC2::InstanceConnectEndpoint
  ip_address_type - CloudFormation follows the subnet

aws_launch_configuration = AWS::AutoScaling::LaunchConfiguration
  ebs_block_device ! block devices in one list
  enable_monitoring = InstanceMonitoring
  ephemeral_block_device ! block devices in one list
  root_block_device ! block devices in one list
  user_data = UserData | base64
  user_data_base64 = UserData
  vpc_classic_link_id - a network that is no longer to be had
  vpc_classic_link_security_groups - a network that is no longer to be had
aws_ebs_fast_snapshot_restore ! a setting of a copy of a volume
aws_ebs_snapshot_block_public_access ! a setting of the account
aws_ebs_volume_copy ! a copy that the provider makes
aws_ec2_allowed_images_settings ! a setting of the account
aws_ec2_capacity_block_reservation ! capacity that is bought
aws_ec2_default_credit_specification ! a setting of the account
aws_spot_datafeed_subscription ! a setting of the account
"""

_DEVICES = "BlockDeviceMappings"
_EBS = {"device_name": "DeviceName", "no_device": "NoDevice", "tags": ""}
_IN_EBS = {
    "delete_on_termination": "Ebs.DeleteOnTermination",
    "encrypted": "Ebs.Encrypted",
    "iops": "Ebs.Iops",
    "kms_key_id": "Ebs.KmsKeyId",
    "snapshot_id": "Ebs.SnapshotId",
    "throughput": "Ebs.Throughput",
    "volume_size": "Ebs.VolumeSize",
    "volume_type": "Ebs.VolumeType",
}


def block_devices(item: Item) -> Value:
    """The block devices of an instance in one list, the root first, whose name the image alone knows."""
    shape = item.shapes[_DEVICES][0]
    names = {**_EBS, **_IN_EBS}
    if "Throughput" not in shape["Ebs"]:
        # AWS::EC2::Instance has none.
        names["throughput"] = ""

    def root(block: MapValue) -> list[Value]:
        made = structure(block, shape, names)
        name = Unknown("the image says which device the root is", None, block.at)
        entries = {"DeviceName": name, **made.entries}
        return [MapValue(entries, made.at, made.assumed, complete=made.complete)]

    def other(block: MapValue) -> list[Value]:
        return [structure(block, shape, names)]

    return joined(
        blocks_as(item.argument("root_block_device"), root),
        blocks_as(item.argument("ebs_block_device"), other),
        blocks_as(item.argument("ephemeral_block_device"), other),
    )


def _instance(item: Item) -> None:
    item.set(_DEVICES, block_devices(item))
    public = item.argument("associate_public_ip_address")
    first = item.argument("primary_network_interface", "network_interface_id")
    if not isinstance(public, Absent) or not isinstance(first, Absent):
        given = {"AssociatePublicIpAddress": public, "NetworkInterfaceId": first}
        at = first.at if isinstance(public, Absent) else public.at
        entries = {name: value for name, value in given.items() if not isinstance(value, Absent)}
        interface = MapValue({**entries, "DeviceIndex": Known("0", at)}, at)
        item.set(
            "NetworkInterfaces", joined(ListValue((interface,), at), item.properties.get("NetworkInterfaces", Absent()))
        )


def _launch_configuration(item: Item) -> None:
    item.set(_DEVICES, block_devices(item))


def _volume(item: Item) -> None:
    wanted = is_true(item.argument("final_snapshot"))
    if wanted is not Truth.NO:
        item.on_delete = "snapshot" if wanted is Truth.YES else "unknown"


def _tagged(kind: str) -> Callable[[Item], None]:
    return lambda item: item.set("TagSpecifications", tag_specification(kind, item.argument("tags")))


ADJUST = {
    "aws_instance": _instance,
    "aws_launch_configuration": _launch_configuration,
    "aws_ebs_volume": _volume,
    "aws_ec2_capacity_reservation": _tagged("capacity-reservation"),
}
CONVERSIONS = {"base64": encoded, "ipv6 addresses": items_as("Ipv6Address")}
