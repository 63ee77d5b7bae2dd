"""EC2 Auto Scaling and Application Auto Scaling.

What the provider does: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group,
read 2026-11-27: metrics that are collected are collected every minute unless it is said otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.properties import shape_of
from stackproof.graph.values import Absent, Known
from stackproof.vocabulary.parts import is_set, sole, structure

if TYPE_CHECKING:
    from stackproof.graph.values import MapValue, Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_autoscaling_group = AWS::AutoScaling::AutoScalingGroup
  default_cooldown = Cooldown
  enabled_metrics = MetricsCollection.Metrics
  metrics_granularity ! it belongs to the metrics that are collected
  force_delete - what the provider does at deletion
  force_delete_warm_pool - what the provider does at deletion
  ignore_failed_scaling_activities - what the provider waits for
  initial_lifecycle_hook = LifecycleHookSpecificationList
    name = LifecycleHookName
  instance_refresh - how instances are replaced at a change
  launch_configuration = LaunchConfigurationName
  launch_template = LaunchTemplate
    id = LaunchTemplateId
    name = LaunchTemplateName
  load_balancers = LoadBalancerNames
  min_elb_capacity - what the provider waits for
  protect_from_scale_in = NewInstancesProtectedFromScaleIn
  suspended_processes - what is suspended at deployment
  tag = Tags
  wait_for_capacity_timeout - what the provider waits for
  wait_for_elb_capacity - what the provider waits for
  warm_pool ! a pool of its own
  .arn = AutoScalingGroupARN

aws_autoscaling_attachment > aws_autoscaling_group by autoscaling_group_name at TargetGroupARNs[]
  lb_target_group_arn ! one item of the list
  alb_target_group_arn ! one item of the list
  elb - it is set for another kind of balancer alone

aws_autoscaling_attachment [classic] > aws_autoscaling_group by autoscaling_group_name at LoadBalancerNames[]
  elb ! one item of the list
  lb_target_group_arn - it is set for another kind of balancer alone
  alb_target_group_arn - it is set for another kind of balancer alone

aws_autoscaling_traffic_source_attachment > aws_autoscaling_group by autoscaling_group_name at TrafficSources[]
  traffic_source = .

aws_autoscaling_group_tag > aws_autoscaling_group by autoscaling_group_name at Tags[]
  tag = .

aws_autoscaling_notification ! it notifies of several groups at once; CloudFormation has it in each group

aws_autoscaling_policy = AWS::AutoScaling::ScalingPolicy
  name - CloudFormation makes up the name
  enabled - a policy of CloudFormation's always is
  target_tracking_configuration = TargetTrackingConfiguration
    customized_metric_specification = CustomizedMetricSpecification
      metric_dimension = Dimensions
  .id = PolicyName
  .name = PolicyName

aws_autoscaling_schedule = AWS::AutoScaling::ScheduledAction
  scheduled_action_name - CloudFormation makes up the name
  .scheduled_action_name = ScheduledActionName

aws_appautoscaling_target = AWS::ApplicationAutoScaling::ScalableTarget
  .id = ResourceId
  .resource_id = ResourceId

aws_appautoscaling_policy = AWS::ApplicationAutoScaling::ScalingPolicy
  .id = PolicyName

aws_appautoscaling_scheduled_action > aws_appautoscaling_target by resource_id and scalable_dimension at ScheduledActions[]
  service_namespace - that of the target
  name = ScheduledActionName

aws_autoscalingplans_scaling_plan = AWS::AutoScalingPlans::ScalingPlan
  name - CloudFormation makes up the name
  application_source = ApplicationSource
    cloudformation_stack_arn = CloudFormationStackARN
  scaling_instruction = ScalingInstructions
    customized_load_metric_specification = CustomizedLoadMetricSpecification
      dimensions = Dimensions | name and value
    target_tracking_configuration = TargetTrackingConfigurations
      customized_scaling_metric_specification = CustomizedScalingMetricSpecification
        dimensions = Dimensions | name and value
"""  # noqa: E501 - an entry is one line


_POOL = "AWS::AutoScaling::WarmPool"


def _group(item: Item) -> None:
    if item.has("MetricsCollection"):
        written = item.argument("metrics_granularity")
        granularity = Known("1Minute", item.at) if isinstance(written, Absent) else written
        item.set("MetricsCollection.Granularity", granularity)
    pools, whole = item.blocks("warm_pool")
    group: dict[str, Value] = {"AutoScalingGroupName": item.reference()}
    for pool in pools:
        item.beside("warm-pool", _POOL, {**group, **structure(pool, shape_of(_POOL)).entries}, pool.at)
    if not pools and not whole:
        item.perhaps_beside("warm-pool", _POOL, group, item.argument("warm_pool").at)


def _attachment(item: Item) -> None:
    name = next((one for one in _BALANCERS if is_set(item.arguments.entries.get(one))), _BALANCERS[0])
    sole(name)(item)


_BALANCERS = ("lb_target_group_arn", "alb_target_group_arn", "elb")


def _balancer(arguments: MapValue) -> str:
    return "classic" if is_set(arguments.entries.get("elb")) else ""


VARIANTS = {"aws_autoscaling_attachment": _balancer}
ADJUST = {"aws_autoscaling_group": _group, "aws_autoscaling_attachment": _attachment}
