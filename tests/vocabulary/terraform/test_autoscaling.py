"""Groups of instances, their policies, and what is attached to them."""

from __future__ import annotations

from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_a_group_and_what_is_attached_to_it() -> None:
    graph = translated(
        {
            "aws_launch_template.a": {},
            "aws_autoscaling_group.a": {
                "name": "web",
                "min_size": 1,
                "max_size": 3,
                "vpc_zone_identifier": ["subnet-1"],
                "default_cooldown": 60,
                "enabled_metrics": ["GroupMinSize"],
                "launch_template": [{"id": ref("aws_launch_template.a", "id"), "version": "$Latest"}],
                "tag": [{"key": "Name", "value": "web", "propagate_at_launch": True}],
                "initial_lifecycle_hook": [
                    {"name": "hook", "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING"}
                ],
                "warm_pool": [{"min_size": 1, "instance_reuse_policy": [{"reuse_on_scale_in": True}]}],
                "wait_for_capacity_timeout": "10m",
            },
            "aws_autoscaling_attachment.a": {
                "autoscaling_group_name": ref("aws_autoscaling_group.a", "name"),
                "lb_target_group_arn": "arn:t",
                "elb": None,
            },
            "aws_autoscaling_attachment.b": {
                "autoscaling_group_name": ref("aws_autoscaling_group.a", "id"),
                "elb": "classic",
            },
            "aws_autoscaling_group_tag.a": {
                "autoscaling_group_name": ref("aws_autoscaling_group.a", "name"),
                "tag": [{"key": "Team", "value": "a", "propagate_at_launch": False}],
            },
        }
    )
    assert set(graph.resources) == {
        "aws_launch_template.a",
        "aws_autoscaling_group.a",
        "aws_autoscaling_group.a/warm-pool",
    }
    assert plain(graph.resources["aws_autoscaling_group.a"]) == {
        "AutoScalingGroupName": "web",
        "MinSize": "1",
        "MaxSize": "3",
        "VPCZoneIdentifier": ["subnet-1"],
        "Cooldown": "60",
        "MetricsCollection": [{"Granularity": "1Minute", "Metrics": ["GroupMinSize"]}],
        "LaunchTemplate": {"LaunchTemplateId": "${aws_launch_template.a}", "Version": "$Latest"},
        "Tags": [
            {"Key": "Name", "Value": "web", "PropagateAtLaunch": True},
            {"Key": "Team", "Value": "a", "PropagateAtLaunch": False},
        ],
        "LifecycleHookSpecificationList": [
            {"LifecycleHookName": "hook", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}
        ],
        "TargetGroupARNs": ["arn:t"],
        "LoadBalancerNames": ["classic"],
    }
    pool = graph.resources["aws_autoscaling_group.a/warm-pool"]
    assert (pool.type, plain(pool)) == (
        "AWS::AutoScaling::WarmPool",
        {
            "AutoScalingGroupName": "${aws_autoscaling_group.a}",
            "MinSize": 1,
            "InstanceReusePolicy": {"ReuseOnScaleIn": True},
        },
    )


def test_a_warm_pool_of_which_nothing_is_known_may_be_there() -> None:
    graph = translated({"aws_autoscaling_group.a": {"warm_pool": unknown("var.pool")}})
    assert graph.resources["aws_autoscaling_group.a/warm-pool"].exists is Truth.UNDECIDED


def test_a_mixed_group_says_how_instances_are_bought() -> None:
    group = only(
        {
            "aws_autoscaling_group.a": {
                "mixed_instances_policy": [
                    {
                        "instances_distribution": [{"on_demand_base_capacity": 1, "spot_allocation_strategy": "x"}],
                        "launch_template": [
                            {
                                "launch_template_specification": [{"launch_template_id": "lt-1", "version": 3}],
                                "override": [
                                    {"instance_type": "m5.large", "weighted_capacity": "2"},
                                    {
                                        "instance_requirements": [
                                            {"memory_mib": [{"min": 512}], "vcpu_count": [{"min": 1}]}
                                        ]
                                    },
                                ],
                            }
                        ],
                    }
                ]
            }
        }
    )
    assert plain(group) == {
        "MixedInstancesPolicy": {
            "InstancesDistribution": {"OnDemandBaseCapacity": 1, "SpotAllocationStrategy": "x"},
            "LaunchTemplate": {
                "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1", "Version": "3"},
                "Overrides": [
                    {"InstanceType": "m5.large", "WeightedCapacity": "2"},
                    {"InstanceRequirements": {"MemoryMiB": {"Min": 512}, "VCpuCount": {"Min": 1}}},
                ],
            },
        }
    }


def test_the_arn_of_a_policy_is_what_ref_gives_and_its_id_is_its_name() -> None:
    graph = translated(
        {
            "aws_autoscaling_policy.a": {
                "name": "cpu",
                "autoscaling_group_name": "web",
                "policy_type": "TargetTrackingScaling",
                "target_tracking_configuration": [
                    {
                        "target_value": 50,
                        "customized_metric_specification": [
                            {
                                "metric_name": "m",
                                "namespace": "n",
                                "statistic": "Average",
                                "metric_dimension": [{"name": "d", "value": "v"}],
                            }
                        ],
                    }
                ],
            },
            "aws_cloudwatch_metric_alarm.a": {"alarm_actions": [ref("aws_autoscaling_policy.a", "arn")]},
        }
    )
    assert plain(graph.resources["aws_autoscaling_policy.a"]) == {
        "AutoScalingGroupName": "web",
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingConfiguration": {
            "TargetValue": 50,
            "CustomizedMetricSpecification": {
                "MetricName": "m",
                "Namespace": "n",
                "Statistic": "Average",
                "Dimensions": [{"Name": "d", "Value": "v"}],
            },
        },
    }
    assert plain(graph.resources["aws_cloudwatch_metric_alarm.a"].get("AlarmActions")) == [
        "${aws_autoscaling_policy.a}"
    ]


def test_a_scheduled_action_belongs_to_its_target() -> None:
    graph = translated(
        {
            "aws_appautoscaling_target.a": {
                "resource_id": "service/cluster/web",
                "scalable_dimension": "ecs:service:DesiredCount",
                "service_namespace": "ecs",
                "min_capacity": 1,
                "max_capacity": 4,
            },
            "aws_appautoscaling_policy.a": {
                "name": "cpu",
                "policy_type": "TargetTrackingScaling",
                "resource_id": ref("aws_appautoscaling_target.a", "resource_id"),
                "scalable_dimension": ref("aws_appautoscaling_target.a", "scalable_dimension"),
                "service_namespace": ref("aws_appautoscaling_target.a", "service_namespace"),
                "target_tracking_scaling_policy_configuration": [
                    {
                        "target_value": 60,
                        "predefined_metric_specification": [
                            {"predefined_metric_type": "ECSServiceAverageCPUUtilization"}
                        ],
                    }
                ],
            },
            "aws_appautoscaling_scheduled_action.a": {
                "name": "night",
                "resource_id": ref("aws_appautoscaling_target.a", "resource_id"),
                "scalable_dimension": "ecs:service:DesiredCount",
                "service_namespace": "ecs",
                "schedule": "cron(0 20 * * ? *)",
                "scalable_target_action": [{"min_capacity": 0, "max_capacity": 1}],
            },
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_appautoscaling_target.a": {
            "ResourceId": "service/cluster/web",
            "ScalableDimension": "ecs:service:DesiredCount",
            "ServiceNamespace": "ecs",
            "MinCapacity": 1,
            "MaxCapacity": 4,
            "ScheduledActions": [
                {
                    "ScheduledActionName": "night",
                    "Schedule": "cron(0 20 * * ? *)",
                    "ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 1},
                }
            ],
        },
        "aws_appautoscaling_policy.a": {
            "PolicyName": "cpu",
            "PolicyType": "TargetTrackingScaling",
            "ResourceId": "${aws_appautoscaling_target.a.ResourceId}",
            "ScalableDimension": "ecs:service:DesiredCount",
            "ServiceNamespace": "ecs",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 60,
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
            },
        },
    }


def test_a_scheduled_action_is_placed_by_equal_values_too() -> None:
    target = {"resource_id": "table/t", "service_namespace": "dynamodb"}
    reads, writes = "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"
    graph = translated(
        {
            "aws_appautoscaling_target.a": {**target, "scalable_dimension": reads},
            "aws_appautoscaling_target.b": {**target, "scalable_dimension": writes},
            "aws_appautoscaling_scheduled_action.a": {**target, "name": "night", "scalable_dimension": writes},
        }
    )
    assert graph.resources["aws_appautoscaling_target.a"].get("ScheduledActions") == Absent()
    assert plain(graph.resources["aws_appautoscaling_target.b"].get("ScheduledActions")) == [
        {"ScheduledActionName": "night"}
    ]
