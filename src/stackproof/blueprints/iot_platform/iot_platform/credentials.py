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
        name: its name.
        generated: the secret, where the stack makes it, else None.
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
        self.generated: secretsmanager.ISecret | None = None
        self.key_arn: str | None
        if settings.generates_credentials:
            self.generated = rds.DatabaseSecret(
                self, "Secret", username=USER, secret_name=self.name, encryption_key=key
            )
            self.arn = self.generated.secret_arn
            self.key_arn = key.key_arn
        else:
            self.arn = cdk.Stack.of(self).format_arn(
                service="secretsmanager",
                resource="secret",
                resource_name=f"{self.name}-??????",
                arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
            )
            self.key_arn = settings.database_credentials_key_arn or None

    def for_database(self) -> rds.Credentials:
        """User and password as references to the secret.

        `rds.Credentials.from_secret` would write the address of the database into the secret, which is not ours. A
        secret that is there is named and not given by ARN: without the six characters that Secrets Manager adds, an
        ARN that ends like them would mean another secret.
        """
        return rds.Credentials.from_password(self._value("username").unsafe_unwrap(), self._value("password"))

    def _value(self, field: str) -> cdk.SecretValue:
        """One field of the secret, resolved at deployment."""
        if self.generated is not None:
            return self.generated.secret_value_from_json(field)
        return cdk.SecretValue.secrets_manager(self.name, json_field=field)

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
        """Have Secrets Manager change a generated password, in the secret and in the database, from time to time."""
        if self.generated is None:
            return
        logs = log_group(
            self, "RotationLogs", name=names.rotation_log_group, days=settings.log_retention_days, key=logs_key
        )
        attached = self.generated.attach(database)
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
