"""Amazon ECS: clusters, services, task definitions.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs. The id of a
cluster is its ARN there while Ref gives its name; the id of a task definition is its family while Ref gives its ARN.
"""

from __future__ import annotations

from stackproof.vocabulary.adjusting import kept_if

TABLE = """
aws_ecs_cluster = AWS::ECS::Cluster
  setting = ClusterSettings
  configuration = Configuration
    execute_command_configuration = ExecuteCommandConfiguration
      log_configuration = LogConfiguration
        s3_bucket_encryption_enabled = S3EncryptionEnabled
  .id = Arn

aws_ecs_cluster_capacity_providers = AWS::ECS::ClusterCapacityProviderAssociations
  cluster_name = Cluster

aws_ecs_capacity_provider = AWS::ECS::CapacityProvider
  cluster = ClusterName

aws_ecs_service = AWS::ECS::Service
  alarms = DeploymentConfiguration.Alarms
  deployment_circuit_breaker = DeploymentConfiguration.DeploymentCircuitBreaker
  deployment_maximum_percent = DeploymentConfiguration.MaximumPercent
  deployment_minimum_healthy_percent = DeploymentConfiguration.MinimumHealthyPercent
  force_delete - what the provider does at deletion
  force_new_deployment - when the provider deploys anew
  iam_role = Role
  load_balancer = LoadBalancers
    elb_name = LoadBalancerName
  network_configuration = NetworkConfiguration.AwsvpcConfiguration
    assign_public_ip = AssignPublicIp | ENABLED or DISABLED
  ordered_placement_strategy = PlacementStrategies
  service_connect_configuration = ServiceConnectConfiguration
    service = Services
      tls = Tls
        issuer_cert_authority = IssuerCertificateAuthority
  sigint_rollback - what the provider does when it is stopped
  triggers - when the provider deploys anew
  volume_configuration = VolumeConfigurations
    managed_ebs_volume = ManagedEBSVolume
      size_in_gb = SizeInGiB
  wait_for_steady_state - what the provider waits for

aws_ecs_task_definition = AWS::ECS::TaskDefinition
  proxy_configuration = ProxyConfiguration
    properties = ProxyConfigurationProperties | name and value
  skip_destroy ! the lifecycle of the resource
  track_latest - which revision the provider looks at
  volume = Volumes
    configure_at_launch = ConfiguredAtLaunch
    host_path = Host.SourcePath
  .id = Family

aws_ecs_task_set = AWS::ECS::TaskSet
  force_delete - what the provider does at deletion
  load_balancer = LoadBalancers
    load_balancer_name - a classic balancer, which task sets take no longer
  network_configuration = NetworkConfiguration.AwsVpcConfiguration
    assign_public_ip = AssignPublicIp | ENABLED or DISABLED
  wait_until_stable - what the provider waits for
  wait_until_stable_timeout - what the provider waits for
  .task_set_id = Id

aws_ecs_account_setting_default ! a setting of the account
aws_ecs_tag ! a tag of another resource

aws_ecs_express_gateway_service = AWS::ECS::ExpressGatewayService
  wait_for_steady_state - what the provider waits for
"""

ADJUST = {"aws_ecs_task_definition": lambda item: kept_if(item, "skip_destroy")}
