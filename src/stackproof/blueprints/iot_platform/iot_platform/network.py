"""The network: public subnets for the way out, private ones for containers, and ones without any way out for data."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from iot_platform.log_groups import log_group
from iot_platform.naming import Names
from iot_platform.settings import Settings

CONTAINERS = ec2.SubnetSelection(subnet_group_name="private")
"""Subnets of the containers: they reach AWS and nothing reaches them."""

DATA = ec2.SubnetSelection(subnet_group_name="data")
"""Subnets of database and cache: private, and without a route out of the network."""


class Network(Construct):
    """A VPC over two zones with one NAT gateway, whose traffic is logged.

    Attributes:
        vpc: the VPC.
        zones: the two zones; what has to stand apart names one each.
        flow_log_group: where its traffic is logged.
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, key: kms.Key) -> None:
        """Create the network.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            key: encrypts the log of the traffic.
        """
        super().__init__(scope, construct_id)
        # By their place in the region's list, so that synthesis asks no account for their names.
        self.zones = [cdk.Fn.select(place, cdk.Fn.get_azs()) for place in (0, 1)]
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            vpc_name=names.network,
            ip_addresses=ec2.IpAddresses.cidr(settings.network_cidr),
            availability_zones=self.zones,
            nat_gateways=1,
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="public",
                    subnet_type=ec2.SubnetType.PUBLIC,
                    cidr_mask=24,
                    map_public_ip_on_launch=False,
                ),
                ec2.SubnetConfiguration(name="private", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS, cidr_mask=20),
                ec2.SubnetConfiguration(name="data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=24),
            ],
        )
        # Layers of images come from S3: free of charge through this endpoint, by the gigabyte through the NAT gateway.
        self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3, subnets=[CONTAINERS])
        self.flow_log_group = log_group(
            self, "FlowLogs", name=names.log_group("flow"), days=settings.log_retention_days, key=key
        )
        self._log_traffic(names)

    def _log_traffic(self, names: Names) -> None:
        """Log what is let through and what is not, with a role that may write to that one group.

        `ec2.FlowLog` lets the role be passed by itself as well, which it has no use for.
        """
        role = iam.Role(
            self,
            "FlowLogRole",
            role_name=names.role("flow-logs"),
            assumed_by=iam.ServicePrincipal("vpc-flow-logs.amazonaws.com").with_conditions(
                {"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}}
            ),
            inline_policies={
                "write-logs": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                            resources=[self.flow_log_group.log_group_arn],
                        )
                    ]
                )
            },
        )
        ec2.CfnFlowLog(
            self,
            "FlowLog",
            resource_id=self.vpc.vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_group_name=self.flow_log_group.log_group_name,
            deliver_logs_permission_arn=role.role_arn,
            max_aggregation_interval=60,
        )
