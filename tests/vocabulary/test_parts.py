"""What was folded in still says what it waits for: it is deployed by itself, after what it is part of."""

from __future__ import annotations

from stackproof.vocabulary.translate import translate
from tests.vocabulary.building import native, ref

BUCKET = "aws_s3_bucket.documents"
NOTICE = "aws_s3_bucket_notification.documents"
PERMISSION = "aws_lambda_permission.documents"
FUNCTION = "aws_lambda_function.worker"


def test_a_part_waits_for_what_it_names_and_refers_to_and_not_for_its_whole() -> None:
    given = native(
        {
            BUCKET: {"bucket": "documents"},
            "aws_s3_bucket_versioning.documents": {"bucket": ref(BUCKET, "id")},
            NOTICE: {
                "bucket": ref(BUCKET, "id"),
                "lambda_function": [{"lambda_function_arn": ref(FUNCTION, "arn"), "events": ["s3:ObjectCreated:*"]}],
            },
            FUNCTION: {"function_name": "worker"},
            PERMISSION: {"function_name": ref(FUNCTION, "function_name"), "source_arn": ref(BUCKET, "arn")},
        }
    )
    given.resources[NOTICE].depends_on = (PERMISSION, "aws_s3_bucket_versioning.documents")
    graph = translate(given)
    bucket = graph.resources[BUCKET]
    assert {(part.address, part.type, part.depends_on) for part in bucket.parts} == {
        ("aws_s3_bucket_versioning.documents", "aws_s3_bucket_versioning", ()),
        (NOTICE, "aws_s3_bucket_notification", (PERMISSION, FUNCTION)),
    }
    assert bucket.depends_on == ()
    assert graph.resources[PERMISSION].parts == ()
