"""The database's credentials: a secret that is there already, or one that the stack makes and rotates.

A secret that is there is read and never changed. The stack writes its values nowhere: the template holds references
that CloudFormation resolves when it makes the database, and the processor reads the secret when it connects.
"""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from iot_platform.log_groups import log_group
from iot_platform.naming import Names
from iot_platform.network import CONTAINERS
from iot_platform.security_groups import SecurityGroups
from iot_platform.settings import Settings

USER = "iot_admin"
"""User of the database in generated credentials."""


class Credentials(Construct):
    """The secret, as the database and the processor need it.

    Attributes:
        secret: the secret.
        name: its name.
        arn: its ARN for policies: where it was there before, the six characters that Secrets Manager adds are open.
        key_arn: of the customer-managed key that encrypts it, or None.
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, key: kms.Key) -> None:
        """Name the existing secret or generate one.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            key: encrypts generated credentials.
        """
        super().__init__(scope, construct_id)
        self.name = names.database_credentials
        self.secret: secretsmanager.ISecret
        self.key_arn: str | None
        if settings.generates_credentials:
            self.secret = rds.DatabaseSecret(
                self, "Secret", username=USER, secret_name=self.name, encryption_key=key
            )
            self.arn = self.secret.secret_arn
            self.key_arn = key.key_arn
            return
        self.secret = secretsmanager.Secret.from_secret_name_v2(self, "Secret", self.name)
        self.arn = f"{self.secret.secret_arn}-??????"
        self.key_arn = settings.database_credentials_key_arn or None

    def for_database(self) -> rds.Credentials:
        """User and password as references to the secret.

        `rds.Credentials.from_secret` would write the address of the database into the secret, which is not ours.
        """
        return rds.Credentials.from_password(
            self.secret.secret_value_from_json("username").unsafe_unwrap(),
            self.secret.secret_value_from_json("password"),
        )

    def rotate(
        self,
        *,
        names: Names,
        settings: Settings,
        vpc: ec2.Vpc,
        security_groups: SecurityGroups,
        database: rds.DatabaseCluster,
        logs_key: kms.Key,
    ) -> None:
        """Have Secrets Manager change the password, in the secret and in the database, from time to time."""
        logs = log_group(
            self, "RotationLogs", name=names.rotation_log_group, days=settings.log_retention_days, key=logs_key
        )
        attached = self.secret.attach(database)
        schedule = attached.add_rotation_schedule(
            "Rotation",
            automatically_after=cdk.Duration.days(settings.credentials_rotation_days),
            hosted_rotation=secretsmanager.HostedRotation.postgre_sql_single_user(
                function_name=names.rotation_function,
                vpc=vpc,
                vpc_subnets=CONTAINERS,
                security_groups=[security_groups.for_rotation()],
            ),
        )
        schedule.node.add_dependency(logs)
