"""What becomes of a native graph as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stackproof.graph.graph import Output, Stack
from stackproof.graph.location import Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Reference, Sensitive, Text, Unknown
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.translate import translate
from tests.vocabulary.building import native, only, properties, ref, translated, unknown


def test_a_type_without_a_counterpart_stays_as_it_is_and_is_counted() -> None:
    graph = translated({"random_id.a": {"byte_length": 4}, "aws_iam_account_alias.b": {"account_alias": "x"}})
    assert {address: (one.type, properties(one)) for address, one in graph.resources.items()} == {
        "random_id.a": ("random_id", {"byte_length": 4}),
        "aws_iam_account_alias.b": ("aws_iam_account_alias", {"account_alias": "x"}),
    }
    assert graph.unmapped == {"random_id": 1, "aws_iam_account_alias": 1}


def test_a_type_in_cloudformations_words_is_taken_as_it_is() -> None:
    found = only({"AWS::S3::Bucket": {"BucketName": "x"}}, "AWS::S3::Bucket")
    assert (found.type, properties(found)) == ("AWS::S3::Bucket", {"BucketName": "x"})


def test_an_argument_of_no_known_meaning_makes_absent_properties_unknown() -> None:
    found = only({"aws_sqs_queue.a": {"name": "x", "brand_new": True}})
    assert isinstance(found.get("KmsMasterKeyId"), Unknown)
    assert found.get("QueueName") == Known("x")
    assert found.attributes["brand_new"] == Known(True)


def test_what_is_null_or_of_the_tool_alone_leaves_properties_complete() -> None:
    found = only(
        {"aws_sqs_queue.a": {"kms_master_key_id": None, "timeouts": [{"create": "3m"}], "tags_all": {"a": "b"}}}
    )
    assert isinstance(found.get("KmsMasterKeyId"), Absent)
    assert properties(found) == {}


def test_numbers_and_booleans_in_texts_become_what_the_schema_says() -> None:
    found = only({"aws_sqs_queue.a": {"delay_seconds": "30", "fifo_queue": "true", "name": 7}})
    assert properties(found) == {"DelaySeconds": 30, "FifoQueue": True, "QueueName": "7"}


def test_a_reference_to_an_attribute_is_cloudformations_attribute() -> None:
    graph = translated(
        {
            "aws_sqs_queue.a": {"name": "x"},
            "aws_sns_topic.b": {"name": "y"},
            "aws_ssm_parameter.arn": {"name": "1", "type": "String", "value": ref("aws_sqs_queue.a", "arn")},
            "aws_ssm_parameter.id": {"name": "2", "type": "String", "value": ref("aws_sqs_queue.a", "id")},
            "aws_ssm_parameter.url": {"name": "3", "type": "String", "value": ref("aws_sqs_queue.a", "url")},
            "aws_ssm_parameter.topic": {"name": "4", "type": "String", "value": ref("aws_sns_topic.b", "arn")},
            "aws_ssm_parameter.name": {"name": "5", "type": "String", "value": ref("aws_sqs_queue.a", "name")},
        }
    )
    assert {
        address: one.get("Value") for address, one in graph.resources.items() if one.native_type.endswith("parameter")
    } == {
        "aws_ssm_parameter.arn": Reference("aws_sqs_queue.a", "Arn"),
        "aws_ssm_parameter.id": Reference("aws_sqs_queue.a", ""),
        "aws_ssm_parameter.url": Reference("aws_sqs_queue.a", ""),
        "aws_ssm_parameter.topic": Reference("aws_sns_topic.b", ""),
        "aws_ssm_parameter.name": Reference("aws_sqs_queue.a", "QueueName"),
    }


def test_a_reference_to_an_argument_is_what_the_argument_was_given() -> None:
    graph = translated(
        {
            "aws_lambda_function.f": {"function_name": "f", "role": "r", "timeout": 40},
            "aws_sqs_queue.q": {"visibility_timeout_seconds": ref("aws_lambda_function.f", "timeout")},
        }
    )
    assert graph.resources["aws_sqs_queue.q"].get("VisibilityTimeout") == Known(40)


def test_arguments_in_terms_of_each_other_end_in_an_unknown() -> None:
    graph = translated(
        {
            "aws_sqs_queue.a": {"delay_seconds": ref("aws_sqs_queue.b", "delay_seconds")},
            "aws_sqs_queue.b": {"delay_seconds": ref("aws_sqs_queue.a", "delay_seconds")},
        }
    )
    found = graph.resources["aws_sqs_queue.a"].get("DelaySeconds")
    assert isinstance(found, Unknown)
    assert found.reason.startswith("it is written in terms of itself")


def test_what_is_looked_up_is_the_pseudo_parameter_or_an_unknown_of_its_own() -> None:
    graph = translated(
        {
            "data.aws_caller_identity.me": {},
            "data.aws_partition.here": {},
            "data.aws_region.here": {},
            "data.aws_kms_key.old": {"key_id": "alias/old"},
            "data.aws_secretsmanager_secret_version.s": {"secret_id": "db"},
            "aws_ssm_parameter.p": {
                "name": "n",
                "type": "String",
                "value": Text(
                    (
                        "arn:",
                        ref("data.aws_partition.here", "partition"),
                        ":x:",
                        ref("data.aws_region.here", "name"),
                        ":",
                        ref("data.aws_caller_identity.me", "account_id"),
                    )
                ),
                "key_id": ref("data.aws_kms_key.old", "arn"),
            },
            "aws_db_instance.d": {"password": ref("data.aws_secretsmanager_secret_version.s", "secret_string")},
        },
        region=Known("eu-west-1"),
    )
    value = graph.resources["aws_ssm_parameter.p"].get("Value")
    assert isinstance(value, Text)
    assert [part if isinstance(part, str) else getattr(part, "symbol", None) for part in value.parts] == [
        "arn:",
        "AWS::Partition",
        ":x:eu-west-1:",
        "AWS::AccountId",
    ]
    password = graph.resources["aws_db_instance.d"].get("MasterUserPassword")
    assert isinstance(password, Sensitive)
    assert "looked up at deployment" in password.inner.reason  # type: ignore[attr-defined]
    assert "data.aws_kms_key.old" not in graph.resources


def test_a_policy_document_becomes_a_structure_with_the_references_in_it() -> None:
    graph = translated(
        {
            "data.aws_iam_policy_document.base": {
                "statement": [{"sid": "A", "actions": ["s3:GetObject"], "resources": ["*"]}]
            },
            "data.aws_iam_policy_document.p": {
                "source_policy_documents": [ref("data.aws_iam_policy_document.base", "json")],
                "statement": [
                    {
                        "sid": "B",
                        "effect": "Deny",
                        "actions": ["sqs:SendMessage"],
                        "resources": [ref("aws_sqs_queue.q", "arn")],
                        "principals": [{"type": "*", "identifiers": ["*"]}],
                        "condition": [
                            {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"]},
                            {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["2"]},
                        ],
                    }
                ],
            },
            "aws_sqs_queue.q": {},
            "aws_sqs_queue_policy.q": {
                "queue_url": ref("aws_sqs_queue.q", "id"),
                "policy": ref("data.aws_iam_policy_document.p", "json"),
            },
        }
    )
    assert properties(graph.resources["aws_sqs_queue_policy.q"]) == {
        "Queues": [{"$ref": "aws_sqs_queue.q"}],
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "A", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]},
                {
                    "Sid": "B",
                    "Effect": "Deny",
                    "Action": ["sqs:SendMessage"],
                    "Resource": [{"$ref": "aws_sqs_queue.q", "attribute": "Arn"}],
                    "Principal": "*",
                    "Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"]}},
                },
            ],
        },
    }


def test_a_json_text_with_references_is_read_as_the_structure_that_it_is() -> None:
    text = Text(('{"deadLetterTargetArn":"', ref("aws_sqs_queue.d", "arn"), '","maxReceiveCount":', "4}"))
    graph = translated({"aws_sqs_queue.d": {}, "aws_sqs_queue.q": {"redrive_policy": text}})
    assert properties(graph.resources["aws_sqs_queue.q"]) == {
        "RedrivePolicy": {"deadLetterTargetArn": {"$ref": "aws_sqs_queue.d", "attribute": "Arn"}, "maxReceiveCount": 4}
    }


def test_a_structure_where_cloudformation_has_a_text_is_written_as_json() -> None:
    found = only(
        {"aws_cloudwatch_dashboard.d": {"dashboard_name": "x", "dashboard_body": Encoded(MapValue({"a": Known(1)}))}}
    )
    assert properties(found) == {"DashboardName": "x", "DashboardBody": '{"a":1}'}


def test_default_tags_stand_below_the_resources_own() -> None:
    tags = MapValue({"a": Known("provider"), "b": Known("provider")})
    found = only({"aws_sqs_queue.a": {"tags": {"b": "own"}}}, default_tags=tags)
    assert properties(found) == {"Tags": [{"Key": "a", "Value": "provider"}, {"Key": "b", "Value": "own"}]}


@pytest.mark.parametrize("own", [None, {"b": "own"}])
def test_unknown_default_tags_make_the_list_of_tags_open(own: dict[str, str] | None) -> None:
    found = only({"aws_sqs_queue.a": {"tags": own}}, default_tags=unknown())
    tags = found.get("Tags")
    assert isinstance(tags, Unknown) or (isinstance(tags, ListValue) and not tags.complete)


def test_a_split_resource_is_put_into_what_it_configures() -> None:
    graph = translated(
        {
            "aws_s3_bucket.a": {"bucket": "x"},
            "aws_s3_bucket_versioning.v": {
                "bucket": ref("aws_s3_bucket.a", "id"),
                "versioning_configuration": [{"status": "Enabled"}],
            },
        }
    )
    assert set(graph.resources) == {"aws_s3_bucket.a"}
    bucket = graph.resources["aws_s3_bucket.a"]
    assert properties(bucket) == {"BucketName": "x", "VersioningConfiguration": {"Status": "Enabled"}}
    assert bucket.get("VersioningConfiguration").at == Location("main.tf", 2, 1)
    assert bucket.attributes["folded"] == ListValue((Known("aws_s3_bucket_versioning.v"),))


def test_a_split_resource_finds_its_whole_by_name_too() -> None:
    graph = translated(
        {
            "aws_s3_bucket.a": {"bucket": "x"},
            "aws_s3_bucket.b": {"bucket": "y"},
            "aws_s3_bucket_versioning.v": {"bucket": "y", "versioning_configuration": [{"status": "Enabled"}]},
        }
    )
    assert properties(graph.resources["aws_s3_bucket.a"]) == {"BucketName": "x"}
    assert properties(graph.resources["aws_s3_bucket.b"])["VersioningConfiguration"] == {"Status": "Enabled"}


def test_a_split_resource_of_a_foreign_whole_stays_and_is_counted() -> None:
    graph = translated(
        {
            "aws_s3_bucket.a": {"bucket": "x"},
            "aws_s3_bucket_versioning.v": {"bucket": "theirs", "versioning_configuration": [{"status": "Enabled"}]},
        }
    )
    assert graph.resources["aws_s3_bucket_versioning.v"].type == "aws_s3_bucket_versioning"
    assert graph.unmapped == {"aws_s3_bucket_versioning": 1}
    assert isinstance(graph.resources["aws_s3_bucket.a"].get("VersioningConfiguration"), Absent)


def test_a_split_resource_of_an_unknown_whole_makes_what_it_sets_unknown_everywhere() -> None:
    graph = translated(
        {
            "aws_s3_bucket.a": {"bucket": "x"},
            "aws_s3_bucket_versioning.v": {"bucket": unknown(), "versioning_configuration": [{"status": "Enabled"}]},
        }
    )
    assert isinstance(graph.resources["aws_s3_bucket.a"].get("VersioningConfiguration"), Unknown)
    assert graph.resources["aws_s3_bucket.a"].get("BucketName") == Known("x")


def test_a_split_resource_that_may_not_exist_sets_conditionally() -> None:
    graph = native(
        {
            "aws_s3_bucket.a": {"bucket": "x"},
            "aws_s3_bucket_versioning.v": {
                "bucket": ref("aws_s3_bucket.a", "id"),
                "versioning_configuration": [{"status": "Enabled"}],
            },
        }
    )
    split = graph.resources["aws_s3_bucket_versioning.v"]
    graph.resources[split.address] = replace(split, exists=Truth.UNDECIDED, condition="var.on")
    found = translate(graph).resources["aws_s3_bucket.a"].get("VersioningConfiguration")
    assert isinstance(found, Conditional)
    assert (found.condition, isinstance(found.otherwise, Absent)) == ("var.on", True)


def test_a_split_resource_that_does_not_exist_sets_nothing() -> None:
    graph = native(
        {
            "aws_s3_bucket.a": {},
            "aws_s3_bucket_versioning.v": {
                "bucket": ref("aws_s3_bucket.a", "id"),
                "versioning_configuration": [{"status": "Enabled"}],
            },
        }
    )
    split = graph.resources["aws_s3_bucket_versioning.v"]
    graph.resources[split.address] = replace(split, exists=Truth.NO)
    assert properties(translate(graph).resources["aws_s3_bucket.a"]) == {}


def test_attachments_add_to_the_list_of_the_role() -> None:
    graph = translated(
        {
            "aws_iam_role.r": {"managed_policy_arns": ["arn:aws:iam::aws:policy/A"], "assume_role_policy": "{}"},
            "aws_iam_policy.p": {"policy": "{}"},
            "aws_iam_role_policy_attachment.a": {
                "role": ref("aws_iam_role.r", "name"),
                "policy_arn": ref("aws_iam_policy.p", "arn"),
            },
        }
    )
    assert properties(graph.resources["aws_iam_role.r"])["ManagedPolicyArns"] == [
        "arn:aws:iam::aws:policy/A",
        {"$ref": "aws_iam_policy.p"},
    ]


def test_dependencies_on_split_resources_are_on_the_whole() -> None:
    graph = native(
        {
            "aws_s3_bucket.a": {},
            "aws_s3_bucket_versioning.v": {
                "bucket": ref("aws_s3_bucket.a", "id"),
                "versioning_configuration": [{"status": "Enabled"}],
            },
            "aws_sqs_queue.q": {},
        }
    )
    queue = graph.resources["aws_sqs_queue.q"]
    depends = ("aws_s3_bucket_versioning.v", "aws_s3_bucket.a", "aws_sqs_queue.q", "gone.x")
    graph.resources[queue.address] = replace(queue, depends_on=depends)
    assert translate(graph).resources["aws_sqs_queue.q"].depends_on == ("aws_s3_bucket.a",)


def test_a_reference_to_a_split_resource_is_one_to_the_whole() -> None:
    graph = translated(
        {
            "aws_s3_bucket.a": {},
            "aws_s3_bucket_versioning.v": {
                "bucket": ref("aws_s3_bucket.a", "id"),
                "versioning_configuration": [{"status": "Enabled"}],
            },
            "aws_s3_bucket_policy.p": {"bucket": ref("aws_s3_bucket_versioning.v", "bucket"), "policy": "{}"},
        }
    )
    assert graph.resources["aws_s3_bucket_policy.p"].get("Bucket") == Reference("aws_s3_bucket.a", "")


def test_an_inline_policy_is_a_resource_of_its_own_beside_the_queue() -> None:
    graph = translated({"aws_sqs_queue.q": {"policy": Encoded(MapValue({"Statement": ListValue(())}))}})
    assert {address: (one.type, properties(one)) for address, one in graph.resources.items()} == {
        "aws_sqs_queue.q": ("AWS::SQS::Queue", {}),
        "aws_sqs_queue.q/policy": (
            "AWS::SQS::QueuePolicy",
            {"Queues": [{"$ref": "aws_sqs_queue.q"}], "PolicyDocument": {"Statement": []}},
        ),
    }


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({}, ("delete", Truth.NO, Truth.NO)),
        ({"retain": Truth.YES}, ("retain", Truth.NO, Truth.NO)),
        ({"retain": Truth.UNDECIDED}, ("unknown", Truth.NO, Truth.NO)),
        ({"protected": Truth.YES}, ("delete", Truth.NO, Truth.YES)),
    ],
)
def test_lifecycle_is_what_the_tool_says(facets: dict[str, Any], expected: tuple[str, Truth, Truth]) -> None:
    life = only({"aws_sqs_queue.q": {}}, **facets).lifecycle
    assert (life.on_delete, life.empties_on_delete, life.protected) == expected


@pytest.mark.parametrize(
    ("given", "expected"), [(None, Truth.NO), (False, Truth.NO), (True, Truth.YES), ("var", Truth.UNDECIDED)]
)
def test_force_destroy_empties_a_bucket(given: object, expected: Truth) -> None:
    argument = unknown() if given == "var" else given
    assert only({"aws_s3_bucket.a": {"force_destroy": argument}}).lifecycle.empties_on_delete is expected


def test_outputs_and_stacks_are_translated_too() -> None:
    graph = native({"aws_sqs_queue.q": {}, "data.aws_region.here": {}}, region=Known("eu-west-1"))
    graph.outputs = [Output("url", "", ref("aws_sqs_queue.q", "url"), Location("o.tf", 1))]
    region = ref("data.aws_region.here", "name")
    settings = {"backend": MapValue({"region": region})}
    graph.stacks = {"": Stack("", Known("dev"), region, Unknown("x"), settings=dict(settings))}
    found = translate(graph)
    assert [output.value for output in found.outputs] == [Reference("aws_sqs_queue.q", "")]
    assert found.stacks[""].region == Known("eu-west-1")
    assert found.stacks[""].name == Absent()
    assert found.stacks[""].settings == {"backend": MapValue({"region": Known("eu-west-1")})}


def test_secrets_stay_secrets() -> None:
    found = only({"aws_db_instance.d": {"password": Sensitive(Known("x")), "skip_final_snapshot": True}})
    assert found.get("MasterUserPassword") == Sensitive(Known("x"))
    assert properties(found)["MasterUserPassword"] == {"$sensitive": True}
