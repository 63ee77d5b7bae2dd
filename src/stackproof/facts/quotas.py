"""Service quotas that the resources of one stack can exceed by themselves: defaults, and whether they can be raised.

Source: the quota pages of the services, read 2026-11-28.
"""

from __future__ import annotations

from typing import NamedTuple


class Quota(NamedTuple):
    """How many resources of one type there may be in a region, or inside something else.

    Attributes:
        type: the resources that are counted.
        most: the default.
        inside: the property that names what they are counted in; empty where the region is meant.
        what: them for a person to read: `Elastic IP addresses`.
        where: what they are counted in, for a person to read.
        page: the quota page.
        listed: the list inside a resource of `type` whose items are counted in place of resources; empty for most.
    """

    type: str
    most: int
    inside: str
    what: str
    where: str
    page: str
    listed: str = ""


_DOCS = "https://docs.aws.amazon.com/"
_IAM = f"{_DOCS}IAM/latest/UserGuide/reference_iam-quotas.html"
_DYNAMODB = f"{_DOCS}amazondynamodb/latest/developerguide/ServiceQuotas.html"
_VPC = f"{_DOCS}vpc/latest/userguide/amazon-vpc-limits.html"
SOURCE = "quota pages of VPC, IAM, Lambda, DynamoDB, CloudTrail and CloudWatch Logs, 2026-11-28"

ADJUSTABLE = (
    Quota("AWS::EC2::EIP", 5, "", "Elastic IP addresses", "a region", _VPC),
    Quota("AWS::EC2::VPC", 5, "", "VPCs", "a region", _VPC),
    Quota("AWS::EC2::InternetGateway", 5, "", "internet gateways", "a region", _VPC),
    Quota("AWS::EC2::EgressOnlyInternetGateway", 5, "", "egress-only internet gateways", "a region", _VPC),
    Quota("AWS::EC2::Subnet", 200, "VpcId", "subnets", "a VPC", _VPC),
    Quota("AWS::EC2::RouteTable", 200, "VpcId", "route tables", "a VPC", _VPC),
    Quota("AWS::EC2::VPCCidrBlock", 4, "VpcId", "further blocks of addresses", "a VPC", _VPC),
    Quota("AWS::EC2::SecurityGroup", 60, "", "inbound rules", "a security group", _VPC, "SecurityGroupIngress"),
    Quota("AWS::EC2::SecurityGroup", 60, "", "outbound rules", "a security group", _VPC, "SecurityGroupEgress"),
    Quota("AWS::Lambda::Function", 5, "", "security groups", "a function", _VPC, "VpcConfig.SecurityGroupIds"),
    Quota("AWS::IAM::Role", 10, "", "managed policies", "a role", _IAM, "ManagedPolicyArns"),
    Quota("AWS::DynamoDB::Table", 20, "", "global secondary indexes", "a table", _DYNAMODB, "GlobalSecondaryIndexes"),
)
"""Quotas that AWS raises on request; above the default the deployment fails in an account that never asked."""

FIXED = (
    Quota(
        "AWS::Lambda::Function",
        5,
        "",
        "layers",
        "a function",
        f"{_DOCS}lambda/latest/dg/gettingstarted-limits.html",
        "Layers",
    ),
    Quota("AWS::DynamoDB::Table", 5, "", "local secondary indexes", "a table", _DYNAMODB, "LocalSecondaryIndexes"),
    Quota(
        "AWS::CloudTrail::Trail",
        5,
        "",
        "trails",
        "a region",
        f"{_DOCS}awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html",
    ),
    Quota(
        "AWS::Logs::SubscriptionFilter",
        2,
        "LogGroupName",
        "subscription filters",
        "a log group",
        f"{_DOCS}AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html",
    ),
    Quota(
        "AWS::Logs::MetricFilter",
        100,
        "LogGroupName",
        "metric filters",
        "a log group",
        f"{_DOCS}AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html",
    ),
)
"""Quotas that nobody can raise."""
