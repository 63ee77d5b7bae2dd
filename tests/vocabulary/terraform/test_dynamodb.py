"""Tables, and how replicas make a global table of one."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.resource import Resource
from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown

TABLE = "aws_dynamodb_table.orders"
KEYED = {
    "name": "orders",
    "billing_mode": "PAY_PER_REQUEST",
    "hash_key": "pk",
    "attribute": [{"name": "pk", "type": "S"}],
}
HERE = Known("us-east-1")
HASH = {"AttributeName": "pk", "KeyType": "HASH"}


def _table(**arguments: Any) -> Resource:
    return only({TABLE: arguments}, region=HERE)


def test_a_table_has_its_keys_as_lists() -> None:
    found = _table(
        name="orders",
        hash_key="pk",
        range_key="sk",
        attribute=[{"name": "pk", "type": "S"}, {"name": "sk", "type": "N"}],
        read_capacity=5,
        write_capacity=6,
        deletion_protection_enabled=True,
        table_class="STANDARD",
        point_in_time_recovery=[{"enabled": True, "recovery_period_in_days": 7}],
        ttl=[{"attribute_name": "expires", "enabled": True}],
        tags={"team": "data"},
    )
    assert found.type == "AWS::DynamoDB::Table"
    assert properties(found) == {
        "TableName": "orders",
        "KeySchema": [HASH, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        "DeletionProtectionEnabled": True,
        "TableClass": "STANDARD",
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7},
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
        "Tags": [{"Key": "team", "Value": "data"}],
    }


def test_indexes_have_keys_and_projections() -> None:
    found = _table(
        hash_key="pk",
        global_secondary_index=[
            {
                "name": "by-day",
                "hash_key": "day",
                "range_key": "at",
                "projection_type": "INCLUDE",
                "non_key_attributes": ["total"],
                "read_capacity": 1,
                "write_capacity": 2,
            }
        ],
        local_secondary_index=[{"name": "by-sum", "range_key": "sum", "projection_type": "ALL"}],
    )
    assert properties(found) == {
        "KeySchema": [HASH],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-day",
                "KeySchema": [
                    {"AttributeName": "day", "KeyType": "HASH"},
                    {"AttributeName": "at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]},
                "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
            }
        ],
        "LocalSecondaryIndexes": [
            {
                "IndexName": "by-sum",
                "KeySchema": [HASH, {"AttributeName": "sum", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    }


def test_a_second_part_of_the_key_that_may_not_be_there() -> None:
    perhaps = _table(hash_key="pk", range_key=Conditional("sorted", Known("sk"), Known(None))).get("KeySchema", 1)
    assert isinstance(perhaps, Conditional)
    assert isinstance(perhaps.otherwise, Absent)
    open_ = _table(hash_key="pk", range_key=unknown()).get("KeySchema", 1)
    assert isinstance(open_, Unknown)
    assert open_.sources == (unknown(),)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"stream_enabled": True, "stream_view_type": "NEW_IMAGE"}, {"StreamViewType": "NEW_IMAGE"}),
        ({"stream_enabled": False, "stream_view_type": "NEW_IMAGE"}, None),
        ({"stream_view_type": "NEW_IMAGE"}, None),
    ],
)
def test_there_is_a_stream_where_it_is_enabled(arguments: dict[str, Any], expected: dict[str, str] | None) -> None:
    assert properties(_table(**arguments)).get("StreamSpecification") == expected


def test_a_stream_that_may_be_enabled_is_not_absent() -> None:
    found = _table(stream_enabled=unknown(), stream_view_type="NEW_IMAGE").get("StreamSpecification")
    assert isinstance(found, Unknown)


def test_an_expiry_that_is_not_said_to_be_on_is_off() -> None:
    found = _table(ttl=[{"attribute_name": "expires"}])
    assert properties(found) == {"TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": False}}
    assert isinstance(
        _table(ttl=[{"attribute_name": "expires", "enabled": unknown()}]).get("TimeToLiveSpecification", "Enabled"),
        Unknown,
    )


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"enabled": True}, {"SSEEnabled": True}),
        ({"enabled": True, "kms_key_arn": "arn:k"}, {"SSEEnabled": True, "KMSMasterKeyId": "arn:k", "SSEType": "KMS"}),
        ({"enabled": False}, {"SSEEnabled": False}),
    ],
)
def test_encryption_with_a_key_of_ones_own_has_a_type(block: dict[str, Any], expected: dict[str, Any]) -> None:
    assert properties(_table(server_side_encryption=[block])) == {"SSESpecification": expected}


def test_an_encryption_that_is_not_known_stays_so() -> None:
    assert isinstance(_table(server_side_encryption=unknown()).get("SSESpecification"), Unknown)


def test_a_table_with_replicas_is_a_global_table_with_its_own_region_first() -> None:
    found = _table(
        **KEYED,
        stream_enabled=True,
        stream_view_type="NEW_AND_OLD_IMAGES",
        deletion_protection_enabled=True,
        point_in_time_recovery=[{"enabled": True}],
        server_side_encryption=[{"enabled": True, "kms_key_arn": "arn:here"}],
        tags={"team": "data"},
        replica=[
            {
                "region_name": "eu-west-1",
                "kms_key_arn": "arn:there",
                "point_in_time_recovery": True,
                "deletion_protection_enabled": True,
                "propagate_tags": True,
            }
        ],
    )
    assert found.type == "AWS::DynamoDB::GlobalTable"
    recovered = {"PointInTimeRecoveryEnabled": True}
    tags = [{"Key": "team", "Value": "data"}]
    assert properties(found) == {
        "TableName": "orders",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [HASH],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
        "Replicas": [
            {
                "Region": "us-east-1",
                "PointInTimeRecoverySpecification": recovered,
                "DeletionProtectionEnabled": True,
                "SSESpecification": {"KMSMasterKeyId": "arn:here"},
                "Tags": tags,
            },
            {
                "Region": "eu-west-1",
                "PointInTimeRecoverySpecification": recovered,
                "DeletionProtectionEnabled": True,
                "SSESpecification": {"KMSMasterKeyId": "arn:there"},
                "Tags": tags,
            },
        ],
    }


def test_replicas_of_their_own_make_a_global_table_too() -> None:
    graph = translated(
        {
            TABLE: KEYED,
            "aws_dynamodb_table_replica.eu": {
                "global_table_arn": ref(TABLE, "arn"),
                "kms_key_arn": "arn:there",
                "point_in_time_recovery": True,
                "table_class_override": "STANDARD",
                "deletion_protection_enabled": False,
            },
        },
        region=HERE,
    )
    assert list(graph.resources) == [TABLE]
    table = graph.resources[TABLE]
    assert table.type == "AWS::DynamoDB::GlobalTable"
    assert properties(table)["Replicas"] == [
        {"Region": "us-east-1"},
        {
            "Region": "us-east-1",
            "SSESpecification": {"KMSMasterKeyId": "arn:there"},
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "TableClass": "STANDARD",
            "DeletionProtectionEnabled": False,
        },
    ]


def test_a_table_without_replicas_stays_a_table() -> None:
    found = _table(**KEYED, replica=[])
    assert found.type == "AWS::DynamoDB::Table"
    assert "Replicas" not in properties(found)


def test_replicas_that_are_not_known_leave_the_list_open() -> None:
    for replicas in (unknown(), ListValue((), complete=False)):
        found = _table(**KEYED, replica=replicas)
        assert found.type == "AWS::DynamoDB::GlobalTable"
        listed = found.get("Replicas")
        assert isinstance(listed, ListValue)
        assert not listed.complete
        assert isinstance(listed.items[0], MapValue)
        assert listed.items[0].entries["Region"] == HERE


def test_a_fixed_capacity_of_writes_cannot_be_said_of_a_global_table() -> None:
    found = _table(
        read_capacity=5,
        write_capacity=6,
        replica=[{"region_name": "eu-west-1"}],
        global_secondary_index=[
            {"name": "g", "hash_key": "h", "on_demand_throughput": [{"max_read_request_units": 9}]}
        ],
    )
    assert "ProvisionedThroughput" not in properties(found)
    assert properties(found)["ReadProvisionedThroughputSettings"] == {"ReadCapacityUnits": 5}
    assert isinstance(found.get("WriteProvisionedThroughputSettings", "WriteCapacityAutoScalingSettings"), Unknown)
    assert properties(found)["GlobalSecondaryIndexes"] == [
        {
            "IndexName": "g",
            "KeySchema": [{"AttributeName": "h", "KeyType": "HASH"}],
            "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 9},
        }
    ]


def test_strong_consistency_and_a_witness_are_the_tables() -> None:
    found = _table(
        replica=[{"region_name": "us-east-2", "consistency_mode": "STRONG"}],
        global_table_witness=[{"region_name": "us-west-2"}],
    )
    assert properties(found) == {
        "MultiRegionConsistency": "STRONG",
        "GlobalTableWitnesses": [{"Region": "us-west-2"}],
        "Replicas": [{"Region": "us-east-1"}, {"Region": "us-east-2"}],
    }


def test_what_else_a_table_is_split_into() -> None:
    graph = translated(
        {
            TABLE: KEYED,
            "aws_dynamodb_kinesis_streaming_destination.k": {"table_name": ref(TABLE, "name"), "stream_arn": "arn:s"},
            "aws_dynamodb_contributor_insights.c": {"table_name": ref(TABLE, "name")},
            "aws_dynamodb_resource_policy.p": {"resource_arn": ref(TABLE, "arn"), "policy": '{"Statement": []}'},
            "aws_dynamodb_tag.t": {"resource_arn": ref(TABLE, "arn"), "key": "team", "value": "data"},
        }
    )
    assert list(graph.resources) == [TABLE]
    found = properties(graph.resources[TABLE])
    assert {name: found[name] for name in sorted(found) if name not in ("TableName", "BillingMode")} == {
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "ContributorInsightsSpecification": {"Enabled": True},
        "KeySchema": [HASH],
        "KinesisStreamSpecification": {"StreamArn": "arn:s"},
        "ResourcePolicy": {"PolicyDocument": {"Statement": []}},
        "Tags": [{"Key": "team", "Value": "data"}],
    }


def test_insights_of_an_index_are_not_the_tables() -> None:
    graph = translated(
        {TABLE: KEYED, "aws_dynamodb_contributor_insights.c": {"table_name": ref(TABLE, "name"), "index_name": "g"}}
    )
    assert "ContributorInsightsSpecification" not in properties(graph.resources[TABLE])
    assert graph.unmapped == {"aws_dynamodb_contributor_insights": 1}


def test_what_stays_of_an_import_into_a_global_table_is_no_property() -> None:
    source = [{"bucket": "b"}]
    found = _table(import_table=[{"input_format": "CSV", "s3_bucket_source": source}], replica=[{"region_name": "x"}])
    assert set(properties(found)) == {"Replicas"}
    alone = _table(import_table=[{"input_format": "CSV", "s3_bucket_source": source}])
    assert properties(alone) == {
        "ImportSourceSpecification": {"InputFormat": "CSV", "S3BucketSource": {"S3Bucket": "b"}}
    }


@pytest.mark.parametrize(("billing", "kept"), [("PAY_PER_REQUEST", False), ("PROVISIONED", True), (unknown(), True)])
def test_a_table_that_is_paid_by_request_has_no_capacity(billing: Any, kept: bool) -> None:
    index = {"name": "g", "hash_key": "h", "read_capacity": 0, "write_capacity": 0}
    found = _table(billing_mode=billing, read_capacity=0, write_capacity=0, global_secondary_index=[index])
    assert ("ProvisionedThroughput" in properties(found)) is kept
    assert ("ProvisionedThroughput" in properties(found)["GlobalSecondaryIndexes"][0]) is kept


def test_a_replica_of_no_known_table_makes_no_global_table_of_every_table() -> None:
    graph = translated({TABLE: KEYED, "aws_dynamodb_table_replica.r": {"global_table_arn": unknown()}}, region=HERE)
    table = graph.resources[TABLE]
    assert table.type == "AWS::DynamoDB::Table"
    assert "Replicas" not in table.properties.entries
    assert not table.properties.complete
    assert graph.unmapped == {"aws_dynamodb_table_replica": 1}


def test_an_index_of_its_own_brings_the_attributes_of_its_key() -> None:
    index = {
        "index_name": "g",
        "table_name": ref(TABLE, "name"),
        "key_schema": [
            {"attribute_name": "status", "attribute_type": "S", "key_type": "HASH"},
            {"attribute_name": "pk", "attribute_type": "S", "key_type": "RANGE"},
        ],
    }
    table = translated({TABLE: KEYED, "aws_dynamodb_global_secondary_index.g": index}).resources[TABLE]
    assert properties(table)["AttributeDefinitions"] == [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "status", "AttributeType": "S"},
    ]
    assert properties(table)["GlobalSecondaryIndexes"][0]["KeySchema"] == [
        {"AttributeName": "status", "KeyType": "HASH"},
        {"AttributeName": "pk", "KeyType": "RANGE"},
    ]
