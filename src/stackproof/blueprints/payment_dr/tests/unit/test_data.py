"""Where data is kept: database, table, backups, keys; and how it is protected in production."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.stack import Synthesised

SIDES = ("Primary", "Secondary")


def test_both_clusters_are_members_of_the_global_database(stack: Synthesised) -> None:
    one = stack.one("aws_rds_global_cluster")
    assert (one["global_cluster_identifier"], one["engine"], one["engine_version"]) == (
        "globaldb-payment-unit",
        "aurora-postgresql",
        "16.13",
    )
    assert (one["storage_encrypted"], one["deletion_protection"], one["force_destroy"]) == (True, False, True)
    member = f"${{{stack.id_of('aws_rds_global_cluster', '')}.id}}"
    for side in SIDES:
        assert stack.one("aws_rds_cluster", f"{side}Service_")["global_cluster_identifier"] == member


def test_the_primary_has_credentials_that_no_state_holds(stack: Synthesised) -> None:
    cluster = stack.one("aws_rds_cluster", "PrimaryService_")
    assert cluster["master_username"] == "payments"
    assert "master_password" not in cluster
    version = "ephemeral.aws_secretsmanager_secret_version.credentials"
    assert cluster["master_password_wo"] == f"${{jsondecode({version}.secret_string).password}}"
    assert cluster["master_password_wo_version"] == 1
    assert cluster["database_name"] == "payments"
    assert stack.document["ephemeral"] == {
        "aws_secretsmanager_secret_version": {
            "credentials": {"secret_id": "secret-payment-database-unit", "provider": "aws"}
        }
    }


def test_the_secondary_gets_them_by_replication_after_the_primary_has_its_instances(stack: Synthesised) -> None:
    cluster = stack.one("aws_rds_cluster", "SecondaryService_")
    assert not {key for key in cluster if key.startswith("master") or key == "database_name"}
    assert cluster["source_region"] == "us-east-1"
    assert {
        stack.id_of("aws_rds_cluster_instance", f"PrimaryService_Database_{one}") for one in ("writer", "reader")
    } <= set(cluster["depends_on"])


def test_an_old_terraform_reads_the_password_as_data(protected: Synthesised) -> None:
    assert "ephemeral" not in protected.document
    (asked,) = protected.document["data"]["aws_secretsmanager_secret_version"].values()
    assert asked["secret_id"] == "payments/database"
    assert "secret_string" in protected.one("aws_rds_cluster", "PrimaryService_")["master_password"]


@pytest.mark.parametrize("side", SIDES)
def test_a_cluster_is_private_encrypted_and_backed_up(stack: Synthesised, side: str) -> None:
    cluster = stack.one("aws_rds_cluster", f"{side}Service_")
    assert cluster["cluster_identifier"] == f"cluster-payment-{side.lower()}-unit"
    assert (cluster["engine"], cluster["engine_mode"], cluster["port"]) == ("aurora-postgresql", "provisioned", 5432)
    assert cluster["storage_encrypted"] is True
    assert cluster["kms_key_id"] == f"${{{stack.id_of('aws_kms_key', f'{side}_')}.arn}}"
    assert cluster["vpc_security_group_ids"] == [
        f"${{{stack.id_of('aws_security_group', f'{side}_Groups_database')}.id}}"
    ]
    assert cluster["backup_retention_period"] == 7
    assert cluster["enabled_cloudwatch_logs_exports"] == ["postgresql"]
    assert stack.id_of("aws_cloudwatch_log_group", f"{side}Service_Database_") in cluster["depends_on"]
    assert cluster["lifecycle"] == {
        "ignore_changes": ["replication_source_identifier", "global_cluster_identifier", "engine_version"]
    }
    assert (cluster["deletion_protection"], cluster["skip_final_snapshot"]) == (False, True)
    assert "final_snapshot_identifier" not in cluster
    subnets = stack.one("aws_db_subnet_group", f"{side}Service_")["subnet_ids"]
    assert len(subnets) == 3
    assert all(f"{side}_Network_private-" in one for one in subnets)


@pytest.mark.parametrize("side", SIDES)
def test_a_cluster_has_a_writer_and_a_reader(stack: Synthesised, side: str) -> None:
    for tier, which in enumerate(("writer", "reader")):
        one = stack.one("aws_rds_cluster_instance", f"{side}Service_Database_{which}")
        assert one["instance_class"] == "db.r5.large"
        assert (one["promotion_tier"], one["publicly_accessible"]) == (tier, False)
        assert one["cluster_identifier"] == f"${{{stack.id_of('aws_rds_cluster', f'{side}Service_')}.id}}"
        # The global database leads the version of all.
        assert one["lifecycle"] == {"ignore_changes": ["engine_version"]}
        assert one["performance_insights_kms_key_id"] == f"${{{stack.id_of('aws_kms_key', f'{side}_')}.arn}}"


def test_the_database_takes_no_connection_without_tls(stack: Synthesised, protected: Synthesised) -> None:
    for side in SIDES:
        group = stack.one("aws_rds_cluster_parameter_group", f"{side}Service_")
        assert group["family"] == "aurora-postgresql16"
        assert {"name": "rds.force_ssl", "value": "1", "apply_method": "pending-reboot"} in group["parameter"]
        assert protected.one("aws_rds_cluster_parameter_group", f"{side}Service_")["family"] == "aurora-postgresql15"


def test_the_table_is_in_both_regions_with_their_keys(stack: Synthesised) -> None:
    table = stack.one("aws_dynamodb_table", "Sessions_")
    assert (table["name"], table["billing_mode"], table["hash_key"]) == (
        "table-payment-sessions-unit",
        "PAY_PER_REQUEST",
        "id",
    )
    assert table["attribute"] == [{"name": "id", "type": "S"}]
    assert table["ttl"] == {"attribute_name": "expires_at", "enabled": True}
    assert table["point_in_time_recovery"] == {"enabled": True}
    assert table["server_side_encryption"] == {
        "enabled": True,
        "kms_key_arn": f"${{{stack.id_of('aws_kms_key', 'Primary_')}.arn}}",
    }
    assert table["replica"] == [
        {
            "region_name": "us-west-2",
            "kms_key_arn": f"${{{stack.id_of('aws_kms_key', 'Secondary_')}.arn}}",
            "point_in_time_recovery": True,
            "propagate_tags": True,
        }
    ]
    assert (table["stream_enabled"], table["stream_view_type"]) == (True, "NEW_AND_OLD_IMAGES")
    assert table["deletion_protection_enabled"] is False


def test_backups_are_made_daily_copied_and_expire_on_both_sides(stack: Synthesised) -> None:
    (rule,) = stack.one("aws_backup_plan")["rule"]
    assert rule["schedule"] == "cron(0 5 * * ? *)"
    assert rule["target_vault_name"] == f"${{{stack.id_of('aws_backup_vault', 'Primary_')}.name}}"
    assert rule["lifecycle"] == {"delete_after": 7}
    assert rule["copy_action"] == [
        {
            "destination_vault_arn": f"${{{stack.id_of('aws_backup_vault', 'Secondary_')}.arn}}",
            "lifecycle": {"delete_after": 7},
        }
    ]
    assert (rule["start_window"], rule["completion_window"]) == (60, 300)
    selection = stack.one("aws_backup_selection")
    cluster = f"${{{stack.id_of('aws_rds_cluster', 'PrimaryService_')}.arn}}"
    table = f"${{{stack.id_of('aws_dynamodb_table', 'Sessions_')}.arn}}"
    assert selection["resources"] == [cluster, table]
    assert selection["iam_role_arn"] == f"${{{stack.id_of('aws_iam_role', 'Backups_')}.arn}}"


def test_vaults_are_encrypted_with_the_key_of_their_region(stack: Synthesised) -> None:
    for side in SIDES:
        vault = stack.one("aws_backup_vault", f"{side}_")
        assert vault["kms_key_arn"] == f"${{{stack.id_of('aws_kms_key', f'{side}_')}.arn}}"
        assert vault["force_destroy"] is True


def test_the_backup_role_may_use_both_keys_and_grant_them_to_stores_alone(stack: Synthesised) -> None:
    statements = stack.statements("Backups_")
    keys = [f"${{{stack.id_of('aws_kms_key', f'{side}_')}.arn}}" for side in SIDES]
    assert statements["UseKeys"]["Resource"] == statements["GrantKeysToStores"]["Resource"] == keys
    assert statements["GrantKeysToStores"]["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert set(statements) == {
        "SnapshotCluster",
        "KeepSnapshots",
        "BackUpTable",
        "KeepTableBackups",
        "UseVaults",
        "CopyRecoveryPoints",
        "UseKeys",
        "GrantKeysToStores",
    }


def test_both_keys_rotate_and_have_the_same_policy(stack: Synthesised) -> None:
    one, two = (stack.one("aws_kms_key", f"{side}_") for side in SIDES)
    assert one["policy"] == two["policy"]
    assert one["enable_key_rotation"] is True
    assert (one["deletion_window_in_days"], two["deletion_window_in_days"]) == (7, 7)
    statements = {statement["Sid"]: statement for statement in json.loads(one["policy"])["Statement"]}
    assert statements["EncryptLogGroups"]["Principal"] == {
        "Service": ["logs.us-east-1.amazonaws.com", "logs.us-west-2.amazonaws.com"]
    }
    assert statements["PublishAlarms"]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statements["CarryEvents"]["Principal"] == {"Service": "events.amazonaws.com"}
    assert set(statements) == {"AccountByItsPolicies", "EncryptLogGroups", "PublishAlarms", "CarryEvents"}
    for side in SIDES:
        alias = stack.one("aws_kms_alias", f"{side}_")
        assert alias["name"] == f"alias/key-payment-{side.lower()}-unit"
        assert alias["target_key_id"] == f"${{{stack.id_of('aws_kms_key', f'{side}_')}.key_id}}"


def test_production_is_protected(protected: Synthesised) -> None:
    database = protected.one("aws_rds_global_cluster")
    assert (database["deletion_protection"], database["force_destroy"]) == (True, False)
    for side in SIDES:
        cluster = protected.one("aws_rds_cluster", f"{side}Service_")
        assert (cluster["deletion_protection"], cluster["skip_final_snapshot"]) == (True, False)
        assert cluster["final_snapshot_identifier"] == f"snapshot-payment-{side.lower()}-final-prod-eu"
        assert cluster["backup_retention_period"] == 30
        assert protected.one("aws_backup_vault", f"{side}_")["force_destroy"] is False
        assert protected.one("aws_kms_key", f"{side}_")["deletion_window_in_days"] == 30
        assert protected.one("aws_s3_bucket", f"{side}_")["force_destroy"] is False
    assert protected.one("aws_dynamodb_table", "Sessions_")["deletion_protection_enabled"] is True
