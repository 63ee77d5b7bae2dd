"""Amazon EMR: what Terraform writes at the top of a cluster stands below its instances in CloudFormation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Unknown
from stackproof.vocabulary.parts import items_as

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

_VOLUMES = """
ebs_config = EbsConfiguration.EbsBlockDeviceConfigs
  iops = VolumeSpecification.Iops
  size = VolumeSpecification.SizeInGB
  throughput = VolumeSpecification.Throughput
  type = VolumeSpecification.VolumeType
"""


def _indented(lines: str, by: int) -> str:
    return "\n".join([" " * by + line for line in lines.strip().split("\n")])


_FLEET = f"""
    instance_type_configs = InstanceTypeConfigs
{_indented(_VOLUMES, 6)}
      configurations = Configurations
        properties = ConfigurationProperties
"""

TABLE = f"""
aws_emr_cluster = AWS::EMR::Cluster
  applications = Applications | names
  bootstrap_action = BootstrapActions
    args = ScriptBootstrapAction.Args
    path = ScriptBootstrapAction.Path
  configurations ! a file in a bucket
  configurations_json ! configurations as a text
  ec2_attributes = .
    additional_master_security_groups = Instances.AdditionalMasterSecurityGroups | commas
    additional_slave_security_groups = Instances.AdditionalSlaveSecurityGroups | commas
    emr_managed_master_security_group = Instances.EmrManagedMasterSecurityGroup
    emr_managed_slave_security_group = Instances.EmrManagedSlaveSecurityGroup
    instance_profile = JobFlowRole
    key_name = Instances.Ec2KeyName
    service_access_security_group = Instances.ServiceAccessSecurityGroup
    subnet_id = Instances.Ec2SubnetId
    subnet_ids = Instances.Ec2SubnetIds
  keep_job_flow_alive_when_no_steps = Instances.KeepJobFlowAliveWhenNoSteps
  list_steps_states - what the provider reads
  termination_protection = Instances.TerminationProtected
  unhealthy_node_replacement = Instances.UnhealthyNodeReplacement
  step = Steps
    hadoop_jar_step = HadoopJarStep
      properties = StepProperties | key and value
  master_instance_group = Instances.MasterInstanceGroup
{_indented(_VOLUMES, 4)}
  core_instance_group = Instances.CoreInstanceGroup
{_indented(_VOLUMES, 4)}
  master_instance_fleet = Instances.MasterInstanceFleet{_FLEET.rstrip()}
  core_instance_fleet = Instances.CoreInstanceFleet{_FLEET.rstrip()}

aws_emr_managed_scaling_policy > aws_emr_cluster by cluster_id at ManagedScalingPolicy

aws_emr_security_configuration = AWS::EMR::SecurityConfiguration
  configuration = SecurityConfiguration

aws_emr_studio_session_mapping = AWS::EMR::StudioSessionMapping
  identity_id - CloudFormation names who it is

aws_emr_block_public_access_configuration ! a setting of the account
"""


def _cluster(item: Item) -> None:
    for argument in ("configurations", "configurations_json"):
        given = item.argument(argument)
        if not isinstance(given, Absent):
            item.set("Configurations", Unknown("it is written in another form", None, given.at, None, (given,)))


ADJUST = {"aws_emr_cluster": _cluster}
CONVERSIONS = {"names": items_as("Name")}
