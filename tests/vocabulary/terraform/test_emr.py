"""Amazon EMR."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain

VOLUME = {"size": 40, "type": "gp3", "iops": 3000, "throughput": 125, "volumes_per_instance": 2}
VOLUMES = {
    "EbsBlockDeviceConfigs": [
        {
            "VolumeSpecification": {"SizeInGB": 40, "VolumeType": "gp3", "Iops": 3000, "Throughput": 125},
            "VolumesPerInstance": 2,
        }
    ]
}


def test_a_cluster_of_groups() -> None:
    graph = translated(
        {
            "aws_emr_cluster.a": {
                "name": "c",
                "release_label": "emr-7.0.0",
                "applications": ["Spark"],
                "service_role": "arn:r",
                "termination_protection": True,
                "keep_job_flow_alive_when_no_steps": True,
                "security_configuration": ref("aws_emr_security_configuration.a", "name"),
                "ec2_attributes": [
                    {
                        "subnet_id": "subnet-1",
                        "instance_profile": "p",
                        "key_name": "k",
                        "emr_managed_master_security_group": "sg-1",
                        "emr_managed_slave_security_group": "sg-2",
                        "additional_master_security_groups": "sg-3, sg-4",
                    }
                ],
                "master_instance_group": [{"instance_type": "m5.xlarge", "ebs_config": [VOLUME]}],
                "core_instance_group": [{"instance_type": "m5.large", "instance_count": 2, "bid_price": "0.3"}],
                "bootstrap_action": [{"name": "b", "path": "s3://b/x.sh", "args": ["1"]}],
                "step": [
                    {
                        "name": "s",
                        "action_on_failure": "CONTINUE",
                        "hadoop_jar_step": [{"jar": "command-runner.jar", "properties": {"a": "b"}}],
                    }
                ],
                "list_steps_states": ["PENDING"],
            },
            "aws_emr_managed_scaling_policy.a": {
                "cluster_id": ref("aws_emr_cluster.a", "id"),
                "compute_limits": [
                    {"unit_type": "Instances", "minimum_capacity_units": 2, "maximum_ondemand_capacity_units": 5}
                ],
            },
            "aws_emr_security_configuration.a": {
                "name": "sc",
                "configuration": json.dumps({"EncryptionConfiguration": {}}),
            },
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_emr_cluster.a": {
            "Name": "c",
            "ReleaseLabel": "emr-7.0.0",
            "Applications": [{"Name": "Spark"}],
            "ServiceRole": "arn:r",
            "JobFlowRole": "p",
            "SecurityConfiguration": "${aws_emr_security_configuration.a}",
            "Instances": {
                "TerminationProtected": True,
                "KeepJobFlowAliveWhenNoSteps": True,
                "Ec2SubnetId": "subnet-1",
                "Ec2KeyName": "k",
                "EmrManagedMasterSecurityGroup": "sg-1",
                "EmrManagedSlaveSecurityGroup": "sg-2",
                "AdditionalMasterSecurityGroups": ["sg-3", "sg-4"],
                "MasterInstanceGroup": {"InstanceType": "m5.xlarge", "EbsConfiguration": VOLUMES},
                "CoreInstanceGroup": {"InstanceType": "m5.large", "InstanceCount": 2, "BidPrice": "0.3"},
            },
            "BootstrapActions": [{"Name": "b", "ScriptBootstrapAction": {"Path": "s3://b/x.sh", "Args": ["1"]}}],
            "Steps": [
                {
                    "Name": "s",
                    "ActionOnFailure": "CONTINUE",
                    "HadoopJarStep": {"Jar": "command-runner.jar", "StepProperties": [{"Key": "a", "Value": "b"}]},
                }
            ],
            "ManagedScalingPolicy": {
                "ComputeLimits": {
                    "UnitType": "Instances",
                    "MinimumCapacityUnits": 2,
                    "MaximumOnDemandCapacityUnits": 5,
                }
            },
        },
        "aws_emr_security_configuration.a": {
            "Name": "sc",
            "SecurityConfiguration": {"EncryptionConfiguration": {}},
        },
    }


def test_a_cluster_of_fleets() -> None:
    fleet = {
        "target_spot_capacity": 4,
        "instance_type_configs": [
            {
                "instance_type": "m5.large",
                "weighted_capacity": 1,
                "ebs_config": [VOLUME],
                "configurations": [{"classification": "hive", "properties": {"a": "b"}}],
            }
        ],
        "launch_specifications": [
            {"spot_specification": [{"allocation_strategy": "capacity-optimized", "timeout_duration_minutes": 5}]}
        ],
    }
    found = {
        "TargetSpotCapacity": 4,
        "InstanceTypeConfigs": [
            {
                "InstanceType": "m5.large",
                "WeightedCapacity": 1,
                "EbsConfiguration": VOLUMES,
                "Configurations": [{"Classification": "hive", "ConfigurationProperties": {"a": "b"}}],
            }
        ],
        "LaunchSpecifications": {
            "SpotSpecification": {"AllocationStrategy": "capacity-optimized", "TimeoutDurationMinutes": 5}
        },
    }
    cluster = only({"aws_emr_cluster.a": {"master_instance_fleet": [fleet], "core_instance_fleet": [fleet]}})
    assert plain(cluster) == {"Instances": {"MasterInstanceFleet": found, "CoreInstanceFleet": found}}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"configurations_json": "[]"}, {"Configurations": "unknown"}),
        ({"configurations": "s3://b/c.json"}, {"Configurations": "unknown"}),
        ({"ec2_attributes": unknown()}, {"...": "..."}),
        ({"termination_protection": unknown()}, {"Instances": {"TerminationProtected": "unknown"}}),
    ],
)
def test_what_is_not_known_of_a_cluster_stays_so(arguments: dict[str, Any], expected: dict[str, Any]) -> None:
    assert plain(only({"aws_emr_cluster.a": arguments})) == expected
