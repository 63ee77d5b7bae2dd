"""Instances, launch templates, volumes."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import Sensitive, Unknown
from tests.vocabulary.building import only, ref, translated, unknown, value
from tests.vocabulary.reading import AT, plain


def test_block_devices_of_an_instance_are_one_list() -> None:
    instance = only(
        {
            "aws_instance.a": {
                "ami": "ami-1",
                "instance_type": "t3.micro",
                "vpc_security_group_ids": ["sg-1"],
                "root_block_device": [{"volume_size": 20, "encrypted": True, "throughput": 125, "tags": {"a": "b"}}],
                "ebs_block_device": [
                    {"device_name": "/dev/sdb", "volume_size": "10", "volume_type": "gp3"},
                    {"device_name": "/dev/sdc", "delete_on_termination": False},
                ],
                "ephemeral_block_device": [{"device_name": "/dev/sdd", "virtual_name": "ephemeral0"}],
                "metadata_options": [{"http_tokens": "required"}],
                "credit_specification": [{"cpu_credits": "standard"}],
                "hibernation": True,
            }
        }
    )
    assert plain(instance) == {
        "ImageId": "ami-1",
        "InstanceType": "t3.micro",
        "SecurityGroupIds": ["sg-1"],
        "BlockDeviceMappings": [
            {"DeviceName": "unknown", "Ebs": {"VolumeSize": 20, "Encrypted": True}},
            {"DeviceName": "/dev/sdb", "Ebs": {"VolumeSize": 10, "VolumeType": "gp3"}},
            {"DeviceName": "/dev/sdc", "Ebs": {"DeleteOnTermination": False}},
            {"DeviceName": "/dev/sdd", "VirtualName": "ephemeral0"},
        ],
        "MetadataOptions": {"HttpTokens": "required"},
        "CreditSpecification": {"CPUCredits": "standard"},
        "HibernationOptions": {"Configured": True},
    }


def test_block_devices_that_are_not_known_leave_the_list_open() -> None:
    instance = only(
        {"aws_instance.a": {"root_block_device": [{"encrypted": True}], "ebs_block_device": unknown("var.devices")}}
    )
    assert plain(instance) == {"BlockDeviceMappings": [{"DeviceName": "unknown", "Ebs": {"Encrypted": True}}, "..."]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [("#!/bin/sh\n", "IyEvYmluL3NoCg=="), (Sensitive(value("secret", AT), AT), ("secret", "c2VjcmV0"))],
)
def test_the_script_of_an_instance_is_encoded(given: Any, expected: Any) -> None:
    assert plain(only({"aws_instance.a": {"user_data": given}})) == {"UserData": expected}


def test_a_script_that_is_not_known_keeps_what_it_is_made_of() -> None:
    found = only({"aws_instance.a": {"user_data": ref("aws_lb.a", "dns_name")}, "aws_lb.a": {}}).get("UserData")
    assert isinstance(found, Unknown)
    assert [plain(source) for source in found.sources] == ["${aws_lb.a.DNSName}"]
    assert plain(only({"aws_instance.a": {"user_data_base64": "IyE="}})) == {"UserData": "IyE="}


def test_a_public_address_belongs_to_the_first_interface() -> None:
    instance = only({"aws_instance.a": {"subnet_id": "subnet-1", "associate_public_ip_address": True}})
    assert plain(instance) == {
        "SubnetId": "subnet-1",
        "NetworkInterfaces": [{"AssociatePublicIpAddress": True, "DeviceIndex": "0"}],
    }


def test_addresses_of_an_instance_are_attributes() -> None:
    graph = translated(
        {
            "aws_instance.a": {},
            "aws_route53_record.a": {
                "records": [ref("aws_instance.a", "private_ip"), ref("aws_instance.a", "public_dns")]
            },
        }
    )
    assert plain(graph.resources["aws_route53_record.a"].get("ResourceRecords")) == [
        "${aws_instance.a.PrivateIp}",
        "${aws_instance.a.PublicDnsName}",
    ]


def test_a_launch_template_keeps_its_data_below_one_property() -> None:
    template = only(
        {
            "aws_launch_template.a": {
                "name_prefix": "web-",
                "image_id": "ami-1",
                "user_data": "IyE=",
                "tags": {"a": "b"},
                "vpc_security_group_ids": ["sg-1"],
                "iam_instance_profile": [{"name": "web"}],
                "block_device_mappings": [
                    {"device_name": "/dev/xvda", "ebs": [{"volume_size": 8, "encrypted": "true"}]}
                ],
                "network_interfaces": [{"security_groups": ["sg-2"], "ipv4_addresses": ["10.0.0.1"]}],
                "monitoring": [{"enabled": True}],
                "tag_specifications": [{"resource_type": "instance", "tags": {"Name": "web"}}],
                "update_default_version": True,
            }
        }
    )
    assert plain(template) == {
        "LaunchTemplateName": "web-unknown",
        "TagSpecifications": [{"ResourceType": "launch-template", "Tags": [{"Key": "a", "Value": "b"}]}],
        "LaunchTemplateData": {
            "ImageId": "ami-1",
            "UserData": "IyE=",
            "SecurityGroupIds": ["sg-1"],
            "IamInstanceProfile": {"Name": "web"},
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8, "Encrypted": True}}],
            "NetworkInterfaces": [{"Groups": ["sg-2"], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.1"}]}],
            "Monitoring": {"Enabled": True},
            "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web"}]}],
        },
    }


def test_a_launch_configuration_has_its_devices_in_one_list() -> None:
    found = only(
        {
            "aws_launch_configuration.a": {
                "image_id": "ami-1",
                "root_block_device": [{"throughput": 125}],
                "ebs_block_device": [{"device_name": "/dev/sdb", "no_device": True}],
                "enable_monitoring": False,
            }
        }
    )
    assert plain(found) == {
        "ImageId": "ami-1",
        "InstanceMonitoring": False,
        "BlockDeviceMappings": [
            {"DeviceName": "unknown", "Ebs": {"Throughput": 125}},
            {"DeviceName": "/dev/sdb", "NoDevice": True},
        ],
    }


@pytest.mark.parametrize(
    ("final", "expected"), [(None, "delete"), (False, "delete"), (True, "snapshot"), (unknown("var.final"), "unknown")]
)
def test_a_volume_leaves_a_snapshot_only_where_it_is_told_to(final: Any, expected: str) -> None:
    volume = only({"aws_ebs_volume.a": {"size": 8, "type": "gp3", "final_snapshot": final}})
    assert plain(volume) == {"Size": 8, "VolumeType": "gp3"}
    assert volume.lifecycle.on_delete == expected


def test_a_fleet_names_its_instances_one_way_or_the_other() -> None:
    fleet = only(
        {
            "aws_spot_fleet_request.a": {
                "iam_fleet_role": "arn:r",
                "target_capacity": 2,
                "target_group_arns": ["arn:t"],
                "launch_specification": [
                    {
                        "ami": "ami-1",
                        "instance_type": "m5.large",
                        "vpc_security_group_ids": ["sg-1"],
                        "user_data": "a",
                        "tags": {"Name": "spot"},
                        "ebs_block_device": [{"device_name": "/dev/sdb", "volume_size": 8}],
                    }
                ],
            }
        }
    )
    assert plain(fleet) == {
        "SpotFleetRequestConfigData": {
            "IamFleetRole": "arn:r",
            "TargetCapacity": 2,
            "LoadBalancersConfig": {"TargetGroupsConfig": {"TargetGroups": [{"Arn": "arn:t"}]}},
            "LaunchSpecifications": [
                {
                    "ImageId": "ami-1",
                    "InstanceType": "m5.large",
                    "SecurityGroups": [{"GroupId": "sg-1"}],
                    "UserData": "YQ==",
                    "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "spot"}]}],
                    "BlockDeviceMappings": [{"DeviceName": "/dev/sdb", "Ebs": {"VolumeSize": 8}}],
                }
            ],
        }
    }
