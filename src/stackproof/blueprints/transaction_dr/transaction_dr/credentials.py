"""The credentials of the database: a secret in both regions whose password no state holds.

Aurora does not manage the password of a global database itself. So Terraform asks Secrets Manager for a password while
it runs, and hands it on by write-only arguments alone: to the secret, and from the secret to the cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import Fn, TerraformStack
from cdktn_provider_aws.data_aws_secretsmanager_secret_version import DataAwsSecretsmanagerSecretVersion
from cdktn_provider_aws.secretsmanager_secret import SecretsmanagerSecret, SecretsmanagerSecretReplica
from cdktn_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from constructs import Construct

if TYPE_CHECKING:
    from transaction_dr.keys import Key
    from transaction_dr.settings import Settings

USER = "transactions"
"""The user that owns the database; a secret that exists beforehand has to be for it, too."""

PASSWORD_VERSION = 1
"""Raise it to have another password generated and set."""

_RANDOM = "aws_secretsmanager_random_password"
_VERSION = "aws_secretsmanager_secret_version"


class Credentials(Construct):
    """The secret: an existing one by its name, or one that is made here with a replica in the recovery region."""

    def __init__(self, scope: Construct, name: str, settings: Settings, primary_key: Key, recovery_key: Key) -> None:
        """Make the secret, unless there is one."""
        super().__init__(scope, name)
        self.name: str = settings.database_secret_name
        if not self.name:
            self.name = self._generate(settings, primary_key, recovery_key)

    def _generate(self, settings: Settings, primary_key: Key, recovery_key: Key) -> str:
        """Make a secret with a password that exists nowhere else; returns its name."""
        stack = TerraformStack.of(self)
        stack.add_override(
            f"ephemeral.{_RANDOM}.password",
            {"password_length": 32, "exclude_characters": "\"'/@\\ "},
        )
        secret = SecretsmanagerSecret(
            self,
            "secret",
            name=settings.names.of("secret", "database"),
            description="User and password of the transactions' database",
            kms_key_id=primary_key.arn,
            recovery_window_in_days=30 if settings.protected else 0,
            force_overwrite_replica_secret=True,
            replica=[SecretsmanagerSecretReplica(region=settings.recovery_region, kms_key_id=recovery_key.arn)],
        )
        password = f"ephemeral.{_RANDOM}.password.random_password"
        SecretsmanagerSecretVersion(
            self,
            "version",
            secret_id=secret.id,
            secret_string_wo=f'${{jsonencode({{username = "{USER}", password = {password}}})}}',
            secret_string_wo_version=PASSWORD_VERSION,
        )
        name: str = secret.name
        return name


def master_arguments(scope: Construct, settings: Settings, secret: str) -> dict[str, object]:
    """The arguments of a cluster that set its password from a secret.

    Terraform reads the secret when it runs. Below 1.11 it keeps what it has read in its state.
    """
    if not settings.write_only:
        content = DataAwsSecretsmanagerSecretVersion(scope, "credentials", secret_id=secret).secret_string
        return {"master_password": Fn.lookup(Fn.jsondecode(content), "password", "")}
    stack = TerraformStack.of(scope)
    stack.add_override(f"ephemeral.{_VERSION}.credentials", {"secret_id": secret})
    decoded = f"jsondecode(ephemeral.{_VERSION}.credentials.secret_string)"
    return {
        "master_password_wo": f"${{{decoded}.password}}",
        "master_password_wo_version": PASSWORD_VERSION,
    }
