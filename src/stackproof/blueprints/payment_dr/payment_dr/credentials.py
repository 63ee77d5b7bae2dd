"""The credentials of the database: a secret that exists beforehand in both regions, and that no state holds.

Aurora does not manage the password of a global database itself. Terraform reads the secret while it runs and hands the
password on by a write-only argument alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import Fn, TerraformStack
from cdktn_provider_aws.data_aws_secretsmanager_secret_version import DataAwsSecretsmanagerSecretVersion

if TYPE_CHECKING:
    from constructs import Construct

    from payment_dr.placing import Place

_VERSION = "aws_secretsmanager_secret_version"


def master_arguments(scope: Construct, place: Place) -> dict[str, object]:
    """The arguments of the primary cluster that set its user and password from the secret.

    A Terraform below 1.11 knows no write-only arguments and keeps what it has read in its state.
    """
    settings = place.settings
    user = {"master_username": settings.database_user}
    if not settings.write_only:
        content = DataAwsSecretsmanagerSecretVersion(
            scope, "credentials", secret_id=settings.secret_name, provider=place.provider
        )
        return {**user, "master_password": Fn.lookup(Fn.jsondecode(content.secret_string), "password", "")}
    # An ephemeral resource is written as such, because CDKTF has no class for it.
    TerraformStack.of(scope).add_override(
        f"ephemeral.{_VERSION}.credentials", {"secret_id": settings.secret_name, "provider": "aws"}
    )
    return {
        **user,
        "master_password_wo": f"${{jsondecode(ephemeral.{_VERSION}.credentials.secret_string).password}}",
        "master_password_wo_version": settings.database_password_version,
    }
