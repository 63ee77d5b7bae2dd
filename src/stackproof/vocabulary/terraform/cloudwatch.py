"""Amazon CloudWatch and CloudWatch Logs."""

from __future__ import annotations

TABLE = """
aws_cloudwatch_log_group = AWS::Logs::LogGroup
  name = LogGroupName
  name_prefix = LogGroupName | prefix
  skip_destroy ! the lifecycle of the resource

aws_cloudwatch_log_stream = AWS::Logs::LogStream
aws_cloudwatch_log_metric_filter = AWS::Logs::MetricFilter
  pattern = FilterPattern
  metric_transformation = MetricTransformations
    name = MetricName
    namespace = MetricNamespace
    value = MetricValue

aws_cloudwatch_log_subscription_filter = AWS::Logs::SubscriptionFilter
aws_cloudwatch_log_resource_policy = AWS::Logs::ResourcePolicy
  policy_name = PolicyName
  resource_arn - it limits the policy to one resource
aws_cloudwatch_log_destination = AWS::Logs::Destination
aws_cloudwatch_log_destination_policy > aws_cloudwatch_log_destination by destination_name
  access_policy = DestinationPolicy
  force_update - what the provider does at a change
aws_cloudwatch_log_account_policy = AWS::Logs::AccountPolicy
aws_cloudwatch_log_data_protection_policy > aws_cloudwatch_log_group by log_group_name
  policy_document = DataProtectionPolicy
aws_cloudwatch_log_anomaly_detector = AWS::Logs::LogAnomalyDetector
  log_group_arn_list = LogGroupArnList
  enabled - a detector that is made can be paused
  tags - the type takes none
aws_cloudwatch_log_index_policy > aws_cloudwatch_log_group by log_group_name at FieldIndexPolicies[]
  policy_document ! one of the group's index policies
aws_cloudwatch_query_definition = AWS::Logs::QueryDefinition

aws_cloudwatch_metric_alarm = AWS::CloudWatch::Alarm
  evaluate_low_sample_count_percentiles = EvaluateLowSampleCountPercentile
  dimensions = Dimensions | name and value
  metric_query = Metrics
    metric = MetricStat
      metric_name = Metric.MetricName
      namespace = Metric.Namespace
      dimensions = Metric.Dimensions | name and value
  evaluation_criteria - conditions in PromQL
  evaluation_window - windows of conditions in PromQL
  warm_up_configuration - how long a new alarm waits
aws_cloudwatch_composite_alarm = AWS::CloudWatch::CompositeAlarm
  actions_suppressor = .
    alarm = ActionsSuppressor
    extension_period = ActionsSuppressorExtensionPeriod
    wait_period = ActionsSuppressorWaitPeriod
aws_cloudwatch_dashboard = AWS::CloudWatch::Dashboard
aws_cloudwatch_metric_stream = AWS::CloudWatch::MetricStream
  exclude_filter = ExcludeFilters
  include_filter = IncludeFilters
  statistics_configuration = StatisticsConfigurations
    include_metric = IncludeMetrics
aws_cloudwatch_contributor_insight_rule = AWS::CloudWatch::InsightRule
  rule_definition = RuleBody
  rule_state = RuleState
"""
