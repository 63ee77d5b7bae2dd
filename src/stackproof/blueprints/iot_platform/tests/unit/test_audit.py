"""The audit trail, where it was asked for."""

from __future__ import annotations

from typing import Any

from tests.unit.conftest import Synthesis, statements, text


def bucket(synthesis: Synthesis, which: str) -> dict[str, Any]:
    """One of the two buckets."""
    return synthesis.one("AWS::S3::Bucket", f"Audit{which}")


def test_there_is_no_trail_unless_it_is_asked_for(default: Synthesis) -> None:
    """It is a matter of the account."""
    assert not any(one["Type"].startswith(("AWS::CloudTrail::", "AWS::S3::")) for _, one in default.resources())


def test_the_trail_records_all_regions_in_files_that_are_signed(regulated: Synthesis) -> None:
    """Encrypted with a key of its own."""
    (trail,) = regulated.template.find_resources("AWS::CloudTrail::Trail").values()
    given = trail["Properties"]
    switches = ("IsLogging", "IsMultiRegionTrail", "IncludeGlobalServiceEvents", "EnableLogFileValidation")
    assert [given[one] for one in switches] == [True] * 4
    assert "AuditKey" in text(given["KMSKeyId"])
    assert text(given["S3BucketName"]).startswith("${AuditRecords")
    assert any("AuditRecordsPolicy" in one for one in trail["DependsOn"])


def test_the_trail_records_data_events_of_the_stream(regulated: Synthesis) -> None:
    """And what is done in the account."""
    selectors = regulated.one("AWS::CloudTrail::Trail")["AdvancedEventSelectors"]
    fields = [{one["Field"]: one["Equals"] for one in selector["FieldSelectors"]} for selector in selectors]
    assert fields[0] == {"eventCategory": ["Management"]}
    assert (fields[1]["eventCategory"], fields[1]["resources.type"]) == (["Data"], ["AWS::Kinesis::Stream"])
    assert text(fields[1]["resources.ARN"][0]).startswith("${Stream")


def test_records_are_kept_six_years_in_a_bucket_that_keeps_versions(regulated: Synthesis) -> None:
    """Nothing in it can be made public, and who reads it is logged."""
    for which in ("Records", "AccessLogs"):
        given = bucket(regulated, which)
        assert given["VersioningConfiguration"] == {"Status": "Enabled"}
        (rule,) = given["LifecycleConfiguration"]["Rules"]
        assert (rule["ExpirationInDays"], rule["Status"]) == (2192, "Enabled")
        assert set(given["PublicAccessBlockConfiguration"].values()) == {True}
        assert given["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    logging = bucket(regulated, "Records")["LoggingConfiguration"]
    assert text(logging["DestinationBucketName"]).startswith("${AuditAccessLogs")
    (encryption,) = bucket(regulated, "Records")["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert "AuditKey" in text(encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"])
    # A bucket key asks KMS without the context by which the key's policy knows the trail.
    assert encryption["BucketKeyEnabled"] is False


def test_what_was_deleted_in_production_is_kept_as_long_as_what_was_not(
    regulated: Synthesis, generated: Synthesis
) -> None:
    """Outside production a former version goes after a month."""
    for synthesis, days in ((regulated, 2192), (generated, 30)):
        for which in ("Records", "AccessLogs"):
            (rule,) = bucket(synthesis, which)["LifecycleConfiguration"]["Rules"]
            assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": days}


def test_buckets_are_named_after_the_account_too(regulated: Synthesis) -> None:
    """Their names are unique in the world, and another account may have a deployment of the same suffix."""
    names = {which: text(bucket(regulated, which)["BucketName"]) for which in ("Records", "AccessLogs")}
    assert names == {
        "Records": "bucket-iot-audit-trail-${AWS::AccountId}-unit",
        "AccessLogs": "bucket-iot-audit-access-${AWS::AccountId}-unit",
    }
    assert len(regulated.names.access_bucket("1" * 12).removesuffix("unit")) + 25 <= 63


def test_cloudtrail_may_write_for_this_trail_alone(regulated: Synthesis) -> None:
    """Into the bucket and with the key."""
    policy = statements(regulated.one("AWS::S3::BucketPolicy", "AuditRecords")["PolicyDocument"])
    for sid, action in (("CheckBucket", "s3:GetBucketAcl"), ("WriteRecords", "s3:PutObject")):
        assert (policy[sid]["Action"], policy[sid]["Principal"]) == (action, {"Service": "cloudtrail.amazonaws.com"})
        assert text(policy[sid]["Condition"]["StringEquals"]["aws:SourceArn"]).endswith(":trail/trail-iot-audit-unit")
    key = statements(regulated.one("AWS::KMS::Key", "AuditKey")["KeyPolicy"])
    for sid, action in (("EncryptTrail", "kms:GenerateDataKey*"), ("DescribeForTrail", "kms:DescribeKey")):
        assert key[sid]["Action"] == action
        assert text(key[sid]["Condition"]["StringEquals"]["aws:SourceArn"]).endswith(":trail/trail-iot-audit-unit")


def test_the_trail_writes_its_log_with_a_role_for_that(regulated: Synthesis) -> None:
    """One log group, two actions."""
    role = regulated.one("AWS::IAM::Role", "AuditLogRole")
    statement = statements(role["Policies"][0]["PolicyDocument"])["WriteLogs"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert text(statement["Resource"]).startswith("${AuditLogs")
    assert "AuditLogs" in text(regulated.one("AWS::CloudTrail::Trail")["CloudWatchLogsLogGroupArn"])
    # CloudTrail assumes it without naming a source: a condition on one would let no trail be made.
    assert role["AssumeRolePolicyDocument"]["Statement"] == [
        {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    ]


def test_outside_production_the_buckets_are_emptied_by_a_function_of_ours(
    generated: Synthesis, regulated: Synthesis
) -> None:
    """It has a name, a log group and a role that may write to that; in production it is not there."""
    assert len(generated.of_type("Custom::S3AutoDeleteObjects")) == 2
    function = generated.one("AWS::Lambda::Function")
    assert function["FunctionName"] == "function-iot-audit-emptier-unit"
    assert text(function["LoggingConfig"]["LogGroup"]).startswith("${AuditEmptierLogs")
    role = generated.one("AWS::IAM::Role", "CustomS3AutoDeleteObjects")
    assert role["RoleName"] == "role-iot-audit-emptier-unit"
    assert "ManagedPolicyArns" not in role
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert text(statement["Resource"]).startswith("${AuditEmptierLogs")
    assert regulated.of_type("Custom::S3AutoDeleteObjects") == {}
