"""What an account has only one of, in each region or altogether.

Source: the API references of the services, read 2026-11-20: what the service says to the second one.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Singleton(NamedTuple):
    """One thing that an account has only once.

    Attributes:
        what: its name for a person to read.
        scope: for each `region` of an account, or for the `account` as a whole.
        by: the property that tells apart those that may stand beside each other (the URL of an identity provider).
        then: what becomes of the second one: the service `refuses` it, or it `overwrites` the first.
        page: AWS's page that says so.
    """

    what: str
    scope: Literal["region", "account"]
    by: str = ""
    then: Literal["refuses", "overwrites"] = "refuses"
    page: str = ""


_DOCS = "https://docs.aws.amazon.com/"
SINGLETONS: dict[str, Singleton] = {
    "AWS::GuardDuty::Detector": Singleton(
        "GuardDuty detector", "region", page=f"{_DOCS}guardduty/latest/APIReference/API_CreateDetector.html"
    ),
    "AWS::SecurityHub::Hub": Singleton(
        "Security Hub", "region", page=f"{_DOCS}securityhub/1.0/APIReference/API_EnableSecurityHub.html"
    ),
    "AWS::Macie::Session": Singleton("Macie session", "region", page=f"{_DOCS}macie/latest/APIReference/macie.html"),
    "AWS::Config::ConfigurationRecorder": Singleton(
        "configuration recorder",
        "region",
        page=f"{_DOCS}config/latest/APIReference/API_PutConfigurationRecorder.html",
    ),
    "AWS::Config::DeliveryChannel": Singleton(
        "delivery channel of AWS Config",
        "region",
        page=f"{_DOCS}config/latest/APIReference/API_PutDeliveryChannel.html",
    ),
    "AWS::ResourceExplorer2::Index": Singleton(
        "index of Resource Explorer",
        "region",
        page=f"{_DOCS}resource-explorer/latest/apireference/API_CreateIndex.html",
    ),
    "AWS::IAM::OIDCProvider": Singleton(
        "OpenID Connect provider of one URL",
        "account",
        "Url",
        page=f"{_DOCS}IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html",
    ),
    "AWS::IAM::ServiceLinkedRole": Singleton(
        "service-linked role of one service",
        "account",
        "AWSServiceName",
        page=f"{_DOCS}IAM/latest/APIReference/API_CreateServiceLinkedRole.html",
    ),
    "AWS::Organizations::Organization": Singleton(
        "organization", "account", page=f"{_DOCS}organizations/latest/APIReference/API_CreateOrganization.html"
    ),
    "AWS::ApiGateway::Account": Singleton(
        "account setting of API Gateway",
        "region",
        then="overwrites",
        page=f"{_DOCS}apigateway/latest/api/API_UpdateAccount.html",
    ),
    "aws_iam_account_password_policy": Singleton(
        "password policy",
        "account",
        then="overwrites",
        page=f"{_DOCS}IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html",
    ),
    "aws_iam_account_alias": Singleton(
        "account alias",
        "account",
        then="overwrites",
        page=f"{_DOCS}IAM/latest/APIReference/API_CreateAccountAlias.html",
    ),
    "aws_ebs_encryption_by_default": Singleton(
        "default encryption of EBS",
        "region",
        then="overwrites",
        page=f"{_DOCS}AWSEC2/latest/APIReference/API_EnableEbsEncryptionByDefault.html",
    ),
    "aws_s3_account_public_access_block": Singleton(
        "public access block of the account",
        "account",
        then="overwrites",
        page=f"{_DOCS}AmazonS3/latest/API/API_control_PutPublicAccessBlock.html",
    ),
    "aws_ses_active_receipt_rule_set": Singleton(
        "active receipt rule set",
        "region",
        then="overwrites",
        page=f"{_DOCS}ses/latest/APIReference/API_SetActiveReceiptRuleSet.html",
    ),
    "aws_ec2_serial_console_access": Singleton(
        "serial console access",
        "region",
        then="overwrites",
        page=f"{_DOCS}AWSEC2/latest/APIReference/API_EnableSerialConsoleAccess.html",
    ),
}
"""By type; what CloudFormation has no type for, by Terraform's."""

SOURCE = "API references of the services (botocore 1.44.5), 2026-11-20"
