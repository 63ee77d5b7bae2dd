"""What data is kept in: database, credentials, sessions, buckets, keys, backups."""

from __future__ import annotations

import json

from tests.unit.synthesis import Synthesis
from transaction_dr.settings import Site


def test_both_keys_rotate_and_have_one_policy(any_configuration: Synthesis) -> None:
    keys = any_configuration.shared.all("aws_kms_key")
    assert {path: key.get("provider") for path, key in keys.items()} == {
        "PrimaryKey/key": None,
        "RecoveryKey/key": "aws.recovery",
    }
    assert len({key["policy"] for key in keys.values()}) == 1
    assert all(key["enable_key_rotation"] for key in keys.values())


def test_services_may_use_the_keys_for_what_is_of_this_deployment(default: Synthesis) -> None:
    statements = default.shared.policy("PrimaryKey/key", "aws_kms_key")
    assert set(statements) == {"AccountByItsPolicies", "EncryptLogGroups", "PublishAlarms", "DeliverToQueues"}
    logs = statements["EncryptLogGroups"]
    assert logs["Principal"] == {"Service": ["logs.us-east-1.amazonaws.com", "logs.us-east-2.amazonaws.com"]}
    arns = logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    assert [arn.partition("log-group:")[2] for arn in arns] == [
        "log-transactions-*-unit",
        "/aws/rds/cluster/cluster-transactions-*-unit/postgresql",
    ]


def test_the_clusters_belong_to_one_global_database(any_configuration: Synthesis) -> None:
    whole = any_configuration.shared.one("aws_rds_global_cluster")
    assert (whole["engine"], whole["storage_encrypted"]) == ("aurora-postgresql", True)
    assert whole["engine_version"].startswith("15.")
    for stack in any_configuration.regions:
        cluster = stack.one("aws_rds_cluster")
        assert cluster["global_cluster_identifier"].startswith("${data.terraform_remote_state.")
        assert cluster["serverlessv2_scaling_configuration"] == {"min_capacity": 0.5, "max_capacity": 4}
        assert (cluster["port"], cluster["storage_encrypted"]) == (5432, True)
        assert cluster["lifecycle"]["ignore_changes"] == [
            "replication_source_identifier",
            "global_cluster_identifier",
            "engine_version",
        ]
        (logs,) = [one for one in cluster["depends_on"] if one.startswith("aws_cloudwatch_log_group.")]
        assert logs
        instances = stack.all("aws_rds_cluster_instance")
        assert [one["promotion_tier"] for one in instances.values()] == [0, 1]
        assert {one["instance_class"] for one in instances.values()} == {"db.serverless"}
        assert [one["lifecycle"] for one in instances.values()] == [{"ignore_changes": ["engine_version"]}] * 2
        assert not any(one["publicly_accessible"] for one in instances.values())
        parameters = stack.one("aws_rds_cluster_parameter_group")["parameter"]
        assert {one["name"]: one["value"] for one in parameters}["rds.force_ssl"] == "1"


def test_no_state_holds_a_password_that_is_generated(default: Synthesis) -> None:
    assert default.shared.document["ephemeral"] == {
        "aws_secretsmanager_random_password": {"password": {"password_length": 32, "exclude_characters": "\"'/@\\ "}}
    }
    version = default.shared.one("aws_secretsmanager_secret_version")
    assert "secret_string" not in version
    assert version["secret_string_wo_version"] == 1
    assert version["secret_string_wo"] == (
        '${jsonencode({username = "transactions", '
        "password = ephemeral.aws_secretsmanager_random_password.password.random_password})}"
    )
    cluster = default.primary.one("aws_rds_cluster")
    assert not {"master_password", "manage_master_user_password"} & cluster.keys()
    assert (cluster["master_username"], cluster["master_password_wo_version"]) == ("transactions", 1)
    assert cluster["master_password_wo"] == (
        "${jsondecode(ephemeral.aws_secretsmanager_secret_version.credentials.secret_string).password}"
    )
    source = default.primary.document["ephemeral"]["aws_secretsmanager_secret_version"]["credentials"]
    assert source["secret_id"].startswith("${data.terraform_remote_state.")
    recovery = default.recovery.one("aws_rds_cluster")
    assert not [name for name in recovery if name.startswith("master_")]
    assert recovery["source_region"] == "us-east-1"


def test_the_secret_is_in_both_regions_under_their_keys(default: Synthesis) -> None:
    secret = default.shared.one("aws_secretsmanager_secret")
    assert secret["kms_key_id"].startswith("${aws_kms_key.PrimaryKey_key_")
    (replica,) = secret["replica"]
    assert replica["region"] == "us-east-2"
    assert replica["kms_key_id"].startswith("${aws_kms_key.RecoveryKey_key_")
    assert secret["recovery_window_in_days"] == 0


def test_an_old_terraform_reads_a_secret_that_exists(production: Synthesis) -> None:
    assert not production.shared.all("aws_secretsmanager_secret")
    assert "ephemeral" not in production.shared.document
    assert "ephemeral" not in production.primary.document
    cluster = production.primary.one("aws_rds_cluster")
    assert "data.aws_secretsmanager_secret_version." in cluster["master_password"]
    assert "master_password_wo" not in cluster
    (data,) = production.primary.all("aws_secretsmanager_secret_version", "data").values()
    assert data["secret_id"] == "payroll/database"
    assert production.shared.outputs["DatabaseSecretName"] == "payroll/database"


def test_sessions_are_in_both_regions_on_demand(any_configuration: Synthesis) -> None:
    table = any_configuration.shared.one("aws_dynamodb_table")
    assert (table["billing_mode"], table["hash_key"]) == ("PAY_PER_REQUEST", "session_id")
    assert table["ttl"] == {"attribute_name": "expires_at", "enabled": True}
    assert table["point_in_time_recovery"] == {"enabled": True}
    (replica,) = table["replica"]
    assert (replica["region_name"], replica["point_in_time_recovery"]) == ("us-east-2", True)
    assert replica["kms_key_arn"].startswith("${aws_kms_key.RecoveryKey_key_")


def test_buckets_are_private_encrypted_and_keep_versions(any_configuration: Synthesis) -> None:
    for stack in any_configuration.regions:
        block = stack.one("aws_s3_bucket_public_access_block")
        assert [name for name, value in block.items() if value is True] == [
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        ]
        assert stack.one("aws_s3_bucket_versioning")["versioning_configuration"] == {"status": "Enabled"}
        (rule,) = stack.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
        assert rule["bucket_key_enabled"] is True
        assert rule["apply_server_side_encryption_by_default"]["sse_algorithm"] == "aws:kms"
        (kept,) = stack.one("aws_s3_bucket_lifecycle_configuration")["rule"]
        assert kept["noncurrent_version_expiration"] == [{"noncurrent_days": 30}]
        policy = stack.policy("Region/Documents/policy", "aws_s3_bucket_policy")
        assert policy["DenyWithoutTls"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_buckets_replicate_to_each_other(any_configuration: Synthesis) -> None:
    stack = any_configuration.recovery
    configurations = stack.all("aws_s3_bucket_replication_configuration")
    assert {path: one.get("provider") for path, one in configurations.items()} == {
        "Replication/from-primary": "aws.primary",
        "Replication/from-recovery": None,
    }
    for path, configuration in configurations.items():
        (rule,) = configuration["rule"]
        away = path.endswith("primary")
        target, key = rule["destination"]["bucket"], rule["destination"]["encryption_configuration"]
        assert target.startswith("${aws_s3_bucket." if away else "${data.terraform_remote_state.")
        assert ("RecoveryKey" in key["replica_kms_key_id"]) is away
        assert rule["delete_marker_replication"] == {"status": "Enabled"}
        assert rule["filter"] == {"prefix": ""}
        assert [one.partition(".")[0] for one in configuration["depends_on"]] == [
            "aws_iam_role_policy",
            "aws_s3_bucket_versioning",
        ]
        assert rule["source_selection_criteria"] == {
            "replica_modifications": {"status": "Enabled"},
            "sse_kms_encrypted_objects": {"status": "Enabled"},
        }
        assert rule["destination"]["replication_time"] == {"status": "Enabled", "time": {"minutes": 15}}


def test_the_replication_may_use_keys_for_s3_alone(default: Synthesis) -> None:
    statements = default.recovery.policy("Replication/policy")
    assert set(statements) == {"ReadConfiguration", "ReadVersions", "WriteReplicas", "UseKey1", "UseKey2"}
    conditions = [statements[name]["Condition"] for name in ("UseKey1", "UseKey2")]
    assert conditions == [
        {"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}} for region in ("us-east-1", "us-east-2")
    ]


def test_cluster_and_table_are_backed_up_every_day_for_a_week(any_configuration: Synthesis) -> None:
    sites: tuple[Site, Site] = (any_configuration.settings.primary, any_configuration.settings.recovery)
    for stack, site in zip(any_configuration.regions, sites, strict=True):
        (rule,) = stack.one("aws_backup_plan")["rule"]
        assert rule["lifecycle"] == {"delete_after": 7}
        assert rule["schedule"] == "cron(0 5 * * ? *)"
        cluster, table = stack.one("aws_backup_selection")["resources"]
        assert cluster.startswith("${aws_rds_cluster.")
        assert table.startswith(f"arn:aws:dynamodb:{site.region}:")
        statements = stack.policy("Region/Backup/policy")
        assert statements["RemoveSnapshots"]["Resource"] == [
            statements["SnapshotCluster"]["Resource"][1],
        ]
        assert statements["LetServicesUseKey"]["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_each_role_trusts_one_service(default: Synthesis) -> None:
    found = {}
    for path, role in default.recovery.all("aws_iam_role").items():
        (statement,) = json.loads(role["assume_role_policy"])["Statement"]
        found[path] = statement["Principal"]["Service"]
        assert ("Condition" in statement) is path.endswith("flows-role")
    assert found == {
        "Region/Network/flows-role": "vpc-flow-logs.amazonaws.com",
        "Region/Processor/role": "lambda.amazonaws.com",
        "Region/Backup/role": "backup.amazonaws.com",
        "Replication/role": "s3.amazonaws.com",
    }
