"""Facts about IAM actions: what exists, on which resources, and what a misspelt name was meant to be."""

from __future__ import annotations

import pytest

from stackproof.facts import iam_services


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("s3:GetObject", True),
        ("S3:getobject", True),
        ("s3:Get*", True),
        ("s3:*", True),
        ("s3:GetObjects", False),
        ("s3:Fetch*", False),
        ("dynamodb:Querry", False),
        ("nosuchservice:Get", None),
        ("*", None),
        ("s3:", None),
    ],
)
def test_an_action_exists_or_not_or_its_service_is_not_known(pattern: str, expected: bool | None) -> None:
    assert iam_services.exists(pattern) is expected


def test_an_action_knows_its_resources_level_and_keys() -> None:
    found = iam_services.action("sqs:CreateQueue")
    assert found is not None
    assert (found.level, found.resources) == ("Permissions management", ("queue",))
    assert found.formats == ("sqs:${Region}:${Account}:${QueueName}",)
    assert found.keys == ("aws:RequestTag/${TagKey}", "aws:TagKeys")


def test_the_nearest_name_is_a_name_of_the_same_service() -> None:
    assert iam_services.nearest("dynamodb:Querry") == "dynamodb:query"
    assert iam_services.nearest("s3:GetObjects") == "s3:getobject"
    assert iam_services.nearest("s3:Abracadabra") is None
